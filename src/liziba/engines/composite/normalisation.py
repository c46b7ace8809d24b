"""Normalisation on scales that keep distances: one learnt from the data or fixed beforehand, the better always the higher.

Methods: OECD and JRC (2008), Handbook on constructing composite indicators, step 5. A scale learnt on one set of years
and applied to others keeps scores comparable over the years; one learnt anew each year does not.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.step import Array, Directions, Step, as_directions, as_table


class Normaliser(Step):
    """Base of the scales. X has shape (..., units, columns) in any unit; the result has the same shape and no unit.

    directions: 1 or "max" where more is better, -1 or "min" where less is; None is 1 everywhere. Gaps stay gaps.
    """

    def fit(self, X: ArrayLike, y: object = None, *, directions: Directions = None) -> Self:
        """Learn the scale from X. Raises CompositeError for a column that does not vary where the method needs it to."""
        table = as_table(X)
        self.directions_ = as_directions(directions, table.shape[-1])
        self._fit(table * self.directions_)
        return self

    def transform(self, X: ArrayLike) -> Array:
        """X on the scale learnt. Values outside what was learnt go beyond the ends of the scale, unless the method caps."""
        signs = self._learnt("directions_")
        return self._transform(as_table(X) * signs)

    def fit_transform(self, X: ArrayLike, y: object = None, *, directions: Directions = None) -> Array:
        """`fit`, then `transform`."""
        return self.fit(X, directions=directions).transform(X)

    def _fit(self, table: Array) -> None:
        raise NotImplementedError

    def _transform(self, table: Array) -> Array:
        raise NotImplementedError


def _ends(table: Array) -> tuple[Array, Array]:
    """Smallest and largest value of each column, shape (..., 1, columns)."""
    if not np.isnan(table).any():
        return table.min(axis=-2, keepdims=True), table.max(axis=-2, keepdims=True)
    low = np.where(np.isnan(table), np.inf, table).min(axis=-2, keepdims=True)
    high = np.where(np.isnan(table), -np.inf, table).max(axis=-2, keepdims=True)
    if np.isinf(low).any():
        raise CompositeError(f"column {int(np.argwhere(np.isinf(low))[0][-1])} has no value at all")
    return low, high


def _varies(spread: Array, least: str) -> None:
    if (spread <= 0).any():
        raise CompositeError(f"column {int(np.argwhere(spread <= 0)[0][-1])} does not vary, and {least} needs it to: leave it out or give goalposts")


class MinMax(Normaliser):
    """(x - min) / (max - min), stretched to `low`..`high`. Learnt: min_, max_ (..., 1, columns), in the direction of better.

    One outlier sets the scale: show ranks next to it. `low` above zero (1..100) keeps a geometric mean possible.
    """

    def __init__(self, low: float = 0.0, high: float = 100.0) -> None:
        self.low = low
        self.high = high

    def _fit(self, table: Array) -> None:
        self.min_, self.max_ = _ends(table)
        _varies(self.max_ - self.min_, "min-max")

    def _transform(self, table: Array) -> Array:
        return np.asarray((table - self.min_) * ((self.high - self.low) / (self.max_ - self.min_)) + self.low)


class ZScore(Normaliser):
    """(x - mean) / sd * `sd` + `mean`, the standard deviation with n - 1. Learnt: mean_, sd_ (..., 1, columns)."""

    def __init__(self, mean: float = 0.0, sd: float = 1.0) -> None:
        self.mean = mean
        self.sd = sd

    def _fit(self, table: Array) -> None:
        if np.isnan(table).any():
            _ends(table)
            self.mean_, self.sd_ = np.nanmean(table, axis=-2, keepdims=True), np.nanstd(table, axis=-2, ddof=1, keepdims=True)
        else:
            self.mean_, self.sd_ = table.mean(axis=-2, keepdims=True), table.std(axis=-2, ddof=1, keepdims=True)
        _varies(np.nan_to_num(self.sd_), "a z-score")

    def _transform(self, table: Array) -> Array:
        return np.asarray((table - self.mean_) * (self.sd / self.sd_) + self.mean)


class DistanceToMax(Normaliser):
    """1 - (max - x) / (max - min): the best unit has 1. Learnt: min_, max_."""

    def _fit(self, table: Array) -> None:
        self.min_, self.max_ = _ends(table)
        _varies(self.max_ - self.min_, "the distance to the maximum")

    def _transform(self, table: Array) -> Array:
        return np.asarray(1 - (self.max_ - table) / (self.max_ - self.min_))


class DistanceToReference(Normaliser):
    """1 - (ref - x) / (ref - min), where ref is the value of one unit: row `reference`, from 0. `cap` cuts at 1.

    Raises CompositeError when the reference has a gap or is the worst of a column.
    """

    def __init__(self, reference: int, cap: bool = False) -> None:
        self.reference = reference
        self.cap = cap

    def _fit(self, table: Array) -> None:
        self.min_, _ = _ends(table)
        self.reference_ = table[..., self.reference, :][..., None, :]
        _varies(np.nan_to_num(self.reference_ - self.min_), "the distance to a reference above the worst")

    def _transform(self, table: Array) -> Array:
        scaled = 1 - (self.reference_ - table) / (self.reference_ - self.min_)
        return np.asarray(np.minimum(scaled, 1) if self.cap else scaled)


class DistanceToTarget(Normaliser):
    """(x - min) / (target - min) for a target of each column, in the column's unit. `cap` cuts at 1.

    Raises CompositeError when a target is missing or not better than the worst value.
    """

    def __init__(self, targets: ArrayLike, cap: bool = False) -> None:
        self.targets = targets
        self.cap = cap

    def _fit(self, table: Array) -> None:
        self.min_, _ = _ends(table)
        self.target_ = np.broadcast_to(np.asarray(self.targets, dtype=np.float64) * self.directions_, self.min_.shape)
        _varies(np.nan_to_num(self.target_ - self.min_), "the distance to a target better than the worst")

    def _transform(self, table: Array) -> Array:
        scaled = (table - self.min_) / (self.target_ - self.min_)
        return np.asarray(np.minimum(scaled, 1) if self.cap else scaled)


class Goalposts(Normaliser):
    """(x - low) / (high - low), cut to 0..1 and stretched to `scale`, for fixed ends of each column in the column's unit.

    As the Human Development Index does it (UNDP, technical note 1). For a column where less is better `lows` is still the
    smaller number. `cap` False lets scores go beyond the ends. Raises CompositeError unless low < high.
    """

    def __init__(self, lows: ArrayLike, highs: ArrayLike, scale: tuple[float, float] = (0.0, 1.0), cap: bool = True) -> None:
        self.lows = lows
        self.highs = highs
        self.scale = scale
        self.cap = cap

    def _fit(self, table: Array) -> None:
        lows, highs = (np.broadcast_to(np.asarray(ends, dtype=np.float64), table.shape[-1:]) for ends in (self.lows, self.highs))
        if not (lows < highs).all():
            raise CompositeError(f"column {int(np.argwhere(~(lows < highs))[0][-1])} has goalposts that are missing or the wrong way round")
        up = self.directions_ > 0
        self.min_, self.max_ = np.where(up, lows, -highs), np.where(up, highs, -lows)

    def _transform(self, table: Array) -> Array:
        share = (table - self.min_) / (self.max_ - self.min_)
        if self.cap:
            share = np.clip(share, 0, 1)
        return np.asarray(share * (self.scale[1] - self.scale[0]) + self.scale[0])


class FractionOfMax(Normaliser):
    """x / max where more is better, min / x where less is: the best has 1, and a dearer one always less.

    Raises CompositeError for values at or below zero where less is better, for negative values, and for an all-zero column.
    """

    def _fit(self, table: Array) -> None:
        self._check(table)
        self.best_ = _ends(np.abs(table))[1] * (self.directions_ > 0) + _ends(np.abs(table))[0] * (self.directions_ < 0)
        _varies(self.best_, "a fraction of the best")

    def _check(self, table: Array) -> None:
        value = table * self.directions_
        wrong = (value < 0) | ((value == 0) & (self.directions_ < 0))
        if wrong.any():
            raise CompositeError(f"column {int(np.argwhere(wrong)[0][-1])} holds a value that no fraction of the best can be taken of")

    def _transform(self, table: Array) -> Array:
        self._check(table)
        up = self.directions_ > 0
        value = np.abs(table)
        return np.where(up, value / self.best_, self.best_ / np.where(up, 1.0, value))
