"""The table of public holidays: when people rest, and which days of a weekend they work to make up for it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from liziba.atlas.rows import Entry, KnownSince


def _days(value: object) -> object:
    return tuple(part.strip() for part in value.split(";") if part.strip()) if isinstance(value, str) else value


class Holiday(Entry):
    """One festival of a year: first and last day of rest (weekends that join are included), and the days worked instead."""

    table: ClassVar[str] = "holidays"
    key: ClassVar[tuple[str, ...]] = ("festival", "year")

    year: Annotated[int, Field(ge=1900, le=2199, description="a year")]
    festival: Annotated[str, Field(pattern=r"^[a-z_]+$", description="a code like new_year")]
    announced_on: KnownSince = None
    first_day: date
    last_day: date
    working: Annotated[tuple[date, ...], BeforeValidator(_days), Field(description="days joined by ;")] = ()


TABLES = (Holiday,)
