"""Screening: which units have enough values to be scored at all, and division by size. Both say what they leave out.

Methods: OECD and JRC (2008), Handbook on constructing composite indicators, steps 2 and 3.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.step import Array, Step, as_table


class Screen(Step):
    """Keep units with at least `least` of the columns known (0..1). Learnt: kept_ (units), share_ (units)."""

    def __init__(self, least: float = 0.9) -> None:
        self.least = least

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """X has shape (units, columns). Raises CompositeError unless 0 <= least <= 1, and when nobody is left."""
        if not 0 <= self.least <= 1:
            raise CompositeError(f"a share lies between 0 and 1; {self.least} was given")
        self.share_ = (~np.isnan(as_table(X))).mean(axis=-1)
        self.kept_: NDArray[np.bool_] = self.share_ >= self.least
        if not self.kept_.any():
            raise CompositeError(f"no unit has {self.least:.0%} of its values; the best has {self.share_.max():.0%}")
        return self

    def transform(self, X: ArrayLike) -> Array:
        """The rows kept."""
        return np.asarray(as_table(X)[self._learnt("kept_")])

    def fit_transform(self, X: ArrayLike, y: object = None) -> Array:
        """`fit`, then `transform`."""
        return self.fit(X).transform(X)


def denominate(values: ArrayLike, denominators: ArrayLike, *, scale: float = 1.0) -> Array:
    """values / (denominators / scale), both of shape (..., units, columns); a denominator of 1 leaves a column as it is.

    Where the denominator is a gap the result is a gap. Raises CompositeError for a denominator of zero or below.
    """
    table, below = as_table(values), np.asarray(denominators, dtype=np.float64)
    if (below <= 0).any():
        place = np.argwhere(below <= 0)[0]
        raise CompositeError(f"the denominator of unit {place[-2]}, column {place[-1]} is {below[tuple(place)]}: size is above zero")
    return np.asarray(table / (below / scale))
