"""One field of a question as an entry of a form: its label, its help, and the input or inputs that take it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from liziba.atlas import Atlas, texts
from liziba.atlas.names import row_name
from liziba.doors import flat
from liziba.doors.web import house, words
from liziba.doors.web.names import Names, names
from liziba.doors.web.rates import vat_rates
from liziba.doors.web.reading import BARE_DAY, TIME
from liziba.services.declaration import Service
from liziba.services.question import meta

# How many lines a list has on a form at first, and how many the button for more adds.
ROWS = 2
MORE = 2

# Kinds whose names are suggested while one types: what the endpoint calls them.
SUGGESTED = {"country": "country", "countries": "country", "port": "port", "place": "place", "places": "place"}

INPUTS = {"moment": "date", "day": "date", "whole": "number", "number": "number", "percent": "number"}


@dataclass(frozen=True)
class Option:
    value: str
    text: str
    chosen: bool = False


@dataclass(frozen=True)
class Record:
    """One line of a list of records: the parts asked first, and those that stay folded until somebody needs them."""

    parts: tuple[Entry, ...]
    folded: tuple[Entry, ...] = ()
    title: str = ""

    @property
    def every(self) -> tuple[Entry, ...]:
        return self.parts + self.folded

    @property
    def filled(self) -> int:
        """How many of the folded parts were said."""
        return sum(bool(part.value) for part in self.folded)

    @property
    def open(self) -> bool:
        return any(part.error for part in self.folded)


@dataclass(frozen=True)
class Entry:
    """One input of the form; a set of lines where `records` or `rows` is filled; a day and a time for a moment."""

    name: str
    kind: str
    label: str
    id: str = ""
    belongs_to: str = ""
    help: str = ""
    value: str = ""
    time: str = ""
    time_help: str = ""
    options: tuple[Option, ...] = ()
    unsaid: str = ""
    suggested: str = ""
    optional: bool = False
    usual: str = ""
    private: bool = False
    error: str = ""
    records: tuple[Record, ...] = ()
    rows: tuple[Entry, ...] = ()
    many: bool = False
    lines: int = 0

    @property
    def target(self) -> str:
        """What a link to this entry leads to: the input itself, of several the first."""
        every = [part for record in self.records for part in record.every]
        at_fault = next((part.id for part in every if part.error), "")
        return at_fault or (every[0].id if every else self.rows[0].id if self.rows else self.id)

    @property
    def fresh(self) -> str:
        """The first of the lines that the button for more will add."""
        if self.records:
            part = self.records[0].parts[0].name.rpartition(".")[2]
            return f"{self.id}-{len(self.records)}-{part}"
        return f"{self.id}-{len(self.rows) + 1}"

    @property
    def input_type(self) -> str:
        return INPUTS.get(self.kind, "text")

    @property
    def time_name(self) -> str:
        return self.name + TIME

    @property
    def described_by(self) -> str:
        about = self.belongs_to or self.id
        parts = [(f"{about}-help", self.help or self.usual), (f"{about}-error", self.error)]
        return " ".join(name for name, there in parts if there)

    @property
    def filled(self) -> bool:
        return bool(self.value or any(row.value for row in self.rows) or any(part.value for record in self.records for part in record.every))


def entry(service: Service, name: str, value: Any, language: str, atlas: Atlas, rows: int = 0) -> Entry:
    """The entry of one field, filled in with what was said; with that many lines where it is a list."""
    info = service.question.model_fields[name]
    declared = meta(info)
    kind = declared.get("kind", "text")
    book = names(kind, atlas)
    made = Entry(
        name=name,
        kind=kind,
        label=words.label(service.name, name, language),
        id=_id(name),
        help=house.optional_text(f"field.{service.name}.{name}.help", language) or house.optional_text(f"field.{name}.help", language),
        optional=declared.get("need") == "optional",
        usual=_usual(name, info, language),
        private=bool(declared.get("private")),
        suggested=SUGGESTED.get(kind, ""),
    )
    model = flat.record(info)
    if model is not None:
        return _with_records(service, made, model, value, flat.holds_list(info), language, atlas, rows)
    if kind == "code":
        facts = _listed(name, declared.get("choices_of", ""), value, language, atlas)
        return replace(made, value=_typed(value), options=facts or _options(name, declared.get("choices", ()), value, language))
    if kind == "codes":
        return _with_boxes(made, declared.get("choices", ()), value, language)
    if kind == "truth":
        return _with_truth(made, value, language)
    if kind in words.LONG:
        text = words.lines(value)
        return replace(made, value=text, lines=max(words.LONG[kind], text.count("\n") + 2))
    if kind == "moment":
        return _with_time(service, made, _typed(value), language)
    if flat.holds_list(info) and book is not None:
        return _with_rows(made, book, value, language, rows)
    if isinstance(value, (list, tuple)):
        return replace(made, value=", ".join(_typed(item) for item in value))
    return replace(made, value=_named(book, value, language))


def with_error(made: Entry, text: str, given: Any, part: str = "") -> Entry:
    """The entry with what is wrong with it; of several lines at the one that was given so, else at the first.

    `part` is the part of a record that is wrong.
    """
    at = next((n for n, row in enumerate(made.rows) if row.value == str(given)), 0)
    rows = tuple(replace(row, error=text) if n == at else row for n, row in enumerate(made.rows))
    wrong = next((one.id for record in made.records for one in record.every if one.name.endswith(f".{part}") and one.value == _typed(given)), "")

    def marked(parts: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(replace(one, error=text, belongs_to=made.id) if one.id == wrong else one for one in parts)

    records = tuple(replace(record, parts=marked(record.parts), folded=marked(record.folded)) for record in made.records) if part and wrong else made.records
    return replace(made, error=text, rows=rows, records=records)


def _id(name: str) -> str:
    return "field-" + name.replace(".", "-")


def _options(name: str, choices: Collection[str], value: Any, language: str) -> tuple[Option, ...]:
    """The choices of a field; each must have a text, of its own or as a scheme. What was said stays, choice or not."""
    typed = _typed(value)
    other = (Option(typed, typed, True),) if typed and typed not in choices else ()
    return other + tuple(Option(c, house.first_text([f"scheme.{c}", f"code.{name}.{c}"], language), c == value) for c in choices)


def _listed(name: str, column: str, value: Any, language: str, atlas: Atlas) -> tuple[Option, ...]:
    """The choices of a field that are facts, such as the programmes of a city: the codes in a column of a table."""
    table, _, part = column.partition(".")
    codes = dict.fromkeys(str(getattr(row, part)) for row in atlas.records(table, atlas.home)) if table else {}
    typed = _typed(value)
    other = (Option(typed, typed, True),) if codes and typed and typed not in codes else ()
    return other + tuple(Option(code, row_name(atlas, column, code, language) or words.code(name, code, language), code == value) for code in codes)


def _usual(name: str, info: FieldInfo, language: str) -> str:
    """What holds where nothing is said, for fields with a usual value."""
    assumed = meta(info).get("assumed")
    if assumed is None:
        return ""
    value = house.text("web.yes" if assumed else "web.no", language) if isinstance(assumed, bool) else words.code(name, assumed, language)
    return house.text("web.form.usual", language, value=value)


def _unsaid(key: str, name: str, info: FieldInfo, language: str) -> str:
    """What the choice of a part that says nothing is called: as its text has it, else with what holds then."""
    assumed = meta(info).get("assumed")
    if texts.has(key, language) or not isinstance(assumed, bool):
        return house.optional_text(key, language)
    return house.text("web.form.not_said_so", language, value=house.text("web.yes" if assumed else "web.no", language))


def _with_rates(made: Entry, rates: tuple[str, ...]) -> Entry:
    """A rate as a choice: most people do not know others. One that was said stays, choice or not."""
    try:
        said = f"{Decimal(made.value):f}".rstrip("0").rstrip(".") if "." in made.value else made.value
    except ArithmeticError:
        said = made.value
    offered = rates if said in rates or not said else (said, *rates)
    return replace(made, value=said, options=tuple(Option(rate, f"{rate}%", rate == said) for rate in offered))


def _named(book: Names | None, value: Any, language: str) -> str:
    typed = _typed(value)
    return words.clean(book.shown(typed, language)) if book is not None and typed else typed


def _typed(value: Any) -> str:
    return "" if value is None or isinstance(value, (Mapping, list)) else words.clean(str(value))


def _truth(value: Any) -> str:
    text = str(value).lower() if value is not None else ""
    return "true" if text in ("true", "yes", "1", "on") else "false" if text in ("false", "no", "0", "off") else ""


def _with_truth(made: Entry, value: Any, language: str) -> Entry:
    said = _truth(value)
    options = tuple(Option(code, house.text(key, language), code == said) for code, key in (("true", "web.yes"), ("false", "web.no")))
    return replace(made, value=said, options=options)


def _with_boxes(made: Entry, choices: Collection[str], value: Any, language: str) -> Entry:
    """A box to tick for each choice. What was said stays, choice or not."""
    said = [_typed(one) for one in value] if isinstance(value, (list, tuple)) else [_typed(value)] if value else []
    others = tuple(Option(one, one, True) for one in said if one not in choices)
    offered = tuple(Option(one, house.text(f"code.{made.name}.{one}", language), one in said) for one in choices)
    return replace(made, value=", ".join(said), options=others + offered)


def _with_time(service: Service, made: Entry, value: str, language: str) -> Entry:
    """A moment as a day and a time that may be left open. An input for days shows nothing but days."""
    key = f"field.{service.name}.{made.name}.time.help"
    made = replace(made, time_help=house.optional_text(key, language))
    try:
        said = datetime.fromisoformat(value) if value else None
    except ValueError:
        said = None
    if said is None:
        return made
    return replace(made, value=said.date().isoformat(), time="" if BARE_DAY.fullmatch(value) else said.strftime("%H:%M"))


def _with_rows(made: Entry, book: Names, value: Any, language: str, rows: int) -> Entry:
    """A list of names, one a line; more than one line may be left empty."""
    held = list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]
    count = max(rows, ROWS, len(held) + 1)
    lines = tuple(
        replace(made, id=made.id if n == 0 else f"{made.id}-{n + 1}", belongs_to=made.id, value=_named(book, held[n], language) if n < len(held) else "")
        for n in range(count)
    )
    return replace(made, kind="rows", rows=lines, many=True)


def _with_records(service: Service, made: Entry, model: type[BaseModel], value: Any, many: bool, language: str, atlas: Atlas, rows: int) -> Entry:
    held = value if isinstance(value, list) else [value] if isinstance(value, Mapping) else []
    count = max(rows, ROWS if not held else len(held) + 1) if many else 1
    records = []
    for number in range(count):
        said = held[number] if number < len(held) and isinstance(held[number], Mapping) else {}
        stem = f"{made.name}.{number}" if many else made.name
        parts = {part: _part(service, made.name, stem, part, info, said.get(part), language, atlas) for part, info in model.model_fields.items()}
        # Where a record says which of its parts come first, the others are folded away.
        first = {part for part, info in model.model_fields.items() if meta(info).get("core")} or set(parts)
        key = f"field.{service.name}.{made.name}.one"
        title = texts.say(key, language, n=number + 1) if many and texts.has(key, language) else ""
        folded = tuple(made for part, made in parts.items() if part not in first)
        records.append(Record(tuple(made for part, made in parts.items() if part in first), folded, title))
    return replace(made, kind="records", records=tuple(records), many=many)


def _part(service: Service, field_name: str, stem: str, part: str, info: FieldInfo, value: Any, language: str, atlas: Atlas) -> Entry:
    choices = _choices(info)
    kind = "code" if choices else _kind(info)
    label = house.first_text([f"field.{service.name}.{field_name}.{part}", f"field.{part}"], language)
    name = f"{stem}.{part}"
    made = Entry(name=name, kind=kind, label=label, id=_id(name), value=_named(names(kind, atlas), value, language), suggested=SUGGESTED.get(kind, ""))
    made = replace(made, unsaid=_unsaid(f"field.{service.name}.{field_name}.{part}.unsaid", part, info, language))
    if kind == "rate":
        return _with_rates(made, vat_rates(atlas))
    if kind == "truth":
        return _with_truth(made, value, language)
    return replace(made, options=_options(part, choices, value, language)) if choices else made


def _kind(info: FieldInfo) -> str:
    """What a part of a record holds: as declared, else by its type."""
    declared = meta(info).get("kind")
    if declared:
        return str(declared)
    held = set(flat.types_within(info.annotation))
    return "truth" if bool in held else "moment" if datetime in held else "day" if date in held else "whole" if int in held else "text"


def _choices(info: FieldInfo) -> tuple[str, ...]:
    declared = meta(info).get("choices")
    if declared:
        return tuple(declared)
    return tuple(str(choice) for part in flat.types_within(info.annotation) if get_origin(part) is Literal for choice in get_args(part))
