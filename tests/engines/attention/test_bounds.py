"""The share of a rise where levels are intervals or unknown: never more certain than the levels are."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from liziba.engines.attention import fit_decay, kind_of_interval, share_bounds, weekly_pattern

LEVEL = some.floats(min_value=0, max_value=1e6)
PART = some.floats(min_value=0, max_value=1)


@given(low=LEVEL, width=LEVEL, rise=some.floats(min_value=1, max_value=1e6), more=LEVEL, later=LEVEL, at=PART, top=PART)
def test_every_share_of_levels_within_the_intervals_lies_within_the_bounds(
    low: float, width: float, rise: float, more: float, later: float, at: float, top: float
) -> None:
    high = low + width
    peak = (high + rise, high + rise + more)
    bounds = share_bounds((low, high), peak, (later, later * 1.5))
    assert bounds is not None
    before, summit = low + at * width, peak[0] + top * more
    share = (later - before) / (summit - before)
    assert bounds[0] - 1e-6 * (1 + abs(share)) <= share <= bounds[1] + 1e-6 * (1 + abs(share))


@given(peak=some.floats(min_value=1, max_value=1e6), later=LEVEL, at=some.floats(min_value=0, max_value=0.99))
def test_of_an_unknown_level_nothing_is_taken_but_that_it_lies_below_the_peak(peak: float, later: float, at: float) -> None:
    bounds = share_bounds(None, (peak, peak), (later, later))
    assert bounds is not None
    share = (later - at * peak) / (peak - at * peak)
    assert bounds[0] - 1e-6 * (1 + abs(share)) <= share <= bounds[1] + 1e-6 * (1 + abs(share))


def test_without_a_level_before_only_the_extremes_are_decided() -> None:
    kinds = [kind_of_interval(*(share_bounds(None, (100, 100), (later, later)) or (-inf, inf))) for later in (10, 50, 99, 100, 300)]
    assert kinds == ["flash", "undecided", "undecided", "lasting", "lasting"]


def test_a_level_above_the_peak_is_no_rise() -> None:
    assert share_bounds((120, 130), (100, 100), (90, 90)) is None
    assert share_bounds((90, 130), (100, 100), (120, 120)) == (3.0, inf)
    assert share_bounds((105, 130), (100, 110), (120, 120)) == (-inf, inf)


def test_a_weekly_pattern_is_found_and_divided_out() -> None:
    week = np.array([0.8, 0.8, 0.85, 0.9, 1.1, 1.35, 1.2])
    t = np.arange(56)
    values = (1000 + 6000 * 2 ** (-t / 7)) * week[t % 7]
    assert fit_decay(values).half_life > 8
    pattern = weekly_pattern(values)
    assert pattern[:7] == pytest.approx(week, rel=0.01)
    assert fit_decay(values, pattern).half_life == pytest.approx(7, rel=0.02)


def test_three_weeks_are_too_few_where_a_weekday_was_counted_twice_only() -> None:
    with pytest.raises(ValueError, match="at least 3 times"):
        weekly_pattern([float(100 - n) for n in range(20)])


def test_a_series_that_does_not_fall_bounds_nothing() -> None:
    assert not fit_decay([1000.0] * 60).bounded
    assert not fit_decay([0.0] * 60).bounded
    assert not fit_decay([float(n) for n in range(60)]).bounded


@pytest.mark.parametrize("seed", range(3))
def test_a_flash_that_goes_to_nothing_is_not_fitted_too_fast(seed: int) -> None:
    """The level of 0 is a border of the fit: the half-life lies within 2 percent and inside its interval."""
    counts = np.random.default_rng(seed).poisson(8000 * 2 ** (-np.arange(300) / 60))
    found = fit_decay(counts)
    assert found.half_life == pytest.approx(60, rel=0.02)
    assert found.half_life_interval[0] <= found.half_life <= found.half_life_interval[1]
