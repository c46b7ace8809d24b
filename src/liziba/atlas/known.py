"""What stands on a day, as known on a day: of the decisions known then that speak about the day, the one announced last.

The same idea decides a look-up in the rules engine; here it serves `changes` and `check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from liziba.atlas.rows import Row

ONE_DAY = timedelta(days=1)


def deciding(rows: Iterable[Row], day: date, known: date) -> Row | None:
    """The row of one key that decides that day; of two announced on one day the one with the later first day."""
    covering = [row for row in rows if row.known(known) and row.covers(day)]
    return max(covering, key=lambda row: (row.announced_on or date.min, row.valid_from or date.min), default=None)


def standing(rows: Iterable[Row], day: date, known: date) -> Row | None:
    """The deciding row where it puts the key into the table, None where it takes it out or where there is none."""
    row = deciding(rows, day, known)
    return row if row is not None and row.stands() else None


def last_day(rows: Sequence[Row], day: date, known: date) -> date | None:
    """The last day of the time without a gap in which the key stands, from `day` on; None where no end is known.

    The end of a single row is not enough: an earlier notice may reach further, a later one may end it sooner.
    """
    turns = sorted(turn for turn in turning_days(row for row in rows if row.known(known)) if turn > day)
    for turn in turns:
        if standing(rows, turn, known) is None:
            return turn - ONE_DAY
    return None


def turning_days(rows: Iterable[Row]) -> set[date]:
    """The days on which something may change: first days, and days after last days."""
    days = set()
    for row in rows:
        if row.valid_from is not None:
            days.add(row.valid_from)
        if row.valid_to is not None and row.valid_to < date.max:
            days.add(row.valid_to + ONE_DAY)
    return days
