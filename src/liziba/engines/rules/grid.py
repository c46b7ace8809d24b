"""Dated, keyed tables as grids: which row holds for a key on a day, as known on another day.

Two axes of time (valid time and knowledge, as in bitemporal tables: Snodgrass, Developing Time-Oriented Database
Applications in SQL, 1999). For each key the days on which anything changes cut both axes into a few cells; every cell
holds the finding, so that a look-up is two binary searches, for one question and for millions alike.

Among the rows that are known and cover the day, the one announced last decides (then the later start).
Days are integers since 1970-01-01.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from liziba.engines.rules.sheet import EXPIRED, HIT, NOT_ESTABLISHED, NOT_KNOWN, NOT_ON_LIST, NOT_YET_IN_FORCE, SUSPENDED

EPOCH = date(1970, 1, 1).toordinal()
ALWAYS = -(10**6)  # before any day that is asked about
NEVER = 10**6


class DatedRow(Protocol):
    """What the engine needs of a row; its other columns are read by name."""

    row_id: str
    announced_on: date | None
    valid_from: date | None
    valid_from_kind: str
    valid_to: date | None
    effect: str


def days(value: date | None, default: int) -> int:
    return default if value is None else value.toordinal() - EPOCH


@dataclass(frozen=True, slots=True)
class Members:
    """The values of a set that hold on a day, and those of which nobody has established whether they did."""

    sure: frozenset[Any]
    doubtful: frozenset[Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """What holds for a key in one rectangle of day and knowledge: the finding and its row (or the nearest).

    `values` are the columns that the sheet uses, days as integers; `known_end` is the last day that is known to be
    covered, None where no end is known. `rows` are all rows that a set of members rests on.
    """

    status: int
    row: DatedRow | None
    values: tuple[Any, ...] = ()
    known_end: int | None = None
    members: Members | None = None
    rows: tuple[DatedRow, ...] = ()


Layers = tuple[list[int], list[tuple[list[int], list[Cell]]]]


class Grid:
    """The cells of one table for one choice of key columns.

    `columns` are the columns wanted, in order. With `nearest` false a miss has no row and takes `otherwise`. `members` collects that
    column over all rows that hold. `otherwise` gives columns where the key is on no row at all.
    """

    def __init__(
        self,
        rows: Iterable[DatedRow],
        key: Sequence[str],
        columns: Sequence[str] = (),
        *,
        nearest: bool = True,
        members: str = "",
        otherwise: Mapping[str, Any] | None = None,
    ) -> None:
        self.key = tuple(key)
        self.columns = tuple(columns)
        self.nearest = nearest
        self.members = members
        self.missed = Cell(NOT_ON_LIST, None, tuple((otherwise or {}).get(c) for c in self.columns))
        self.not_known = Cell(NOT_KNOWN, None, tuple(None for _ in self.columns))
        by_key: dict[Any, list[DatedRow]] = {}
        for row in rows:
            by_key.setdefault(self.key_of(row), []).append(row)
        self.layers: dict[Any, Layers] = {k: self._layers(v) for k, v in by_key.items()}

    def _of(self, status: int, row: DatedRow | None, known_end: int | None = None) -> Cell:
        if status != HIT and not self.nearest:
            return Cell(status, None, self.missed.values)
        if row is not None and known_end is None and row.valid_to is not None:
            known_end = days(row.valid_to, NEVER)
        if known_end == NEVER:
            known_end = None
        return Cell(status, row, tuple(_value(row, c, known_end) for c in self.columns), known_end)

    def key_of(self, row: DatedRow) -> Any:
        values = tuple(getattr(row, column) for column in self.key)
        return values[0] if len(values) == 1 else values

    def _layers(self, rows: list[DatedRow]) -> Layers:
        knowns = sorted({days(row.announced_on, ALWAYS) for row in rows})
        layers = []
        for known in knowns:
            told = [row for row in rows if days(row.announced_on, ALWAYS) <= known]
            starts = sorted({ALWAYS, *(days(r.valid_from, ALWAYS) for r in told), *(days(r.valid_to, NEVER) + 1 for r in told if r.valid_to)})
            layers.append((starts, self._chained(starts, [self._cell(told, day) for day in starts])))
        return knowns, layers

    def _chained(self, starts: list[int], cells: list[Cell]) -> list[Cell]:
        """Hits get the last day of the unbroken time in which the key is on the list, whatever row holds then."""
        end: int | None = None
        for n in range(len(cells) - 1, -1, -1):
            if cells[n].status != HIT or cells[n].members is not None:
                end = starts[n] - 1
            elif cells[n].row is not None and end is not None:
                cells[n] = self._of(HIT, cells[n].row, end)
            elif cells[n].row is not None:
                cells[n] = self._of(HIT, cells[n].row, NEVER)
        return cells

    def _cell(self, told: list[DatedRow], day: int) -> Cell:
        covering = [r for r in told if days(r.valid_from, ALWAYS) <= day <= days(r.valid_to, NEVER)]
        if self.members:
            return self._collect(covering, told)
        if covering:
            row = max(covering, key=_decides)
            if row.effect == "suspends":
                lifted = any(r.effect != "suspends" and r.valid_from_kind == "at_latest" and days(r.valid_from, ALWAYS) > day for r in told)
                return self._of(NOT_ESTABLISHED if lifted else SUSPENDED, row)
            if row.effect == "grants":
                return self._of(HIT, row)
            ended = [r for r in told if r.effect == "grants" and days(r.valid_from, ALWAYS) < days(row.valid_from, ALWAYS)]
            return self._of(EXPIRED, max(ended, key=_decides, default=row), days(row.valid_from, ALWAYS) - 1)
        coming = [r for r in told if r.effect == "grants" and days(r.valid_from, ALWAYS) > day]
        gone = [r for r in told if r.effect == "grants" and days(r.valid_to, NEVER) < day]
        if coming:
            row = min(coming, key=lambda r: (days(r.valid_from, ALWAYS), -days(r.announced_on, ALWAYS)))
            # "At the latest" says nothing about the days before.
            return self._of(NOT_ESTABLISHED if row.valid_from_kind == "at_latest" else NOT_YET_IN_FORCE, row)
        if gone:
            return self._of(EXPIRED, max(gone, key=lambda r: (days(r.valid_to, NEVER), *_decides(r))))
        return self.missed

    def _collect(self, covering: list[DatedRow], told: list[DatedRow]) -> Cell:
        holding: dict[Any, DatedRow] = {}
        for row in sorted(covering, key=_decides):
            holding[getattr(row, self.members)] = row
        granted = {value: row for value, row in holding.items() if row.effect == "grants"}
        first = next(iter(granted.values()), told[0])
        doubtful = {getattr(r, self.members) for r in told if r.valid_from_kind == "at_latest" and r.effect == "grants" and r not in covering}
        members = Members(frozenset(granted), frozenset(doubtful - set(holding)))
        values = tuple(members if c == self.members else _value(first, c, None) for c in self.columns)
        return Cell(HIT if granted else NOT_YET_IN_FORCE, first, values, None, members, tuple(granted.values()))

    def find(self, key: Any, day: int | None, known: int) -> Cell:
        """The cell for a key. Unknown key: not known. Unknown day: decided only where the key is on no known row."""
        if key is None:
            return self.not_known
        entry = self.layers.get(key)
        if entry is None:
            return self.missed
        knowns, layers = entry
        layer = bisect_right(knowns, known) - 1
        if layer < 0:
            return self.missed
        if day is None:
            return self.not_known
        starts, cells = layers[layer]
        return cells[bisect_right(starts, day) - 1]

    def holding(self, day: int, known: int) -> list[Any]:
        """Every key whose row holds on a day, as known on another."""
        return [key for key in self.layers if self.find(key, day, known).status == HIT]

    def changing(self, key: Any, known: int) -> list[int]:
        """The days on which the finding for a key changes, as known on a day."""
        entry = self.layers.get(key)
        layer = bisect_right(entry[0], known) - 1 if entry else -1
        return list(entry[1][layer][0]) if entry is not None and layer >= 0 else []

    def around(self, key: Any, day: int, known: int, passing: Collection[int]) -> tuple[int | None, int | None]:
        """The last day before and the first day after on which the finding for a key is one of those wanted."""
        entry = self.layers.get(key)
        layer = bisect_right(entry[0], known) - 1 if entry else -1
        if entry is None or layer < 0:
            return None, None
        starts, cells = entry[1][layer]
        here = bisect_right(starts, day) - 1
        before = next((starts[n + 1] - 1 for n in range(here - 1, -1, -1) if cells[n].status in passing), None)
        after = next((starts[n] for n in range(here + 1, len(starts)) if cells[n].status in passing), None)
        return before, after


def _decides(row: DatedRow) -> tuple[int, int]:
    return days(row.announced_on, ALWAYS), days(row.valid_from, ALWAYS)


def _value(row: DatedRow | None, column: str, known_end: int | None) -> Any:
    """A column as the engine computes with it: days as integers, lists as tuples."""
    if row is None:
        return None
    if column == "known_end":
        return known_end
    value = getattr(row, column)
    if isinstance(value, date):
        return value.toordinal() - EPOCH
    return tuple(value) if isinstance(value, list) else value
