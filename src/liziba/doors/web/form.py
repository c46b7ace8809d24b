"""The form of a service, made from its question model: one entry for each field, filled in with what was said.

Reading works the other way: names that people type become codes, everything else goes to the service as it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from liziba.atlas import Atlas
from liziba.doors import flat
from liziba.doors.web import house, words
from liziba.doors.web.names import Names, names
from liziba.services.declaration import Service
from liziba.services.question import Question, QuestionError, meta

# How many records of a repeated field the form offers.
RECORDS = 3

# The kinds whose names a list of suggestions offers while one types.
SUGGESTED = {"country": "countries", "port": "ports"}

INPUTS = {"moment": "datetime-local", "day": "date", "whole": "number", "number": "number"}

# Several values in one input stand between commas, of either script.
_COMMAS = str.maketrans({"，": ",", "、": ",", "；": ",", ";": ",", "\n": ","})


class PersonalInAddress(QuestionError):
    """A personal field that came in an address, where it is not taken from."""

    def __init__(self, field: str) -> None:
        super().__init__(field, None, "the form", "An address must not hold personal fields.")


@dataclass(frozen=True)
class Option:
    value: str
    text: str
    chosen: bool = False


@dataclass(frozen=True)
class Entry:
    """One input of the form, or a set of them where `records` is filled."""

    name: str
    kind: str
    label: str
    help: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    suggestions: str = ""
    optional: bool = False
    usual: str = ""
    private: bool = False
    error: str = ""
    records: tuple[tuple[Entry, ...], ...] = ()
    many: bool = False

    @property
    def id(self) -> str:
        return "field-" + self.name.replace(".", "-")

    @property
    def target(self) -> str:
        """What a link to this entry leads to: the input itself, of records the first."""
        return self.records[0][0].id if self.records else self.id

    @property
    def input_type(self) -> str:
        return INPUTS.get(self.kind, "text")

    @property
    def described_by(self) -> str:
        parts = [(f"{self.id}-help", self.help or self.usual), (f"{self.id}-error", self.error)]
        return " ".join(name for name, there in parts if there)


@dataclass(frozen=True)
class Form:
    """The form of a service: the fields shown first, and those behind "more"."""

    core: tuple[Entry, ...]
    more: tuple[Entry, ...]
    error: Entry | None = None
    error_text: str = ""
    open: bool = field(default=False)


def read(service: Service, pairs: Iterable[tuple[str, str]], atlas: Atlas) -> dict[str, Any]:
    """The fields of a question from a form or an address, with names turned into codes."""
    split: list[tuple[str, str]] = []
    for name, value in pairs:
        known = service.question.model_fields.get(name)
        if known is not None and flat.holds_list(known) and flat.record(known) is None:
            split += [(name, part) for part in value.translate(_COMMAS).split(",")]
        else:
            split.append((name, value))
    fields = flat.gathered(split, service.question)
    return {name: _coded(service, name, value, atlas) for name, value in fields.items()}


def _coded(service: Service, name: str, value: Any, atlas: Atlas) -> Any:
    known = service.question.model_fields.get(name)
    book = names(meta(known).get("kind", ""), atlas) if known is not None else None
    if book is None:
        return value
    if isinstance(value, list):
        return [book.code(item) if isinstance(item, str) else item for item in value]
    return book.code(value) if isinstance(value, str) else value


def form(service: Service, fields: Mapping[str, Any], language: str, atlas: Atlas, error: QuestionError | None = None, missing: Iterable[str] = ()) -> Form:
    """The form filled in with these fields; with the error at the field that it names."""
    wrong = _wrong_entry(error.field, service.question) if error else ""
    entries = []
    for name, info in service.question.model_fields.items():
        entry = _entry(service, name, info, fields.get(name), language, atlas)
        if error is not None and name == wrong:
            entry = replace(entry, error=error_text(service, error, language, atlas))
        entries.append((entry, bool(meta(info).get("core"))))
    core = tuple(entry for entry, first in entries if first)
    # The day of knowledge is every question's own and the last that a reader thinks of.
    more = tuple(sorted((entry for entry, first in entries if not first), key=lambda entry: entry.name == "as_of"))
    at_fault = next((entry for entry, _ in entries if entry.error), None)
    used = any(entry.value or entry.error or any(part.value for parts in entry.records for part in parts) for entry in more)
    wanted = {entry.name for entry in more} & set(missing)
    text = "" if error is None else at_fault.error if at_fault else error_text(service, error, language, atlas)
    return Form(core, more, at_fault, text, used or bool(wanted) or not core)


def _wrong_entry(path: str, question: type[Question]) -> str:
    head = path.partition(".")[0]
    return head if head in question.model_fields else ""


def _entry(service: Service, name: str, info: FieldInfo, value: Any, language: str, atlas: Atlas) -> Entry:
    declared = meta(info)
    kind = declared.get("kind", "text")
    book = names(kind, atlas)
    choices = declared.get("choices", ())
    entry = Entry(
        name=name,
        kind=kind,
        label=words.label(service.name, name, language),
        help=house.optional_text(f"field.{service.name}.{name}.help", language) or house.optional_text(f"field.{name}.help", language),
        optional=declared.get("need") == "optional",
        usual=_usual(name, info, language),
        private=bool(declared.get("private")),
        suggestions=SUGGESTED.get(kind, ""),
    )
    model = flat.record(info)
    if model is not None:
        return _with_records(service, entry, model, value, flat.holds_list(info), language)
    if kind == "code":
        return replace(entry, value=_typed(value), options=_options(name, choices, value, language))
    if kind == "truth":
        return _with_truth(entry, value, language)
    if isinstance(value, (list, tuple)):
        return replace(entry, value=", ".join(_named(book, item, language) for item in value))
    return replace(entry, value=_named(book, value, language))


def _options(name: str, choices: Collection[str], value: Any, language: str) -> tuple[Option, ...]:
    """The choices of a field; each must have a text, of its own or as a scheme. What was said stays, choice or not."""
    typed = _typed(value)
    other = (Option(typed, typed, True),) if typed and typed not in choices else ()
    return other + tuple(Option(c, house.first_text([f"scheme.{c}", f"code.{name}.{c}"], language), c == value) for c in choices)


def _usual(name: str, info: FieldInfo, language: str) -> str:
    """What holds where nothing is said, for fields with a usual value."""
    assumed = meta(info).get("assumed")
    if assumed is None:
        return ""
    value = house.text("web.yes" if assumed else "web.no", language) if isinstance(assumed, bool) else words.code(name, assumed, language)
    return house.text("web.form.usual", language, value=value)


def _named(book: Names | None, value: Any, language: str) -> str:
    typed = _typed(value)
    return words.clean(book.name(typed, language)) if book is not None and typed in book.codes else typed


def _typed(value: Any) -> str:
    return "" if value is None or isinstance(value, (Mapping, list)) else words.clean(str(value))


def _truth(value: Any) -> str:
    text = str(value).lower() if value is not None else ""
    return "true" if text in ("true", "yes", "1", "on") else "false" if text in ("false", "no", "0", "off") else ""


def _with_records(service: Service, entry: Entry, model: type[BaseModel], value: Any, many: bool, language: str) -> Entry:
    held = value if isinstance(value, list) else [value] if isinstance(value, Mapping) else []
    count = max(RECORDS, len(held)) if many else 1
    records = []
    for number in range(count):
        said = held[number] if number < len(held) and isinstance(held[number], Mapping) else {}
        stem = f"{entry.name}.{number}" if many else entry.name
        records.append(tuple(_part(service, entry.name, stem, part, info, said.get(part), language) for part, info in model.model_fields.items()))
    return replace(entry, kind="records", records=tuple(records), many=many)


def _part(service: Service, field_name: str, stem: str, part: str, info: FieldInfo, value: Any, language: str) -> Entry:
    choices = _choices(info)
    kind = "code" if choices else _kind(info)
    label = house.first_text([f"field.{service.name}.{field_name}.{part}", f"field.{part}"], language)
    entry = Entry(name=f"{stem}.{part}", kind=kind, label=label, value=_typed(value))
    if kind == "truth":
        return _with_truth(entry, value, language)
    return replace(entry, options=_options(part, choices, value, language)) if choices else entry


def _with_truth(entry: Entry, value: Any, language: str) -> Entry:
    said = _truth(value)
    options = tuple(Option(code, house.text(key, language), code == said) for code, key in (("true", "web.yes"), ("false", "web.no")))
    return replace(entry, value=said, options=options)


def _kind(info: FieldInfo) -> str:
    """What a part of a record holds: as declared, else by its type."""
    declared = meta(info).get("kind")
    if declared:
        return str(declared)
    held = set(flat.types_within(info.annotation))
    return "truth" if bool in held else "day" if date in held else "whole" if int in held else "text"


def _choices(info: FieldInfo) -> tuple[str, ...]:
    declared = meta(info).get("choices")
    if declared:
        return tuple(declared)
    return tuple(str(choice) for part in flat.types_within(info.annotation) if get_origin(part) is Literal for choice in get_args(part))


def error_text(service: Service, error: QuestionError, language: str, atlas: Atlas) -> str:
    """What is wrong with a field, in the reader's language; with names that may have been meant."""
    name = _wrong_entry(error.field, service.question)
    if isinstance(error, PersonalInAddress):
        return house.text("web.error.field.personal", language)
    given = words.clean(str(error.given)) if error.given not in (None, "") else ""
    if not name:
        return house.text("web.error.field.unknown", language, field=words.clean(error.field), given=given)
    kind = meta(service.question.model_fields[name]).get("kind", "text")
    own = house.optional_text(f"error.{service.name}.{error.field}", language)
    if own and (kind != "moment" or _reads_as_moment(given)):
        return own
    text = house.first_text([f"web.error.field.{kind}", "web.error.field.text"], language, given=given)
    book = names(kind, atlas)
    near = book.near(given, language) if book is not None and given else []
    if near:
        text += house.text("web.error.near", language, names=" / ".join(near))
    return text


def _reads_as_moment(given: str) -> bool:
    try:
        datetime.fromisoformat(given)
    except ValueError:
        return False
    return True
