"""A daily series after its peak as a flash that halves and a level that stays: y(t) = level + flash * 2^(-t / half_life).

The kernel is the exponential one that self-exciting processes are fitted with (half-life ln 2 / beta). For each half-life
of a grid the two amounts follow by least squares, neither below zero; the best half-life is then refined by golden
sections. Intervals come from a wild bootstrap, which lets the noise grow with the count as noise of counts does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

SHORTEST = 0.5
GRID = 120
SECTIONS = 18  # narrows two steps of the grid to less than a thousandth
GOLDEN = (5**0.5 - 1) / 2
NO_FLASH = 1e-9  # in parts of the peak: what rounding leaves of a series that does not fall
DRAWS = 200
LEAST_DAYS = 6


@dataclass(frozen=True)
class Decay:
    """A fit. `half_life` in days; `lasting_share` is the level in parts of the peak, level / (level + flash).

    Pairs are intervals of the confidence asked for. `bounded` is False where the series is too short, or too flat, to
    bound the half-life: then nothing is decided.
    """

    half_life: float
    half_life_interval: tuple[float, float]
    flash: float
    level: float
    lasting_share: float
    lasting_share_interval: tuple[float, float]
    bounded: bool


def fit_decay(values: Sequence[float] | Values, season: Sequence[float] | Values | None = None, confidence: float = 0.95, seed: int = 0) -> Decay:
    """Fit the days from the peak on, one value a day; NaN is a day without a count.

    `season`: a factor for each day (weekday, holiday) by which the value is divided first. Raises ValueError for fewer
    than six counted days.
    """
    days, series, grid = _counted(values, season)
    half_life, flash, level = _best(days, series[None, :], grid)
    fitted = level[0] + flash[0] * 2 ** (-days / half_life[0])
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(DRAWS, series.size))
    drawn = fitted + signs * (series - fitted)
    lives, flashes, levels = _best(days, drawn, grid)
    edges = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = _around(float(half_life[0]), np.quantile(lives, edges))
    share = float(_share(level, flash)[0])
    peak = float(level[0] + flash[0])
    return Decay(
        half_life=float(half_life[0]),
        half_life_interval=(low, high),
        flash=float(flash[0]),
        level=float(level[0]),
        lasting_share=share,
        lasting_share_interval=_around(share, np.quantile(_share(levels, flashes), edges)),
        bounded=bool(flash[0] > NO_FLASH * peak and low > grid[1] and high < grid[-2] / 2),
    )


def fitted_values(values: Sequence[float] | Values, season: Sequence[float] | Values | None = None) -> Values:
    """The curve that fits best, a value for each day of the series, without intervals. Raises ValueError as `fit_decay` does."""
    days, series, grid = _counted(values, season)
    half_life, flash, level = _best(days, series[None, :], grid)
    return np.asarray(level[0] + flash[0] * 2 ** (-np.arange(len(values), dtype=float) / half_life[0]))


def _counted(values: Sequence[float] | Values, season: Sequence[float] | Values | None) -> tuple[Values, Values, Values]:
    """The days with a count, their values without the season, and the half-lives to try."""
    series = np.asarray(values, dtype=float)
    if season is not None:
        series = series / np.asarray(season, dtype=float)
    days = np.arange(series.size, dtype=float)
    counted = np.isfinite(series)
    days, series = days[counted], series[counted]
    if series.size < LEAST_DAYS:
        raise ValueError(f"{series.size} counted days; a decay needs at least {LEAST_DAYS}")
    return days, series, np.geomspace(SHORTEST, 4 * float(days[-1] - days[0] + 1), GRID)


def _around(value: float, edges: Values) -> tuple[float, float]:
    """An interval that holds the value: where a level of 0 bounds the fit, the draws may all lie on one side of it."""
    return min(value, float(edges[0])), max(value, float(edges[1]))


def _share(level: Values, flash: Values) -> Values:
    peak = level + flash
    return np.divide(level, peak, out=np.zeros_like(level), where=peak > 0)


def _best(days: Values, rows: Values, grid: Values) -> tuple[Values, Values, Values]:
    """For each row of values the half-life with the least squared error, and the amounts that go with it."""
    errors = np.stack([_amounts(days, rows, np.array([life]))[2] for life in grid], axis=1)
    at = np.argmin(errors, axis=1)
    lives = _refined(days, rows, np.log(grid[np.maximum(at - 1, 0)]), np.log(grid[np.minimum(at + 1, grid.size - 1)]))
    # At an end of the grid nothing bounds the half-life: it stays there.
    lives = np.where((at == 0) | (at == grid.size - 1), grid[at], lives)
    flash, level, _ = _amounts(days, rows, lives)
    return lives, flash, level


def _refined(days: Values, rows: Values, low: Values, high: Values) -> Values:
    """Golden sections between two logarithms of half-lives, for all rows at once. The error has a kink where the level meets 0."""
    one, other = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    error, opposite = _amounts(days, rows, np.exp(one))[2], _amounts(days, rows, np.exp(other))[2]
    for _ in range(SECTIONS):
        left = error < opposite
        low, high = np.where(left, low, one), np.where(left, other, high)
        tried = np.where(left, high - GOLDEN * (high - low), low + GOLDEN * (high - low))
        found = _amounts(days, rows, np.exp(tried))[2]
        one, other = np.where(left, tried, other), np.where(left, one, tried)
        error, opposite = np.where(left, found, opposite), np.where(left, error, found)
    return np.asarray(np.exp((low + high) / 2))


def _amounts(days: Values, rows: Values, half_lives: Values) -> tuple[Values, Values, Values]:
    """Flash, level and squared error of each row for its half-life (one for each row, or one for all), both amounts at least zero."""
    kernel = 2 ** (-days / half_lives[:, None])
    mean = kernel.mean(axis=1)
    centred = kernel - mean[:, None]
    spread = (centred * centred).sum(axis=1)
    flash = np.maximum(np.divide((rows * centred).sum(axis=1), spread, out=np.zeros(rows.shape[0]), where=spread > 0), 0.0)
    level = rows.mean(axis=1) - flash * mean
    below = level < 0
    flash = np.where(below, np.maximum((rows * kernel).sum(axis=1) / (kernel * kernel).sum(axis=1), 0.0), flash)
    level = np.where(below, 0.0, level)
    missed = rows - level[:, None] - flash[:, None] * kernel
    return flash, level, np.einsum("ij,ij->i", missed, missed)
