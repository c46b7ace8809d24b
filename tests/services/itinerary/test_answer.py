"""The answer to a journey: the verdict of the whole, its sentence, its grounds, what is personal, and what would change it."""

from __future__ import annotations

from typing import Any

import pytest

from liziba.services.declaration import Context, ask, service
from liziba.services.itinerary.answer import ItineraryAnswer

BACK = "LAX; ICN; CKG 2026-12-01T10:00/2026-12-05T18:00; ICN; LAX"


def answered(context: Context, stops: Any, travellers: Any = "DE", **more: Any) -> ItineraryAnswer:
    answer = ask("itinerary", {"stops": stops, "travellers": travellers, **more}, context)
    assert isinstance(answer, ItineraryAnswer)
    return answer


HEADLINES = {
    "all may": ("BKK; CKG 2026-12-01/2026-12-05; HKG", "DE, US, TH", "All three may make this journey without a visa (one entry)."),
    "two may, twice": (
        "BKK; CKG 2026-12-01/2026-12-05; HKG; CKG 2026-12-07/2026-12-09; BKK",
        "DE, US",
        "Both may make this journey without a visa (2 entries).",
    ),
    "one refused": (
        BACK,
        "DE, US, TH",
        "Traveller 2 (United States): no visa-free scheme fits (visa-free transit: the place before entry and the place after leaving are the same).",
    ),
    "two refused for one reason": (
        BACK,
        "DE, 2 US",
        "Traveller 2 (United States), traveller 3 (United States): no visa-free scheme fits "
        "(visa-free transit: the place before entry and the place after leaving are the same).",
    ),
    "the second entry": (
        "BKK; CKG 2026-12-01/2026-12-05; HKG; CKG 2026-12-07/2026-12-29; BKK",
        "US",
        "Entry 2 at Chongqing: no visa-free scheme fits (visa-free transit: the planned stay is longer than the limit).",
    ),
    "open": (
        "BKK; Beijing 2026-12-01/2026-12-05; HKG",
        "US",
        "We cannot say yet, please tell us at which port you cross the border on the way to Beijing (stop 2), for example PEK, PKX.",
    ),
    "nobody": ("BKK; CKG 2026-12-01", None, "We cannot say yet. Please tell us: Travellers, by the country or region of their passport."),
}


@pytest.mark.parametrize("kind", HEADLINES)
def test_the_headline_is_one_sentence_about_the_whole(kind: str, context: Context) -> None:
    stops, travellers, headline = HEADLINES[kind]
    assert answered(context, stops, travellers).headline == headline


def test_who_is_inside_hears_the_last_day_first(context: Context) -> None:
    answer = answered(context, "CKG 2026-11-10", "DE")
    assert answer.entries[0].travellers[0].leave_by_date is not None
    assert "10 December 2026" in answer.headline


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [("DE", "yes"), ("DE, US", "unknown"), ("DE, US, US work", "no"), ("US work, US", "no")],
)
def test_one_refusal_decides_before_what_is_open(verdicts: str, whole: str, context: Context) -> None:
    # Without an onward stop transit is open; a purpose that it does not cover refuses it all the same.
    assert answered(context, "ICN; CKG 2026-12-01/2026-12-05", verdicts).verdict == whole


def test_without_travellers_the_entries_are_shown_and_travellers_are_missing(context: Context) -> None:
    answer = answered(context, "BKK; CKG 2026-12-01; HKG", None)
    assert (answer.verdict, answer.missing, len(answer.entries), answer.entries[0].travellers) == ("unknown", ["travellers"], 1, [])


def test_without_anything_both_fields_are_missing(context: Context) -> None:
    assert ask("itinerary", {}, context).missing == ["stops", "travellers"]


