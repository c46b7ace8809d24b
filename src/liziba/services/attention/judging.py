"""Flash or lasting, by published counts: which ones compare, which is the peak, and what is left of the rise.

Counts compare only where spot, measure and window are the same. What falls into an interruption is shown and decides nothing.
A computed count may be the level before or, where no printed one is, the peak; the count that decides is always a printed one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import isfinite
from typing import Literal

from liziba.atlas.periods import period
from liziba.engines.attention import Class, Comparison, Window, compare, kind_of_interval, share_bounds
from liziba.services.attention.series import IN_ALL, INDICES, Group, Point

Why = Literal[
    "no_counts", "one_count", "interruption_only", "not_past_its_peak", "too_soon", "no_later_count", "peak_not_found", "no_level_before", "no_rise",
    "classes_disagree", "too_old",
]  # fmt: skip
Apart = Literal[
    "other_measure", "other_window", "other_place", "forecast", "no_count", "summed_up", "no_days", "alone", "interruption", "same_year", "earlier", "computed"
]


OLD = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Finding:
    """What the counts of one group say. `later` decides; `second` is the one before it that decides too."""

    group: Group | None
    kind: Class
    why: Why | None
    peak: Point | None = None
    before: Point | None = None
    later: Point | None = None
    second: Point | None = None
    share: tuple[float, float] | None = None
    ratio: Comparison | None = None

    def role(self, one: Point) -> Literal["before", "peak", "later", "beside"]:
        if one is self.peak:
            return "peak"
        if one is self.before:
            return "before"
        return "later" if one is self.later or one is self.second else "beside"


def judge(points: Sequence[Point], as_of: date, measure: str | None = None, window: str | None = None, peak: str | None = None) -> Finding:
    """The class of a spot by its points; `measure`, `window` and `peak` where they were asked for, else the group with most that compares.

    A newest count more than three years before `as_of` says nothing about today (a choice of this project).
    """
    group = _chosen(points, measure, window, peak)
    if group is None:
        return Finding(None, "undecided", "no_counts")
    members = [one for one in points if (one.measure, one.window) == group and one.per_day is not None and one.row.kind == "published"]
    deciding = [one for one in members if one.decides]
    found = _peak(deciding, members, peak)
    if isinstance(found, str):
        return Finding(group, "undecided", found)
    later = [one for one in deciding if one.year > found.year and not one.computed]
    if not later:
        return Finding(group, "undecided", "no_later_count", peak=found)
    # The newest count before the peak; a printed one stands before a computed one.
    before = max(_pool([one for one in deciding if one.last_day < found.first_day]), key=lambda one: one.last_day, default=None)
    classed = _classed(group, found, before, later)
    if classed.kind != "undecided" and classed.later is not None and classed.later.row.last < as_of - OLD:
        return replace(classed, kind="undecided", why="too_old")
    return classed


def apart(one: Point, finding: Finding, spot: str) -> Apart | None:
    """Why a count decides nothing, None where it is one of those that do."""
    if finding.role(one) != "beside":
        return None
    if one.row.spot != spot:
        return "other_place"
    if one.row.kind == "forecast":
        return "forecast"
    if one.per_day is None:
        return "no_count" if one.row.unit_measure in INDICES else "summed_up" if one.row.unit_measure.endswith(IN_ALL) else "no_days"
    if finding.group is not None and one.measure != finding.group[0]:
        return "other_measure"
    if finding.group is not None and one.window != finding.group[1]:
        return "other_window"
    if one.interrupted:
        return "interruption"
    if finding.peak is None:
        return "alone" if finding.why in ("one_count", "interruption_only") else None
    if one.year == finding.peak.year:
        return "same_year"
    if one.year > finding.peak.year and one.computed:
        return "computed"
    return "earlier"


def compared(peak: Point, one: Point) -> Comparison | None:
    """A count beside the peak, None where there is nothing to compare. Raises NotComparableError for unlike ones.

    By the day the lower of the readings is given, where a computed count has two.
    """
    high, low = _levels(peak)[1], _levels(one)[0]
    if not peak.count or not high or one.per_day is None:
        return None
    totals = compare(_window(peak, peak.count), _window(one, one.count))
    by_day = compare(_window(peak, high), _window(one, low), enough=1.0)
    return replace(by_day, ratio_total=totals.ratio_total)


def _window(one: Point, count: float) -> Window:
    return Window(count, 1, one.measure, one.window, one.row.spot)


def _chosen(points: Sequence[Point], measure: str | None, window: str | None, peak: str | None) -> Group | None:
    """The group with most printed counts that compare, then the newest, then that with most computed ones."""
    groups: dict[Group, list[Point]] = {}
    for one in points:
        if one.per_day is not None and one.row.kind == "published" and measure in (None, one.measure) and window in (None, one.window):
            groups.setdefault((one.measure, one.window), []).append(one)

    def rank(group: Group) -> tuple[object, ...]:
        deciding = [one for one in groups[group] if one.decides]
        printed = [one for one in deciding if not one.computed]
        newest = max((one.last_day for one in groups[group]), default="")
        has_peak = peak is not None and any(_is_at(one, peak) for one in deciding)
        several = len(printed) if len(printed) > 1 else 0
        return has_peak, several, newest if several else "", len(deciding) if len(deciding) > 1 else 0, bool(deciding), newest

    return max(groups, key=rank, default=None)


def _peak(deciding: Sequence[Point], members: Sequence[Point], wanted: str | None) -> Point | Why:
    """The largest count a day that has a later one beside it, or the one asked for; else why there is none."""
    if wanted is not None:
        return max(_pool([one for one in deciding if _is_at(one, wanted)]), key=_level, default=None) or "peak_not_found"
    for pool in ([one for one in deciding if not one.computed], deciding):
        first = [one for one in pool if any(other.year > one.year and not other.computed for other in pool)]
        if first:
            return max(first, key=_level)
    if len(deciding) > 1:  # all of one year: the wave itself
        newest = max(deciding, key=lambda one: one.last_day)
        return "not_past_its_peak" if _level(newest) >= max(map(_level, deciding)) else "too_soon"
    return "interruption_only" if len(members) > len(deciding) else "one_count"


def _classed(group: Group, peak: Point, before: Point | None, later: Sequence[Point]) -> Finding:
    """The class by the newest later count; the one before it must not say otherwise."""
    ordered = sorted(later, key=lambda one: one.last_day)
    newest, second = ordered[-1], ordered[-2] if len(ordered) > 1 else None
    share = share_bounds(_levels(before) if before else None, _levels(peak), _levels(newest))
    ratio = compared(peak, newest)
    if share is None or ratio is None:
        return Finding(group, "undecided", "no_rise", peak, before, newest, second, None, ratio)
    kind: Class = kind_of_interval(*share)
    why: Why | None = "no_level_before" if kind == "undecided" else None
    if second is not None and kind != "undecided":
        earlier = share_bounds(_levels(before) if before else None, _levels(peak), _levels(second))
        other = kind_of_interval(*earlier) if earlier else "undecided"
        if other not in (kind, "undecided"):
            kind, why = "undecided", "classes_disagree"
    return Finding(group, kind, why, peak, before, newest, second, share, ratio)


def _pool(points: Iterable[Point]) -> list[Point]:
    """The printed ones; the computed ones only where there are no others."""
    found = list(points)
    return [one for one in found if not one.computed] or found


def _level(one: Point) -> float:
    return one.per_day or 0.0


def _levels(one: Point) -> tuple[float, float]:
    low = one.per_day or 0.0
    return low, low if one.per_day_high is None else one.per_day_high


def _is_at(one: Point, wanted: str) -> bool:
    """Does the count fall into the year, month or day?"""
    span = period(wanted)
    if len(wanted) == len("2024"):
        return one.year == span.first.year
    return one.first_day <= span.last.isoformat() and span.first.isoformat() <= one.last_day


def bounded(value: float) -> float | None:
    """A share as an answer shows it: two decimals, None without a bound."""
    return round(value, 2) if isfinite(value) else None
