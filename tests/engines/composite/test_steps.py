"""Steps keep the conventions of scikit-learn, and frameworks and weights say what is wrong with them."""

from __future__ import annotations

import inspect
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liziba.engines import composite
from liziba.engines.composite import (
    CompositeError,
    DistanceToTarget,
    FractionOfMax,
    Framework,
    Goalposts,
    Impute,
    Index,
    MinMax,
    NotFittedError,
    Table,
    TreatOutliers,
    ZScore,
    benefit_of_the_doubt,
    box_cox,
    clone,
    optimised_weights,
    topsis,
)
from liziba.engines.composite.step import Step
from tests.engines.composite.asem import FRAMEWORK, asem, chain

STEPS = [step for _, step in inspect.getmembers(composite, inspect.isclass) if issubclass(step, Step)]


@pytest.mark.parametrize("step", STEPS)
def test_parameters_are_kept_as_given(step: type[Step]) -> None:
    wanted = {"framework": FRAMEWORK, "targets": [1.0], "lows": [0.0], "highs": [1.0], "reference": 0}
    given = {name: wanted[name] for name, parameter in inspect.signature(step).parameters.items() if parameter.default is inspect.Parameter.empty}
    made = step(**given)
    assert made.get_params(deep=False) == clone(made).get_params(deep=False)
    assert all(made.get_params()[name] is value for name, value in given.items())
    with pytest.raises(CompositeError, match="has no parameter colour"):
        made.set_params(colour=1)
    with pytest.raises(NotFittedError, match="call fit first"):
        made.transform(np.ones((3, len(FRAMEWORK.columns))))


def test_a_nested_parameter_is_set_by_its_path() -> None:
    index = chain().set_params(treat__at_most=2, aggregate="geometric")
    assert (index.treat.at_most, index.aggregate) == (2, "geometric")
    assert index.get_params()["treat__at_most"] == 2


def test_where_less_is_better_the_cheapest_wins_on_every_scale() -> None:
    costs = np.array([[1.0], [2.0], [4.0]])
    for scale in (MinMax(), FractionOfMax(), DistanceToTarget([0.5]), Goalposts([0], [5])):
        found = scale.fit_transform(costs, directions=["min"])[:, 0]
        assert found[0] > found[1] > found[2]


def test_a_scale_learnt_on_one_year_measures_the_next() -> None:
    scale = MinMax().fit([[0.0], [10.0]])
    assert scale.transform([[5.0], [20.0]])[:, 0].tolist() == [50, 200]


def test_a_column_that_does_not_vary_is_named() -> None:
    with pytest.raises(CompositeError, match="column 1 does not vary"):
        MinMax().fit([[1, 2], [3, 2]])


def test_periods_share_one_scale_and_rank_among_themselves() -> None:
    tree = Framework.from_text("code,parent\na,top\nb,top\ntop,\n")
    table = Table.from_text("unit,year,a,b\nX,2024,1,1\nY,2024,2,3\nX,2025,3,2\nY,2025,2,3\n", tree.columns, period="year")
    index = Index(tree).fit(table)
    assert index.scores_.tolist() == [0, 75, 75, 75]
    assert index.ranks_.tolist() == [2, 1, 1, 1]


def test_of_five_units_one_may_be_pulled_in() -> None:
    with pytest.raises(CompositeError, match="at most 1 may be winsorised"):
        TreatOutliers(2).fit(np.ones((5, 1)))


def test_a_column_that_winsorising_does_not_mend_is_logged_in_the_same_order() -> None:
    column = np.exp(np.arange(40) / 2)[:, None]
    step = TreatOutliers(2)
    treated = step.fit_transform(column)
    assert step.logged_.tolist() == [True]
    assert (np.diff(treated[:, 0]) > 0).all()
    assert step.transform(column) == pytest.approx(treated)


def test_a_batch_of_tables_is_treated_as_each_alone() -> None:
    draw = np.random.default_rng(0)
    tables = np.exp(draw.normal(size=(6, 30, 4)) * 2)
    tables[draw.random(tables.shape) < 0.1] = np.nan
    for make in (TreatOutliers, Impute, MinMax, lambda: Impute("median")):
        together = make().fit_transform(tables)
        for one, table in zip(together, tables, strict=True):
            assert one == pytest.approx(make().fit_transform(table), nan_ok=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,parent\na,top\ntop,\na,top\n", "a comes twice"),
        ("code,parent\na,up\ntop,\n", "a belongs to up, which is not there"),
        ("code,parent\na,\nb,\n", "one row without a parent is the index; there are 2: a, b"),
        ("code,parent\na,b\nb,a\ntop,\n", "a, b belong to each other in a ring"),
        ("code,parent,weight\na,top,-1\ntop,,\n", "framework, line 2: weight is below zero"),
        ("code,parent,direction\na,top,up\ntop,,\n", "framework, line 2: direction is up; 1 or max, -1 or min are accepted"),
        ("code,parent,low\na,top,none\ntop,,\n", "framework, line 2: low is none, not a number"),
        ("code\na\n", "the head lacks parent"),
    ],
)
def test_a_framework_says_what_is_wrong_with_it(text: str, said: str) -> None:
    with pytest.raises(CompositeError, match=said):
        Framework.from_text(text)


