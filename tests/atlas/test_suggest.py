"""Whoever types a name, an old name, a short one or half of one is offered what is meant."""

from __future__ import annotations

import pytest

from liziba.atlas import Atlas
from liziba.atlas.suggest import Index, fold
from liziba.atlas.tables.places import Alias


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("USA", "US"),
        ("America", "US"),
        ("us", "US"),
        ("美国", "US"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("英国", "GB"),
        ("Korea", "KR"),
        ("大韩民国", "KR"),
        ("DPRK", "KP"),
        ("Holland", "NL"),
        ("Macau", "MO"),
        ("Hongkong", "HK"),
        ("Czech Republic", "CZ"),
        ("Turkey", "TR"),
        ("TÜRKİYE", "TR"),
        ("turkiye", "TR"),
        ("Russian Federation", "RU"),
        ("UAE", "AE"),
        ("阿联酋", "AE"),
        ("Burma", "MM"),
        ("Viet Nam", "VN"),
        ("Ivory Coast", "CI"),
        ("cote d'ivoire", "CI"),
        ("COTE D’IVOIRE", "CI"),
        ("DEU", "DE"),
        ("bosnia & herzegovina", "BA"),
        ("Niger", "NE"),
    ],
)
def test_a_country_is_found_by_what_people_call_it(atlas: Atlas, typed: str, code: str) -> None:
    assert atlas.find("country", typed) == code
    assert atlas.suggest("country", typed, "en")[0] == (code, atlas.country_name(code, "en"))


@pytest.mark.parametrize("typed", ["", "  ", "United", "Ger", "Atlantis", "'", "x" * 5000])
def test_half_a_name_is_not_taken_for_a_country(atlas: Atlas, typed: str) -> None:
    assert atlas.find("country", typed) is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Chongqing", "CKG"),
        ("Jiangbei", "CKG"),
        ("江北", "CKG"),
        ("ckg", "CKG"),
        ("Hong Kong West Kowloon", "west-kowloon-station-port"),
        ("西九龙", "west-kowloon-station-port"),
        ("Beijing Daxing", "PKX"),
        ("Pudong", "PVG"),
        ("浦东", "PVG"),
        ("Mohan Railway", "mohan-railway-port"),
        ("Kashgar", "KHG"),
    ],
)
def test_a_port_is_found_by_words_of_its_name(atlas: Atlas, typed: str, code: str) -> None:
    assert atlas.suggest("port", typed, "en")[0][0] == code
    assert atlas.find("port", typed) == code


@pytest.mark.parametrize("typed", ["Beijing", "Shanghai", "Mohan", "Macao", "a", "Heathrow"])
def test_no_port_is_picked_where_several_are_meant_or_none_of_the_mainland(atlas: Atlas, typed: str) -> None:
    assert atlas.find("port", typed) is None


def test_several_ports_of_a_city_are_all_offered(atlas: Atlas) -> None:
    assert [code for code, _ in atlas.suggest("port", "上海", "zh")] == ["SHA", "PVG", "shanghai-port-passenger"]


@pytest.mark.parametrize(
    ("typed", "code"), [("LAX", "LAX"), ("los ang", "LAX"), ("Incheon", "ICN"), ("singapore", "SIN"), ("narita", "NRT"), ("Chongqing", "CKG")]
)
def test_airports_of_the_world(atlas: Atlas, typed: str, code: str) -> None:
    assert atlas.suggest("airport", typed, "en")[0][0] == code


@pytest.mark.parametrize(("typed", "code"), [("伦敦", "LCY"), ("首尔", "GMP"), ("洛杉矶", "LAX"), ("多伦多", "YYZ"), ("喀什", "KHG")])
def test_airports_by_the_chinese_name_of_their_city(atlas: Atlas, typed: str, code: str) -> None:
    assert atlas.suggest("airport", typed, "zh")[0][0] == code


def test_of_one_city_the_airports_that_many_flights_use_come_first(atlas: Atlas) -> None:
    said = [code for code, _ in atlas.suggest("airport", "Paris", "en")]
    assert said[:2] == ["CDG", "ORY"]
    assert len(said) > 2


def test_an_airport_is_called_by_its_city_in_chinese(atlas: Atlas) -> None:
    assert atlas.port_name("LAX", "zh") == "洛杉矶（LAX）"
    assert atlas.suggest("airport", "LAX", "zh", 1) == [("LAX", "洛杉矶（LAX），美国")]
    assert atlas.suggest("airport", "SIN", "zh", 1) == [("SIN", "新加坡（SIN）")]


def test_an_airport_abroad_is_told_with_its_city_and_country(atlas: Atlas) -> None:
    assert atlas.suggest("airport", "ICN", "en", 1) == [("ICN", "Incheon International Airport, Seoul, South Korea")]


