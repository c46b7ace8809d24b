"""Is a place's popularity a flash or lasting?: the question and the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, model_validator

from liziba.atlas.texts import Saying
from liziba.services import codes
from liziba.services.envelope import Envelope, Part
from liziba.services.question import LONGEST_LIST, Question, QuestionError, brief, question_field
from liziba.services.values import blank

COUNTS, WINDOWS, INTERRUPTIONS = "attention/counts", "attention/windows", "attention/interruptions"
LARGEST = 10**12
NO_COUNT = frozenset({"", "-", "nan", "null", "none"})
_BETWEEN = re.compile(r"[,;，；、\s]+")
_ONE = {"anyOf": [{"type": "number"}, {"type": "null"}, {"type": "object", "properties": {"day": {"type": "string"}, "count": {"type": "number"}}}]}
_SERIES = WithJsonSchema({"anyOf": [{"type": "array", "items": _ONE, "maxItems": LONGEST_LIST}, {"type": "null"}]})

Kind = Literal["lasting", "mixed", "flash", "undecided"]
Role = Literal["before", "peak", "later", "beside"]


def _spot(value: object, info: ValidationInfo) -> str | None:
    return _held("spot", value, info)


def _measure(value: object, info: ValidationInfo) -> str | None:
    return _held("measure", value, info)


def _window(value: object, info: ValidationInfo) -> str | None:
    return _held("window", value, info)


def _held(column: str, value: object, info: ValidationInfo) -> str | None:
    """A code that stands in that column of the counts."""
    rows = (info.context or {})["atlas"].table(COUNTS).rows
    return codes.read(value, lambda text: any(getattr(row, column) == text for row in rows), f"error.no_such_{column}")


def _peak(value: object) -> str | None:
    """A year, a month or a day; a number is taken for a year."""
    return codes.read_moment(value, "error.no_peak")


def _series(value: object) -> list[float | None] | None:
    """One count a day: numbers, text with numbers, or records of day and count, whose gaps become days without a count."""
    if isinstance(value, str):
        value = _BETWEEN.split(value.strip()) if value.strip() else None
    if value is None:
        return None
    if not isinstance(value, (list, tuple)):
        raise _unreadable(value)
    if value and all(isinstance(one, Mapping) for one in value):
        return _by_day([one for one in value if isinstance(one, Mapping)])
    found: list[float | None] = []
    for one in value:
        parts = _BETWEEN.split(one.strip()) if isinstance(one, str) else [one]
        found += [_number(part) for part in parts]
        if len(found) > LONGEST_LIST:
            raise QuestionError("", len(found), "", Saying("error.list_too_long", field="counts", given=str(len(found)), limit=LONGEST_LIST))
    return found or None


def _by_day(records: list[Mapping[Any, Any]]) -> list[float | None]:
    """Records in the order of their days, from the first day to the last."""
    counted: dict[date, float | None] = {}
    for one in records:
        try:
            if set(one) != {"day", "count"}:
                raise ValueError
            day = date.fromisoformat(str(one["day"]))
        except ValueError:
            raise _unreadable(one) from None
        if day in counted:
            raise _unreadable(one)
        counted[day] = _number(one["count"])
    first, last = min(counted), max(counted)
    length = (last - first).days + 1
    if length > LONGEST_LIST:
        raise QuestionError("", length, "", Saying("error.list_too_long", field="counts", given=str(length), limit=LONGEST_LIST))
    return [counted.get(date.fromordinal(first.toordinal() + n)) for n in range(length)]


def _number(value: object) -> float | None:
    """A count of at least 0; None where the day has none."""
    if value is None or (isinstance(value, str) and value.strip().lower() in NO_COUNT):
        return None
    try:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)) or (isinstance(value, str) and "_" in value):
            raise ValueError
        number = float(value)
        if number != number:  # a day without a count, as tables write it
            return None
        if not isfinite(number) or not 0 <= number <= LARGEST:
            raise ValueError
    except (ValueError, OverflowError):
        raise _unreadable(value) from None
    return number


def _unreadable(value: object) -> QuestionError:
    return QuestionError("", value, "", Saying("error.no_counts", given=brief(value)))


Series = Annotated[list[float | None] | None, BeforeValidator(_series), _SERIES]
PerDay = Annotated[Annotated[float, Field(ge=0, le=LARGEST, allow_inf_nan=False)] | None, BeforeValidator(blank)]


class AttentionQuestion(Question):
    """Is a place's popularity a flash or lasting?"""

    spot: Annotated[str | None, BeforeValidator(_spot), codes.TEXT] = question_field(
        "required", "code", core=True, accepted="attention.spot", choices_of=f"{COUNTS}.spot"
    )
    measure: Annotated[str | None, BeforeValidator(_measure), codes.TEXT] = question_field(
        "assumed", "code", core=True, accepted="attention.measure", choices_of=f"{COUNTS}.measure"
    )
    window: Annotated[str | None, BeforeValidator(_window), codes.TEXT] = question_field(
        "assumed", "code", core=True, accepted="attention.window", choices_of=f"{COUNTS}.window"
    )
    peak: Annotated[str | None, BeforeValidator(_peak), codes.TEXT] = question_field("assumed", "text", core=True, accepted="attention.peak")
    computed: bool | None = question_field("assumed", "truth", assumed=True)
    counts: Series = question_field("optional", "text", accepted="attention.counts")
    before_a_day: PerDay = question_field("optional", "number")
    weekly: bool | None = question_field("assumed", "truth", assumed=True)

    @model_validator(mode="after")
    def _own_counts_or_published(self) -> AttentionQuestion:
        for name in ("measure", "window", "peak"):
            if self.counts is not None and getattr(self, name) is not None:
                raise QuestionError(name, getattr(self, name), "", Saying("error.own_counts_have_none", field=name))
        if self.counts is None and self.before_a_day is not None:
            raise QuestionError("before_a_day", self.before_a_day, "", Saying("error.level_of_own_counts"))
        return self


