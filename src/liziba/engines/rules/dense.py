"""Grids as dense arrays, so that millions of look-ups are a few gathers.

Days fall into epochs in which nothing changes; all grids that are asked by the same day share one set of epochs, so
that the slot of a row (epoch of knowledge, epoch of the day) is worked out once. A cell then stands at
key * slots + slot. Key 0 stands for keys on no row, day epoch 0 for an unknown day; the cells are those of the grid.
Words of a question are turned into small numbers once a column (`Words`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from liziba.engines.rules.grid import ALWAYS, NEVER, Cell, Grid, Members


class Epochs:
    """The epochs that the grids asked by one day share."""

    def __init__(self, grids: Iterable[Grid]) -> None:
        layers = [layer for grid in grids for layer in grid.layers.values()]
        self.knowns = sorted({ALWAYS, *(k for knowns, _ in layers for k in knowns)})
        self.starts = sorted({ALWAYS, *(s for _, told in layers for starts, _ in told for s in starts)})
        self.day_epochs = len(self.starts) + 1
        self.slots = len(self.knowns) * self.day_epochs

    def slot(self, day: pl.Expr, known: pl.Expr) -> pl.Expr:
        """The number of the slot for days and days of knowledge; an unknown day has slots of its own."""
        return _epoch(self.knowns, known, 0) * self.day_epochs + _epoch(self.starts, day, 1).fill_null(0)


class Words:
    """The words of a field that a sheet tells apart, numbered from 1; 0 is any other word."""

    def __init__(self, words: Iterable[Any]) -> None:
        known = {w for w in words if w is not None}
        numbers = {w for w in known if not isinstance(w, str)}  # a word among numbers is a wildcard of the table: nobody says it
        self.words: list[Any] = sorted(numbers or known)
        self.codes = {word: n + 1 for n, word in enumerate(self.words)}

    def code(self, column: pl.Expr) -> pl.Expr:
        """Small numbers for a column of words, null where it is null."""
        if not self.words:
            return pl.when(column.is_not_null()).then(pl.lit(0, dtype=pl.UInt32))
        if isinstance(self.words[0], str):
            coded = column.cast(pl.Enum(self.words), strict=False).to_physical().cast(pl.UInt32) + 1
        else:
            coded = column.replace_strict(self.words, list(self.codes.values()), default=0, return_dtype=pl.UInt32)
        return pl.when(column.is_not_null()).then(coded.fill_null(0))

    def table(self, values: dict[Any, int]) -> list[int]:
        """A number for each code: that of the word, else 0."""
        return [0, *(values.get(word, 0) for word in self.words)]


class DenseGrid:
    """The cells of a grid laid out for polars."""

    def __init__(self, grid: Grid, epochs: Epochs) -> None:
        self.grid = grid
        self.epochs = epochs
        self.keys = {key: number + 1 for number, key in enumerate(grid.layers)}
        self.cells: list[Cell] = []
        self._numbers: dict[int, int] = {}
        missed = self._number(grid.missed)
        self.not_known = self._number(grid.not_known)
        index = [missed] * epochs.slots
        for _key, (knowns, layers) in grid.layers.items():
            untold = [missed] * epochs.day_epochs
            told = [self._spread(*layer) for layer in layers]
            for known in epochs.knowns:
                layer = bisect_right(knowns, known) - 1
                index += untold if layer < 0 else told[layer]
        self.index = pl.Series("cell", index, dtype=pl.UInt32)

    def _spread(self, starts: list[int], cells: list[Cell]) -> list[int]:
        """The cells of a key over all day epochs, the unknown day first."""
        numbers = [self._number(cell) for cell in cells]
        return [self.not_known, *(numbers[bisect_right(starts, start) - 1] for start in self.epochs.starts)]

    def _number(self, cell: Cell) -> int:
        number = self._numbers.get(id(cell))
        if number is None:
            number = self._numbers[id(cell)] = len(self.cells)
            self.cells.append(cell)
        return number

    def cell(self, key: pl.Expr, slot: pl.Expr) -> pl.Expr:
        """The number of the cell for key numbers and slots; an unknown key finds the cell of what is not known."""
        return gather(self.index, key * self.epochs.slots + slot).fill_null(self.not_known)

    def by_cell(self, values: Sequence[Any], cell: pl.Expr, dtype: Any = None) -> pl.Expr:
        """A value for each cell."""
        return gather(pl.Series(list(values), dtype=dtype or dtype_of(values)), cell)

    def holds_list(self, position: int) -> bool:
        return any(isinstance(c.values[position], (tuple, frozenset, Members)) for c in self.cells)

    def contains(self, position: int, cell: pl.Expr, words: Words, code: pl.Expr) -> pl.Expr:
        """Is the word in the list that the column holds? Unknown where either is."""
        size = len(words.words) + 1
        table: list[bool | None] = []
        for c in self.cells:
            held = c.values[position]
            table += [None] * size if held is None else [False, *(word in held for word in words.words)]
        return gather(pl.Series(table, dtype=pl.Boolean), cell * size + code)


def gather(table: pl.Series, at: pl.Expr) -> pl.Expr:
    return pl.lit(table).gather(at)


def _epoch(starts: Sequence[int], day: pl.Expr, first: int) -> pl.Expr:
    """The number of the epoch that a day falls into, counted from `first`."""
    finite = [s for s in starts if ALWAYS < s <= NEVER]
    if not finite:
        return pl.when(day.is_not_null()).then(pl.lit(first, dtype=pl.UInt32))
    low, high = finite[0] - 1, finite[-1]
    table, epoch = [], 0
    for d in range(low, high + 1):
        while epoch + 1 < len(starts) and starts[epoch + 1] <= d:
            epoch += 1
        table.append(epoch + first)
    return gather(pl.Series(table, dtype=pl.UInt32), (day.clip(low, high) - low).cast(pl.UInt32))


def dtype_of(values: Sequence[Any]) -> Any:
    """The type of a column of cell values."""
    held = next((v for v in values if v is not None), None)
    if isinstance(held, bool):
        return pl.Boolean
    if isinstance(held, int):
        return pl.Int32
    return pl.String if isinstance(held, str) else pl.Null
