"""Cities side by side: one period, ties, what is not there and why, and nothing from memory in the order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liziba.atlas import Atlas
from liziba.services.observations.side_by_side import side_by_side

CITIES = ("CN-CQ", "CN-BJ", "CN-SH", "CN-GD/Guangzhou", "CN-TJ")
# Indicators of which the tables hold no figure: the tests bring their own.
COUNT, RANK = "world_heritage", "gawc_rank"
TODAY = date(2026, 11, 22)


def row(place: str, figure: str, period: str = "2024", indicator: str = COUNT, **more: str) -> dict[str, Any]:
    usual = {"definition": "plain", "vintage": "", "status": "press", "state": "figure", "announced_on": "2025-01-31", "valid_from": "2025-01-31"}
    return {"place": place, "indicator": indicator, "period": period, "figure": figure, "sources": "udn_2026", **usual, **more}


def laid(atlas: Atlas, *rows: dict[str, Any]) -> Atlas:
    return atlas.with_rows("observations/observations", rows)


def ranks(found: Any) -> dict[str, int | None]:
    return {one.place: one.rank for one in found.cities}


def test_equal_figures_share_a_rank_and_the_next_one_is_skipped(atlas: Atlas) -> None:
    found = side_by_side(laid(atlas, row("CN-CQ", "3"), row("CN-BJ", "5"), row("CN-SH", "5"), row("CN-TJ", "1")), COUNT, CITIES, TODAY, period="2024")
    assert found is not None
    assert ranks(found) == {"CN-BJ": 1, "CN-SH": 1, "CN-CQ": 3, "CN-TJ": 4, "CN-GD/Guangzhou": None}
    assert {one.place for one in found.cities if one.tied} == {"CN-BJ", "CN-SH"}


def test_the_newest_period_that_most_cities_have_is_taken(atlas: Atlas) -> None:
    older = [row(place, str(number), "2021") for number, place in enumerate(CITIES, 1)]
    newer = [row(place, str(number), "2024") for number, place in enumerate(CITIES[:3], 1)]
    newest = [row("CN-CQ", "9", "2025")]
    found = side_by_side(laid(atlas, *older, *newer, *newest), COUNT, CITIES, TODAY)
    assert found is not None
    assert found.period == "2024"
    tianjin = next(one for one in found.cities if one.place == "CN-TJ")
    assert (tianjin.state, tianjin.rank, tianjin.newest and tianjin.newest.period) == ("not_found", None, "2021")
    assert dict(found.periods)["2025"] == 1


def test_a_figure_from_memory_is_shown_and_not_ranked(atlas: Atlas) -> None:
    held = laid(atlas, *[row(place, "2") for place in CITIES[1:]], row("CN-CQ", "99", status="memory", sources="memory"))
    found = side_by_side(held, COUNT, CITIES, TODAY, period="2024")
    assert found is not None
    own = found.cities[-1]
    assert (own.place, own.state, own.rank) == ("CN-CQ", "unconfirmed", None)
    assert own.figure is not None
    assert own.figure.value == 99


def test_not_covered_is_another_thing_than_not_found(atlas: Atlas) -> None:
    held = laid(atlas, row("CN-BJ", "2"), row("CN-SH", "3"), row("CN-CQ", "", state="not_covered"))
    found = side_by_side(held, COUNT, CITIES, TODAY, period="2024")
    assert found is not None
    states = {one.place: one.state for one in found.cities}
    assert (states["CN-CQ"], states["CN-TJ"]) == ("not_covered", "not_found")


def test_less_is_better_where_the_indicator_says_so(atlas: Atlas) -> None:
    found = side_by_side(laid(atlas, row("CN-CQ", "80", indicator=RANK), row("CN-BJ", "6", indicator=RANK)), RANK, CITIES, TODAY, period="2024")
    assert found is not None
    assert ranks(found)["CN-BJ"] == 1
    assert ranks(found)["CN-CQ"] == 2


def test_what_has_no_better_side_is_not_ranked(atlas: Atlas) -> None:
    found = side_by_side(atlas, "population_resident", CITIES, TODAY)
    assert found is not None
    assert not found.ranked
    assert set(ranks(found).values()) == {None}


def test_by_another_population_the_order_of_figures_a_head_changes(atlas: Atlas) -> None:
    residents = side_by_side(atlas, "retail_per_capita", CITIES, TODAY, period="2025")
    others = side_by_side(atlas, "retail_per_capita", CITIES, TODAY, period="2025", denominator="population_agglomeration_un")
    assert residents is not None
    assert others is not None
    assert ranks(residents)["CN-CQ"] != ranks(others)["CN-CQ"]


@pytest.mark.parametrize("indicator", ["no_such", COUNT])
def test_without_a_confirmed_figure_there_is_no_comparison(atlas: Atlas, indicator: str) -> None:
    assert side_by_side(atlas, indicator, CITIES, date(2001, 1, 1)) is None


def test_counts_before_and_after_new_rules_are_in_no_order(atlas: Atlas) -> None:
    rules = {"indicator": COUNT, "first_period": "2024-05", "revised_since": "2024-05", "kind": "scope", "sources": "udn_2026"}
    rules |= {"announced_on": "2024-05-01", "valid_from": "2024-05-01"}
    apart = laid(atlas, row("CN-CQ", "3", "2024-01"), row("CN-BJ", "5", "2024-07")).with_rows("observations/breaks", [rules])
    found = side_by_side(apart, COUNT, CITIES, TODAY, period="2024")
    assert found is not None
    assert (found.ranked, set(ranks(found).values())) == (False, {None})
    alike = laid(atlas, row("CN-CQ", "3", "2024-06"), row("CN-BJ", "5", "2024-07")).with_rows("observations/breaks", [rules])
    found = side_by_side(alike, COUNT, CITIES, TODAY, period="2024")
    assert found is not None
    assert ranks(found)["CN-BJ"] == 1


def test_a_projection_is_shown_only_where_its_year_is_asked_for(atlas: Atlas) -> None:
    newest = side_by_side(atlas, "population_agglomeration_un", CITIES, TODAY)
    asked = side_by_side(atlas, "population_agglomeration_un", CITIES, TODAY, period="2030")
    assert newest is not None
    assert asked is not None
    assert (newest.period, asked.period) == ("2025", "2030")
