"""Days and moments as people type them: 2026-12-01, 2026-12-01T10:00, 1 Dec 2026 10:00, 2026年12月1日. Beijing time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from liziba.atlas.texts import MONTHS, Saying
from liziba.services.question import FIRST_DAY, LAST_DAY, QuestionError, brief

_CLOCK = r"(?:(?:[T ]|,? )\s*(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?(?P<offset>Z|[+-]\d{2}:?\d{2}\b)?)?"
_MONTH = "|".join(month[:3] for month in MONTHS)
PATTERNS = (
    re.compile(rf"(?<!\d)(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?!\d){_CLOCK}"),
    re.compile(rf"(?<!\d)(?P<year>\d{{4}})年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日{_CLOCK.replace('[T ]|,? ', ' ?')}"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}}) (?P<month>{_MONTH})[a-z]* (?P<year>\d{{4}})(?!\d){_CLOCK}", re.IGNORECASE),
)


@dataclass(frozen=True)
class Moment:
    """A day, with a time or the whole of it."""

    day: date
    at: time | None = None

    @property
    def earliest(self) -> datetime:
        return datetime.combine(self.day, self.at or time.min)

    @property
    def latest(self) -> datetime:
        return datetime.combine(self.day, self.at or time(23, 59))

    def __str__(self) -> str:
        return self.day.isoformat() if self.at is None else datetime.combine(self.day, self.at).isoformat(timespec="minutes")

    def moved(self, days: date) -> Moment:
        return Moment(days, self.at)


def of_match(found: re.Match[str]) -> Moment:
    """The moment that a pattern found. Raises QuestionError for a day that is none, or an offset."""
    if found["offset"]:
        raise _wrong("error.itinerary.offset", found[0])
    month = found["month"]
    try:
        number = int(month) if month.isdigit() else 1 + [name[:3].casefold() for name in MONTHS].index(month[:3].casefold())
        day = date(int(found["year"]), number, int(found["day"]))
        at = time(int(found["hour"]), int(found["minute"])) if found["hour"] else None
    except ValueError:
        raise _wrong("error.itinerary.no_moment", found[0]) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _wrong("error.itinerary.no_moment", found[0])
    return Moment(day, at)


def read(value: Any) -> Moment | None:
    """A day or moment from a record. Raises QuestionError for what is none."""
    if value is None or isinstance(value, Moment):
        return value
    if isinstance(value, date):  # a datetime is one too
        value = value.isoformat()
    if not isinstance(value, str):
        raise _wrong("error.itinerary.no_moment", value)
    text = value.strip()
    if not text:
        return None
    for pattern in PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            return of_match(found)
    raise _wrong("error.itinerary.no_moment", value)


def _wrong(key: str, given: Any) -> QuestionError:
    return QuestionError("", given, Saying("accepted.moment"), Saying(key, given=brief(given)))
