"""Has a target been reached? Which results may be compared with it, and what the newest of them says.

A result fits when metric, place, definition and unit are those of the target and its period is one that counts. Nothing
is typed: with another row of results the answer is another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from liziba.atlas.periods import Period, period
from liziba.atlas.tables.measures import PublishedResult, Target

Reason = Literal["other_place", "other_definition", "other_unit", "other_period", "after_target", "part_of_year"]
Why = Literal["final", "early", "year_not_come", "no_result", "older_result", "part_of_year", "too_rough"]
SCALES = {"thousand": Decimal(10) ** 3, "million": Decimal(10) ** 6, "billion": Decimal(10) ** 9}
A_YEAR = " a year"
PERCENT = "percent"
IN_ALL = "percent in all"  # growth over all years of a period together


@dataclass(frozen=True)
class Compared:
    """A published result beside the target: its value in the unit of the target, or the reason why it does not compare."""

    row: PublishedResult
    when: Period
    value: Decimal | None
    reason: Reason | None

    @property
    def date(self) -> str:
        return self.row.as_at or self.when.ends


@dataclass(frozen=True)
class Finding:
    """What the results say about a target. `reached` is None where that is not decided; `why` says why."""

    target: Target
    reached: bool | None
    why: Why
    result: Compared | None
    compared: tuple[Compared, ...]


def judge(target: Target, rows: Iterable[PublishedResult], as_of: date) -> Finding:
    """The state of a target by what was published until `as_of`."""
    compared = tuple(_compare(target, row) for row in rows if row.known(as_of))
    fitting = [one for one in compared if one.reason is None]
    due = period(target.target_by).last
    if target.measured == "each":
        return _each_year(target, fitting, compared, as_of)
    newest = _newest(fitting) or _newest([one for one in compared if one.reason == "part_of_year"])
    if newest is None or newest.value is None:
        return Finding(target, None, "year_not_come" if as_of <= due else "no_result", None, compared)
    reached, final = meets(target, newest), newest.when.last >= due
    if newest.reason is None and final:
        return Finding(target, reached, "final" if reached is not None else "too_rough", newest, compared)
    if _is_safe(target, newest, reached):
        return Finding(target, True, "early", newest, compared)
    if as_of <= due:
        return Finding(target, None, "year_not_come", newest, compared)
    return Finding(target, None, "part_of_year" if newest.reason else "older_result", newest, compared)


def meets(target: Target, one: Compared) -> bool | None:
    """Does the value meet the target? None where a round number (over, nearly, about) may lie on either side of it.

    `over` and `nearly` say on which side of the printed number the true one lies; how far, its last digit that is not zero.
    """
    assert one.value is not None
    value, wanted, qualifier = one.value, target.target, one.row.qualifier
    if target.operator == "~" and value == wanted and qualifier == "about":
        return True
    if not qualifier:
        return _fits(target, value)
    least, most = _span(value, qualifier)
    if qualifier != "about" and value == wanted:  # over 120 is more than 120, nearly 120 is less
        return (qualifier == "over") != (target.operator == "<=")
    both = _fits(target, least), _fits(target, most)
    return both[0] if both[0] == both[1] or (qualifier == "nearly" and most == wanted) else None


def _fits(target: Target, value: Decimal) -> bool:
    """Does an exact number meet the target?"""
    if value == target.target:
        return target.operator != ">"
    return value < target.target if target.operator == "<=" else value > target.target


def _span(value: Decimal, qualifier: str) -> tuple[Decimal, Decimal]:
    """Between which numbers the true one lies, where a round number was printed."""
    exponent = value.normalize().as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    if qualifier == "about":
        return value - step / 2, value + step / 2
    return (value, value + step) if qualifier == "over" else (value - step, value)


def in_unit(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """The value in another unit, None where the units differ in more than thousand, million, billion."""
    scale, plain = _scale(unit)
    wanted_scale, wanted_plain = _scale(wanted)
    if plain != wanted_plain:
        return None
    return value if scale == wanted_scale else value * scale / wanted_scale


def _compare(target: Target, row: PublishedResult) -> Compared:
    when = period(row.period)
    # "10 billion a year" is a level that each single year must reach.
    wanted = target.unit_measure.removesuffix(A_YEAR) if target.measured == "each" else target.unit_measure
    value = _yearly(row.figure, when.years) if target.measured == "mean" and row.unit_measure == IN_ALL else in_unit(row.figure, row.unit_measure, wanted)
    return Compared(row, when, value, _misfit(target, row, when, value))


def _misfit(target: Target, row: PublishedResult, when: Period, value: Decimal | None) -> Reason | None:
    """Why the result does not compare with the target, None where it does."""
    if row.place != target.place:
        return "other_place"
    if row.definition != target.definition:
        return "other_definition"
    if value is None:
        return "other_unit"
    due = period(target.target_by)
    if when.last > due.last:
        return "after_target"
    if target.measured == "in" and (when.first.year, when.last.year) != (due.last.year, due.last.year):
        return "other_period"
    if target.measured in ("mean", "each") and str(when.first.year) < target.first_year:
        return "other_period"
    if target.measured == "mean" and str(when.first.year) != target.first_year:
        return "other_period"
    return "part_of_year" if when.is_part_of_year else None


def _newest(compared: Sequence[Compared]) -> Compared | None:
    """Of the latest period: a count before what was expected, a revision before the first report, an exact number before a round one, then the newest."""

    def order(one: Compared) -> tuple[date, bool, bool, bool, date]:
        revised = one.row.basis in ("later", "mixed")
        return one.when.last, one.row.basis != "forecast", revised, not one.row.qualifier, one.row.announced_on or date.min

    return max(compared, key=order, default=None)


def _is_safe(target: Target, one: Compared, reached: bool | None) -> bool:
    """Is the target reached whatever the rest of its time brings?

    A level is, once it was passed. A count of part of a year only grows; a share or a rate of it may still fall. A mean
    is, where the growth so far is enough for all its years even if nothing is added. A rate of a single year and a ceiling
    are not, before the year is over.
    """
    if not reached or target.operator == "<=" or one.value is None:
        return False
    if one.reason is not None and target.unit_measure.startswith(PERCENT):
        return False
    if target.measured != "mean":
        return target.measured == "by"
    years = period(target.target_by).last.year - int(target.first_year) + 1
    return _grown(one.value, one.when.years) >= _grown(target.target, years)


def _grown(percent: Decimal, years: int) -> Decimal:
    return (1 + percent / 100) ** years


def _yearly(percent: Decimal, years: int) -> Decimal:
    """The yearly mean of a growth over several years, in percent, to one decimal as such means are printed."""
    return (((1 + percent / 100) ** (Decimal(1) / years) - 1) * 100).quantize(Decimal("0.1"))


def _each_year(target: Target, fitting: Sequence[Compared], compared: tuple[Compared, ...], as_of: date) -> Finding:
    """Every year must reach the target: one that does not decides it, and only all of them together fulfil it."""
    due = period(target.target_by).last
    years = {}
    for one in sorted(fitting, key=lambda one: one.row.announced_on or date.min):
        years[one.when.last.year] = one
    newest = _newest(list(years.values()))
    missed = [one for one in years.values() if meets(target, one) is False]
    if missed:
        return Finding(target, False, "final", _newest(missed), compared)
    if all(meets(target, one) for one in years.values()) and set(range(int(target.first_year or due.year), due.year + 1)) <= set(years):
        return Finding(target, True, "final", newest, compared)
    return Finding(target, None, "year_not_come" if as_of <= due else "older_result" if newest else "no_result", newest, compared)


def _scale(unit: str) -> tuple[Decimal, str]:
    head, _, rest = unit.partition(" ")
    return (SCALES[head], rest) if head in SCALES and rest else (Decimal(1), unit)
