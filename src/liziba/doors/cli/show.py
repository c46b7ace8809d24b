"""An answer as people read it in a terminal: the headline first, then why, what was assumed, and what would change it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from liziba.atlas import texts
from liziba.doors.cli.setting import words
from liziba.doors.spelling import option_name, program, spelled
from liziba.services import paths
from liziba.services.declaration import Context, Service, services
from liziba.services.envelope import Envelope, Ground, NextStep, SourceNote
from liziba.services.question import QuestionError

MARKS = {"met": ("✓", "green"), "failed": ("✗", "red"), "unknown": ("?", "yellow")}
# Output that goes to a file or a pipe is always this wide, so that it is the same everywhere.
WIDTH = 100


# Of a condition with many sources this many are named; all of them with --full.
FEW = 2
FITS = ("yes", "yes_with_terms")
RESULTS = {"yes": "met", "no": "failed"}
# The field of an answer that holds what to do next; it has a part of its own.
NEXT = "what_now"
# The field that holds the parts of a journey: each says itself what it is, and of every traveller what holds for him.
ENTRIES = "entries"
# The field of an answer whose schemes are its headings, all of them read.
SECTIONS = "sections"


def show(answer: Envelope, service: Service, context: Context, full: bool = False) -> None:
    """Print the answer on standard output. `full` also prints schemes that were tried beside the one that fits, and all sources."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, emoji=False, width=WIDTH, no_color=True)
    with console.capture() as captured:
        console.print(Group(*_parts(answer, service, context, full)), crop=False)  # addresses and commands are never cut
    # Tables fill their lines with blanks, which nobody wants in a file.
    sys.stdout.write("\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n")


def error_lines(error: QuestionError, language: str, options: bool) -> list[str]:
    """What is wrong with a question, and what is accepted, as lines."""
    body = error.as_error(language)["error"]
    lines = [body["message"]]
    if body["field"]:
        option = option_name(body["field"].partition(".")[0])
        lines.append(words("error.option" if options else "error.field", language, field=body["field"], option=option))
    if body["given"] is not None:
        lines.append(words("error.given", language, given=body["given"]))
    if body["accepted"]:
        lines.append(words("error.accepted", language, accepted=body["accepted"]))
    return lines


def _parts(answer: Envelope, service: Service, context: Context, full: bool) -> Iterable[RenderableType]:
    language = context.language
    sources: dict[str, SourceNote] = {}
    yield Text(answer.headline, style="bold")
    yield from _entries(answer, language)
    if answer.verdict != "no":  # in a refusal the figures are those of a scheme that does not apply
        yield from _own(answer, service, language)
    yield from _grounds(answer, sources, language, full)
    missing = [_field_name(service, name, language) for name in answer.missing]
    yield from _list("missing", missing, language)
    yield from _list("assumptions", [part.text for part in answer.assumptions], language)
    yield from _list("warnings", [part.text for part in answer.warnings], language, "yellow")
    changes = [f"{part.text} ({_set(part.set)})" for part in answer.what_would_change]
    yield from _list("changes", changes, language)
    yield from _next_steps(answer, sources, language, full)
    if sources:
        yield from _heading("sources", language)
        for number, note in enumerate(sources.values(), 1):
            mark = f"[{number}]".ljust(len(f"[{len(sources)}]"))
            yield _rows([(mark, _source(note, language), "dim")])
            if note.url:
                # On a line of its own and never broken, so that it can be clicked or copied.
                yield Text(f"{' ' * (len(mark) + 3)}{note.url}", style="dim", no_wrap=True, overflow="ignore")
    yield Text()
    if answer.decided_by:
        yield Text(answer.decided_by)
    yield Text(words("show.stamp", language, day=answer.as_of, version=answer.atlas.version, hash=answer.atlas.hash), style="dim")


def _own(answer: Envelope, service: Service, language: str) -> Iterable[RenderableType]:
    """The fields that only this service's answers have, where they hold something."""
    own = []
    for name, field in type(answer).model_fields.items():
        value = getattr(answer, name)
        if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("in_grounds"):
            continue  # told there in words already
        if name in Envelope.model_fields or name in (NEXT, ENTRIES) or value is None or value == [] or value == {}:
            continue
        label = _known([f"answer.{service.name}.{name}", f"answer.{name}"], language) or name
        own.append((label, _value(answer, name, language), ""))
    if own:
        yield Text()
        yield _rows(own)


def _entries(answer: Envelope, language: str) -> Iterable[RenderableType]:
    """Entry by entry and traveller by traveller, each with the mark of its verdict."""
    for entry in getattr(answer, ENTRIES, []):
        yield Text()
        yield Text(entry.headline, style="bold")
        if entry.travellers:
            told = [(RESULTS.get(one.verdict, "unknown"), texts.say("itinerary.line", language, who=one.called, told=one.headline)) for one in entry.travellers]
            yield _rows([(MARKS[result][0], line, "") for result, line in told])


def _value(answer: Envelope, name: str, language: str) -> str:
    value = getattr(answer, name)
    unit = f"web.unit.{name.rpartition('_')[2]}"
    if isinstance(value, int) and not isinstance(value, bool) and texts.has(unit, language):
        return texts.say(unit, language, n=value)
    return _in_words(name, answer.model_dump(include={name})[name], language)


