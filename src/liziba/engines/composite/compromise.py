"""TOPSIS and VIKOR: how near a unit comes to the best that occurs in each column.

Sources: Hwang and Yoon (1981), Multiple attribute decision making; Opricovic and Tzeng (2004), EJOR 156, 445-455.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.step import Array, Directions, as_directions, as_table, as_weights


def topsis(values: ArrayLike, weights: ArrayLike | None = None, *, directions: Directions = None, normalisation: str = "vector") -> Array:
    """Closeness to the ideal, 0..1, higher is better; shape (..., units).

    values: (..., units, columns) without gaps. normalisation: "vector" (each column over its length) or "none".
    Weights are scaled to sum to one. Ranks of two units may turn when a third one enters.
    Raises CompositeError for gaps, bad weights, an unknown normalisation, and when all units are alike.
    """
    table = as_table(values, gaps=False)
    w = as_weights(weights, table.shape[-1])
    signs = as_directions(directions, table.shape[-1])
    if normalisation == "vector":
        length = np.sqrt((table * table).sum(axis=-2, keepdims=True))
        table = table / np.where(length == 0, 1.0, length)
    elif normalisation != "none":
        raise CompositeError(f"normalisation {normalisation} is not known to TOPSIS; vector and none are")
    table = table * (w if w.ndim == 1 else w[..., None, :]) * signs
    away = np.sqrt(((table - table.max(axis=-2, keepdims=True)) ** 2).sum(axis=-1))
    ahead = np.sqrt(((table - table.min(axis=-2, keepdims=True)) ** 2).sum(axis=-1))
    if (away + ahead == 0).any():
        raise CompositeError("all units are alike: nothing lies nearer to the ideal")
    return np.asarray(ahead / (away + ahead))


class Compromise(NamedTuple):
    """What VIKOR finds, each of shape (..., units), lower is better: group utility s, individual regret r, compromise q."""

    s: Array
    r: Array
    q: Array


def vikor(values: ArrayLike, weights: ArrayLike | None = None, *, directions: Directions = None, v: float = 0.5) -> Compromise:
    """Compromise ranking of units: v weighs the benefit of the many, 1 - v the regret of the worst column.

    values: (..., units, columns) without gaps. Weights are scaled to sum to one. The best unit has q = 0.
    Raises CompositeError for gaps, bad weights, a column that does not vary, v outside 0..1, and when all units are alike.
    """
    if not 0 <= v <= 1:
        raise CompositeError(f"v lies between 0 and 1; {v} was given")
    table = as_table(values, gaps=False) * as_directions(directions, np.shape(values)[-1])
    w = as_weights(weights, table.shape[-1])
    best, worst = table.max(axis=-2, keepdims=True), table.min(axis=-2, keepdims=True)
    if (best == worst).any():
        raise CompositeError(f"column {int(np.argwhere(best == worst)[0][-1])} does not vary: leave it out")
    regret = (best - table) / (best - worst) * (w if w.ndim == 1 else w[..., None, :])
    s, r = regret.sum(axis=-1), regret.max(axis=-1)

    def spread(x: Array) -> Array:
        low, high = x.min(axis=-1, keepdims=True), x.max(axis=-1, keepdims=True)
        return np.asarray((x - low) / np.where(high > low, high - low, 1.0))

    return Compromise(s, r, v * spread(s) + (1 - v) * spread(r))
