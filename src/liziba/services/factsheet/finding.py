"""What a line of a sheet rests on: the newest row that was known on the day, or the reason why there is none.

Nothing is added, averaged or grown across releases. A figure that only memory holds is not found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, TypeVar

from liziba.atlas import Atlas
from liziba.atlas.atlas import topic_of
from liziba.atlas.known import standing
from liziba.atlas.periods import period as period_of
from liziba.atlas.rows import Row, key_of
from liziba.atlas.tables.city import CityEvent, FirstStores, SheetLine
from liziba.atlas.tables.measures import PublishedResult
from liziba.services.explain import OFFICIAL
from liziba.services.observations.figures import Figure, chosen, figures

R = TypeVar("R", bound=Row)

MEMORY = "memory"
PLAIN, ANY = "plain", "any"
ALL = "all"
# A figure that ended earlier than this before the day of knowledge is said to be old.
OLD = timedelta(days=2 * 366)
# Of counts by period so many of the newest are shown.
COUNTS = 3

Reason = Literal["nothing", "memory", "not_covered", "peers", "said"]


@dataclass(frozen=True)
class Ranking:
    """The place of a city among others by one indicator and period, each by its newest release; `absent` are those without a figure."""

    rank: int
    figure: Figure
    others: tuple[Figure, ...]
    absent: tuple[str, ...]
    largest_revision: Decimal | None  # of the same indicator in any of them, as a share of the first release

    @property
    def beside(self) -> Figure:
        """The one it leads, or, where it does not lead, the one before it."""
        ordered = sorted(self.others, key=_value, reverse=True)
        return ordered[0] if self.rank == 1 else ordered[self.rank - 2]

    @property
    def margin(self) -> Decimal:
        return abs(_value(self.figure) - _value(self.beside))

    @property
    def margin_pct(self) -> Decimal:
        return self.margin / _value(self.beside) * 100

    @property
    def is_safe(self) -> bool:
        """Larger than any revision seen: only then would the order stand after the next one."""
        return self.largest_revision is not None and self.margin_pct > self.largest_revision * 100


@dataclass(frozen=True)
class Counted:
    """First stores of one publisher and time, with what it says of the levels."""

    all: FirstStores
    levels: tuple[FirstStores, ...]


def is_old(period: str, as_of: date) -> bool:
    return bool(period) and period_of(period).last < as_of - OLD


def confirmed(atlas: Atlas, row: Row) -> bool:
    """Does the row rest on more than memory?"""
    return any(atlas.source(one, topic=topic_of(row)).access != MEMORY for one in row.sources)


def status(atlas: Atlas, row: Row) -> str:
    """The best kind of its sources: official, dataset, else press."""
    kinds = {atlas.source(one, topic=topic_of(row)).kind for one in row.sources}
    return "official" if kinds & OFFICIAL else "dataset" if kinds == {"dataset"} else "press"


def observation(atlas: Atlas, line: SheetLine, as_of: date) -> Figure | Reason:
    """The newest figure of an indicator: of the last period that has begun, the release that stands for it."""
    definition = line.definition or PLAIN
    found = [one for one in figures(atlas, line.place, line.what, as_of) if one.definition == definition and period_of(one.period).first <= as_of]
    sure = [one for one in found if one.confirmed]
    if not sure:
        return "memory" if found else "nothing"
    newest = max(sure, key=lambda one: (period_of(one.period).last, -period_of(one.period).first.toordinal()))
    figure = chosen(atlas, line.place, line.what, newest.period, as_of, definition=definition) or newest
    return figure if figure.value is not None else "not_covered"


def is_closed(atlas: Atlas, line: SheetLine, as_of: date) -> bool:
    """Is the indicator that a gap names found since, with a figure that is not old?"""
    if not line.definition:
        return False
    figure = observation(atlas, line.model_copy(update={"what": line.definition, "definition": ""}), as_of)
    return isinstance(figure, Figure) and not is_old(figure.period, as_of)


def result(atlas: Atlas, line: SheetLine, as_of: date) -> PublishedResult | Reason:
    """The newest published result of a metric; `any` takes it whatever its definition."""
    definition = line.definition or PLAIN
    rows = [
        row
        for row in _standing(atlas, "measures/results", PublishedResult, line.place, as_of)
        if row.metric == line.what and definition in (row.definition, ANY) and period_of(row.period).first <= as_of
    ]
    sure = [row for row in rows if confirmed(atlas, row)]
    if not sure:
        return "memory" if rows else "nothing"
    return max(sure, key=lambda row: (period_of(row.period).last, row.announced_on or date.min))


def ranking(atlas: Atlas, line: SheetLine, as_of: date) -> Ranking | Reason:
    """The rank among the peers for the newest period of the city, where most of them are held for that period."""
    own = observation(atlas, line, as_of)
    if isinstance(own, str):
        return own
    others = {peer: chosen(atlas, peer, line.what, own.period, as_of, definition=own.definition) for peer in line.peers}
    held = tuple(one for one in others.values() if one is not None and one.value is not None)
    if len(held) * 2 <= len(line.peers):
        return "peers"
    absent = tuple(peer for peer, one in others.items() if one is None or one.value is None)
    above = sum(_value(one) > _value(own) for one in held)
    return Ranking(above + 1, own, held, absent, _largest_revision(atlas, (line.place, *line.peers), line.what, as_of))


def event(atlas: Atlas, line: SheetLine, as_of: date) -> tuple[CityEvent | None, CityEvent | None]:
    """The last edition that has begun and the next one that was announced."""
    rows = [row for row in _standing(atlas, "city/events", CityEvent, line.place, as_of) if row.series == line.what and confirmed(atlas, row)]
    past = max((row for row in rows if row.starts_on <= as_of), key=lambda row: row.starts_on, default=None)
    coming = min((row for row in rows if row.starts_on > as_of), key=lambda row: row.starts_on, default=None)
    return past, coming


def first_stores(atlas: Atlas, line: SheetLine, as_of: date) -> list[Counted]:
    """The newest counts of an area, each with the levels that the same publisher says."""
    rows = [row for row in _standing(atlas, "city/first_stores", FirstStores, line.place, as_of) if row.area == line.what and confirmed(atlas, row)]
    totals = sorted((row for row in rows if row.level == ALL), key=lambda row: (period_of(row.period).last, period_of(row.period).first), reverse=True)
    return [
        Counted(one, tuple(row for row in rows if row.level != ALL and row.period == one.period and set(row.sources) & set(one.sources)))
        for one in totals[:COUNTS]
    ]


def rows_of(atlas: Atlas, table: str, model: type[R], place: str, as_of: date) -> list[R]:
    """The rows of a table about that place that stood on that day and rest on more than memory, in the order of the table."""
    return [row for row in _standing(atlas, table, model, place, as_of) if confirmed(atlas, row)]


def latest(atlas: Atlas, table: str, model: type[R], place: str, as_of: date) -> list[R]:
    """As `rows_of`, with those that end something too."""
    known = [row for row in atlas.table(table).rows if isinstance(row, model) and row.known(as_of) and getattr(row, "place", "") == place]
    return [row for row in known if confirmed(atlas, row)]


def _standing(atlas: Atlas, table: str, model: type[R], place: str, as_of: date) -> list[R]:
    """Of each key the row announced last, where it was known and stands."""
    grouped: dict[tuple[object, ...], list[R]] = {}
    for row in atlas.table(table).rows:
        if isinstance(row, model) and getattr(row, "place", "") == place:
            grouped.setdefault(key_of(row), []).append(row)
    found = (standing(rows, as_of, as_of) for rows in grouped.values())
    return [row for row in found if isinstance(row, model)]


def _largest_revision(atlas: Atlas, places: Sequence[str], indicator: str, as_of: date) -> Decimal | None:
    """How far the first release and its revision of one period ever lay apart, as a share of the first."""
    found = []
    for place in places:
        held = figures(atlas, place, indicator, as_of)
        for period in {one.period for one in held if one.vintage == "revised" and one.confirmed}:
            first = chosen(atlas, place, indicator, period, as_of, release="first")
            revised = chosen(atlas, place, indicator, period, as_of)
            if first is not None and revised is not None and first.value and revised.value and first.vintage == "first":
                found.append(abs(revised.value / first.value - 1))
    return max(found, default=None)


def _value(figure: Figure) -> Decimal:
    assert figure.value is not None
    return figure.value
