"""Tables of `index`: frameworks by which cities are compared, their nodes, and what other people's indices published."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from liziba.atlas.rows import Row, Words
from liziba.atlas.tables.measures import Code
from liziba.atlas.tables.places import PlaceCode

OptionalCode = Annotated[str, Field(pattern=r"^[a-z0-9_]*$", description="a code like retail_total, or empty")]
Name = Annotated[str, Field(min_length=1, description="a name")]
Percent = Annotated[int, Field(ge=0, le=100, description="whole percent, 0 to 100")]
Years = Annotated[int, Field(ge=0, le=20, description="a number of years")]
Months = Annotated[int | None, Field(ge=0, le=240, description="a number of months, or empty for no limit")]
Weight = Annotated[float, Field(ge=0, description="a weight among siblings, not below zero")]
WhoseWord = Annotated[Literal["published", "ours"], Field(description="published or ours")]


class FrameworkRow(Row):
    """A framework: who named its parts, and by which limits we use it.

    `cities`: whom it compares where nobody says. `least_coverage`: percent of the weight that a city's score must rest on.
    `least_cities`: percent of the cities that need a figure before an indicator counts. `plausible_pct`, `plausible_points`: the
    largest change in a year that we call plausible, of a level in percent of it, of a rate in percentage points.
    """

    table: ClassVar[str] = "index/frameworks"
    key: ClassVar[tuple[str, ...]] = ("framework",)
    told: ClassVar[bool] = False

    framework: Code
    name_en: Name
    name_zh: Name
    publisher_en: Name
    publisher_zh: Name
    year: Annotated[int, Field(ge=1900, le=2199, description="a year")]
    about_en: Name
    about_zh: Name
    cities: Words
    least_coverage: Percent
    least_cities: Percent
    plausible_pct: Percent
    plausible_points: Percent


class NodeRow(Row):
    """A dimension of a framework, or an indicator in it.

    Where `indicator` is empty and no other node has it as parent, it is a dimension for which no comparable figure is published.
    `kind`: growth (of one year), level (of one year), stock (at a moment). `oldest`: how many years before the year asked about
    a figure may be. `spread`: how many months the figures of its column may lie apart; what lies outside counts as of another time.
    `definitions`: which are taken, the best first. `denominator`: population where it is per head of those asked for.
    `assigned`: whether the publisher put the node there, or we did.
    """

    table: ClassVar[str] = "index/nodes"
    key: ClassVar[tuple[str, ...]] = ("framework", "node")
    refers: ClassVar[dict[str, str]] = {"sources": "source", "framework": "index/frameworks.framework"}
    told: ClassVar[bool] = False

    framework: Code
    node: Code
    parent: OptionalCode = ""
    indicator: OptionalCode = ""
    name_en: str = ""
    name_zh: str = ""
    weight: Weight = 1.0
    kind: Annotated[Literal["growth", "level", "stock", ""], Field(description="growth, level, stock, or empty for a dimension")] = ""
    oldest: Years = 0
    spread: Months = None
    definitions: Words = ("plain",)
    denominator: Annotated[Literal["population", ""], Field(description="population or empty")] = ""
    assigned: WhoseWord


class PublishedIndex(Row):
    """A score, a rank or a level that somebody else's index gave a city. It enters no score of ours.

    `derived`: computed by us from two published numbers.
    """

    table: ClassVar[str] = "index/published"
    key: ClassVar[tuple[str, ...]] = ("system", "year", "place", "measure")
    refers: ClassVar[dict[str, str]] = {"sources": "source", "place": "place"}
    told: ClassVar[bool] = False

    system: Code
    name_en: Name
    name_zh: Name
    publisher_en: Name
    publisher_zh: Name
    year: Annotated[int, Field(ge=1900, le=2199, description="a year")]
    place: PlaceCode
    measure: Annotated[Literal["score", "rank", "level"], Field(description="score, rank or level")]
    value: Name
    out_of: str = ""
    derived: Annotated[Literal["yes", ""], Field(description="yes or empty")] = ""


TABLES = (FrameworkRow, NodeRow, PublishedIndex)
