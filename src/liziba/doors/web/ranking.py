"""An answer of `index` made ready for its page: ranks with their ranges first, then why, levers, and the matrix of raw cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from liziba.atlas import texts
from liziba.doors.charts import NoSuchChart
from liziba.doors.charts.of import index_parts, scoreboard
from liziba.doors.frame import frame
from liziba.doors.web.asked import Again, Asked
from liziba.doors.web.figures import LONGEST, Figure, figure
from liziba.services.index.answer import Contribution, IndexAnswer, IndexLever, RawCell
from liziba.services.index.frameworks import frameworks

NOTHING = "–"
PARTS, LEVERS = 3, 5  # read at once; the rest is folded


@dataclass(frozen=True)
class RankRow:
    """A city on the page."""

    again: Again
    name: str
    rank: str
    ends: str
    score: str
    coverage: str
    refused: str
    is_told: bool


@dataclass(frozen=True)
class EffectRow:
    name: str
    options: str
    total: str


@dataclass(frozen=True)
class CellShown:
    """A raw cell: what stands there, whether it counts, its sources, and the address of its whole series."""

    city: str
    text: str
    counts: bool
    sources: tuple[str, ...]
    series: str


@dataclass(frozen=True)
class IndicatorRow:
    code: str
    name: str
    dimension: str
    cells: tuple[CellShown, ...]


@dataclass(frozen=True)
class Ranking:
    """All that the page of an answer shows besides the envelope."""

    rows: tuple[RankRow, ...]
    is_ranked: bool
    n: int
    steady: tuple[str, ...]
    effects: tuple[EffectRow, ...]
    pairs: tuple[str, ...]
    dimension_names: tuple[str, ...]
    dimension_rows: tuple[tuple[str, tuple[str, ...]], ...]
    gap: str
    levers_title: str
    turning: tuple[str, ...]
    same: str
    cities: tuple[str, ...]
    matrix: tuple[IndicatorRow, ...]
    parts: tuple[Contribution, ...]
    further_parts: tuple[Contribution, ...]
    levers: tuple[IndexLever, ...]
    further_levers: tuple[IndexLever, ...]
    ends_figure: Figure | None
    parts_figure: Figure | None
    board: str


def ranking(asked: Asked, answer: IndexAnswer) -> Ranking:
    """The answer in the words and the order of its page."""
    language = asked.language
    named = {one.city: one.name for one in answer.ranking}

    def say(key: str, **values: Any) -> str:
        return texts.say(key, language, **values)

    def percent(share: float) -> str:
        return say("index.percent", value=f"{share * 100:.0f}")

    rows = tuple(
        RankRow(
            again=asked.again(say("web.index.explain", city=one.name), {"city": one.city, "year": answer.year}),
            name=one.name,
            rank=str(one.rank) if one.rank else NOTHING,
            ends=(str(one.best) if one.best == one.worst else f"{one.best}–{one.worst}") if one.best and one.worst else NOTHING,
            score=f"{one.score:.1f}" if one.score is not None else NOTHING,
            coverage=percent(one.coverage),
            refused=one.refused or "",
            is_told=bool(one.rank) and one.city == answer.city,
        )
        for one in answer.ranking
    )
    steady = []
    if answer.survives_rounding is not None:
        steady.append(say("web.index.steady", rounding=percent(answer.survives_rounding)))
    if answer.survives_revision is not None:
        steady.append(say("web.index.steady.revision", revision=percent(answer.survives_revision)))
    ranks = {one.city: one.rank for one in answer.ranking}
    first = [city for city, rank in ranks.items() if rank == 1]
    turning = [one for one in answer.left_out if one.first != first or one.rank != ranks.get(answer.city or "")]
    same = [one.name for one in answer.left_out if one not in turning]
    return Ranking(
        rows=rows,
        is_ranked=any(one.rank for one in answer.ranking),
        n=answer.combinations or 0,
        steady=tuple(steady),
        effects=tuple(
            EffectRow(one.name, texts.join([say(f"index.option.{one.choice}.{option}") for option in one.options], language), percent(one.total))
            for one in answer.choices
            if len(one.options) > 1
        ),
        pairs=tuple(one.text for one in answer.probabilities),
        dimension_names=tuple(dict.fromkeys(one.name for one in answer.dimensions)),
        dimension_rows=_dimensions(answer, named),
        gap=say("web.index.gap", city=named[answer.city], peer=named[answer.peer], gap=f"{answer.gap:.1f}") if answer.city and answer.peer else "",
        levers_title=say("web.index.levers", city=named.get(answer.city or "", "")),
        turning=tuple(one.text for one in turning),
        same=say("web.index.left_out.same", names=texts.join(same, language)) if same else "",
        cities=tuple(named.values()),
        matrix=_matrix(answer, named, language),
        parts=tuple(answer.contributions[:PARTS]),
        further_parts=tuple(answer.contributions[PARTS:]),
        levers=tuple(answer.levers[:LEVERS]),
        further_levers=tuple(answer.levers[LEVERS:]),
        ends_figure=_figure(scoreboard.NAME, asked, answer),
        parts_figure=_figure(index_parts.NAME, asked, answer) if answer.contributions else None,
        board=_board(asked, answer),
    )


def _figure(name: str, asked: Asked, answer: IndexAnswer) -> Figure | None:
    """A chart of the same question; None where it cannot be said in an address or there is nothing to draw."""
    said = {**asked.public, "framework": answer.framework, "year": answer.year}
    given = {word: ",".join(value) if isinstance(value, list | tuple) else str(value) for word, value in said.items() if value not in (None, "")}
    given = {word: text.lower() if text in ("True", "False") else text for word, text in given.items() if word in scoreboard.GIVEN}
    if not answer.ranking or any(len(text) > LONGEST for text in given.values()) or not any(one.rank for one in answer.ranking):
        return None
    try:
        return figure(name, frame(asked.language), given)
    except NoSuchChart:
        return None


def _board(asked: Asked, answer: IndexAnswer) -> str:
    """The address of the scoreboard of the same framework and year, where it compares the same cities."""
    held = frameworks(frame(asked.language).atlas).get(answer.framework or "")
    if held is None or not any(one.rank for one in answer.ranking) or {one.city for one in answer.ranking} != set(held.row.cities):
        return ""
    day = f"&as_of={answer.as_of.isoformat()}" if asked.public.get("as_of") else ""
    return f"/{asked.language}/scoreboard?framework={quote(held.row.framework)}&year={answer.year}{day}"


def _dimensions(answer: IndexAnswer, named: Mapping[str, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A row a city: its scores by dimension."""
    scores = {(one.city, one.dimension): one.score for one in answer.dimensions}
    codes = list(dict.fromkeys(one.dimension for one in answer.dimensions))
    shown = {key: f"{score:.0f}" if score is not None else NOTHING for key, score in scores.items()}
    return tuple((named[one.city], tuple(shown[one.city, code] for code in codes)) for one in answer.ranking if one.rank)


def _matrix(answer: IndexAnswer, named: Mapping[str, str], language: str) -> tuple[IndicatorRow, ...]:
    """A row an indicator, a cell a city, in the order of the ranks."""
    dimensions = {one.dimension: one.name for one in answer.dimensions}
    by_indicator: dict[str, dict[str, RawCell]] = {}
    for cell in answer.cells:
        by_indicator.setdefault(cell.indicator, {})[cell.city] = cell
    found = []
    for cells in by_indicator.values():
        one = next(iter(cells.values()))
        found.append(IndicatorRow(one.indicator, one.name, dimensions.get(one.dimension, ""), _cells(cells, named, language)))
    return tuple(found)


def _cells(cells: Mapping[str, RawCell], named: Mapping[str, str], language: str) -> tuple[CellShown, ...]:
    return tuple(
        CellShown(
            city=name,
            text=cells[city].text,
            counts=cells[city].state in ("figure", "zero"),
            sources=tuple(cells[city].sources),
            series=f"/{language}/observations?place={quote(city, safe='/')}&indicator={cells[city].indicator}" if cells[city].unit else "",
        )
        for city, name in named.items()
    )
