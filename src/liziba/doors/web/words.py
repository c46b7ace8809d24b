"""Values of questions and answers in words: codes by their names, days as the language writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic.fields import FieldInfo

from liziba.atlas import Atlas, texts
from liziba.atlas.names import row_name
from liziba.doors.web import house
from liziba.doors.web.names import names
from liziba.services import paths
from liziba.services.declaration import Service
from liziba.services.question import meta

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?")
_PLACE = re.compile(r"CN-[A-Z]{2}(-FTZ|/\w+)?")
# Kinds whose text may be long: a journey, those who travel.
LONG = {"stops": 6, "travellers": 3}
LONGEST = 3000
# Characters that no page may hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(text: str) -> str:
    """Typed text without control characters, and not longer than a line or two."""
    return _CONTROL.sub(" ", text)[:200]


def lines(value: Any) -> str:
    """A long text as it stands in a form, one part a line."""
    texts_of = value if isinstance(value, (list, tuple)) else [value or ""]
    return "\n".join(_CONTROL.sub(" ", str(one).replace("\r", "")).replace("; ", "\n") for one in texts_of)[:LONGEST]


def label(service: str, field: str, language: str) -> str:
    """What a field of a question is called."""
    if any(step.isdigit() for step in field.split(".")):
        return paths.label(service, field, language)
    return house.first_text([f"field.{service}.{field}", f"field.{field}"], language)


def verdict(service: str, verdict: str, language: str) -> str:
    """A verdict in a word or two: the service's own where what it asks is not whether somebody may."""
    return house.first_text([f"web.verdict.{service}.{verdict}", f"web.verdict.{verdict}"], language)


def code(field: str, value: Any, language: str) -> str:
    """A code in words: of its field, else a scheme or a reason; a code without words stays as it is."""
    for key in (f"code.{field}.{value}", f"scheme.{value}", f"reason.{value}"):
        if texts.has(key, language):
            return texts.say(key, language)
    return str(value).replace("_", " ")


def said(name: str, field: FieldInfo, value: Any, language: str, atlas: Atlas) -> str:
    """A value of a question in words."""
    kind = meta(field).get("kind", "text")
    if isinstance(value, (list, tuple)):
        items = [said(name, field, item, language, atlas) for item in value]
        return " / ".join(items) if value and isinstance(value[0], Mapping) else texts.join(items, language)
    if isinstance(value, Mapping):
        parts = [value_in_words(part, inner, language, atlas) for part, inner in value.items()]
        return texts.join(parts, language)
    if kind == "code":
        column = meta(field).get("choices_of", "")
        return (row_name(atlas, column, str(value), language) if column else None) or code(name, value, language)
    if kind in LONG:
        return _CONTROL.sub(" ", str(value))
    known = names(kind, atlas)
    if known is not None:
        return clean(known.name(str(value), language))
    return value_in_words(name, value, language, atlas)


def value_in_words(field: str, value: Any, language: str, atlas: Atlas) -> str:
    """Any value of an answer in words; its look says what it is where no declaration does."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return house.text("web.yes" if value else "web.no", language)
    if isinstance(value, (date, datetime)):
        return str(texts.shown(value, language))
    if isinstance(value, Mapping):
        inner = [f"{code(field, name, language)}: {value_in_words(name, part, language, atlas)}" for name, part in value.items()]
        return texts.join(inner, language)
    if isinstance(value, (list, tuple, set, frozenset)):
        return texts.join([value_in_words(field, item, language, atlas) for item in value], language)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if not isinstance(value, str):
        return str(value)
    return _text(field, clean(value), language, atlas)


def _text(field: str, value: str, language: str, atlas: Atlas) -> str:
    if _MOMENT.fullmatch(value) or _DAY.fullmatch(value):
        return _dated(value, language)
    if len(value) == 2 and value.isupper() and atlas.country_code(value):
        return atlas.country_name(value, language)
    if len(value) == 3 and value.isupper() and atlas.port_code(value):
        return atlas.port_name(value, language)
    if _PLACE.fullmatch(value) and atlas.place_code(value):
        return atlas.place_name(value, language)
    return code(field, value, language)


def _dated(value: str, language: str) -> str:
    """A day or a moment as the language writes it. Free text may look like one and be none (2026-02-30): it stays as it is."""
    try:
        found = date.fromisoformat(value) if _DAY.fullmatch(value) else datetime.fromisoformat(value)
    except ValueError:
        return value
    return str(texts.shown(found, language))


def day_in_words(said: str, language: str) -> str:
    """A day as it was said, as the language writes it; what is no day stays as it is."""
    return _dated(said, language) if _DAY.fullmatch(said) else clean(said)


def asked(service: Service, fields: Mapping[str, Any], language: str, atlas: Atlas) -> list[tuple[str, str, str]]:
    """The question as it was understood: name, label and value of each field that was said."""
    return [
        (name, label(service.name, name, language), _said_of(service, name, service.question.model_fields[name], value, language, atlas))
        for name, value in fields.items()
    ]


def _said_of(service: Service, name: str, field: FieldInfo, value: Any, language: str, atlas: Atlas) -> str:
    """A value of a question in words; of records in a list each part with its label."""
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        return said(name, field, value, language, atlas)
    colon = "：" if language == "zh" else ": "
    stop = "；" if language == "zh" else "; "
    return " / ".join(
        stop.join(f"{label(service.name, f'{name}.{part}', language)}{colon}{value_in_words(part, inner, language, atlas)}" for part, inner in item.items())
        for item in value
    )
