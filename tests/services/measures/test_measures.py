"""Targets and results: the state follows from the newest result that compares, as known on the day."""

from __future__ import annotations

from typing import Any

import pytest

from liziba.atlas import Atlas
from liziba.atlas.periods import period
from liziba.atlas.tables.measures import PublishedResult, Target
from liziba.services.declaration import Context, ask
from liziba.services.measures.question import TARGETS
from liziba.services.question import QuestionError

PLAN = {"programme": "plan21", "metric": "retail_sales_total"}
GDP = {"programme": "gwr25", "metric": "gdp_growth"}
HOT = {"programme": "hot", "metric": "hotpot_output"}


def told(context: Context, fields: dict[str, Any], *rows: dict[str, Any], language: str = "en") -> Any:
    atlas: Atlas = context.atlas.with_rows("measures/results", rows) if rows else context.atlas
    return ask("measures", fields, Context(atlas, context.today, language))


def result(metric: str, period: str, value: str, unit: str, **more: str) -> dict[str, Any]:
    usual = {"definition": "plain", "place": "CN-CQ", "announced_on": "2026-11-01", "valid_from": "2026-11-01", "sources": "udn_2026"}
    return {"metric": metric, "period": period, "figure": value, "unit_measure": unit, **usual, **more}


# The state is computed


def test_a_later_figure_turns_the_state(context: Context) -> None:
    assert told(context, GDP).verdict == "no"
    assert told(context, GDP, result("gdp_growth", "2025", "6.0", "percent")).verdict == "yes"


def test_a_revision_stands_in_place_of_the_first_report_from_the_day_it_was_published(context: Context) -> None:
    revised = result("retail_sales_total", "2025", "1540", "billion CNY", basis="later")
    assert told(context, PLAN, revised).verdict == "no"
    assert told(context, {**PLAN, "as_of": "2026-10-31"}, revised).verdict == "yes"


def test_the_figure_of_the_year_decides_whatever_is_published_of_later_years(context: Context) -> None:
    later = result("gdp_growth", "2026", "9.9", "percent")
    answer = told(context, GDP, later)
    assert (answer.verdict, answer.result, answer.result_date) == ("no", 5.3, "2025")
    assert {one.reason for one in answer.results if one.period == "2026"} == {"after_target"}


def test_without_any_result_it_is_unknown_and_nothing_is_missing(context: Context) -> None:
    answer = told(context, {"programme": "fyp14t", "metric": "tourism_revenue"})
    assert (answer.verdict, answer.missing, answer.result) == ("unknown", [], None)


def test_millions_compare_with_billions(context: Context) -> None:
    answer = told(context, HOT, result("hotpot_output", "2025", "360000", "million CNY"))
    assert (answer.result, answer.unit, answer.share_pct) == (360, "billion CNY", 72.0)


@pytest.mark.parametrize(
    ("more", "reason"),
    [({"place": "CN-SC"}, "other_place"), ({"definition": "with_sichuan"}, "other_definition"), ({"unit_measure": "billion USD"}, "other_unit")],
)
def test_what_does_not_fit_never_decides_and_says_why(context: Context, more: dict[str, str], reason: str) -> None:
    row = {**result("hotpot_output", "2026", "900", "billion CNY"), **more}
    answer = told(context, HOT, row)
    assert (answer.verdict, answer.result) == ("unknown", 340)
    assert [one.reason for one in answer.results if one.value == 900] == [reason]
    assert reason in [ground.reason for ground in answer.grounds if ground.found == 900]


def test_a_ceiling_is_kept_only_when_the_year_is_over(context: Context) -> None:
    prices = {"programme": "gwr24", "metric": "cpi"}
    assert told(context, prices, result("cpi", "2024-01/2024-11", "0.2", "percent")).verdict == "unknown"
    assert told(context, prices, result("cpi", "2024", "0.2", "percent")).verdict == "yes"
    above = told(context, prices, result("cpi", "2024", "3.4", "percent"))
    assert (above.verdict, above.gap_points) == ("no", 0.4)


