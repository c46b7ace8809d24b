"""Ranks of cities: how sure they are, why, what would move them, and when there are none. Properties, since figures come and go."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from liziba.atlas import Atlas
from liziba.services.declaration import Context, ask
from liziba.services.index.scoreboard import boards, years
from liziba.services.question import QuestionError

MISSION = {"framework": "mission", "year": 2025}
BEIJING = {"framework": "beijing", "year": 2025}
FRAMEWORKS = ("mission", "plan_2021", "beijing")
OBSERVATIONS = "observations/observations"


answers: dict[str, Any] = {}  # those by the facts as they are; many tests look at the same one


def told(context: Context, fields: dict[str, Any], language: str = "en", atlas: Atlas | None = None) -> Any:
    if atlas is not None:
        return ask("index", fields, Context(atlas, context.today, language))
    key = repr((fields, language))
    if key not in answers:
        answers[key] = ask("index", fields, Context(context.atlas, context.today, language))
    return answers[key]


def ranks(answer: Any) -> dict[str, int | None]:
    return {one.city: one.rank for one in answer.ranking}


def without(context: Context, place: str, indicator: str) -> Atlas:
    """The facts without any figure of a city in an indicator."""
    less = context.atlas
    for row in context.atlas.table(OBSERVATIONS).rows:
        if getattr(row, "place", "") == place and getattr(row, "indicator", "") == indicator:
            less = less.without_row(row.row_id)
    return less


def figure(place: str, indicator: str, period: str, value: str, **more: str) -> dict[str, str]:
    usual = {"status": "official", "announced_on": "2026-11-20", "valid_from": "2026-11-20", "sources": "udn_2026"}
    return {"place": place, "indicator": indicator, "period": period, "figure": value, **usual, **more}


# Ranks and their ranges


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_each_rank_lies_within_its_range(framework: str, context: Context) -> None:
    answer = told(context, {"framework": framework})
    ranked = [one for one in answer.ranking if one.rank]
    assert len(ranked) > 1
    for one in ranked:
        assert one.best <= one.rank <= one.worst
        assert one.best <= one.low <= one.high <= one.worst
        assert 1 <= one.score <= 100
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)


def test_the_order_in_which_cities_are_named_changes_nothing(context: Context) -> None:
    cities = [one.city for one in told(context, MISSION).ranking]
    seen = {
        tuple((one.city, one.rank, round(one.score, 9), one.best, one.worst) for one in told(context, {**MISSION, "cities": list(order)}).ranking)
        for order in itertools.islice(itertools.permutations(cities), 0, 120, 17)
    }
    assert len(seen) == 1


def test_probabilities_follow_the_ranges(context: Context) -> None:
    answer = told(context, MISSION)
    ends = {one.city: (one.best, one.worst) for one in answer.ranking}
    pairs = [one for one in answer.probabilities if ends[one.city][1] < ends[one.other][0]]
    assert all(one.probability == 1 for one in pairs)
    assert all(0 <= one.probability <= 1 for one in answer.probabilities)
    n = sum(one.rank is not None for one in answer.ranking)
    assert len(answer.probabilities) == n * (n - 1) / 2


def test_all_combinations_are_computed_and_their_effects_are_shares(context: Context) -> None:
    answer = told(context, MISSION)
    product = 1
    for one in answer.choices:
        product *= len(one.options)
        assert -1e-9 <= one.first <= one.total + 1e-9 <= 1 + 1e-6
        assert len(one.options) > 1 or one.total == 0
    assert answer.combinations == product
    assert {one.choice for one in answer.choices} >= {"scale_of", "release", "population", "unconfirmed", "impute", "normalise", "weights", "aggregate"}


def test_a_choice_that_was_asked_for_is_the_nominal_one_and_stays_within_the_range(context: Context) -> None:
    usual = {one.city: (one.best, one.worst) for one in told(context, MISSION).ranking}
    for other in ({"population": "agglomeration"}, {"release": "first"}, {"scale_of": "size"}, {"scale_of": "per_resident"}):
        answer = told(context, {**MISSION, **other})
        assert {one.city: (one.best, one.worst) for one in answer.ranking} == usual
        assert all(one.best <= one.rank <= one.worst for one in answer.ranking)


def test_the_population_under_figures_per_head_counts(context: Context) -> None:
    def retail(population: str) -> float:
        answer = told(context, {**MISSION, "scale_of": "per_resident", "population": population})
        return next(one.value for one in answer.cells if one.city == "CN-CQ" and one.indicator == "retail_total")

    assert retail("agglomeration") > retail("resident") * 1.5


# Coverage, and refusing


def test_without_figures_a_city_is_covered_less(context: Context) -> None:
    before = {one.city: one.coverage for one in told(context, MISSION).ranking}
    after = {one.city: one.coverage for one in told(context, MISSION, atlas=without(context, "CN-CQ", "airport_pax")).ranking}
    assert after["CN-CQ"] < before["CN-CQ"]


def test_nobody_is_ranked_below_the_coverage_that_was_set(context: Context) -> None:
    for least in (0, 40, 60, 70, 80, 100):
        answer = told(context, {**MISSION, "least_coverage": least})
        assert all(one.coverage >= least / 100 - 1e-9 for one in answer.ranking if one.rank)
        assert all(one.refused for one in answer.ranking if one.rank is None)
        assert (answer.verdict == "not_established") == all(one.rank is None for one in answer.ranking)


def test_who_is_refused_sets_no_scale(context: Context) -> None:
    fields = {"framework": "plan_2021", "year": 2025}
    answer = told(context, fields)
    refused = [one.city for one in answer.ranking if one.rank is None]
    assert refused
    rest = [one.city for one in answer.ranking if one.rank]
    alone = told(context, {**fields, "cities": rest})
    assert alone.verdict == "yes"
    assert {one.city: one.score for one in alone.ranking} == pytest.approx({one.city: one.score for one in answer.ranking if one.rank})


def test_one_city_alone_has_no_rank_but_its_figures_are_shown(context: Context) -> None:
    answer = told(context, {**MISSION, "cities": ["CN-CQ"]})
    assert (answer.verdict, ranks(answer)) == ("not_established", {"CN-CQ": None})
    assert any(one.state == "figure" for one in answer.cells)


def test_before_anything_was_published_nothing_is_ranked(context: Context) -> None:
    answer = told(context, {"framework": "mission", "as_of": "2012-01-01"})
    assert answer.verdict == "not_established"
    assert {one.state for one in answer.cells} == {"not_found"}
    assert answer.decided_by


def test_figures_from_memory_enter_only_when_asked_for(context: Context) -> None:
    row = figure("CN-TJ", "retail_total", "2025", "4000", status="memory", sources="memory")
    atlas = context.atlas.with_rows(OBSERVATIONS, [row])
    cell = next(one for one in told(context, MISSION, atlas=atlas).cells if (one.city, one.indicator) == ("CN-TJ", "retail_total"))
    assert cell.state == "not_found"
    cell = next(one for one in told(context, {**MISSION, "unconfirmed": True}, atlas=atlas).cells if (one.city, one.indicator) == ("CN-TJ", "retail_total"))
    assert cell.state == "figure"
    assert "index_memory" in {one.code for one in told(context, {**MISSION, "unconfirmed": True}, atlas=atlas).warnings}


def test_an_offered_year_or_reading_ranks_more_cities(context: Context) -> None:
    asked = {"framework": "mission", "year": 2024}
    answer = told(context, asked)
    assert answer.what_would_change
    n = sum(one.rank is not None for one in answer.ranking)
    for offer in answer.what_would_change:
        assert sum(one.rank is not None for one in told(context, {**asked, **offer.set}).ranking) > n


# Four kinds of cells


def test_zero_not_covered_too_old_and_not_found_stay_apart(context: Context) -> None:
    rows = [
        figure("CN-CQ", "first_stores", "2025", "0"),
        figure("CN-TJ", "first_stores", "2025", "", state="not_covered"),
        figure("CN-GD/Guangzhou", "first_stores", "2019", "300"),
    ]
    atlas = without(context, "CN-CQ", "first_stores")
    atlas = atlas.with_rows(OBSERVATIONS, rows)
    cells = {one.city: one for one in told(context, BEIJING, atlas=atlas).cells if one.indicator == "first_stores"}
    assert (cells["CN-CQ"].state, cells["CN-CQ"].value) == ("zero", 0)
    assert (cells["CN-TJ"].state, cells["CN-TJ"].value) == ("not_covered", None)
    old = cells["CN-GD/Guangzhou"]
    assert (old.state, old.missing, old.age, old.value) == ("not_found", "too_old", 6, 300)


def test_a_growth_of_another_year_never_counts(context: Context) -> None:
    cells = [one for one in told(context, {"framework": "mission", "year": 2026}).cells if one.indicator == "retail_growth"]
    assert {one.state for one in cells} == {"not_found"}


def test_every_figure_that_counts_names_period_definition_release_and_source(context: Context) -> None:
    for cell in told(context, MISSION).cells:
        if cell.state in ("figure", "zero"):
            assert cell.period
            assert cell.definition
            assert cell.vintage
            assert cell.sources
            assert cell.text


# Why, and what would move it


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_contributions_sum_to_the_gap(framework: str, context: Context) -> None:
    cities = [one.city for one in told(context, {"framework": framework}).ranking if one.rank]
    for city, peer in (*itertools.pairwise(cities), (cities[-1], cities[0])):
        answer = told(context, {"framework": framework, "city": city, "peer": peer})
        scores = {one.city: one.score for one in answer.ranking}
        assert answer.gap == pytest.approx(scores[city] - scores[peer], abs=1e-9)
        assert sum(one.points for one in answer.contributions) == pytest.approx(answer.gap, abs=1e-9)


def test_the_smallest_change_gains_the_rank_it_promises(context: Context) -> None:
    answer = told(context, MISSION)
    before = ranks(answer)["CN-CQ"]
    moves = [one for one in answer.levers if one.needed is not None]
    assert moves
    for move in moves:
        assert move.needed_rank < before
        assert min(move.value, move.best) <= move.needed <= max(move.value, move.best)
    move = next(one for one in moves if one.indicator in ("airport_pax", "tertiary_share", "retail_total"))
    rows = [figure("CN-CQ", move.indicator, "2025", f"{move.needed * 1.001:.4f}")]
    atlas = without(context, "CN-CQ", move.indicator).with_rows(OBSERVATIONS, rows)
    assert ranks(told(context, MISSION, atlas=atlas))["CN-CQ"] == move.needed_rank


def test_levers_name_the_measures_that_aim_at_the_figure(context: Context) -> None:
    answer = told(context, {"framework": "plan_2021", "year": 2025, "city": "CN-CQ"})
    retail = next(one for one in answer.levers if one.indicator == "retail_growth")
    assert retail.measures
    for one in retail.measures:
        fields = {"programme": one.programme, "metric": one.metric, "target_by": one.target_by}
        assert ask("measures", fields, context).verdict == one.verdict
    elsewhere = told(context, {"framework": "plan_2021", "year": 2025, "city": "CN-GD/Guangzhou"})
    assert not any(one.measures for one in elsewhere.levers)


def test_the_indicator_that_decides_is_named(context: Context) -> None:
    answer = told(context, MISSION)
    before = ranks(answer)
    first = [city for city, rank in before.items() if rank == 1]
    turning = [one for one in answer.left_out if not one.is_dimension and (one.first != first or one.rank != before["CN-CQ"])]
    warned = [one for one in answer.warnings if one.code.startswith("index_hangs_on")]
    assert bool(turning) == bool(warned)
    assert all(one.name in warned[0].text for one in turning)


def test_it_is_said_where_missing_figures_decide_between_two_cities(context: Context) -> None:
    cities = [one.city for one in told(context, MISSION).ranking if one.rank]
    for city, peer in itertools.combinations(cities, 2):
        answer = told(context, {**MISSION, "city": city, "peer": peer})
        shared = sum(one.points for one in answer.contributions if one.value is not None and one.peer_value is not None)
        assert (shared * answer.gap < 0) == ("index_gaps_decide" in {one.code for one in answer.warnings})


def test_a_small_number_of_cities_is_said(context: Context) -> None:
    assert "index_few_cities" in {one.code for one in told(context, MISSION).warnings}


def test_a_dimension_that_nobody_measures_lowers_the_coverage(context: Context) -> None:
    answer = told(context, {"framework": "plan_2021", "year": 2025})
    assert max(one.coverage for one in answer.ranking) <= 0.8
    assert "index_bare_dimension" in {one.code for one in answer.warnings}


# Reading the question


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"framework": "happiness"}, "framework"),
        ({"cities": ["Atlantis"]}, "cities"),
        ({"city": "Atlantis"}, "city"),
        ({"year": 1800}, "year"),
        ({"least_coverage": 101}, "least_coverage"),
        ({"cities": ["CN-CQ"] * 25}, "cities"),
        ({"release": "newest"}, "release"),
    ],
)
def test_what_cannot_be_read_names_its_field(fields: dict[str, Any], field: str, context: Context) -> None:
    with pytest.raises(QuestionError) as error:
        told(context, fields)
    assert error.value.field.partition(".")[0] == field
    assert error.value.in_language("zh").accepted


def test_blank_and_null_mean_that_nothing_was_said(context: Context) -> None:
    usual = told(context, {})
    for nothing in ("", "  ", None):
        fields = dict.fromkeys(("framework", "cities", "city", "peer", "year", "release", "population", "unconfirmed", "least_coverage"), nothing)
        assert told(context, fields) == usual


def test_cities_are_taken_by_name_in_either_language(context: Context) -> None:
    by_name = told(context, {**MISSION, "cities": "Chongqing, 上海, Guangzhou"})
    by_code = told(context, {**MISSION, "cities": ["CN-CQ", "CN-SH", "CN-GD/Guangzhou"]})
    assert ranks(by_name) == ranks(by_code)


def test_both_languages_tell_the_same(context: Context) -> None:
    english, chinese = (told(context, MISSION, language) for language in ("en", "zh"))
    assert ranks(english) == ranks(chinese)
    assert english.headline != chinese.headline
    assert "重庆" in chinese.headline


def test_an_own_table_of_nodes_makes_another_framework(context: Context) -> None:
    frame = {
        "framework": "own",
        "name_en": "Own",
        "name_zh": "自定",
        "publisher_en": "us",
        "publisher_zh": "我们",
        "year": "2026",
        "about_en": "x",
        "about_zh": "x",
        "cities": "CN-CQ;CN-SH",
        "least_coverage": "50",
        "least_cities": "60",
        "plausible_pct": "10",
        "plausible_points": "5",
        "valid_from": "2026-11-22",
        "sources": "own_composition",
    }
    node = {
        "framework": "own",
        "node": "gdp_growth",
        "indicator": "gdp_growth",
        "kind": "growth",
        "oldest": "0",
        "assigned": "ours",
        "valid_from": "2026-11-22",
        "sources": "own_composition",
    }
    atlas = context.atlas.with_rows("index/frameworks", [frame]).with_rows("index/nodes", [node])
    answer = told(context, {"framework": "own", "year": 2025}, atlas=atlas)
    assert ranks(answer) == {"CN-SH": 1, "CN-CQ": 2}


# The scoreboard


def test_the_scoreboard_says_what_the_service_says(context: Context) -> None:
    for board in boards(context):
        answer = told(context, dict(board.question))
        assert [(line.place, line.rank, line.best, line.worst) for line in board.lines] == [(one.city, one.rank, one.best, one.worst) for one in answer.ranking]
        assert answer.combinations == (board.combinations or None)
        assert board.year in years(context, board.framework, context.today)
