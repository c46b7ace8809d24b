"""Tables of `stay`: who is exempt from a visa, and the countries, ports, regions, periods and areas of visa-free transit."""

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


class Suspension(Row):
    """A scheme that was suspended, and when that ended. Here a row stands while the suspension lasts."""

    table: ClassVar[str] = "stay/suspensions"
    key: ClassVar[tuple[str, ...]] = ("scheme",)
    explode: ClassVar[dict[str, str]] = {"schemes": "scheme"}
    standing: ClassVar[Effect] = "suspends"

    scheme: str


TABLES = (Unilateral, Mutual, TransitCountry, TransitPort, TransitPeriod, TransitArea, Suspension)
