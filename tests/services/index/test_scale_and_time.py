"""By size or per resident, figures of one time in a column, and pages too weak to decide a rank."""

from __future__ import annotations

from typing import Any

import pytest

from liziba.atlas import Atlas
from liziba.atlas.periods import period
from liziba.services.declaration import Context
from liziba.services.index.cells import Reading, matrix
from liziba.services.index.frameworks import frameworks
from liziba.services.index.scales import by_scale, differing, pairs
from tests.services.index.test_where_cities_stand import FRAMEWORKS, MISSION, OBSERVATIONS, figure, ranks, told, without


def codes(answer: Any) -> set[str]:
    return {one.code for one in answer.warnings}


def cell(answer: Any, city: str, indicator: str) -> Any:
    return next(one for one in answer.cells if (one.city, one.indicator) == (city, indicator))


# By size or per resident


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_scale_is_one_of_the_choices_that_ranks_hang_on(framework: str, context: Context) -> None:
    answer = told(context, {"framework": framework, "year": 2025, "city": "CN-CQ"})
    scale = next(one for one in answer.choices if one.choice == "scale_of")
    assert len(scale.options) > 1
    assert scale.total > 0
    warned = next(one for one in answer.warnings if one.code.startswith("index_scale"))
    assert "Chongqing" in warned.text


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_each_scale_lies_within_the_range_and_the_warning_tells_its_rank(framework: str, context: Context) -> None:
    asked = {"framework": framework, "year": 2025, "city": "CN-CQ"}
    usual = told(context, asked)
    warned = next(one for one in usual.warnings if one.code.startswith("index_scale"))
    ends = {one.city: (one.best, one.worst) for one in usual.ranking}
    for scale in ("size", "per_resident"):
        answer = told(context, {**asked, "scale_of": scale})
        for city, rank in ranks(answer).items():
            if rank is not None:
                assert ends[city][0] <= rank <= ends[city][1]
    assert f"per resident: Chongqing number {ranks(answer)['CN-CQ']} of" in warned.text


def test_a_figure_per_resident_is_the_size_over_the_people(context: Context) -> None:
    size, each = (told(context, {**MISSION, "scale_of": scale}) for scale in ("size", "per_resident"))
    total, per_head = (cell(one, "CN-SH", "retail_total").value for one in (size, each))
    people = next(
        row.figure for row in context.atlas.table(OBSERVATIONS).rows if (row.place, row.indicator, row.period) == ("CN-SH", "population_resident", "2025")
    )  # type: ignore[attr-defined]
    assert per_head == pytest.approx(total / float(people) * 10_000)
    assert cell(each, "CN-SH", "retail_total").unit == "cny"


def test_what_is_counted_at_a_moment_is_divided_by_the_people_of_its_year(context: Context) -> None:
    answer = told(context, {**MISSION, "scale_of": "per_resident"})
    shops = cell(answer, "CN-BJ", "tax_refund_shops")
    assert shops.state == "figure"
    assert shops.period == "2025-07"
    assert shops.value == pytest.approx(1400 / 2180 * 100)


def test_without_a_population_there_is_no_figure_per_resident(context: Context) -> None:
    atlas = without(context, "CN-GD/Guangzhou", "population_resident")
    found = cell(told(context, {**MISSION, "scale_of": "per_resident"}, atlas=atlas), "CN-GD/Guangzhou", "retail_total")
    assert (found.state, found.missing) == ("not_found", "no_population")


def test_ratios_growth_and_income_have_no_other_scale(context: Context) -> None:
    known = pairs(context.atlas)
    assert {"retail_total", "airport_pax", "inbound_visitors", "museums"} <= set(known)
    assert not {"trade_openness", "retail_growth", "disposable_income_pc", "tertiary_share"} & set(known)
    for held in frameworks(context.atlas).values():
        there_and_back = by_scale(context.atlas, by_scale(context.atlas, held, "per_resident"), "size")
        assert [leaf.indicator for leaf in there_and_back.leaves] == [leaf.indicator for leaf in by_scale(context.atlas, held, "size").leaves]
        assert differing(context.atlas, held, "named")[0] == "named"


def test_scales_that_are_the_same_are_counted_once(context: Context) -> None:
    held = frameworks(context.atlas)["mission"]
    seen = [tuple(leaf.indicator for leaf in by_scale(context.atlas, held, one).leaves) for one in differing(context.atlas, held, "named")]
    assert len(set(seen)) == len(seen)


# One time in a column


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("scale", ["size", "per_resident"])
def test_figures_of_a_column_lie_no_further_apart_than_the_table_says(framework: str, scale: str, context: Context) -> None:
    held = frameworks(context.atlas)[framework]
    for year in (2023, 2024, 2025):
        cells = told(context, {"framework": framework, "year": year, "scale_of": scale}).cells
        for leaf in held.leaves:
            last = [period(one.period).last for one in cells if one.indicator == leaf.node and one.state in ("figure", "zero")]
            months = [day.year * 12 + day.month for day in last]
            assert leaf.spread is None or not months or max(months) - min(months) <= leaf.spread


