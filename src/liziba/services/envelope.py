"""The envelope: what every answer has, whatever was asked."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Verdict = Literal["yes", "yes_with_terms", "partly", "no", "unknown", "not_established"]
Result = Literal["met", "failed", "unknown"]


class Part(BaseModel):
    """A piece of an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AtlasStamp(Part):
    """Which facts the answer rests on."""

    version: str
    hash: str


class Assumption(Part):
    """What was taken for granted because it was not said."""

    field: str
    value: Any
    text: str


class Warning_(Part):
    """Something the reader must know before relying on the answer."""

    code: str
    text: str


class SourceNote(Part):
    """A source as an answer shows it."""

    id: str
    title: str
    publisher: str
    published: str | None = None
    url: str | None = None
    access: str | None = Field(default=None, description="full, excerpt or indirect: how the source was seen")
    checked_on: date | None = None


class Ground(Part):
    """One condition or figure with what was found, what the limit is, and where that stands."""

    id: str
    scheme: str
    result: Result
    found: Any = None
    limit: Any = None
    text: str
    sources: list[SourceNote] = []
    valid_from: date | None = None
    valid_to: date | None = None
    confirmed: bool = True
    reason: str | None = Field(default=None, description="the reason code, where the condition failed")


class Change(Part):
    """A change that the asker can truthfully make, and the verdict it leads to."""

    set: dict[str, Any]
    then: dict[str, Any]
    text: str


class Ask(Part):
    """A question for another service, with what is already known filled in."""

    service: str
    fields: dict[str, Any]


class NextStep(Part):
    """What the asker does next."""

    code: str
    text: str
    sources: list[SourceNote] = []
    valid_from: date | None = None
    visas: list[str] = Field(default=[], description="categories of visas that the step names (L, Q2)")
    ask: Ask | None = Field(default=None, description="the question for another service that this step leads to")


class Envelope(BaseModel):
    """Base of every answer model."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict | None
    headline: str
    as_of: date
    atlas: AtlasStamp
    assumptions: list[Assumption] = []
    missing: list[str] = []
    warnings: list[Warning_] = []
    grounds: list[Ground] = []
    what_would_change: list[Change] = []
    decided_by: str = Field(default="", description="who decides: we are no authority")
