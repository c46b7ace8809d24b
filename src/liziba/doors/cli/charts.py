"""The command that draws the charts of all pages ahead, so that no reader waits for one."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from liziba.doors.cli.files import Progress
from liziba.doors.cli.setting import ERRORS, Setting, readable_errors, words

MOST_WORKERS = 16


def add(app: typer.Typer, said: Callable[[str], str]) -> None:
    """Add the command to the command line."""

    @app.command("charts", help=said("help.charts"), rich_help_panel=said("panel.serve"))
    def charts(
        context: typer.Context,
        files: Annotated[bool, typer.Option("--files", help=said("help.charts_files"))] = False,
        workers: Annotated[int | None, typer.Option(min=1, max=MOST_WORKERS, help=said("help.workers"))] = None,
        background: Annotated[bool, typer.Option("--background", hidden=True)] = False,
        language: Annotated[str | None, typer.Option(help=said("help.language"), metavar="en|zh")] = None,
        atlas: Annotated[Path | None, typer.Option(help=said("help.atlas"), metavar="DIR")] = None,
    ) -> None:
        setting = Setting.of(context, language, atlas)
        spoken = setting.language or "en"
        with readable_errors(spoken):
            failed = drawn(files, 1 if background else workers or min(os.cpu_count() or 1, 4), background, setting)
        if failed:
            raise typer.Exit(ERRORS)


def drawn(files: bool, workers: int, background: bool, setting: Setting) -> int:
    """Draw them all and say what came of it; how many failed."""
    from liziba.doors.charts import ahead
    from liziba.doors.charts.cache import kept

    if background:
        ahead.politely()
    spoken = setting.language or "en"
    started = time.monotonic()
    ones, failed = ahead.wanted(setting.atlas, None)
    done = list(failed)
    with Progress(len(ones)) as progress:
        for number, one in enumerate(ahead.draw_all(setting.atlas, None, workers, files, ones), 1):
            done.append(one)
            progress.at(number)
    kept().trim()
    problems = [one for one in done if one.problem]
    for one in problems:
        typer.echo(words("charts.failed", spoken, chart=one.wanted, problem=one.problem), err=True)
    now, before = sum(one.drawn for one in done), sum(one.before for one in done)
    made = sum(not one.problem and not one.absent for one in done)
    seconds = f"{time.monotonic() - started:.1f}"
    typer.echo(words("charts.done", spoken, charts=made, now=now, before=before, seconds=seconds, place=kept().place))
    return len(problems)
