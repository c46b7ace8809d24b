"""Why a city stands where it stands, what would move it, and which measures aim at that.

Levers are told in the indicator's own unit. One that asks for more than a year plausibly brings is marked; the bound is ours and
stands in the table of frameworks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from liziba.atlas import Atlas
from liziba.atlas.tables.measures import Target
from liziba.engines.composite import Contributions, Gain, Lever, contributions, gains, left_out, smallest_changes
from liziba.services.declaration import Context, ask
from liziba.services.index.cells import unit_of
from liziba.services.index.scoring import Scored
from liziba.services.measures.question import TARGETS
from liziba.services.observations.figures import indicators

MOST_MEASURES = 3
WHOLE = ("count", "index", "rank")  # units of which there is no half


@dataclass(frozen=True)
class LinkedMeasure:
    """A published target for the figure behind a lever, and what the service `measures` says of it."""

    programme: str
    metric: str
    target_by: str
    verdict: str


@dataclass(frozen=True)
class Move:
    """What an indicator could do for the city. `gain`: at the best peer's value; `least`: the smallest change that gains a rank, if one does."""

    node: str
    gain: Gain
    least: Lever | None
    plausible: bool | None
    measures: tuple[LinkedMeasure, ...]


@dataclass(frozen=True)
class Without:
    """Ranks when an indicator or a dimension is left out. `shift`: mean absolute change of rank."""

    node: str
    is_dimension: bool
    first: tuple[str, ...]
    rank: int
    shift: float


@dataclass(frozen=True)
class Told:
    """All about one city beside a peer. `parts` sum to `gap`."""

    city: str
    peer: str
    gap: float
    parts: tuple[tuple[str, float], ...]
    moves: tuple[Move, ...]
    without: tuple[Without, ...]
    first: tuple[str, ...]
    rank: int

    def shared(self, scored: Scored) -> float:
        """The part of the gap that rests on indicators in which both have a figure."""
        matrix = scored.matrix
        return sum(points for node, points in self.parts if matrix.of(self.city, node).counts and matrix.of(self.peer, node).counts)

    @property
    def decisive(self) -> tuple[Without, ...]:
        """The indicators that the answer hangs on, most first: without each alone another city is first, or the city told has another rank."""
        found = [one for one in self.without if not one.is_dimension and (one.first != self.first or one.rank != self.rank)]
        return tuple(sorted(found, key=lambda one: -one.shift))


def told(scored: Scored, city: str, peer: str, context: Context, as_of: date) -> Told:
    """Contributions, gains, smallest changes and leave-one-out for a ranked city and a ranked peer."""
    index = scored.index
    assert index is not None
    split: Contributions = contributions(index, city, peer)
    can_rise = _can_rise(scored, city)
    best = gains(index, city) if can_rise else []
    least = {one.indicator: one for one in smallest_changes(index, city)} if can_rise else {}
    moves = tuple(_move(scored, one, least.get(one.indicator), city, context, as_of) for one in best)
    parts = tuple(sorted(split.parts.items(), key=lambda one: -abs(one[1])))
    first = tuple(place for place in scored.ranked if scored.rank(place) == 1)
    return Told(city, peer, split.gap, parts, moves, without(scored, city), first, scored.rank(city) or 0)


def without(scored: Scored, city: str) -> tuple[Without, ...]:
    """Each indicator and each dimension left out in its turn."""
    index = scored.index
    assert index is not None
    dimensions = list(index.framework.codes[len(index.framework.columns) : -1])
    codes = [code for code in (*dimensions, *index.framework.columns) if len(index.framework.columns) > 1]
    if len(dimensions) < 2:
        codes = [code for code in codes if code not in dimensions]
    found = left_out(index, codes) if codes else None
    if found is None:
        return ()
    row = scored.ranked.index(city)
    told_ = []
    for i, code in enumerate(found.codes):
        first = tuple(place for place, rank in zip(scored.ranked, found.ranks[i], strict=True) if rank == 1)
        told_.append(Without(code, code in dimensions, first, int(found.ranks[i, row]), float(found.shift[i])))
    return tuple(told_)


def peer_of(scored: Scored, city: str) -> str:
    """The next better city, for the first one the next worse."""
    order = scored.in_order()
    at = order.index(city)
    return order[at - 1] if at else order[1]


def _can_rise(scored: Scored, city: str) -> bool:
    """Is there an indicator in which the city can still rise? (The engine has nothing to say of one that leads everywhere.)"""
    index = scored.index
    assert index is not None
    row = scored.ranked.index(city)
    values = index.normalised_
    best = [max(v for v in values[:, j] if v == v) for j in range(values.shape[1])]
    return any(values[row, j] < best[j] for j in range(values.shape[1]))


def _move(scored: Scored, gain: Gain, least: Lever | None, city: str, context: Context, as_of: date) -> Move:
    leaf = scored.matrix.held.by_node[gain.indicator]
    if least is not None and unit_of(context.atlas, leaf) in WHOLE:
        least = least._replace(needed=float(ceil(least.needed) if least.needed > least.value else floor(least.needed)))
    return Move(gain.indicator, gain, least, _plausible(scored, least), linked(context, leaf.indicator, city, as_of))


def _plausible(scored: Scored, least: Lever | None) -> bool | None:
    """Could a year bring that change? None where no change gains a rank."""
    if least is None:
        return None
    row = scored.matrix.held.row
    change = abs(least.needed - least.value)
    if scored.matrix.held.by_node[least.indicator].kind == "growth":
        return change <= row.plausible_points
    return change <= abs(least.value) * row.plausible_pct / 100


def linked(context: Context, indicator: str, city: str, as_of: date) -> tuple[LinkedMeasure, ...]:
    """The targets that were set for this figure in this city, the latest year first, each with its state as `measures` computes it."""
    held = indicators(context.atlas).get(indicator)
    base = indicators(context.atlas).get(held.numerator) if held and held.numerator else None
    metrics = {one.metric for one in (held, base) if one is not None and one.metric}
    rows = [row for row in _targets(context.atlas, as_of) if row.metric in metrics and row.place == city]
    aims = dict.fromkeys((row.programme, row.metric, row.target_by) for row in sorted(rows, key=lambda row: row.target_by, reverse=True))
    found = []
    for programme, metric, target_by in list(aims)[:MOST_MEASURES]:
        fields = {"programme": programme, "metric": metric, "target_by": target_by, "as_of": as_of.isoformat()}
        found.append(LinkedMeasure(programme, metric, target_by, ask("measures", fields, context).verdict or "unknown"))
    return tuple(found)


def _targets(atlas: Atlas, as_of: date) -> list[Target]:
    return [row for row in atlas.table(TARGETS).rows if isinstance(row, Target) and row.known(as_of) and row.stands()]
