"""Growth is computed on one release and one definition, or refused with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from liziba.atlas import Atlas
from liziba.services.declaration import Context, ask, service
from liziba.services.question import QuestionError
from tests.services.observations.test_figures import BREAKS, OBSERVATIONS, empty, row

__all__ = ["empty"]

GROWTH = {"place": "CN-GZ", "indicator": "made_up", "period": "2024", "since": "2023"}


def told(atlas: Atlas, context: Context, *rows: dict[str, Any], **said: Any) -> Any:
    return ask("observations", {**GROWTH, **said}, Context(atlas.with_rows(OBSERVATIONS, rows), context.today))


@pytest.mark.parametrize(
    ("base", "later", "reasons"),
    [
        ({"vintage": "first"}, {"vintage": "first"}, []),
        ({"vintage": "revised"}, {"vintage": "revised"}, []),
        ({"vintage": "revised"}, {"vintage": "first"}, ["across_vintages"]),
        ({"vintage": "first"}, {"vintage": "revised"}, ["across_vintages"]),
        ({"vintage": ""}, {"vintage": ""}, []),
        ({"vintage": "first"}, {"vintage": ""}, []),
        ({"vintage": ""}, {"vintage": "", "sources": "other"}, ["unknown_vintage"]),
        ({"vintage": "first"}, {"vintage": "", "sources": "other"}, ["unknown_vintage"]),
        ({"vintage": "first", "figure": "0"}, {"vintage": "first"}, ["base_not_positive"]),
        ({"vintage": "first", "figure": "-3"}, {"vintage": "first"}, ["base_not_positive"]),
        ({"vintage": "first", "definition": "overnight"}, {"vintage": "first"}, ["other_definition"]),
        ({"vintage": "first", "state": "not_covered", "figure": ""}, {"vintage": "first"}, ["not_covered"]),
    ],
)
def test_growth_is_given_or_refused_with_its_reason(empty: Atlas, context: Context, base: dict[str, str], later: dict[str, str], reasons: list[str]) -> None:
    answer = told(empty, context, row(**{"figure": "10", "period": "2023", **base}), row(**{"figure": "11", **later}))
    assert answer.reasons == reasons
    assert answer.verdict == ("no" if reasons else "yes" if base["vintage"] and later["vintage"] else "yes_with_terms")
    assert answer.growth_pct == (None if reasons else 10)
    assert [one.reason for one in answer.grounds if one.result == "failed"] == reasons


def test_one_source_of_unknown_release_is_compared_with_a_warning(empty: Atlas, context: Context) -> None:
    answer = told(empty, context, row(figure="10", period="2023"), row(figure="11"))
    assert "observations_unknown_vintage" in {one.code for one in answer.warnings}


@pytest.mark.parametrize(
    ("since", "period", "reason"), [("2023-01/2023-06", "2024", "other_length"), ("2024-01/2024-06", "2024-07/2024-12", "other_part_of_year")]
)
def test_periods_of_other_length_or_season_do_not_compare(empty: Atlas, context: Context, since: str, period: str, reason: str) -> None:
    rows = [row(figure="10", period=since, vintage="first"), row(figure="11", period=period, vintage="first")]
    assert told(empty, context, *rows, since=since, period=period).reasons == [reason]


def test_a_refusal_offers_a_pair_that_compares_and_keeps_the_promise(empty: Atlas, context: Context) -> None:
    rows = [row(figure="10", period="2023", vintage="revised"), row(figure="9", period="2023", vintage="first"), row(figure="11", vintage="first")]
    answer = told(empty, context, *rows)
    assert answer.verdict == "no"
    assert answer.what_would_change[0].set == {"release": "first"}
    assert told(empty, context, *rows, release="first").growth_pct == 22.22


def test_a_break_that_moved_the_revised_base_lets_it_compare_with_the_first_release_after_it(empty: Atlas, context: Context) -> None:
    rows = [row(figure="10", period="2023", vintage="revised"), row(figure="9", period="2023", vintage="first"), row(figure="11", vintage="first")]
    broken = {"indicator": "made_up", "first_period": "2024", "revised_since": "2022", "kind": "census", "sources": "example", "valid_from": "2024-01-01"}
    held = empty.with_rows(BREAKS, [broken])
    assert told(held, context, *rows).growth_pct == 10
    refused = told(held, context, *rows, release="first")
    assert refused.reasons == ["across_break"]
    assert [one.id for ground in refused.grounds if ground.reason == "across_break" for one in ground.sources] == ["example"]


def test_a_break_of_other_cities_does_not_concern_this_one(empty: Atlas, context: Context) -> None:
    broken = {"indicator": "made_up", "first_period": "2024", "revised_since": "2022", "kind": "census", "sources": "example", "valid_from": "2024-01-01"}
    rows = [row(figure="10", period="2023", vintage="first"), row(figure="11", vintage="first")]
    assert told(empty.with_rows(BREAKS, [{**broken, "places": "CN-BJ"}]), context, *rows).verdict == "yes"
    assert told(empty.with_rows(BREAKS, [{**broken, "places": "CN-GZ"}]), context, *rows).verdict == "no"


@pytest.mark.parametrize("qualifier", ["over", "about", "nearly"])
def test_a_round_number_makes_growth_no_more_exact_than_itself(empty: Atlas, context: Context, qualifier: str) -> None:
    rows = [row(figure="10", period="2023", vintage="first", qualifier=qualifier), row(figure="11", vintage="first")]
    answer = told(empty, context, *rows)
    assert answer.verdict == "yes_with_terms"
    assert "observations_not_exact" in {one.code for one in answer.warnings}


@pytest.mark.parametrize(("rate", "agrees"), [("10.0", True), ("10.2", False), ("-10.0", False)])
def test_computed_growth_is_held_against_the_published_one(empty: Atlas, context: Context, rate: str, agrees: bool) -> None:
    speed = {"indicator": "made_up_growth", "name_en": "Growth", "name_zh": "增速", "unit_measure": "pct", "direction": "1", "growth_of": "made_up"}
    held = empty.with_rows("observations/indicators", [speed])
    rows = [row(figure="1000.0", period="2023", vintage="first"), row(figure="1100.0", vintage="first"), row(indicator="made_up_growth", figure=rate)]
    answer = told(held, context, *rows)
    assert answer.published_growth_pct == float(rate)
    assert answer.agrees is agrees
    assert ("observations_disagrees" in {one.code for one in answer.warnings}) is not agrees


def test_shares_differ_by_points_and_not_by_percent(context: Context) -> None:
    answer = ask("observations", {"place": "CN-CQ", "indicator": "gdp_growth", "period": "2025", "since": "2024"}, context)
    assert answer.change_points == -0.4  # type: ignore[attr-defined]
    assert answer.growth_pct is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("said", "kept"),
    [("2025-Q2", "2025-04/2025-06"), ("2025Q4", "2025-10/2025-12"), ("2025-H1", "2025-01/2025-06"), ("2025-S2", "2025-07/2025-12"), (2025, "2025")],
)
def test_quarters_halves_and_years_are_taken_as_people_write_them(context: Context, said: object, kept: str) -> None:
    asked = service("observations").read({"place": "CN-CQ", "indicator": "retail_total", "period": said}, context.atlas)
    assert getattr(asked, "period", None) == kept


@pytest.mark.parametrize("said", ["2025-Q5", "2025-13", "last year", "2025/2024", "-1", True])
def test_what_is_no_period_is_an_error_that_says_what_is_accepted(context: Context, said: object) -> None:
    with pytest.raises(QuestionError) as error:
        ask("observations", {"place": "CN-CQ", "indicator": "retail_total", "period": said}, context)
    assert error.value.field == "period"
    assert "2025-Q1" in str(error.value.accepted)


def test_a_mistyped_indicator_is_told_the_nearest(context: Context) -> None:
    with pytest.raises(QuestionError) as error:
        ask("observations", {"place": "CN-CQ", "indicator": "retial_total"}, context)
    assert "retail_total" in str(error.value.accepted)


def test_another_denominator_of_another_unit_is_an_error_of_the_question(context: Context) -> None:
    with pytest.raises(QuestionError) as error:
        ask("observations", {"place": "CN-CQ", "indicator": "retail_per_capita", "denominator": "area_km2"}, context)
    assert error.value.field == "denominator"


def test_rounded_figures_give_a_range_of_growth_and_say_so(empty: Atlas, context: Context) -> None:
    rows = [row(figure="8000", period="2023", vintage="first", qualifier="over"), row(figure="13500", vintage="first", qualifier="over")]
    answer = told(empty, context, *rows)
    assert (answer.verdict, answer.growth_between) == ("yes_with_terms", [50, 70])  # 13,500 over 9,000; 13,600 over 8,000
    assert "50" in answer.headline
    assert "68.75" not in answer.headline, "no single growth follows from two bounds"
    assert told(empty, context, *(row(figure=one, period=year, vintage="first") for one, year in (("10", "2023"), ("11", "2024")))).growth_between == []


@pytest.mark.parametrize(("since", "period"), [("2024", "2023"), ("2024", "2024"), ("2022/2024", "2023/2025")])
def test_periods_that_overlap_or_stand_the_wrong_way_round_do_not_compare(empty: Atlas, context: Context, since: str, period: str) -> None:
    rows = [row(figure="10", period=since, vintage="first"), *([row(figure="11", period=period, vintage="first")] if since != period else [])]
    answer = told(empty, context, *rows, since=since, period=period)
    assert (answer.verdict, answer.reasons, answer.growth_pct) == ("no", ["not_before"], None)
