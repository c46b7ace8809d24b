"""Weights under which every column correlates with the index as much as it is meant to; never below zero.

Sources: Becker, Saisana, Paruolo and Vandecasteele (2017), Ecological Indicators 80, 12-22; projection: Duchi et al. (2008).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from liziba.engines.composite.errors import CompositeError, FewUnitsError
from liziba.engines.composite.principal import FEW
from liziba.engines.composite.step import Array, as_table, as_weights

STEPS = 5_000
SETTLED = 1e-14


class Optimised(NamedTuple):
    """weights (columns), summing to one; shares (columns): of the sum of correlations; miss: squared distance to the target."""

    weights: Array
    shares: Array
    miss: float


def optimised_weights(
    values: ArrayLike, target: ArrayLike | None = None, *, groups: Sequence[Hashable] | None = None, given: ArrayLike | None = None, least_units: int = FEW
) -> Optimised:
    """Weights of an arithmetic index whose correlations with the columns stand in the proportions of `target` (None: equal).

    values: (units, columns), no gaps. groups: columns of one group keep the group's part of the weight together, each
    group the same part unless `given` (columns) says otherwise. Where the target cannot be reached without negative
    weights, the nearest found is returned and `miss` says how far it is.
    Raises FewUnitsError below `least_units`; CompositeError for gaps, constant columns and bad targets.
    """
    table = as_table(values, gaps=False)
    units, columns = table.shape
    if units < least_units:
        raise FewUnitsError(f"{units} units do not carry correlations; {least_units} are needed")
    deviation = table.std(axis=0)
    if (deviation == 0).any():
        raise CompositeError(f"column {int(np.argmax(deviation == 0))} does not vary")
    wanted = as_weights(target, columns)
    names = [None] * columns if groups is None else list(groups)
    parts = [np.array([name == group for name in names]) for group in dict.fromkeys(names)]
    equal = np.zeros(columns)
    for part in parts:
        equal[part] = 1 / len(parts) / part.sum()
    start = equal if given is None else as_weights(given, columns)
    pull = np.cov(table, rowvar=False) / deviation[:, None]
    starts = [start]
    direct = np.linalg.lstsq(pull, wanted, rcond=None)[0]  # meets the target as it stands, but may be negative
    if direct.sum() > 0:
        starts.append(_allowed(direct / direct.sum(), parts, start))
    weights = min((_descended(pull, wanted, parts, one) for one in starts), key=lambda found: _miss(pull, found, wanted))
    shares = _shares(pull, weights)
    return Optimised(weights, shares, float(((shares - wanted) ** 2).sum()))


def _shares(pull: Array, weights: Array) -> Array:
    raw = pull @ weights
    return np.asarray(raw / raw.sum())


def _miss(pull: Array, weights: Array, wanted: Array) -> float:
    raw = pull @ weights
    return float(((raw / raw.sum() - wanted) ** 2).sum()) if raw.sum() > 0 else np.inf


def _allowed(point: Array, parts: list[NDArray[np.bool_]], start: Array) -> Array:
    """The nearest weights without negative entries in which each group has the part that it has at the start."""
    found = point.copy()
    for part in parts:
        found[part] = onto_simplex(point[part], float(start[part].sum()))
    return found


def _descended(pull: Array, wanted: Array, parts: list[NDArray[np.bool_]], start: Array) -> Array:
    """Projected gradient descent with a step that grows after success and shrinks after failure."""
    weights, step = start, 0.1
    miss = _miss(pull, weights, wanted)
    for _ in range(STEPS):
        if miss < SETTLED:
            break
        total = (pull @ weights).sum()
        shares = pull @ weights / total
        off = shares - wanted
        slope = 2 / total * (pull.T @ off - pull.sum(axis=0) * (off @ shares))
        while step > SETTLED:
            moved = _allowed(weights - step * slope, parts, start)
            now = _miss(pull, moved, wanted)
            if now < miss:
                break
            step /= 2
        else:
            break
        if miss - now < SETTLED * max(miss, SETTLED):
            return moved
        weights, miss, step = moved, now, step * 1.5
    return weights


def onto_simplex(point: Array, whole: float) -> Array:
    """The nearest point without negative entries whose entries sum to `whole`."""
    down = np.sort(point)[::-1]
    over = (np.cumsum(down) - whole) / np.arange(1, len(point) + 1)
    return np.asarray(np.maximum(point - over[np.flatnonzero(down > over)[-1]], 0.0))
