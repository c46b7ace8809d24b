"""Periods as figures and targets are dated: a year, years, months of a year, a month or a day.

2024   2021/2024   2024-01/2024-11   2024-09   2025-10-24
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`. `text` is how it was written."""

    first: date
    last: date
    text: str

    @property
    def years(self) -> int:
        """How many calendar years it touches."""
        return self.last.year - self.first.year + 1

    @property
    def is_whole_years(self) -> bool:
        return (self.first.month, self.first.day) == (1, 1) and (self.last.month, self.last.day) == (MONTHS_A_YEAR, 31)

    @property
    def is_part_of_year(self) -> bool:
        """Some months of one year, written as a stretch. A single month or day is the moment of a count."""
        return "/" in self.text and not self.is_whole_years

    @property
    def ends(self) -> str:
        """The end as it was written: a year, a month or a day."""
        return self.text.rpartition("/")[2]


@lru_cache(maxsize=4096)  # whole tables are read by period again and again
def period(text: str) -> Period:
    """Raises ValueError for what is no period."""
    begin, _, end = text.partition("/")
    found = Period(_bounds(begin)[0], _bounds(end or begin)[1], text)
    if found.last < found.first:
        raise ValueError(f"{text} ends before it begins")
    return found


def _bounds(text: str) -> tuple[date, date]:
    parts = [int(part) for part in text.split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else None
    if month is None:
        return date(year, 1, 1), date(year, MONTHS_A_YEAR, 31)
    if len(parts) > 2:
        return date(year, month, parts[2]), date(year, month, parts[2])
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
