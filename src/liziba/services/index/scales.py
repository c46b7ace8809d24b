"""By size or per resident: for which nodes of a framework there are both, and the framework by one of them.

Which indicators are a pair is data: a derived indicator whose denominator is the resident population is the figure per
resident of its numerator. Ratios, growth and means of persons (income) have no such pair and stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from liziba.atlas import Atlas
from liziba.atlas.periods import period as period_of
from liziba.atlas.tables.index import NodeRow
from liziba.services.index.frameworks import Held
from liziba.services.observations.figures import Figure, chosen, figures, indicators, over

ScaleOf = Literal["named", "size", "per_resident"]
Population = Literal["resident", "agglomeration"]
SCALES_OF: tuple[ScaleOf, ...] = ("named", "size", "per_resident")
AGGLOMERATION = "population_agglomeration_un"


def population_of(atlas: Atlas, population: Population) -> str:
    """The indicator that counts people: of the agglomeration, or the one that it stands in for; empty where no table has it."""
    held = indicators(atlas).get(AGGLOMERATION)
    return "" if held is None else AGGLOMERATION if population == "agglomeration" else held.instead_of


def pairs(atlas: Atlas) -> Mapping[str, str]:
    """Indicator of a size -> the indicator of the same per resident."""
    people = population_of(atlas, "resident")
    return {one.numerator: code for code, one in indicators(atlas).items() if people and one.denominator == people}


def by_scale(atlas: Atlas, held: Held, scale_of: ScaleOf) -> Held:
    """The framework with each leaf of which there are both by that one; codes of nodes, weights and places stay."""
    if scale_of == "named":
        return held
    per_resident = pairs(atlas)
    size = {one: other for other, one in per_resident.items()}
    wanted = per_resident if scale_of == "per_resident" else size
    return replace(held, leaves=tuple(_leaf(leaf, wanted.get(leaf.indicator), scale_of) for leaf in held.leaves))


def differing(atlas: Atlas, held: Held, first: ScaleOf) -> tuple[ScaleOf, ...]:
    """The scales by which the framework is not the same, the one given first."""
    found: dict[tuple[str, ...], ScaleOf] = {}
    for one in dict.fromkeys((first, *SCALES_OF)):
        found.setdefault(tuple(leaf.indicator for leaf in by_scale(atlas, held, one).leaves), one)
    return tuple(found.values())


def per_resident(atlas: Atlas, leaf: NodeRow, sizes: Sequence[Figure], population: Population, as_of: date, unconfirmed: bool) -> list[Figure]:
    """Sizes over the population of their year; where none is known, of the nearest year, no further than a figure of the leaf may be old."""
    held, people = indicators(atlas)[leaf.indicator], population_of(atlas, population)
    found = []
    for size in sizes:
        year = period_of(size.period).last.year
        known = {period_of(one.period).last.year for one in figures(atlas, size.place, people, as_of) if "/" not in one.period}
        near = sorted((one for one in known if abs(one - year) <= leaf.oldest), key=lambda one: (abs(one - year), -one))
        below = (chosen(atlas, size.place, people, str(one), as_of, unconfirmed=unconfirmed) for one in near)
        made = next((over(held, size, one) for one in below if one is not None), None)
        found += [made] if made is not None else []
    return found


def _leaf(leaf: NodeRow, indicator: str | None, scale_of: ScaleOf) -> NodeRow:
    if indicator is None:
        return leaf
    return leaf.model_copy(update={"indicator": indicator, "name_en": "", "name_zh": "", "denominator": "population" if scale_of == "per_resident" else ""})
