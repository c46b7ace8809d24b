"""Weights of columns out of the data: entropy, CRITIC, variation, standard deviation. They follow spread, not importance.

With few units such weights are noise with authority: show equal weights beside them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.step import Array, Directions, as_directions, as_table


def _shares(raw: Array) -> Array:
    total = raw.sum(axis=-1, keepdims=True)
    if not (total > 0).all():
        raise CompositeError("no column varies, so none can be weighted by how it varies")
    return np.asarray(raw / total)


def entropy_weights(values: ArrayLike) -> Array:
    """Weights by 1 - entropy of the column shares, summing to one; shape (..., columns). 0 ln 0 counts as 0.

    values: (..., units, columns), no gaps, none negative. They change when a constant is added to a column, so the
    normalisation before them belongs to the method; they do not know directions: give values where more is better.
    Raises CompositeError for gaps, negative values, an all-zero column. Source: Shannon (1948); Zeleny (1982).
    """
    table = as_table(values, gaps=False)
    if (table < 0).any():
        raise CompositeError(f"column {int(np.argwhere(table < 0)[0][-1])} holds a negative value, which is no share: normalise first")
    total = table.sum(axis=-2, keepdims=True)
    if (total == 0).any():
        raise CompositeError(f"column {int(np.argwhere(total == 0)[0][-1])} is all zero")
    share = table / total
    entropy = -(share * np.log(np.where(share > 0, share, 1.0))).sum(axis=-2) / np.log(table.shape[-2])
    return _shares(np.maximum(1 - entropy, 0.0))


def critic_weights(values: ArrayLike, *, directions: Directions = None) -> Array:
    """CRITIC: standard deviation of the min-max values times the sum of 1 - correlation; shape (columns).

    values: (units, columns), no gaps. directions reverse columns before the correlations, which changes the weights;
    some published examples leave that out. Raises CompositeError for gaps and for a constant column.
    Source: Diakoulaki, Mavrotas and Papayannakis (1995), Computers and Operations Research 22, 763-770.
    """
    table = as_table(values, gaps=False) * as_directions(directions, np.shape(values)[-1])
    low, high = table.min(axis=-2), table.max(axis=-2)
    if (low == high).any():
        raise CompositeError(f"column {int(np.argwhere(low == high)[0][-1])} does not vary, so it correlates with nothing")
    scaled = (table - low) / (high - low)
    return _shares(scaled.std(axis=-2) * (1 - np.corrcoef(scaled, rowvar=False)).sum(axis=-1))


def variation_weights(values: ArrayLike) -> Array:
    """Standard deviation (n) over the absolute mean of each column, as shares; shape (..., columns).

    values: (..., units, columns), no gaps. Raises CompositeError for gaps and for a column with mean zero.
    Source: coefficient of variation, Pearson (1896).
    """
    table = as_table(values, gaps=False)
    mean = np.abs(table.mean(axis=-2))
    if (mean == 0).any():
        raise CompositeError(f"column {int(np.argwhere(mean == 0)[0][-1])} has mean zero: its variation has no measure")
    return _shares(table.std(axis=-2) / mean)


def deviation_weights(values: ArrayLike) -> Array:
    """Standard deviation (n) of each column, as shares; shape (..., columns). Columns need one unit: normalise first.

    values: (..., units, columns), no gaps. Raises CompositeError for gaps and when no column varies.
    """
    return _shares(as_table(values, gaps=False).std(axis=-2))
