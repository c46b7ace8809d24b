"""Flash, mixed or lasting: by how much of the rise is left, and undecided where the counts do not say.

The borders are a choice of this project: below a fifth of the rise a flash, above three fifths lasting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from liziba.engines.attention.windows import Window, compare

Class = Literal["flash", "mixed", "lasting", "undecided"]
Interval = tuple[float, float]
LEAST_COUNTS = 2


@dataclass(frozen=True)
class Lasting:
    """The share of the rise that is left, None where it cannot be said, and its class."""

    share: float | None
    kind: Class


def lasting(before: Window | None, peak: Window, later: Sequence[Window], flash_below: float = 0.2, lasting_above: float = 0.6) -> Lasting:
    """What is left of the rise from `before` to `peak` in the last of the `later` windows, by the day.

    Without a count before the peak, with fewer than two later counts that compare, or where these fall into different
    classes, it is undecided. Counts of another measure, window or place are refused.
    """
    for one in (*([before] if before else []), *later):
        compare(peak, one)
    if before is None or not later or peak.per_day <= before.per_day:
        return Lasting(None, "undecided")
    rise = peak.per_day - before.per_day
    shares = [(one.per_day - before.per_day) / rise for one in later]
    kinds = {_kind(share, flash_below, lasting_above) for share in shares[-LEAST_COUNTS:]}
    return Lasting(shares[-1], kinds.pop() if len(shares) >= LEAST_COUNTS and len(kinds) == 1 else "undecided")


def share_bounds(before: Interval | None, peak: Interval, later: Interval) -> Interval | None:
    """Between which values the share of the rise that is left lies, (later - before) / (peak - before), all by the day.

    Each level may be an interval. Of an unknown level `before` only that it lies between 0 and the peak is taken: the later count may
    still decide, since what is at least the peak has kept the whole rise, and of less than the peak at most later / peak is left.
    Infinite where nothing bounds it; None where the level before was not below the peak, so that nothing rose.
    """
    low, high = before or (0.0, inf)
    if low >= peak[1]:
        return None
    if low >= peak[0]:
        return -inf, inf
    levels = (low, high) if high < peak[0] else (low,)
    corners = [(one - level) / (top - level) for level in levels for top in peak for one in later]
    if high < peak[0]:
        return min(corners), max(corners)
    # Towards the peak the share grows without end where the later count lies above it, and falls without end where it lies below.
    return (min(corners) if later[0] >= peak[1] else -inf), (max(corners) if later[1] < peak[0] else inf)


def kind_of_interval(low: float, high: float, flash_below: float = 0.2, lasting_above: float = 0.6) -> Class:
    """The class that a whole interval of shares lies in, undecided where it reaches over a border."""
    kinds = {_kind(low, flash_below, lasting_above), _kind(high, flash_below, lasting_above)}
    return kinds.pop() if len(kinds) == 1 else "undecided"


def _kind(share: float, flash_below: float, lasting_above: float) -> Class:
    return "flash" if share < flash_below else "lasting" if share > lasting_above else "mixed"
