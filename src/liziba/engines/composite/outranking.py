"""Copeland: who beats whom on more of the weight. Gaps count for nobody, so the order of the rows cannot matter.

Sources: Copeland (1951), A reasonable social welfare function; Munda and Nardo (2009) for weighted comparisons.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from liziba.engines.composite.step import Array, as_table, as_weights

EVEN = 1e-9  # a share of weight this close to one half is one half: sums of weights carry rounding


def outranking(values: ArrayLike, weights: ArrayLike | None = None) -> Array:
    """Share of the weight on which row i beats row j, half of it where they are equal; shape (..., units, units).

    values: (..., units, columns), higher is better. Each pair is compared on the columns that both have; a pair without
    a common column stands at one half. The diagonal is one half. Raises CompositeError for bad weights.
    """
    table = as_table(values)
    w = as_weights(weights, table.shape[-1])
    across = w if w.ndim == 1 else w[..., None, None, :]
    left, right = table[..., :, None, :], table[..., None, :, :]
    points = (left > right) + 0.5 * (left == right)
    if not np.isnan(table).any():
        return np.asarray((points * across).sum(axis=-1))
    both = ~(np.isnan(left) | np.isnan(right))
    common = (both * across).sum(axis=-1)
    return np.where(common > 0, (points * across).sum(axis=-1) / np.where(common > 0, common, 1.0), 0.5)


def copeland(values: ArrayLike, weights: ArrayLike | None = None) -> Array:
    """Wins less losses of each row over all others, shape (..., units): whole numbers from 1 - units to units - 1.

    A row with no value at all gets NaN, not the score of an average unit. See `outranking`.
    """
    table = as_table(values)
    share = outranking(table, weights)
    score = (share > 0.5 + EVEN).sum(axis=-1) - (share < 0.5 - EVEN).sum(axis=-1)
    return np.where(np.isnan(table).all(axis=-1), np.nan, score)
