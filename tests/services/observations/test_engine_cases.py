"""The worked cases about figures and their releases (kinds city_fact, city_derive, city_rank, definition, vintage), answered by the service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from liziba.services.declaration import Context, ask
from liziba.services.observations.figures import chosen, figures

CASES = {
    case["id"]: case
    for line in (Path(__file__).parents[2] / "cases/engines/index.jsonl").read_text("utf-8").splitlines()
    if (case := json.loads(line))["kind"] in ("city_fact", "city_derive", "city_rank", "definition", "vintage")
}
PLACES = {"chongqing": "CN-CQ", "beijing": "CN-BJ", "shanghai": "CN-SH", "guangzhou": "CN-GD/Guangzhou", "tianjin": "CN-TJ"}


def expected(case_id: str) -> dict[str, Any]:
    found: dict[str, Any] = CASES[case_id]["expected"]
    return found


def told(context: Context, city: str, indicator: str, period: str, **more: Any) -> Any:
    return ask("observations", {"place": PLACES[city], "indicator": indicator, "period": period, **more}, context)


def test_passengers_of_the_year_before_follow_from_figure_and_growth(context: Context) -> None:
    want = expected("index-city_derive-004")
    assert told(context, "guangzhou", "airport_pax", "2024").implied_base == pytest.approx(want["v2023"], abs=want["tolerance"])


def test_refund_sales_of_the_year_before_follow_from_figure_and_growth(context: Context) -> None:
    want = expected("index-city_derive-006")
    found = told(context, "shanghai", "tax_refund_sales", "2025-01/2025-08").implied_base
    assert found == pytest.approx(want["previous_cny_100m"], abs=want["tolerance"])


def test_growth_of_the_whole_follows_from_its_parts(context: Context) -> None:
    want = expected("index-city_derive-007")
    whole, catering = (told(context, "chongqing", one, "2025") for one in ("retail_total", "catering_revenue"))
    goods = (whole.value - catering.value) / (1 + told(context, "chongqing", "retail_goods_growth", "2025").value / 100)
    growth = (whole.value / (catering.implied_base + goods) - 1) * 100
    assert growth == pytest.approx(want["growth_pct"], abs=want["tolerance"])
    assert whole.published_growth_pct == want["published_pct"]
    assert (abs(growth - whole.published_growth_pct) < 0.05) is want["agree"]


def test_the_share_of_the_pilot_cities_in_the_nation(context: Context) -> None:
    want = expected("index-city_fact-008")
    shares = {
        name: ask("observations", {"place": "CN", "indicator": f"pilot_share_{name}", "period": "2025"}, context)
        for name in ("retail", "refund_sales", "consumer_imports")
    }
    printed = {name: (found.value, found.figures[0].qualifier) for name, found in shares.items()}
    assert want["retail"] == "over one eighth"
    assert printed["retail"] == (100 / 8, "over")
    assert printed["refund_sales"] == (want["refund_sales_pct_approx"], "about")
    assert want["consumer_goods_imports"] == "over half"
    assert printed["consumer_imports"] == (100 / 2, "over")


def test_the_pilot_cities_and_the_dimensions_of_the_plan(context: Context) -> None:
    want = expected("index-city_fact-009")
    (plan,) = [row for row in context.atlas.table("index/frameworks").rows if row.framework == "plan_2021"]
    assert set(plan.cities) == {PLACES[city] for city in want["cities"]}
    nodes = [row for row in context.atlas.table("index/nodes").rows if row.framework == plan.framework]
    assert [row.name_zh for row in nodes if not row.parent] == want["dimensions"]
    assert all(row.assigned == "published" for row in nodes if not row.parent)


def test_trade_with_hong_kong(context: Context) -> None:
    want = expected("index-city_fact-010")
    trade = told(context, "chongqing", "hk_trade", "2021")
    assert (trade.value, trade.published_growth_pct) == (want["hk_trade_cny_100m"], want["growth_pct"])
    assert told(context, "chongqing", "hk_enterprises", want["as_of"]).value == want["hk_enterprises"]


def test_inbound_visitors_of_shanghai(context: Context) -> None:
    want = expected("index-city_fact-012")
    found = told(context, "shanghai", "inbound_visitors", "2025")
    assert found.value == want["value_10k"]
    assert found.published_growth_pct == pytest.approx(want["growth_pct_approx"], abs=0.5), "the work report prints a decimal, the press rounds"


def test_the_index_of_beijing(context: Context) -> None:
    want = expected("index-city_fact-013")
    assert told(context, "beijing", "icc_index", "2023").value == want["v2023"]
    published = {row.year: row.value for row in context.atlas.table("index/published").rows if getattr(row, "system", "") == "beijing_icc_index"}  # type: ignore[attr-defined]
    assert float(published[2020]) == want["v2020"]


def test_growth_of_new_energy_vehicles_is_quoted_and_not_computed_again(context: Context) -> None:
    want = expected("index-city_fact-014")
    found = told(context, "chongqing", "nev_output", "2023", since="2022")
    assert (found.verdict, found.published_growth_pct) == ("no", want["growth_pct"])
    assert (found.value / found.base - 1) * 100 == pytest.approx(want["implied_growth_from_2022_at_50_pct"], abs=0.05)


def test_the_order_of_retail_sales_is_safe_against_rounding_and_not_against_a_revision(context: Context) -> None:
    want = expected("index-city_rank-004")
    sales = {city: told(context, city, "retail_total", "2025").value for city in ("chongqing", "shanghai", "guangzhou")}
    assert {city: 1 + sum(other > value for other in sales.values()) for city, value in sales.items()} == want["ranks"]
    gap = sales["chongqing"] - sales["shanghai"]
    assert gap == pytest.approx(want["gap_cny_100m"], abs=1)
    assert gap / sales["shanghai"] * 100 == pytest.approx(want["gap_pct"], abs=0.01)
    assert (gap > CASES["index-city_rank-004"]["input"]["shanghai_rounding"]) is want["safe_against_rounding"]
    revision = told(context, "shanghai", "retail_total", "2024").revision_pct
    assert (gap > abs(revision) / 100 * sales["shanghai"]) is want["safe_against_revision"]


@pytest.mark.parametrize(
    ("case_id", "indicator", "period"), [("index-city_rank-005", "intl_destinations", "2014-06"), ("index-city_rank-006", "gdp_growth", "2025")]
)
def test_ranks_by_the_figures_of_the_table(context: Context, case_id: str, indicator: str, period: str) -> None:
    want = expected(case_id)
    values = {city: told(context, city, indicator, period).value for city in PLACES}
    assert {city: 1 + sum(other > value for other in values.values()) for city, value in values.items()} == want["ranks"]


def test_not_covered_is_missing_and_not_zero(context: Context) -> None:
    want = expected("index-definition-005")
    for city in ("chongqing", "tianjin"):
        found = told(context, city, "michelin_listed", "2023-08-02")
        assert (found.state, found.value, found.verdict) == ("not_covered", None, "not_established"), want["treat_as"]


def test_embassies_are_no_consulates(context: Context) -> None:
    want = expected("index-definition-006")
    beijing, shanghai = (told(context, city, "consulates", "2019") for city in ("beijing", "shanghai"))
    assert (beijing.state, shanghai.state) == ("not_found", "figure")
    assert {one.definition for one in beijing.figures if one.period == "2019"} == {"embassies"}
    assert want["comparable"] is False


def test_three_counts_of_foreigners_stay_apart(context: Context) -> None:
    expected("index-definition-007")
    period = "2024-01/2024-06"
    entered = told(context, "chongqing", "inbound_foreign", period, definition="entered_through_ports").value
    crossed = told(context, "chongqing", "border_crossings_foreign", period).value
    stayed = told(context, "chongqing", "inbound_foreign", period).value
    assert (entered, crossed, stayed) == (8, 15, 34)


def test_growth_over_a_census_is_refused(context: Context) -> None:
    want = expected("index-vintage-004")
    found = told(context, "chongqing", "retail_total", "2023", since="2019")
    assert ((found.verdict == "yes"), found.reasons, found.growth_pct) == (want["valid"], ["across_break"], None)
    assert (found.value / found.base - 1) * 100 == pytest.approx(want["naive_growth_pct"], abs=0.05)


def test_published_growth_points_to_the_revised_base(context: Context) -> None:
    want = expected("index-vintage-005")
    found = told(context, "chongqing", "retail_total", "2025", since="2024", release="first")
    assert found.implied_base == pytest.approx(want["implied_2024"], abs=want["tolerance"])
    assert found.implied_base_vintage == want["nearest"]
    assert (found.value / found.base - 1) * 100 == pytest.approx(want["growth_against_first_release_pct"], abs=0.05)
    assert found.growth_pct is None


def test_the_order_of_two_cities_flips_with_the_release(context: Context) -> None:
    want = expected("index-vintage-006")
    page = {one.vintage: one.value for one in figures(context.atlas, "CN-SH", "retail_total", context.today) if one.sources == ("caiding_2025",)}
    assert page["first"]
    assert page["revised"]
    assert float(page["revised"] / page["first"] - 1) * 100 == pytest.approx(want["revision_pct"], abs=want["tolerance"])
    for release, leader in (("first", want["leader_first_release"]), ("revised", want["leader_revised"])):
        both = {city: chosen(context.atlas, PLACES[city], "retail_total", "2024", context.today, release=release) for city in ("shanghai", "chongqing")}  # type: ignore[arg-type]
        assert max(both, key=lambda city: both[city].value) == leader  # type: ignore[union-attr, arg-type, return-value]


def test_no_case_is_left_out() -> None:
    here = Path(__file__).read_text("utf-8")
    assert {case_id for case_id in CASES if here.count(case_id) == 0} == set()
