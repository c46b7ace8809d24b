"""Which figures were published about a city, and which compare? The question and the answer."""

from __future__ import annotations

import difflib
import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, model_validator

from liziba.atlas.periods import period
from liziba.atlas.tables.measures import DAY_OR_LESS
from liziba.atlas.texts import Saying
from liziba.services.envelope import Envelope, Part
from liziba.services.observations.figures import INDICATORS, OBSERVATIONS, PLAIN, indicators
from liziba.services.places import OptionalPlaceCode
from liziba.services.question import Question, QuestionError, brief, question_field

_TEXT = WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]})
_PERIOD = re.compile(rf"{DAY_OR_LESS}(/{DAY_OR_LESS})?")
_PART = re.compile(r"(\d{4})-?([QqHhSs])(\d)")
_MONTHS = {"Q": 3, "H": 6, "S": 6}
_CODE = re.compile(r"[a-z0-9_]+")


def _text(value: object) -> object:
    text = value.strip() if isinstance(value, str) else value
    return None if text == "" else text


def _indicator(value: object, info: ValidationInfo) -> str | None:
    """A code of the table of indicators; of another one the nearest is named."""
    text = _text(value)
    if text is None:
        return None
    known = indicators((info.context or {})["atlas"])
    if isinstance(text, str) and text in known:
        return text
    near = difflib.get_close_matches(text, known, n=3) if isinstance(text, str) else []
    if near:
        raise QuestionError("", value, ", ".join(near), Saying("error.no_such_indicator", given=brief(value)))
    raise QuestionError("", value, "", Saying("error.no_such_indicator", given=brief(value)))


def _period(value: object) -> str | None:
    """A period as the tables write it; quarters and halves (2025-Q1, 2025-H1) are taken too, and a year as a number."""
    text = _text(str(value) if isinstance(value, int) and not isinstance(value, bool) else value)
    if text is None:
        return None
    if isinstance(text, str) and text.isascii() and (part := _PART.fullmatch(text)):
        year, kind, number = part[1], part[2].upper(), int(part[3])
        last = number * _MONTHS[kind]
        if number >= 1 and last <= 12:
            return f"{year}-{last - _MONTHS[kind] + 1:02d}/{year}-{last:02d}"
    try:
        if not isinstance(text, str) or not text.isascii() or not _PERIOD.fullmatch(text):
            raise ValueError
        period(text)
    except ValueError:
        raise QuestionError("", value, "", Saying("error.no_period", given=brief(value))) from None
    return text


def _code(value: object) -> str | None:
    text = _text(value)
    if text is None:
        return None
    if not isinstance(text, str) or not _CODE.fullmatch(text):
        raise QuestionError("", value, "", Saying("error.no_definition", given=brief(value)))
    return text


PeriodText = Annotated[str | None, BeforeValidator(_period), _TEXT]
IndicatorCode = Annotated[str | None, BeforeValidator(_indicator), _TEXT]


class ObservationsQuestion(Question):
    """Which figures were published about a city, and which compare?"""

    place: OptionalPlaceCode = question_field("required", "place", core=True)
    indicator: IndicatorCode = question_field("required", "code", core=True, accepted="observations.indicator", choices_of=f"{INDICATORS}.indicator")
    period: PeriodText = question_field("optional", "text", core=True, changeable=True, accepted="observations.period")
    since: PeriodText = question_field("optional", "text", core=True, changeable=True, accepted="observations.period")
    release: Literal["revised", "first"] | None = question_field("assumed", "code", assumed="revised", choices=("revised", "first"), changeable=True)
    definition: Annotated[str | None, BeforeValidator(_code), _TEXT] = question_field(
        "assumed", "code", assumed=PLAIN, changeable=True, accepted="observations.definition", choices_of=f"{OBSERVATIONS}.definition"
    )
    denominator: IndicatorCode = question_field("optional", "text", accepted="observations.denominator")

    @model_validator(mode="after")
    def _denominator_fits(self, info: ValidationInfo) -> ObservationsQuestion:
        """Another denominator must be counted in the unit of the usual one; what is not divided has none."""
        if self.denominator is None or self.indicator is None:
            return self
        known = indicators((info.context or {})["atlas"])
        usual = known.get(known[self.indicator].denominator)
        if usual is None or known[self.denominator].unit_measure != usual.unit_measure:
            raise QuestionError("denominator", self.denominator, "", Saying("error.no_such_denominator", given=self.denominator))
        return self


class ShownFigure(Part):
    """One published figure, or one computed from two, and whether it compares with the one that was asked for."""

    period: str
    value: float | None
    unit: str
    state: Literal["figure", "zero", "not_covered"]
    amount: str = Field(description="the figure in words, with unit and qualifier")
    text: str = Field(description="period, figure, release and whether it compares, in words")
    vintage: str = Field(description="first, revised, or empty where nobody said")
    definition: str
    status: str = Field(description="official, press, dataset, digest or memory")
    qualifier: str = Field(default="", description="over, nearly, about; empty for exact")
    denominator: str = Field(default="", description="what a computed figure was divided by; empty for published ones")
    confirmed: bool
    chosen: bool = Field(description="whether the answer is this one")
    comparable: bool | None = Field(default=None, description="whether it compares with the figure of the answer; null where there is none")
    reason: str | None = Field(default=None, description="why it does not compare")
    sources: list[str]


class PerHead(Part):
    """A figure a head, by one way of counting heads."""

    indicator: str
    denominator: str
    period: str
    value: float
    unit: str
    amount: str
    text: str


class ObservationsAnswer(Envelope):
    """The figure asked for, the whole series, and how the figure grew where that can be said."""

    place: str | None = Field(default=None, json_schema_extra={"in_grounds": True}, description="the city")
    indicator: str | None = Field(default=None, json_schema_extra={"in_grounds": True}, description="what is counted")
    state: Literal["figure", "zero", "not_covered", "not_found"] | None = Field(default=None, description="of the figure asked for: four different things")
    value: float | None = Field(default=None, description="the figure asked for")
    unit: str | None = Field(default=None, description="unit of all figures")
    period: str | None = Field(default=None, description="period of the figure")
    vintage: str | None = Field(default=None, description="first or revised; null where nobody said which release it is")
    base: float | None = Field(default=None, description="the figure of `since`, where growth was asked for")
    base_vintage: str | None = Field(default=None, description="its release")
    growth_pct: float | None = Field(default=None, description="growth from `since` to the period, in percent")
    growth_between: list[float] = Field(default=[], description="least and largest growth that figures printed as over, about or nearly allow, in percent")
    change_points: float | None = Field(default=None, description="the same where the figures are percentages, ranks or per mille")
    published_growth_pct: float | None = Field(default=None, description="the growth over the year before that was published")
    agrees: bool | None = Field(default=None, description="whether computed and published growth agree within rounding")
    implied_base: float | None = Field(default=None, description="figure of the year before that follows from the published growth")
    implied_base_vintage: str | None = Field(default=None, description="release of the year before that lies nearest to it")
    revision_pct: float | None = Field(default=None, description="revised against first figure of the period, in percent")
    reasons: list[str] = Field(default=[], description="why growth was not computed")
    per_head: list[PerHead] = Field(default=[], description="the figure a head, by each way of counting heads")
    figures: list[ShownFigure] = Field(default=[], description="the whole series")
