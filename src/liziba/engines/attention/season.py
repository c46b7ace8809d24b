"""The weekly pattern of a daily series that decays: a factor for each day of the week, to be divided out before the fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from liziba.engines.attention.decay import Values, fitted_values

WEEK = 7
ROUNDS = 6
LEAST_WEEKS = 3
LEAST = 1e-6  # a factor of 0 cannot be divided out


def weekly_pattern(values: Sequence[float] | Values) -> Values:
    """A factor for each day of the series, of mean 1 over a week; NaN is a day without a count.

    Fit and pattern are found in turns: what the decay leaves over, in parts of it, is averaged for each day of the week
    (sums over sums), and the series divided by it is fitted again. Raises ValueError for fewer than three weeks.
    """
    series = np.asarray(values, dtype=float)
    counted = np.isfinite(series)
    days = np.arange(series.size)
    seen = np.bincount(days[counted] % WEEK, minlength=WEEK)
    if seen.min() < LEAST_WEEKS:
        raise ValueError(f"a weekly pattern needs each day of the week at least {LEAST_WEEKS} times")
    factors = np.ones(WEEK)
    for _ in range(ROUNDS):
        fitted = np.maximum(fitted_values(series, factors[days % WEEK]), LEAST)
        sums = np.bincount(days[counted] % WEEK, weights=series[counted], minlength=WEEK)
        expected = np.bincount(days[counted] % WEEK, weights=fitted[counted], minlength=WEEK)
        factors = np.maximum(sums / expected, LEAST)
        factors /= factors.mean()
    return np.asarray(factors[days % WEEK])
