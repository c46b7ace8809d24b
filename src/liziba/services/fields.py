"""What a field of a question holds, read from its declaration: its types, its kind, its limits, the records inside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args, get_origin

from annotated_types import Ge, Le, MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from liziba.services.question import LONGEST_TEXT, meta

# A field that does not say its kind has that of the first of these types that it holds.
KINDS_OF_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "truth"),
    (datetime, "moment"),
    (date, "day"),
    (int, "whole"),
    (Decimal, "number"),
    (float, "number"),
    (str, "text"),
)


def types_within(annotation: Any) -> Iterator[Any]:
    """The annotation and every type inside it."""
    yield annotation
    if get_origin(annotation) is Literal:
        return
    for inner in get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation):
        yield from types_within(inner)


def holds_list(field: FieldInfo) -> bool:
    """Whether the field takes several values."""
    return any(get_origin(part) is list for part in types_within(field.annotation))


def record(field: FieldInfo) -> type[BaseModel] | None:
    """The model of the records that the field holds, None where it holds plain values."""
    for part in types_within(field.annotation):
        if isinstance(part, type) and get_origin(part) is None and issubclass(part, BaseModel):
            return part
    return None


def choices(field: FieldInfo) -> tuple[str, ...]:
    """The codes that the field takes; empty where it takes other values too."""
    return tuple(str(choice) for part in types_within(field.annotation) if get_origin(part) is Literal for choice in get_args(part))


def kind(field: FieldInfo) -> str:
    """What the field holds: record, code, else as it is declared, else by its types."""
    if record(field) is not None:
        return "record"
    if choices(field):
        return "code"
    held = set(types_within(field.annotation))
    return str(meta(field).get("kind") or next((name for one, name in KINDS_OF_TYPES if one in held), ""))


def limits(field: FieldInfo) -> tuple[Any, Any]:
    """The least and the largest value, None where there is no such limit."""
    found = list(_constraints(field))
    return next((c.ge for c in found if isinstance(c, Ge)), None), next((c.le for c in found if isinstance(c, Le)), None)


def longest(field: FieldInfo) -> int | None:
    """How many values or characters the field takes, None for any number of values."""
    found = next((c.max_length for c in _constraints(field) if isinstance(c, MaxLen)), None)
    return found if found is not None or holds_list(field) else LONGEST_TEXT


def at(model: type[BaseModel], path: str) -> FieldInfo | None:
    """The field at a path such as purchases.amount_cny, None where there is none."""
    field: FieldInfo | None = None
    inside: type[BaseModel] | None = model
    for name in path.split("."):
        field = inside.model_fields.get(name) if inside is not None else None
        inside = record(field) if field is not None else None
    return field


def _constraints(field: FieldInfo) -> Iterator[object]:
    """Every constraint of the field and of the types inside it, the outermost first."""
    yield from field.metadata
    yield from _constraints_within(field.annotation)


def _constraints_within(annotation: Any) -> Iterator[object]:
    for constraint in getattr(annotation, "__metadata__", ()):
        if isinstance(constraint, FieldInfo):
            yield from constraint.metadata
        else:
            yield constraint
    for inner in get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation):
        yield from _constraints_within(inner)
