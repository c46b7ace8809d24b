"""Cities side by side: for one indicator the newest period in which most of them have a figure, their order, and who has none and why.

A figure counts for the year that it is of; a count on a day or in a month counts for its year, as stocks are counted at
different times. Months of a year stand only beside the same months. What rests on memory alone is shown and never ranked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from liziba.atlas import Atlas
from liziba.atlas.periods import period as period_of
from liziba.services.observations.figures import Figure, chosen, figures, indicators

State = Literal["figure", "not_covered", "unconfirmed", "not_found"]


@dataclass(frozen=True)
class Beside:
    """A city in the comparison. `rank` is None where it is not ranked; `newest` is its newest figure of any period, where it has none of this one."""

    place: str
    state: State
    figure: Figure | None
    rank: int | None = None
    tied: bool = False
    newest: Figure | None = None


@dataclass(frozen=True)
class SideBySide:
    """The cities for one period.

    `ranked`: more or less is better at all, and the figures stand on one basis. `periods`: the others, with the number of cities that
    have a figure.
    """

    indicator: str
    period: str
    definition: str
    cities: tuple[Beside, ...]
    ranked: bool
    periods: tuple[tuple[str, int], ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that are ranked."""
        return tuple(one.figure for one in self.cities if one.state == "figure" and one.figure is not None)

    @property
    def mixes_releases(self) -> bool:
        return len({one.vintage for one in self.figures}) > 1

    @property
    def mixes_times(self) -> bool:
        return len({one.period for one in self.figures}) > 1


def side_by_side(atlas: Atlas, indicator: str, places: Sequence[str], as_of: date, *, period: str = "", denominator: str = "") -> SideBySide | None:
    """The cities for a period, without one for the newest in which more than half have a figure, else the newest in which most have.

    None where nothing is published of any of them, or nothing of that period. Cities with a figure come first, the best first;
    where neither more nor less is better, the largest first. Equal values share a rank.
    """
    held = indicators(atlas).get(indicator)
    if held is None:
        return None
    every = {place: figures(atlas, place, indicator, as_of, denominator=denominator) for place in places}
    held_by = _held_by(every)
    # A projection stands beside others only where its year was asked for.
    found = {key: there for key, there in held_by.items() if (key[0] == period if period else period_of(key[0]).first <= as_of)}
    if not found:
        return None
    most = max(found, key=lambda key: _preference(key, len(found[key]), len(places)))
    when, definition = most
    wanted = {place: _of(atlas, place, indicator, series, when, definition, as_of, denominator) for place, series in every.items()}
    order = {"1": -1, "-1": 1}.get(held.direction, -1)
    told = [_beside(place, wanted[place], every[place]) for place in places]
    values = sorted(one.figure.value * order for one in told if one.state == "figure" and one.figure and one.figure.value is not None)
    ranked = held.direction != "0" and not _across_break([one.figure for one in told if one.state == "figure" and one.figure is not None])
    cities = sorted((_ranked(one, values, order, ranked) for one in told), key=lambda one: _place_in_list(one, order))
    counted: dict[str, int] = {}
    for (name, _), there in held_by.items():
        counted[name] = max(counted.get(name, 0), len(there))
    return SideBySide(indicator, when, definition, tuple(cities), ranked, tuple(sorted(counted.items(), key=lambda one: _end(one[0]), reverse=True)))


def bucket(text: str) -> str:
    """What a period is compared under: a count on a day or in a month goes by its year, other stretches as they are written."""
    return text if "/" in text else text[:4]


def _across_break(shown: Sequence[Figure]) -> bool:
    """Whether a break that holds for all lies between the figures: counts before and after new rules are in no one order."""
    sides: dict[str, set[str]] = {}
    for one in shown:
        for name, side in one.basis:
            sides.setdefault(name, set()).add(side)
    return any("before" in held and held & {"after", "moved"} for held in sides.values())


def _held_by(every: Mapping[str, Sequence[Figure]]) -> dict[tuple[str, str], set[str]]:
    """Which places have a confirmed figure, by period and definition."""
    found: dict[tuple[str, str], set[str]] = {}
    for place, series in every.items():
        for one in series:
            if one.confirmed and one.value is not None:
                found.setdefault((bucket(one.period), one.definition), set()).add(place)
    return found


def _preference(key: tuple[str, str], count: int, places: int) -> tuple[bool, object, object, bool]:
    """More than half of the cities first, then the newest; below half the fullest first."""
    enough = count * 2 > places
    plain = key[1] == "plain"
    return (True, _end(key[0]), count, plain) if enough else (False, count, _end(key[0]), plain)


def _end(text: str) -> date:
    return period_of(text).last


def _of(atlas: Atlas, place: str, indicator: str, series: Iterable[Figure], when: str, definition: str, as_of: date, denominator: str) -> Figure | None:
    """The figure of that place for the period: of its year where there is one, else the last count of that year."""
    periods = {one.period for one in series if bucket(one.period) == when and one.definition == definition}
    for text in sorted(periods, key=lambda text: (text == when, _end(text)), reverse=True):
        for unconfirmed in (False, True):
            one = chosen(atlas, place, indicator, text, as_of, definition=definition, unconfirmed=unconfirmed, denominator=denominator)
            if one is not None:
                return one
    return None


def _beside(place: str, one: Figure | None, series: Sequence[Figure]) -> Beside:
    newest = max((other for other in series if other.confirmed and other.value is not None), key=lambda other: _end(other.period), default=None)
    if one is None:
        uncovered = next((other for other in series if other.state == "not_covered"), None)
        return Beside(place, "not_covered" if uncovered else "not_found", uncovered, newest=newest)
    if one.value is None:
        return Beside(place, "not_covered", one, newest=newest)
    return Beside(place, "figure" if one.confirmed else "unconfirmed", one, newest=newest if not one.confirmed else None)


def _ranked(one: Beside, values: Sequence[Decimal], order: int, ranked: bool) -> Beside:
    if one.state != "figure" or one.figure is None or one.figure.value is None:
        return one
    own = one.figure.value * order
    return Beside(one.place, one.state, one.figure, values.index(own) + 1 if ranked else None, values.count(own) > 1, one.newest)


def _place_in_list(one: Beside, order: int) -> tuple[int, Decimal]:
    position = {"figure": 0, "unconfirmed": 1, "not_covered": 2, "not_found": 3}[one.state]
    value = one.figure.value if one.figure is not None and one.figure.value is not None else Decimal(0)
    return (position, value * order)
