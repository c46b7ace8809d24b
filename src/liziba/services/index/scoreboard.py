"""What a scoreboard shows: for each framework and year a row a city, with score, rank, range of ranks and coverage. No words, no page.

    for board in boards(context): board.framework, board.year, [(line.place, line.rank, line.best, line.worst) for line in board.lines]

`board.question` are the fields of the question to `index` that gives this board; `line.question` the same with the city whose why is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from liziba.atlas.tables.index import FrameworkRow
from liziba.services.declaration import Context
from liziba.services.index.cells import Reading
from liziba.services.index.frameworks import Held, frameworks
from liziba.services.index.standing import YEARS_BACK, Asked, Standing, newest_year, stand


@dataclass(frozen=True)
class Line:
    """A city on the board. Without a rank all but `coverage` and `sourced` are None. `inner`: the ranks of nine in ten combinations.

    dimensions: code of the dimension -> score 1..100, None where it has none.
    """

    place: str
    rank: int | None
    score: float | None
    best: int | None
    worst: int | None
    inner: tuple[float, float] | None
    coverage: float
    sourced: float
    dimensions: Mapping[str, float | None]
    question: Mapping[str, Any]


@dataclass(frozen=True)
class Board:
    """A framework in a year. `lines`: ranked cities by rank, then the others as asked. `dimensions`: codes with both names."""

    framework: str
    row: FrameworkRow
    year: int
    least_coverage: float
    combinations: int
    lines: tuple[Line, ...]
    dimensions: tuple[tuple[str, str, str], ...]
    question: Mapping[str, Any]

    @property
    def is_ranked(self) -> bool:
        return any(line.rank for line in self.lines)


def boards(context: Context, as_of: date | None = None) -> tuple[Board, ...]:
    """Every framework in the newest year that has enough figures."""
    day = as_of or context.today
    return tuple(board(context, code, day) for code in frameworks(context.atlas))


def board(context: Context, framework: str, as_of: date, year: int | None = None) -> Board:
    """A framework in a year, by what was known on a day. Raises KeyError for an unknown framework."""
    held = frameworks(context.atlas)[framework]
    least = held.row.least_coverage / 100
    when = year or newest_year(context.atlas, held, held.row.cities, Reading(as_of.year, as_of), least)
    places = tuple(held.row.cities)
    return of(held, stand(context, held, Asked(framework, places, Reading(when, as_of), least, places[0], "")))


def years(context: Context, framework: str, as_of: date) -> tuple[int, ...]:
    """The years in which somebody is ranked, the newest first."""
    return tuple(year for year in range(as_of.year - 1, as_of.year - YEARS_BACK, -1) if board(context, framework, as_of, year).is_ranked)


def of(held: Held, standing: Standing) -> Board:
    """The board of what was computed."""
    scored, asked = standing.scored, standing.asked
    question = {"framework": asked.framework, "year": asked.reading.year}
    order = [*scored.in_order(), *(place for place in asked.places if place not in scored.ranked)]
    dimensions = tuple((one.node, one.name_en, one.name_zh) for one in held.all_dimensions)
    return Board(
        framework=asked.framework,
        row=held.row,
        year=asked.reading.year,
        least_coverage=asked.least_coverage,
        combinations=standing.spread.combinations if standing.spread else 0,
        lines=tuple(_line(standing, place, question) for place in order),
        dimensions=dimensions,
        question=question,
    )


def _line(standing: Standing, place: str, question: Mapping[str, Any]) -> Line:
    scored, ranges = standing.scored, standing.spread
    ranked = ranges is not None and place in scored.ranked
    best, worst = ranges.ends(place) if ranges is not None and ranked else (None, None)
    return Line(
        place=place,
        rank=scored.rank(place),
        score=scored.score(place),
        best=best,
        worst=worst,
        inner=ranges.inner(place) if ranges is not None and ranked else None,
        coverage=scored.coverage[place],
        sourced=scored.sourced[place],
        dimensions={one.node: scored.node(place, one.node) for one in standing.held.all_dimensions},
        question={**question, "city": place},
    )
