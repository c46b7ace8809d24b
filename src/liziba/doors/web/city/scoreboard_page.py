"""The scoreboard: the cities with rank, range and coverage by a framework, what each dimension says, and every raw cell with its source.

/en/scoreboard?framework=plan_2021&year=2024&as_of=2026-01-31
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.doors.charts.of import scoreboard as charts
from liziba.doors.frame import frame
from liziba.doors.web import words
from liziba.doors.web.city import boards
from liziba.doors.web.city.boards import Choice
from liziba.doors.web.city.choice import WrongChoice
from liziba.doors.web.city.indicator_page import cell_address
from liziba.doors.web.city.others import others
from liziba.doors.web.figures import figure
from liziba.doors.web.freshness import fresh
from liziba.doors.web.shell import page, switch
from liziba.services.index.cells import Cell
from liziba.services.index.frameworks import frameworks
from liziba.services.index.question import POPULATIONS, RELEASES
from liziba.services.index.scales import SCALES_OF
from liziba.services.index.scoreboard import Board, Line, of
from liziba.services.index.standing import Standing
from liziba.services.index.telling import IndexTeller


@dataclass(frozen=True)
class Row:
    """A city on the board, in words."""

    place: str
    name: str
    rank: int | None
    span: str
    score: str
    coverage: str
    sourced: str
    refused: str
    why: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A raw cell of the table: the figure with the address of its source, or why there is none. `rank`: among the cities that have one."""

    city: str
    text: str
    when: str
    rank: int | None
    link: str
    counts: bool


@dataclass(frozen=True)
class Measured:
    """An indicator on the board: who has which figure."""

    name: str
    code: str
    used: bool
    cells: tuple[Shown, ...]


@gzip_page
@require_safe
def scoreboard(request: HttpRequest, language: str) -> HttpResponse:
    """The page; an address that cannot be read gets the usual board's form back with what is wrong."""
    context = frame(language)
    problem = None
    try:
        choice = boards.read(request.GET, context)
    except WrongChoice as wrong:
        choice, problem = boards.plain(context), wrong
    except KeyError:
        raise Http404 from None
    done = boards.standing(context, choice)
    board, teller = of(done.held, done), boards.teller(context, choice)
    told, cited = others(context, done.asked.places, choice.as_of, teller)
    given = {
        "choice": choice,
        "problem": problem.text(language) if problem else "",
        "wrong": problem.name if problem else "",
        "said": words.clean(request.GET.get("as_of", "")) if problem else choice.as_of.isoformat(),
        "frameworks": [(code, teller.framework(held), choice.address(language, framework=code)) for code, held in frameworks(context.atlas).items()],
        "board": board,
        "headline": teller.heading(done),
        "about": done.held.row.about_zh if language == "zh" else done.held.row.about_en,
        "publisher": done.held.row.publisher_zh if language == "zh" else done.held.row.publisher_en,
        "least": teller.percent(board.least_coverage),
        "rows": _rows(board, done, choice, teller),
        "dimensions": [teller.node(done.held, code) for code in boards.dimensions(done.held)],
        "measured": _measured(done, teller),
        "picture": figure(charts.NAME, context, {name: str(value) for name, value in choice.fields().items()}, charts.of_standing(done, teller)),
        "years": list(boards.years(choice.as_of)),
        "releases": RELEASES,
        "populations": POPULATIONS,
        "scales_of": SCALES_OF,
        "unconfirmed": choice.address(language, unconfirmed=boards.UNCONFIRMED, year=board.year),
        "chosen": bool(choice.fields(framework="")),
        "table_file": choice.file(language),
        "others": told,
        "cited": cited,
        "first": done.asked.places[0],
        "switch": switch(choice.address, language),
        "atlas": context.atlas,
    }
    response = page(request, "city/scoreboard.html", language, given, status=400 if problem else 200)
    return response if problem else fresh(request, response)


def _rows(board: Board, done: Standing, choice: Choice, teller: IndexTeller) -> list[Row]:
    ranked = [line.place for line in board.lines if line.rank]
    return [_row(line, done, choice, teller, ranked) for line in board.lines]


def _row(line: Line, done: Standing, choice: Choice, teller: IndexTeller, ranked: Sequence[str]) -> Row:
    """A line of the board. The peer of its why is the next better city, for the first the next one."""
    at = ranked.index(line.place) if line.place in ranked else None
    peer = "" if at is None else ranked[at - 1] if at else ranked[1]
    scores = (line.dimensions.get(code) for code in boards.dimensions(done.held))
    return Row(
        place=line.place,
        name=teller.place(line.place),
        rank=line.rank,
        span=teller.span(line.best, line.worst) if line.best is not None and line.worst is not None else "",
        score=teller.points(line.score) if line.score is not None else "",
        coverage=teller.percent(line.coverage),
        sourced=teller.percent(line.sourced),
        refused="" if line.rank else teller.unranked(done, line.place),
        why=choice.why(teller.language, done.asked.reading.year, line.place, peer),
        dimensions=tuple(teller.points(score) if score is not None else "" for score in scores),
    )


def _measured(done: Standing, teller: IndexTeller) -> list[tuple[str, list[Measured]]]:
    """Every indicator under its dimension, with the cell of each city."""
    found: dict[str, list[Measured]] = {code: [] for code in boards.dimensions(done.held)}
    for column, leaf in enumerate(done.held.leaves):
        cells = [row[column] for row in done.scored.matrix.cells]
        order = sorted(cell.value * -done.held.directions.get(leaf.node, 1) for cell in cells if cell.counts)
        shown = tuple(_shown(cell, order, done.held.directions.get(leaf.node, 1), done, teller) for cell in cells)
        group = found.setdefault(done.held.dimension_of(leaf.node), [])
        if leaf.indicator:
            group.append(Measured(teller.node(done.held, leaf.node), leaf.indicator, leaf.node in done.scored.used, shown))
    return [(teller.node(done.held, code), rows) for code, rows in found.items()]


def _shown(cell: Cell, order: Sequence[float], direction: int, done: Standing, teller: IndexTeller) -> Shown:
    figure_ = cell.figure
    told = teller.amount(figure_) if cell.counts and figure_ is not None else teller.cell(done.held, cell).text
    dated = teller.when(figure_.period) if cell.counts and figure_ is not None and figure_.period != str(done.asked.reading.year) else ""
    rank = order.index(cell.value * -direction) + 1 if cell.counts else None
    link = cell_address(teller.language, cell.place, figure_) if figure_ is not None else ""
    return Shown(teller.place(cell.place), told, dated, rank, link, cell.counts)
