"""Tables of `measures`: programmes, the targets they set, and the results that were published."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from liziba.atlas.periods import period
from liziba.atlas.rows import Day, Row, Words
from liziba.atlas.tables.places import PlaceCode

YEARS = r"\d{4}"
DAY_OR_LESS = r"\d{4}(-\d{2}(-\d{2})?)?"

Code = Annotated[str, Field(pattern=r"^[a-z0-9_]+$", description="a code like retail_sales_total")]
Definition = Annotated[str, Field(pattern=r"^[a-z0-9_]+$", description="a code of what exactly is counted; plain where nothing more is said")]
Unit = Annotated[str, Field(min_length=1, description="a unit like billion CNY, percent, stores")]
Number = Annotated[Decimal, Field(description="a number")]
Operator = Annotated[Literal["=", ">", ">=", "<=", "~"], Field(description="=, >, >=, <=, or ~ for about")]


def dated(text: str) -> str:
    """A period that the calendar knows."""
    if text:
        period(text)
    return text


class Programme(Row):
    """A plan, an opinion or a report that sets targets. `runs_until`: its last day, which is no end of the row: targets outlive their plan."""

    table: ClassVar[str] = "measures/programmes"
    key: ClassVar[tuple[str, ...]] = ("programme",)

    programme: Code
    doc_no: str = ""
    runs_until: Day = None


class Target(Row):
    """What a programme wants to reach.

    `measured` says which result counts: `by` (a level, also where it is reached early), `in` (that one year), `mean` (the
    yearly mean from `first_year` on), `each` (every year from `first_year` on).
    """

    table: ClassVar[str] = "measures/targets"
    key: ClassVar[tuple[str, ...]] = ("programme", "metric", "target_by", "definition", "place")
    refers: ClassVar[dict[str, str]] = {"sources": "source", "programme": "measures/programmes.programme"}

    programme: Code
    metric: Code
    target_by: Annotated[str, AfterValidator(dated), Field(pattern=rf"^{DAY_OR_LESS}$", description="a year, a month or a day")]
    definition: Definition
    operator: Operator
    target: Number
    unit_measure: Unit
    measured: Annotated[Literal["by", "in", "mean", "each"], Field(description="by, in, mean or each")]
    first_year: Annotated[str, Field(pattern=rf"^({YEARS})?$", description="first year that counts, for mean and each; or empty")] = ""
    place: PlaceCode
    responsible: Words = ()


class PublishedResult(Row):
    """A figure that was published. A revision is a new row, announced later: the earlier one stays.

    `period`: a year, years (2021/2024), months of a year (2024-01/2024-11), or the month or day of a count. `as_at`: the
    day to name where it says more than the period. `announced_on`: when the first page that we saw printed it.
    """

    table: ClassVar[str] = "measures/results"
    key: ClassVar[tuple[str, ...]] = ("metric", "period", "place", "definition")
    told: ClassVar[bool] = False  # figures of the past: no rule changes with them

    metric: Code
    period: Annotated[
        str, AfterValidator(dated), Field(pattern=rf"^{DAY_OR_LESS}(/{DAY_OR_LESS})?$", description="2024, 2021/2024, 2024-01/2024-11 or 2024-09")
    ]
    as_at: Annotated[str, AfterValidator(dated), Field(pattern=rf"^({DAY_OR_LESS})?$", description="the day of the result, or empty")] = ""
    definition: Definition
    place: PlaceCode
    figure: Number
    qualifier: Annotated[Literal["", "over", "nearly", "about"], Field(description="over, nearly, about, or empty for exact")] = ""
    unit_measure: Unit
    basis: Annotated[
        Literal["first", "later", "mixed", "forecast", "narrower", ""],
        Field(description="first report, later statement, mixed, forecast (what was expected), narrower (may count less than the target), or empty"),
    ] = ""


TABLES = (Programme, Target, PublishedResult)
