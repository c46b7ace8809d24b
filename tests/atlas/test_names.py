"""Codes are read one way, and said in both languages."""

from __future__ import annotations

import subprocess
import sys

import pytest

from liziba.atlas import Atlas


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


@pytest.mark.parametrize("given", ["CN-XX", "Chongqing", "CN-SC/", "CN-SC/A;B", "cn-cq", "", "CN-CQ/" + "a" * 80])
def test_what_is_no_place(atlas: Atlas, given: str) -> None:
    assert atlas.place_code(given) is None


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("CN-CQ", "Chongqing", "重庆"),
        ("CN-SC/Aba", "Aba, Sichuan", "四川阿坝"),
        ("CN-SN/Xi'an", "Xi'an, Shaanxi", "陕西西安"),
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
