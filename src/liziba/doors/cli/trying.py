"""Commands that try things out: what a changed rule would do to a table of questions, and a made-up table to try it on."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from liziba.atlas.texts import Saying, say
from liziba.doors.cli.files import Progress
from liziba.doors.cli.setting import ERRORS, WRONG_USAGE, Setting, fail, readable_errors, words
from liziba.services.declaration import service as service_of
from liziba.services.declaration import services
from liziba.services.question import QuestionError, brief

if TYPE_CHECKING:
    from liziba.services.whatif import Effect

MOST_ROWS = 5_000_000


def add(app: typer.Typer, said: Callable[[str], str]) -> None:
    """Add the commands to the command line."""
    language_option = typer.Option(help=said("help.language"), metavar="en|zh")
    atlas_option = typer.Option(help=said("help.atlas"), metavar="DIR")

    @app.command("whatif", help=said("help.whatif"), rich_help_panel=said("panel.files"))
    def whatif(
        context: typer.Context,
        service: Annotated[str, typer.Argument(help=said("help.service"))],
        change: Annotated[list[str], typer.Option("--set", metavar="NAME=VALUE", help=said("help.set"))],
        table: Annotated[Path, typer.Option("--table", metavar="IN.parquet", help=said("help.whatif_table"))],
        since: Annotated[str | None, typer.Option("--from", metavar="DAY", help=said("help.whatif_from"))] = None,
        by: Annotated[list[str] | None, typer.Option("--by", metavar="COLUMN", help=said("help.by"))] = None,
        out: Annotated[Path | None, typer.Option("--out", metavar="OUT.parquet", help=said("help.whatif_out"))] = None,
        force: Annotated[bool, typer.Option("--force", help=said("help.force"))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=said("help.json"))] = False,
        language: Annotated[str | None, language_option] = None,
        atlas: Annotated[Path | None, atlas_option] = None,
    ) -> None:
        setting = Setting.of(context, language, atlas)
        spoken = setting.language or "en"
        _may_write(out, force, spoken, table)
        with readable_errors(spoken, as_json):
            effect = tried(service, table, change, since, by or [], setting)
        if out is not None:
            effect.groups.write_parquet(out)
        typer.echo(as_text(service, effect) if as_json else shown(service, change, since, effect, spoken))
        if effect.errors:
            raise typer.Exit(ERRORS)

    @app.command("sample", help=said("help.sample"), rich_help_panel=said("panel.files"))
    def sample(
        context: typer.Context,
        service: Annotated[str, typer.Argument(help=said("help.service"))],
        out: Annotated[Path, typer.Argument(metavar="OUT.parquet", help=said("help.sample_out"))],
        rows: Annotated[int, typer.Option(min=0, max=MOST_ROWS, help=said("help.rows"))] = 10_000,
        seed: Annotated[int, typer.Option(min=0, help=said("help.seed"))] = 1,
        force: Annotated[bool, typer.Option("--force", help=said("help.force"))] = False,
        language: Annotated[str | None, language_option] = None,
    ) -> None:
        setting = Setting.of(context, language, None)
        _may_write(out, force, setting.language or "en")
        with readable_errors(setting.language or "en"):
            make_sample(service, out, rows, seed, setting.language or "en")


def _may_write(out: Path | None, force: bool, language: str, table: Path | None = None) -> None:
    if out is None:
        return
    if table is not None and out.resolve() == table.resolve():
        fail(words("bulk.same", language), WRONG_USAGE)
    if out.exists() and not force:
        fail(words("bulk.exists", language, path=out), WRONG_USAGE)
    if not out.absolute().parent.is_dir():
        fail(words("bulk.no_folder", language, path=out.absolute().parent), WRONG_USAGE)


def tried(name: str, table: Path, changes: Sequence[str], since: str | None, by: Sequence[str], given: Setting) -> "Effect":
    """Compare the answers to a table under the rules in force and under changed ones."""
    from liziba.doors.frame import frame
    from liziba.services import whatif
    from liziba.services.changed_rule import setting

    language = given.language or "en"
    service = service_of(name)
    if service.bulk is None:
        able = ", ".join(other.name for other in services().values() if other.bulk)
        raise QuestionError("service", name, able, Saying("error.no_bulk", name=name))
    if not table.is_file():
        fail(words("bulk.no_file", language, path=table), WRONG_USAGE)
    context = frame(language, given.atlas)
    day = _day(since)
    settings = [setting(context.atlas, whatif.topic_of(service), change, day) for change in changes]
    try:
        with Progress() as progress:
            return whatif.compare(service, table, settings, context, by, progress.at)
    except QuestionError:
        raise
    except Exception as error:
        # A file that breaks off is the reader's to mend; anything else is a fault of ours.
        if not isinstance(error, OSError) and not type(error).__module__.startswith("polars"):
            raise
        fail(words("bulk.broken", language, path=table, problem=error), WRONG_USAGE)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise QuestionError("from", brief(text), Saying("accepted.day"), Saying("error.not_day", field="from", given=brief(text))) from None


def as_text(name: str, effect: "Effect") -> str:
    """The comparison as JSON: money in fen."""
    from liziba.doors.lines import as_text as json_of
    from liziba.services import whatif

    changes = [
        {"name": s.name, "table": s.of, "column": s.column, "key": list(s.holder), "value": s.value, "from": s.since and s.since.isoformat()}
        for s in effect.settings
    ]
    head = {"service": name, "set": changes, "by": list(effect.by), "rows": effect.rows, "errors": effect.errors}
    return json_of({**head, "aside": list(effect.aside), "generated": effect.generated, "assumed": effect.assumed, "figures": whatif.figures(effect)})


def shown(name: str, changes: Sequence[str], since: str | None, effect: "Effect", language: str) -> str:
    """The comparison for people: a block a group, a line a measure."""
    from liziba.services import whatif

    head = words("whatif.head", language, changes=", ".join(changes)) + (words("whatif.since", language, day=date.fromisoformat(since)) if since else "")
    lines = [head, "", _table(whatif.figures(effect), effect, language), ""]
    lines.append(words("whatif.rows", language, rows=f"{effect.rows:,}", turned=f"{effect.groups['verdicts_turned'][0]:,}"))
    if effect.errors:
        lines.append(words("whatif.errors", language, errors=f"{effect.errors:,}", service=name))
    if effect.assumed:
        lines.append(words("whatif.assumed", language, values=[f"{field} {_value(value)}" for field, value in effect.assumed.items()]))
    if effect.aside:
        lines.append(words("whatif.aside", language, names=list(effect.aside)))
    if effect.generated:
        lines.append(words("whatif.generated", language))
    return "\n".join([*lines, words("whatif.foot", language)])


def _table(figures: Sequence[Any], effect: "Effect", language: str) -> str:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(", ".join(effect.by))
    for column in ("before", "after", "difference", "share"):
        table.add_column(words(f"whatif.{column}", language), justify="right", no_wrap=True)
    group: object = None
    for one in figures:
        if one["group"] != group:
            if group is not None:
                table.add_row()
            group = one["group"]
            named = ", ".join("–" if value is None else str(value) for value in one["group"].values())
            claims = words("whatif.claims", language, claims=f"{one['claims']:,}")
            table.add_row(f"{named or words('whatif.all', language)} ({claims})")
        measure = say(f"whatif.{one['measure']}", language)
        cells = [_amount(one[side], one["unit"]) for side in ("before", "after")]
        sign = "+" if one["difference"] > 0 else ""
        share = "–" if one["share"] is None else f"{one['share']:+.1%}"
        table.add_row(f"  {measure}", *cells, sign + _amount(one["difference"], one["unit"]), share)
    console = Console(no_color=True, highlight=False, markup=False)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().rstrip().splitlines())


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _amount(number: int, unit: str) -> str:
    return f"{number / 100:,.2f}" if unit == "fen" else f"{number:,}"


def make_sample(name: str, out: Path, rows: int, seed: int, language: str) -> None:
    """Write a made-up table of questions; the file says so too."""
    make = service_of(name).sample
    if make is None:
        able = ", ".join(other.name for other in services().values() if other.sample)
        raise QuestionError("service", name, able, Saying("error.no_sample", name=name))
    note = words("sample.note", "en", service=name)
    make(rows, seed).write_parquet(out, metadata={"liziba.generated": "true", "liziba.note": note, "liziba.rows": str(rows), "liziba.seed": str(seed)})
    typer.echo(words("sample.done", language, rows=f"{rows:,}", seed=seed, path=out), err=True)
