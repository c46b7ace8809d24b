"""Ranks: the best score is rank 1, equal scores share the better rank, a unit without a score has no rank."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

TIE = 1e-10  # scores closer than this part of the largest are equal: their difference is rounding, not order


def ranks(scores: ArrayLike, *, tie: float = TIE) -> NDArray[np.int64]:
    """Competition ranks of scores of shape (..., units), highest first; 0 where the score is missing (NaN).

    tie: scores that differ by less than this part of the largest absolute score share a rank.
    """
    given = np.asarray(scores, dtype=np.float64)
    order = np.argsort(-given, axis=-1, kind="stable")  # NaN comes last
    in_order = np.take_along_axis(given, order, axis=-1)
    near = tie * np.nanmax(np.abs(given), axis=-1, keepdims=True, initial=0.0)
    new = np.ones(given.shape, dtype=bool)
    new[..., 1:] = in_order[..., :-1] - in_order[..., 1:] > near
    place = np.where(new, np.arange(1, given.shape[-1] + 1), 0)
    shared = np.maximum.accumulate(place, axis=-1)
    shared[np.isnan(in_order)] = 0
    result = np.empty(given.shape, dtype=np.int64)
    np.put_along_axis(result, order, shared, axis=-1)
    return result
