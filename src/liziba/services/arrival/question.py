"""The question of `arrival`: one duty after entry, and what it depends on (contract: arrival)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from liziba.atlas import Atlas
from liziba.atlas.texts import Saying
from liziba.services.places import OptionalPlaceCode
from liziba.services.question import Question, QuestionError, question_field, read_day
from liziba.services.values import blank

Topic = Literal["registration", "online_registration", "registration_fine", "arrival_card", "overstay", "stay_permit"]
Lodging = Literal["hotel", "home"]
StayScheme = Literal[
    "unilateral",
    "mutual",
    "mutual_non_ordinary",
    "transit_240h",
    "transit_144h",
    "transit_72h",
    "direct_24h",
    "hainan_30d",
    "asean_group_guilin",
    "asean_group_xsbn",
    "hkmo_group_gd",
    "hkmo_group_hi",
    "cruise_group_15d",
]
TOPICS: tuple[str, ...] = get_args(Topic)
LODGINGS: tuple[str, ...] = get_args(Lodging)
SCHEMES: tuple[str, ...] = get_args(StayScheme)


def _beijing(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is not None:
        raise PydanticCustomError("moment_with_offset", "Beijing time without an offset")
    return value


def province_of(place: str) -> str:
    """The province of a place: duties after entry hold for whole provinces."""
    return place.partition("/")[0].removesuffix("-FTZ")


def is_covered(place: str, atlas: Atlas) -> bool:
    """Does the law hold there? Regions with entry rules of their own, and other countries, are outside."""
    _, _, region = province_of(place).partition("-")
    return bool(region) and not atlas.is_home(region)


def _covered(value: str | None, info: ValidationInfo) -> str | None:
    if value is not None and not is_covered(value, (info.context or {})["atlas"]):
        raise QuestionError("", value, "", Saying("error.not_covered", given=value))
    return value


Place = Annotated[OptionalPlaceCode, AfterValidator(_covered)]
Day = Annotated[date | None, BeforeValidator(read_day)]
Moment = Annotated[datetime | None, BeforeValidator(read_day), AfterValidator(_beijing)]
Days = Annotated[Annotated[int, Field(ge=0, le=36500)] | None, BeforeValidator(blank)]


class ArrivalQuestion(Question):
    """What must I do after entry?"""

    topic: Annotated[Topic | None, BeforeValidator(blank)] = question_field("required", "code", choices=TOPICS, core=True)
    lodging: Annotated[Lodging | None, BeforeValidator(blank)] = question_field("assumed", "code", assumed="hotel", choices=LODGINGS, core=True)
    moved_in_at: Moment = question_field("optional", "moment", core=True, changeable=True)
    overstay_days: Days = question_field("optional", "whole", core=True, private=True)
    scheme: Annotated[StayScheme | None, BeforeValidator(blank)] = question_field("assumed", "code", assumed="unilateral", choices=SCHEMES, core=True)
    place: Place = question_field("assumed", "place", assumed="CN-CQ", changeable=True, accepted="arrival.place")
    date: Day = question_field("assumed", "day", changeable=True)
