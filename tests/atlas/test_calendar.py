"""The working days are those of an independent calendar, day by day, and nothing is counted in years without a notice."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liziba.atlas import Atlas
from liziba.atlas.calendar import WorkCalendar, work_calendar

TODAY = date(2026, 11, 22)
FIRST, LAST = date(2010, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


@pytest.fixture(scope="module")
def calendar(atlas: Atlas) -> WorkCalendar:
    return work_calendar(atlas, TODAY)


@pytest.mark.parametrize("year", range(FIRST.year, LAST.year + 1))
def test_every_day_of_the_year_is_what_an_independent_calendar_says(calendar: WorkCalendar, year: int) -> None:
    days = [day for day in DAYS if day.year == year]
    assert [day for day in days if calendar.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_a_weekend_worked_for_a_festival_counts_and_the_festival_does_not(calendar: WorkCalendar) -> None:
    assert calendar.is_working(date(2026, 10, 10)) is True, "a Saturday"
    assert calendar.is_working(date(2026, 10, 7)) is False, "a Wednesday"
    assert calendar.after(date(2026, 9, 28), 7) == date(2026, 10, 13)


def test_an_ordinary_weekend_is_off_but_no_holiday(calendar: WorkCalendar) -> None:
    assert (calendar.is_working(date(2026, 11, 22)), calendar.is_holiday(date(2026, 11, 22))) == (False, False)
    assert calendar.is_holiday(date(2026, 10, 3)) is True


def test_nothing_is_counted_where_no_notice_says(calendar: WorkCalendar) -> None:
    assert calendar.is_working(date(2027, 1, 4)) is None
    assert calendar.is_holiday(date(2009, 12, 31)) is None
    assert calendar.after(date(2009, 12, 31), 1) is None
    assert calendar.after(LAST, 1) is None
    assert calendar.after(date(2026, 12, 28), 3) == date(2026, 12, 31)
    assert calendar.after(date(2026, 12, 28), 4) is None
    assert calendar.on_or_after(date(2027, 1, 1)) is None


def test_a_notice_counts_from_the_day_it_was_known(atlas: Atlas) -> None:
    assert work_calendar(atlas, date(2025, 10, 1)).is_working(date(2026, 1, 5)) is None
    assert work_calendar(atlas, date(2025, 12, 1)).is_working(date(2026, 1, 5)) is True


@given(day=st.sampled_from(DAYS), n=st.integers(0, 60))
def test_as_many_working_days_lie_in_a_period_as_it_is_long(calendar: WorkCalendar, day: date, n: int) -> None:
    last = calendar.after(day, n)
    if last is None:
        assert sum(chinese_calendar.is_workday(d) for d in DAYS if d > day) < n
    else:
        inside = [day + timedelta(days=k) for k in range(1, (last - day).days + 1)]
        assert sum(chinese_calendar.is_workday(d) for d in inside) == n
        assert not inside or chinese_calendar.is_workday(last)


def test_a_period_has_no_negative_length(calendar: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="negative"):
        calendar.after(FIRST, -1)
