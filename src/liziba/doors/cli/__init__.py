"""The command line: `liziba SERVICE --field value`, made from the declarations, and the commands for whole files.

Exit status: 0 answered, 1 errors in the data or in some questions, 2 wrong usage or a question that cannot be read.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line on the arguments of this process."""
    from liziba.doors.cli.commands import command_line
    from liziba.doors.spelling import program

    command_line(_language(sys.argv[1:]))(prog_name=program())


def _language(arguments: list[str]) -> str:
    """The language of help and messages: known before the arguments are read, because help is written from it."""
    for position, argument in enumerate(arguments):
        if argument == "--language" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--language="):
            return argument.partition("=")[2]
    return os.environ.get("LIZIBA_LANGUAGE", "en")
