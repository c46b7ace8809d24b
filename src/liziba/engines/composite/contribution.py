"""Why one unit stands above another: the gap between their scores, split over the indicators without a rest.

At each group the gap of a mean of power p is a weighted sum of the gaps of its children; the factors are slopes of chords,
for p = 0 the logarithmic mean. Sources: Vartia (1976); Ang (2004), Energy Policy 32, 1131-1139 (LMDI), here for any power.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.index import Index
from liziba.engines.composite.step import Array
from liziba.engines.composite.tree import method_at, power_of


class Contributions(NamedTuple):
    """gap: score of unit less score of peer; parts: what each indicator adds to it, in points of the index; their sum is the gap."""

    gap: float
    parts: dict[str, float]


def contributions(index: Index, unit: str, peer: str) -> Contributions:
    """Split the score gap of two units of a fitted index over its indicators.

    A gap in the data counts as what the mean makes of it, the mean of its siblings, and its part is that of this value.
    Raises CompositeError for an unknown or refused unit and for aggregation that is no mean (Copeland, TOPSIS, VIKOR).
    """
    one, other = _row(index, unit), _row(index, peer)
    framework = index.framework
    levels = framework.height[-1]
    filled = _without_gaps(index, np.stack([index.nodes_[one], index.nodes_[other]]))
    factor = np.ones(len(framework.nodes))
    for place in reversed(framework.children):
        below = framework.children[place]
        power = power_of(method_at(index.aggregate, framework.height[place], levels))
        if power is None:
            raise CompositeError("only means can be split over their indicators; Copeland, TOPSIS and VIKOR compare units as wholes")
        weights = index.weights_[below] / index.weights_[below].sum() if index.weights_[below].any() else np.zeros(len(below))
        # Slope of the chord of f(x) = x^p between the two values, of each child and, inverted, of the group itself.
        whole = _chord(filled[:, [place]], power)[0]
        factor[below] = factor[place] * weights * _chord(filled[:, below], power) / whole if whole else 0.0
    indicators = len(framework.columns)
    parts = factor[:indicators] * (filled[0, :indicators] - filled[1, :indicators])
    return Contributions(float(index.scores_[one] - index.scores_[other]), dict(zip(framework.columns, parts.tolist(), strict=True)))


def _row(index: Index, unit: str) -> int:
    """Row of a unit by name; with periods the name is "unit period"."""
    table = index.table_
    names = [f"{name} {period}" for name, period in zip(table.units, table.periods, strict=True)] if table.periods else list(table.units)
    if unit not in names:
        raise CompositeError(f"{unit} is not in the index; {', '.join(names[:20])} are")
    row = names.index(unit)
    if np.isnan(index.scores_[row]):
        raise CompositeError(f"{unit} has no score: {index.refused_[unit]}")
    return row


def _without_gaps(index: Index, nodes: Array) -> Array:
    """A skipped child is worth what its group is worth: then all have the same weights and the same scores as before."""
    filled = nodes.copy()
    for place in reversed(index.framework.children):
        below = index.framework.children[place]
        filled[:, below] = np.where(np.isnan(filled[:, below]), filled[:, [place]], filled[:, below])
    return filled


def _chord(values: Array, power: float) -> Array:
    """(f(a) - f(b)) / (a - b) for f = x^p, ln x for p = 0; the slope of f where a and b are equal or nearly so."""
    if power == 1:
        return np.ones(values.shape[1])
    a, b = values
    middle = (a + b) / 2
    slope = 1 / middle if power == 0 else power * middle ** (power - 1)
    near = np.abs(a - b) <= 1e-6 * np.abs(middle)
    with np.errstate(invalid="ignore", divide="ignore"):
        rise = np.log(a / b) if power == 0 else a**power - b**power
        return np.asarray(np.where(near, slope, rise / np.where(near, 1.0, a - b)))
