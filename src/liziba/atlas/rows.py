"""What a line of a table is: plain records, and dated rows that say since when they were known and when they hold.

A table's module (`liziba.atlas.tables`) makes a subclass for each table and names its columns there. One line may hold
a list (`countries`); the reader makes one row of each element, so that a row always has one key.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Effect = Literal["grants", "ends", "suspends"]
ValidFromKind = Literal["exact", "at_latest"]


class AtlasError(ValueError):
    """Facts that cannot be read: file, line, column, what was given, what is accepted."""

    def __init__(self, file: str, line: int, column: str, text: str) -> None:
        where = f"{file}:{line}" + (f", column {column}" if column else "")
        super().__init__(f"{where}: {text}")
        self.file = file
        self.line = line
        self.column = column
        self.text = text


def _listed(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    return value


def _known_since(value: object) -> object:
    """A month stands for its last day: by then it was known for certain."""
    if isinstance(value, str) and len(value) == 7 and value[4] == "-":
        year, month = int(value[:4]), int(value[5:])
        return date(year, month, calendar.monthrange(year, month)[1])
    return value


Words = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(description="words joined by ;")]
Day = Annotated[date | None, Field(description="a day like 2026-11-22, or empty")]
KnownSince = Annotated[date | None, BeforeValidator(_known_since), Field(description="a day like 2026-11-22, a month like 2026-11, or empty")]


class Record(BaseModel):
    """A line of a table with the place where it stands.

    `columns_of` below says which fields stand in the file; the others are filled in by the reader.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    table: ClassVar[str] = ""
    key: ClassVar[tuple[str, ...]] = ()
    explode: ClassVar[Mapping[str, str]] = {}
    # Columns whose cells name something else: column -> "country", "port", "place" or "source".
    refers: ClassVar[Mapping[str, str]] = {"sources": "source"}

    row_id: str
    territory: str
    file: str
    line: int


class Entry(Record):
    """A line that holds at any time: a country, a province, a port."""

    sources: Words = ()
    note: str = ""


class Row(Record):
    """A decision about one key: from when it holds, since when it was known, and where that stands.

    `standing` is the effect with which a key stands in the table. `filled` columns must not be empty in such a row.
    A table that is not `told` is our own bookkeeping: readers of changes hear nothing of it; nor of columns set `aside`, which say how sure we are.
    A row of `one_publisher` says what somebody printed: that it has one source is its nature, and no reason to look at it again.
    """

    standing: ClassVar[Effect] = "grants"
    filled: ClassVar[tuple[str, ...]] = ()
    told: ClassVar[bool] = True
    aside: ClassVar[tuple[str, ...]] = ()
    one_publisher: ClassVar[bool] = False

    announced_on: KnownSince = None
    valid_from: Day = None
    valid_from_kind: Annotated[ValidFromKind, Field(description="exact, at_latest, or empty for exact")] = "exact"
    valid_to: Day = None
    effect: Annotated[Effect, Field(description="grants, ends, suspends, or empty for grants")] = "grants"
    sources: Words = ()
    note: str = ""

    def covers(self, day: date) -> bool:
        """Does the decision speak about that day?"""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def known(self, day: date) -> bool:
        """Was the decision known on that day? Without a day of announcement it counts as always known."""
        return self.announced_on is None or self.announced_on <= day

    def stands(self) -> bool:
        """Does the row put its key into the table, or take it out?"""
        return self.effect == self.standing


FILLED_BY_READER = frozenset(Record.model_fields)


def columns_of(model: type[Record]) -> tuple[str, ...]:
    """The columns that a file of this table may have, with the list columns in place of the keys made of them."""
    lists = {one: many for many, one in model.explode.items()}
    return tuple(lists.get(name, name) for name in model.model_fields if name not in FILLED_BY_READER)


def key_of(row: Record) -> tuple[Any, ...]:
    """What the row is about."""
    return tuple(getattr(row, name) for name in row.key)
