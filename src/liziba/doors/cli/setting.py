"""What is set around a command, before or after its name: the language and a folder laid over the facts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import typer

from liziba.atlas import texts
from liziba.atlas.rows import AtlasError
from liziba.services.question import QuestionError

ERRORS, WRONG_USAGE = 1, 2


@dataclass(frozen=True)
class Setting:
    """The options given before the command's name, and after it, which win."""

    language: str | None = None
    atlas: Path | None = None

    @staticmethod
    def of(context: typer.Context, language: str | None, atlas: Path | None) -> Setting:
        before = context.find_root().obj
        before = before if isinstance(before, Setting) else Setting()
        return Setting(language or before.language or os.environ.get("LIZIBA_LANGUAGE") or "en", atlas or before.atlas)


def words(key: str, language: str, /, **values: object) -> str:
    """A text of the command line in that language, in English where we do not write it."""
    return texts.say(f"cli.{key}", language if language in texts.LANGUAGES else "en", **values)


def fail(message: str, status: int = ERRORS) -> NoReturn:
    """Say what is wrong on standard error and stop."""
    typer.echo(message, err=True)
    raise typer.Exit(status)


@contextmanager
def readable_errors(language: str, as_json: bool = False, options: bool = False) -> Iterator[None]:
    """A question that cannot be read ends the command with the field, what was given, and what is accepted.

    `options`: the command has an option for each field. Facts that cannot be read, as in an overlay, end it with file, line and column.
    """
    try:
        yield
    except QuestionError as error:
        from liziba.doors.cli.show import error_lines

        if as_json:  # the reader is a program: it gets the contract's error where it looks for the answer
            from liziba.doors.lines import as_text

            sys.stdout.write(as_text(error.as_error(language)) + "\n")
        else:
            typer.echo("\n".join(error_lines(error, language, options)), err=True)
        raise typer.Exit(WRONG_USAGE) from None
    except AtlasError as error:
        fail(words("atlas.broken", language, problem=error), ERRORS)
