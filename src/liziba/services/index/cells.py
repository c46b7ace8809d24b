"""The matrix of raw cells: for each city and indicator the figure that counts for a year, or why there is none.

A cell is a figure, a true zero, not covered (whoever counts does not look at this city) or not found. A figure that is
too old, or of another time than the rest of its column, counts as not found and is shown. Nothing is imputed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from liziba.atlas import Atlas
from liziba.atlas.periods import Period
from liziba.atlas.periods import period as period_of
from liziba.atlas.tables.index import NodeRow
from liziba.engines.composite import State, Table
from liziba.services.index.frameworks import Held
from liziba.services.index.scales import Population, ScaleOf, by_scale, per_resident
from liziba.services.observations.figures import Figure, Release, chosen, figures, indicators

CellState = Literal["figure", "zero", "not_covered", "not_found"]
Missing = Literal["too_old", "other_time", "no_population", "other_definition", "memory_only", "part_of_year", "unmeasured", "nothing", ""]
STATES = {"figure": State.MEASURED, "zero": State.ZERO, "not_covered": State.NOT_COVERED, "not_found": State.NOT_FOUND}


@dataclass(frozen=True)
class Reading:
    """By which choices figures are read."""

    year: int
    as_of: date
    release: Release = "revised"
    population: Population = "resident"
    unconfirmed: bool = False
    scale_of: ScaleOf = "named"


@dataclass(frozen=True)
class Cell:
    """A city in one indicator. `figure` is also there where it does not count: too old, of another time or definition, from memory."""

    place: str
    node: str
    state: CellState
    figure: Figure | None = None
    missing: Missing = ""
    age: int = 0

    @property
    def counts(self) -> bool:
        return self.state in ("figure", "zero")

    @property
    def value(self) -> float:
        """The number that enters the index, NaN for a gap."""
        return float(self.figure.value) if self.counts and self.figure is not None and self.figure.value is not None else float("nan")

    @property
    def sourced(self) -> bool:
        """Does it rest on a source that somebody can look up?"""
        return self.counts and self.figure is not None and self.figure.confirmed


@dataclass(frozen=True, eq=False)
class Matrix:
    """Cells of places (rows) and leaves of a framework (columns). `named`: the framework as its table has it; `held`: by the scale asked for.

    offered: for each cell what may stand there, the best first, at least one.
    """

    named: Held
    held: Held
    reading: Reading
    places: tuple[str, ...]
    offered: tuple[tuple[tuple[Cell, ...], ...], ...]
    cells: tuple[tuple[Cell, ...], ...]

    def among(self, places: Sequence[str]) -> Matrix:
        """The same cells, where those places alone say which time a column is of."""
        rows = [self.places.index(place) for place in places]
        columns = [_of_one_time([row[j] for row in self.offered], rows, leaf.spread) for j, leaf in enumerate(self.held.leaves)]
        return replace(self, cells=tuple(zip(*columns, strict=True)) if columns else self.cells)

    def dropping(self, dropped: Callable[[Cell], bool]) -> Matrix:
        """The matrix without some figures."""
        cells = tuple(tuple(Cell(cell.place, cell.node, "not_found", cell.figure) if dropped(cell) else cell for cell in row) for row in self.cells)
        return replace(self, cells=cells, offered=tuple(tuple((cell,) for cell in row) for row in cells))

    @property
    def values(self) -> NDArray[np.float64]:
        """Shape (places, leaves), NaN for gaps."""
        return np.array([[cell.value for cell in row] for row in self.cells], dtype=np.float64).reshape(len(self.places), len(self.held.leaves))

    @property
    def known(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.values)

    def of(self, place: str, node: str) -> Cell:
        column = next(i for i, leaf in enumerate(self.held.leaves) if leaf.node == node)
        return self.cells[self.places.index(place)][column]

    def table(self, places: Sequence[str], leaves: Sequence[str]) -> Table:
        """The cells of those places and leaves as the engine takes them."""
        rows = [self.places.index(place) for place in places]
        columns = [i for i, leaf in enumerate(self.held.leaves) if leaf.node in leaves]
        states = np.array([[STATES[self.cells[row][column].state] for column in columns] for row in rows], dtype=np.int8)
        names = tuple(self.held.leaves[column].node for column in columns)
        return Table(self.values[np.ix_(rows, columns)], tuple(places), names, states)


def matrix(atlas: Atlas, named: Held, places: Sequence[str], reading: Reading, seen: dict[object, tuple[Cell, ...]] | None = None) -> Matrix:
    """All cells for a year, by what was known on a day. `seen`: cells of other readings, of which those that do not differ are taken over."""
    kept = {} if seen is None else seen
    held = by_scale(atlas, named, reading.scale_of)

    def one(place: str, leaf: NodeRow) -> tuple[Cell, ...]:
        read = replace(reading, scale_of="named", population=reading.population if leaf.denominator else "resident")
        key = (place, leaf.node, leaf.indicator, read)
        if key not in kept:
            kept[key] = offered(atlas, place, leaf, reading)
        return kept[key]

    every = tuple(tuple(one(place, leaf) for leaf in held.leaves) for place in places)
    first = tuple(tuple(cells[0] for cells in row) for row in every)
    return Matrix(named, held, reading, tuple(places), every, first).among(places)


def offered(atlas: Atlas, place: str, leaf: NodeRow, reading: Reading) -> tuple[Cell, ...]:
    """What may stand in a cell: figures that are not too old, the newest year first, in it the best definition; or why there is none."""
    if not leaf.indicator:
        return (Cell(place, leaf.node, "not_found", None, "unmeasured"),)
    held = indicators(atlas)[leaf.indicator]
    if not (leaf.denominator and held.numerator):
        found = _published(atlas, place, leaf, leaf.indicator, reading)
        return _cells(place, leaf, reading, found) or (_nothing(place, leaf, leaf.indicator, reading, atlas),)
    sizes = _published(atlas, place, leaf, held.numerator, reading)
    made = per_resident(atlas, leaf, sizes, reading.population, reading.as_of, reading.unconfirmed)
    if not made and reading.population == "resident":  # printed per head by whoever counts
        made = [one for one in _published(atlas, place, leaf, leaf.indicator, reading) if not one.is_derived]
    if made or not sizes:
        return _cells(place, leaf, reading, made) or (_nothing(place, leaf, held.numerator, reading, atlas),)
    return (Cell(place, leaf.node, "not_found", sizes[0], "no_population", reading.year - _year(sizes[0])),)


def _cells(place: str, leaf: NodeRow, reading: Reading, found: Sequence[Figure]) -> tuple[Cell, ...]:
    states: list[CellState] = ["not_covered" if one.value is None else "zero" if one.value == 0 else "figure" for one in found]
    return tuple(Cell(place, leaf.node, state, one, "", reading.year - _year(one)) for state, one in zip(states, found, strict=True))


def _published(atlas: Atlas, place: str, leaf: NodeRow, indicator: str, reading: Reading) -> list[Figure]:
    """The figures of an indicator that may stand for a leaf, in the order in which they are tried."""
    seen = [one for one in figures(atlas, place, indicator, reading.as_of) if _year(one) <= reading.year and _fits(period_of(one.period), leaf.kind)]
    found = []
    for period, definition in _in_order(seen, leaf, reading.year):
        one = chosen(atlas, place, indicator, period, reading.as_of, release=reading.release, definition=definition, unconfirmed=reading.unconfirmed) or chosen(
            atlas, place, indicator, period, reading.as_of, definition=definition, unconfirmed=reading.unconfirmed
        )
        found += [one] if one is not None else []
    return found


def _of_one_time(column: Sequence[tuple[Cell, ...]], rows: Sequence[int], spread: int | None) -> list[Cell]:
    """One cell a place, such that no two that count lie further apart than `spread` months.

    Of all such stretches of time the one that most of the places in `rows` have a figure in, of equal ones the newest.
    """
    if spread is None:
        return [cells[0] for cells in column]
    months = [{_month(cell) for cell in cells if cell.counts} for cells in column]
    ends = sorted({month for row in rows for month in months[row]}, reverse=True)
    last = max(ends, key=lambda end: sum(any(end - spread <= month <= end for month in months[row]) for row in rows), default=None)
    shared = Counter(month for row in rows for month in months[row])
    return [_within(cells, spread, last, shared) for cells in column]


def _within(cells: tuple[Cell, ...], spread: int, last: int | None, shared: Mapping[int, int]) -> Cell:
    """Of the cells in the stretch the one whose month most places have, the best of equal ones; else the first, as one of another time."""
    first = cells[0]
    if last is None or not first.counts:
        return first
    inside = [cell for cell in cells if cell.counts and last - spread <= _month(cell) <= last]
    return max(inside, key=lambda cell: shared[_month(cell)], default=replace(first, state="not_found", missing="other_time"))


def _month(cell: Cell) -> int:
    """The month in which a figure ends, counted from year nought."""
    assert cell.figure is not None
    last = period_of(cell.figure.period).last
    return last.year * 12 + last.month


def unit_of(atlas: Atlas, leaf: NodeRow) -> str:
    """The unit in which the indicator is published."""
    held = indicators(atlas).get(leaf.indicator)
    return held.unit_measure if held else ""


def _in_order(fitting: Sequence[Figure], leaf: NodeRow, year: int) -> Iterator[tuple[str, str]]:
    """Periods and definitions in the order in which they are tried: the newest year first, in it the best definition, then the latest moment."""
    young = [one for one in fitting if _year(one) >= year - leaf.oldest and one.definition in leaf.definitions]
    rank = {definition: i for i, definition in enumerate(leaf.definitions)}
    young.sort(key=lambda one: (-_year(one), rank[one.definition], -period_of(one.period).last.toordinal()))
    yield from dict.fromkeys((one.period, one.definition) for one in young)


def _fits(when: Period, kind: str) -> bool:
    """Growth and levels are of one whole year; a stock is counted at any moment, never over a stretch."""
    return "/" not in when.text if kind == "stock" else when.is_whole_years and when.years == 1


def _year(one: Figure) -> int:
    return period_of(one.period).last.year


def _nothing(place: str, leaf: NodeRow, indicator: str, reading: Reading, atlas: Atlas) -> Cell:
    """Not found, with the figure that comes nearest and why it does not count."""
    seen = [one for one in figures(atlas, place, indicator, reading.as_of) if _year(one) <= reading.year]
    fitting = [one for one in seen if _fits(period_of(one.period), leaf.kind)]

    def newest(found: Sequence[Figure]) -> Figure | None:
        return max(found, key=lambda one: (period_of(one.period).last, one.confirmed), default=None)

    own = [one for one in fitting if one.definition in leaf.definitions]
    recent = [one for one in own if _year(one) >= reading.year - leaf.oldest]
    confirmed = [one for one in own if one.confirmed or reading.unconfirmed]
    tried: tuple[tuple[Missing, Figure | None], ...] = (
        ("memory_only", newest(recent)),
        ("other_definition", newest([one for one in fitting if one not in own and _year(one) >= reading.year - leaf.oldest])),
        ("part_of_year", newest([one for one in seen if one not in fitting and _year(one) >= reading.year - leaf.oldest])),
        ("too_old", newest(confirmed)),
    )
    for missing, one in tried:
        if one is not None:
            return Cell(place, leaf.node, "not_found", one, missing, reading.year - _year(one))
    return Cell(place, leaf.node, "not_found", None, "nothing")
