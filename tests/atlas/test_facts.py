"""The facts agree with what was counted when they were researched (2026-11-22)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from liziba.atlas import Atlas, Row
from liziba.atlas.check import check
from liziba.atlas.known import standing

TODAY = date(2026, 11, 22)
Standing = Callable[..., dict[str, Row]]


@pytest.fixture
def in_force(atlas: Atlas) -> Standing:
    def of(table: str, day: date, known: date = TODAY, column: str = "") -> dict[str, Row]:
        rows = atlas.table(table).rows
        key = column or rows[0].key[0]
        keys = {getattr(row, key) for row in rows}
        found = {one: standing([row for row in rows if getattr(row, key) == one], day, known) for one in keys}
        return {one: row for one, row in found.items() if row is not None}

    return of


def test_the_territories_have_no_errors(atlas: Atlas) -> None:
    assert [str(problem) for problem in check(atlas, TODAY) if problem.severity == "error"] == []


def test_every_country_and_every_province_has_both_names(atlas: Atlas) -> None:
    assert len(atlas.countries()) == 249
    assert len(atlas.records("provinces", "china")) == 34
    assert {code for code in atlas.countries() if atlas.country_name(code, "zh") == atlas.country_name(code, "en")} == set()


def test_every_town_of_a_stay_area_has_a_chinese_name(atlas: Atlas) -> None:
    towns = {row.place for row in atlas.table("stay/transit_areas").rows if "/" in row.place}
    assert {town for town in towns if re.search("[A-Za-z]", atlas.place_name(town, "zh"))} == set()


def test_fifty_countries_are_exempt_and_forty_eight_of_them_until_the_end_of_the_year(in_force: Standing) -> None:
    exempt = in_force("stay/unilateral", TODAY)
    assert len(exempt) == 50
    assert {row.max_days for row in exempt.values()} == {30}
    assert sum(row.valid_to == date(2026, 12, 31) for row in exempt.values()) == 48
    assert exempt["RU"].valid_to == date(2027, 12, 31)
    assert exempt["BN"].valid_to is None


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2023-12-01", 8),
        ("2024-03-14", 13),
        ("2024-07-01", 16),
        ("2024-10-15", 20),
        ("2024-11-08", 29),
        ("2024-11-30", 38),
        ("2025-06-01", 43),
        ("2025-06-09", 47),
        ("2025-09-15", 48),
        ("2025-11-10", 49),
        ("2026-01-01", 48),
        ("2026-02-17", 50),
    ],
)
def test_the_exemptions_grew_notice_by_notice(in_force: Standing, day: str, count: int) -> None:
    assert len(in_force("stay/unilateral", date.fromisoformat(day))) == count


def test_fifteen_days_became_thirty(in_force: Standing) -> None:
    assert in_force("stay/unilateral", date(2024, 11, 29))["FR"].max_days == 15
    assert in_force("stay/unilateral", date(2024, 11, 30))["FR"].max_days == 30


def test_singapore_left_the_list_when_the_mutual_agreement_began(in_force: Standing) -> None:
    assert "SG" in in_force("stay/unilateral", date(2024, 2, 8))
    assert "SG" not in in_force("stay/unilateral", date(2024, 2, 9))


def test_what_was_announced_later_was_not_known_before(in_force: Standing) -> None:
    day = date(2026, 3, 1)
    assert "FR" not in in_force("stay/unilateral", day, known=date(2025, 11, 2))
    assert "FR" in in_force("stay/unilateral", day, known=date(2025, 11, 3))
    before, after = date(2026, 5, 19), date(2026, 5, 20)
    assert in_force("stay/unilateral", TODAY, known=before).get("RU") is None
    assert in_force("stay/unilateral", TODAY, known=after)["RU"].valid_to == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("day", "count"), [("2013-01-01", 45), ("2013-12-30", 51), ("2017-12-28", 53), ("2023-11-17", 54), ("2025-06-12", 55), ("2026-08-20", 57)]
)
def test_the_transit_countries_grew(in_force: Standing, day: str, count: int) -> None:
    assert len(in_force("stay/transit_countries", date.fromisoformat(day))) == count


def test_sixty_ports_became_sixty_five(in_force: Standing) -> None:
    def national(day: date) -> set[str]:
        return {port for port, row in in_force("stay/transit_ports", day).items() if row.region == "national"}

    assert len(national(date(2024, 12, 17))) == 60
    assert len(national(date(2025, 11, 5))) == 65
    assert "WXN" not in in_force("stay/transit_ports", TODAY)
    assert len(in_force("stay/transit_ports", date(2024, 12, 16))) == 39 + 1  # and Wanzhou, which the next list left out


def test_every_port_belongs_to_a_region_that_has_a_period_and_an_area_on_that_day(in_force: Standing, atlas: Atlas) -> None:
    for day in (date(2014, 1, 1), date(2016, 2, 1), date(2019, 12, 1), date(2024, 12, 16), date(2024, 12, 17), TODAY):
        periods = in_force("stay/transit_periods", day)
        areas = {row.region for row in atlas.table("stay/transit_areas").rows if row.covers(day)}
        for port, row in in_force("stay/transit_ports", day).items():
            assert row.region in periods, f"{port} on {day}"
            assert row.region in areas, f"{port} on {day}"


@pytest.mark.parametrize(("day", "hours"), [("2014-01-01", 72), ("2019-12-01", 144), ("2024-12-16", 144), ("2024-12-17", 240)])
def test_chongqing_allowed_longer_and_longer(in_force: Standing, day: str, hours: int) -> None:
    when = date.fromisoformat(day)
    region = in_force("stay/transit_ports", when)["CKG"].region
    assert in_force("stay/transit_periods", when)[region].hours == hours


def test_the_national_area_has_eighteen_whole_provinces_and_places_of_six_more(atlas: Atlas) -> None:
    places = [row.place for row in atlas.table("stay/transit_areas").rows if row.region == "national"]
    assert sum("/" not in place for place in places) == 18
    parts = {province: sum(place.startswith(f"{province}/") for place in places) for province in ("CN-SX", "CN-HL", "CN-JX", "CN-GX", "CN-SC", "CN-YN")}
    assert parts == {"CN-SX": 2, "CN-HL": 1, "CN-JX": 2, "CN-GX": 12, "CN-SC": 11, "CN-YN": 9}


@pytest.mark.parametrize(("day", "suspended"), [("2020-03-27", False), ("2020-03-28", True), ("2023-01-07", True), ("2023-01-08", False)])
def test_transit_was_suspended_in_the_pandemic(in_force: Standing, day: str, suspended: bool) -> None:
    assert ("transit" in in_force("stay/suspensions", date.fromisoformat(day))) is suspended


@pytest.mark.parametrize(("day", "fen"), [("2025-04-26", 50000), ("2025-04-27", 20000)])
def test_the_minimum_purchase_fell(in_force: Standing, day: str, fen: int) -> None:
    assert in_force("refund/minimums", date.fromisoformat(day))["national"].minimum_fen == fen


@pytest.mark.parametrize(("place", "first"), [("CN-CQ", "2018-03-01"), ("CN-BJ", "2015-07-01"), ("CN-HB", "2025-07-01"), ("CN-NM", "2025-11-01")])
def test_the_refund_scheme_began_place_by_place(in_force: Standing, place: str, first: str) -> None:
    began = date.fromisoformat(first)
    assert place not in in_force("refund/scheme", date.fromordinal(began.toordinal() - 1))
    assert place in in_force("refund/scheme", began)


def test_one_rate_became_two(in_force: Standing) -> None:
    def rates(day: date) -> dict[object, int]:
        return {rate: row.refund_rate_bp for rate, row in in_force("refund/rates", day, column="vat_rate_bp").items()}

    assert rates(date(2019, 3, 31)) == {"any": 1100}
    assert rates(date(2019, 4, 1)) == {1300: 1100, 900: 800}