def test_weights_of_the_indicators_sum_to_one_down_the_tree() -> None:
    effective = FRAMEWORK.effective()
    assert effective[: len(FRAMEWORK.columns)].sum() == pytest.approx(1)
    assert effective[FRAMEWORK.place["Physical"]] == pytest.approx(0.1)


def test_a_denominator_of_zero_is_refused() -> None:
    table = asem()
    with pytest.raises(CompositeError, match="size is above zero"):
        chain().fit(replace(table, sizes={**table.sizes, "GDP": table.sizes["GDP"] * 0}))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_optimised_weights_are_never_negative_and_reach_the_target_when_it_can_be_reached(seed: int) -> None:
    draw = np.random.default_rng(seed)
    values = draw.normal(size=(40, 4)) @ draw.normal(size=(4, 4))
    found = optimised_weights(values)
    assert (found.weights >= 0).all()
    assert found.weights.sum() == pytest.approx(1)
    exact = np.linalg.solve(np.cov(values, rowvar=False), values.std(axis=0))
    if (exact / exact.sum() >= 0).all():
        assert found.weights == pytest.approx(exact / exact.sum(), abs=1e-6)
        assert found.miss < 1e-12


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_benefit_of_the_doubt_keeps_its_bounds_and_nobody_passes_the_frontier(seed: int) -> None:
    values = np.random.default_rng(seed).uniform(0.1, 10, (8, 3))
    free, bound = benefit_of_the_doubt(values), benefit_of_the_doubt(values, shares=(0.2, 0.5))
    for found in (free, bound):
        assert (values @ found.weights.T).max() <= 1 + 1e-9
        assert found.scores == pytest.approx((values * found.weights).sum(axis=1))
    share = values * bound.weights / bound.scores[:, None]
    assert share.min() >= 0.2 - 1e-9
    assert share.max() <= 0.5 + 1e-9
    assert (bound.scores <= free.scores + 1e-9).all()
    assert free.frontier >= 1


@pytest.mark.parametrize("weights", ["equal", "entropy", "critic", "variation", "deviation", "optimised", {"Conn": 2.0}])
def test_every_way_of_weighting_ranks_every_unit(weights: object) -> None:
    index = chain(weights=weights, normalise=MinMax(1, 100)).fit(asem())
    assert (index.ranks_ > 0).all()
    assert (index.weights_ >= 0).all()


@pytest.mark.parametrize("method", ["arithmetic", "geometric", "harmonic", 2.0, "copeland", "topsis", "vikor", ["arithmetic", "topsis", "copeland"]])
def test_under_every_method_a_unit_that_leads_everywhere_is_first(method: object) -> None:
    table = asem()
    values = Impute().fit_transform(table.values)
    sign = np.array(FRAMEWORK.directions)
    values[7] = (values * sign).max(axis=0) * sign
    table = Table(values, table.units, table.indicators, Table.from_array(values).states, sizes={name: np.ones(51) for name in table.sizes})
    assert Index(FRAMEWORK, normalise=MinMax(1, 100), aggregate=method).fit(table).ranks_[7] == 1  # type: ignore[arg-type]


def test_an_error_inside_the_chain_names_the_indicator() -> None:
    tree = Framework.from_text("code,parent\nguide,top\nflights,top\ntop,\n")
    with pytest.raises(CompositeError, match=r"^flights does not vary"):
        Index(tree).fit([[1, 2], [2, 2]])
    with pytest.raises(CompositeError, match=r"^flights holds a negative value"):
        Index(tree, weights="entropy", normalise=ZScore(1, 1)).fit([[1, 9], [2, 8], [1, 0], [2, 9]])


def test_box_cox_runs_into_the_logarithm() -> None:
    values = np.array([[0.5], [2.0], [8.0]])
    assert box_cox(values, 1) == pytest.approx(values - 1)
    assert box_cox(values, 1e-9) == pytest.approx(box_cox(values, 0), abs=1e-6)
    with pytest.raises(CompositeError, match="at or below zero"):
        box_cox([[0.0], [1.0]], 0.5)


def test_a_unit_that_comes_twice_is_named() -> None:
    with pytest.raises(CompositeError, match="A comes twice"):
        Table.from_text("unit,a\nA,1\nA,2\n", ["a"])


def test_unknown_methods_are_named_with_those_that_are_known() -> None:
    with pytest.raises(CompositeError, match="aggregation by median is not known; arithmetic"):
        chain(aggregate="median").fit(asem())
    with pytest.raises(CompositeError, match="weighting by taste is not known; equal, entropy"):
        chain(weights="taste").fit(asem())
    with pytest.raises(CompositeError, match="normalisation cube is not known"):
        topsis([[1, 2], [2, 1]], normalisation="cube")
