"""Figures of a city: which were published, which one is chosen where there are several, and which follow from two others.

Pure functions over an atlas. `liziba.services.observations` answers questions with them, and so do services that compare
cities. Values are exact decimals in the unit of the indicator: rounding is for showing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from liziba.atlas import Atlas
from liziba.atlas.periods import period as period_of
from liziba.atlas.rows import key_of
from liziba.atlas.tables.observations import Break, Indicator, Observation

INDICATORS, OBSERVATIONS, BREAKS = "observations/indicators", "observations/observations", "observations/breaks"
TOPIC = "observations"
PLAIN = "plain"
MEMORY = "memory"

Release = Literal["revised", "first"]
Side = Literal["before", "after", "moved", "open"]
Basis = tuple[tuple[str, Side], ...]

# Which release stands for a period: a figure of the wanted release first. A first release is never read from a revision.
_RELEASES: Mapping[Release, Mapping[str, int]] = {"revised": {"revised": 2, "first": 1, "": 0}, "first": {"first": 1, "": 0}}
_STATUSES: Mapping[str, int] = {"official": 4, "press": 3, "dataset": 2, "digest": 1, MEMORY: 0}
_AWAY_FROM: Mapping[str, str] = {"over": "nearly", "nearly": "over", "about": "about", "": ""}


@dataclass(frozen=True)
class Figure:
    """A figure of a place for a period. `value` is None where whoever counts does not count this place.

    `basis`: for each break of the series, on which side the figure stands; `moved` for a revised one that the break itself put onto
    the new basis, `open` where nobody said which release it is.
    `rows`: the published rows that it rests on, two where it was computed; `denominator` names the second one then.
    """

    value: Decimal | None
    state: Literal["figure", "not_covered"]
    place: str
    indicator: str
    period: str
    definition: str
    vintage: str
    status: str
    qualifier: str
    unit: str
    rows: tuple[Observation, ...]
    sources: tuple[str, ...]
    confirmed: bool
    basis: Basis
    denominator: str = ""

    @property
    def announced_on(self) -> date:
        """The day on which all that it rests on was known."""
        return max((row.announced_on or date.min for row in self.rows), default=date.min)

    @property
    def is_derived(self) -> bool:
        """Computed by us from two published figures."""
        return bool(self.denominator)


def indicators(atlas: Atlas) -> Mapping[str, Indicator]:
    """All indicators by code, in the order of the tables; an own table laid over comes last and wins."""

    def make() -> Mapping[str, Indicator]:
        return {row.indicator: row for row in atlas.records(INDICATORS, atlas.home) if isinstance(row, Indicator)}

    return atlas.keep((INDICATORS, "by code"), make)


def is_weak(atlas: Atlas, figure: Figure) -> bool:
    """Does a figure, or a part of it, rest on pages alone that bear no date or only tell what others counted: guides, encyclopedias?"""
    sources = [[atlas.source(one, topic=TOPIC) for one in row.sources] for row in figure.rows]
    return any(all(one.access != MEMORY and (one.kind == "guide" or not one.published) for one in of_row) for of_row in sources)


def breaks(atlas: Atlas, indicator: str, place: str) -> tuple[Break, ...]:
    """The breaks of a series, the earliest first."""

    def make() -> Mapping[str, tuple[Break, ...]]:
        found: dict[str, list[Break]] = defaultdict(list)
        for row in atlas.table(BREAKS).rows:
            if isinstance(row, Break) and row.stands():
                found[row.indicator].append(row)
        return {name: tuple(sorted(rows, key=lambda row: row.first_period)) for name, rows in found.items()}

    held = atlas.keep((BREAKS, "by indicator"), make)
    return tuple(row for row in held.get(indicator, ()) if not row.places or place in row.places)


def side(row: Observation, broken: Break) -> Side:
    """On which side of a break a published figure stands.

    What lies before the first revised period is on the old basis, from the first new period on all is on the new one.
    Between them the release decides, and nobody can tell where it is not known.
    """
    when = period_of(row.period)
    if when.first >= period_of(broken.first_period).first:
        return "after"
    if when.last < period_of(broken.revised_since).first:
        return "before"
    return {"revised": "moved", "first": "before"}.get(row.vintage, "open")  # type: ignore[return-value]


def figures(atlas: Atlas, place: str, indicator: str, as_of: date, *, denominator: str = "") -> list[Figure]:
    """Every figure known by `as_of`, one for each published row, or for each release of a derived indicator; by period, then by release.

    Rows that rest on memory are among them, marked by `confirmed`. Empty where the indicator is not known.
    """
    held = indicators(atlas).get(indicator)
    if held is None:
        return []
    found = [] if denominator else list(_published(atlas, place, indicator, as_of))
    if held.numerator:
        known = {one.period for one in found if not one.is_derived}
        for period, release in _releases(_published(atlas, place, held.numerator, as_of)):
            one = _derived(atlas, place, held, period, as_of, release, PLAIN, True, denominator)
            if one is not None and period not in known:
                found.append(one)
    return sorted(found, key=lambda one: (period_of(one.period).last, period_of(one.period).first, one.definition, one.vintage, one.announced_on))


def chosen(
    atlas: Atlas,
    place: str,
    indicator: str,
    period: str,
    as_of: date,
    *,
    release: Release = "revised",
    definition: str = PLAIN,
    unconfirmed: bool = False,
    denominator: str = "",
) -> Figure | None:
    """The figure that stands for a period, None where none was found.

    Of several: the wanted release (`revised`: the newest revision, else the first release, else one of which nobody said which
    it is; `first`: never a revision), then an exact figure before over, about and nearly, then official before press before
    dataset before digest before memory, then the one announced last. What rests on memory only is left out unless `unconfirmed`.
    `denominator` stands in for that of a derived indicator; raises ValueError where its unit is another one.
    """
    held = indicators(atlas).get(indicator)
    if held is None:
        return None
    wanted = _RELEASES[release]
    fitting = [
        one
        for one in (() if denominator else _published(atlas, place, indicator, as_of))
        if one.period == period and one.definition == definition and one.vintage in wanted and (one.confirmed or unconfirmed)
    ]
    if fitting:
        return max(fitting, key=lambda one: (wanted[one.vintage], not one.qualifier, _STATUSES[one.status], one.announced_on))
    return _derived(atlas, place, held, period, as_of, release, definition, unconfirmed, denominator) if held.numerator else None


def _derived(
    atlas: Atlas, place: str, held: Indicator, period: str, as_of: date, release: Release, definition: str, unconfirmed: bool, denominator: str
) -> Figure | None:
    """Numerator / denominator * scale, both of one period. The release is that of the numerator."""
    below_code = denominator or held.denominator
    usual, other = indicators(atlas).get(held.denominator), indicators(atlas).get(below_code)
    if usual is None or other is None or usual.unit_measure != other.unit_measure:
        raise ValueError(f"{below_code} cannot stand in for {held.denominator} in {held.indicator}")
    above = chosen(atlas, place, held.numerator, period, as_of, release=release, definition=definition, unconfirmed=unconfirmed)
    below = chosen(atlas, place, below_code, period, as_of, unconfirmed=unconfirmed)
    if above is None or below is None:
        return None
    return over(held, above, below)


def over(held: Indicator, above: Figure, below: Figure) -> Figure | None:
    """A derived indicator of two figures of one place, numerator / denominator * scale; None where there is nothing to divide by."""
    value = above.value / below.value * (held.scale or 1) if above.value is not None and below.value else None
    if value is None and "not_covered" not in (above.state, below.state):
        return None  # nothing to divide by
    return Figure(
        value=value,
        state="figure" if value is not None else "not_covered",
        place=above.place,
        indicator=held.indicator,
        period=above.period,
        definition=above.definition,
        vintage=above.vintage,
        status=min(above.status, below.status, key=_STATUSES.__getitem__),
        qualifier=_either(above.qualifier, _AWAY_FROM[below.qualifier]),
        unit=held.unit_measure,
        rows=(*above.rows, *below.rows),
        sources=tuple(dict.fromkeys((*above.sources, *below.sources))),
        confirmed=above.confirmed and below.confirmed,
        basis=(*above.basis, *below.basis),
        denominator=below.indicator,
    )


def _either(one: str, other: str) -> str:
    """What is over a number and over another is over both; what pulls both ways is about."""
    return one or other if not (one and other) or one == other else "about"


def _releases(found: Iterable[Figure]) -> list[tuple[str, Release]]:
    """For each period, the releases that differ: a first one, and a revised one where there is one."""
    vintages: dict[str, set[str]] = defaultdict(set)
    for one in found:
        if one.definition == PLAIN:
            vintages[one.period].add(one.vintage)
    told: list[tuple[str, Release]] = []
    for period, held in vintages.items():
        told += [(period, "first")] if held - {"revised"} else []
        told += [(period, "revised")] if "revised" in held else []
    return told


def _published(atlas: Atlas, place: str, indicator: str, as_of: date) -> Iterable[Figure]:
    """The published figures that stood on that day: a later word of the same source about the same release replaces its earlier one."""

    def make() -> Mapping[tuple[str, str], tuple[tuple[Figure, ...], ...]]:
        found: dict[tuple[str, str], dict[object, list[Figure]]] = defaultdict(lambda: defaultdict(list))
        held = indicators(atlas)
        for row in atlas.table(OBSERVATIONS).rows:
            if isinstance(row, Observation) and row.indicator in held:
                found[row.place, row.indicator][key_of(row)].append(_of_row(atlas, row, held[row.indicator]))
        return {key: tuple(tuple(sorted(same, key=lambda one: one.announced_on)) for same in of.values()) for key, of in found.items()}

    for same in atlas.keep((OBSERVATIONS, "figures"), make).get((place, indicator), ()):
        known = [one for one in same if one.rows[0].known(as_of)]
        if known and known[-1].rows[0].stands():
            yield known[-1]


def _of_row(atlas: Atlas, row: Observation, held: Indicator) -> Figure:
    return Figure(
        value=row.figure if row.state == "figure" else None,
        state=row.state,
        place=row.place,
        indicator=row.indicator,
        period=row.period,
        definition=row.definition,
        vintage=row.vintage,
        status=row.status,
        qualifier=row.qualifier,
        unit=held.unit_measure,
        rows=(row,),
        sources=row.sources,
        confirmed=any(atlas.source(one, topic=TOPIC).access != MEMORY for one in row.sources),
        basis=tuple((broken.row_id, side(row, broken)) for broken in breaks(atlas, row.indicator, row.place)),
    )
