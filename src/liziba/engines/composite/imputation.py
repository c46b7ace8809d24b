"""Imputation of gaps, and what it may not do: a cell that no source covers is filled only when asked by name.

Methods: OECD and JRC (2008), Handbook on constructing composite indicators, step 3.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from liziba.engines.composite.errors import CompositeError, FewUnitsError
from liziba.engines.composite.step import Array, Step, as_table

METHODS = ("mean", "median")


class Impute(Step):
    """Fill gaps with the mean or the median of the column, or of the unit's group in it.

    method: "mean" or "median". least: how many values a column (or group) must have, else FewUnitsError.
    Learnt: fill_ (..., groups, columns); groups_ (their names, one None without groups).
    Units: those of the column.
    """

    def __init__(self, method: str = "mean", least: int = 1) -> None:
        self.method = method
        self.least = least

    def fit(self, X: ArrayLike, y: object = None, *, groups: Sequence[Hashable] | None = None) -> Self:
        """Learn the fillings from X (..., units, columns). groups: the group of each unit."""
        if self.method not in METHODS:
            raise CompositeError(f"imputation by {self.method} is not known; {' and '.join(METHODS)} are")
        table = as_table(X)
        names = _names(groups, table.shape[-2])
        self.groups_ = tuple(dict.fromkeys(names))
        self.fill_ = np.stack([self._filling(table[..., [name == group for name in names], :], group) for group in self.groups_], axis=-2)
        return self

    def _filling(self, table: Array, group: Hashable) -> Array:
        gaps = np.isnan(table)
        values = table.shape[-2] - gaps.sum(axis=-2)
        if (short := (values < max(self.least, 1)) & gaps.any(axis=-2)).any():
            where = "" if group is None else f" in group {group}"
            raise FewUnitsError(
                f"column {int(np.argwhere(short)[0][-1])} has {int(values[short][0])} values{where}; {max(self.least, 1)} are needed to fill a gap"
            )
        if self.method == "mean":
            with np.errstate(invalid="ignore"):
                return np.asarray(np.where(gaps, 0.0, table).sum(axis=-2) / values)
        in_order = np.sort(table, axis=-2)
        middle = [np.maximum((values - 1 + odd) // 2, 0)[..., None, :] for odd in (0, 1)]
        return np.asarray((np.take_along_axis(in_order, middle[0], axis=-2) + np.take_along_axis(in_order, middle[1], axis=-2))[..., 0, :] / 2)

    def transform(self, X: ArrayLike, *, groups: Sequence[Hashable] | None = None) -> Array:
        """X with its gaps filled, shape kept. Raises CompositeError for a group that `fit` did not see."""
        table, fill = as_table(X), self._learnt("fill_")
        names = _names(groups, table.shape[-2])
        if unknown := set(names) - set(self.groups_):
            raise CompositeError(f"group {sorted(map(str, unknown))[0]} was not there at fit; known are {', '.join(map(str, self.groups_))}")
        which = [self.groups_.index(name) for name in names]
        return np.where(np.isnan(table), fill[..., which, :], table)

    def fit_transform(self, X: ArrayLike, y: object = None, *, groups: Sequence[Hashable] | None = None) -> Array:
        """`fit`, then `transform`."""
        return self.fit(X, groups=groups).transform(X, groups=groups)


def _names(groups: Sequence[Hashable] | None, units: int) -> list[Hashable]:
    if groups is None:
        return [None] * units
    if len(groups) != units:
        raise CompositeError(f"{len(groups)} groups for {units} units")
    return list(groups)


def carried(values: ArrayLike, years: Sequence[int], *, most: int = 1) -> Array:
    """Fill gaps along years: linear between two known years, else the last known value carried forward.

    values: shape (years, ...), years ascending. most: years that a value is carried at most, and the widest gap bridged.
    A gap before the first known value stays. Raises CompositeError when years do not ascend or do not fit.
    """
    series, at = np.asarray(values, dtype=np.float64), np.asarray(years)
    if len(years) != len(series) or (np.diff(years) <= 0).any():
        raise CompositeError(f"{len(years)} years for {len(series)} rows; years ascend, one a row")
    filled = series.copy().reshape(len(series), -1)
    for column in filled.T:
        known = np.flatnonzero(~np.isnan(column))
        for place in np.flatnonzero(np.isnan(column)):
            before, after = known[known < place], known[known > place]
            if len(before) and len(after) and at[after[0]] - at[before[-1]] - 1 <= most:
                share = (at[place] - at[before[-1]]) / (at[after[0]] - at[before[-1]])
                column[place] = column[before[-1]] * (1 - share) + column[after[0]] * share
            elif len(before) and at[place] - at[before[-1]] <= most:
                column[place] = column[before[-1]]
    return filled.reshape(series.shape)
