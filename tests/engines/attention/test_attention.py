"""Flash or lasting: comparisons by the day, half-lives that are found again, classes only where the counts say so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from liziba.engines.attention import NotComparableError, Window, compare, fit_decay, lasting
from liziba.engines.attention.classes import kind_of_interval

CASES = [json.loads(line) for line in (Path(__file__).parents[2] / "cases" / "engines" / "attention.jsonl").read_text(encoding="utf-8").splitlines()]
WEEK = np.array([0.8, 0.8, 0.85, 0.9, 1.1, 1.35, 1.2])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_answers_as_the_case_expects(case: dict[str, Any]) -> None:
    earlier, later = (Window(case["input"][name]["visits"], case["input"][name]["days"]) for name in ("a", "b"))
    found, expected = compare(earlier, later), case["expected"]
    assert round(found.ratio_per_day, 2) == expected.get("ratio_per_day", expected.get("ratio"))
    assert round(found.ratio_total, 2) == expected.get("ratio_total", round(found.ratio_total, 2))
    assert found.kept is expected["lasting"]


@pytest.mark.parametrize(("name", "one", "other"), [("measure", "visits", "overnight visitors"), ("window", "May Day", "National Day"), ("place", "A", "B")])
def test_unlike_counts_are_never_joined(name: str, one: str, other: str) -> None:
    with pytest.raises(NotComparableError) as caught:
        compare(Window(100, 7, **{name: one}), Window(100, 7, **{name: other}))  # type: ignore[arg-type]
    assert caught.value.reason == f"other_{name}"


def simulated(half_life: float, level: float, flash: float, days: int, seed: int, season: bool = False) -> tuple[Any, Any]:
    """Counts of a known decay: as many as chance gives each day, with or without a week."""
    t = np.arange(days)
    factors = WEEK[t % 7] if season else np.ones(days)
    return np.random.default_rng(seed).poisson((level + flash * 2 ** (-t / half_life)) * factors), factors


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4))])
@pytest.mark.parametrize("season", [False, True], ids=["even", "weekly"])
@pytest.mark.parametrize(("half_life", "level"), [(3, 0), (7, 2000), (14, 500), (30, 3000), (60, 0)])
def test_a_known_half_life_is_found_within_fifteen_per_cent(half_life: float, level: float, season: bool, seed: int) -> None:
    values, factors = simulated(half_life, level, 8000, int(max(40, 5 * half_life)), seed, season)
    found = fit_decay(values, factors)
    assert found.half_life == pytest.approx(half_life, rel=0.15)
    assert found.bounded
    assert found.lasting_share == pytest.approx(level / (level + 8000), abs=0.05)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    hits = 0
    for seed in range(40):
        low, high = fit_decay(simulated(10, 1000, 5000, 60, seed)[0], seed=seed).half_life_interval
        hits += low <= 10 <= high
    assert hits >= 32


def test_days_without_a_count_are_left_out_and_not_taken_for_zero() -> None:
    values = simulated(10, 1000, 5000, 60, 1)[0].astype(float)
    values[[3, 20, 21]] = np.nan
    assert fit_decay(values).half_life == pytest.approx(10, rel=0.15)


def test_a_flat_series_bounds_no_half_life() -> None:
    assert not fit_decay(np.random.default_rng(1).poisson(1000, 60)).bounded


def test_too_few_days_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 6"):
        fit_decay([9, 5, 3])


def test_classes_need_a_count_before_and_two_later_ones_that_agree() -> None:
    before, peak = Window(100, 1), Window(1100, 1)
    assert lasting(before, peak, [Window(200, 1), Window(150, 1)]).kind == "flash"
    assert lasting(before, peak, [Window(900, 1), Window(1000, 1)]).kind == "lasting"
    assert lasting(before, peak, [Window(500, 1), Window(600, 1)]).kind == "mixed"
    assert lasting(before, peak, [Window(900, 1), Window(150, 1)]).kind == "undecided"
    assert lasting(before, peak, [Window(900, 1)]).kind == "undecided"
    assert lasting(None, peak, [Window(900, 1), Window(900, 1)]).kind == "undecided"


def test_a_share_is_taken_by_the_day() -> None:
    found = lasting(Window(700, 7), Window(7700, 7), [Window(6400, 8), Window(6400, 8)])
    assert (found.share, found.kind) == (pytest.approx(0.7), "lasting")


def test_an_interval_over_a_border_decides_nothing() -> None:
    assert [kind_of_interval(*pair) for pair in ((0.05, 0.1), (0.15, 0.3), (0.7, 0.9))] == ["flash", "undecided", "lasting"]
