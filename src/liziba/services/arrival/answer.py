"""The answer of `arrival` (contract: arrival)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, PlainSerializer

from liziba.services.envelope import Envelope

Moment = Annotated[datetime, PlainSerializer(lambda moment: moment.isoformat(timespec="minutes"), return_type=str, when_used="json")]


class ArrivalAnswer(Envelope):
    """What the topic asks for: who, until when, how, and what it costs. Fields of other topics are empty."""

    registered_by: list[str] = Field(default=[], description="who registers the stay: hotel, guest, host")
    deadline: Moment | None = Field(default=None, description="latest moment of registration, Beijing time")
    online_available: bool | None = Field(default=None, description="can the step be done online on that day and in that place?")
    paper_available: bool | None = Field(default=None, description="is paper still possible?")
    needed: bool | None = Field(default=None, description="is an arrival card needed under this scheme?")
    fee_cny: str | None = Field(default=None, description="fee of the step")
    fine_cny: str | None = Field(default=None, description="fine for the overstay where it is treated as serious")
    max_fine_cny: str | None = Field(default=None, description="largest fine for not registering")
    warning_possible: bool | None = Field(default=None, description="a warning is possible instead of, or with, the fine")
    max_days: int | None = Field(default=None, description="longest stay permit in days")
