"""Why a unit stands where it stands, and what would move it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liziba.engines.composite import (
    CompositeError,
    DistanceToMax,
    Framework,
    Index,
    MinMax,
    Table,
    ZScore,
    contributions,
    effective_influence,
    gains,
    left_out,
    order_survives,
    ranks,
    smallest_changes,
)
from tests.engines.composite.asem import FRAMEWORK, asem, chain

TREE = Framework.from_text("code,parent,weight\na,x,1\nb,x,2\nc,y,1\nd,y,1\ne,y,3\nx,top,2\ny,top,1\ntop,,\n")
MEANS = ["arithmetic", "geometric", "harmonic", 2.0, 0.5, ["harmonic", "arithmetic"], ["geometric", 3.0]]


@pytest.mark.parametrize("method", MEANS, ids=str)
@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_contributions_sum_to_the_gap(method: object, seed: int) -> None:
    draw = np.random.default_rng(seed)
    values = draw.integers(0, 9, (6, 5)).astype(float)
    values[0], values[1] = 0, 9
    values[2:][draw.random((4, 5)) < 0.3] = np.nan
    index = Index(TREE, normalise=MinMax(1, 100), aggregate=method).fit(values)  # type: ignore[arg-type]
    for unit, peer in (("0", "1"), ("2", "3"), ("4", "1")):
        if unit in index.refused_ or peer in index.refused_:
            continue
        found = contributions(index, unit, peer)
        assert sum(found.parts.values()) == pytest.approx(found.gap, abs=1e-9)


def test_an_indicator_in_which_two_units_are_equal_explains_nothing() -> None:
    index = Index(TREE, normalise=MinMax(1, 100), aggregate="geometric").fit([[5, 1, 2, 3, 4], [5, 2, 1, 4, 3], [1, 9, 9, 9, 9]])
    assert contributions(index, "0", "1").parts["a"] == 0


def test_comparisons_of_wholes_cannot_be_split() -> None:
    index = Index(TREE, aggregate="copeland").fit([[5, 1, 2, 3, 4], [5, 2, 1, 4, 3], [1, 9, 9, 9, 9]])
    with pytest.raises(CompositeError, match="only means"):
        contributions(index, "0", "1")


def changed(table: Table, unit: str, indicator: str, value: float) -> Table:
    """The table with one cell set to a value after denomination."""
    values = table.values.copy()
    row, column = table.units.index(unit), table.indicators.index(indicator)
    size = FRAMEWORK.indicators[column].denominator
    values[row, column] = value * (table.sizes[size][row] if size else 1)
    return replace(table, values=values)


def test_a_gain_is_what_the_changed_table_gives() -> None:
    index = chain().fit(asem())
    found = gains(index, "CHN")
    assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)
    for one in found[:5]:
        again = chain().fit(changed(asem(), "CHN", one.indicator, one.best))
        row = again.table_.units.index("CHN")
        assert again.scores_[row] == pytest.approx(one.score, abs=1e-9)
        assert again.ranks_[row] == one.rank


def test_the_smallest_change_gains_a_rank_and_a_little_less_does_not() -> None:
    index = chain(treat=None).fit(asem())
    row = index.table_.units.index("SGP")
    found = smallest_changes(index, "SGP")
    assert found
    for one in found[:5]:
        assert chain(treat=None).fit(changed(asem(), "SGP", one.indicator, one.needed)).ranks_[row] == one.rank < index.ranks_[row]
        less = one.value + 0.999 * (one.needed - one.value)
        assert chain(treat=None).fit(changed(asem(), "SGP", one.indicator, less)).ranks_[row] == index.ranks_[row]


def test_the_first_has_no_rank_to_gain() -> None:
    assert smallest_changes(chain().fit(asem()), "CHE") == []


def test_looking_for_levers_leaves_the_index_as_it_was() -> None:
    index = chain().fit(asem())
    before = index.transform(asem())
    gains(index, "CHN")
    assert (index.transform(asem()) == before).all()
    assert before == pytest.approx(index.scores_, abs=1e-10)


def test_leaving_out_is_the_same_as_a_framework_without() -> None:
    values = np.random.default_rng(2).random((12, 5))
    found = left_out(Index(TREE).fit(values), ["b", "y"])
    without_b = Framework.from_text("code,parent,weight\na,x,1\nc,y,1\nd,y,1\ne,y,3\nx,top,2\ny,top,1\ntop,,\n")
    without_y = Framework.from_text("code,parent,weight\na,x,1\nb,x,2\nx,top,2\ntop,,\n")
    assert found.scores[0] == pytest.approx(Index(without_b).fit(values[:, [0, 2, 3, 4]]).scores_)
    assert found.scores[1] == pytest.approx(Index(without_y).fit(values[:, :2]).scores_)


def test_influence_shows_a_pillar_that_hardly_counts() -> None:
    index = chain().fit(asem())
    pillars = [i for i, height in enumerate(FRAMEWORK.height) if height == 1]
    found = effective_influence(index.nodes_[:, pillars], index.scores_, FRAMEWORK.effective()[pillars])
    weak = {FRAMEWORK.codes[pillars[i]] for i in np.flatnonzero(found.explained < 0.1)}
    assert weak == {"Environ", "SusEcFin"}
    assert found.weights.min() > 0.09


def test_equal_scores_share_the_better_rank_even_when_rounding_parts_them() -> None:
    assert ranks([0.1 + 0.2, 0.3, 1.0, float("nan")]).tolist() == [2, 2, 1, 0]


def test_an_order_survives_only_what_is_smaller_than_its_gaps() -> None:
    assert order_survives([16688, 16600, 11032], [0, 50, 0])
    assert not order_survives([16688, 16600, 11032], [0, 1859, 0])


@pytest.mark.parametrize("scale", [MinMax(1, 100), ZScore(50, 10), DistanceToMax()], ids=lambda scale: type(scale).__name__)
def test_of_two_units_the_one_behind_can_catch_up(scale: Any) -> None:
    """Equal to the only other unit, an indicator has no difference left: it keeps the scale it had."""
    framework = Framework.from_text("code,parent,direction\na,top,1\nb,top,1\nc,top,-1\ntop,,\n")
    index = Index(framework, normalise=scale).fit(Table.from_array([[9.0, 5.0, 2.0], [4.0, 6.0, 3.0]], units=("ahead", "behind"), indicators=("a", "b", "c")))
    assert index.ranks_.tolist() == [1, 2]
    moves = {one.indicator: one for one in gains(index, "behind")}
    assert set(moves) == {"a", "c"}
    for code, move in moves.items():
        column = framework.columns.index(code)
        best = index.normalised_[0, column]
        assert move.gain == pytest.approx((best - index.normalised_[1, column]) / 3)
    assert {one.indicator: one.rank for one in smallest_changes(index, "behind")} == {"a": 1, "c": 1}


@pytest.mark.parametrize("weights", ["entropy", "variation", "critic"])
def test_weights_out_of_the_data_outlive_an_indicator_without_differences(weights: str) -> None:
    framework = Framework.from_text("code,parent\na,top\nb,top\ntop,\n")
    values = np.array([[9.0, 5.0], [4.0, 6.0], [4.0, 7.0]])
    index = Index(framework, normalise=MinMax(1, 100), weights=weights).fit(values[:2])
    assert all(np.isfinite(one.score) for one in gains(index, index.table_.units[1]))
