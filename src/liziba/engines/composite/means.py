"""Weighted means of the children of a node: arithmetic, geometric, harmonic, generalised. All skip gaps alike.

To skip a gap is to give it the mean of the others, so how much weight was known belongs next to the result.
Source: Hardy, Littlewood and Polya (1934), Inequalities, chapter 2; OECD and JRC (2008), step 6.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.step import Array, as_weights

POWERS = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}


def generalised(values: ArrayLike, weights: ArrayLike | None = None, *, p: float) -> Array:
    """(sum w x^p / sum w)^(1/p) over the last axis; p = 0 is the geometric mean, 1 the arithmetic, -1 the harmonic.

    values: (..., children), or (..., units, children) with weights (..., children); weights need not sum to one.
    The result lacks the last axis; it is NaN only where every child is a gap.
    Raises CompositeError for p below 1, or not whole, where a value is zero or negative.
    """
    table = np.asarray(values, dtype=np.float64)
    return power_mean(table, as_weights(weights, table.shape[-1]), p)


def arithmetic(values: ArrayLike, weights: ArrayLike | None = None) -> Array:
    """Weighted arithmetic mean over the last axis: full compensation. See `generalised`."""
    return generalised(values, weights, p=1.0)


def geometric(values: ArrayLike, weights: ArrayLike | None = None) -> Array:
    """Weighted geometric mean over the last axis. Raises CompositeError for a zero or negative value. See `generalised`."""
    return generalised(values, weights, p=0.0)


def harmonic(values: ArrayLike, weights: ArrayLike | None = None) -> Array:
    """Weighted harmonic mean over the last axis. Raises CompositeError for a zero or negative value. See `generalised`."""
    return generalised(values, weights, p=-1.0)


def power_mean(values: Array, weights: Array, p: float) -> Array:
    """`generalised` for weights that sum to one, unchecked but for the sign of the values."""
    if p == 1:
        return _mean(values, weights)
    if (p < 1 or p != int(p)) and (values <= 0).any():
        raise CompositeError(f"a zero or negative value has no mean of power {p:g}: normalise to 1..100, not to 0..100")
    if p == 0:
        return np.asarray(np.exp(_mean(np.log(values), weights)))
    mean = _mean(values**p, weights)
    if (mean < 0).any():
        raise CompositeError(f"the mean of power {p:g} of these values is not a number: some are negative")
    return np.asarray(mean ** (1 / p))


def _mean(values: Array, weights: Array) -> Array:
    """Sum of weight times value over the weight that is there."""
    gaps = np.isnan(values)
    if weights.ndim == 1:
        if not gaps.any():
            return np.asarray(values @ weights)
        across = weights
    else:
        if not gaps.any():
            return np.asarray((values @ weights[..., None])[..., 0])
        across = weights[..., None, :]
    there = np.where(gaps, 0.0, across).sum(axis=-1)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(gaps, 0.0, values * across).sum(axis=-1) / np.where(there > 0, there, np.nan))
