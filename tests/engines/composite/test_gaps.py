"""Gaps never turn into empty or silent scores, and zero, structural zero, not covered and not found stay apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liziba.engines.composite import (
    CompositeError,
    FewUnitsError,
    Framework,
    GapError,
    Impute,
    Index,
    Screen,
    State,
    Table,
    benefit_of_the_doubt,
    carried,
    copeland,
    correlations,
    critic_weights,
    cronbach_alpha,
    entropy_weights,
    gains,
    generalised,
    topsis,
    vikor,
)
from tests.engines.composite.asem import FRAMEWORK, asem, chain

TREE = Framework.from_text("code,parent,weight\nguide,fame,1\nflights,reach,1\nharbour,reach,1\nfame,index,1\nreach,index,3\nindex,,\n")
CELLS = """unit,guide,flights,harbour
A,12,80,5
B,0,14,structural zero
C,not covered,9,2
D,4,not found,8
"""


def cities(text: str = CELLS) -> Table:
    return Table.from_text(text, TREE.columns)


def test_four_states_stay_apart() -> None:
    table = cities()
    assert [State(state).name for state in (*table.states[1, [0, 2]], table.states[2, 0], table.states[3, 1])] == [
        "ZERO",
        "STRUCTURAL_ZERO",
        "NOT_COVERED",
        "NOT_FOUND",
    ]
    assert table.values[1].tolist() == [0, 14, 0]
    assert np.isnan(table.values[2, 0])
    assert np.isnan(table.values[3, 1])


def test_only_what_was_not_found_is_imputed() -> None:
    index = Index(TREE, impute=Impute()).fit(cities())
    assert np.isnan(index.imputed_[2, 0])
    assert index.imputed_[3, 1] == pytest.approx((80 + 14 + 9) / 3)
    assert not np.isnan(Index(TREE, impute=Impute(), fill_not_covered=True).fit(cities()).imputed_).any()


def test_a_group_that_rests_on_nothing_is_named_and_the_score_rests_on_the_others() -> None:
    index = Index(TREE).fit(cities())
    assert index.skipped_ == [("C", "fame")]
    assert index.scores_[2] == pytest.approx(index.nodes_[2, TREE.place["reach"]])
    assert index.coverage_[:, -1] == pytest.approx([1, 1, 0.75, 0.625])


def test_too_little_known_is_no_score_and_no_rank_but_a_reason() -> None:
    index = Index(TREE, least_coverage=0.7).fit(cities())
    assert index.refused_ == {"D": "62% of the weight is known, 70% is the least"}
    assert np.isnan(index.scores_[3])
    assert index.ranks_[3] == 0
    assert sorted(index.ranks_[:3]) == [1, 2, 3]


def test_a_unit_without_any_value_is_refused_not_average() -> None:
    nothing = CELLS + "E,not found,not found,not found\n"
    for method in ("arithmetic", "copeland"):
        index = Index(TREE, aggregate=method).fit(cities(nothing))
        assert index.refused_ == {"E": "nothing is known"}
        assert index.ranks_[4] == 0


def test_screened_out_units_are_named() -> None:
    index = Index(TREE, screen=Screen(0.9)).fit(cities())
    assert index.screened_out_ == ("C", "D")
    assert index.table_.units == ("A", "B")


def test_no_work_is_proposed_against_a_structural_zero() -> None:
    index = Index(TREE).fit(cities())
    assert [gain.indicator for gain in gains(index, "B")] != []
    assert "harbour" not in {gain.indicator for gain in gains(index, "B")}


def test_a_cell_that_is_no_number_is_named() -> None:
    with pytest.raises(CompositeError, match=r"row 2 \(B\), flights: 'about 14' is no number; also accepted are structural zero, not covered, not found"):
        cities(CELLS.replace("B,0,14", "B,0,about 14"))


@pytest.mark.parametrize("method", [topsis, vikor, entropy_weights, critic_weights, benefit_of_the_doubt])
def test_methods_that_need_every_cell_say_so(method: object) -> None:
    with pytest.raises(GapError, match="column 1 has a gap"):
        method([[1, 2, 3], [2, None, 1], [4, 4, 4]])  # type: ignore[operator]


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_every_mean_lies_between_its_values_and_grows_with_its_power(seed: int) -> None:
    draw = np.random.default_rng(seed)
    values = draw.uniform(1, 100, (7, 5))
    values[draw.random(values.shape) < 0.3] = np.nan
    values[:, 0] = draw.uniform(1, 100, 7)
    means = [generalised(values, draw.uniform(0.1, 1, 5) * 0 + 1, p=p) for p in (-2, -1, 0, 0.5, 1, 2)]
    assert (np.diff(means, axis=0) >= -1e-9).all()
    assert (means[0] >= np.nanmin(values, axis=1) - 1e-9).all()
    assert (means[-1] <= np.nanmax(values, axis=1) + 1e-9).all()


def test_copeland_with_gaps_does_not_know_the_order_of_the_rows() -> None:
    draw = np.random.default_rng(5)
    values = draw.integers(0, 6, (20, 8)).astype(float)
    values[draw.random(values.shape) < 0.25] = np.nan
    weights = draw.uniform(0.5, 2, 8)
    expected = copeland(values, weights)
    for _ in range(1000):
        order = draw.permutation(20)
        assert (copeland(values[order], weights) == expected[order]).all()
    assert expected.sum() == 0


def test_the_index_does_not_know_the_order_of_the_rows() -> None:
    table, order = asem(), np.random.default_rng(1).permutation(51)
    turned = Table(
        table.values[order], tuple(table.units[i] for i in order), table.indicators, table.states[order],
        groups=tuple(table.groups[i] for i in order), sizes={name: size[order] for name, size in table.sizes.items()},
    )  # fmt: skip
    assert chain().fit(turned).scores_ == pytest.approx(chain().fit(table).scores_[order], abs=1e-10)


def test_statistics_of_five_units_are_refused() -> None:
    five = np.random.default_rng(0).random((5, 3))
    for statistic in (correlations, cronbach_alpha):
        with pytest.raises(FewUnitsError, match="of 5 units is hardly more than chance; 10 are needed"):
            statistic(five)
    assert np.isfinite(cronbach_alpha(five, least_units=5))


def test_values_are_carried_only_so_far() -> None:
    series = carried([[1.0], [np.nan], [3.0], [np.nan], [np.nan]], [2018, 2019, 2020, 2021, 2022], most=1)
    assert series[:4, 0].tolist() == [1, 2, 3, 3]
    assert np.isnan(series[4, 0])


def test_data_weights_refuse_gaps_of_the_table() -> None:
    with pytest.raises(GapError):
        Index(FRAMEWORK, weights="entropy").fit(asem())
