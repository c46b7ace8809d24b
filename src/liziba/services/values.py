"""Types of values that the questions of several services share: days, amounts of money, numbers of days; blank means not said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from liziba.services.question import read_day

MOST_YUAN = Decimal("90000000000")  # in fen and after multiplication by a rate this still fits 64 bits


def blank(value: object) -> object:
    """Blank text means that nothing was said."""
    return None if isinstance(value, str) and not value.strip() else value


Day = Annotated[date | None, BeforeValidator(read_day)]
Money = Annotated[Annotated[Decimal, Field(ge=0, le=MOST_YUAN, decimal_places=2)] | None, BeforeValidator(blank)]
Days = Annotated[Annotated[int, Field(ge=0, le=36500)] | None, BeforeValidator(blank)]
