"""Facts as files: `liziba export observations --format csv|sdmx-csv`."""

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from liziba.doors.cli.setting import WRONG_USAGE, Setting, fail, readable_errors, words
from liziba.services.declaration import service


class Format(StrEnum):
    CSV = "csv"
    SDMX_CSV = "sdmx-csv"


def add(app: typer.Typer, say: Callable[[str], str]) -> None:
    """Add the commands to the command line."""
    part = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
    app.add_typer(part, name="export", help=say("help.export"), rich_help_panel=say("panel.files"))

    @part.callback()
    def nothing_else() -> None:
        """Only this makes `observations` a command of its own instead of the whole group."""

    @part.command("observations", help=say("help.export.observations"))
    def observations(
        context: typer.Context,
        place: Annotated[str | None, typer.Option(help=say("help.export.place"), metavar="PLACE")] = None,
        indicator: Annotated[str | None, typer.Option(help=say("help.export.indicator"), metavar="CODE")] = None,
        kind: Annotated[Format, typer.Option("--format", help=say("help.export.format"))] = Format.CSV,
        out: Annotated[Path | None, typer.Option(help=say("help.export.out"), metavar="FILE")] = None,
        as_of: Annotated[str | None, typer.Option("--as-of", help=say("help.export.as_of"), metavar="DAY")] = None,
        language: Annotated[str | None, typer.Option(help=say("help.language"), metavar="en|zh")] = None,
        atlas: Annotated[Path | None, typer.Option(help=say("help.atlas"), metavar="DIR")] = None,
    ) -> None:
        setting = Setting.of(context, language, atlas)
        with readable_errors(setting.language or "en", options=True):
            _write({"place": place, "indicator": indicator, "as_of": as_of}, kind, out, setting)


def _write(said: dict[str, str | None], kind: Format, out: Path | None, setting: Setting) -> None:
    from liziba.doors.frame import frame
    from liziba.services.observations.export import as_csv, as_sdmx_csv, rows
    from liziba.services.spreadsheets import MARK

    language = setting.language or "en"
    context = frame(language, setting.atlas)
    asked = service("observations").read({name: value for name, value in said.items() if value}, context.atlas)
    found = rows(context.atlas, asked.as_of or context.today, getattr(asked, "place", None), getattr(asked, "indicator", None))
    text = as_csv(context.atlas, found) if kind is Format.CSV else as_sdmx_csv(context.atlas, found)
    if out is None:
        sys.stdout.buffer.write(text.encode())
        return
    try:
        out.write_bytes(((MARK if kind is Format.CSV else "") + text).encode())
    except OSError as error:
        fail(words("export.failed", language, path=out, problem=error.strerror), WRONG_USAGE)
    typer.echo(words("export.done", language, n=len(found), path=out), err=True)
