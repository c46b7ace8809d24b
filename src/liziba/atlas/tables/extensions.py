"""Announcements that move the end of many rows at once; `liziba atlas extend` writes them out, a row for each key."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from liziba.atlas.rows import Day, Entry, Words


def _days(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(date.fromisoformat(part.strip()) for part in value.split(";") if part.strip())
    return value


Days = Annotated[tuple[date, ...], BeforeValidator(_days), Field(min_length=1, description="days like 2026-12-31 joined by ;")]


class Extension(Entry):
    """One announcement: everything in `table` that ends on one of the old ends, as known the day before, runs to the new end.

    `leaves_out` are codes to which it does not apply. Empty `new_end`: there is no end any more.
    """

    table: ClassVar[str] = "stay/extensions"
    key: ClassVar[tuple[str, ...]] = ("decision", "extends")

    decision: Annotated[str, Field(min_length=1, description="the name of the decision, as in the table")]
    extends: Annotated[str, Field(min_length=1, description="a table like stay/unilateral")]
    announced_on: Annotated[date, Field(description="a day like 2026-11-22")]
    old_ends: Days
    new_end: Day = None
    leaves_out: Words = ()


TABLES = (Extension,)
