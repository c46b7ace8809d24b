"""Measures and observations tell the same figures: where both hold one, they agree, and every code has its words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from liziba.atlas import Atlas, texts
from liziba.atlas.tables.observations import Observation
from liziba.services.declaration import Context
from liziba.services.measures.known import results
from liziba.services.observations.comparing import within
from liziba.services.observations.export import unit_of
from liziba.services.observations.figures import OBSERVATIONS, chosen, indicators

POWERS = {"thousand": 3, "million": 6, "billion": 9}
RELEASES = {"first": "first", "later": "revised"}


def test_first_figures_of_measures_are_those_of_observations(context: Context) -> None:
    of = {one.metric: one for one in indicators(context.atlas).values() if one.metric}
    compared = 0
    for row in results(context.atlas, context.today):
        if row.metric not in of or row.basis != "first" or row.qualifier:
            continue
        one = of[row.metric]
        figure = chosen(context.atlas, row.place, one.indicator, row.period, context.today, release="first", definition=row.definition)
        if figure is None or figure.value is None:
            continue
        power = Decimal(10) ** (POWERS.get(row.unit_measure.split()[0], 0) - unit_of(one.unit_measure)[1])
        told, step = row.figure * power, Decimal(1).scaleb(int(row.figure.normalize().as_tuple().exponent)) * power / 2  # measures may print fewer digits
        least, most = within(figure)
        assert least - step <= told <= most + step, (row.metric, row.period, row.figure, figure.value)
        compared += 1
    assert compared > 15


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_code_of_the_tables_has_its_words(atlas: Atlas, language: str) -> None:
    rows = [row for row in atlas.table(OBSERVATIONS).rows if isinstance(row, Observation)]
    wanted = {f"code.definition.{row.definition}" for row in rows} | {f"code.status.{row.status}" for row in rows}
    wanted |= {f"{kind}.{one.unit_measure}" for one in indicators(atlas).values() for kind in ("unit", "code.unit", "observations.unit")}
    assert sorted(key for key in wanted if not texts.has(key, language)) == []


def test_every_indicator_says_in_both_languages_what_it_counts(atlas: Atlas) -> None:
    assert [one.indicator for one in indicators(atlas).values() if not (one.definition_en and one.definition_zh and one.name_zh)] == []


def test_what_an_indicator_refers_to_exists(atlas: Atlas) -> None:
    known = indicators(atlas)
    for one in known.values():
        for other in (one.numerator, one.denominator, one.growth_of, one.instead_of):
            assert other == "" or other in known, one.indicator
        assert bool(one.numerator) == bool(one.denominator)
        assert not one.instead_of or known[one.instead_of].unit_measure == one.unit_measure
