"""The rule sheet of a subject, compiled over an atlas, and questions put into the engine's plain values and back.

Engine values are integers and words: days since 1970-01-01, minutes, fen, basis points. Which field is which is said
once, by the `kind` of the field in the question model.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args
from weakref import WeakKeyDictionary

from pydantic import BaseModel

from liziba.atlas import Atlas
from liziba.engines.rules.grid import EPOCH
from liziba.engines.rules.reader import read_sheet
from liziba.engines.rules.sheet import FieldSpec, Sheet
from liziba.engines.rules.single import SingleRules
from liziba.services.question import meta

LIST_KINDS = frozenset({"places", "countries", "records", "periods"})
_compiled: WeakKeyDictionary[Atlas, dict[tuple[str, str | None], SingleRules]] = WeakKeyDictionary()


class Codec:
    """Reads and writes the values of one question model."""

    def __init__(self, model: type[BaseModel], level: str = "") -> None:
        self.kinds: dict[str, str] = {}
        self.specs: list[FieldSpec] = []
        self.lines: dict[str, Codec] = {}
        self.records: dict[str, tuple[str, ...]] = {}
        self.parts: dict[str, str] = {}  # part of a record -> kind
        for name, field in model.model_fields.items():
            extra = meta(field)
            if name == "as_of" or "kind" not in extra:
                continue
            kind = extra["kind"]
            self.kinds[name] = kind
            if kind == "record":
                self._flatten(name, field.annotation)
                continue
            self.specs.append(FieldSpec(name, extra["need"], engine_value(kind, extra.get("assumed")), level, kind in LIST_KINDS))
            inner = _element(field.annotation) if kind == "lines" else None
            if inner is not None:
                codec = Codec(inner, "line")
                self.lines[name] = codec
                self.specs += [FieldSpec(f"{name}.{s.name}", s.need, s.assumed, "line", s.is_list) for s in codec.specs]

    def _flatten(self, name: str, annotation: Any) -> None:
        """The parts of a single record as fields of their own; a record that is not there has nothing in it."""
        model = next(part for part in (annotation, *get_args(annotation)) if isinstance(part, type) and issubclass(part, BaseModel))
        self.records[name] = tuple(model.model_fields)
        for part, field in model.model_fields.items():
            nothing: Any = 0 if field.annotation is int else "none"
            self.specs.append(FieldSpec(f"{name}.{part}", "none", nothing))
            self.parts[f"{name}.{part}"] = "whole" if field.annotation is int else "code"

    def read(self, question: BaseModel) -> dict[str, Any]:
        """The question's values for the engine; what was not said is left out."""
        found: dict[str, Any] = {}
        for name, kind in self.kinds.items():
            value = getattr(question, name)
            if value is None:
                continue
            if name in self.records:
                found |= {f"{name}.{part}": getattr(value, part) for part in self.records[name]}
            elif name in self.lines:
                found[name] = tuple(self.lines[name].read(line) for line in value)
            else:
                found[name] = engine_value(kind, value)
        return found

    def shown(self, field: str, value: Any) -> Any:
        """An engine value as the question model would say it."""
        return plain_value(self.kinds.get(field, ""), value)


def _element(annotation: Any) -> type[BaseModel] | None:
    """The model inside list[Model] | None."""
    for part in (annotation, *get_args(annotation)):
        for inner in get_args(part):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                return inner
            found = _element(inner)
            if found is not None:
                return found
    return None


def engine_value(kind: str, value: Any) -> Any:
    """One value for the engine."""
    if value is None:
        return None
    if kind == "moment":
        return (value.toordinal() - EPOCH) * 1440 + value.hour * 60 + value.minute
    if kind == "day":
        return value.toordinal() - EPOCH
    if kind in ("money", "percent", "rate"):
        return int((Decimal(value) * 100).to_integral_value())
    if kind == "periods":
        return tuple((p.entry.toordinal() - EPOCH, p.exit.toordinal() - EPOCH, p.basis) for p in value)
    if kind in LIST_KINDS:
        return tuple(value)
    return value


def plain_value(kind: str, value: Any) -> Any:
    """The engine's value as a person or JSON would have it."""
    if value is None:
        return None
    if kind == "moment":
        return datetime.fromordinal(EPOCH + value // 1440) + timedelta(minutes=value % 1440)
    if kind == "day":
        return as_date(value)
    if kind == "money":
        return f"{value // 100}.{value % 100:02d}"
    if kind in ("percent", "rate"):
        return value / 100
    if kind in LIST_KINDS:
        return list(value)
    return value


def as_date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day + EPOCH)


def as_json(value: Any) -> Any:
    """A question value as JSON writes it: moments without seconds."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value


def rulebook(atlas: Atlas, topic: str, codec: Codec, within: str | None = None) -> SingleRules:
    """The compiled rule sheet of a topic. Compiled once an atlas and kept as long as the atlas is."""
    kept = _compiled.setdefault(atlas, {})
    if (topic, within) not in kept:
        text = atlas.sheet(topic, within)
        sheet: Sheet = read_sheet(text.text, text.path, codec.specs)
        tables: Mapping[str, Any] = {name: atlas.table(name, within).rows for name in sheet.tables()}
        kept[topic, within] = SingleRules(sheet, tables)
    return kept[topic, within]
