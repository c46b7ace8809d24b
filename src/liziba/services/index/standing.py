"""One question computed to the end, without a word: ranks, their range, why, levers. Kept for each atlas and question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from liziba.atlas import Atlas
from liziba.atlas.tables.index import PublishedIndex
from liziba.services.declaration import Context
from liziba.services.index.cells import Reading, matrix
from liziba.services.index.choices import Spread, spread
from liziba.services.index.frameworks import Held
from liziba.services.index.levers import Told, peer_of, told
from liziba.services.index.scoring import Scored, score
from liziba.services.index.steadiness import Steadiness, steadiness

PUBLISHED = "index/published"
YEARS_BACK = 12
MOST_KEPT = 256


@dataclass(frozen=True)
class Asked:
    """A question with every assumption filled in."""

    framework: str
    places: tuple[str, ...]
    reading: Reading
    least_coverage: float
    city: str
    peer: str


@dataclass(frozen=True, eq=False)
class Standing:
    """What came of it. `held`: the framework by the scale asked for.

    `spread`, `steady` and `told` are None where nobody is ranked; `told` also where the city told has no rank.
    """

    held: Held
    asked: Asked
    scored: Scored
    spread: Spread | None
    steady: Steadiness | None
    told: Told | None


def stand(context: Context, held: Held, asked: Asked) -> Standing:
    """Compute the question; the same question on the same facts is computed once, the oldest of many forgotten."""
    kept: dict[Asked, Standing] = context.atlas.keep("index/standings", dict)
    if asked not in kept:
        while len(kept) >= MOST_KEPT:
            kept.pop(next(iter(kept)), None)
        kept[asked] = _stand(context, held, asked)
    return kept[asked]


def _stand(context: Context, held: Held, asked: Asked) -> Standing:
    scored = score(matrix(context.atlas, held, asked.places, asked.reading), asked.least_coverage)
    if scored.index is None:
        return Standing(scored.matrix.held, asked, scored, None, None, None)
    peer = asked.peer if asked.peer in scored.ranked and asked.peer != asked.city else ""
    about = None
    if asked.city in scored.ranked:
        about = told(scored, asked.city, peer or peer_of(scored, asked.city), context, asked.reading.as_of)
    return Standing(
        scored.matrix.held, asked, scored, spread(context.atlas, scored, asked.least_coverage), steadiness(context.atlas, scored, asked.reading.as_of), about
    )


def newest_year(atlas: Atlas, held: Held, places: Sequence[str], reading: Reading, least_coverage: float) -> int:
    """The newest year that was over, in which at least half of the places, two at least, have enough, and half of what counts is of that year itself.

    Where there is none: the year with the best coverage, the newest of equal ones.
    """
    best, most = reading.as_of.year - 1, -1.0
    for year in range(reading.as_of.year - 1, reading.as_of.year - YEARS_BACK, -1):
        scored = score(matrix(atlas, held, places, replace(reading, year=year)), least_coverage)
        counting = [cell for row in scored.matrix.cells for cell in row if cell.counts and cell.node in scored.used]
        fresh = sum(cell.age == 0 for cell in counting) * 2 >= len(counting)
        if scored.ranked and len(scored.ranked) * 2 >= len(places) and fresh:
            return year
        mean = float(np.mean(list(scored.coverage.values()))) if fresh else 0.0
        if mean > most + 1e-9:
            best, most = year, mean
    return best


def published(atlas: Atlas, places: Sequence[str], as_of: date) -> list[PublishedIndex]:
    """What other people's indices gave these cities, as known on a day; the newest first."""
    rows = [row for row in atlas.table(PUBLISHED).rows if isinstance(row, PublishedIndex) and row.place in places and row.known(as_of) and row.stands()]
    return sorted(rows, key=lambda row: (-row.year, row.system, row.measure, row.place))
