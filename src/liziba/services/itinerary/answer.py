"""The answer of `itinerary`: every entry, and every traveller in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from liziba.services.envelope import Envelope, Part, Verdict


class TravellerOfEntry(Part):
    """What `stay` says of one traveller in one entry."""

    n: int = Field(description="number of the traveller, from 1")
    name: str | None = None
    called: str = Field(description="the traveller in words")
    nationality: str | None = None
    verdict: Verdict
    scheme: str | None = None
    leave_by_date: date | None = Field(default=None, description="last day: leave before 24:00 Beijing time")
    max_days: int | None = None
    max_hours: int | None = None
    headline: str
    missing: list[str] = Field(default=[], description="paths in the question of this journey")
    refused_by: dict[str, list[str]] = {}
    ask: dict[str, Any] = Field(default={}, description="the question to stay that gives the whole detail")


class EntryOfJourney(Part):
    """One stay in the mainland: from an arrival to the next place outside."""

    n: int = Field(description="number of the entry, from 1")
    entry_port: str | None = None
    entry_at: str | None = None
    exit_port: str | None = None
    exit_at: str | None = None
    arrive_from: str | None = Field(default=None, description="country or region of the last stop before")
    onward_to: str | None = Field(default=None, description="country or region of the first stop after")
    places: list[str] = []
    leaves_airport: bool = True
    headline: str = Field(description="the way in and out in words")
    travellers: list[TravellerOfEntry] = []


class ItineraryAnswer(Envelope):
    """Every entry of the journey for every traveller; no where one of them is refused."""

    entries: list[EntryOfJourney] = []
