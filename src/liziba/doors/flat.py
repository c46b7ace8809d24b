"""Questions as flat name=value pairs: the form they take in query strings and web forms.

A list is a repeated name (`places=CN-CQ&places=CN-SC`), a part of a record a dotted name (`group.size=4`), and
records in a list are counted (`previous_stays.0.entry=2026-05-01`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from liziba.services.fields import holds_list as holds_list
from liziba.services.fields import record as record
from liziba.services.fields import types_within as types_within
from liziba.services.question import Question, is_missing, meta


def private_fields(question: type[Question]) -> frozenset[str]:
    """Fields that stay out of links."""
    return frozenset(name for name, field in question.model_fields.items() if meta(field).get("private"))


def gathered(pairs: Iterable[tuple[str, str]], question: type[Question]) -> dict[str, Any]:
    """The fields of a question from pairs; blank values count as not said. Nothing is checked here: `ask` does that."""
    fields: dict[str, Any] = {}
    dotted: dict[str, dict[str, Any]] = {}
    for name, value in pairs:
        if not value.strip():
            continue
        head, *rest = name.split(".")
        known = question.model_fields.get(head)
        if known is None or record(known) is None or not 1 <= len(rest) <= 2:
            fields.setdefault(name, []).append(value)
        else:
            dotted.setdefault(head, {})[".".join(rest)] = value
    read: dict[str, Any] = {}
    for name, values in fields.items():
        known = question.model_fields.get(name)
        many = known is not None and holds_list(known)
        read[name] = values if many or len(values) > 1 else values[0]
    for name, parts in dotted.items():
        read.setdefault(name, _records(parts, holds_list(question.model_fields[name])))
    return read


def _records(parts: Mapping[str, str], many: bool) -> Any:
    """One record from its parts, or a list of them in the order in which they are counted."""
    if not many:
        return dict(parts)
    counted: dict[str, dict[str, str]] = {}
    for path, value in parts.items():
        number, _, part = path.partition(".")
        counted.setdefault(number, {})[part or number] = value
    return [counted[number] for number in sorted(counted, key=lambda n: (len(n), n))]


def plain(value: Any) -> Any:
    """A value of a question as JSON holds it: days and moments in ISO form, moments to the minute where seconds are none."""
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields if not is_missing(getattr(value, name))}
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def fields_of(question: Question) -> dict[str, Any]:
    """What was said in a question, as plain fields in the order in which they are declared."""
    said: dict[str, Any] = plain(question)
    return said


def pairs_of(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The pairs that `gathered` reads back."""
    pairs: list[tuple[str, str]] = []
    for name, value in fields.items():
        if isinstance(value, Mapping):
            pairs += [(f"{name}.{part}", _text(inner)) for part, inner in value.items()]
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            pairs += [(f"{name}.{n}.{part}", _text(inner)) for n, item in enumerate(value) for part, inner in item.items()]
        elif isinstance(value, (list, tuple)):
            pairs += [(name, _text(item)) for item in value]
        elif value is not None:
            pairs.append((name, _text(value)))
    return pairs


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
