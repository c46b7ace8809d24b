"""The derived values of rule sheets, for one question. Days are integers since 1970-01-01, moments are minutes.

Money is in fen, rates are in basis points; halves are rounded away from zero for the non-negative amounts that occur.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Container, Iterable
from datetime import date

from liziba.engines.rules.grid import EPOCH, Members

MINUTES_A_DAY = 24 * 60


def months_after(day: int, months: int) -> int:
    """The same day of the month so many months later, or the last day of a shorter month."""
    start = date.fromordinal(day + EPOCH)
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1])).toordinal() - EPOCH


def share(amount: int, part: int, whole: int) -> int | None:
    """amount * part / whole, halves up; unknown where the whole is nothing."""
    return (2 * amount * part + whole) // (2 * whole) if whole > 0 else None


def percentage(amount: int, basis_points: int) -> int:
    """amount * basis points / 10,000, halves up."""
    return (amount * basis_points + 5000) // 10000


def outside(elements: Iterable[str], area: Members) -> tuple[str, ...] | None:
    """The elements outside a set of codes. A code below a slash, or a zone behind a hyphen, belongs to the code above it.

    Unknown (None) where nothing is surely outside but an element is wider than what the set holds of it.
    """
    out, wide = [], False
    for element in elements:
        if belongs(element, area.sure) or belongs(element, area.doubtful):
            continue
        if is_wider(element, area.sure):
            wide = True
        else:
            out.append(element)
    return None if wide and not out else tuple(out)


def doubtful(elements: Iterable[str], area: Members) -> tuple[str, ...]:
    """The elements of which nobody has established whether the set held them on that day."""
    return tuple(e for e in elements if not belongs(e, area.sure) and belongs(e, area.doubtful))


def belongs(element: str, codes: frozenset[str]) -> bool:
    """Is the code, or the one above it, among these? (CN-A/Town and CN-A-ZONE lie in CN-A.)"""
    return element in codes or element.partition("/")[0] in codes or element.rpartition("-")[0] in codes


def is_wider(element: str, codes: Collection[str]) -> bool:
    """Do the codes hold only parts of it, or of what it is a zone of?"""
    return any(code.startswith((f"{element}/", f"{element.rpartition('-')[0]}/")) for code in codes)


def days_in_window(
    periods: Iterable[tuple[int, int, str]] | None,
    first: int | None,
    last: int | None,
    window: str | None,
    length: int | None,
    without: Container[str],
) -> int | None:
    """The most days that fall into one window when a period from `first` to `last` is added to earlier ones.

    A rolling window is the `length` days that end on a day, counted anew on each; as each further day adds itself and
    drops at most one, the last day counts most. A calendar year is counted from its first day to its last. Periods
    are (first day, last day, basis), both ends count; those whose basis is in `without` do not.
    """
    if first is None or last is None or not window:
        return None
    counted = [(start, end) for start, end, basis in periods or () if basis not in without]
    counted.append((first, last))
    if window == "rolling":
        return None if length is None else _days_within(counted, last - length + 1, last)
    years = {date.fromordinal(day + EPOCH).year for day in (first, last)}
    return max(_days_within(counted, date(y, 1, 1).toordinal() - EPOCH, date(y, 12, 31).toordinal() - EPOCH) for y in years)


def _days_within(periods: Iterable[tuple[int, int]], start: int, end: int) -> int:
    """Different days of the periods between two days."""
    days: set[int] = set()
    for first, last in periods:
        days.update(range(max(first, start), min(last, end) + 1))
    return len(days)
