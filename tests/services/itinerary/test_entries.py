"""From stops to entries: what counts as one stay, through which ports, between which places, and when."""

from __future__ import annotations

from typing import Any

import pytest

from liziba.services.declaration import Context, ask

# What is typed -> for each entry: port in, port out, from, on to, places.
JOURNEYS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "one stay between two flights": ("LAX-ICN-CKG 2026-12-01/2026-12-05-HKG", [("CKG", "CKG", "KR", "HK", ["CN-CQ"])]),
    "to Hong Kong and back are two entries": (
        "FRA; CKG 2026-12-01/2026-12-05; HKG; CKG 2026-12-07/2026-12-09; BKK",
        [("CKG", "CKG", "DE", "HK", ["CN-CQ"]), ("CKG", "CKG", "HK", "TH", ["CN-CQ"])],
    ),
    "Macao and Taiwan lie outside too": (
        "CKG 2026-12-01/2026-12-02; MFM; SZX 2026-12-03/2026-12-04; TPE",
        [("CKG", "CKG", None, "MO", ["CN-CQ"]), ("SZX", "SZX", "MO", "TW", ["CN-GD/Shenzhen"])],
    ),
    "moves inside the mainland are one stay": (
        "BKK; KMG 2026-12-01; Chengdu; CKG; PVG /2026-12-09; NRT",
        [("KMG", "PVG", "TH", "JP", ["CN-YN/Kunming", "CN-SC/Chengdu", "CN-CQ", "CN-SH"])],
    ),
    "a place is named once however often one is there": (
        "BKK; CKG 2026-12-01; Chengdu; CKG /2026-12-09; NRT",
        [("CKG", "CKG", "TH", "JP", ["CN-CQ", "CN-SC/Chengdu"])],
    ),
    "the port crossed by train stands behind the stop that one goes to": (
        "HKG; Shenzhen 2026-12-01/2026-12-02 by road via luohu; Hong Kong by train via West Kowloon",
        [("luohu", "west-kowloon-station-port", "HK", "HK", ["CN-GD/Shenzhen"])],
    ),
    "who leaves the airport's town by train does not leave through the airport": (
        "BKK; CKG 2026-12-01/2026-12-05; HKG by train",
        [("CKG", None, "TH", "HK", ["CN-CQ"])],
    ),
    "the airport of a town with one port is taken for granted": ("BKK; Urumqi 2026-12-01/2026-12-05; HKG", [("URC", None, "TH", "HK", ["CN-XJ/Urumqi"])]),
    "a town with two airports has no port until one is said": ("BKK; Beijing 2026-12-01/2026-12-05; HKG", [(None, None, "TH", "HK", ["CN-BJ"])]),
    "the way of travelling tells a harbour from an airport": (
        "ICN; Qingdao 2026-12-01/2026-12-05 by ship; PUS by ship",
        [("qingdao-port-passenger", None, "KR", "KR", ["CN-SD/Qingdao"])],
    ),
    "a stop on a direct flight is no place before": ("LAX; ANC technical; HKG technical; CKG 2026-12-01; BKK", [("CKG", "CKG", "US", "TH", ["CN-CQ"])]),
    "nor after": ("LAX; CKG 2026-12-01; HKG technical; BKK", [("CKG", "CKG", "US", "TH", ["CN-CQ"])]),
    "a technical stop inside the mainland leaves open where the border is crossed": (
        "LAX; PVG technical; CKG 2026-12-01; BKK",
        [(None, "CKG", "US", "TH", ["CN-CQ"])],
    ),
    "who is inside already came from nowhere": ("CKG 2026-05-01", [("CKG", None, None, None, ["CN-CQ"])]),
    "the mainland without a place has neither port nor place": ("BKK; China 2026-12-01; HKG", [(None, None, "TH", "HK", [])]),
    "an airport that no table names gives its province": ("BKK; LXA 2026-12-01; KTM", [("LXA", "LXA", "TH", "NP", ["CN-XZ/Lhasa"])]),
}


def entries(stops: Any, context: Context) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask("itinerary", {"stops": stops, "travellers": "DE"}, context).model_dump(mode="json")["entries"]
    return found


@pytest.mark.parametrize("said", JOURNEYS)
def test_stops_become_entries(said: str, context: Context) -> None:
    stops, expected = JOURNEYS[said]
    told = [tuple(entry[name] for name in ("entry_port", "exit_port", "arrive_from", "onward_to", "places")) for entry in entries(stops, context)]
    assert told == expected


def test_times_are_those_of_the_first_and_the_last_stop(context: Context) -> None:
    (entry,) = entries("BKK; KMG 2026-12-01T10:00/2026-12-03; CKG 2026-12-03/2026-12-09T18:00; HKG", context)
    assert (entry["entry_at"], entry["exit_at"]) == ("2026-12-01T10:00", "2026-12-09T18:00")


def test_a_change_of_planes_inside_the_port_is_asked_as_one(context: Context) -> None:
    (entry,) = entries("ICN; PVG 2026-12-05T10:00/2026-12-05T20:00 inside; BKK", context)
    assert entry["leaves_airport"] is False
    assert entry["travellers"][0]["ask"]["leaves_airport"] is False


def test_who_goes_on_by_a_domestic_flight_passes_the_border(context: Context) -> None:
    (entry,) = entries("ICN; PVG 2026-12-05T10:00/2026-12-05T20:00 inside; CKG; BKK", context)
    assert entry["leaves_airport"] is True


def test_day_of_arrival_and_leaving_may_be_the_same(context: Context) -> None:
    for times in ("2026-12-05T20:00/2026-12-05", "2026-12-05/2026-12-05", "2026-12-05/2026-12-05T08:00"):
        answer = ask("itinerary", {"stops": f"ICN; CKG {times}; BKK", "travellers": "DE"}, context)
        assert answer.verdict == "yes"


def test_earlier_entries_of_the_journey_are_earlier_stays_of_the_later(context: Context) -> None:
    first, second = entries("BKK; CKG 2026-12-01/2026-12-05; HKG; CKG 2026-12-07/2026-12-09; BKK", context)
    assert "previous_stays" not in first["travellers"][0]["ask"]
    assert second["travellers"][0]["ask"]["previous_stays"] == [{"entry": "2026-12-01", "exit": "2026-12-05", "basis": "unilateral"}]


def test_the_question_beside_each_traveller_gets_the_same_verdict_from_stay(context: Context) -> None:
    stops = "LAX; ICN; CKG 2026-12-01T10:00/2026-12-05T18:00; ICN; SZX 2026-12-08/2026-12-30; LAX"
    answer = ask("itinerary", {"stops": stops, "travellers": "DE, US, TH"}, context).model_dump(mode="json")
    asked = [(one["verdict"], one["scheme"], ask("stay", one["ask"], context)) for entry in answer["entries"] for one in entry["travellers"]]
    assert [(verdict, scheme) for verdict, scheme, _ in asked] == [(stay.verdict, stay.scheme) for _, _, stay in asked]  # type: ignore[attr-defined]
    assert {verdict for verdict, _, _ in asked} == {"yes", "no"}


def test_two_airlines_residence_and_the_first_origin_are_no_fields(context: Context) -> None:
    over_hong_kong = ask("itinerary", {"stops": "LAX; HKG; CKG 2026-12-01/2026-12-05; LAX", "travellers": "US"}, context)
    assert over_hong_kong.verdict == "yes"
