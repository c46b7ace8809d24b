"""Outliers: columns whose skewness and kurtosis are both high are winsorised, and where that is not enough, logged.

Method: Groeneveld and Meeden (1984) for the two signs, and the practice of the JRC's handbook (OECD and JRC 2008, step 4).
"""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.step import Array, Step, as_table


def moments(values: ArrayLike) -> tuple[Array, Array]:
    """Sample skewness G1 and excess kurtosis G2 of each column, gaps left out; shape (..., columns), NaN below four values.

    Formulas: Joanes and Gill (1998), type 2.
    """
    return _moments(as_table(values))


def _moments(table: Array) -> tuple[Array, Array]:
    there = ~np.isnan(table)
    full = there.all()
    n = np.full(table.shape[:-2] + table.shape[-1:], float(table.shape[-2])) if full else there.sum(axis=-2).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        if full:
            off = table - table.mean(axis=-2, keepdims=True)
        else:
            off = np.where(there, table, 0.0)
            off = np.where(there, off - (off.sum(axis=-2) / n)[..., None, :], 0.0)
        square = off * off
        m2 = square.sum(axis=-2) / n
        g1 = (square * off).sum(axis=-2) / n / m2**1.5
        g2 = (square * square).sum(axis=-2) / n / m2**2 - 3
        enough = n >= 4
        skew = np.where(enough, g1 * np.sqrt(n * (n - 1)) / (n - 2), np.nan)
        kurtosis = np.where(enough, (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6), np.nan)
    return skew, kurtosis


def shifted_log(values: ArrayLike) -> Array:
    """ln(x - min + 0.01 (max - min)) of each column, shape kept. Raises CompositeError for a constant column.

    Formula: the logarithm of the JRC's COIN tool (Becker et al. 2022, Journal of Open Source Software 7(78), 4567).
    """
    table = as_table(values)
    low, high = np.nanmin(table, axis=-2, keepdims=True), np.nanmax(table, axis=-2, keepdims=True)
    return _logged(table, low, high)


def _logged(table: Array, low: Array, high: Array) -> Array:
    shifted = table - low + 0.01 * (high - low)
    if (shifted <= 0).any():
        raise CompositeError("the shifted logarithm needs a column that varies, and no value far below those it was fitted on")
    return np.asarray(np.log(shifted))


def gii_log(values: ArrayLike) -> Array:
    """ln((max - 1)(x - min) / (max - min) + 1) of each column, shape kept. Raises CompositeError unless max > 1 and max > min.

    Formula: Global Innovation Index (Saisana, Dominguez-Torreiro and Vertesy 2021).
    """
    table = as_table(values)
    low, high = np.nanmin(table, axis=-2, keepdims=True), np.nanmax(table, axis=-2, keepdims=True)
    if (high <= 1).any() or (high <= low).any():
        raise CompositeError("this logarithm needs a largest value above 1 and above the smallest")
    return np.asarray(np.log((high - 1) * (table - low) / (high - low) + 1))


def box_cox(values: ArrayLike, power: float) -> Array:
    """(x^power - 1) / power of each cell, ln x for power 0, shape kept. Raises CompositeError for a value at or below zero.

    Formula: Box and Cox (1964), Journal of the Royal Statistical Society B 26, 211-252.
    """
    table = as_table(values)
    if (table <= 0).any():
        raise CompositeError(f"column {int(np.argwhere(table <= 0)[0][-1])} holds a value at or below zero: this transformation needs them above")
    return np.asarray(np.log(table) if power == 0 else (table**power - 1) / power)


class TreatOutliers(Step):
    """Pull in the extremes of columns with |skewness| >= `skewness` and kurtosis >= `kurtosis`.

    at_most: how many points may be winsorised a column; 0 goes straight to the logarithm. Where the test still fails
    with so many, the column as it came is logged (`shifted_log`), when `log` is True.
    Learnt: points_ (columns), logged_ (columns), low_, high_ (..., 1, columns): the limits.
    Units: those of the column; logged columns lose theirs.
    """

    def __init__(self, at_most: int = 5, skewness: float = 2.0, kurtosis: float = 3.5, log: bool = True) -> None:
        self.at_most = at_most
        self.skewness = skewness
        self.kurtosis = kurtosis
        self.log = log

    def _fails(self, table: Array) -> tuple[NDArray[np.bool_], Array]:
        skew, kurtosis = _moments(table)
        with np.errstate(invalid="ignore"):
            return (np.abs(skew) >= self.skewness) & (kurtosis >= self.kurtosis), skew

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Learn the limits from X (..., units, columns). Raises CompositeError when more than a fifth of the units could be pulled in."""
        table = as_table(X)
        units, columns = table.shape[-2:]
        if self.at_most * 5 > units:
            raise CompositeError(f"{self.at_most} of {units} units is no outlier any more: at most {units // 5} may be winsorised")
        flat = np.moveaxis(table, -2, 0).reshape(units, -1)
        count = (~np.isnan(flat)).sum(axis=0)
        fails, skew = self._fails(flat)
        top, bottom = np.zeros(flat.shape[1], dtype=np.intp), np.zeros(flat.shape[1], dtype=np.intp)
        active = np.flatnonzero(fails)
        in_order = np.sort(flat[:, active], axis=0)
        logged = np.zeros(flat.shape[1], dtype=bool)
        still = np.arange(len(active))
        for _ in range(self.at_most):
            if not len(still):
                break
            which = active[still]
            high_side = skew[which] > 0
            top[which[high_side]] += 1
            bottom[which[~high_side]] += 1
            low = in_order[bottom[which], still]
            high = in_order[count[which] - 1 - top[which], still]
            fails_now, skew_now = self._fails(np.clip(flat[:, which], low, high))
            skew[which] = skew_now
            still = still[fails_now]
        rest = active[still]
        top[rest], bottom[rest] = 0, 0
        logged[rest] = self.log
        low_all, high_all = np.full(flat.shape[1], -np.inf), np.full(flat.shape[1], np.inf)
        low_all[active] = in_order[bottom[active], np.arange(len(active))]
        high_all[active] = in_order[count[active] - 1 - top[active], np.arange(len(active))]
        shape = (*table.shape[:-2], columns)
        self.points_ = (top + bottom).reshape(shape)
        self.logged_ = logged.reshape(shape)
        self.low_ = low_all.reshape(shape)[..., None, :]
        self.high_ = high_all.reshape(shape)[..., None, :]
        return self

    def transform(self, X: ArrayLike) -> Array:
        """X within the limits learnt, or logged; shape kept, gaps stay gaps."""
        table = as_table(X)
        low, high, logged = self._learnt("low_"), self.high_, self.logged_
        treated = np.clip(table, low, high)
        if logged.any():
            for place in zip(*np.nonzero(logged), strict=True):
                at = (*place[:-1], slice(None), place[-1]) if low.ndim > 2 else (..., slice(None), place[-1])
                edge = (*place[:-1], 0, place[-1])
                treated[at] = _logged(table[at], low[edge], high[edge])
        return treated

    def fit_transform(self, X: ArrayLike, y: object = None) -> Array:
        """`fit`, then `transform`."""
        return self.fit(X).transform(X)
