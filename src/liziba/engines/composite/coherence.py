"""Coherence: correlations, Cronbach's alpha, and how much each column really moves the index.

All of these need many units: below `least_units` they are refused, because a figure from five units would look sure.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from liziba.engines.composite.errors import CompositeError, FewUnitsError
from liziba.engines.composite.principal import FEW
from liziba.engines.composite.step import Array, as_table


def _enough(units: int, least: int, what: str) -> None:
    if units < least:
        raise FewUnitsError(f"{what} of {units} units is hardly more than chance; {least} are needed (least_units lowers that)")


def covariances(values: ArrayLike) -> Array:
    """Covariances (n - 1) of each pair of columns over the units that have both; shape (columns, columns)."""
    table = as_table(values)
    if not np.isnan(table).any():
        return np.atleast_2d(np.cov(table, rowvar=False))
    columns = table.shape[-1]
    found = np.full((columns, columns), np.nan)
    for i in range(columns):
        for j in range(i, columns):
            both = ~(np.isnan(table[:, i]) | np.isnan(table[:, j]))
            if both.sum() > 1:
                a, b = table[both, i], table[both, j]
                found[i, j] = found[j, i] = ((a - a.mean()) * (b - b.mean())).sum() / (both.sum() - 1)
    return found


def correlations(values: ArrayLike, *, least_units: int = FEW) -> Array:
    """Pearson correlations of each pair of columns over the units that have both; shape (columns, columns).

    values: (units, columns). NaN where a pair has fewer than `least_units` units in common or a column is constant there.
    Raises FewUnitsError below `least_units` units. Source: Pearson (1896).
    """
    table = as_table(values)
    _enough(len(table), least_units, "a correlation")
    if not np.isnan(table).any():
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.atleast_2d(np.corrcoef(table, rowvar=False))
    columns = table.shape[-1]
    found = np.full((columns, columns), np.nan)
    for i in range(columns):
        for j in range(i, columns):
            both = ~(np.isnan(table[:, i]) | np.isnan(table[:, j]))
            if both.sum() >= least_units and np.ptp(table[both, i]) > 0 and np.ptp(table[both, j]) > 0:
                found[i, j] = found[j, i] = np.corrcoef(table[both, i], table[both, j])[0, 1]
    return found


def cronbach_alpha(values: ArrayLike, *, least_units: int = FEW) -> float:
    """k^2 times the mean covariance between columns over the sum of the covariance matrix.

    values: (units, columns), normalised: alpha of raw columns in different units measures their units. Pairwise over
    gaps. Raises FewUnitsError below `least_units` units, CompositeError for fewer than two columns.
    Source: Cronbach (1951), Psychometrika 16, 297-334.
    """
    table = as_table(values)
    _enough(len(table), least_units, "alpha")
    columns = table.shape[-1]
    if columns < 2:
        raise CompositeError("alpha tells how columns agree; one column alone agrees with nothing")
    matrix = covariances(table)
    between = matrix[~np.eye(columns, dtype=bool)].mean()
    return float(columns**2 * between / matrix.sum())


class Influence(NamedTuple):
    """What each column was meant to weigh and what it does, each of shape (columns).

    weights: meant, summing to one. correlation: with the index. share: the correlation's part of their sum.
    explained: part of the index's variance that the column explains by a straight line (correlation squared).
    """

    weights: Array
    correlation: Array
    share: Array
    explained: Array


def effective_influence(values: ArrayLike, index: ArrayLike, weights: ArrayLike, *, least_units: int = FEW) -> Influence:
    """Compare the nominal weights with what the columns do to the index.

    values: (units, columns); index: (units); weights: (columns). Errors as in `correlations`.
    Source: Paruolo, Saisana and Saltelli (2013), Journal of the Royal Statistical Society A 176, 609-634.
    """
    table = as_table(values)
    score = np.asarray(index, dtype=np.float64)
    meant = np.asarray(weights, dtype=np.float64)
    if score.shape != table.shape[:1] or meant.shape != table.shape[1:]:
        raise CompositeError(f"values {table.shape} go with {table.shape[0]} scores and {table.shape[1]} weights; given were {score.shape} and {meant.shape}")
    found = correlations(np.column_stack([table, score]), least_units=least_units)[-1, :-1]
    return Influence(meant / meant.sum(), found, found / np.nansum(found), found**2)


class Pair(NamedTuple):
    """Two columns and their correlation."""

    first: int
    second: int
    correlation: float


def flagged(values: ArrayLike, groups: list[str] | None = None, *, above: float = 0.75, below: float = -0.5, least_units: int = FEW) -> list[Pair]:
    """Pairs of columns of one group that say the same (above) or the opposite (below). Errors as in `correlations`."""
    found = correlations(values, least_units=least_units)
    size = len(found)
    return [
        Pair(i, j, float(found[i, j]))
        for i in range(size)
        for j in range(i + 1, size)
        if (groups is None or groups[i] == groups[j]) and (found[i, j] > above or found[i, j] < below)
    ]
