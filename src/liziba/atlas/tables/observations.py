"""Tables of `observations`: what is counted (indicators), what was published about a city (observations), and where a series breaks."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from liziba.atlas.rows import Entry, Row, Words
from liziba.atlas.tables.measures import DAY_OR_LESS, Code, Definition, dated
from liziba.atlas.tables.places import PlaceCode

Unit = Annotated[str, Field(pattern=r"^[a-z0-9_]+$", description="a unit code like cny_100m, pct, 10k_persons")]
OptionalCode = Annotated[str, Field(pattern=r"^[a-z0-9_]*$", description="a code like retail_total, or empty")]
OptionalNumber = Annotated[Decimal | None, Field(description="a number, or empty")]
Vintage = Annotated[Literal["", "first", "revised"], Field(description="first (first release), revised, or empty where nobody said")]
Status = Annotated[Literal["official", "press", "dataset", "digest", "memory"], Field(description="official, press, dataset, digest or memory")]
State = Annotated[Literal["figure", "not_covered"], Field(description="figure, or not_covered where whoever counts does not count this city")]
When = Annotated[
    str, AfterValidator(dated), Field(pattern=rf"^{DAY_OR_LESS}(/{DAY_OR_LESS})?$", description="2024, 2021/2024, 2024-01/2024-11, 2024-09 or 2023-08-02")
]


def _first_day(period: object) -> str:
    """The first day of a period, empty for what is none."""
    first = str(period or "").partition("/")[0]
    return f"{first}-01-01"[: len("2025-01-01")] if re.fullmatch(DAY_OR_LESS, first) else ""


class Indicator(Entry):
    """What is counted, in which unit, and which direction is better (1, -1, 0 for neither).

    A derived indicator has no rows of its own: it is `numerator` / `denominator` * `scale`, both of the same place and period.
    `metric`: the word of `measures` for the same figure. `rebased`: the series is set anew after each economic census.
    `growth_of`: the indicator whose published nominal growth over the year before it is. `instead_of`: another way of counting that one,
    which may stand in for it as a denominator.
    """

    table: ClassVar[str] = "observations/indicators"
    key: ClassVar[tuple[str, ...]] = ("indicator",)

    indicator: Code
    name_en: Annotated[str, Field(min_length=1)]
    name_zh: Annotated[str, Field(min_length=1)]
    unit_measure: Unit
    direction: Annotated[Literal["1", "-1", "0"], Field(description="1, -1 or 0")]
    numerator: OptionalCode = ""
    denominator: OptionalCode = ""
    scale: OptionalNumber = None
    metric: OptionalCode = ""
    growth_of: OptionalCode = ""
    instead_of: OptionalCode = ""
    rebased: Annotated[Literal["yes", ""], Field(description="yes or empty")] = ""
    definition_en: str = ""
    definition_zh: str = ""


class Observation(Row):
    """A published figure of a city. Each release is a row of its own: a revision stands beside the first figure, it never replaces it.

    `definition`: what exactly was counted where it is not what the indicator says. `announced_on`: the first page that we saw printing it.
    """

    table: ClassVar[str] = "observations/observations"
    key: ClassVar[tuple[str, ...]] = ("place", "indicator", "period", "definition", "vintage", "sources")
    refers: ClassVar[dict[str, str]] = {"sources": "source", "place": "place", "indicator": "observations/indicators.indicator"}
    told: ClassVar[bool] = False
    one_publisher: ClassVar[bool] = True

    place: PlaceCode
    indicator: Code
    period: When
    definition: Definition = "plain"
    vintage: Vintage = ""
    status: Status
    state: State = "figure"
    figure: Annotated[Decimal | None, Field(description="a number; empty where state is not_covered", validate_default=True)] = None
    qualifier: Annotated[Literal["", "over", "nearly", "about"], Field(description="over, nearly, about, or empty for exact")] = ""

    @model_validator(mode="before")
    @classmethod
    def _holds_since_it_was_known(cls, said: Any) -> Any:
        """A figure begins to hold when it was printed: a city's own table need not say so again."""
        if isinstance(said, dict) and not said.get("valid_from"):
            since = said.get("announced_on") or _first_day(said.get("period"))
            return {**said, "valid_from": since, "valid_from_kind": "at_latest"} if since else said
        return said

    @field_validator("figure")
    @classmethod
    def _has_a_number(cls, value: Decimal | None, info: ValidationInfo) -> Decimal | None:
        """A figure has a number; what is not covered has none."""
        if (value is None) == (info.data.get("state", "figure") == "figure"):
            raise ValueError
        return value


class Break(Row):
    """Where the series of an indicator was set anew: figures before and after do not compare.

    First releases from `first_period` on are on the new basis, and so is every revised figure of `revised_since` or later: what lies
    between the two has two figures that do not compare. Where nothing was revised backwards both are the same. Without `places` it
    holds for all.
    """

    table: ClassVar[str] = "observations/breaks"
    key: ClassVar[tuple[str, ...]] = ("indicator", "first_period")
    refers: ClassVar[dict[str, str]] = {"sources": "source", "indicator": "observations/indicators.indicator"}
    told: ClassVar[bool] = False

    indicator: Code
    first_period: When
    revised_since: When
    kind: Annotated[Literal["census", "scope", "definition"], Field(description="census, scope or definition")]
    places: Words = ()


TABLES = (Indicator, Observation, Break)
