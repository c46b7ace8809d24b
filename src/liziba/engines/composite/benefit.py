"""Benefit of the doubt: each unit is scored with the weights that suit it best. With few units most reach 1.

Sources: Melyn and Moesen (1991); Cherchye, Moesen, Rogge and Van Puyenbroeck (2007), Social Indicators Research 82, 111-145.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.step import Array, as_table

TINY = 1e-10


class Benefit(NamedTuple):
    """scores (units), 0..1; weights (units, columns) that reach them; frontier: how many units have 1."""

    scores: Array
    weights: Array
    frontier: int


def benefit_of_the_doubt(values: ArrayLike, *, shares: tuple[float, float] = (0.0, 1.0)) -> Benefit:
    """For each unit i: the largest w . y_i with w . y_k <= 1 for every unit k and w >= 0.

    values: (units, columns), no gaps, none negative, higher is better. shares: least and most that one column may make
    of a unit's score; without such bounds a unit may rest on its best column alone. Always report `frontier`: scores of
    1 tell nothing apart. Raises CompositeError for gaps, negative values, an all-zero unit or column, impossible bounds.
    """
    table = as_table(values, gaps=False)
    units, columns = table.shape
    least, most = shares
    if not (0 <= least <= 1 / columns <= most <= 1):
        raise CompositeError(f"shares of {columns} columns need 0 <= least <= {1 / columns:.3f} <= most <= 1; {shares} was given")
    if (table < 0).any() or (table.sum(axis=0) == 0).any() or (table.sum(axis=1) == 0).any():
        raise CompositeError("benefit of the doubt needs values from zero up, and no unit and no column that is all zero")
    scale = table.max(axis=0)
    table = table / scale
    weights = np.empty_like(table)
    for i, own in enumerate(table):
        # Bounds are linear: least * (w . y_i) <= w_j y_ij <= most * (w . y_i), each with zero on the right.
        bounds = []
        if least > 0:
            bounds.append(least * own[None, :] - np.diag(own))
        if most < 1:
            bounds.append(np.diag(own) - most * own[None, :])
        rows = np.vstack([table, *bounds])
        right = np.concatenate([np.ones(units), np.zeros(len(rows) - units)])
        weights[i] = linear_programme(own, rows, right)
    scores = (weights * table).sum(axis=1)
    return Benefit(scores, weights / scale, int((scores > 1 - 1e-9).sum()))


def linear_programme(gain: Array, rows: Array, right: Array) -> Array:
    """The x >= 0 with rows @ x <= right that makes gain @ x largest, for right >= 0 (so that 0 is a start).

    Simplex method with Bland's rule, which cannot cycle (Bland 1977). Raises CompositeError when there is no largest.
    """
    limits, size = rows.shape
    tableau = np.zeros((limits + 1, size + limits + 1))
    tableau[:limits, :size] = rows
    tableau[:limits, size:-1] = np.eye(limits)
    tableau[:limits, -1] = right
    tableau[-1, :size] = -gain
    basis = np.arange(size, size + limits)
    while (entering := np.flatnonzero(tableau[-1, :-1] < -TINY)).size:
        column = entering[0]
        pivots = tableau[:limits, column]
        able = np.flatnonzero(pivots > TINY)
        if not able.size:
            raise CompositeError("nothing bounds this linear programme")
        ratio = tableau[able, -1] / pivots[able]
        ties = able[ratio <= ratio.min() + TINY]
        row = ties[basis[ties].argmin()]
        tableau[row] /= tableau[row, column]
        others = np.arange(limits + 1) != row
        tableau[others] -= np.outer(tableau[others, column], tableau[row])
        basis[row] = column
    found = np.zeros(size + limits)
    found[basis] = tableau[:limits, -1]
    return found[:size]
