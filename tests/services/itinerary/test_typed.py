"""What people type for a journey and for those who travel: many ways of saying one thing."""

from __future__ import annotations

from typing import Any

import pytest

from liziba.services.declaration import Context, service

SAME = [
    "LAX; ICN; CKG 2026-12-01T10:00/2026-12-05T18:00; HKG",
    "lax;icn;ckg 2026-12-01 10:00/2026-12-05 18:00;hkg",
    "LAX-ICN-CKG 2026-12-01T10:00/2026-12-05T18:00-HKG",
    "LAX – ICN – CKG 2026-12-01T10:00 – 2026-12-05T18:00 – HKG",
    "LAX → ICN → CKG 2026-12-01T10:00 to 2026-12-05T18:00 → HKG",
    "LAX > ICN > CKG 1 December 2026 10:00 until 5 Dec 2026, 18:00 > HKG",
    "LAX\nICN\r\nCKG, 2026-12-01 10:00 - 2026-12-05 18:00\nHKG",
    "LAX, ICN, CKG, 2026-12-01T10:00/2026-12-05T18:00, HKG",
    "LAX；ICN；CKG 2026年12月1日 10:00 至 2026年12月5日 18:00；HKG",
    ["LAX", "ICN", "CKG 2026-12-01T10:00/2026-12-05T18:00", "HKG"],
    ["LAX-ICN", {"at": "CKG", "arrive_at": "2026-12-01T10:00", "leave_at": "2026-12-05T18:00"}, {"at": "HKG"}],
]


def read(context: Context, **fields: Any) -> Any:
    return service("itinerary").read(fields, context.atlas)


@pytest.mark.parametrize("typed", SAME, ids=str)
def test_one_journey_typed_in_many_ways_is_one_journey(typed: Any, context: Context) -> None:
    assert read(context, stops=typed).stops == SAME[0]


NAMES = {
    "Chongqing": ("CN", "CN-CQ"),
    "重庆": ("CN", "CN-CQ"),
    "重庆市": ("CN", "CN-CQ"),
    "CN-SC/Chengdu": ("CN", "CN-SC/Chengdu"),
    "Chengdu": ("CN", "CN-SC/Chengdu"),
    "TFU": ("CN", "CN-SC/Chengdu"),
    "Aba": ("CN", "CN-SC/Aba"),
    "luohu": ("CN", "CN-GD/Shenzhen"),
    "China": ("CN", None),
    "Hong Kong": ("HK", None),
    "香港": ("HK", None),
    "CN-HK": ("HK", None),
    "HKG": ("HK", None),
    "ABA": ("RU", None),
    "Seoul": ("KR", None),
    "首尔": ("KR", None),
    "Frankfurt": ("DE", None),
    "London GB": ("GB", None),
    "London (United Kingdom)": ("GB", None),
    "UAE": ("AE", None),
    "Congo - Kinshasa": ("CD", None),
    "Guinea-Bissau": ("GW", None),
    "泰国": ("TH", None),
}


@pytest.mark.parametrize("name", NAMES)
def test_names_and_codes_in_both_languages_are_found(name: str, context: Context) -> None:
    stop = read(context, stops=["CKG 2026-12-01", {"at": name}]).journey[1]
    assert (stop.where.country, stop.where.place) == NAMES[name]
    # Written down and typed again it is still the same place.
    assert read(context, stops=read(context, stops=["CKG 2026-12-01", {"at": name}]).stops).journey[1].where == stop.where


def test_a_city_in_several_countries_is_held_open(context: Context) -> None:
    countries = read(context, stops="London; CKG 2026-12-01").journey[0].where.countries
    assert countries[0] == "GB"
    assert set(countries) > {"GB", "CA"}


SAID = {
    "CKG 2026-12-01": {"arrive_at": "2026-12-01"},
    "CKG /2026-12-01": {"leave_at": "2026-12-01"},
    "CKG until 2026-12-01T18:00": {"leave_at": "2026-12-01T18:00"},
    "CKG by train via west kowloon": {"by": "train", "port": "west-kowloon-station-port"},
    "重庆 乘火车 经西九龙": {"by": "train", "port": "west-kowloon-station-port"},
    "CKG via luohu 2026-12-01 by bus": {"by": "road", "port": "luohu", "arrive_at": "2026-12-01"},
    "CKG (technical stop)": {"technical": True},
    "CKG stays inside": {"leaves_airport": False},
    "重庆 不出机场": {"leaves_airport": False},
}


@pytest.mark.parametrize("typed", SAID)
def test_what_stands_behind_a_stop_is_read(typed: str, context: Context) -> None:
    usual = {"arrive_at": "None", "leave_at": "None", "port": None, "by": None, "technical": False, "leaves_airport": True}
    stop = read(context, stops=["BKK", typed, "Chengdu" if "technical" in typed else "HKG"]).journey[1]
    given = {name: str(getattr(stop, name)) if name.endswith("_at") else getattr(stop, name) for name in usual}
    assert given == {**usual, **SAID[typed]}


def test_the_text_of_a_journey_can_be_typed_again(context: Context) -> None:
    typed = "FRA; ANC technical; CKG 2026-12-01T10:00/2026-12-06 inside; HKG by train via west-kowloon-station-port; Shenzhen /2026-12-09; Congo - Kinshasa"
    once = read(context, stops=typed)
    again = read(context, stops=str(once.stops))
    assert again.journey == once.journey


def test_travellers_are_read_from_text_and_records(context: Context) -> None:
    typed = [
        "DE, 2 US business, TH",
        "Germany\nUnited States business x2\n泰国",
        ["DE", "US business", {"nationality": "US", "purpose": "business"}, {"nationality": "TH"}],
    ]
    assert {read(context, travellers=one).travellers for one in typed} == {"DE, US business, US business, TH"}


def test_a_single_record_is_a_party_of_one(context: Context) -> None:
    assert read(context, travellers={"nationality": "RU", "document": "diplomatic_passport"}).travellers == "RU diplomatic_passport"
