"""Principal components: loadings, variance explained, and weights from the first one where they can be weights at all.

Sources: Jolliffe (2002), Principal component analysis; Nicoletti, Scarpetta and Boylaud (2000) for squared loadings.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from liziba.engines.composite.errors import CompositeError, FewUnitsError
from liziba.engines.composite.step import Array, as_table

FEW = 10  # below so many units a correlation is hardly more than chance


class Components(NamedTuple):
    """loadings: (columns, components), each of length one, its largest entry positive; explained: share of the variance."""

    loadings: Array
    explained: Array
    units: int


def principal_components(values: ArrayLike, *, least_units: int = FEW) -> Components:
    """Components of the correlation matrix of values (units, columns), the strongest first. Rows with gaps are left out.

    Raises FewUnitsError below `least_units` full rows or with fewer rows than columns; CompositeError for a constant column.
    """
    table = as_table(values)
    table = table[~np.isnan(table).any(axis=-1)]
    units, columns = table.shape
    if units < max(least_units, columns):
        raise FewUnitsError(f"{units} full units do not carry the components of {columns} columns; {max(least_units, columns)} are needed")
    deviation = table.std(axis=0)
    if (deviation == 0).any():
        raise CompositeError(f"column {int(np.argmax(deviation == 0))} does not vary")
    sizes, loadings = np.linalg.eigh(np.corrcoef(table, rowvar=False))
    sizes, loadings = sizes[::-1], loadings[:, ::-1]
    largest = loadings[np.abs(loadings).argmax(axis=0), np.arange(columns)]
    return Components(loadings * np.sign(largest), sizes / sizes.sum(), units)


def principal_weights(values: ArrayLike, *, least_units: int = FEW) -> Array:
    """Squared loadings of the first component, which sum to one; shape (columns).

    Raises CompositeError when loadings differ in sign: such an index would fall when a column rises. Else as above.
    """
    first = principal_components(values, least_units=least_units).loadings[:, 0]
    if (first < 0).any():
        against = ", ".join(str(one) for one in np.flatnonzero(first < 0))
        raise CompositeError(f"columns {against} load against the rest, so loadings cannot be weights here: {np.round(first, 3).tolist()}")
    return np.asarray(first**2)
