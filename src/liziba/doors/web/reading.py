"""From what a form or an address sends to the fields of a question: lists between commas, days with their time, names as codes.

Nothing is judged here. A name that is not known goes on as it stands: the service says what it accepts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from liziba.atlas import Atlas
from liziba.doors import flat
from liziba.doors.web.names import Names, names
from liziba.services.declaration import Service
from liziba.services.question import QuestionError, meta

# A moment is asked for as a day and a time: the time comes under the name of the field with this after it.
TIME = ".time"

# What the button for more lines of a list sends: the name of the list.
MORE_ROWS = "more_rows"

BARE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

# Several values in one input stand between commas, of either script.
_COMMAS = str.maketrans({"，": ",", "、": ",", "；": ",", ";": ",", "\n": ","})


class PersonalInAddress(QuestionError):
    """A personal field that came in an address, where it is not taken from."""

    def __init__(self, field: str) -> None:
        super().__init__(field, None, "the form", "An address must not hold personal fields.")


def read(service: Service, pairs: Iterable[tuple[str, str]], atlas: Atlas) -> dict[str, Any]:
    """The fields of a question from a form or an address, with names turned into codes."""
    split: list[tuple[str, str]] = []
    for name, value in _with_times(service, list(pairs)):
        known = service.question.model_fields.get(name)
        if known is not None and flat.holds_list(known) and flat.record(known) is None:
            book = names(meta(known).get("kind", ""), atlas)
            split += [(name, part) for part in _parts(value, book)]
        else:
            split.append((name, value))
    fields = flat.gathered(split, service.question)
    return {name: _coded(service, name, value, atlas) for name, value in fields.items()}


def as_said(service: Service, fields: Mapping[str, Any], read: Mapping[str, Any]) -> dict[str, Any]:
    """The question as it was read, but a day without a time stays a day: nobody said midnight."""
    kept = dict(read)
    for name, value in fields.items():
        bare = isinstance(value, str) and BARE_DAY.fullmatch(value.strip())
        if bare and name in kept and is_moment(service, name):
            kept[name] = value.strip()
    return kept


def rows_sent(pairs: Iterable[tuple[str, str]]) -> tuple[str, int]:
    """The list that more lines are wanted for and how many it had on the form; "" where the button was not pressed."""
    pairs = list(pairs)
    wanted = next((value for name, value in pairs if name == MORE_ROWS), "")
    counted = [name.split(".")[1] for name, _ in pairs if wanted and name.startswith(f"{wanted}.") and name.count(".") > 1]
    return wanted, len(set(counted)) or sum(name == wanted for name, _ in pairs)


def is_moment(service: Service, name: str) -> bool:
    known = service.question.model_fields.get(name)
    return known is not None and meta(known).get("kind") == "moment"


def _with_times(service: Service, pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each time joined to its day. A time without a day stands alone, so that the error can show it."""
    times = {name.removesuffix(TIME): value.strip() for name, value in pairs if name.endswith(TIME) and is_moment(service, name.removesuffix(TIME))}
    for name, value in pairs:
        if name.endswith(TIME) and name.removesuffix(TIME) in times:
            continue
        time = times.get(name, "") if BARE_DAY.fullmatch(value.strip()) or not value.strip() else ""
        yield (name, f"{value.strip()}T{time}".removeprefix("T") if time else value)


def _parts(value: str, book: Names | None) -> list[str]:
    """What stands between commas. A name that holds a comma itself, such as a town with its province, stays whole."""
    said = [part.strip() for part in value.translate(_COMMAS).split(",")]
    parts: list[str] = []
    while said:
        whole = ", ".join(said[:2])
        taken = 2 if book is not None and len(said) > 1 and book.code(whole) != whole else 1
        parts.append(whole if taken == 2 else said[0])
        said = said[taken:]
    return parts


def _coded(service: Service, name: str, value: Any, atlas: Atlas) -> Any:
    known = service.question.model_fields.get(name)
    book = names(meta(known).get("kind", ""), atlas) if known is not None else None
    if book is None:
        return value
    if isinstance(value, list):
        return [book.code(item) if isinstance(item, str) else item for item in value]
    return book.code(value) if isinstance(value, str) else value
