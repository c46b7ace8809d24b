"""What would move a unit: the gain of reaching the best peer in one indicator, and the smallest change that gains a rank.

The whole chain after denomination is computed anew for every change, so a scale that moves with its best unit is seen.
Where catching up leaves an indicator without any difference, no scale can be learnt from it: it keeps the scale it had.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from liziba.engines.composite.contribution import _row
from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.index import Index
from liziba.engines.composite.step import Array
from liziba.engines.composite.table import State
from liziba.engines.composite.tree import aggregate

PROBES = 32  # places tried on the way to the best peer before halving
HALVINGS = 40


class Gain(NamedTuple):
    """value, best: now and at the best peer, after denomination; score, rank: what the unit would have then; gain: in points."""

    indicator: str
    value: float
    best: float
    peer: str
    gain: float
    score: float
    rank: int


class Lever(NamedTuple):
    """The smallest change of one indicator that gives the unit a better rank: from value to needed, after denomination.

    part: the change as a part of the way to the best peer.
    """

    indicator: str
    value: float
    needed: float
    part: float
    rank: int


def gains(index: Index, unit: str) -> list[Gain]:
    """For each indicator, what reaching the best peer would bring the unit of a fitted index; the largest gain first.

    Left out are indicators in which the unit has no value, leads already, or stands at a structural zero: no work moves it.
    Raises CompositeError for an unknown or refused unit.
    """
    row = _row(index, unit)
    columns, best, peers = _reach(index, row)
    tables = np.repeat(index.sized_[None], len(columns), axis=0)
    tables[np.arange(len(columns)), row, columns] = best
    scores, ranked = _scored(index, tables, row)
    found = [
        Gain(
            index.framework.columns[j],
            float(index.sized_[row, j]),
            float(best[k]),
            _name(index, peers[k]),
            float(scores[k] - index.scores_[row]),
            float(scores[k]),
            int(ranked[k]),
        )
        for k, j in enumerate(columns)
    ]
    return sorted(found, key=lambda one: -one.gain)


def smallest_changes(index: Index, unit: str) -> list[Lever]:
    """For each indicator that alone can do it, the smallest change that gains a rank, up to the best peer; the smallest first.

    The way to the best peer is probed at even steps, then the first step that gains a rank is halved: where outliers are
    treated, a change can pass or fail their test and ranks may jump between probes. Left out are the indicators that `gains` leaves out, and those in which
    even the best peer's value gains no rank. Raises CompositeError for an unknown or refused unit.
    """
    row = _row(index, unit)
    columns, best, _ = _reach(index, row)
    value = index.sized_[row, columns]
    tables = np.repeat(index.sized_[None], len(columns), axis=0)
    picks = np.arange(len(columns))

    def rank_at(part: Array) -> NDArray[np.int64]:
        tables[picks, row, columns] = np.where(part == 1, best, value + part * (best - value))
        return _scored(index, tables, row)[1]

    low, high = np.zeros(len(columns)), np.full(len(columns), np.nan)
    for step in range(1, PROBES + 1):
        better = (rank_at(np.full(len(columns), step / PROBES)) < index.ranks_[row]) & np.isnan(high)
        high[better], low[better] = step / PROBES, (step - 1) / PROBES
    able = ~np.isnan(high)
    if not able.any():
        return []
    low, high = np.where(able, low, 0.0), np.where(able, high, 0.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        better = rank_at(middle) < index.ranks_[row]
        low, high = np.where(better, low, middle), np.where(better, middle, high)
    reached = rank_at(high)
    needed = value + high * (best - value)
    found = [Lever(index.framework.columns[j], float(value[k]), float(needed[k]), float(high[k]), int(reached[k])) for k, j in enumerate(columns) if able[k]]
    return sorted(found, key=lambda one: one.part)


def _reach(index: Index, row: int) -> tuple[NDArray[np.intp], Array, NDArray[np.intp]]:
    """Columns in which a unit can still rise, the best value there, and who has it; among the units of its period."""
    table = index.table_
    good = index.sized_ * np.array(index.framework.directions)
    rows = np.array([not table.periods or period == table.periods[row] for period in table.periods or table.units])
    peers = np.where(rows[:, None] & ~np.isnan(good), good, -np.inf)
    leader = peers.argmax(axis=0)
    ahead = peers[leader, np.arange(good.shape[1])] > good[row]
    open_to_work = (table.states[row] != State.STRUCTURAL_ZERO) & ahead
    columns = np.flatnonzero(open_to_work)
    return columns, index.sized_[leader[columns], columns], leader[columns]


def _scored(index: Index, tables: Array, row: int) -> tuple[Array, NDArray[np.int64]]:
    """Score and rank of one unit in each of many changed tables (changes, units, indicators)."""
    if not len(tables):
        raise CompositeError("the unit leads in every indicator: nothing is left to gain")
    values = _normalised(index, tables)
    weights = index.weights_ if _data_driven(index) and _flat(values).any() else index.weighed(values, index.weights)
    scores = aggregate(values, index.framework, weights, index.aggregate)[..., -1]
    scores[:, np.isnan(index.scores_)] = np.nan
    return scores[:, row], index.ranked(scores, index.table_.periods)[:, row]


def _normalised(index: Index, tables: Array) -> Array:
    """Changed tables on scales learnt anew. A column in which all units have become equal is read on the scale learnt before the change."""
    treated = index.pulled_in(index.filled(tables, index.impute)[0], index.treat)[0]
    flat = _flat(treated)
    if not flat.any():
        return index.scaled(treated, index.normalise)[0]
    try:
        return index.scaled(treated, index.normalise)[0]  # fixed ends and orders need no differences
    except CompositeError:
        varied = np.where(flat, index.treated_, treated)
        return np.where(flat, index.normalise_.transform(treated), index.scaled(varied, index.normalise)[0])


def _flat(values: Array) -> NDArray[np.bool_]:
    """Columns without any difference, shape (..., 1, columns)."""
    low, high = np.where(np.isnan(values), np.inf, values).min(axis=-2), np.where(np.isnan(values), -np.inf, values).max(axis=-2)
    return np.asarray(low >= high)[..., None, :]


def _data_driven(index: Index) -> bool:
    """Are the weights learnt from the values, which differences of zero would break?"""
    return isinstance(index.weights, str) and index.weights != "equal"


def _name(index: Index, row: int) -> str:
    return index.table_.units[row]
