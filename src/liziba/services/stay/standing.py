"""Who may enter without a visa on a day: the countries of each scheme that has a list of them, and when their rules end.

    standing(load(), day=date(2026, 11, 22))["unilateral"].ends

Read from the same compiled lists as every answer, so a country counts here exactly where its people are let in there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from liziba.atlas import Atlas
from liziba.engines.rules.grid import Grid
from liziba.engines.rules.sheet import HIT, NOT_ESTABLISHED, SUSPENDED, LookUp, Scheme
from liziba.engines.rules.single import SingleRules
from liziba.services.explain import days
from liziba.services.rulebook import as_date
from liziba.services.stay.respond import rules_of


@dataclass(frozen=True)
class Prolonged:
    """Countries whose rule was to end on one day and, by a notice known since, runs to another (None: no end)."""

    old_end: date
    new_end: date | None
    announced_on: date
    countries: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """Who may use a scheme on a day, as known on `as_of`.

    `ends` holds the last known days, soonest first, with their countries; those without a known end are in none of them.
    `open`: countries of which nobody has established whether the rule held. `prolonged`: by notices whose old end has not passed.
    """

    scheme: str
    day: date
    as_of: date
    countries: tuple[str, ...]
    open: tuple[str, ...]
    ends: tuple[tuple[date, tuple[str, ...]], ...]
    prolonged: tuple[Prolonged, ...]
    suspended: bool


def standing(atlas: Atlas, day: date, as_of: date | None = None) -> Mapping[str, Standing]:
    """Each scheme with a list of countries -> who is on it on that day, by what was known on `as_of` (else on the day itself)."""
    rules = rules_of(atlas)
    known = as_of or day
    found = {}
    for scheme in rules.sheet.schemes:
        listed = next((step for step in scheme.steps if isinstance(step, LookUp) and _lists_countries(step)), None)
        if listed is not None:
            found[scheme.name] = _of(rules, scheme, listed, day, known)
    return found


def _lists_countries(step: LookUp) -> bool:
    """A gate that asks for the nationality and for nothing else of the question."""
    return step.gate and [operand.name for _, operand in step.by if operand.kind == "field"] == ["nationality"]


def _of(rules: SingleRules, scheme: Scheme, listed: LookUp, day: date, known: date) -> Standing:
    grid = rules.grids[scheme.name, listed.name]
    suspended = any(
        rules.grids[scheme.name, step.name].find(_literal_key(step), days(day), days(known)).status == SUSPENDED
        for step in scheme.steps
        if isinstance(step, LookUp) and SUSPENDED in step.fails_on and all(operand.kind == "value" for _, operand in step.by)
    )
    holding: list[str] = []
    doubtful: list[str] = []
    ends: dict[date, list[str]] = defaultdict(list)
    prolonged: dict[tuple[date, date | None, date], list[str]] = defaultdict(list)
    for key, country in sorted(_countries(grid, listed), key=lambda pair: pair[1]):
        cell = grid.find(key, days(day), days(known))
        if cell.status == NOT_ESTABLISHED:
            doubtful.append(country)
        if cell.status != HIT or suspended:
            continue
        holding.append(country)
        end = as_date(cell.known_end)
        if end is not None:
            ends[end].append(country)
        told = _prolonged(grid, key, day, known, end)
        if told is not None:
            prolonged[told].append(country)
    return Standing(
        scheme=scheme.name,
        day=day,
        as_of=known,
        countries=tuple(holding),
        open=tuple(doubtful),
        ends=tuple((end, tuple(countries)) for end, countries in sorted(ends.items())),
        prolonged=tuple(Prolonged(*told, tuple(countries)) for told, countries in prolonged.items()),
        suspended=suspended,
    )


def _literal_key(step: LookUp) -> Any:
    values = tuple(operand.value for _, operand in step.by)
    return values[0] if len(values) == 1 else values


def _countries(grid: Grid, listed: LookUp) -> Iterator[tuple[Any, str]]:
    """The keys of the list that belong to this scheme, each with its country."""
    for key in grid.layers:
        parts = key if isinstance(key, tuple) else (key,)
        if all(operand.kind == "field" or operand.value == part for (_, operand), part in zip(listed.by, parts, strict=True)):
            yield key, next(part for (_, operand), part in zip(listed.by, parts, strict=True) if operand.kind == "field")


def _prolonged(grid: Grid, key: Any, day: date, known: date, end: date | None) -> tuple[date, date | None, date] | None:
    """The old end, the new end and the day since when it is known, where the last notice prolonged the rule before it ran out."""
    for told in reversed([told for told in grid.layers[key][0] if told <= days(known)]):
        before = grid.find(key, days(day), told - 1)
        old_end = as_date(before.known_end) if before.status == HIT else None
        if before.status != HIT or old_end == end:
            if before.status != HIT:
                return None
            continue
        announced = as_date(told)
        if old_end is None or announced is None or (end is not None and end < old_end):
            return None
        return old_end, end, announced
    return None