def test_a_figure_of_another_time_is_shown_and_does_not_count(context: Context) -> None:
    answer = told(context, MISSION)
    shops = cell(answer, "CN-CQ", "tax_refund_shops")
    assert (shops.state, shops.missing, shops.period, shops.value) == ("not_found", "other_time", "2025-01", 88)
    warned = next(one for one in answer.warnings if one.code == "index_other_time")
    assert "Chongqing" in warned.text


def test_a_figure_of_the_time_of_the_others_counts_again(context: Context) -> None:
    atlas = context.atlas.with_rows(OBSERVATIONS, [figure("CN-CQ", "tax_refund_shops", "2025-08", "300")])
    shops = cell(told(context, MISSION, atlas=atlas), "CN-CQ", "tax_refund_shops")
    assert (shops.state, shops.value) == ("figure", 300)


def test_a_column_is_of_the_time_that_most_cities_have(context: Context) -> None:
    """Inbound visitors: two cities have 2025, four have 2024, so all are read in 2024."""
    periods = {one.period for one in told(context, MISSION).cells if one.indicator == "inbound_visitors" and one.state == "figure"}
    assert periods == {"2024"}
    rows = [figure(city, "inbound_visitors", "2025", value) for city, value in (("CN-CQ", "210"), ("CN-GD/Guangzhou", "560"))]
    cells = told(context, MISSION, atlas=context.atlas.with_rows(OBSERVATIONS, rows)).cells
    assert {one.period for one in cells if one.indicator == "inbound_visitors" and one.state == "figure"} == {"2025"}


def test_of_several_figures_the_one_of_the_month_of_the_others_counts(context: Context) -> None:
    """A later count of Shanghai by a consultancy stands back behind that of the ministry, which has three cities at one date."""
    shops = [cell(told(context, MISSION), city, "tax_refund_shops") for city in ("CN-BJ", "CN-SH", "CN-GD/Guangzhou")]
    assert {one.period for one in shops} == {"2025-07"}


def test_who_is_not_compared_does_not_say_which_time_counts(context: Context) -> None:
    held = frameworks(context.atlas)["mission"]
    places = held.row.cities
    every = matrix(context.atlas, held, places, Reading(2025, context.today))
    two = every.among(["CN-BJ", "CN-SH"])
    assert {two.of(place, "inbound_visitors").figure.period for place in ("CN-BJ", "CN-SH")} == {"2025"}  # type: ignore[union-attr]
    assert two.of("CN-CQ", "inbound_visitors").missing == "other_time"


# Weak pages


def undated(context: Context, place: str, indicator: str, value: str) -> Atlas:
    source = {"id": "undated", "title": "An undated page", "publisher": "somebody", "language": "en", "kind": "news", "checked_on": "2026-11-22"}
    source |= {"access": "excerpt", "url": "https://example.org/"}
    atlas = without(context, place, indicator).with_rows("observations/sources", [source])
    return atlas.with_rows(OBSERVATIONS, [figure(place, indicator, "2025", value, sources="undated", status="press")])


def test_it_is_said_where_weak_pages_decide(context: Context) -> None:
    answer = told(context, MISSION, atlas=undated(context, "CN-CQ", "airport_pax", "90000"))
    assert ranks(answer)["CN-CQ"] != ranks(told(context, MISSION))["CN-CQ"]
    warned = next(one for one in answer.warnings if one.code == "index_weak_decides")
    assert "Airport passengers (Chongqing)" in warned.text


def test_lower_bounds_are_named(context: Context) -> None:
    warned = next(one for one in told(context, MISSION).warnings if one.code == "index_bounds")
    assert "Disposable income per resident (Tianjin)" in warned.text


# Few cities, other names, other years


def test_two_cities_have_gains_and_smallest_changes(context: Context) -> None:
    answer = told(context, {**MISSION, "cities": ["CN-CQ", "CN-SH"], "city": "CN-CQ"})
    assert ranks(answer) == {"CN-SH": 1, "CN-CQ": 2}
    assert answer.levers
    for lever in answer.levers:
        assert lever.gain > 0
        assert lever.needed is None or lever.needed_rank == 1


def test_cities_in_chinese_names_and_separators(context: Context) -> None:
    answer = told(context, {**MISSION, "cities": "重庆、天津；上海", "city": "重庆"}, "zh")
    assert {one.city for one in answer.ranking} == {"CN-CQ", "CN-TJ", "CN-SH"}
    assert answer.city == "CN-CQ"


def test_an_earlier_day_knows_less(context: Context) -> None:
    now, then = (told(context, {"framework": "mission", "year": 2025, "as_of": day}) for day in ("2026-11-22", "2026-01-15"))
    known = [sum(one.state == "figure" for one in answer.cells) for answer in (now, then)]
    assert known[0] > known[1]
    assert all(one.coverage <= before.coverage + 1e-9 for one in then.ranking for before in now.ranking if before.city == one.city)
    assert "index_other_time" in codes(now)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_an_order_that_most_ways_of_computing_turn_round_is_named(framework: str, context: Context) -> None:
    for city in ("CN-CQ", "CN-SH", "CN-TJ"):
        answer = told(context, {"framework": framework, "year": 2025, "city": city})
        turned = [
            one
            for one in answer.probabilities
            if city in (one.city, one.other) and one.probability < 0.5 and ranks(answer)[one.city] != ranks(answer)[one.other]
        ]
        assert bool(turned) == ("index_minority" in codes(answer))
