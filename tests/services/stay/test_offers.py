"""What a refused traveller is offered: every promise holds, nothing is offered that nobody can change, and no way out is kept back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from typing import Any

import pytest

from liziba.atlas import Atlas
from liziba.services.declaration import Context
from liziba.services.explain import days
from liziba.services.stay import service
from liziba.services.stay.changes import first_day
from liziba.services.stay.judging import judged
from liziba.services.stay.question import StayQuestion
from liziba.services.stay.respond import rules_of
from tests.services.stay.random_questions import NEAR, question

CHANGEABLE = {"entry_at", "entry_port", "exit_at", "exit_port", "arrive_from", "onward_to", "onward_ticket", "places", "leaves_airport"}
AMERICAN = {"nationality": "US", "entry_at": "2026-12-01T10:00", "entry_port": "CKG", "arrive_from": "US", "onward_to": "TH"}
THREE_LONG_STAYS = [
    {"entry": "2026-07-01", "exit": "2026-07-30", "basis": "mutual"},
    {"entry": "2026-08-10", "exit": "2026-09-08", "basis": "mutual"},
    {"entry": "2026-09-20", "exit": "2026-10-14", "basis": "mutual"},
]


def answer(fields: Mapping[str, Any], context: Context) -> Any:
    return service.respond(service.read(fields, context.atlas), context)


def sets(fields: Mapping[str, Any], context: Context) -> list[dict[str, Any]]:
    return [offer.set for offer in answer(fields, context).what_would_change]


# ---- random questions ----


def check_promises(seed: int, count: int, context: Context) -> None:
    random = Random(seed)
    for _ in range(count):
        asked = question(random, context.atlas)
        for offer in answer(asked, context).what_would_change:
            assert set(offer.set) <= CHANGEABLE, asked
            assert answer({**asked, **offer.set}, context).verdict == offer.then["verdict"], (asked, offer.set)
            assert offer.text


def check_days(seed: int, count: int, context: Context) -> None:
    """No day in the past: not before the day of asking, and for a trip that is over not before that trip."""
    random = Random(seed)
    for _ in range(count):
        asked = question(random, context.atlas)
        found = answer(asked, context)
        entry, leaving = asked["entry_at"][:10], asked.get("exit_at", "")[:10]
        first = min(found.as_of.isoformat(), entry) if max(entry, leaving) < found.as_of.isoformat() else found.as_of.isoformat()
        if found.verdict != "no":
            continue
        for offer in found.what_would_change:
            assert all(offer.set[field][:10] >= first for field in ("entry_at", "exit_at") if field in offer.set), (asked, offer.set)


def check_no_way_out_is_kept_back(seed: int, count: int, context: Context) -> None:
    random = Random(seed)
    for _ in range(count):
        asked = question(random, context.atlas)
        found = answer(asked, context)
        if found.verdict == "no" and not found.what_would_change and not context.atlas.is_home(asked.get("nationality")):
            assert list(ways_out(asked, context.atlas, context.today)) == [], (asked, found.refused_by)


def ways_out(asked: Mapping[str, Any], atlas: Atlas, today: date) -> Iterator[dict[str, Any]]:
    """By trying: every port, some days and lengths, with a ticket, with another onward place, with and without places."""
    rules = rules_of(atlas)
    read = service.read(asked, atlas)
    assert isinstance(read, StayQuestion)
    known = days(read.as_of or today)
    values, _ = judged(rules, read, known)
    values["onward_ticket"] = "confirmed"
    if values.get("onward_to") is not None:
        values["onward_to"] = next(c for c in NEAR if c not in (values.get("arrive_from"), "HK"))
    entry, leaving = values["entry_at"], values.get("exit_at")
    length = None if leaving is None else leaving - entry
    first = first_day(values, known) * 1440
    lengths = [None] if length is None else sorted({length, *(d * 1440 for d in (0, 3, 6, 10, 15, 29) if d * 1440 < length)}, reverse=True)
    ports = [values["entry_port"], *(p for p in ("CKG", "PEK", "PVG", "HAK", "KWL", "JHG", "CAN", "luohu", "shanghai-port-passenger"))]
    for shift in (0, 1, 7, 30, 90, 180, 366, 700, -1, -10, -60):
        inside = leaving is not None and entry // 1440 < known <= leaving // 1440
        if (shift < 0 and entry // 1440 + shift < known) or (shift and inside):  # who is inside has entered
            continue
        for port in ports:
            for cut in lengths:
                changed = {**values, "entry_at": entry + shift * 1440, "entry_port": port, "exit_port": port}
                changed.pop("places", None)
                if cut is not None:
                    changed["exit_at"] = changed["entry_at"] + cut
                if min(changed["entry_at"] if shift else first, changed.get("exit_at", first)) < first:
                    continue  # who is inside can no longer do that
                if rules.judge(changed, known).verdict == "yes":
                    yield changed
                    return


@pytest.mark.parametrize("seed", range(4))
def test_every_offer_keeps_its_promise(seed: int, context: Context) -> None:
    check_promises(seed, 60, context)


def test_no_day_in_the_past_is_offered(context: Context) -> None:
    check_days(7, 200, context)


def test_no_refusal_is_left_without_an_offer_that_would_help(context: Context) -> None:
    check_no_way_out_is_kept_back(3, 60, context)


@pytest.mark.full
def test_many_offers_keep_their_promise(context: Context) -> None:
    check_promises(20261122, 5000, context)
    check_days(20261123, 5000, context)


@pytest.mark.full
def test_many_refusals_have_an_offer_where_one_helps(context: Context) -> None:
    check_no_way_out_is_kept_back(20261122, 1500, context)


# ---- what is sensible for a person ----


def test_who_has_used_up_the_window_is_offered_a_shorter_stay_and_a_later_day(context: Context) -> None:
    thai = {"nationality": "TH", "entry_at": "2026-12-01T10:00", "exit_at": "2026-12-20T10:00", "entry_port": "CKG", "previous_stays": THREE_LONG_STAYS}
    offered = sets(thai, context)
    assert {"exit_at": "2026-12-05T10:00"} in offered
    later = next(one for one in offered if "entry_at" in one)
    assert later["entry_at"] > "2026-12-01"
    assert days_between(later) == 19


def days_between(offer: Mapping[str, str]) -> int:
    return (date.fromisoformat(offer["exit_at"][:10]) - date.fromisoformat(offer["entry_at"][:10])).days


def test_a_port_of_the_same_town_comes_before_a_big_one(context: Context) -> None:
    assert sets({**AMERICAN, "entry_port": "luohu", "arrive_from": "HK"}, context)[0] == {"entry_port": "shekou-port-passenger"}


def test_who_leaves_where_they_enter_is_offered_one_port_for_both(context: Context) -> None:
    found = answer({**AMERICAN, "entry_port": "URC", "exit_port": "URC"}, context).what_would_change[0]
    assert found.set == {"entry_port": "CKG", "exit_port": "CKG"}
    assert found.text.count("Chongqing Jiangbei") == 1


def test_where_all_places_lie_outside_a_place_near_the_port_is_offered_not_silence(context: Context) -> None:
    assert sets({**AMERICAN, "places": ["CN-XZ/Lhasa"]}, context) == [{"places": ["CN-CQ"]}]


def test_hainan_is_offered_for_a_trip_to_chongqing_only_where_nothing_nearer_helps(context: Context) -> None:
    assert all(one.get("entry_port") != "HAK" for one in sets({**AMERICAN, "onward_to": "US"}, context))
    filipino = {"nationality": "PH", "entry_at": "2026-12-01T10:00", "entry_port": "CKG", "exit_at": "2026-12-08T10:00", "places": ["CN-CQ"]}
    assert {"entry_port": "HAK", "places": ["CN-HI"]} in sets(filipino, context)


def test_an_offer_that_only_adds_to_a_smaller_one_is_left_out(context: Context) -> None:
    korean = {"nationality": "KR", "entry_at": "2026-12-01T10:00", "exit_at": "2027-01-10T10:00", "entry_port": "CKG", "arrive_from": "KR", "onward_to": "KR"}
    assert sets(korean, context) == [{"exit_at": "2026-12-31T10:00"}]


def test_who_changes_planes_for_a_few_hours_may_stay_inside(context: Context) -> None:
    indian = {"nationality": "IN", "entry_at": "2026-12-01T10:00", "exit_at": "2026-12-01T20:00", "entry_port": "CKG", "arrive_from": "IN", "onward_to": "TH"}
    assert sets(indian, context) == [{"leaves_airport": False}]
    assert sets({**indian, "exit_at": "2026-12-08T10:00"}, context) == []


def test_the_end_of_an_exclusion_is_offered_as_the_first_day(context: Context) -> None:
    assert sets({**AMERICAN, "illegal_stay_on": "2022-03-01"}, context) == [{"entry_at": "2027-03-01T10:00"}]


def test_a_rule_that_does_not_settle_an_edge_is_left_a_day_of_margin(context: Context) -> None:
    kazakh = {"nationality": "KZ", "entry_at": "2026-12-01T10:00", "exit_at": "2026-12-31T10:00", "entry_port": "CKG"}
    assert (answer(kazakh, context).verdict, sets(kazakh, context)) == ("not_established", [{"exit_at": "2026-12-30T10:00"}])


def test_who_asks_in_days_is_answered_in_days(context: Context) -> None:
    german = {"nationality": "DE", "entry_at": "2026-11-25", "exit_at": "2027-01-10", "entry_port": "CKG"}
    assert sets(german, context)[0] == {"exit_at": "2026-12-25"}


def test_of_a_half_open_province_a_town_is_named(context: Context) -> None:
    assert {"places": ["CN-SC/Chengdu"]} in sets({**AMERICAN, "entry_port": "TFU", "places": ["CN-SC"]}, context)


def test_who_connects_in_hong_kong_is_offered_another_onward_place(context: Context) -> None:
    assert sets({**AMERICAN, "onward_to": "HK", "hong_kong": "connecting_flight"}, context)[0] == {"onward_to": "JP"}


def test_citizens_are_not_sent_through_schemes_for_foreigners(context: Context) -> None:
    at_home = {"nationality": "CN", "entry_at": "2026-12-01T10:00", "exit_at": "2026-12-01T20:00", "entry_port": "CKG", "arrive_from": "JP", "onward_to": "TH"}
    assert sets(at_home, context) == []