def test_one_bad_year_breaks_a_target_for_every_year(context: Context) -> None:
    every = {"programme": "fyp14c", "metric": "fdi"}
    good = [result("fdi", str(year), "11", "billion USD") for year in range(2021, 2026)]
    assert told(context, every, *good[:4]).verdict == "unknown"
    assert told(context, every, *good).verdict == "yes"
    assert told(context, every, *good[:3], result("fdi", "2024", "9", "billion USD")).verdict == "no"


def test_a_mean_so_far_is_enough_only_where_nothing_more_need_be_added(context: Context) -> None:
    trade = {"programme": "fyp14c", "metric": "trade_growth"}
    assert told(context, trade, result("trade_growth", "2021/2024", "6", "percent a year")).verdict == "unknown"
    assert told(context, trade, result("trade_growth", "2021/2024", "7", "percent a year")).verdict == "yes"
    assert told(context, trade, result("trade_growth", "2021/2025", "4.9", "percent a year")).verdict == "no"


def test_a_printed_bound_counts_as_what_it_says(context: Context) -> None:
    sales = {"programme": "act8", "metric": "retail_sales_total"}  # more than 1550

    def verdict(figure: str, qualifier: str = "") -> str:
        row = result("retail_sales_total", "2025", figure, "billion CNY", announced_on="2026-11-02", qualifier=qualifier, basis="later")
        return str(told(context, sales, row).verdict)

    assert verdict("1550", "over") == "yes", "over 1550 is more than 1550"
    assert verdict("1550") == verdict("1550", "nearly") == "no", "1550 is not more than 1550"


def test_a_round_number_that_may_lie_on_either_side_decides_nothing(context: Context) -> None:
    sales = {"programme": "act8", "metric": "retail_sales_total", "as_of": "2026-11-22"}  # more than 1550

    def answer(figure: str, qualifier: str) -> Any:
        return told(context, sales, result("retail_sales_total", "2025", figure, "billion CNY", announced_on="2026-11-02", qualifier=qualifier, basis="later"))

    assert answer("1550", "about").verdict == "unknown"
    assert answer("1500", "over").verdict == "unknown", "over 1.5 trillion may be 1.59"
    assert answer("1600", "nearly").verdict == "unknown"
    assert answer("1540", "over").verdict == "no"
    assert answer("1700", "about").verdict == "yes"
    assert "too rough" in answer("1550", "about").headline


def test_what_was_expected_is_said_to_be_no_count(context: Context) -> None:
    cargo = told(context, {"programme": "air14", "metric": "air_cargo"})
    assert (cargo.verdict, "measures_forecast" in [one.code for one in cargo.warnings]) == ("no", True)
    streets = told(context, {"programme": "fyp13", "metric": "night_streets"})
    assert "measures_narrower" in [one.code for one in streets.warnings], "33 are those at the level of the city"


def test_what_a_page_tells_as_done_is_no_target(context: Context) -> None:
    for programme, metric in (("winter", "areas"), ("night", "venues"), ("pay", "card_coverage")):
        answer = told(context, {"programme": programme, "metric": metric})
        assert (answer.verdict, answer.target, len(answer.results)) == ("not_established", None, 1)


def test_reached_early_is_said(context: Context) -> None:
    codes = [one.code for one in told(context, {**PLAN, "as_of": "2025-05-01"}).warnings]
    assert "measures_early" in codes
    assert "measures_early" not in [one.code for one in told(context, PLAN).warnings]


def test_several_targets_for_one_figure_are_named(context: Context) -> None:
    warning = next(one for one in told(context, {"programme": "ti24", "metric": "funds"}).warnings if one.code == "measures_several_targets")
    assert "money of the districts" in warning.text
    districts = told(context, {"programme": "ti24", "metric": "funds", "definition": "district_funds"})
    assert (districts.verdict, districts.target, districts.warnings[0].code == "measures_several_targets") == ("unknown", 3, False)


# Figures without a target


