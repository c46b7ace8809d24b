"""Codes are read one way, and said in both languages."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from liziba.atlas import Atlas
from liziba.atlas.names import towns
from liziba.atlas.rows import Row
from liziba.atlas.tables import TABLES


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("CKG", "CKG"),
        ("ckg", "CKG"),
        (" CKG ", "CKG"),
        ("chongqing-jiangbei", "CKG"),
        ("mohan-railway-port", "mohan-railway-port"),
        ("mohan-highway-port", "mohan-highway-port"),
        ("luohu", "luohu"),
        ("some-other-port", "some-other-port"),
        ("URC", "URC"),
        ("KHG", "KHG"),  # no port of ours, but an airport of the mainland
        ("LHR", None),
        ("HKG", None),
        ("XXX", None),
        ("Chongqing Airport", None),
        ("-port", None),
        ("", None),
        ("a" * 61, None),
    ],
)
def test_ports(atlas: Atlas, given: str, code: str | None) -> None:
    assert atlas.port_code(given) == code


@pytest.mark.parametrize(("given", "code"), [("DE", "DE"), ("de", "DE"), ("HK", "HK"), ("XX", None), ("Germany", None), ("UK", None), ("", None)])
def test_countries_and_regions(atlas: Atlas, given: str, code: str | None) -> None:
    assert atlas.country_code(given) == code


@pytest.mark.parametrize("given", ["CN-CQ", "CN-SC/Aba", "CN-SN/Xi'an", "CN-GD/Shenzhen", "CN-CQ-FTZ"])
def test_places(atlas: Atlas, given: str) -> None:
    assert atlas.place_code(given) == given


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("CN-SC/Dujiangyan", "CN-SC/Chengdu"),  # the table of areas names Chengdu, not what lies in it
        ("CN-GX/Yangshuo", "CN-GX/Guilin"),
        ("CN-SC/Jiuzhaigou", "CN-SC/Jiuzhaigou"),  # neither it nor Aba stands in a table
        ("CN-SC/Nowhere", "CN-SC/Nowhere"),
    ],
)
def test_a_county_is_read_as_the_town_it_lies_in_where_a_table_speaks_of_that(atlas: Atlas, given: str, read: str) -> None:
    assert atlas.place_code(given) == read


def test_a_county_that_a_table_names_stays_itself(atlas: Atlas) -> None:
    row = {"region": "national", "places": "CN-SC/Dujiangyan", "announced_on": "2026-11-20", "valid_from": "2026-12-01", "sources": "nia_10measures_2025"}
    assert atlas.with_rows("stay/transit_areas", [row]).place_code("CN-SC/Dujiangyan") == "CN-SC/Dujiangyan"


@pytest.mark.parametrize("given", ["CN-XX", "Chongqing", "CN-SC/", "CN-SC/A;B", "cn-cq", "", "CN-CQ/" + "a" * 80])
def test_what_is_no_place(atlas: Atlas, given: str) -> None:
    assert atlas.place_code(given) is None


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("CN-CQ", "Chongqing", "重庆"),
        ("CN-SC/Aba", "Aba, Sichuan", "四川阿坝"),
        ("CN-SN/Xi'an", "Xi'an, Shaanxi", "陕西西安"),
        ("CN-SC/Jiuzhaigou", "Jiuzhaigou, Sichuan", "四川九寨沟"),
        ("CN-CQ/Wulong", "Wulong, Chongqing", "重庆武隆"),
        ("CN-SH/Lingang", "Lingang, Shanghai", "Lingang（上海）"),
        ("CN-CQ-FTZ", "Chongqing Free Trade Zone", "重庆自由贸易试验区"),
        ("CN", "China", "中国"),
    ],
)
def test_places_are_called_by_their_names(atlas: Atlas, code: str, english: str, chinese: str) -> None:
    assert (atlas.place_name(code, "en"), atlas.place_name(code, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("code", "english", "chinese"), [("HK", "Hong Kong", "香港"), ("MO", "Macao", "澳门"), ("TW", "Taiwan", "台湾"), ("DE", "Germany", "德国")]
)
def test_countries_and_regions_are_called_by_their_names(atlas: Atlas, code: str, english: str, chinese: str) -> None:
    assert (atlas.country_name(code, "en"), atlas.country_name(code, "zh")) == (english, chinese)


def test_ports_are_called_by_their_names(atlas: Atlas) -> None:
    assert atlas.port_name("CKG", "en") == "Chongqing Jiangbei International Airport"
    assert atlas.port_name("CKG", "zh") == "重庆江北国际机场口岸"
    assert atlas.port_name("KHG", "en") == "Kashgar Airport"
    assert atlas.port_name("some-other-port", "en") == "Some other port"


def test_every_place_and_port_of_the_tables_has_a_chinese_name(atlas: Atlas) -> None:
    """A Chinese page shows no English word for what a table names."""
    han = re.compile(r"[\u3400-\u9fff]")
    tables = [name for name, model in TABLES.items() if issubclass(model, Row) and model.refers.keys() & {"port", "place"}]
    assert tables
    named = {(column, getattr(row, column)) for name in tables for row in atlas.table(name).rows for column in ("port", "place") if hasattr(row, column)}
    names = {code: atlas.place_name(code, "zh") if column == "place" else atlas.port_name(code, "zh") for column, code in named if code}
    assert {code: name for code, name in names.items() if not han.match(name) or ("（" in name and "（客运）" not in name)} == {}


def test_every_town_has_another_name_than_the_others_of_its_province(atlas: Atlas) -> None:
    for language in ("en", "zh"):
        said = [atlas.place_name(code, language) for code in towns(atlas)]
        assert sorted(name for name in said if said.count(name) > 1) == []


def test_a_question_about_a_known_port_does_not_read_all_airports_of_the_world() -> None:
    code = """
import sys
from liziba.atlas import load
atlas = load()
atlas.port_code("CKG")
atlas.table("stay/unilateral")
print([name for name in ("airportsdata", "polars", "django") if name in sys.modules])
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
