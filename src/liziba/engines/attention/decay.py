"""A daily series after its peak as a flash that halves and a level that stays: y(t) = level + flash * 2^(-t / half_life).

The kernel is the exponential one that self-exciting processes are fitted with (half-life ln 2 / beta). For each half-life
of a grid the two amounts follow by least squares, neither below zero; the best half-life is then refined. Intervals come
from a wild bootstrap, which lets the noise grow with the count as noise of counts does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

SHORTEST = 0.5
GRID = 160
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
    series = np.asarray(values, dtype=float)
    if season is not None:
        series = series / np.asarray(season, dtype=float)
    days = np.arange(series.size, dtype=float)
    counted = np.isfinite(series)
    days, series = days[counted], series[counted]
    if series.size < LEAST_DAYS:
        raise ValueError(f"{series.size} counted days; a decay needs at least {LEAST_DAYS}")
    longest = 4 * float(days[-1] - days[0] + 1)
    grid = np.geomspace(SHORTEST, longest, GRID)
    half_life, flash, level = _best(days, series[None, :], grid)
    fitted = level[0] + flash[0] * 2 ** (-days / half_life[0])
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(DRAWS, series.size))
    drawn = fitted + signs * (series - fitted)
    lives, flashes, levels = _best(days, drawn, grid)
    edges = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = (float(edge) for edge in np.quantile(lives, edges))
    share_low, share_high = (float(edge) for edge in np.quantile(_share(levels, flashes), edges))
    return Decay(
        half_life=float(half_life[0]),
        half_life_interval=(low, high),
        flash=float(flash[0]),
        level=float(level[0]),
        lasting_share=float(_share(level, flash)[0]),
        lasting_share_interval=(share_low, share_high),
        bounded=bool(flash[0] > 0 and low > grid[1] and high < grid[-2] / 2),
    )


def _share(level: Values, flash: Values) -> Values:
    peak = level + flash
    return np.divide(level, peak, out=np.zeros_like(level), where=peak > 0)


def _best(days: Values, rows: Values, grid: Values) -> tuple[Values, Values, Values]:
    """For each row of values the half-life with the least squared error, and the amounts that go with it."""
    errors = np.stack([_amounts(days, rows, life)[2] for life in grid], axis=1)
    at = np.argmin(errors, axis=1)
    lives = np.array([_refined(errors[row], grid, place) for row, place in enumerate(at)])
    amounts = [_amounts(days, rows[row : row + 1], life) for row, life in enumerate(lives)]
    return lives, np.array([one[0][0] for one in amounts]), np.array([one[1][0] for one in amounts])


def _refined(errors: Values, grid: Values, at: int) -> float:
    """The lowest point of the parabola through the best half-life and its neighbours, in logarithms."""
    if at in (0, grid.size - 1):
        return float(grid[at])
    before, here, after = errors[at - 1 : at + 2]
    bend = before - 2 * here + after
    step = 0.5 * (before - after) / bend if bend > 0 else 0.0
    return float(grid[at] * (grid[at + 1] / grid[at]) ** step)


def _amounts(days: Values, rows: Values, half_life: float) -> tuple[Values, Values, Values]:
    """Flash, level and squared error of each row for one half-life, both amounts at least zero."""
    kernel = 2 ** (-days / half_life)
    centred = kernel - kernel.mean()
    spread = float(centred @ centred)
    flash = np.maximum(rows @ centred / spread, 0.0) if spread > 0 else np.zeros(rows.shape[0])
    level = rows.mean(axis=1) - flash * kernel.mean()
    below = level < 0
    flash = np.where(below, np.maximum(rows @ kernel / float(kernel @ kernel), 0.0), flash)
    level = np.where(below, 0.0, level)
    missed = rows - level[:, None] - flash[:, None] * kernel
    return flash, level, np.einsum("ij,ij->i", missed, missed)