@pytest.mark.parametrize(
    ("typed", "code"), [("Chengdu", "CN-SC/Chengdu"), ("成都", "CN-SC/Chengdu"), ("xian", "CN-SN/Xi'an"), ("Xi'an", "CN-SN/Xi'an"), ("chongqing", "CN-CQ")]
)
def test_places(atlas: Atlas, typed: str, code: str) -> None:
    assert atlas.suggest("place", typed, "zh")[0] == (code, atlas.place_name(code, "zh"))
    assert atlas.find("place", typed) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Hainan", "CN-HI"),  # the province, not the prefecture in Qinghai
        ("Suzhou, Jiangsu", "CN-JS/Suzhou"),
        ("苏州", "CN-JS/Suzhou"),
        ("Jiuzhaigou", "CN-SC/Jiuzhaigou"),
        ("香格里拉", "CN-YN/Shangri-La"),
        ("Mount Emei", "CN-SC/Emeishan"),
        ("Shigatse", "CN-XZ/Xigaze"),
        ("武隆", "CN-CQ/Wulong"),
        ("Peking", "CN-BJ"),
    ],
)
def test_a_place_by_its_old_name_or_by_a_sight_in_it(atlas: Atlas, typed: str, code: str) -> None:
    assert atlas.find("place", typed) == code


@pytest.mark.parametrize("typed", ["Suzhou", "Taizhou", "Yulin", "Fuzhou"])
def test_a_name_that_two_towns_bear_picks_neither_and_offers_both(atlas: Atlas, typed: str) -> None:
    assert atlas.find("place", typed) is None
    assert len(atlas.suggest("place", typed, "en")) >= 2


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("country", "Germny", "DE"),
        ("country", "Austira", "AT"),
        ("country", "Kazachstan", "KZ"),
        ("port", "Pudnog", "PVG"),
        ("port", "龙洞机场", "KWE"),
        ("airport", "heathrw", "LHR"),
        ("place", "Leshn", "CN-SC/Leshan"),
    ],
)
def test_a_slip_is_forgiven_in_a_suggestion_but_never_taken_for_the_answer(atlas: Atlas, kind: str, typed: str, code: str) -> None:
    assert atlas.suggest(kind, typed, "en")[0][0] == code  # type: ignore[arg-type]
    assert atlas.find(kind, typed) is None  # type: ignore[arg-type]


def test_names_that_begin_so_come_before_names_with_such_a_word(atlas: Atlas) -> None:
    said = [name for _, name in atlas.suggest("country", "Guinea", "en")]
    assert said == ["Guinea", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea"]


def test_near_names_are_not_mixed_with_right_ones(atlas: Atlas) -> None:
    assert [code for code, _ in atlas.suggest("country", "Iran", "en")] == ["IR"]


def test_no_more_than_asked_for(atlas: Atlas) -> None:
    assert len(atlas.suggest("airport", "a", "en", 3)) == 3
    assert atlas.suggest("airport", "a", "en", 0) == []


def test_names_are_shown_in_the_language_asked_whatever_was_typed(atlas: Atlas) -> None:
    assert atlas.suggest("country", "Holland", "zh", 1) == [("NL", "荷兰")]
    assert atlas.suggest("country", "荷兰", "en", 1) == [("NL", "Netherlands")]


def test_an_alias_of_an_overlay_is_found(atlas: Atlas) -> None:
    more = atlas.with_rows("aliases", [{"port": "CKG", "aliases": "Mountain City Airport", "sources": "common_names"}])
    assert more.find("port", "mountain city airport") == "CKG"
    assert atlas.find("port", "mountain city airport") is None


def test_no_alias_is_the_name_of_another_country(atlas: Atlas) -> None:
    named = {fold(atlas.country_name(code, language)): code for code in atlas.countries() for language in ("en", "zh")}
    named |= {code.lower(): code for code in atlas.countries()}
    aliases = [row for row in atlas.records("aliases") if isinstance(row, Alias) and row.country]
    assert [row.alias for row in aliases if named.get(fold(row.alias), row.country) != row.country] == []
    owners: dict[str, set[str]] = {}
    for row in aliases:
        owners.setdefault(fold(row.alias), set()).add(row.country)
    assert {alias: codes for alias, codes in owners.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("typed", "folded"), [("Côte d’Ivoire", "cote divoire"), ("ŁÓDŹ", "lodz"), ("Hong Kong-Zhuhai", "hong kong zhuhai"), ("ＵＳＡ", "usa"), ("U.S.A.", "usa")]
)
def test_folding(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize("slip", ["hamburg", "amburg", "ahmburg", "hambrug", "hamburgg", "hxmburg"])
def test_one_slip(slip: str) -> None:
    assert Index([("HAM", ["Hamburg"])]).search(slip, 5) == ["HAM"]


@pytest.mark.parametrize("slip", ["hmbrg", "bremen", "grubmah"])
def test_two_slips_are_another_word(slip: str) -> None:
    assert Index([("HAM", ["Hamburg"])]).search(slip, 5) == []
