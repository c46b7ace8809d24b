"""Tables of `arrival`: who registers a stay, where that can be done online, arrival cards, penalties and stay permits.

Money is in fen.
"""

from __future__ import annotations

from typing import ClassVar

from liziba.atlas.rows import Row, Words
from liziba.atlas.tables.places import PlaceCode
from liziba.atlas.tables.refund import Amount
from liziba.atlas.tables.stay import Count, Truth


class Registration(Row):
    """Who registers where a visitor stays, and within how many hours after moving in. Empty hours: at check-in."""

    table: ClassVar[str] = "arrival/registration"
    key: ClassVar[tuple[str, ...]] = ("lodging",)
    filled: ClassVar[tuple[str, ...]] = ("registered_by",)

    lodging: str
    registered_by: Words = ()
    hours: Count = None

    @property
    def minutes(self) -> int | None:
        """The time allowed in minutes, as moments are counted."""
        return None if self.hours is None else self.hours * 60

    @property
    def registrants(self) -> str:
        """Those who may register as one word, joined by commas."""
        return ",".join(self.registered_by)


class OnlineRegistration(Row):
    """A province in which a stay outside hotels can be registered on the platform of the immigration administration."""

    table: ClassVar[str] = "arrival/online_registration"
    key: ClassVar[tuple[str, ...]] = ("place",)
    explode: ClassVar[dict[str, str]] = {"places": "place"}
    refers: ClassVar[dict[str, str]] = {"sources": "source", "place": "place"}
    filled: ClassVar[tuple[str, ...]] = ("available",)

    place: PlaceCode
    available: Truth = None


class ArrivalCard(Row):
    """Whether visitors under a scheme need an arrival card, how it can be filled in, and what that costs. Empty: not known."""

    table: ClassVar[str] = "arrival/arrival_card"
    key: ClassVar[tuple[str, ...]] = ("scheme",)
    explode: ClassVar[dict[str, str]] = {"schemes": "scheme"}
    filled: ClassVar[tuple[str, ...]] = ("needed",)

    scheme: str
    needed: Truth = None
    online: Truth = None
    paper: Truth = None
    fee_fen: Amount = None


class Penalty(Row):
    """What the law provides for an offence: a fine in fen, else at least and at most so many of what the penalty counts."""

    table: ClassVar[str] = "arrival/penalties"
    key: ClassVar[tuple[str, ...]] = ("offence", "penalty")

    offence: str
    penalty: str
    warning: Truth = None
    fen_a_day: Amount = None
    max_fen: Amount = None
    least: Count = None
    most: Count = None


class Permit(Row):
    """The longest stay that a permit gives."""

    table: ClassVar[str] = "arrival/permits"
    key: ClassVar[tuple[str, ...]] = ("permit",)
    filled: ClassVar[tuple[str, ...]] = ("max_days",)

    permit: str
    max_days: Count = None


TABLES = (Registration, OnlineRegistration, ArrivalCard, Penalty, Permit)