def test_grounds_of_a_refusal_are_what_failed_and_name_entry_and_traveller(context: Context) -> None:
    answer = answered(context, BACK, "DE, US")
    assert [(ground.id, ground.result, ground.reason) for ground in answer.grounds] == [("1.2.transit.third_place", "failed", "same_place")]
    assert answer.grounds[0].text.startswith("[traveller 2 (United States)]")
    assert answer.grounds[0].sources


def test_a_ground_that_several_share_is_told_once(context: Context) -> None:
    alone = answered(context, "BKK; CKG 2026-12-01/2026-12-05; HKG", "DE")
    three = answered(context, "BKK; CKG 2026-12-01/2026-12-05; HKG", "3 DE")
    assert [ground.text for ground in three.grounds] == [ground.text for ground in alone.grounds]


def test_a_warning_names_whom_it_is_about_unless_it_is_about_all(context: Context) -> None:
    shared = {warning.code: warning.text for warning in answered(context, "BKK; CKG 2026-12-01/2026-12-05; HKG", "2 DE").warnings}
    of_one = {warning.code: warning.text for warning in answered(context, "BKK; CKG 2026-12-01/2026-12-05; HKG", "DE, US").warnings}
    assert not shared["ends_soon"].startswith("[")
    assert of_one["ends_soon"] == f"[traveller 1 (Germany)] {shared['ends_soon']}"


def test_what_was_taken_for_granted_is_listed_once(context: Context) -> None:
    answer = answered(context, "BKK; Chongqing 2026-12-01/2026-12-05; HKG", "2 DE, US")
    fields = [one.field for one in answer.assumptions]
    assert "stops.1.port" in fields
    assert len({(one.field, one.text) for one in answer.assumptions}) == len(answer.assumptions)


# ---- what is personal ----


def test_what_is_personal_in_a_travellers_record_moves_to_the_private_field(context: Context) -> None:
    question: Any = service("itinerary").read(
        {"stops": "BKK; CKG 2026-12-01; HKG", "travellers": [{"nationality": "US", "name": "Ann", "passport_valid_until": "2027-01-31"}, "DE"]}, context.atlas
    )
    assert question.travellers == "US, DE"
    assert [(one.traveller, one.name) for one in question.particulars] == [(1, "Ann")]


def test_particulars_decide_and_the_name_is_only_a_label(context: Context) -> None:
    stops = "BKK; CKG 2026-12-01/2026-12-05; HKG"
    particulars = [{"traveller": 2, "name": "Ann", "passport_valid_until": "2027-01-31"}]
    answer = answered(context, stops, "US, US", particulars=particulars)
    assert [(one.verdict, one.name) for one in answer.entries[0].travellers] == [("yes", None), ("no", "Ann")]
    assert answer.entries[0].travellers[1].ask["passport_valid_until"] == "2027-01-31"
    assert "name" not in answer.entries[0].travellers[1].ask
    assert answered(context, stops, [{"nationality": "US"}, {"nationality": "US", **particulars[0], "traveller": None}][:1]).verdict == "yes"


def test_earlier_stays_may_be_text_or_records(context: Context) -> None:
    stops = "BKK; CKG 2026-12-01/2026-12-20; BKK"
    text = "2026-08-01/2026-08-28 mutual; 2026-09-05/2026-10-02 mutual; 2026-10-10/2026-11-06 mutual"
    records = [
        {"entry": entry, "exit": leaving, "basis": "mutual"}
        for entry, leaving in (("2026-08-01", "2026-08-28"), ("2026-09-05", "2026-10-02"), ("2026-10-10", "2026-11-06"))
    ]
    for stays in (text, records):
        assert answered(context, stops, [{"nationality": "TH", "previous_stays": stays}]).verdict == "no"
    assert answered(context, stops, "TH").verdict == "yes"


# ---- what would change it ----

