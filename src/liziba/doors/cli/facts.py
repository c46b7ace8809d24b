"""Commands about the facts and services themselves: what is there, is it sound, what changed, where does it stand."""

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from liziba.atlas import Atlas, texts
from liziba.atlas.changes import ChangeNote, changes
from liziba.atlas.check import Problem, check
from liziba.atlas.notices import for_readers
from liziba.doors.cli.setting import ERRORS, WRONG_USAGE, Setting, fail, readable_errors, words
from liziba.doors.lines import as_text


def add(app: typer.Typer, say: Callable[[str], str]) -> None:
    """Add the commands to the command line."""
    language_option = typer.Option(help=say("help.language"), metavar="en|zh")
    atlas_option = typer.Option(help=say("help.atlas"), metavar="DIR")
    json_option = typer.Option("--json", help=say("help.json"))

    @app.command("services", help=say("help.services"), rich_help_panel=say("panel.facts"))
    def list_services(context: typer.Context, as_json: Annotated[bool, json_option] = False, language: Annotated[str | None, language_option] = None) -> None:
        setting = Setting.of(context, language, None)
        list_all(setting.language or "en", as_json)

    part = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
    app.add_typer(part, name="atlas", help=say("help.facts"), rich_help_panel=say("panel.facts"))

    @part.command("check", help=say("help.check"))
    def check(
        context: typer.Context,
        as_json: Annotated[bool, json_option] = False,
        language: Annotated[str | None, language_option] = None,
        atlas: Annotated[Path | None, atlas_option] = None,
    ) -> None:
        check_all(Setting.of(context, language, atlas), as_json)

    @part.command("changes", help=say("help.changes"))
    def changes(
        context: typer.Context,
        since: Annotated[str, typer.Option(help=say("help.since"), metavar="DAY")],
        until: Annotated[str | None, typer.Option(help=say("help.until"), metavar="DAY")] = None,
        announced: Annotated[bool, typer.Option("--announced", help=say("help.announced"))] = False,
        figures: Annotated[bool, typer.Option("--figures", help=say("help.figures"))] = False,
        as_json: Annotated[bool, json_option] = False,
        language: Annotated[str | None, language_option] = None,
        atlas: Annotated[Path | None, atlas_option] = None,
    ) -> None:
        changes_between(Setting.of(context, language, atlas), since, until, announced, figures, as_json)

    @part.command("extend", help=say("help.extend"))
    def extend(
        context: typer.Context,
        write: Annotated[bool, typer.Option("--write", help=say("help.write"))] = False,
        language: Annotated[str | None, language_option] = None,
        atlas: Annotated[Path | None, atlas_option] = None,
    ) -> None:
        from liziba.doors.cli.extending import extend

        extend(Setting.of(context, language, atlas), write)

    @part.command("source", help=say("help.source"))
    def source(
        context: typer.Context,
        name: Annotated[str, typer.Argument(metavar="ID", help=say("help.source_id"))],
        as_json: Annotated[bool, json_option] = False,
        language: Annotated[str | None, language_option] = None,
        atlas: Annotated[Path | None, atlas_option] = None,
    ) -> None:
        show_source(Setting.of(context, language, atlas), name, as_json)


def list_all(language: str, as_json: bool) -> None:
    """What can be asked."""
    from liziba.doors.cli.asking import title
    from liziba.services.declaration import services

    width = max(map(len, services()), default=0)
    for service in services().values():
        if as_json:
            typer.echo(as_text({"name": service.name, "audiences": list(service.audiences), "title": title(service, language), "bulk": bool(service.bulk)}))
        else:
            typer.echo(f"{service.name:<{width}}  {title(service, language)}")


def check_all(setting: Setting, as_json: bool) -> None:
    """Read every table and sheet and report what is wrong, one problem a line. Status 1 when there are errors."""
    from liziba.doors.frame import frame

    language = setting.language or "en"
    with readable_errors(language, as_json):
        context = frame(language, setting.atlas)
        problems = check(context.atlas, today=context.today)
        if not any(problem.severity == "error" for problem in problems):
            problems += sheet_problems(context.atlas)
    for problem in problems:
        typer.echo(as_text(_plain(problem)) if as_json else f"{_where(problem)}: {problem.severity}: {problem.text}")
    errors = sum(problem.severity == "error" for problem in problems)
    typer.echo(words("check.summary", language, errors=errors, warnings=len(problems) - errors), err=True)
    if errors:
        raise typer.Exit(ERRORS)


def sheet_problems(atlas: Atlas) -> list[Problem]:
    """What keeps a service's rule sheet from being compiled over these facts."""
    from liziba.engines.rules.sheet import SheetError
    from liziba.services.declaration import services

    found = []
    for service in services().values():
        try:
            if service.rules:
                service.rules(atlas)
        except SheetError as error:
            found.append(Problem("error", error.path, error.line, "", error.message))
    return found


def _where(problem: Any) -> str:
    """file:line:column, as editors and compilers write it."""
    return ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part not in (None, ""))


def changes_between(setting: Setting, since: str, until: str | None, announced: bool, figures: bool, as_json: bool) -> None:
    """What came, went or changed between two days, both included; only rules unless `figures`."""
    from liziba.doors.frame import frame

    language = setting.language or "en"
    with readable_errors(language, as_json):
        context = frame(language, setting.atlas)
        first, last = _day("since", since), _day("until", until) if until else context.today
        if last < first:
            fail(words("changes.order", language), WRONG_USAGE)
        found = changes(context.atlas, first, last, announced=announced)
        for note in found if figures else for_readers(found):
            typer.echo(as_text(_plain(note)) if as_json else change_line(note, context.atlas, language))


def change_line(note: ChangeNote, atlas: Atlas, language: str) -> str:
    """A change as one line: when, where, what, of whom, from what to what, and who says so."""
    parts = [note.day.isoformat(), note.table, f"{note.key} {note.name(atlas, language)}", words(f"changes.{note.what}", language)]
    if note.holds_from != note.day:
        parts.append(words("changes.from", language, day=note.holds_from))
    parts += [f"{field.name}: {_shown(field.old, language)} -> {_shown(field.new, language)}" for field in note.fields]
    if note.what != "went" and note.until is not None and all(field.name != "valid_to" for field in note.fields):
        parts.append(words("changes.until", language, day=note.until))
    return "  ".join([*parts, f"[{', '.join(note.sources)}]"])


def _shown(value: Any, language: str) -> str:
    return "-" if value in (None, "", ()) else str(texts.shown(value, language))


def _day(field: str, text: str) -> date:
    from liziba.services.question import QuestionError, brief

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise QuestionError(field, text, texts.Saying("accepted.day"), texts.Saying("error.not_day", field=field, given=brief(text))) from None


def show_source(setting: Setting, name: str, as_json: bool) -> None:
    """All that is known about a source."""
    from liziba.doors.frame import frame

    language = setting.language or "en"
    with readable_errors(language, as_json):
        atlas = frame(language, setting.atlas).atlas
        try:
            found = _plain(atlas.source(name))
        except KeyError:
            fail(words("source.unknown", language, name=name), WRONG_USAGE)
    if as_json:
        typer.echo(as_text(found))
        return
    width = max(map(len, found))
    for label, value in found.items():
        if value not in (None, ""):
            typer.echo(f"{label:<{width}}  {value}")


def _plain(value: Any) -> dict[str, Any]:
    """A value of the atlas, a model or a dataclass, by name."""

    if hasattr(value, "model_dump"):
        return dict(value.model_dump(mode="json"))
    return dict(dataclasses.asdict(value))
