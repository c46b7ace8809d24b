"""`atlas extend`: write out announcements that move the end of many rows at once, after showing what they change."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer

from liziba.atlas import Atlas, extension, texts
from liziba.atlas.changes import changes
from liziba.atlas.check import check
from liziba.atlas.rows import Row, key_of
from liziba.atlas.tables.extensions import Extension
from liziba.doors.cli.facts import change_line
from liziba.doors.cli.setting import ERRORS, Setting, fail, readable_errors, words
from liziba.doors.frame import frame


def extend(setting: Setting, write: bool) -> None:
    """Every announcement that is not written out yet: its rows and what they change; with `write` they are appended."""
    language = setting.language or "en"
    with readable_errors(language):
        context = frame(language, setting.atlas)
        open_ones = [(one, extension.missing(context.atlas, one)) for one in extension.announcements(context.atlas)]
        open_ones = [(one, rows) for one, rows in open_ones if rows]
        if not open_ones:
            typer.echo(words("extend.nothing", language))
            return
        put = [_shown(context.atlas, announcement, rows, language) for announcement, rows in open_ones]
    if not write:
        typer.echo(words("extend.not_written", language), err=True)
        return
    for (announcement, _), (path, header, text) in zip(open_ones, put, strict=True):
        try:
            extension.append(path, header, text)
        except OSError as error:
            fail(words("extend.failed", language, file=path, problem=error.strerror or error), ERRORS)
        typer.echo(words("extend.written", language, decision=announcement.decision, n=text.count("\n"), file=path), err=True)
    with readable_errors(language):
        afterwards = replace(context.atlas, _kept={})  # the same folders, read again
        wrong = [problem for problem in check(afterwards, today=context.today) if problem.severity == "error"]
    for problem in wrong:
        typer.echo(str(problem))
    if wrong:
        raise typer.Exit(ERRORS)


def _shown(atlas: Atlas, announcement: Extension, rows: Sequence[Row], language: str) -> tuple[Path, list[str], str]:
    """Show one announcement; its file, the columns there, and the lines to put at the end."""
    path = extension.target(atlas, announcement)
    header = extension.header_of(atlas, announcement)
    text = extension.lines(rows, header)
    announced = announcement.announced_on
    summary = {"decision": announcement.decision, "table": announcement.extends, "n": len(rows)}
    end = announcement.new_end or texts.say("word.no_end_known", language)
    typer.echo(words("extend.summary", language, **summary, old=list(announcement.old_ends), new=end))
    typer.echo(text.rstrip("\n"))
    typer.echo(words("extend.changes", language, day=announced))
    concerned = {key_of(row) for row in rows}
    for note in changes(atlas.with_rows(announcement.extends, rows), announced, announced, announced=True):
        if note.table == announcement.extends and note.parts in {tuple(map(str, key)) for key in concerned}:
            typer.echo(change_line(note, atlas, language))
    return path, header, text