TURNED = {
    "another country before going back": (BACK, "DE, US, TH", "HK; ICN"),
    "a shorter stay": ("BKK; CKG 2026-12-01/2026-12-20T10:00; HKG", "US", "CKG 2026-12-01/2026-12-11T10:00"),
    "both stays shorter": (
        "BKK; CKG 2026-12-01/2026-12-15; HKG; CKG 2026-12-20/2027-01-10; BKK",
        "US",
        "CKG 2026-12-01/2026-12-11; HKG; CKG 2026-12-20/2026-12-30",
    ),
    "without a place outside the area": ("BKK; CKG 2026-12-01; Lhasa; CKG /2026-12-09; HKG", "US", "CKG 2026-12-01; CKG /2026-12-09"),
    "another port": ("BKK; URC 2026-12-01/2026-12-05; HKG", "US", "BKK; CKG 2026-12-01/2026-12-05; HKG"),
    "both times through another country": (
        "ICN; CKG 2026-12-01/2026-12-05; ICN; CKG 2026-12-07/2026-12-09; ICN",
        "US",
        "2026-12-05; HK; ICN; CKG 2026-12-07/2026-12-09; HK; ICN",
    ),
    "the port that was not said": ("BKK; Beijing 2026-12-01; HKG", "US", "via PEK"),
    "the onward stop that was not said": ("ICN; CKG 2026-12-01", "US", "CKG 2026-12-01; HK"),
}


@pytest.mark.parametrize("kind", TURNED)
def test_the_offer_is_a_whole_journey_that_may_be_made(kind: str, context: Context) -> None:
    stops, travellers, part = TURNED[kind]
    offers = answered(context, stops, travellers).what_would_change
    assert any(part in offer.set["stops"] for offer in offers), [offer.set for offer in offers]
    for offer in offers:
        assert set(offer.set) <= {"stops", "onward_ticket"}
        assert answered(context, offer.set["stops"], travellers).verdict == offer.then["verdict"] == "yes"


def test_the_ticket_may_be_the_change(context: Context) -> None:
    answer = answered(context, "BKK; CKG 2026-12-01/2026-12-05; HKG", "US", onward_ticket="none")
    assert answer.verdict == "no"
    assert {"onward_ticket": "confirmed"} in [offer.set for offer in answer.what_would_change]


def test_nothing_is_offered_where_nothing_the_party_can_do_helps(context: Context) -> None:
    assert answered(context, BACK, "US, US work").what_would_change == []


def test_offers_are_told_in_the_readers_language(context: Context) -> None:
    chinese = Context(context.atlas, context.today, "zh")
    answer = ask("itinerary", {"stops": BACK, "travellers": "US"}, chinese)
    assert "离开重庆后先前往香港" in answer.what_would_change[0].text


# ---- what is open both ways ----


def test_a_day_without_an_hour_is_asked_both_ways_for_who_stays_inside(context: Context) -> None:
    assert answered(context, "ICN; PVG 2026-12-05T10:00/2026-12-06 inside; BKK", "IN").missing == ["stops.1.leave_at"]
    # More than a day whatever the hour, and within a day whatever the hour.
    assert answered(context, "ICN; PVG 2026-12-05T10:00/2026-12-07 inside; BKK", "IN").verdict == "no"
    assert answered(context, "ICN; PVG 2026-12-05/2026-12-05 inside; BKK", "IN").verdict == "yes"


def test_whether_a_change_of_planes_counts_as_a_stay_is_left_open_where_it_decides(context: Context) -> None:
    before = "2026-07-01/2026-07-28 mutual; 2026-08-03/2026-08-30 mutual; 2026-09-05/2026-10-02 mutual"
    thai = [{"nationality": "TH", "previous_stays": before}]
    inside = "ICN; PVG 2026-12-05T10:00/2026-12-05T20:00 inside; HKG; CKG 2026-12-07/{}; BKK"
    assert answered(context, inside.format("2026-12-12"), thai).missing == ["stops.1.leaves_airport"]
    assert answered(context, inside.format("2026-12-11"), thai).verdict == "yes"
    assert answered(context, inside.format("2026-12-13"), thai).verdict == "no"
