"""Commands for many questions at once: JSON Lines through `answer`, Parquet tables through `bulk`."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, BinaryIO, Self

import typer

from liziba.doors.cli.setting import ERRORS, WRONG_USAGE, Setting, fail, readable_errors, words
from liziba.services.declaration import Service, services
from liziba.services.declaration import service as service_of
from liziba.services.question import QuestionError

# A run shorter than this says nothing about its progress.
QUIET_SECONDS = 2.0


def add(app: typer.Typer, say: Callable[[str], str]) -> None:
    """Add the commands to the command line."""
    language_option = typer.Option(help=say("help.language"), metavar="en|zh")
    atlas_option = typer.Option(help=say("help.atlas"), metavar="DIR")

    @app.command("answer", help=say("help.answer"), rich_help_panel=say("panel.files"))
    def answer(
        context: typer.Context,
        service: Annotated[str, typer.Argument(help=say("help.service"))],
        language: Annotated[str | None, language_option] = None,
        atlas: Annotated[Path | None, atlas_option] = None,
    ) -> None:
        setting = Setting.of(context, language, atlas)
        with readable_errors(setting.language or "en"):
            answer_all(service_of(service), setting)

    @app.command("bulk", help=say("help.bulk"), rich_help_panel=say("panel.files"))
    def bulk(
        context: typer.Context,
        service: Annotated[str, typer.Argument(help=say("help.service"))],
        questions: Annotated[Path, typer.Argument(metavar="IN.parquet", help=say("help.in"))],
        answers: Annotated[Path, typer.Argument(metavar="OUT.parquet", help=say("help.out"))],
        force: Annotated[bool, typer.Option("--force", help=say("help.force"))] = False,
        language: Annotated[str | None, language_option] = None,
        atlas: Annotated[Path | None, atlas_option] = None,
    ) -> None:
        setting = Setting.of(context, language, atlas)
        with readable_errors(setting.language or "en"):
            bulk_all(service_of(service), questions, answers, setting, force)


def answer_all(service: Service, setting: Setting) -> None:
    """Answer every line of standard input. Ends with status 1 when a line could not be answered."""
    from liziba.doors.frame import frame
    from liziba.doors.lines import answer_line, lines

    context = frame(setting.language or "en", setting.atlas)
    bad = done = 0
    out = sys.stdout.buffer
    try:
        with Progress(_size(sys.stdin.buffer)) as progress:
            for line in lines(sys.stdin.buffer):
                if line is None:
                    out.flush()
                    continue
                text, good = answer_line(service, line, context)
                out.write(text.encode() + b"\n")
                done += len(line) + 1
                bad += not good
                progress.at(done)
        out.flush()
    except BrokenPipeError:
        # Whoever read the answers has had enough. Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(ERRORS) from None
    if bad:
        raise typer.Exit(ERRORS)


def bulk_all(service: Service, questions: Path, answers: Path, setting: Setting, force: bool) -> None:
    """Answer a table of questions. Ends with status 1 when a row could not be read, 2 when the table could not be."""
    from liziba.doors.frame import frame

    language = setting.language or "en"
    if service.bulk is None:
        able = ", ".join(name for name, other in services().items() if other.bulk)
        fail(words("bulk.unable", language, service=service.name, able=able), WRONG_USAGE)
    if not questions.is_file():
        fail(words("bulk.no_file", language, path=questions), WRONG_USAGE)
    if answers.resolve() == questions.resolve():
        fail(words("bulk.same", language), WRONG_USAGE)
    if answers.exists() and not force:
        fail(words("bulk.exists", language, path=answers), WRONG_USAGE)
    if not answers.absolute().parent.is_dir():
        fail(words("bulk.no_folder", language, path=answers.absolute().parent), WRONG_USAGE)
    context = frame(language, setting.atlas)
    try:
        with Progress() as progress:
            report = service.bulk(questions, answers, context, progress.at)
    except QuestionError:
        raise
    except Exception as error:
        # A file that is broken, or lacks a column, is the reader's to mend; anything else is a fault of ours.
        if not isinstance(error, (OSError, ValueError)) and not type(error).__module__.startswith("polars"):
            raise
        fail(words("bulk.broken", language, path=questions, problem=error), WRONG_USAGE)
    typer.echo(words("bulk.done", language, rows=report.rows, errors=report.errors, path=answers), err=True)
    if report.errors:
        raise typer.Exit(ERRORS)


def _size(stream: BinaryIO) -> int | None:
    """The bytes to come, where that is known."""
    try:
        return os.fstat(stream.fileno()).st_size or None
    except OSError:
        return None


class Progress:
    """A bar on standard error, only on a terminal and only when the run takes its time."""

    def __init__(self, total: int | None = None) -> None:
        self.total = total
        self.started = time.monotonic()
        self.bar: Any = None
        self.task: Any = None
        self.wanted = sys.stderr.isatty()

    def at(self, done: int, total: int | None = None) -> None:
        """Say how far the run is."""
        if not self.wanted:
            return
        if self.bar is None:
            if time.monotonic() - self.started < QUIET_SECONDS:
                return
            from rich.console import Console
            from rich.progress import Progress as Bar

            self.bar = Bar(console=Console(stderr=True), transient=True)
            self.bar.start()
            self.task = self.bar.add_task("", total=self.total or total)
        self.bar.update(self.task, completed=done, total=self.total or total)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.bar is not None:
            self.bar.stop()
