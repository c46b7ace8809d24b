"""Tables of `city`: what a fact sheet of a city says (`sheets`), and the facts that no other table holds.

A line of a sheet only names where its figure comes from; the figure is looked up on the day somebody asks.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from liziba.atlas.rows import Day, Entry, Row, Words
from liziba.atlas.tables.measures import DAY_OR_LESS, Code, dated
from liziba.atlas.tables.places import PlaceCode

Name = Annotated[str, Field(min_length=1, description="a name")]
OptionalCode = Annotated[str, Field(pattern=r"^[a-z0-9_]*$", description="a code like retail_total, or empty")]
OptionalNumber = Annotated[Decimal | None, Field(description="a number, or empty")]
Qualifier = Annotated[Literal["", "over", "nearly", "about"], Field(description="over, nearly, about, or empty for exact")]
YesOrEmpty = Annotated[Literal["yes", ""], Field(description="yes or empty")]
When = Annotated[str, AfterValidator(dated), Field(pattern=rf"^({DAY_OR_LESS}(/{DAY_OR_LESS})?)?$", description="2024, 2021/2024, 2024-09, or empty")]
LineKind = Annotated[
    Literal["observation", "result", "rank", "event", "first_stores", "business_districts", "brands", "districts", "fact", "organisation", "gap"],
    Field(description="where the line takes its figure from, or gap"),
]


class _Fact(Row):
    """What a sheet cites. Readers of changes hear of rules and figures, not of these."""

    told: ClassVar[bool] = False
    refers: ClassVar[dict[str, str]] = {"sources": "source", "place": "place"}

    place: PlaceCode


class Subject(_Fact):
    """What there is a sheet about: the city, and the sectors of its campaign."""

    table: ClassVar[str] = "city/subjects"
    key: ClassVar[tuple[str, ...]] = ("place", "subject")

    subject: Code
    name_en: Name
    name_zh: Name
    campaign_en: str = ""
    campaign_zh: str = ""


class SheetLine(Entry):
    """One line of a sheet: under which heading, on which of the two pages, and where its figure comes from.

    `what` and `definition` name the row: an indicator, a metric, a series of events, a fact. The `definition` of a gap is the indicator
    with which it closes. `top` lines stand above all as large figures.
    `lasting` ones never grow old, like an area. `remark` is a caution in words. `peers` are the places of a rank.
    """

    table: ClassVar[str] = "city/sheets"
    key: ClassVar[tuple[str, ...]] = ("place", "subject", "kind", "what", "definition")
    refers: ClassVar[dict[str, str]] = {"sources": "source", "place": "place", "peers": "place", "subject": "city/subjects.subject"}

    place: PlaceCode
    subject: Code
    section: Code
    page: Annotated[Literal["1", "2"], Field(description="1 or 2")]
    kind: LineKind
    what: Code
    definition: OptionalCode = ""
    top: YesOrEmpty = ""
    lasting: YesOrEmpty = ""
    remark: OptionalCode = ""
    peers: Words = ()


class Fact(_Fact):
    """A single fact with its source: a figure, or a few words where there is nothing to count."""

    table: ClassVar[str] = "city/facts"
    key: ClassVar[tuple[str, ...]] = ("place", "fact", "period")

    fact: Code
    name_en: Name
    name_zh: Name
    period: When = ""
    figure: OptionalNumber = None
    qualifier: Qualifier = ""
    unit_measure: str = ""
    words_en: str = ""
    words_zh: str = ""


class CityEvent(_Fact):
    """An edition of a fair or festival with its first and last day, and one figure of it."""

    table: ClassVar[str] = "city/events"
    key: ClassVar[tuple[str, ...]] = ("place", "series", "starts_on")

    series: Code
    name_en: Name
    name_zh: Name
    edition: str = ""
    starts_on: Annotated[date, Field(description="a day like 2026-11-22")]
    ends_on: Day = None
    figure: OptionalNumber = None
    qualifier: Qualifier = ""
    unit_measure: str = ""
    figure_en: str = ""
    figure_zh: str = ""


class FirstStores(_Fact):
    """How many first stores opened in a time, by one publisher. Counts of two publishers are never added.

    `level`: of which market a store is the first; `all` for every level together.
    """

    table: ClassVar[str] = "city/first_stores"
    key: ClassVar[tuple[str, ...]] = ("place", "area", "period", "level", "sources")

    area: Code
    area_en: str = ""
    area_zh: str = ""
    period: Annotated[str, AfterValidator(dated), Field(pattern=rf"^{DAY_OR_LESS}(/{DAY_OR_LESS})?$", description="2024, 2022/2024 or 2025-01/2025-06")]
    level: Annotated[Literal["all", "china", "region", "city"], Field(description="all, china, region or city")]
    figure: Annotated[Decimal, Field(description="a number")]
    qualifier: Qualifier = ""


class BusinessDistrict(_Fact):
    """A business district on a published list."""

    table: ClassVar[str] = "city/business_districts"
    key: ClassVar[tuple[str, ...]] = ("place", "listed_in", "business_district")

    business_district: Code
    name_en: Name
    name_zh: Name
    listed_in: Code
    list_en: Name
    list_zh: Name
    list_rank: Annotated[str, Field(pattern=r"^\d*$", description="a rank, or empty")] = ""


class District(_Fact):
    """A district that was set up, changed or abolished (`effect` ends), with what it is since."""

    table: ClassVar[str] = "city/districts"
    key: ClassVar[tuple[str, ...]] = ("place", "district")

    district: Code
    name_en: Name
    name_zh: Name
    words_en: Name
    words_zh: Name


class Organisation(_Fact):
    """Whom to ask, and what for."""

    table: ClassVar[str] = "city/organisations"
    key: ClassVar[tuple[str, ...]] = ("place", "organisation")

    organisation: Code
    name_en: Name
    name_zh: Name
    words_en: Name
    words_zh: Name
    website: Annotated[str, Field(pattern=r"^(https?://\S+)?$", description="an address that begins with http, or empty")] = ""


TABLES = (Subject, SheetLine, Fact, CityEvent, FirstStores, BusinessDistrict, District, Organisation)
