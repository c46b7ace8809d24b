"""Normalisation by order alone: ranks, Borda points, percentile ranks. Distances are lost, outliers cannot matter.

Methods: OECD and JRC (2008), Handbook on constructing composite indicators, step 5; Borda (1784) for the points.
"""

from __future__ import annotations

import numpy as np

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.normalisation import Normaliser
from liziba.engines.composite.step import Array


class RankScale(Normaliser):
    """The worst has 1, the best as many as there are values; equal values share the lower number.

    A value that was not there at `fit` stands at one more than the number of learnt values below it.
    Learnt: sorted_, the values of each column in order, gaps last.
    """

    def _fit(self, table: Array) -> None:
        self.sorted_ = np.sort(table, axis=-2)
        self.count_ = (~np.isnan(table)).sum(axis=-2, keepdims=True)
        if (self.count_ == 0).any():
            raise CompositeError(f"column {int(np.argwhere(self.count_ == 0)[0][-1])} has no value at all")

    def _transform(self, table: Array) -> Array:
        below = (self.sorted_[..., None, :, :] < table[..., :, None, :]).sum(axis=-2)
        return np.where(np.isnan(table), np.nan, below + 1.0)


class BordaPoints(RankScale):
    """The number of values that are worse: rank less one."""

    def _transform(self, table: Array) -> Array:
        return super()._transform(table) - 1


class PercentileRank(RankScale):
    """The share of the other values that are worse, 0..1. Raises CompositeError for a column with one value."""

    def _transform(self, table: Array) -> Array:
        if (self.count_ < 2).any():
            raise CompositeError("a percentile rank needs two values in each column")
        return np.asarray((super()._transform(table) - 1) / (self.count_ - 1))
