"""An answer of `index` made ready for its page: ranks with their ranges first, then why, levers, and the matrix of raw cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from liziba.atlas import texts
from liziba.doors.web.asked import Again, Asked
from liziba.services.index.answer import IndexAnswer, RawCell

NOTHING = "–"


@dataclass(frozen=True)
class RankRow:
    """A city on the page."""

    again: Again
    name: str
    rank: str
    ends: str
    inner: str
    score: str
    coverage: str
    sourced: str
    refused: str


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


def ranking(asked: Asked, answer: IndexAnswer) -> Ranking:
    """The answer in the words and the order of its page."""
    language = asked.language
    named = {one.city: one.name for one in answer.ranking}

    def say(key: str, **values: Any) -> str:
        return texts.say(key, language, **values)

    def percent(share: float) -> str:
        return say("index.percent", value=f"{share * 100:.0f}")

    def span(low: float, high: float) -> str:
        return f"{low:g}" if low == high else say("index.span", low=f"{low:g}", high=f"{high:g}")

    rows = tuple(
        RankRow(
            again=asked.again(say("web.index.explain", city=one.name), {"city": one.city, "year": answer.year}),
            name=one.name,
            rank=str(one.rank) if one.rank else NOTHING,
            ends=span(one.best, one.worst) if one.best and one.worst else NOTHING,
            inner=span(one.low, one.high) if one.low is not None and one.high is not None else NOTHING,
            score=f"{one.score:.1f}" if one.score is not None else NOTHING,
            coverage=percent(one.coverage),
            sourced=percent(one.sourced),
            refused=one.refused or "",
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
    )


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
