"""Where a city is the first or the last of the cities compared, indicator by indicator: no weights, no score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from liziba.atlas import Atlas
from liziba.atlas.periods import period as period_of
from liziba.services.index.frameworks import frameworks
from liziba.services.observations.figures import indicators
from liziba.services.observations.side_by_side import Beside, SideBySide, side_by_side

Side = Literal["ahead", "behind", "between"]
# With fewer ranked cities the first and the last say little.
FEWEST = 3


@dataclass(frozen=True)
class Place:
    """The city in one indicator: `of` cities are ranked. `recent`: not older than any framework lets a figure be."""

    beside: SideBySide
    own: Beside
    of: int
    side: Side
    recent: bool


def strengths(atlas: Atlas, city: str, places: Sequence[str], as_of: date) -> tuple[Place, ...]:
    """Every indicator in which the city and two others at least are ranked, the newest first; those of the frameworks before others of their time."""
    held = frameworks(atlas).values()
    oldest = max((leaf.oldest for one in held for leaf in one.leaves), default=0)
    named = {leaf.indicator for one in held for leaf in one.leaves}
    found = []
    for code, indicator in indicators(atlas).items():
        beside = side_by_side(atlas, code, places, as_of) if indicator.direction != "0" else None
        own = next((one for one in beside.cities if one.place == city), None) if beside else None
        if beside is None or own is None or own.rank is None or len(beside.figures) < FEWEST:
            continue
        found.append(Place(beside, own, len(beside.figures), _side(beside, own), period_of(beside.period).last.year >= as_of.year - oldest))
    return tuple(sorted(found, key=lambda one: (-period_of(one.beside.period).last.toordinal(), one.beside.indicator not in named)))


def _side(beside: SideBySide, own: Beside) -> Side:
    """The first, the last, or neither; where all are equal neither."""
    ranks = [one.rank for one in beside.cities if one.rank is not None]
    if own.rank == max(ranks) and own.rank != 1:
        return "behind"
    return "ahead" if own.rank == 1 and max(ranks) != 1 else "between"
