"""The asker's own daily counts after their peak: half-life, what stays, and the class, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Literal

from liziba.engines.attention import Class, Decay, fit_decay, kind_of_interval, share_bounds, weekly_pattern

Why = Literal["too_few_days", "no_decay", "no_level_before", "no_rise", "interval_too_wide"]
LEAST_DAYS = 6
WEEKLY_FROM = 28  # four weeks: with fewer the pattern is mostly noise
A_YEAR = 365


@dataclass(frozen=True)
class Fitted:
    """What a series says. `share` is of the rise where the level before is known, else of the peak; `weekly`: a pattern was divided out."""

    kind: Class
    why: Why | None
    days: int
    counted: int
    fit: Decay | None = None
    share: float | None = None
    share_interval: tuple[float, float] | None = None
    weekly: bool = False


def fitted(counts: Sequence[float | None], before: float | None = None, weekly: bool = True) -> Fitted:
    """The series from its largest count on, one value a day, None for a day without a count.

    `before`: the level before the wave, a day. Without it the class is given only where even the whole level that stays is too little.
    """
    series = [nan if one is None else float(one) for one in counts]
    top = max((one for one in series if not isnan(one)), default=nan)
    series = series[series.index(top) :] if not isnan(top) else []
    while series and isnan(series[-1]):
        series.pop()
    counted = sum(not isnan(one) for one in series)
    if counted < LEAST_DAYS:
        return Fitted("undecided", "too_few_days", len(series), counted)
    season = _pattern(series) if weekly else None
    fit = fit_decay(series, season)
    found = Fitted("undecided", "no_decay", len(series), counted, fit, weekly=season is not None)
    if not fit.bounded:
        return found
    peak = fit.level + fit.flash
    levels = (fit.lasting_share_interval[0] * peak, fit.lasting_share_interval[1] * peak)
    bounds = share_bounds(None if before is None else (before, before), (peak, peak), levels)
    if bounds is None:
        return Fitted("undecided", "no_rise", len(series), counted, fit, weekly=found.weekly)
    share = fit.lasting_share if before is None else (fit.level - before) / (peak - before)
    kind = kind_of_interval(*bounds)
    why: Why | None = None if kind != "undecided" else "no_level_before" if before is None else "interval_too_wide"
    interval = fit.lasting_share_interval if before is None else bounds
    return Fitted(kind, why, len(series), counted, fit, share, interval, found.weekly)


def _pattern(series: Sequence[float]) -> Sequence[float] | None:
    """The weekly pattern, None where the series is too short for one."""
    if len(series) < WEEKLY_FROM:
        return None
    try:
        return [float(one) for one in weekly_pattern(series)]
    except ValueError:
        return None