def _in_words(name: str, value: Any, language: str) -> str:
    """A value of an answer: codes by their names, records by what they hold."""
    if isinstance(value, bool):
        return words("show.true" if value else "show.false", language)
    if isinstance(value, list):
        items = [_in_words(name, item, language) for item in value]
        return "\n".join(items) if any(isinstance(item, dict) for item in value) else texts.join(items, language)
    if isinstance(value, dict) and all(isinstance(item, list) for item in value.values()):
        return "; ".join(f"{_code(name, key, language)}: {_in_words(name, items, language)}" for key, items in value.items())
    if isinstance(value, dict) and value.get("text"):
        said = [str(value[part]) for part in ("name", "text") if value.get(part)]  # it says itself what it is
        return texts.say("word.colon", language).join(said)
    if isinstance(value, dict):
        # What stands in a record as plain text is a name, not a code.
        held = {part: item for part, item in value.items() if item is not None and item != []}
        return texts.join([item if isinstance(item, str) else _in_words(part, item, language) for part, item in held.items()], language)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _code(name, value, language) if isinstance(value, str) else str(texts.shown(value, language))


def _code(name: str, code: str, language: str) -> str:
    return _known([f"code.{name}.{code}", f"scheme.{code}", f"reason.{code}"], language) or code


def _grounds(answer: Envelope, sources: dict[str, SourceNote], language: str, full: bool) -> Iterable[RenderableType]:
    """Conditions by scheme, each with its mark and the numbers of its sources. Where a scheme fits, the others take a line."""
    by_scheme: dict[str, list[Ground]] = {}
    for ground in answer.grounds:
        by_scheme.setdefault(ground.scheme, []).append(ground)
    beside: list[tuple[str, str, str]] = []
    for place, (scheme, members) in enumerate(by_scheme.items()):
        name = _known([f"scheme.{scheme}"], language) or scheme
        if place and not full and answer.verdict in FITS and not any(hasattr(answer, own) for own in (ENTRIES, SECTIONS)):
            results = {ground.result for ground in members}
            worst = next(result for result in ("failed", "unknown", "met") if result in results)
            beside.append((MARKS[worst][0], name, MARKS[worst][1]))
            continue
        yield Text()
        yield Text(name, style="bold")
        yield _rows([_condition(ground, sources, language, full) for ground in members])
    if beside:
        yield from _heading("beside", language)
        yield _rows(beside)


def _next_steps(answer: Envelope, sources: dict[str, SourceNote], language: str, full: bool) -> Iterable[RenderableType]:
    """What to do next, each with the numbers of its sources; a question for another service as the command that asks it."""
    steps: list[NextStep] = getattr(answer, NEXT, [])
    if not steps:
        return
    yield from _heading(NEXT, language)
    for step in steps:
        yield _rows([("•", " ".join([step.text, *_numbers(step.sources, sources, full)]), "")])
        if step.ask is not None and step.ask.service in services():
            # On a line of its own and never broken, so that it can be copied.
            yield Text(f"    {program()} {spelled(services()[step.ask.service], step.ask.fields)}", style="dim", no_wrap=True, overflow="ignore")


def _condition(ground: Ground, sources: dict[str, SourceNote], language: str, full: bool) -> tuple[str, str, str]:
    doubt = [] if ground.confirmed else [f"({words('show.unconfirmed', language)})"]
    mark, style = MARKS[ground.result]
    return mark, " ".join([ground.text, *doubt, *_numbers(ground.sources, sources, full)]), style


def _numbers(notes: list[SourceNote], sources: dict[str, SourceNote], full: bool) -> list[str]:
    return [f"[{_number(note, sources)}]" for note in (notes if full else notes[:FEW])]


def _number(note: SourceNote, sources: dict[str, SourceNote]) -> int:
    sources.setdefault(note.id, note)
    return list(sources).index(note.id) + 1


def _source(note: SourceNote, language: str) -> str:
    parts = [note.title, note.publisher, note.published]
    seen = [words(f"show.access.{note.access}", language)] if note.access and texts.has(f"cli.show.access.{note.access}", language) else []
    return ", ".join([part for part in parts if part] + seen)


def _heading(name: str, language: str) -> Iterable[RenderableType]:
    yield Text()
    yield Text(words(f"show.{name}", language), style="bold")


def _list(name: str, items: list[str], language: str, style: str = "") -> Iterable[RenderableType]:
    if items:
        yield from _heading(name, language)
        yield _rows([("•", item, style) for item in items])


def _rows(rows: list[tuple[str, str, str]]) -> RenderableType:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for mark, text, style in rows:
        table.add_row(Text(mark, style=style), Text(text, style=style if style == "dim" else ""))
    return Padding(table, (0, 0, 0, 2))


def _field_name(service: Service, name: str, language: str) -> str:
    inside_list = any(step.isdigit() for step in name.split("."))
    label = paths.label(service.name, name, language) if inside_list else _known([f"field.{service.name}.{name}", f"field.{name}"], language) or name
    return f"{label} ({option_name(name.partition('.')[0])})"


def _known(keys: list[str], language: str) -> str:
    """The text of the first of these keys that is written, else nothing."""
    return next((texts.say(key, language) for key in keys if texts.has(key, language)), "")


def _set(change: dict[str, Any]) -> str:
    words = [f"{option_name(name)} {','.join(map(str, value)) if isinstance(value, list) else value}" for name, value in change.items()]
    return " ".join(words)
