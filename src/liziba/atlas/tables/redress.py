"""Tables of `redress`: by when who must do what, on which grounds a body refuses, which rights a buyer has."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from liziba.atlas.rows import Row, Words
from liziba.atlas.tables.places import PlaceCode

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
    """A ground on which a body refuses a complaint. `facts` says which of two facts make it one (missing, false)."""

    table: ClassVar[str] = "redress/refusal_grounds"
    key: ClassVar[tuple[str, ...]] = ("body", "reason")

    body: Code
    reason: Code
    facts: Annotated[Words, Field(description="missing, false; or empty")] = ()


class Competence(Row):
    """Which offices may handle a complaint about a seller. `platform_seller`: where a seller on a platform is looked for."""

    table: ClassVar[str] = "redress/competence"
    key: ClassVar[tuple[str, ...]] = ("body", "seller_kind")

    body: Code
    seller_kind: Code
    offices: Annotated[Words, Field(description="real_place_office, registered_place_office")] = ()
    platform_seller: Annotated[str, Field(pattern=r"^[a-z_]*$", description="real_place, shown_address or empty")] = ""
    article: str = ""


class Priority(Row):
    """A class of urgency: the most days left until departure. Empty: all the others."""

    table: ClassVar[str] = "redress/priorities"
    key: ClassVar[tuple[str, ...]] = ("priority",)
    told: ClassVar[bool] = False

    priority: Annotated[str, Field(pattern=r"^P\d$", description="P0, P1, P2 ...")]
    within_days: Count = None


class Right(Row):
    """A right of a buyer. Money in fen; `multiplier` and `most` are times the base (`price`, `loss`, `tour_fee`)."""

    table: ClassVar[str] = "redress/rights"
    key: ClassVar[tuple[str, ...]] = ("right",)

    right: Code
    law: str = ""
    article: str = ""
    base: Annotated[str, Field(pattern=r"^[a-z_]*$", description="price, loss, tour_fee or empty")] = ""
    multiplier: Count = None
    most: Count = None
    floor_fen: Count = None
    value: Count = None
    unit: Unit = ""
    moves: Moves = ""
    goods: Words = ()


class Promise(Row):
    """What the shops of a place that take part promise: days of return without a reason."""

    table: ClassVar[str] = "redress/promises"
    key: ClassVar[tuple[str, ...]] = ("place",)
    refers: ClassVar[dict[str, str]] = {"sources": "source", "place": "place"}

    place: PlaceCode
    value: Count = None
    needs_invoice: bool = False


class Channel(Row):
    """A body or a hotline that takes complaints: how it is reached, for what, and which deadlines bind it (`body`)."""

    table: ClassVar[str] = "redress/channels"
    key: ClassVar[tuple[str, ...]] = ("channel",)

    channel: Code
    body: Annotated[str, Field(pattern=r"^[a-z_]*$", description="a body of redress/deadlines, or empty")] = ""
    contact: str = ""
    takes: Annotated[Words, Field(description="goods, tour")] = ()
    place: Annotated[str, Field(pattern=r"^[A-Za-z/-]*$", description="a place code where it serves one place only")] = ""


TABLES = (Deadline, Ground, Competence, Priority, Right, Promise, Channel)
