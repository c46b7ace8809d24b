"""Tables of `redress`: by when who must do what, on which grounds a body refuses, which rights a buyer has."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from liziba.atlas.rows import Row

Code = Annotated[str, Field(pattern=r"^[a-z0-9_]+$", description="a code like market_regulation")]
Count = Annotated[int | None, Field(ge=0, description="a whole number")]
Unit = Annotated[Literal["working_day", "calendar_day", "month", "year", ""], Field(description="working_day, calendar_day, month or year")]
Moves = Annotated[
    Literal["", "holiday", "rest_day"],
    Field(description="holiday or rest_day, where a last day that falls on one moves to the next working day; or empty"),
]


class Deadline(Row):
    """How long a step may take. Empty `value`: a rule is in force, but its length is not established."""

    table: ClassVar[str] = "redress/deadlines"
    key: ClassVar[tuple[str, ...]] = ("body", "step")

    body: Code
    step: Code
    value: Count = None
    unit: Unit = ""
    moves: Moves = ""
    article: str = ""


class Ground(Row):
    """A ground on which a body refuses a complaint."""

    table: ClassVar[str] = "redress/refusal_grounds"
    key: ClassVar[tuple[str, ...]] = ("body", "reason")

    body: Code
    reason: Code


class Priority(Row):
    """A class of urgency: the most days left until departure. Empty: all the others."""

    table: ClassVar[str] = "redress/priorities"
    key: ClassVar[tuple[str, ...]] = ("priority",)

    priority: Annotated[str, Field(pattern=r"^P\d$", description="P0, P1, P2 ...")]
    within_days: Count = None


TABLES = (Deadline, Ground, Priority)
