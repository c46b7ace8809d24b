"""Commands that try things out: what a changed rule would do to a table of questions, and a made-up table to try it on."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from liziba.doors.cli.files import Progress
from liziba.doors.cli.setting import WRONG_USAGE, Setting, fail, readable_errors, words
from liziba.services.declaration import service as service_of

MOST_ROWS = 5_000_000


def add(app: typer.Typer, say: Callable[[str], str]) -> None:
    """Add the commands to the command line."""
    language_option = typer.Option(help=say("help.language"), metavar="en|zh")
    atlas_option = typer.Option(help=say("help.atlas"), metavar="DIR")

    @app.command("whatif", help=say("help.whatif"), rich_help_panel=say("panel.files"))
    def whatif(
        context: typer.Context,
        service: Annotated[str, typer.Argument(help=say("help.service"))],
        table: Annotated[Path, typer.Option("--table", metavar="IN.parquet", help=say("help.whatif_table"))],
        change: Annotated[list[str], typer.Option("--set", metavar="NAME=VALUE", help=say("help.set"))],
        by: Annotated[list[str] | None, typer.Option("--by", metavar="COLUMN", help=say("help.by"))] = None,
        out: Annotated[Path | None, typer.Option("--out", metavar="OUT.parquet", help=say("help.whatif_out"))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=say("help.json"))] = False,
        language: Annotated[str | None, language_option] = None,
        atlas: Annotated[Path | None, atlas_option] = None,
    ) -> None:
        setting = Setting.of(context, language, atlas)
        with readable_errors(setting.language or "en", as_json):
            try_out(service, table, change, by or [], out, as_json, setting)

    @app.command("sample", help=say("help.sample"), rich_help_panel=say("panel.files"))
    def sample(
        context: typer.Context,
        service: Annotated[str, typer.Argument(help=say("help.service"))],
        out: Annotated[Path, typer.Argument(metavar="OUT.parquet", help=say("help.out"))],
        rows: Annotated[int, typer.Option(min=1, max=MOST_ROWS, help=say("help.rows"))] = 10_000,
        seed: Annotated[int, typer.Option(min=0, help=say("help.seed"))] = 1,
        force: Annotated[bool, typer.Option("--force", help=say("help.force"))] = False,
        language: Annotated[str | None, language_option] = None,
    ) -> None:
        setting = Setting.of(context, language, None)
        with readable_errors(setting.language or "en"):
            make_sample(service, out, rows, seed, force, setting)


def try_out(name: str, table: Path, changes: Sequence[str], by: Sequence[str], out: Path | None, as_json: bool, setting: Setting) -> None:
    """Compare the answers to a table under the rules in force and under changed ones."""
    from liziba.doors.frame import frame
    from liziba.doors.lines import as_text
    from liziba.services import whatif

    language = setting.language or "en"
    if not table.is_file():
        fail(words("bulk.no_file", language, path=table), WRONG_USAGE)
    context = frame(language, setting.atlas)
    service = service_of(name)
    settings = [whatif.setting(context.atlas, name, change) for change in changes]
    with Progress() as progress:
        effect = whatif.compare(service, table, settings, context, by, progress.at)
    if out is not None:
        effect.groups.write_parquet(out)
    records = whatif.as_records(effect)
    if as_json:
        typer.echo(as_text({"rows": effect.rows, "errors": effect.errors, "groups": records}))
        return
    typer.echo(words("whatif.head", language, changes=", ".join(changes), rows=effect.rows, errors=effect.errors))
    typer.echo(_table(records, by, language))
    typer.echo(words("whatif.foot", language))


def _table(records: Sequence[Any], by: Sequence[str], language: str) -> str:
    from rich.console import Console
    from rich.table import Table

    shown = Table(box=None, pad_edge=False)
    measures = [name.removesuffix("_before") for name in records[0] if name.endswith("_before")]
    shown.add_column(", ".join(by) or words("whatif.all", language))
    shown.add_column(words("whatif.claims", language), justify="right")
    for measure in measures:
        shown.add_column(words(f"whatif.{measure}", language), justify="right")
    for record in records:
        group = ", ".join(str(record[name]) for name in by if record.get(name) is not None) or words("whatif.all", language)
        cells = [_change(record[f"{m}_before"], record[f"{m}_after"], m.endswith("_fen")) for m in measures]
        shown.add_row(group, f"{record['claims']:,}", *cells)
    console = Console(no_color=True, highlight=False)
    with console.capture() as captured:
        console.print(shown)
    return captured.get().rstrip()


def _change(before: int, after: int, is_money: bool) -> str:
    unit = 100 if is_money else 1
    share = f" ({(after - before) / before:+.1%})" if before else ""
    return f"{before / unit:,.0f} → {after / unit:,.0f}{share}"


def make_sample(name: str, out: Path, rows: int, seed: int, force: bool, setting: Setting) -> None:
    """Write a made-up table of questions."""
    language = setting.language or "en"
    make = service_of(name).sample
    if make is None:
        fail(words("sample.unable", language, service=name), WRONG_USAGE)
    if out.exists() and not force:
        fail(words("bulk.exists", language, path=out), WRONG_USAGE)
    make(rows, seed).write_parquet(out)
    typer.echo(words("sample.done", language, rows=rows, seed=seed, path=out), err=True)
