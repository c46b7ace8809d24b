"""Tables of `attention`: how many people a place counted in a window of time, and the times in which nothing compares."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from liziba.atlas.periods import period
from liziba.atlas.rows import Entry, Row, Words
from liziba.atlas.tables.measures import DAY_OR_LESS, Code, Number
from liziba.atlas.tables.places import PlaceCode

Percent = Annotated[Decimal | None, Field(gt=-100, description="percent, or empty")]
Length = Annotated[int | None, Field(ge=1, le=366, description="a number of days, or empty where the two days say it")]


def _dated(text: str) -> str:
    """A day or month that the calendar knows."""
    period(text)
    return text


Bound = Annotated[str, AfterValidator(_dated), Field(pattern=rf"^{DAY_OR_LESS}$", description="a day, or a month where the day is not known")]


class Count(Row):
    """What was counted at a spot (a sight, a street, a whole city) from one day to another.

    Two counts compare where spot, `measure` and `window` are the same. `days` stands only where the length was printed and
    the two days do not say it. `growth_pct` is the printed growth over the same window of the year before, `growth_2019_pct` over that of
    2019; `growth_of` says whether that growth is of totals or of daily means, where the source says so. `includes`: the spots that
    a count of several takes in together. `event`: what pushed it.
    """

    table: ClassVar[str] = "attention/counts"
    named: ClassVar[str] = "spot"  # what name_en and name_zh name
    told: ClassVar[bool] = False  # figures of the past: no rule changes with them
    key: ClassVar[tuple[str, ...]] = ("spot", "measure", "window", "first_day", "last_day")
    refers: ClassVar[dict[str, str]] = {"sources": "source", "place": "place"}

    place: PlaceCode
    spot: Code
    name_en: Annotated[str, Field(min_length=1)]
    name_zh: Annotated[str, Field(min_length=1)]
    measure: Code
    window: Code
    first_day: Bound
    last_day: Bound
    days: Length = None
    figure: Number
    qualifier: Annotated[Literal["", "over", "nearly", "about"], Field(description="over, nearly, about, or empty for exact")] = ""
    unit_measure: Annotated[str, Field(min_length=1, description="visits, visits a day, tickets, percent, times ...")]
    kind: Annotated[Literal["published", "forecast"], Field(description="published or forecast")] = "published"
    growth_pct: Percent = None
    growth_2019_pct: Percent = None
    growth_of: Annotated[Literal["total", "per_day", ""], Field(description="total, per_day, or empty where the source does not say")] = ""
    includes: Words = ()
    event: Annotated[str, Field(pattern=r"^[a-z0-9_]*$", description="a code, or empty")] = ""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Count:
        if self.last < self.first:
            raise ValueError(f"last_day {self.last_day} lies before first_day {self.first_day}")
        return self

    @property
    def first(self) -> date:
        return period(self.first_day).first

    @property
    def last(self) -> date:
        return period(self.last_day).last

    @property
    def length(self) -> int | None:
        """How many days it was counted: as printed, else from day to day; None where a bound is known by its month only."""
        exact = all(bound.count("-") == 2 for bound in (self.first_day, self.last_day))
        return self.days or ((self.last - self.first).days + 1 if exact else None)


class RepeatedWindow(Entry):
    """A window that returns each year, so that its length in another year is known.

    `length`: `holiday` (the longest of the public `holidays` of the year; joined ones stand under one name), `year`, or `fixed`.
    """

    table: ClassVar[str] = "attention/windows"
    key: ClassVar[tuple[str, ...]] = ("window",)

    window: Code
    length: Annotated[Literal["holiday", "year", "fixed"], Field(description="holiday, year or fixed")]
    holidays: Words = ()


class Interruption(Row):
    """A time in which people could not come as they would: its counts say nothing about popularity. Holds from the first to the last day."""

    table: ClassVar[str] = "attention/interruptions"
    told: ClassVar[bool] = False
    key: ClassVar[tuple[str, ...]] = ("interruption",)

    interruption: Code


TABLES = (Count, RepeatedWindow, Interruption)
