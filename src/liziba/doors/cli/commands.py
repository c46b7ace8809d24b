"""The list of commands: one for each service, made when it is called for, and those for files, facts and servers."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from liziba import __version__
from liziba.atlas import texts
from liziba.doors.cli.setting import Setting

# The kinds of commands, as headings of the help.
GROUPS = ("ask", "files", "facts", "serve")


def command_line(language: str) -> typer.Typer:
    """The whole command line, its help in that language where it is spoken."""
    language = language if language in texts.LANGUAGES else "en"

    def say(key: str) -> str:
        return texts.say(f"cli.{key}", language)

    class Commands(TyperGroup):
        """Knows the services by name; builds a service's command only when it is used or listed."""

        def list_commands(self, ctx: Any) -> list[str]:
            from liziba.services.declaration import services

            return [*services(), *super().list_commands(ctx)]

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            return super().get_command(ctx, cmd_name) or _service_command(cmd_name, language)

    app = typer.Typer(
        cls=Commands,
        help=say("help.liziba"),
        epilog=say("help.status"),
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )

    @app.callback()
    def liziba(
        context: typer.Context,
        atlas: Annotated[Path | None, typer.Option(help=say("help.atlas"), metavar="DIR")] = None,
        language: Annotated[str | None, typer.Option(help=say("help.language"), metavar="en|zh")] = None,
        version: Annotated[bool, typer.Option("--version", help=say("help.version"), is_eager=True, callback=_version)] = False,
    ) -> None:
        context.obj = Setting(language, atlas)

    from liziba.doors.cli import charts, exporting, facts, files, servers, trying

    for part in (files, trying, exporting, facts, charts, servers):
        part.add(app, say)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"liziba {__version__}")
        raise typer.Exit


def _service_command(name: str, language: str) -> Any:
    from liziba.doors.cli.asking import command
    from liziba.services.declaration import services

    service = services().get(name)
    return command(service, language) if service else None
