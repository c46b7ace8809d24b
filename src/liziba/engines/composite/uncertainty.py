"""How far ranks hang on choices that could have been made otherwise: every combination, or draws with noise.

Sources: Saisana, Saltelli and Tarantola (2005), Journal of the Royal Statistical Society A 168, 307-323; OECD and JRC (2008), step 7.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.index import Index
from liziba.engines.composite.ranking import ranks
from liziba.engines.composite.sobol import Exact, sobol_exact
from liziba.engines.composite.step import Array
from liziba.engines.composite.tree import aggregate

STAGES = ("impute", "treat", "normalise", "weights", "aggregate")
ERRORS = ("normal", "uniform")
CHUNK = 2_000_000  # cells held at a time while drawing


@dataclass(frozen=True)
class Runs:
    """Results under many choices: scores and ranks of shape (..., units), one axis a choice after `enumerated`."""

    units: tuple[str, ...]
    choices: tuple[str, ...]
    scores: Array
    ranks: NDArray[np.int64]

    def _place(self, unit: str) -> int:
        if unit not in self.units:
            raise CompositeError(f"{unit} is not among the units; these are: {', '.join(self.units)}")
        return self.units.index(unit)

    def ranks_of(self, unit: str) -> NDArray[np.int64]:
        """All ranks of a unit, in one row."""
        return self.ranks[..., self._place(unit)].ravel()

    def range_of(self, unit: str) -> tuple[int, int]:
        """Best and worst rank of a unit. Raises CompositeError when it was refused a rank in every run."""
        found = self.ranks_of(unit)
        if not (found > 0).any():
            raise CompositeError(f"{unit} has no rank in any run")
        return int(found[found > 0].min()), int(found.max())

    def quantiles_of(self, unit: str, at: ArrayLike = (0.05, 0.5, 0.95)) -> Array:
        """Quantiles of the ranks of a unit, linear between ranks."""
        return np.asarray(np.quantile(self.ranks_of(unit).astype(np.float64), np.asarray(at, dtype=np.float64)))

    def probability(self, unit: str, before: str) -> float:
        """Share of the runs in which a unit scores above another; a tie counts half. Raises CompositeError when one has no rank."""
        one, other = self.ranks_of(unit), self.ranks_of(before)
        for name, found in ((unit, one), (before, other)):
            if (found == 0).any():
                raise CompositeError(f"{name} has no rank in {(found == 0).sum()} of {found.size} runs, so it comes neither before nor after")
        return float(((one < other) + 0.5 * (one == other)).mean())

    def shift(self, nominal: ArrayLike) -> Array:
        """Mean absolute change of rank against nominal ranks (units; 0 is left out), for each run."""
        given = np.asarray(nominal)
        return np.asarray(np.abs(self.ranks - given)[..., given > 0].mean(axis=-1))

    def sobol(self, nominal: ArrayLike) -> Exact:
        """Exact Sobol indices of `shift`, in the order of `choices`; only after `enumerated`."""
        if self.ranks.ndim != len(self.choices) + 1:
            raise CompositeError("exact indices need every combination: use enumerated")
        return sobol_exact(self.shift(nominal))


def _stages(index: Index, choices: Mapping[str, Sequence[Any]]) -> list[list[Any]]:
    if unknown := set(choices) - set(STAGES):
        raise CompositeError(f"{', '.join(sorted(unknown))} is no choice; {', '.join(STAGES)} are")
    if empty := [name for name, options in choices.items() if len(options) == 0]:
        raise CompositeError(f"{empty[0]} has no option")
    return [list(choices.get(stage, [getattr(index, stage)])) for stage in STAGES]


def enumerated(index: Index, choices: Mapping[str, Sequence[Any]]) -> Runs:
    """Every combination of options, for an index that is fitted; one axis a choice, in the order given.

    choices: options by stage (impute, treat, normalise, weights, aggregate); what is not named stays as in the index.
    Stages that combinations share are computed once, and all weights at once.
    Raises CompositeError for unknown stages and for what a combination cannot do.
    """
    impute, treat, normalise, weights, methods = _stages(index, choices)
    refused = np.isnan(index.scores_)
    scores = np.empty((len(impute), len(treat), len(normalise), len(weights), len(methods), len(refused)))
    for i, filling in enumerate(impute):
        filled, _ = index.filled(index.sized_, filling)
        for t, treating in enumerate(treat):
            treated, _ = index.pulled_in(filled, treating)
            for n, scale in enumerate(normalise):
                values, _ = index.scaled(treated, scale)
                given = np.stack([index.weighed(values, option) for option in weights])
                for m, method in enumerate(methods):
                    scores[i, t, n, :, m] = aggregate(values, index.framework, given, method)[..., -1]
    scores[..., refused] = np.nan
    given_order = [STAGES.index(name) for name in choices]
    others = [stage for stage in range(len(STAGES)) if stage not in given_order]
    ordered = np.transpose(scores, [*given_order, *others, len(STAGES)])
    ordered = ordered.reshape(*(len(options) for options in choices.values()), len(refused))
    return Runs(index.table_.units, tuple(choices), ordered, index.ranked(ordered, index.table_.periods))


def drawn(
    index: Index,
    runs: int,
    *,
    choices: Mapping[str, Sequence[Any]] | None = None,
    weight_noise: float = 0.0,
    cell_error: ArrayLike | None = None,
    error_shape: str = "normal",
    seed: int = 0,
) -> Runs:
    """Monte Carlo for an index that is fitted: each run takes one option of every choice, noisy weights and noisy cells.

    weight_noise: each weight is multiplied by a number drawn evenly from 1 - noise to 1 + noise. cell_error: of each
    cell (units, indicators), in the unit of the value after denomination: the standard deviation for error_shape "normal"
    (revisions), the half width for "uniform" (rounding).
    Scores and ranks have shape (runs, units). The same seed gives the same runs.
    Raises CompositeError unless runs > 0 and 0 <= weight_noise <= 1, and for errors that are negative or do not fit.
    """
    if runs < 1 or not 0 <= weight_noise <= 1:
        raise CompositeError(f"runs is at least 1 and weight_noise between 0 and 1; given were {runs} and {weight_noise}")
    options = _stages(index, choices or {})
    error = None if cell_error is None else np.asarray(cell_error, dtype=np.float64)
    if error is not None and (error.shape != index.sized_.shape or not (error >= 0).all()):
        raise CompositeError(f"errors have shape {index.sized_.shape} and are not negative; the shape given was {error.shape}")
    if error_shape not in ERRORS:
        raise CompositeError(f"errors of shape {error_shape} are not known; {' and '.join(ERRORS)} are")
    draw = np.random.default_rng(seed)
    picks = np.stack([draw.integers(0, len(one), runs) for one in options], axis=1)
    scores = np.empty((runs, len(index.scores_)))
    size = max(1, CHUNK // (len(index.scores_) * len(index.framework.nodes)))
    for combination in itertools.product(*(range(len(one)) for one in options)):
        rows = np.flatnonzero((picks == combination).all(axis=1))
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            scores[part] = _draws(index, [one[i] for one, i in zip(options, combination, strict=True)], len(part), weight_noise, error, error_shape, draw)
    scores[:, np.isnan(index.scores_)] = np.nan
    return Runs(index.table_.units, tuple(choices or {}), scores, index.ranked(scores, index.table_.periods))


def _draws(index: Index, option: list[Any], runs: int, weight_noise: float, error: Array | None, shape: str, draw: np.random.Generator) -> Array:
    impute, treat, normalise, weighting, method = option
    values = index.sized_
    if error is not None:
        size = (runs, *error.shape)
        values = values + error * (draw.standard_normal(size) if shape == "normal" else draw.uniform(-1, 1, size))
    scaled = index.chained(values, impute, treat, normalise)
    weights = index.weighed(scaled, weighting)
    if weight_noise:
        weights = weights * draw.uniform(1 - weight_noise, 1 + weight_noise, (runs, weights.shape[-1]))
    found = aggregate(scaled, index.framework, weights, method)[..., -1]
    return np.broadcast_to(found, (runs, found.shape[-1]))


def share_of_first(runs: Runs) -> dict[str, float]:
    """Share of the runs in which each unit is first, alone or with others."""
    return {unit: float((ranks_ == 1).mean()) for unit, ranks_ in zip(runs.units, np.moveaxis(runs.ranks, -1, 0), strict=True)}


def order_survives(scores: ArrayLike, errors: ArrayLike) -> bool:
    """Whether no two units of scores (units) change places while each stays within its error (units) of its score."""
    given, slack = np.asarray(scores, dtype=np.float64), np.abs(np.asarray(errors, dtype=np.float64))
    order = np.argsort(-given)
    low, high = (given - slack)[order], (given + slack)[order]
    return bool((low[:-1] > high[1:]).all()) and not (ranks(given) == 0).any()
