"""Has a measure reached its target? (contract: measures): the question and the answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationInfo

from liziba.atlas import Atlas
from liziba.services import codes
from liziba.services.envelope import Envelope, Part
from liziba.services.question import Question, question_field

PROGRAMMES, TARGETS, RESULTS = "measures/programmes", "measures/targets", "measures/results"


def programmes(atlas: Atlas) -> tuple[str, ...]:
    """The codes of all programmes, in the order of the tables."""
    return tuple(dict.fromkeys(str(getattr(row, "programme", "")) for row in atlas.table(PROGRAMMES).rows))


def _programme(value: object, info: ValidationInfo) -> str | None:
    known = programmes((info.context or {})["atlas"])
    return codes.read(value, known.__contains__, "error.no_such_programme")


def _metric(value: object) -> str | None:
    """Any code: of one that no table holds the answer is that there is no such target."""
    return codes.read(value, codes.is_code, "error.no_metric")


def _definition(value: object) -> str | None:
    """Which of several targets for one figure and year: the code of what is counted."""
    return codes.read(value, codes.is_code, "error.no_definition")


def _year(value: object) -> str | None:
    """A year; a number is taken too. Some targets name a month or a day."""
    return codes.read_moment(value, "error.no_target_year")


class MeasuresQuestion(Question):
    """Has a measure reached its target?"""

    programme: Annotated[str | None, BeforeValidator(_programme), codes.TEXT] = question_field(
        "required", "code", core=True, accepted="measures.programme", choices_of=f"{PROGRAMMES}.programme"
    )
    metric: Annotated[str | None, BeforeValidator(_metric), codes.TEXT] = question_field(
        "required", "code", core=True, accepted="measures.metric", choices_of=f"{TARGETS}.metric"
    )
    target_by: Annotated[str | None, BeforeValidator(_year), codes.TEXT] = question_field("assumed", "text", core=True, accepted="measures.target_by")
    definition: Annotated[str | None, BeforeValidator(_definition), codes.TEXT] = question_field(
        "optional", "text", accepted="measures.definition", choices_of=f"{TARGETS}.definition"
    )


class ShownResult(Part):
    """A published figure of the metric, and whether it compares with the target."""

    value: float
    unit: str
    period: str
    definition: str
    place: str
    qualifier: str = Field(default="", description="over, nearly, about; empty for exact")
    basis: str = Field(default="", description="first report, later statement, mixed, forecast, narrower")
    comparable: bool
    reason: str | None = Field(default=None, description="why it does not compare with the target, or with the newest figure")
    sources: list[str]


class MeasuresAnswer(Envelope):
    """Target, newest comparable result, and what lies between them."""

    target: float | None = Field(default=None, description="the target")
    operator: Literal["=", ">", ">=", "<=", "~"] | None = Field(default=None, description="~ is about")
    unit: str | None = Field(default=None, description="unit of target and result")
    target_by: str | None = Field(default=None, description="year of the target")
    definition: str | None = Field(default=None, description="what exactly is counted; plain where nothing more is said")
    result: float | None = Field(default=None, description="newest comparable published result")
    result_date: str | None = Field(default=None, description="day, month or year of the result")
    share_pct: float | None = Field(default=None, description="result as part of the target")
    margin: float | None = Field(default=None, description="result less target, where reached")
    gap_points: float | None = Field(default=None, description="percentage points missing, where the unit is percent")
    results: list[ShownResult] = Field(default=[], json_schema_extra={"in_grounds": True}, description="all published figures, also those that do not compare")
