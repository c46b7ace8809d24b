"""Tables of `stay`: who is exempt from a visa, the countries, ports, periods and areas of visa-free transit, and what comes next."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from liziba.atlas.rows import Effect, Row, Words
from liziba.atlas.tables.places import CountryCode, PlaceCode, PortCode


def _yes_or_no(value: object) -> object:
    if isinstance(value, str):
        if value not in ("yes", "no"):
            raise ValueError("yes or no")
        return value == "yes"
    return value


Truth = Annotated[bool | None, BeforeValidator(_yes_or_no), Field(description="yes or no")]
Count = Annotated[int | None, Field(ge=1, description="a whole number from 1")]


class Unilateral(Row):
    """One country of one notice on the unilateral exemption."""

    table: ClassVar[str] = "stay/unilateral"
    key: ClassVar[tuple[str, ...]] = ("country",)
    explode: ClassVar[dict[str, str]] = {"countries": "country"}
    refers: ClassVar[dict[str, str]] = {"sources": "source", "country": "country"}
    filled: ClassVar[tuple[str, ...]] = ("max_days", "purposes")

    decision: str
    country: CountryCode
    max_days: Count = None
    purposes: Words = ()


class Mutual(Row):
    """An agreement on mutual visa exemption for ordinary passports: days a stay, and a cap over a window of days."""

    table: ClassVar[str] = "stay/mutual"
    key: ClassVar[tuple[str, ...]] = ("country",)
    refers: ClassVar[dict[str, str]] = {"sources": "source", "country": "country"}
    filled: ClassVar[tuple[str, ...]] = ("max_days",)

    country: CountryCode
    max_days: Count = None
    cap_days: Count = None
    cap_window_days: Count = None
    cap_window: Literal["rolling", "calendar_year", ""] = ""


class TransitCountry(Row):
    """One country of one notice on visa-free transit."""

    table: ClassVar[str] = "stay/transit_countries"
    key: ClassVar[tuple[str, ...]] = ("country",)
    explode: ClassVar[dict[str, str]] = {"countries": "country"}
    refers: ClassVar[dict[str, str]] = {"sources": "source", "country": "country"}

    decision: str
    country: CountryCode


class TransitPort(Row):
    """A port and the transit region to which it belonged."""

    table: ClassVar[str] = "stay/transit_ports"
    key: ClassVar[tuple[str, ...]] = ("port",)
    refers: ClassVar[dict[str, str]] = {"sources": "source", "port": "port", "region": "stay/transit_periods.region"}
    filled: ClassVar[tuple[str, ...]] = ("region", "entry", "exit")

    port: PortCode
    region: str = ""
    entry: Truth = None
    exit: Truth = None


class TransitPeriod(Row):
    """Which scheme a transit region runs and how long it allows: hours, and the days after the day of entry that they mean."""

    table: ClassVar[str] = "stay/transit_periods"
    key: ClassVar[tuple[str, ...]] = ("region",)
    filled: ClassVar[tuple[str, ...]] = ("scheme", "hours", "days")

    region: str
    scheme: str = ""
    hours: Count = None
    days: Count = None


class TransitArea(Row):
    """A place in the stay area of a transit region: a whole province, or a town of one."""

    table: ClassVar[str] = "stay/transit_areas"
    key: ClassVar[tuple[str, ...]] = ("region", "place")
    explode: ClassVar[dict[str, str]] = {"places": "place"}
    refers: ClassVar[dict[str, str]] = {"sources": "source", "place": "place", "region": "stay/transit_periods.region"}

    region: str
    place: PlaceCode


class RegionalCountry(Row):
    """A country or region whose people may use a regional scheme."""

    table: ClassVar[str] = "stay/regional_countries"
    key: ClassVar[tuple[str, ...]] = ("scheme", "country")
    explode: ClassVar[dict[str, str]] = {"countries": "country"}
    refers: ClassVar[dict[str, str]] = {"sources": "source", "country": "country"}

    scheme: str
    country: CountryCode


class RegionalPort(Row):
    """A port of entry of a regional scheme."""

    table: ClassVar[str] = "stay/regional_ports"
    key: ClassVar[tuple[str, ...]] = ("scheme", "port")
    explode: ClassVar[dict[str, str]] = {"ports": "port"}
    refers: ClassVar[dict[str, str]] = {"sources": "source", "port": "port"}

    scheme: str
    port: PortCode


class RegionalTerms(Row):
    """How long a regional scheme allows, for which purposes, and what a group must be.

    `days` are the days that hours or days mean; empty `counted_from_next_day`: how the day of entry counts was not looked up.
    """

    table: ClassVar[str] = "stay/regional_terms"
    key: ClassVar[tuple[str, ...]] = ("scheme",)
    filled: ClassVar[tuple[str, ...]] = ("days", "purposes")

    scheme: str
    max_days: Count = None
    max_hours: Count = None
    days: Count = None
    counted_from_next_day: Truth = None
    purposes: Words = ()
    group_min: Annotated[int | None, Field(ge=0, description="a whole number")] = None
    organisers: Words = ()

    @property
    def last_day_after(self) -> int | None:
        """Days from entry to the last day, where the way of counting is known."""
        return self.days if self.counted_from_next_day else None


class RegionalArea(Row):
    """A place in the stay area of a regional scheme."""

    table: ClassVar[str] = "stay/regional_areas"
    key: ClassVar[tuple[str, ...]] = ("scheme", "place")
    explode: ClassVar[dict[str, str]] = {"places": "place"}
    refers: ClassVar[dict[str, str]] = {"sources": "source", "place": "place"}

    scheme: str
    place: PlaceCode


class NonOrdinary(Row):
    """A travel document other than an ordinary passport that an agreement exempts."""

    table: ClassVar[str] = "stay/non_ordinary"
    key: ClassVar[tuple[str, ...]] = ("country", "document")
    explode: ClassVar[dict[str, str]] = {"documents": "document"}
    refers: ClassVar[dict[str, str]] = {"sources": "source", "country": "country"}

    country: CountryCode
    document: str


class DirectAirport(Row):
    """An airport where a connection within 24 hours passes no border check."""

    table: ClassVar[str] = "stay/direct_airports"
    key: ClassVar[tuple[str, ...]] = ("port",)
    explode: ClassVar[dict[str, str]] = {"ports": "port"}
    refers: ClassVar[dict[str, str]] = {"sources": "source", "port": "port"}

    port: PortCode
    border_check: Truth = None


class Suspension(Row):
    """A scheme that was suspended, and when that ended. Here a row stands while the suspension lasts."""

    table: ClassVar[str] = "stay/suspensions"
    key: ClassVar[tuple[str, ...]] = ("scheme",)
    explode: ClassVar[dict[str, str]] = {"schemes": "scheme"}
    standing: ClassVar[Effect] = "suspends"

    scheme: str


class VisaCategory(Row):
    """A category of ordinary visas and a purpose for which it is issued.

    `length`: short for at most `days`, long for more, empty where the length does not matter. Long ones without `days` are for living there.
    """

    table: ClassVar[str] = "stay/visa_categories"
    key: ClassVar[tuple[str, ...]] = ("purpose", "category")
    explode: ClassVar[dict[str, str]] = {"purposes": "purpose"}

    category: Annotated[str, Field(pattern=r"^[A-Z][12]?$", description="a letter with or without a digit (L, X1)")]
    purpose: Annotated[str, Field(min_length=1)]
    length: Literal["short", "long", ""] = ""
    days: Count = None


class NextStep(Row):
    """Something to do after the answer, in the order of the file; its text stands in the catalogue under `stay.now.STEP`.

    `when` is the situation: who needs a visa, who is of the country itself, and so on. The other lists narrow it down;
    an empty one means all. `days` and `months` are figures that the text names.
    """

    table: ClassVar[str] = "stay/next_steps"
    key: ClassVar[tuple[str, ...]] = ("step",)
    filled: ClassVar[tuple[str, ...]] = ("when",)

    step: Annotated[str, Field(pattern=r"^[a-z0-9_]+$", description="a word of small letters, digits and _")]
    when: Annotated[Literal["visa", "home", "unrecognised", "unsettled"], Field(description="visa, home, unrecognised or unsettled")]
    countries: Words = ()
    residences: Words = ()
    documents: Words = ()
    purposes: Words = ()
    categories: Words = ()
    days: Count = None
    months: Count = None


TABLES = (
    Unilateral,
    Mutual,
    TransitCountry,
    TransitPort,
    TransitPeriod,
    TransitArea,
    RegionalCountry,
    RegionalPort,
    RegionalTerms,
    RegionalArea,
    NonOrdinary,
    DirectAirport,
    Suspension,
    VisaCategory,
    NextStep,
)
