"""The days of a dispute walked one by one, written down apart from the service: its own rules, another calendar.

A day is walked at a time, on the working days of the package chinesecalendar. Only what stays within one rule is
answered; else None, as the service must do.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays, in_lieu_days

DAY = timedelta(days=1)
LAST = date(2026, 12, 31)


@dataclass(frozen=True)
class Rule:
    """So many days, working or not, for events of a time; `moves` off rest days or off festivals."""

    first: date
    last: date
    length: int
    working: bool
    moves: str = ""


RULES: dict[tuple[str, str], list[Rule]] = {
    ("industry_and_commerce", "accept"): [Rule(date(2014, 3, 15), date(2019, 12, 31), 7, True)],
    ("industry_and_commerce", "mediate"): [Rule(date(2014, 3, 15), date(2019, 12, 31), 60, False)],
    ("market_regulation", "accept"): [Rule(date(2020, 1, 1), date(2026, 4, 14), 7, True), Rule(date(2026, 4, 15), date.max, 7, True)],
    ("market_regulation", "mediate"): [Rule(date(2020, 1, 1), date(2026, 4, 14), 45, True), Rule(date(2026, 4, 15), date.max, 60, False, "festival")],
    ("market_regulation", "end_notice"): [Rule(date(2020, 1, 1), date(2026, 4, 14), 7, True), Rule(date(2026, 4, 15), date.max, 7, True)],
    ("tourism", "accept"): [Rule(date(2010, 7, 1), date(2026, 3, 14), 5, True), Rule(date(2026, 3, 15), date.max, 2, True)],
    ("tourism", "mediate"): [Rule(date(2010, 7, 1), date(2026, 3, 14), 60, False), Rule(date(2026, 3, 15), date.max, 60, False)],
    ("court", "confirm"): [Rule(date(2022, 1, 1), date.max, 30, False, "rest")],
}


def is_festival(day: date) -> bool:
    """Off for a festival, whether by law, by a swapped working day, or as a weekend that joins it."""
    if chinese_calendar.is_workday(day):
        return False
    return day in holidays or day in in_lieu_days


def walk(start: date, length: int, working: bool) -> date | None:
    """The day on which the length is reached; the first day is not counted."""
    day, left = start, length
    while left:
        day += DAY
        if working and day > LAST:
            return None
        if not working or chinese_calendar.is_workday(day):
            left -= 1
    return day


def end(rule: Rule, start: date) -> date | None:
    """The last day by one rule."""
    day = walk(start, rule.length, rule.working)
    if day is None or not rule.moves or day > LAST:
        return day
    off = is_festival(day) if rule.moves == "festival" else not chinese_calendar.is_workday(day)
    while off and day <= LAST and not chinese_calendar.is_workday(day):
        day += DAY
    return day if day <= LAST else None


def last_day(body: str, step: str, start: date) -> date | None:
    """The last day of a step, None where no rule gives one day only."""
    rules = RULES[body, step]
    mine = next((rule for rule in rules if rule.first <= start <= rule.last), None)
    if mine is None:
        return None
    day = end(mine, start)
    if day is not None and day > mine.last:
        later = next((rule for rule in rules if rule.first <= day <= rule.last), None)
        return day if later is not None and end(later, start) == day else None
    return day


def years_after(start: date, years: int) -> date:
    """The day with the same number; in its absence the last of the month."""
    year = start.year + years
    return start.replace(year=year, day=min(start.day, calendar.monthrange(year, start.month)[1]))


def limitation_end(known: date) -> date | None:
    """Three years, off rest days to the next working day; from the day on which the three years are sure."""
    if known < date(2016, 10, 2):
        return None
    day = years_after(known, 3)
    while day <= LAST and not chinese_calendar.is_workday(day):
        day += DAY
    return day
