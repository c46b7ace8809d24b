"""The question of `stay`: who enters where and when, and what else decides (contract: stay)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WrapValidator, model_validator
from pydantic_core import PydanticCustomError

from liziba.atlas.texts import Saying
from liziba.services.places import CountryCode, PlaceCode, PortCode
from liziba.services.question import LONGEST_LIST, Question, QuestionError, question_field, read_day
from liziba.services.values import blank

DOCUMENTS = (
    "ordinary_passport",
    "diplomatic_passport",
    "special_passport",
    "emergency_document",
    "temporary_document",
    "bno_passport",
)
PURPOSES = (
    "tourism",
    "business",
    "family_friends",
    "exchange",
    "visit",
    "transit",
    "medical",
    "work",
    "study",
    "news_reporting",
)
# What a form offers for an earlier stay; every scheme is understood, and `unknown` counts as one.
BASES = ("visa", "apec_card", "unilateral", "transit_240h", "transit_144h", "transit_72h")
Basis = Literal[
    "visa",
    "apec_card",
    "unilateral",
    "mutual",
    "mutual_non_ordinary",
    "transit_72h",
    "transit_144h",
    "transit_240h",
    "direct_24h",
    "hainan_30d",
    "asean_group_guilin",
    "asean_group_xsbn",
    "hkmo_group_gd",
    "hkmo_group_hi",
    "cruise_group_15d",
    "unknown",
]
TICKETS = ("confirmed", "open_date", "none")


def _beijing(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is not None:
        raise PydanticCustomError("moment_with_offset", "Beijing time without an offset")
    return value


class DayOnly(datetime):
    """A day of which the hour was not said. Entering, it stands at its first minute, leaving at its last: the longest stay that is meant."""

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        return self.date().isoformat()


def _bare_day(minute: time) -> WrapValidator:
    """Reads a day without an hour as such, with that minute."""

    def read(value: object, handler: Callable[[object], datetime | None]) -> datetime | None:
        moment = handler(value)
        bare = bool(_BARE.fullmatch(value)) if isinstance(value, str) else isinstance(value, date) and not isinstance(value, datetime)
        if moment is None or not (bare or isinstance(value, DayOnly)):
            return moment
        return DayOnly(moment.year, moment.month, moment.day, minute.hour, minute.minute)

    return WrapValidator(read)


_BARE = re.compile(r"\s*\d{4}-\d{2}-\d{2}\s*")
Entering = Annotated[datetime | None, BeforeValidator(read_day), AfterValidator(_beijing), _bare_day(time.min)]
Leaving = Annotated[datetime | None, BeforeValidator(read_day), AfterValidator(_beijing), _bare_day(time(23, 59))]
Day = Annotated[date | None, BeforeValidator(read_day)]
Document = Literal["ordinary_passport", "diplomatic_passport", "special_passport", "emergency_document", "temporary_document", "bno_passport"]
Purpose = Literal["tourism", "business", "family_friends", "exchange", "visit", "transit", "medical", "work", "study", "news_reporting"]


class PreviousStay(BaseModel):
    """An earlier stay in the mainland."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    entry: Annotated[date, BeforeValidator(read_day)]
    exit: Annotated[date, BeforeValidator(read_day)] = Field(json_schema_extra={"accepted": "stay.previous_exit"})
    basis: Basis = Field(description="visa, apec_card, or the scheme of that stay", json_schema_extra={"choices": list(BASES), "accepted": "stay.basis"})

    @model_validator(mode="after")
    def _in_order(self) -> PreviousStay:
        if self.exit < self.entry:
            raise QuestionError("exit", self.exit.isoformat(), "", Saying("error.lies_before", field="exit", other="entry"))
        return self


class Group(BaseModel):
    """A tour group."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int = Field(ge=1, le=100_000)
    organiser: Literal["mainland_agency", "hong_kong_agency"]


class StayQuestion(Question):
    """May I enter without a visa, and until when?"""

    nationality: CountryCode = question_field("required", "country", core=True)
    entry_at: Entering = question_field("required", "moment", core=True, changeable=True)
    entry_port: PortCode = question_field("required", "port", core=True, changeable=True)
    exit_at: Leaving = question_field("optional", "moment", core=True, changeable=True, accepted="stay.exit_at")
    exit_port: PortCode = question_field("assumed", "port", changeable=True)
    arrive_from: CountryCode = question_field("optional", "country", core=True, changeable=True)
    onward_to: CountryCode = question_field("optional", "country", core=True, changeable=True)
    document: Annotated[Document | None, BeforeValidator(blank)] = question_field("assumed", "code", assumed="ordinary_passport", choices=DOCUMENTS)
    purpose: Annotated[Purpose | None, BeforeValidator(blank)] = question_field("assumed", "code", assumed="tourism", choices=PURPOSES)
    onward_ticket: Annotated[Literal["confirmed", "open_date", "none"] | None, BeforeValidator(blank)] = question_field(
        "assumed", "code", assumed="confirmed", choices=TICKETS, changeable=True
    )
    passport_valid_until: Day = question_field("assumed", "day", private=True)
    places: Annotated[list[PlaceCode], Field(max_length=LONGEST_LIST)] | None = question_field("assumed", "places", changeable=True)
    previous_stays: Annotated[list[PreviousStay], Field(max_length=LONGEST_LIST)] | None = question_field("none", "periods", private=True)
    group: Group | None = question_field("none", "record")
    leaves_airport: bool | None = question_field("assumed", "truth", assumed=True, changeable=True)
    arrives_by: Annotated[Literal["cruise"] | None, BeforeValidator(blank)] = question_field("assumed", "code", choices=("cruise",))
    journey: Annotated[list[CountryCode], Field(max_length=LONGEST_LIST)] | None = question_field("none", "countries", for_record=True)
    hong_kong: Annotated[Literal["connecting_flight", "stop_on_direct_flight"] | None, BeforeValidator(blank)] = question_field(
        "none", "code", choices=("connecting_flight", "stop_on_direct_flight")
    )
    airlines: Annotated[Annotated[int, Field(ge=1, le=100)] | None, BeforeValidator(blank)] = question_field("none", "whole", for_record=True)
    residence: CountryCode = question_field("none", "country", for_record=True)
    age: Annotated[Annotated[int, Field(ge=0, le=150)] | None, BeforeValidator(blank)] = question_field("none", "whole", for_record=True)
    refused_visa_stamp: bool | None = question_field("none", "truth", private=True)
    illegal_stay_on: Day = question_field("none", "day", private=True)

    @model_validator(mode="after")
    def _leaves_after_entering(self) -> StayQuestion:
        if self.entry_at and self.exit_at and self.exit_at < self.entry_at:
            raise QuestionError("exit_at", self.exit_at.isoformat(timespec="minutes"), "", Saying("error.lies_before", field="exit_at", other="entry_at"))
        return self


def values(question: StayQuestion) -> dict[str, Any]:
    """The question as plain values by field, None where nothing was said."""
    return {name: getattr(question, name) for name in StayQuestion.model_fields}
