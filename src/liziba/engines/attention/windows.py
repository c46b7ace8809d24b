"""Counts of the same window in different years, by the day.

Holidays differ in length, so totals mislead; measures differ by a factor of three, so only equal ones are compared.
"""

from __future__ import annotations

from dataclasses import dataclass


class NotComparableError(ValueError):
    """Two counts that must not be joined; `reason` is other_measure, other_window or other_place."""

    def __init__(self, reason: str, one: str, other: str) -> None:
        super().__init__(f"{reason}: {one!r} and {other!r} are never compared")
        self.reason = reason


@dataclass(frozen=True)
class Window:
    """A count over so many days. Empty words say nothing and clash with nothing."""

    count: float
    days: int
    measure: str = ""
    window: str = ""
    place: str = ""

    def __post_init__(self) -> None:
        if self.days < 1 or self.count < 0:
            raise ValueError(f"a count is at least 0 and lasts at least a day, not {self.count} in {self.days} days")

    @property
    def per_day(self) -> float:
        return self.count / self.days


@dataclass(frozen=True)
class Comparison:
    """The later count in parts of the earlier one: of the totals, and by the day. `kept`: by the day it is at least `enough`."""

    ratio_total: float
    ratio_per_day: float
    kept: bool


def compare(earlier: Window, later: Window, enough: float = 0.6) -> Comparison:
    """The later window beside the earlier one. Raises NotComparableError where both say what they are and differ."""
    for name in ("measure", "window", "place"):
        one, other = getattr(earlier, name), getattr(later, name)
        if one and other and one != other:
            raise NotComparableError(f"other_{name}", one, other)
    if earlier.count == 0:
        raise ValueError("the earlier count is 0: nothing can be kept of it")
    per_day = later.per_day / earlier.per_day
    return Comparison(later.count / earlier.count, per_day, per_day >= enough)
