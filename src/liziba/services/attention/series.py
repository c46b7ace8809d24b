"""The counts of a spot by the day, by measure and window: what compares stands together, nothing else is ever joined.

Besides printed counts there are computed ones: a printed growth gives the count of the year before (or of 2019), and two
printed sums from one first day give the days between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from liziba.atlas import Atlas
from liziba.atlas.tables.attention import Count, Interruption, RepeatedWindow
from liziba.atlas.tables.calendar import Holiday
from liziba.services.attention.question import COUNTS, INTERRUPTIONS, WINDOWS

A_DAY = " a day"
IN_ALL = " in all"  # summed up to a day, since when is not said
INDICES = frozenset({"percent", "times"})
BASE = 2019  # the year that `growth_2019_pct` names
ONE_DAY = timedelta(days=1)

Group = tuple[str, str]


@dataclass(frozen=True)
class Point:
    """A count of one window. `count` over `days`; `per_day` and `per_day_high` are the two readings of a computed one, equal otherwise.

    None where no count a day can be given: an index, or a length that nobody printed. `interrupted`: it touches a time in which
    people could not come as they would.
    """

    row: Count
    measure: str
    window: str
    first_day: str
    last_day: str
    days: int | None
    count: float
    per_day: float | None
    per_day_high: float | None
    computed: Literal["", "growth", "growth_2019", "difference"] = ""
    interrupted: bool = False

    @property
    def year(self) -> int:
        """The year of a window: a winter belongs to the year in which it ends."""
        return int(self.last_day[:4])

    @property
    def decides(self) -> bool:
        """May it be compared at all?"""
        return self.per_day is not None and self.row.kind == "published" and not self.interrupted


def points(atlas: Atlas, spot: str, as_of: date, computed: bool = True) -> tuple[Point, ...]:
    """All counts of a spot known on `as_of`, as printed and (unless told otherwise) computed, in the order of their days."""
    known = latest(row for row in atlas.table(COUNTS).rows if isinstance(row, Count) and row.spot == spot and row.known(as_of))
    breaks = [row for row in atlas.table(INTERRUPTIONS).rows if isinstance(row, Interruption) and row.known(as_of)]
    found = [printed(row) for row in known]
    found = _between_sums(found) if computed else found
    if computed:
        held = {(one.measure, one.window, one.year) for one in found if one.row.kind == "published"}
        for one in list(_from_growth(atlas, found)):
            if (one.measure, one.window, one.year) not in held:
                held.add((one.measure, one.window, one.year))
                found.append(one)
    marked = [replace(one, interrupted=any(_touches(one, row) for row in breaks)) for one in found]
    return tuple(sorted(marked, key=lambda one: (one.last_day, one.first_day, one.measure)))


def per_day_counts(atlas: Atlas, spot: str, as_of: date, computed: bool = True) -> Mapping[Group, tuple[Point, ...]]:
    """The counts of a spot by the day: (measure, window) -> its points in the order of their days. For charts and tables.

    Only counts that have a length, printed ones and (unless told otherwise) computed ones; forecasts and indices are left out, interrupted
    times are in and marked. Empty for a spot that nobody counted. Points of different groups must never be drawn as one line.
    """
    found: dict[Group, list[Point]] = {}
    for one in points(atlas, spot, as_of, computed):
        if one.per_day is not None and one.row.kind == "published":
            found.setdefault((one.measure, one.window), []).append(one)
    return {group: tuple(members) for group, members in found.items()}


def latest(rows: Iterable[Count]) -> list[Count]:
    """Of the rows about the same window the one announced last: a revision stands in place of the first report."""
    found: dict[tuple[str, ...], Count] = {}
    for row in sorted(rows, key=lambda row: row.announced_on or date.min):
        found[row.spot, row.measure, row.window, row.first_day, row.last_day, row.kind] = row
    return [row for row in found.values() if row.stands()]


def printed(row: Count) -> Point:
    """A count as it was printed."""
    figure = float(row.figure)
    if row.unit_measure in INDICES or row.unit_measure.endswith(IN_ALL):
        level = None
    elif row.unit_measure.endswith(A_DAY):
        level = figure
    else:
        level = figure / row.length if row.length else None
    return Point(row, row.measure, row.window, row.first_day, row.last_day, row.length, figure, level, level)


def _between_sums(sums: Sequence[Point]) -> list[Point]:
    """Sums from one first day on overlap: the later one stands for the days that the earlier one does not hold."""
    found: list[Point] = []
    for one in sorted(sums, key=lambda one: one.last_day):
        same = [other for other in sums if _same_start(one, other) and other.last_day < one.last_day]
        before = max(same, key=lambda other: other.last_day, default=None)
        if before is None or before.days is None or one.days is None or one.count < before.count:
            found.append(one)
            continue
        count, days = one.count - before.count, one.days - before.days
        first = (before.row.last + ONE_DAY).isoformat()
        found.append(replace(one, first_day=first, days=days, count=count, per_day=count / days, per_day_high=count / days, computed="difference"))
    return found


def _same_start(one: Point, other: Point) -> bool:
    same = (one.measure, one.window, one.first_day) == (other.measure, other.window, other.first_day)
    return same and one.row.kind == other.row.kind == "published" and one.per_day is not None


def _from_growth(atlas: Atlas, known: Sequence[Point]) -> Iterable[Point]:
    """What a printed growth says about an earlier year: two readings where the lengths differ and nobody says which was meant."""
    windows = {row.window: row for row in atlas.records(WINDOWS) if isinstance(row, RepeatedWindow)}
    for one in known:
        row = one.row
        if one.per_day is None or one.days is None or row.kind != "published" or one.window not in windows:
            continue
        for growth, year in ((row.growth_pct, one.year - 1), (row.growth_2019_pct, BASE)):
            span = _span(atlas, windows[one.window], one, year) if growth is not None and year < one.year else None
            if growth is None or span is None:
                continue
            times = 1 + float(growth) / 100
            days = (span[1] - span[0]).days + 1
            by_total = one.count / times if row.unit_measure.endswith(A_DAY) else one.count / times / days
            by_day = one.per_day / times
            readings = {"total": (by_total,), "per_day": (by_day,)}.get(row.growth_of, (by_total, by_day))
            count = readings[0] if row.unit_measure.endswith(A_DAY) else readings[0] * days
            yield replace(
                one,
                first_day=span[0].isoformat(),
                last_day=span[1].isoformat(),
                days=days,
                count=count,
                per_day=min(readings),
                per_day_high=max(readings),
                computed="growth" if year == one.year - 1 else "growth_2019",
            )


def _span(atlas: Atlas, window: RepeatedWindow, one: Point, year: int) -> tuple[date, date] | None:
    """First and last day of the window in another year, None where nobody knows."""
    if window.length == "year":
        return date(year, 1, 1), date(year, 12, 31)
    if window.length == "fixed":
        first, last = date.fromisoformat(one.first_day), date.fromisoformat(one.last_day)
        return first.replace(year=first.year + year - one.year), last.replace(year=year)
    held = [row for row in atlas.records("holidays") if isinstance(row, Holiday) and row.festival in window.holidays and row.year == year]
    longest = max(held, key=lambda row: (row.last_day - row.first_day, row.festival), default=None)
    return (longest.first_day, longest.last_day) if longest else None


def _touches(one: Point, row: Interruption) -> bool:
    """Does the count fall into the interruption?"""
    first, last = (row.valid_from or date.min).isoformat(), (row.valid_to or date.max).isoformat()
    return one.first_day <= last and first <= one.last_day
