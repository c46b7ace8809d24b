"""Scores and ranks of cities by one reading of the figures: which indicators count, who is refused a rank, the fitted index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liziba.engines.composite import CompositeError, Index, MinMax
from liziba.services.index.cells import Matrix

LOW, HIGH = 1.0, 100.0  # a geometric mean needs a scale without zero
TWO = 2


@dataclass(frozen=True, eq=False)
class Scored:
    """A matrix with its index. `ranked`: places with a rank, in the order asked. `used`: leaves that count. `index` is None where nobody is ranked.

    coverage: share of the weight of the whole framework that rests on cells which count; sourced: share of all its cells that
    have a source somebody can look up; both by place.
    """

    matrix: Matrix
    ranked: tuple[str, ...]
    used: tuple[str, ...]
    coverage: Mapping[str, float]
    sourced: Mapping[str, float]
    index: Index | None

    def score(self, place: str) -> float | None:
        return float(self._of(place, self.index.scores_)) if self.index is not None and place in self.ranked else None

    def rank(self, place: str) -> int | None:
        return int(self._of(place, self.index.ranks_)) if self.index is not None and place in self.ranked else None

    def node(self, place: str, code: str) -> float | None:
        """The score of a city in a dimension, None where it has none."""
        if self.index is None or place not in self.ranked or code not in self.index.framework.place:
            return None
        value = float(self.index.nodes_[self.ranked.index(place), self.index.framework.place[code]])
        return None if np.isnan(value) else value

    def in_order(self) -> list[str]:
        """Ranked places, the best first; equal ones in the order asked."""
        return sorted(self.ranked, key=lambda place: self.rank(place) or 0)

    def _of(self, place: str, values: NDArray[Any]) -> Any:
        return values[self.ranked.index(place)]


def score(matrix: Matrix, least_coverage: float, places: Sequence[str] | None = None) -> Scored:
    """Rank the places whose coverage is enough, on the indicators that enough of them have.

    An indicator counts where at least `least_cities` of the compared places have a figure, two at least, and the figures differ.
    Who has too little coverage is taken out and the rest looked at again, so that nobody without a rank sets a scale or a time.
    places: compare exactly those; raises CompositeError where one of them has too little coverage.
    """
    kept = list(places if places is not None else matrix.places)
    while True:
        matrix = matrix.among(kept)
        used = usable(matrix, kept)
        coverage = shares(matrix, used)
        enough = [place for place in kept if coverage[place] >= least_coverage - 1e-9]
        if len(enough) == len(kept):
            break
        if places is not None:
            raise CompositeError("a place has too little coverage under this choice")
        kept = enough
    alone = len(kept) < TWO or not used
    index = None if alone else Index(matrix.held.part(used), normalise=MinMax(LOW, HIGH)).fit(matrix.table(kept, used))
    sourced = {place: float(np.mean([cell.sourced for cell in row])) for place, row in zip(matrix.places, matrix.cells, strict=True)}
    if alone:  # what could have been compared; of a single city all that is known
        matrix = matrix.among(matrix.places)
        used = usable(matrix, matrix.places) if len(matrix.places) >= TWO else tuple(leaf.node for leaf in matrix.held.leaves)
        coverage = shares(matrix, used)
    return Scored(matrix, () if alone else tuple(kept), used, coverage, sourced, index)


def usable(matrix: Matrix, places: Sequence[str]) -> tuple[str, ...]:
    """The leaves on which these places can be compared."""
    if len(places) < TWO:
        return ()
    rows = [matrix.places.index(place) for place in places]
    values = matrix.values[rows]
    least = max(TWO, int(np.ceil(len(places) * matrix.held.row.least_cities / 100 - 1e-9)))
    found = []
    for column, leaf in enumerate(matrix.held.leaves):
        known = values[:, column][~np.isnan(values[:, column])]
        if len(known) >= least and np.ptp(known) > 0:
            found.append(leaf.node)
    return tuple(found)


def shares(matrix: Matrix, used: Sequence[str]) -> dict[str, float]:
    """For each place the share of the whole framework's weight that rests on figures in leaves that count."""
    tree = matrix.held.tree
    weight = tree.effective()[: len(tree.columns)]
    counts = np.array([leaf.node in used for leaf in matrix.held.leaves])
    return dict(zip(matrix.places, ((matrix.known & counts) @ weight).tolist(), strict=True))


def dimension_coverage(matrix: Matrix, used: Sequence[str], place: str, dimension: str) -> float:
    """The same within one dimension."""
    row = matrix.cells[matrix.places.index(place)]
    inside = [(cell, leaf) for cell, leaf in zip(row, matrix.held.leaves, strict=True) if matrix.held.dimension_of(leaf.node) == dimension]
    total = sum(leaf.weight for _, leaf in inside)
    return sum(leaf.weight for cell, leaf in inside if cell.counts and leaf.node in used) / total if total else 0.0
