"""The matrix of raw cells: for each city and indicator the figure that counts for a year, or why there is none.

A cell is a figure, a true zero, not covered (whoever counts does not look at this city) or not found. A figure that is
too old counts as not found and is shown with its age. Nothing is imputed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from liziba.services.observations.figures import Figure, Release, chosen, figures, indicators

CellState = Literal["figure", "zero", "not_covered", "not_found"]
Missing = Literal["too_old", "other_definition", "memory_only", "part_of_year", "unmeasured", "nothing", ""]
Population = Literal["resident", "agglomeration"]
# What stands under a figure per head: as the indicator says, or the population of the urban agglomeration.
DENOMINATORS: dict[Population, str] = {"resident": "", "agglomeration": "population_agglomeration_un"}
STATES = {"figure": State.MEASURED, "zero": State.ZERO, "not_covered": State.NOT_COVERED, "not_found": State.NOT_FOUND}


@dataclass(frozen=True)
class Reading:
    """By which choices figures are read."""

    year: int
    as_of: date
    release: Release = "revised"
    population: Population = "resident"
    unconfirmed: bool = False


@dataclass(frozen=True)
class Cell:
    """A city in one indicator. `figure` is also there where it does not count: too old, of another definition, from memory."""

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
    """Cells of places (rows) and leaves of a framework (columns)."""

    held: Held
    reading: Reading
    places: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]

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


def matrix(atlas: Atlas, held: Held, places: Sequence[str], reading: Reading, seen: dict[object, Cell] | None = None) -> Matrix:
    """All cells for a year, by what was known on a day. `seen`: cells of other readings, of which those that do not differ are taken over."""
    kept = {} if seen is None else seen

    def one(place: str, leaf: NodeRow) -> Cell:
        key = (place, leaf.node, reading if leaf.denominator else replace(reading, population="resident"))
        if key not in kept:
            kept[key] = cell(atlas, place, leaf, reading)
        return kept[key]

    return Matrix(held, reading, tuple(places), tuple(tuple(one(place, leaf) for leaf in held.leaves) for place in places))


def cell(atlas: Atlas, place: str, leaf: NodeRow, reading: Reading) -> Cell:
    """The newest figure that is not too old, of the first definition that has one."""
    if not leaf.indicator:
        return Cell(place, leaf.node, "not_found", None, "unmeasured")
    below = DENOMINATORS[reading.population] if leaf.denominator else ""
    seen = [one for one in figures(atlas, place, leaf.indicator, reading.as_of, denominator=below) if _year(one) <= reading.year]
    fitting = [one for one in seen if _fits(period_of(one.period), leaf.kind)]
    for period, definition in _in_order(fitting, leaf, reading.year):
        found = chosen(
            atlas,
            place,
            leaf.indicator,
            period,
            reading.as_of,
            release=reading.release,
            definition=definition,
            unconfirmed=reading.unconfirmed,
            denominator=below,
        ) or (chosen(atlas, place, leaf.indicator, period, reading.as_of, definition=definition, unconfirmed=reading.unconfirmed, denominator=below))
        if found is not None:
            state: CellState = "not_covered" if found.value is None else "zero" if found.value == 0 else "figure"
            return Cell(place, leaf.node, state, found, "", reading.year - _year(found))
    return _nothing(place, leaf, reading, seen, fitting)


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


def _nothing(place: str, leaf: NodeRow, reading: Reading, seen: Sequence[Figure], fitting: Sequence[Figure]) -> Cell:
    """Not found, with the figure that comes nearest and why it does not count."""

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
