"""What makes a ranking of a handful of cities weaker than it looks. Nothing here changes a rank."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from liziba.atlas import texts
from liziba.services.envelope import Warning_
from liziba.services.index.cells import Cell
from liziba.services.index.scoring import dimension_coverage
from liziba.services.index.standing import Standing
from liziba.services.index.telling import IndexTeller

EVEN = 0.5
FEW_UNITS = 10  # with fewer, correlations and reliability are chance


def cautions(standing: Standing, teller: IndexTeller) -> list[Warning_]:
    """All warnings, the weightiest first."""
    return [*_on_ranks(standing, teller), *_on_columns(standing, teller), *_on_figures(standing, teller)]


def _on_ranks(standing: Standing, teller: IndexTeller) -> Iterator[Warning_]:
    scored, asked, held = standing.scored, standing.asked, standing.held
    if standing.spread is None:
        return
    refused = [place for place in asked.places if place not in scored.ranked]
    if refused:
        yield teller.warning("index_refused", cities=teller.places(refused))
    if asked.city not in scored.ranked:
        yield teller.warning("index_city_unranked", city=teller.place(asked.city))
    yield from _by_scale(standing, teller)
    yield from _minority(standing, teller)
    yield from _weak(standing, teller)
    decisive = standing.told.decisive if standing.told is not None else ()
    if len(decisive) > 1:
        names = teller.nodes(held, [one.node for one in decisive])
        yield teller.warning("index_hangs_on_several", names=names, city=teller.place(asked.city))
    for one in decisive if len(decisive) == 1 else ():
        yield teller.warning("index_hangs_on", name=teller.node(held, one.node), first=teller.places(one.first), city=teller.place(asked.city), rank=one.rank)
    about = standing.told
    if about is not None and about.gap * about.shared(scored) < 0:
        ahead, behind = (about.city, about.peer) if about.gap < 0 else (about.peer, about.city)
        yield teller.warning("index_gaps_decide", ahead=teller.place(ahead), behind=teller.place(behind), points=teller.points(abs(about.shared(scored))))
    if standing.steady is not None and standing.steady.revision is not None and standing.steady.revision < 1:
        revised = [teller.node(held, node) for node, _ in standing.steady.revised]
        yield teller.warning("index_revision", share=teller.percent(standing.steady.revision), names=revised)
    if standing.steady is not None and standing.steady.rounding < 1:
        yield teller.warning("index_rounding", share=teller.percent(standing.steady.rounding))
    if len(scored.ranked) < FEW_UNITS:
        yield teller.warning("index_few_cities", n=len(scored.ranked))
    open_ = [(effect.choice, option) for effect in standing.spread.effects for option in effect.refused]
    if open_:
        yield teller.warning("index_not_admissible", options=[teller.option(choice, option) for choice, option in open_])


def _by_scale(standing: Standing, teller: IndexTeller) -> Iterator[Warning_]:
    """What it does to the city told whether sizes or figures per resident are compared."""
    city, scales = standing.asked.city, standing.spread.by_scale if standing.spread is not None else {}
    if len(scales) < 2 or city not in standing.scored.ranked:
        return
    parts, ranks = [], {}
    for option, scored in scales.items():
        ranks[option] = {place: scored.rank(place) for place in scored.ranked}
        first = teller.places([place for place in scored.ranked if scored.rank(place) == 1])
        named = {"city": teller.place(city), "rank": scored.rank(city), "n": len(scored.ranked), "first": first}
        parts.append(texts.say("index.scale_part", teller.language, option=teller.option("scale_of", option), **named))
    differ = len({rank[city] for rank in ranks.values()}) > 1
    yield teller.warning("index_scale" if differ else "index_scale_same", city=teller.place(city), parts=teller.clauses(parts))


def _minority(standing: Standing, teller: IndexTeller) -> Iterator[Warning_]:
    """Pairs with the city told whose order here is not that of most ways of computing."""
    scored, city = standing.scored, standing.asked.city
    if standing.spread is None or city not in scored.ranked:
        return
    for first in scored.ranked:
        behind = [one for one in scored.ranked if (scored.rank(one) or 0) > (scored.rank(first) or 0) and city in (first, one)]
        shares = {one: standing.spread.runs.probability(first, one) for one in behind}
        fewer = [one for one, share in shares.items() if share < EVEN]
        if fewer:
            told = [teller.percent(shares[one]) for one in fewer]
            yield teller.warning("index_minority", city=teller.place(first), others=teller.places(fewer), shares=texts.join(told, teller.language))


def _weak(standing: Standing, teller: IndexTeller) -> Iterator[Warning_]:
    """Figures on undated or encyclopedic pages, and whether the order hangs on them."""
    steady, scored = standing.steady, standing.scored
    if steady is None or not steady.weak:
        return
    names = teller.cells(standing.held, steady.weak)
    counting = sum(cell.counts and cell.node in scored.used for row in scored.matrix.cells for cell in row)
    now = {place: scored.rank(place) for place in scored.ranked}
    if steady.without_weak is None or steady.without_weak == now:
        yield teller.warning("index_weak", n=len(steady.weak), all=counting, names=names)
        return
    order = teller.places(sorted(scored.ranked, key=lambda place: (steady.without_weak or {}).get(place, 0)))
    yield teller.warning("index_weak_decides", n=len(steady.weak), all=counting, names=names, order=order)


def _on_columns(standing: Standing, teller: IndexTeller) -> Iterator[Warning_]:
    """What stands in one column but is not of one kind."""
    scored, held = standing.scored, standing.held
    if standing.spread is None:
        return
    bare = [one.node for one in held.all_dimensions if not any(dimension_coverage(scored.matrix, scored.used, place, one.node) for place in scored.ranked)]
    if bare:
        yield teller.warning("index_bare_dimension", names=teller.nodes(held, bare))
    kinds = [held.by_node[node].kind for node in scored.used]
    if "growth" in kinds and set(kinds) != {"growth"}:
        yield teller.warning("index_growth_and_levels", n=kinds.count("growth"), all=len(kinds))
    for code, part in _MIXED.items():
        mixed = [node for node in scored.used if len({part(cell) for cell in _column(standing, node)}) > 1]
        if mixed:
            yield teller.warning(code, names=teller.nodes(held, mixed))


def _on_figures(standing: Standing, teller: IndexTeller) -> Iterator[Warning_]:
    cells = [cell for row in standing.scored.matrix.cells for cell in row]
    counting = [cell for cell in cells if cell.counts and cell.figure is not None and cell.node in standing.scored.used]
    old = sum(cell.age > 0 for cell in counting)
    if old * 2 > len(counting):
        yield teller.warning("index_stale", n=old, all=len(counting), year=standing.asked.reading.year)
    for code, status in (("index_digest", "digest"), ("index_memory", "memory")):
        n = sum(cell.figure is not None and any(row.status == status for row in cell.figure.rows) for cell in counting)
        if n:
            yield teller.warning(code, n=n, all=len(counting))
    bounds = [cell for cell in counting if cell.figure is not None and cell.figure.qualifier in ("over", "nearly")]
    if bounds:
        yield teller.warning("index_bounds", n=len(bounds), all=len(counting), names=teller.cells(standing.held, bounds))
    other = [cell for cell in cells if cell.missing == "other_time"]
    if other:
        yield teller.warning("index_other_time", names=teller.cells(standing.held, other))
    n = sum(cell.missing == "too_old" for cell in cells)
    if n:
        yield teller.warning("index_too_old", n=n)


def _column(standing: Standing, node: str) -> list[Cell]:
    return [cell for place in standing.scored.ranked if (cell := standing.scored.matrix.of(place, node)).counts]


def _period(cell: Cell) -> object:
    return cell.figure.period[:4] if cell.figure else ""


def _definition(cell: Cell) -> object:
    return cell.figure.definition if cell.figure else ""


def _vintage(cell: Cell) -> object:
    return cell.figure.vintage if cell.figure else ""


_MIXED: dict[str, Callable[[Cell], object]] = {"index_mixed_years": _period, "index_mixed_definitions": _definition, "index_mixed_releases": _vintage}
