"""From an event to the last day of a step: which rule was in force, how it counts, whether the end moves.

The day of the event is not counted; a period in months or years ends on the day with the same number; what "days"
means is days of the calendar (Civil Code of China, articles 200 to 204).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from liziba.atlas import Atlas
from liziba.atlas.calendar import WorkCalendar, work_calendar
from liziba.atlas.tables.redress import Deadline, Right
from liziba.engines.rules import arithmetic
from liziba.engines.rules.grid import EPOCH, Grid
from liziba.engines.rules.sheet import HIT

SATURDAY = 5
MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True)
class Step:
    """A step that an event starts: who must end it by when, and how that was found.

    `last` is None where nobody knows; `why` says which: `no_rule` was in force, its length is not established (`no_length`),
    no notice says which days are worked (`no_calendar`), the rule changes on the way (`rule_changes`), the calendar days
    that tests took were not said (`tests`), or only a report was handed in (`report`).
    """

    body: str
    name: str
    event: date
    last: date | None
    why: str
    row: Deadline | Right | None
    moved_from: date | None = None
    sources: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """How the step is counted, as a code: working_days_45, calendar_days_60."""
        return f"{self.row.unit}s_{self.row.value}" if self.row is not None and self.row.value is not None else ""


class Counter:
    """Counts steps by the rules and notices that were known on a day."""

    def __init__(self, atlas: Atlas, known: date) -> None:
        self.atlas = atlas
        self.known = known.toordinal() - EPOCH
        self.calendar: WorkCalendar = work_calendar(atlas, known)

    def find(self, table: str, columns: tuple[str, ...], key: Any, day: date) -> tuple[Any, int]:
        """What a table of `redress` holds for a key on a day: the row (where there is none the nearest), and the finding."""

        def grid() -> Grid:
            rows: Any = self.atlas.table(table).rows
            return Grid(rows, columns)

        cell = self.atlas.keep(("redress", table), grid).find(key, day.toordinal() - EPOCH, self.known)
        return cell.row, cell.status

    def held(self, table: str, columns: tuple[str, ...], key: Any, day: date) -> Any:
        """The row that holds for a key on a day, None where none does."""
        row, status = self.find(table, columns, key, day)
        return row if status == HIT else None

    def rule(self, body: str, step: str, day: date) -> Deadline | None:
        """The rule of a body about a step in force on a day, None where none was."""
        row: Deadline | None = self.held("redress/deadlines", ("body", "step"), (body, step), day)
        return row

    def step(self, body: str, name: str, event: date, more_working_days: int = 0, since: date | None = None) -> Step:
        """The last day of a step that `event` starts. `more_working_days` are not counted, for example those of tests.

        `since` is the day on which the dispute came before the body, where that was earlier. Where the rule changes
        between that day and the last one and no rule says how cases go over, only a day that both give can be named.
        """
        row = self.rule(body, name, event)
        if row is None:
            return Step(body, name, event, None, "no_rule", None)
        found = self._counted(row, name, event, more_working_days)
        if found.last is None:
            return found
        for day in (min(since or event, event), found.last):
            other = self.rule(body, name, day)
            if other is not row and (other is None or self._counted(other, name, event, more_working_days).last != found.last):
                return Step(body, name, event, None, "rule_changes", row, sources=found.sources)
        return found

    def _counted(self, row: Deadline, name: str, event: date, more: int) -> Step:
        plain = Step(row.body, name, event, None, "no_length", row, sources=row.sources)
        if row.value is None:
            return plain
        if row.unit == "working_day":
            return self.working_days(plain, row.value + more)
        if more:  # how many days of the calendar the tests took was not said
            return Step(row.body, name, event, None, "tests", row, sources=row.sources)
        return self.of_row(plain, row)

    def of_row(self, plain: Step, row: Deadline | Right) -> Step:
        """A step of as many days of the calendar, months or years as the row says."""
        length = row.value or 0
        if row.unit == "calendar_day":
            end = plain.event + timedelta(days=length)
        else:
            end = date.fromordinal(arithmetic.months_after(plain.event.toordinal() - EPOCH, length * MONTHS[row.unit]) + EPOCH)
        return self.moved(plain, end, row.moves)

    def working_days(self, plain: Step, length: int) -> Step:
        """A step of that many working days."""
        last = self.calendar.after(plain.event, length)
        why = "" if last else "no_calendar"
        cited = self.calendar.notices(plain.event, last) if last else []
        return Step(plain.body, plain.name, plain.event, last, why, plain.row, sources=(*plain.sources, *cited))

    def stated(self, plain: Step, length: int, unit: str) -> Step:
        """A step whose length the asker states, in working days or in days of the calendar."""
        if unit == "working_day":
            return self.working_days(plain, length)
        return self.moved(plain, plain.event + timedelta(days=length), "")

    def moved(self, plain: Step, end: date, moves: str) -> Step:
        """A step that ends on that day, or on the next working day where it falls on a day off and the rule moves it.

        Where no notice says which days are off, the day stays: the true one is never earlier.
        """
        last = self.calendar.on_or_after(end) if self._is_off(end, moves) else end
        if last is None or last == end:
            return Step(plain.body, plain.name, plain.event, end, "", plain.row, sources=plain.sources)
        return Step(plain.body, plain.name, plain.event, last, "", plain.row, end, (*plain.sources, *self.calendar.notices(end, last)))

    def _is_off(self, day: date, moves: str) -> bool:
        if moves == "holiday":
            return self.calendar.is_holiday(day) is True
        return moves == "rest_day" and self.calendar.is_working(day) is False

    def may_move(self, step: Step) -> bool:
        """Might the day move, because no notice yet says which days of its year are off?"""
        return step.last is not None and step.row is not None and bool(step.row.moves) and not self.calendar.covers(step.last)

    def stays_on_rest_day(self, step: Step) -> bool:
        """Does the step end on a day off from which its rule does not move it?"""
        in_working_days = step.row is not None and step.row.unit == "working_day"
        return step.last is not None and not in_working_days and self.calendar.is_working(step.last) is False

    def weekend(self, day: date) -> bool:
        """An ordinary weekend: off, but in no festival and not worked instead."""
        return day.weekday() >= SATURDAY and self.calendar.is_holiday(day) is False and self.calendar.is_working(day) is False
