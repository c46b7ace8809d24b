"""The asker's own daily counts: half-lives that are found again, classes only where the interval says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from liziba.services.declaration import Context, ask

WEEK = np.array([0.8, 0.8, 0.85, 0.9, 1.1, 1.35, 1.2])


def series(half_life: float, level: float, days: int, seed: int, weekly: bool = False, flash: float = 8000) -> list[float]:
    """Counts of a known decay, as many as chance gives each day."""
    t = np.arange(days)
    factors = WEEK[t % 7] if weekly else np.ones(days)
    return [float(one) for one in np.random.default_rng(seed).poisson((level + flash * 2 ** (-t / half_life)) * factors)]


def told(context: Context, counts: Any, **fields: Any) -> Any:
    return ask("attention", {"counts": counts, **fields}, context)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)])
@pytest.mark.parametrize("weekly", [False, True], ids=["even", "weekly"])
@pytest.mark.parametrize(("half_life", "level"), [(3, 0), (7, 2000), (14, 500), (30, 3000), (60, 0)])
def test_a_known_half_life_is_found_within_fifteen_per_cent(context: Context, half_life: float, level: float, weekly: bool, seed: int) -> None:
    answer = told(context, series(half_life, level, int(max(40, 5 * half_life)), seed, weekly))
    assert answer.half_life == pytest.approx(half_life, rel=0.15)
    assert answer.half_life_low <= answer.half_life <= answer.half_life_high


@pytest.mark.parametrize(("level", "kind", "verdict"), [(1200, "flash", "no"), (5000, "mixed", "partly"), (30_000, "lasting", "yes")])
def test_with_the_level_before_the_class_is_that_of_the_rise(context: Context, level: float, kind: str, verdict: str) -> None:
    answer = told(context, series(10, level, 80, 1), before_a_day=1000)
    assert (answer.kind, answer.verdict, answer.share_of) == (kind, verdict, "rise")
    assert answer.lasting_share == pytest.approx((level - 1000) / (level + 8000 - 1000), abs=0.03)
    assert answer.lasting_share_low <= answer.lasting_share <= answer.lasting_share_high


def test_without_the_level_before_only_a_flash_is_certain(context: Context) -> None:
    high = told(context, series(10, 8000, 80, 1))
    assert (high.verdict, high.reason, high.share_of) == ("not_established", "no_level_before", "peak")
    assert high.lasting_share == pytest.approx(0.5, abs=0.03)
    assert told(context, series(10, 100, 80, 1)).kind == "flash"


def test_a_level_before_above_the_peak_is_no_wave(context: Context) -> None:
    assert told(context, series(10, 1000, 60, 1), before_a_day=20_000).reason == "no_rise"


def test_a_share_near_a_border_is_undecided(context: Context) -> None:
    noisy = [one * factor for one, factor in zip(series(8, 2000, 30, 3), np.random.default_rng(5).lognormal(0, 0.25, 30), strict=True)]
    answer = told(context, noisy, before_a_day=100, weekly=False)
    assert answer.kind == "undecided"
    assert answer.reason in ("interval_too_wide", "no_decay")


def test_days_before_the_largest_count_are_left_aside(context: Context) -> None:
    wave = series(7, 500, 60, 2)
    assert told(context, [10, 40, 200, *wave]).half_life == told(context, wave).half_life


def test_a_weekly_pattern_that_is_left_in_is_warned_of(context: Context) -> None:
    codes = [one.code for one in told(context, series(4, 500, 20, 2, weekly=True)).warnings]
    assert "attention_no_week" in codes
    assert "attention_short_series" in codes


def test_gaps_and_records_say_the_same(context: Context) -> None:
    counts = series(5, 300, 30, 4)
    records = [{"day": f"2024-04-{n + 1:02d}", "count": one} for n, one in enumerate(counts) if n not in (6, 7)]
    gaps = [None if n in (6, 7) else one for n, one in enumerate(counts)]
    typed = ", ".join("-" if one is None else f"{one:.0f}" for one in gaps)
    answers = [told(context, given) for given in (records[::-1], gaps, typed, [typed])]
    assert len({answer.model_dump_json() for answer in answers}) == 1
    assert answers[0].half_life == pytest.approx(5, rel=0.15)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([5, 4, 3], "too_few_days"),
        ([None] * 50, "too_few_days"),
        ([0] * 60, "no_decay"),
        ([1000] * 60, "no_decay"),
        ([float(n) for n in range(60)], "too_few_days"),
        ([1e12] * 10 + [0] * 10, None),
        ([1000, *[float("nan")] * 40, 10, 9, 8, 7, 6], None),
        ([0.0001, 0, 0, 0, 0, 0, 0], None),
    ],
)
def test_odd_series_are_answered(context: Context, counts: list[Any], reason: str | None) -> None:
    answer = told(context, counts)
    assert reason is None or (answer.verdict, answer.reason) == ("not_established", reason)
    assert answer.headline


def test_published_counts_are_left_aside(context: Context) -> None:
    answer = told(context, series(7, 500, 60, 2), spot="hongyadong")
    assert (answer.comparisons, answer.ratio_per_day) == ([], None)
