"""A service as a command: an option for each field of its question, read from the declaration."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic.fields import FieldInfo
from typer.main import get_command

from liziba.atlas import texts
from liziba.atlas.texts import Saying
from liziba.doors.cli.setting import ERRORS, Setting, fail, readable_errors, words
from liziba.doors.flat import record
from liziba.doors.ics import calendar_file, has_calendar
from liziba.doors.spelling import Form, form, option_name, program, spelled
from liziba.services.declaration import Context, Service
from liziba.services.envelope import Envelope
from liziba.services.question import QuestionError, meta

# What stands for the value in help, where the kind's own name would say too little.
METAVARS = {"whole": "NUMBER", "truth": "true|false", "text": "TEXT", "places": "PLACE", "countries": "COUNTRY"}


def command(service: Service, language: str) -> Any:
    """The command of that service, with help in that language."""

    def answer(context: typer.Context, **given: Any) -> None:
        setting = Setting.of(context, given.pop("language"), given.pop("atlas"))
        as_json, full, calendar = given.pop("json"), given.pop("full"), given.pop("ics", None)
        with readable_errors(setting.language or "en", as_json, options=True):
            _answer(service, given, setting, as_json, full, calendar)

    parameters = [inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)]
    core_first = sorted(service.question.model_fields.items(), key=lambda item: not meta(item[1]).get("core"))
    for name, field in core_first:
        parameters.append(_option(name, _help(service, name, field, language), field, language))
    for name, kind, default, help_key, metavar in (
        ("json", bool, False, "json", None),
        ("full", bool, False, "full", None),
        ("language", str | None, None, "language", "en|zh"),
        ("atlas", Path | None, None, "atlas", "DIR"),
        *([("ics", Path | None, None, "ics", "FILE")] if has_calendar(service) else []),
    ):
        info = typer.Option(
            f"--{name}", help=texts.say(f"cli.help.{help_key}", language), metavar=metavar, rich_help_panel=texts.say("cli.panel.door", language)
        )
        parameters.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, info]))
    answer.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    answer.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}

    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")
    summary = _said(f"service.{service.name}.summary", language)
    help_text = "\n\n".join(part for part in (title(service, language), summary) if part)
    app.command(name=service.name, help=_plain(help_text), epilog=_example(service, language), rich_help_panel=texts.say("cli.panel.ask", language))(answer)
    return get_command(app)


def title(service: Service, language: str) -> str:
    """One line on what the service answers."""
    return _said(f"service.{service.name}.title", language) or inspect.cleandoc(service.question.__doc__ or service.name).splitlines()[0]


def _said(key: str, language: str) -> str:
    return texts.say(key, language) if texts.has(key, language) else ""


def _option(name: str, help_text: str, field: FieldInfo, language: str) -> inspect.Parameter:
    declared = meta(field)
    panel = texts.say("cli.panel.core" if declared.get("core") else "cli.panel.more", language)
    kind = form(field)
    many = kind in (Form.SEVERAL, Form.RECORDS)
    metavar = "JSON" if kind in (Form.RECORD, Form.RECORDS) else METAVARS.get(declared.get("kind", "text"), str(declared.get("kind")).upper())
    info = typer.Option(option_name(name), help=help_text, metavar=metavar, rich_help_panel=panel, show_default=False)
    annotation = list[str] | None if many else str | None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[annotation, info])


def _help(service: Service, name: str, field: FieldInfo, language: str) -> str:
    """The field's text from the catalogue, else from the model; then its codes and what holds when it is missing."""
    declared = meta(field)
    label = _said(f"field.{service.name}.{name}", language) or _said(f"field.{name}", language) or field.description or name
    more = _said(f"field.{service.name}.{name}.help", language) or _said(f"field.{name}.help", language)
    parts = [texts.say("cli.help.field", language, label=label), more] if more else [texts.say("cli.help.field", language, label=label)]
    if declared.get("choices"):
        parts.append(texts.say("cli.help.choices", language, choices=", ".join(declared["choices"])))
    if declared.get("need") == "required":
        parts.append(texts.say("cli.help.required", language))
    elif declared.get("assumed") is not None:
        parts.append(texts.say("cli.help.assumed", language, value=json.dumps(declared["assumed"]).strip('"')))
    if form(field) is Form.SEVERAL:
        parts.append(texts.say("cli.help.several", language))
    parts_of = record(field)
    if parts_of is not None:
        parts.append(texts.say("cli.help.record", language, fields=", ".join(parts_of.model_fields)))
    return _plain(" ".join(parts))


def _plain(text: str) -> str:
    """Text whose square brackets are no markup."""
    return text.replace("[", "\\[")


def _example(service: Service, language: str) -> str | None:
    first = next(iter(service.examples.values()), None)
    if first is None:
        return None
    return _plain(texts.say("cli.help.example", language, command=f"{program()} {spelled(service, first)}"))


def read(service: Service, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a question from what stood on the command line. Raises QuestionError for broken JSON."""
    fields: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or value == []:
            continue
        kind = form(service.question.model_fields[name])
        if kind is Form.ONE:
            fields[name] = value
        elif kind is Form.RECORD:
            fields[name] = _json(name, value)
        elif kind is Form.SEVERAL:
            fields[name] = [item.strip() for text in value for item in _items(name, text)]
        else:
            parts = [_json(name, text) for text in value]
            fields[name] = [one for part in parts for one in (part if isinstance(part, list) else [part])]
    return fields


def _items(name: str, text: str) -> list[str]:
    if text.lstrip().startswith("["):
        return [str(item) for item in _json(name, text)]
    return [item for item in text.split(",") if item.strip()]


def _json(name: str, text: str) -> Any:
    from liziba.doors.lines import from_json, why_no_json

    try:
        return from_json(text.encode())
    except QuestionError as error:
        raise QuestionError(f"{name}.{error.field}" if error.field else name, error.given, error.accepted, error.message) from None
    except (ValueError, RecursionError) as error:
        raise QuestionError(name, text, Saying("accepted.json"), Saying("error.not_json", field=name, problem=why_no_json(error))) from None


def _answer(service: Service, given: Mapping[str, Any], setting: Setting, as_json: bool, full: bool, calendar: Path | None) -> None:
    from liziba.doors.frame import frame

    context = frame(setting.language or "en", setting.atlas)
    answered = service.respond(service.read(read(service, given), context.atlas), context)
    if as_json:
        from liziba.doors.lines import as_text

        typer.echo(as_text(answered))
    else:
        from liziba.doors.cli.show import show

        show(answered, service, context, full)
    if calendar is not None:
        _write(calendar, service, answered, context)


def _write(path: Path, service: Service, answered: Envelope, context: Context) -> None:
    """The calendar file. Where there is nothing to write or no place for it, the answer has been shown all the same."""
    try:
        path.write_bytes(calendar_file(service, answered, context))
    except QuestionError as error:
        fail(error.in_language(context.language).message, ERRORS)
    except OSError as error:
        fail(words("ics.failed", context.language, path=path, problem=error.strerror), ERRORS)
    typer.echo(words("ics.written", context.language, path=path), err=True)
