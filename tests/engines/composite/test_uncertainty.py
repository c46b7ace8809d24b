"""Ranges of ranks, probabilities and Sobol indices."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from liziba.engines.composite import (
    CompositeError,
    Framework,
    Impute,
    Index,
    MinMax,
    ZScore,
    design,
    drawn,
    enumerated,
    share_of_first,
    sobol_estimated,
    sobol_exact,
)

TREE = Framework.from_text("code,parent\na,x\nb,x\nc,y\nd,y\nx,top\ny,top\ntop,\n")
VALUES = np.random.default_rng(3).uniform(1, 9, (8, 4))
VALUES[2, 1] = np.nan
CHOICES = {
    "aggregate": ["arithmetic", "geometric", "copeland"],
    "impute": [Impute("mean"), Impute("median")],
    "weights": [None, "equal", {"a": 3.0}],
    "normalise": [MinMax(1, 100), ZScore(10, 2)],
}


def test_every_combination_is_what_the_index_alone_gives() -> None:
    runs = enumerated(Index(TREE, impute=Impute()).fit(VALUES), CHOICES)
    assert runs.scores.shape == (3, 2, 3, 2, 8)
    for places in itertools.product(*(range(len(options)) for options in CHOICES.values())):
        option = {name: options[place] for place, (name, options) in zip(places, CHOICES.items(), strict=True)}
        alone = Index(TREE, **option).fit(VALUES)
        assert runs.scores[places] == pytest.approx(alone.scores_, abs=1e-10)
        assert (runs.ranks[places] == alone.ranks_).all()


def test_choices_leave_the_index_as_it_was() -> None:
    index = Index(TREE, impute=Impute()).fit(VALUES)
    before = index.transform(VALUES)
    enumerated(index, CHOICES)
    drawn(index, 20, choices=CHOICES, cell_error=np.ones(VALUES.shape))
    assert (index.transform(VALUES) == before).all()


def test_draws_without_noise_are_the_index() -> None:
    index = Index(TREE, impute=Impute()).fit(VALUES)
    assert (drawn(index, 50).ranks == index.ranks_).all()


def test_draws_can_be_repeated_and_widen_with_the_error() -> None:
    index = Index(TREE, impute=Impute()).fit(VALUES)

    def width(error: float) -> int:
        runs = drawn(index, 500, weight_noise=0.2, cell_error=np.full(VALUES.shape, error), seed=4)
        assert (runs.ranks == drawn(index, 500, weight_noise=0.2, cell_error=np.full(VALUES.shape, error), seed=4).ranks).all()
        return sum(high - low for low, high in (runs.range_of(unit) for unit in runs.units))

    assert width(0.01) < width(0.5) < width(3)


def test_an_error_within_rounding_stays_within_rounding() -> None:
    tree = Framework.from_text("code,parent\na,top\ntop,\n")
    index = Index(tree, normalise=ZScore()).fit([[16600.0], [16688.0], [11032.0]])
    rounded = [[50.0], [0.0], [0.0]]
    assert drawn(index, 2000, cell_error=rounded, error_shape="uniform").probability("1", "0") == 1
    assert drawn(index, 2000, cell_error=rounded, error_shape="normal").probability("1", "0") < 1


def test_probabilities_of_two_units_add_up() -> None:
    index = Index(TREE, impute=Impute()).fit(VALUES)
    runs = drawn(index, 400, cell_error=np.ones(VALUES.shape))
    assert runs.probability("0", "1") + runs.probability("1", "0") == pytest.approx(1)
    assert sum(share_of_first(runs).values()) == pytest.approx(1)


def test_a_refused_unit_stays_refused_in_every_run() -> None:
    index = Index(TREE, impute=Impute(), least_coverage=0.8).fit(VALUES)
    for runs in (enumerated(index, CHOICES), drawn(index, 10, weight_noise=0.1)):
        with pytest.raises(CompositeError, match="2 has no rank in any run"):
            runs.range_of("2")
        with pytest.raises(CompositeError, match="2 has no rank"):
            runs.probability("0", "2")
        assert runs.ranks.max() == 7


def test_exact_indices_of_a_sum_and_of_a_product() -> None:
    one, other = np.array([0.0, 1.0]), np.array([0.0, 2.0])
    added = sobol_exact(one[:, None] + other[None, :])
    assert added.first == pytest.approx([0.2, 0.8])
    assert added.total == pytest.approx([0.2, 0.8])
    only_together = sobol_exact(np.array([-1, 1])[:, None] * np.array([-1, 1])[None, :])
    assert only_together.first == pytest.approx([0, 0])
    assert only_together.total == pytest.approx([1, 1])


@pytest.mark.parametrize("estimator", ["centred", "jansen"])
def test_estimates_hold_the_exact_indices_within_their_intervals(estimator: str) -> None:
    draw = np.random.default_rng(8)
    table = draw.random((5, 4, 6)) + 3 * draw.random(5)[:, None, None] + draw.random((4, 6))
    exact = sobol_exact(table)
    a, b, ab = design(table.shape, 4000, seed=1)
    found = sobol_estimated(table[tuple(a.T)], table[tuple(b.T)], [table[tuple(one.T)] for one in ab], estimator=estimator, level=0.999)
    for estimate, interval, truth in ((found.first, found.first_interval, exact.first), (found.total, found.total_interval, exact.total)):
        assert estimate == pytest.approx(truth, abs=0.08)
        assert ((interval[:, 0] <= truth) & (truth <= interval[:, 1])).all()


def test_a_result_that_never_varies_has_no_indices() -> None:
    with pytest.raises(CompositeError, match="same under every choice"):
        sobol_exact(np.ones((2, 3)))


def test_an_unknown_choice_is_named() -> None:
    with pytest.raises(CompositeError, match="colour is no choice"):
        enumerated(Index(TREE, impute=Impute()).fit(VALUES), {"colour": [1]})
