"""Sobol indices: which choice the result hangs on. Exact where all combinations were computed, else estimated with intervals.

Sources: Sobol (1993); Saltelli et al. (2010), Computer Physics Communications 181, 259-270; Jansen (1999), the same 117, 35-43.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.step import Array

ESTIMATORS = ("centred", "jansen")


class Exact(NamedTuple):
    """Each of shape (choices): first, the variance each choice explains alone; total, with all it takes part in; both as shares."""

    first: Array
    total: Array
    variance: float


def sobol_exact(results: ArrayLike) -> Exact:
    """Indices from one result for every combination: an array with one axis a choice, all options equally likely.

    There is no sampling error. Raises CompositeError for gaps and when the result never varies.
    """
    table = np.asarray(results, dtype=np.float64)
    if not np.isfinite(table).all():
        raise CompositeError("a combination has no result: exact indices need every one")
    variance = float(table.var())
    if variance == 0:
        raise CompositeError("the result is the same under every choice: there is no variance to share out")
    axes = range(table.ndim)
    first = [table.mean(axis=tuple(other for other in axes if other != axis)).var() / variance for axis in axes]
    total = [table.var(axis=axis).mean() / variance for axis in axes]
    return Exact(np.array(first), np.array(total), variance)


class Estimate(NamedTuple):
    """Estimates of shape (choices), and their bounds of shape (choices, 2)."""

    first: Array
    total: Array
    first_interval: Array
    total_interval: Array


def sobol_estimated(
    a: ArrayLike, b: ArrayLike, ab: ArrayLike, *, estimator: str = "jansen", level: float = 0.95, resamples: int = 1000, seed: int = 0
) -> Estimate:
    """Indices from runs of the design A, B, A with one column of B.

    a, b: (runs); ab: (choices, runs), row i with choice i taken from B. estimator of the first order: "centred" or
    "jansen"; the total is Jansen's. Intervals: percentile bootstrap over runs (Efron 1979) at `level`.
    Raises CompositeError for shapes that do not fit, gaps, an unknown estimator and results that never vary.
    """
    if estimator not in ESTIMATORS:
        raise CompositeError(f"estimator {estimator} is not known; {' and '.join(ESTIMATORS)} are")
    ya, yb, yab = (np.asarray(runs, dtype=np.float64) for runs in (a, b, ab))
    if ya.ndim != 1 or yb.shape != ya.shape or yab.ndim != 2 or yab.shape[1:] != ya.shape:
        raise CompositeError(f"a and b have one result a run, ab one row a choice; given were {ya.shape}, {yb.shape} and {yab.shape}")
    if not all(np.isfinite(runs).all() for runs in (ya, yb, yab)):
        raise CompositeError("a run has no result")
    if np.ptp(np.concatenate([ya, yb])) == 0:
        raise CompositeError("the result never varies: there is no variance to share out")
    first, total = _indices(ya, yb, yab, estimator)
    picks = np.random.default_rng(seed).integers(0, len(ya), (resamples, len(ya)))
    drawn = _indices(ya[picks], yb[picks], np.moveaxis(yab[:, picks], 0, -2), estimator)
    tail = (1 - level) / 2
    low_high = [np.nanquantile(one, [tail, 1 - tail], axis=0).T for one in drawn]
    return Estimate(first, total, *low_high)


def _indices(ya: Array, yb: Array, yab: Array, estimator: str) -> tuple[Array, Array]:
    both = np.concatenate([ya, yb], axis=-1)
    variance = both.var(axis=-1, ddof=1)[..., None]
    with np.errstate(invalid="ignore", divide="ignore"):
        if estimator == "centred":
            first = ((yb - both.mean(axis=-1, keepdims=True))[..., None, :] * (yab - ya[..., None, :])).mean(axis=-1) / variance
        else:
            first = 1 - ((yb[..., None, :] - yab) ** 2).mean(axis=-1) / (2 * variance)
        total = ((ya[..., None, :] - yab) ** 2).mean(axis=-1) / (2 * variance)
    return first, total


def design(levels: Sequence[int], runs: int, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which option of each choice to run: A and B of shape (runs, choices), AB of shape (choices, runs, choices).

    levels: how many options each choice has. Latin: every option comes equally often, as far as `runs` allows.
    """
    draw = np.random.default_rng(seed)
    strata = (draw.permuted(np.tile(np.arange(runs), (2 * len(levels), 1)), axis=1) + draw.random((2 * len(levels), runs))) / runs
    options = (strata.T * np.tile(np.asarray(levels), 2)).astype(np.int64)
    a, b = options[:, : len(levels)], options[:, len(levels) :]
    ab = np.repeat(a[None], len(levels), axis=0)
    for choice in range(len(levels)):
        ab[choice, :, choice] = b[:, choice]
    return a, b, ab
