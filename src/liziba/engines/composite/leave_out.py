"""Leave one out: how the ranks change when an indicator or a group is taken away, each in its turn.

Source: OECD and JRC (2008), Handbook on constructing composite indicators, step 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.index import Index
from liziba.engines.composite.step import Array
from liziba.engines.composite.tree import aggregate


class LeftOut(NamedTuple):
    """codes: what was left out; scores and ranks (codes, units) without it; shift (codes): mean absolute change of rank."""

    codes: tuple[str, ...]
    scores: Array
    ranks: NDArray[np.int64]
    shift: Array


def left_out(index: Index, codes: Sequence[str] | None = None) -> LeftOut:
    """Ranks without each of `codes` (all indicators when None), for an index that is fitted; shapes as in LeftOut.

    The weight of what is left out goes to its siblings in proportion; weights out of the data are not computed anew.
    Raises CompositeError for unknown codes and for the index itself.
    """
    framework = index.framework
    names = tuple(codes) if codes is not None else framework.columns
    if wrong := [name for name in names if name not in framework.place or name == framework.top]:
        raise CompositeError(f"{wrong[0]} cannot be left out: it is no indicator and no group of the framework")
    weights = np.repeat(index.weights_[None], len(names), axis=0)
    weights[np.arange(len(names)), [framework.place[name] for name in names]] = 0
    scores = aggregate(index.normalised_, framework, weights, index.aggregate)[..., -1]
    scores[:, np.isnan(index.scores_)] = np.nan
    found = index.ranked(scores, index.table_.periods)
    return LeftOut(names, scores, found, np.abs(found - index.ranks_)[:, index.ranks_ > 0].mean(axis=-1))
