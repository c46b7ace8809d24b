"""The whole chain as one estimator: screen, denominate, impute, treat, normalise, weight, aggregate, rank.

Nothing goes missing in silence: what was screened out, imputed, skipped or refused stands in the result with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from liziba.engines.composite.errors import CompositeError, named
from liziba.engines.composite.framework import Framework
from liziba.engines.composite.imputation import Impute
from liziba.engines.composite.normalisation import MinMax, Normaliser
from liziba.engines.composite.optimisation import optimised_weights
from liziba.engines.composite.outliers import TreatOutliers
from liziba.engines.composite.principal import principal_weights
from liziba.engines.composite.ranking import ranks
from liziba.engines.composite.screening import Screen, denominate
from liziba.engines.composite.step import Array, Step, clone
from liziba.engines.composite.table import State, Table
from liziba.engines.composite.tree import Methods, aggregate, share_known
from liziba.engines.composite.weighting import critic_weights, deviation_weights, entropy_weights, variation_weights

WEIGHTING: dict[str, Callable[[Array], Array]] = {
    "entropy": entropy_weights,
    "critic": critic_weights,
    "variation": variation_weights,
    "deviation": deviation_weights,
    "principal": principal_weights,
    "optimised": lambda values: optimised_weights(values).weights,
}
Weights = str | Mapping[str, float] | ArrayLike | None


Learnt = TypeVar("Learnt", Impute, TreatOutliers)


class Skipped(NamedTuple):
    """A group of a unit that rests on nothing: its parent is the mean of the other groups."""

    unit: str
    node: str


class Index(Step):
    """A composite index. Parameters are the steps; None leaves a step out.

    framework: the tree. screen, impute, treat, normalise: steps of this package, cloned before they learn.
    fill_not_covered: impute also cells that no source covers (they stay gaps otherwise).
    weights: None (those of the framework), "equal", "entropy", "critic", "variation", "deviation", "principal",
    "optimised" (each among the children of a group), a weight by code, or an array (nodes).
    aggregate: a method of `tree.aggregate`, or one a level from the lowest up.
    least_coverage: units with less of the weight on cells that were measured get no score and no rank.
    One scale over years: give a table with periods; imputation and treatment go by period, the scale is one over all.

    Learnt, in the order of the units kept: table_ (after screening), sized_, imputed_, treated_, normalised_ (units,
    indicators), weights_ (nodes), nodes_ (units, nodes), scores_ and ranks_ (units; rank 0 and NaN when refused),
    coverage_ (units, nodes), screened_out_, refused_ (unit: reason), skipped_; impute_, treat_ (steps by period, "" for
    tables without), normalise_.
    """

    def __init__(
        self,
        framework: Framework,
        screen: Screen | None = None,
        impute: Impute | None = None,
        treat: TreatOutliers | None = None,
        normalise: Normaliser | None = None,
        weights: Weights = None,
        aggregate: Methods = "arithmetic",
        least_coverage: float = 0.0,
        fill_not_covered: bool = False,
    ) -> None:
        self.framework = framework
        self.screen = screen
        self.impute = impute
        self.treat = treat
        self.normalise = normalise
        self.weights = weights
        self.aggregate = aggregate
        self.least_coverage = least_coverage
        self.fill_not_covered = fill_not_covered

    def fit(self, X: Table | ArrayLike, y: object = None) -> Self:
        """Build the index of a Table, or of an array (units, indicators) in the order of the framework's indicators.

        Raises CompositeError when the indicators differ from the framework's, and what the steps raise.
        """
        table = X if isinstance(X, Table) else Table.from_array(X, indicators=self.framework.columns)
        if table.indicators != self.framework.columns:
            differ = [*sorted(set(table.indicators) ^ set(self.framework.columns)), "the order"][0]
            raise CompositeError(f"table and framework do not have the same indicators in the same order: {differ}")
        self.n_features_in_ = len(table.indicators)
        self.feature_names_in_ = np.array(table.indicators, dtype=object)
        self.screened_out_: tuple[str, ...] = ()
        if self.screen is not None:
            kept = Screen(self.screen.least).fit(table.values).kept_
            self.screened_out_ = tuple(name for name, stays in zip(table.units, kept, strict=True) if not stays)
            table = table.kept(kept)
        self.table_ = table
        self.sized_ = self.divided(table)
        self.imputed_, self.impute_ = self.filled(self.sized_, self.impute)
        self.treated_, self.treat_ = self.pulled_in(self.imputed_, self.treat)
        self.normalised_, self.normalise_ = self.scaled(self.treated_, self.normalise)
        self.weights_ = self.weighed(self.normalised_, self.weights)
        self.nodes_ = aggregate(self.normalised_, self.framework, self.weights_, self.aggregate)
        self.coverage_ = share_known((table.states < State.NOT_COVERED).astype(np.float64), self.framework, self.weights_)
        self._judge(table)
        return self

    def _judge(self, table: Table) -> None:
        """Say who gets no score, and which groups rest on nothing."""
        scores = self.nodes_[:, -1].copy()
        self.refused_: dict[str, str] = {}
        for i, unit in enumerate(table.units):
            name = f"{unit} {table.periods[i]}" if table.periods else unit
            if self.coverage_[i, -1] < self.least_coverage:
                self.refused_[name] = f"{self.coverage_[i, -1]:.0%} of the weight is known, {self.least_coverage:.0%} is the least"
                scores[i] = np.nan
            elif np.isnan(scores[i]):
                self.refused_[name] = "nothing is known"
        gaps = np.argwhere(np.isnan(self.nodes_[:, self.n_features_in_ : -1]))
        self.skipped_ = [Skipped(table.units[i], self.framework.codes[self.n_features_in_ + j]) for i, j in gaps]
        self.scores_ = scores
        self.ranks_ = self.ranked(scores, table.periods)

    def transform(self, X: Table | ArrayLike) -> Array:
        """Scores (units) of other units on what was learnt: fillings, limits, ends and weights stay as they are.

        Raises CompositeError for a period that was not there at fit where imputation or treatment went by period.
        """
        table = X if isinstance(X, Table) else Table.from_array(X, indicators=self.framework.columns)
        scale = self._learnt("normalise_")
        values = self.divided(table).copy()
        for period, rows in _periods(table.periods, len(table.units)):
            if self.impute is not None:
                groups = [table.groups[i] for i in rows] if table.groups else None
                values[rows] = self._hidden(values[rows], table.states[rows], self._of(self.impute_, period).transform(values[rows], groups=groups))
            if self.treat is not None:
                values[rows] = self._of(self.treat_, period).transform(values[rows])
        return np.asarray(aggregate(scale.transform(values), self.framework, self.weights_, self.aggregate)[..., -1])

    @staticmethod
    def _of(steps: dict[str, Learnt], period: str) -> Learnt:
        if period not in steps:
            raise CompositeError(f"period {period or 'none'} was not there at fit, so nothing was learnt for it; {', '.join(steps)} were")
        return steps[period]

    def fit_transform(self, X: Table | ArrayLike, y: object = None) -> Array:
        """`fit`, then the scores (units)."""
        return self.fit(X).scores_

    def divided(self, table: Table) -> Array:
        """Values over the denominators that the framework names. Raises CompositeError for a denominator that is not there."""
        divided = [(j, node.denominator) for j, node in enumerate(self.framework.indicators) if node.denominator]
        if not divided:
            return table.values
        if lacking := {name for _, name in divided} - set(table.sizes):
            raise CompositeError(f"the table has no denominator {sorted(lacking)[0]}")
        below = np.ones(table.values.shape)
        for j, name in divided:
            below[:, j] = table.sizes[name]
        with named(self.framework.columns):
            return denominate(table.values, below)

    def _hidden(self, values: Array, states: NDArray[np.int8], filled: Array) -> Array:
        """Cells that no source covers stay gaps, unless they were to be filled."""
        if self.fill_not_covered or not (states == State.NOT_COVERED).any():
            return filled
        return np.where(states == State.NOT_COVERED, values, filled)

    def filled(self, values: Array, step: Impute | None) -> tuple[Array, dict[str, Impute]]:
        """Values (..., units, indicators) with gaps imputed, and what was learnt, period by period."""
        if step is None:
            return values, {}
        found, learnt, table = values.copy(), {}, self.table_
        for period, rows in _periods(table.periods, len(table.units)):
            learnt[period] = Impute(step.method, step.least)
            with named(self.framework.columns):
                made = learnt[period].fit_transform(values[..., rows, :], groups=[table.groups[i] for i in rows] if table.groups else None)
            found[..., rows, :] = self._hidden(values[..., rows, :], table.states[rows], made)
        return found, learnt

    def pulled_in(self, values: Array, step: TreatOutliers | None) -> tuple[Array, dict[str, TreatOutliers]]:
        """Values with outliers treated, and what was learnt, period by period."""
        if step is None:
            return values, {}
        found, learnt = values.copy(), {}
        for period, rows in _periods(self.table_.periods, len(self.table_.units)):
            learnt[period] = TreatOutliers(step.at_most, step.skewness, step.kurtosis, step.log)
            found[..., rows, :] = learnt[period].fit_transform(values[..., rows, :])
        return found, learnt

    def scaled(self, values: Array, step: Normaliser | None) -> tuple[Array, Normaliser]:
        """Values normalised over all units and periods together, min-max 0..100 when no step is given; and the scale."""
        learnt = MinMax() if step is None else clone(step)
        with named(self.framework.columns):
            return learnt.fit_transform(values, directions=self.framework.directions), learnt

    def chained(self, values: Array, impute: Impute | None, treat: TreatOutliers | None, normalise: Normaliser | None) -> Array:
        """Normalised values of tables (..., units, indicators) after denomination, each learnt anew."""
        return self.scaled(self.pulled_in(self.filled(values, impute)[0], treat)[0], normalise)[0]

    def weighed(self, values: Array, weights: Weights) -> Array:
        """Weights of all nodes, shape (nodes) or (..., nodes), for normalised values (..., units, indicators)."""
        framework = self.framework
        if weights is None:
            return framework.weights
        if isinstance(weights, Mapping):
            return framework.weights_by_code(weights)
        if not isinstance(weights, str):
            given = np.asarray(weights, dtype=np.float64)
            if given.shape[-1] != len(framework.nodes) or not np.isfinite(given).all() or (given < 0).any():
                raise CompositeError(f"weights need one number a node ({len(framework.nodes)}), none below zero; the shape given was {given.shape}")
            return given
        if weights == "equal":
            return np.ones(len(framework.nodes))
        if weights not in WEIGHTING:
            raise CompositeError(f"weighting by {weights} is not known; equal, {', '.join(WEIGHTING)} are")
        if values.ndim > 2:
            return np.stack([self.weighed(one, weights) for one in values])
        found = np.ones(len(framework.nodes))
        made = aggregate(values, framework, found, self.aggregate)
        for height in range(1, framework.height[-1] + 1):
            for place, below in framework.children.items():
                if framework.height[place] == height and len(below) > 1:
                    with named([framework.codes[child] for child in below]):
                        found[below] = WEIGHTING[weights](made[:, below])
            made = aggregate(values, framework, found, self.aggregate)
        return found

    def ranked(self, scores: Array, periods: tuple[str, ...] = ()) -> NDArray[np.int64]:
        """Ranks of scores (..., units), within each period."""
        found = np.zeros(scores.shape, dtype=np.int64)
        for _, rows in _periods(periods, scores.shape[-1]):
            found[..., rows] = ranks(scores[..., rows])
        return found


def _periods(periods: tuple[str, ...], units: int) -> list[tuple[str, NDArray[np.intp]]]:
    """Each period with its rows; one without a name when the table has none."""
    if not periods:
        return [("", np.arange(units))]
    return [(period, np.flatnonzero([other == period for other in periods])) for period in dict.fromkeys(periods)]