def test_projects_counted_in_different_ways_do_not_compare(context: Context) -> None:
    answer = told(context, {"programme": "cci", "metric": "cooperation_projects"})
    found = {one.period: (one.value, one.comparable, one.reason) for one in answer.results}
    assert answer.verdict == "not_established"
    assert found["2021-12"] == (162, False, "other_definition")
    assert found["2025-11"] == (347, True, None)


def test_a_metric_without_a_target_names_those_that_the_programme_has(context: Context) -> None:
    answer = told(context, {"programme": "hot", "metric": "gdp_growth"})
    assert answer.verdict == "not_established"
    assert "output of the hot pot industry" in answer.grounds[0].text


# What is asked


def test_both_fields_are_needed(context: Context) -> None:
    assert told(context, {}).missing == ["programme", "metric"]
    assert told(context, {"metric": "gdp_growth"}).missing == ["programme"]


def test_the_only_year_of_a_target_is_taken_for_granted(context: Context) -> None:
    assert [(one.field, one.value) for one in told(context, HOT).assumptions] == [("target_by", "2027")]
    assert told(context, {**HOT, "target_by": 2027}).assumptions == []


def test_of_several_years_one_must_be_said(context: Context) -> None:
    row = next(row for row in context.atlas.table(TARGETS).rows if isinstance(row, Target) and row.programme == "hot")
    fields = {name: getattr(row, name) for name in Target.model_fields if name not in ("row_id", "territory", "file", "line")}
    second = {**fields, "target_by": "2030", "target": "800", "responsible": ";".join(row.responsible), "sources": ";".join(row.sources)}
    atlas = context.atlas.with_rows(TARGETS, [{name: "" if value is None else str(value) for name, value in second.items()}])
    answer: Any = ask("measures", HOT, Context(atlas, context.today))
    assert (answer.verdict, answer.missing) == ("unknown", ["target_by"])
    assert "2027, 2030" in answer.headline


@pytest.mark.parametrize(("field", "given"), [("programme", "plan99"), ("metric", "Retail sales"), ("target_by", "soon"), ("target_by", "2025-13")])
def test_what_cannot_be_read_is_an_error_at_its_field(context: Context, field: str, given: str) -> None:
    with pytest.raises(QuestionError) as caught:
        told(context, {**PLAN, field: given})
    assert (caught.value.field, caught.value.given) == (field, given)
    assert caught.value.accepted


# How it is told


def test_amounts_are_told_in_the_units_of_each_language(context: Context) -> None:
    assert "1,668.8 billion yuan" in told(context, PLAN).headline
    assert "16,688亿元" in told(context, PLAN, language="zh").headline


def test_every_target_can_be_asked_in_both_languages(context: Context) -> None:
    for row in context.atlas.table(TARGETS).rows:
        assert isinstance(row, Target)
        fields = {"programme": row.programme, "metric": row.metric, "target_by": row.target_by}
        english, chinese = told(context, fields), told(context, fields, language="zh")
        assert english.verdict == chinese.verdict
        assert english.verdict != "not_established"
        assert all(ground.sources or ground.found is None for ground in english.grounds)
        assert not any(f"_{word}" in chinese.headline for word in ("total", "growth")), "a code without words"


def test_the_answer_names_who_set_the_target_and_who_printed_the_figure(context: Context) -> None:
    assert "Municipal Government" in told(context, PLAN).decided_by
    assert "United Daily News" in told(context, PLAN).decided_by


# What a city's own tables may hold


@pytest.mark.parametrize(("period", "day"), [("2024-13", "2026-11-01"), ("2025/2024", "2026-11-01"), ("2025-02-31", "2026-11-01")])
def test_a_period_that_is_none_is_refused_where_the_table_is_read(context: Context, period: str, day: str) -> None:
    with pytest.raises(ValueError, match="period"):
        told(context, GDP, result("gdp_growth", period, "6", "percent", announced_on=day))


# Periods


def test_every_period_of_the_tables_can_be_read(atlas: Atlas) -> None:
    for row in atlas.table("measures/results").rows:
        assert isinstance(row, PublishedResult)
        assert period(row.period).first <= period(row.period).last
        assert row.announced_on is None or period(row.period).first <= row.announced_on, f"{row.metric} {row.period} printed before it began"
