"""Aggregation up the tree of a framework: children into groups, groups into the index, with one method or one a level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from liziba.engines.composite.compromise import topsis, vikor
from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.framework import Framework
from liziba.engines.composite.means import POWERS, power_mean
from liziba.engines.composite.outranking import copeland
from liziba.engines.composite.step import Array

Method = str | float
Methods = Method | Sequence[Method]
OUTRANKERS = ("copeland", "topsis", "vikor")


def power_of(method: Method) -> float | None:
    """The power of a mean by its name or as given; None for methods that are no means. Raises CompositeError for others."""
    if isinstance(method, str):
        if method in OUTRANKERS:
            return None
        if method not in POWERS:
            raise CompositeError(f"aggregation by {method} is not known; {', '.join([*POWERS, *OUTRANKERS])} are, or a number for a mean of that power")
        return POWERS[method]
    return float(method)


def method_at(methods: Methods, height: int, levels: int) -> Method:
    """The method that makes nodes of this height. Raises CompositeError unless there is one, or one for each level."""
    if isinstance(methods, str | int | float):
        return methods
    if len(methods) != levels:
        raise CompositeError(f"{len(methods)} methods for {levels} levels: one for all, or one a level from the lowest up")
    return methods[height - 1]


def aggregate(values: Array, framework: Framework, weights: Array, methods: Methods = "arithmetic") -> Array:
    """All nodes of all units: values (..., units, indicators) and weights (..., nodes) give (..., units, nodes).

    Means skip gaps; a group all of whose children are gaps, or weigh nothing, is a gap. VIKOR enters as 1 - q, so that
    more is better. Raises what the method raises: see means, outranking, compromise.
    """
    batch = np.broadcast_shapes(values.shape[:-2], weights.shape[:-1])
    size = len(framework.nodes)
    found = np.full((*batch, values.shape[-2], size), np.nan)
    found[..., : values.shape[-1]] = values
    levels = framework.height[-1]
    for place, below in framework.children.items():
        raw = weights[..., below]
        total = raw.sum(axis=-1, keepdims=True)
        empty = total[..., 0] == 0
        share = raw / np.where(total == 0, 1.0, total)
        method = method_at(methods, framework.height[place], levels)
        under = found[..., below]
        power = power_of(method)
        if power is not None:
            made = power_mean(under, share, power)
        elif not empty.any():
            made = _outranked(str(method), under, share)
        else:
            made = _outranked(str(method), under, np.where(empty[..., None], 1 / len(below), share))
        found[..., place] = np.where(empty[..., None], np.nan, made) if empty.any() else made
    return found


def _outranked(method: str, values: Array, weights: Array) -> Array:
    if method == "copeland":
        return copeland(values, weights)
    if method == "topsis":
        return topsis(values, weights)
    return np.asarray(1 - vikor(values, weights).q)


def share_known(known: Array, framework: Framework, weights: Array) -> Array:
    """Share of the weight below each node that rests on known cells, shape (units, nodes). known: 1 or 0, (units, indicators)."""
    return aggregate(known, framework, weights, "arithmetic")
