"""The answer of `stay` (contract: stay)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from liziba.services.envelope import Envelope, NextStep


class StayAnswer(Envelope):
    """A scheme that fits and the last day to leave, or every scheme tried with all reasons."""

    scheme: str | None = Field(default=None, description="the scheme that fits; null in a refusal")
    max_days: int | None = Field(default=None, description="longest stay of the scheme in days")
    max_hours: int | None = Field(default=None, description="longest stay of the scheme in hours")
    leave_by_date: date | None = Field(default=None, description="last day: leave before 24:00 Beijing time")
    cap_days: int | None = Field(default=None, description="most days in the window of a mutual agreement")
    cap_window_days: int | None = Field(default=None, description="length of the rolling window")
    cap_window: Literal["rolling", "calendar_year"] | None = None
    known_end: date | None = Field(default=None, description="last known end of the scheme")
    border_check: bool | None = Field(default=None, description="direct transit: does the passenger pass border control?")
    bad_places: list[str] = Field(default=[], description="the named places outside the stay area of the nearest scheme")
    refused_by: dict[str, list[str]] = Field(default={}, description="scheme -> every reason that follows from what was stated")
    what_now: list[NextStep] = Field(default=[], description="what to do next: after a refusal which visa and where, after a yes what to do inside")
