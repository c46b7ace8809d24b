"""A table of units and indicators in which a zero, a structural zero, a cell not covered and one not found stay apart.

* zero: it was counted, and there was none. It is a value.
* structural zero: there can be none (a harbour far from water). It is a value too, but no weakness that work could mend.
* not covered: the source does not look at this unit. Nothing follows from it, least of all zero.
* not found: the figure may exist, nobody has found it. It may be imputed, and then says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.step import Array


class State(IntEnum):
    """What is known of a cell. Below NOT_COVERED there is a value."""

    MEASURED = 0
    ZERO = 1
    STRUCTURAL_ZERO = 2
    NOT_COVERED = 3
    NOT_FOUND = 4


WORDS = {"structural zero": State.STRUCTURAL_ZERO, "not covered": State.NOT_COVERED, "not found": State.NOT_FOUND, "": State.NOT_FOUND, "na": State.NOT_FOUND}


@dataclass(frozen=True)
class Table:
    """values: (units, indicators), NaN in gaps; states: the same shape. periods, groups: one a unit. sizes: denominators by name."""

    values: Array
    units: tuple[str, ...]
    indicators: tuple[str, ...]
    states: NDArray[np.int8]
    periods: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sizes: Mapping[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = (len(self.units), len(self.indicators))
        if self.values.shape != shape or self.states.shape != shape:
            raise CompositeError(
                f"{shape[0]} units and {shape[1]} indicators need values and states of that shape; given were {self.values.shape} and {self.states.shape}"
            )
        lengths = {name: len(given) for name, given in (("periods", self.periods), ("groups", self.groups)) if given}
        for name, length in (lengths | {name: len(size) for name, size in self.sizes.items()}).items():
            if length != len(self.units):
                raise CompositeError(f"{name}: {length} for {len(self.units)} units")
        names = list(zip(self.units, self.periods, strict=True)) if self.periods else list(self.units)
        if len(set(names)) < len(names):
            twice = next(name for i, name in enumerate(names) if name in names[:i])
            raise CompositeError(f"{twice if isinstance(twice, str) else ' '.join(twice)} comes twice: one row a unit, or one a unit and period")
        if (np.isnan(self.values) != (self.states >= State.NOT_COVERED)).any():
            raise CompositeError("a gap needs the state not covered or not found, a value one of the others")

    @classmethod
    def from_array(cls, values: ArrayLike, *, units: Sequence[str] = (), indicators: Sequence[str] = ()) -> Self:
        """A table out of bare numbers: NaN and None are not found."""
        given = np.asarray(values, dtype=np.float64)
        if given.ndim != 2:
            raise CompositeError(f"a table has units in rows and indicators in columns; {given.ndim} axes were given")
        states = np.where(np.isnan(given), State.NOT_FOUND, np.where(given == 0, State.ZERO, State.MEASURED)).astype(np.int8)
        names = tuple(units) or tuple(str(i) for i in range(given.shape[0]))
        return cls(given, names, tuple(indicators) or tuple(f"x{i}" for i in range(given.shape[1])), states)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping[str, object]],
        indicators: Sequence[str],
        *,
        unit: str = "unit",
        period: str = "",
        group: str = "",
        sizes: Iterable[str] = (),
    ) -> Self:
        """A table out of rows by column name. A cell is a number, or one of: structural zero, not covered, not found, empty.

        Raises CompositeError that names row, column and cell.
        """
        listed = list(rows)
        values = np.full((len(listed), len(indicators)), np.nan)
        states = np.zeros(values.shape, dtype=np.int8)
        for i, row in enumerate(listed):
            for j, name in enumerate(indicators):
                values[i, j], states[i, j] = _cell(row, name, f"row {i + 1} ({row.get(unit, '')})")
        measured = {name: np.array([_cell(row, name, f"row {i + 1}")[0] for i, row in enumerate(listed)]) for name in dict.fromkeys(sizes)}
        texts = [tuple(str(row[name]) for row in listed) if name else () for name in (period, group)]
        return cls(values, tuple(str(row[unit]) for row in listed), tuple(indicators), states, texts[0], texts[1], measured)

    @classmethod
    def from_text(cls, text: str, indicators: Sequence[str], **columns: object) -> Self:
        """A table out of CSV text; the rest as in `from_rows`."""
        return cls.from_rows(csv.DictReader(io.StringIO(text)), indicators, **columns)  # type: ignore[arg-type]

    def kept(self, rows: NDArray[np.bool_]) -> Self:
        """The table with some of its rows."""
        where = np.flatnonzero(rows)

        def some(given: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(given[i] for i in where) if given else ()

        sizes = {name: size[where] for name, size in self.sizes.items()}
        return replace(
            self,
            values=self.values[where],
            states=self.states[where],
            units=some(self.units),
            periods=some(self.periods),
            groups=some(self.groups),
            sizes=sizes,
        )


def _cell(row: Mapping[str, object], name: str, where: str) -> tuple[float, State]:
    if name not in row:
        raise CompositeError(f"{where}: there is no column {name}")
    given = row[name]
    text = "" if given is None else str(given).strip().lower()
    if text in WORDS:
        state = WORDS[text]
        return (0.0 if state is State.STRUCTURAL_ZERO else float("nan")), state
    try:
        value = float(text)
    except ValueError:
        raise CompositeError(f"{where}, {name}: {given!r} is no number; also accepted are {', '.join(word for word in WORDS if word)}") from None
    if not np.isfinite(value):
        return float("nan"), State.NOT_FOUND
    return value, State.ZERO if value == 0 else State.MEASURED
