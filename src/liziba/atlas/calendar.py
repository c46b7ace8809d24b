"""Working days: days that the yearly notices on public holidays leave as work, with the weekends that are worked instead.

A year without a notice is not established: nobody may count its working days yet. Days counted here leave out the day
of the event itself (Civil Code of China, article 201).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta

from liziba.atlas.atlas import Atlas
from liziba.atlas.tables.calendar import Holiday

SATURDAY = 5
ONE_DAY = timedelta(days=1)


class WorkCalendar:
    """The working days of a run of years without a gap, the last run that the notices give."""

    def __init__(self, holidays: tuple[Holiday, ...]) -> None:
        years = sorted({holiday.year for holiday in holidays})
        while len(years) > 1 and years[-1] - years[0] != len(years) - 1:
            years.pop(0)
        self.first = date(years[0], 1, 1) if years else None
        self.last = date(years[-1], 12, 31) if years else None
        self._rest: dict[date, Holiday] = {}
        worked: dict[date, Holiday] = {}
        for holiday in holidays:
            length = (holiday.last_day - holiday.first_day).days + 1
            self._rest |= {holiday.first_day + n * ONE_DAY: holiday for n in range(length)}
            worked |= dict.fromkeys(holiday.working, holiday)
        self._worked = worked
        self._notices: dict[int, dict[str, None]] = {}
        for holiday in holidays:
            self._notices.setdefault(holiday.year, {}).update(dict.fromkeys(holiday.sources))
        self._working: list[date] = []
        day = self.first
        while day is not None and self.last is not None and day <= self.last:
            if day in worked or (day.weekday() < SATURDAY and day not in self._rest):
                self._working.append(day)
            day += ONE_DAY

    def covers(self, day: date) -> bool:
        """Has the year of that day a notice?"""
        return self.first is not None and self.last is not None and self.first <= day <= self.last

    def is_working(self, day: date) -> bool | None:
        """Is it a working day? None where no notice says."""
        if not self.covers(day):
            return None
        n = bisect_left(self._working, day)
        return n < len(self._working) and self._working[n] == day

    def is_holiday(self, day: date) -> bool | None:
        """Does it lie in the rest days of a festival? An ordinary weekend does not. None where no notice says."""
        return day in self._rest if self.covers(day) else None

    def after(self, day: date, working_days: int) -> date | None:
        """The last day of a period of that many working days that an event of `day` starts. None where no notice says."""
        if working_days < 0:
            raise ValueError("a period has no negative length")
        if working_days == 0:
            return day
        if not self.covers(day):
            return None
        n = bisect_right(self._working, day) + working_days - 1
        return self._working[n] if n < len(self._working) else None

    def on_or_after(self, day: date) -> date | None:
        """The first working day from `day` on. None where no notice says."""
        if not self.covers(day):
            return None
        n = bisect_left(self._working, day)
        return self._working[n] if n < len(self._working) else None

    def notices(self, first: date, last: date) -> list[str]:
        """The sources of the years that a count from `first` to `last` runs through, each once."""
        found = [source for year in range(first.year, last.year + 1) for source in self._notices.get(year, ())]
        return list(dict.fromkeys(found))


def work_calendar(atlas: Atlas, known: date) -> WorkCalendar:
    """The working days by the notices that were known on a day."""
    holidays = [row for row in atlas.records("holidays", atlas.home) if isinstance(row, Holiday) and (row.announced_on is None or row.announced_on <= known)]
    years = tuple(sorted({row.year for row in holidays}))
    return atlas.keep(("work calendar", years), lambda: WorkCalendar(tuple(holidays)))