def _told(description: str) -> Any:
    """A figure that the headline or a ground tells in words."""
    return Field(default=None, json_schema_extra={"in_grounds": True}, description=description)


class Compared(Part):
    """A count beside the peak: by the day, and what becomes of it."""

    spot: str
    measure: str
    window: str
    first_day: str
    last_day: str
    days: int | None = None
    count: float = Field(description="as printed, or computed from a printed growth")
    unit: str
    per_day: float | None = None
    per_day_high: float | None = Field(default=None, description="the other reading of a computed count: its growth may be of totals or of daily means")
    role: Role = Field(description="before, peak, later, or beside")
    ratio_total: float | None = Field(default=None, description="in parts of the peak")
    ratio_per_day: float | None = Field(default=None, description="in parts of the peak, by the day")
    comparable: bool
    reason: str | None = Field(default=None, description="why it decides nothing")
    computed: bool = Field(default=False, description="computed from a printed growth or from two printed sums")
    kind: str = Field(default="published", description="published or forecast")
    announced_on: date | None = None
    sources: list[str] = []


class AttentionAnswer(Envelope):
    """Class, ratio to the peak, what is left of the rise, half-life."""

    kind: Kind | None = _told("lasting, mixed, flash or undecided")
    reason: str | None = Field(default=None, description="why it is undecided")
    measure: str | None = Field(default=None, description="what is counted")
    window: str | None = Field(default=None, description="the window that is compared")
    peak: str | None = Field(default=None, description="first day of the peak")
    peak_per_day: float | None = _told("count a day at the peak")
    later: str | None = Field(default=None, description="first day of the newest count that decides")
    later_per_day: float | None = _told("count a day then")
    ratio_total: float | None = Field(default=None, description="newest count in parts of the peak")
    ratio_per_day: float | None = Field(default=None, description="the same by the day")
    kept: bool | None = Field(default=None, description="by the day at least as many as at the peak")
    lasting_share: float | None = Field(default=None, description="what is left, in parts of `share_of`; the lower of two readings")
    lasting_share_low: float | None = _told("at least so much; null where nothing bounds it")
    lasting_share_high: float | None = _told("at most so much; null where nothing bounds it")
    share_of: Literal["rise", "peak"] | None = Field(default=None, description="rise: from the level before; peak: where that level is not known")
    half_life: float | None = Field(default=None, description="days in which the flash halves")
    half_life_low: float | None = _told("lower bound, 95 percent")
    half_life_high: float | None = _told("upper bound, 95 percent")
    comparisons: list[Compared] = Field(default=[], json_schema_extra={"in_grounds": True}, description="all counts, also those that do not compare")
