"""What a traveller is warned of: each warning where it is true, none where it is not, both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from liziba.atlas import texts
from liziba.services.declaration import Context
from liziba.services.stay import service
from tests.services.judged import cases

AMERICAN = {"nationality": "US", "entry_at": "2026-12-01T10:00", "entry_port": "CKG", "arrive_from": "US", "onward_to": "TH"}
GERMAN = {"nationality": "DE", "entry_at": "2026-12-01T10:00", "entry_port": "CKG"}
INDIAN = {"nationality": "IN", "entry_port": "CKG", "arrive_from": "IN", "onward_to": "JP", "leaves_airport": False}
THAI = {"nationality": "TH", "entry_at": "2026-12-01T10:00", "entry_port": "CKG"}
STAYS = [
    {"entry": "2026-07-01", "exit": "2026-07-30", "basis": "mutual"},
    {"entry": "2026-08-10", "exit": "2026-09-08", "basis": "mutual"},
    {"entry": "2026-09-20", "exit": "2026-10-14", "basis": "mutual"},
]

WARNED: list[tuple[str, Mapping[str, Any]]] = [
    ("ends_soon", GERMAN),
    ("runs_past_end", {**GERMAN, "entry_at": "2026-12-31T23:00"}),
    ("not_checked_lately", {**AMERICAN, "as_of": "2027-06-01", "entry_at": "2027-06-10T10:00"}),
    ("far_ahead", {**AMERICAN, "entry_at": "2028-03-01T10:00"}),
    ("no_margin", {**GERMAN, "exit_at": "2026-12-31T10:00"}),
    ("no_margin", {**AMERICAN, "exit_at": "2026-12-11"}),
    ("no_margin", {**INDIAN, "entry_at": "2026-12-01T10:00", "exit_at": "2026-12-02T10:00"}),
    ("passport_ends_first", {**GERMAN, "passport_valid_until": "2026-12-10"}),
    ("exit_port_not_listed", {**AMERICAN, "exit_port": "luohu", "exit_at": "2026-12-05T10:00"}),
    ("cap_runs_out", {**THAI, "previous_stays": STAYS}),
    ("earlier_stay_overlaps", {**THAI, "previous_stays": [{"entry": "2026-11-20", "exit": "2026-12-03", "basis": "mutual"}]}),
    ("hong_kong_counts", {**AMERICAN, "hong_kong": "connecting_flight"}),
    ("hong_kong_does_not_count", {**AMERICAN, "arrive_from": "HK", "hong_kong": "stop_on_direct_flight"}),
    ("hour_needed", {**INDIAN, "entry_at": "2026-12-01T10:00", "exit_at": "2026-12-02"}),
    ("place_not_known", {**AMERICAN, "places": ["CN-CQ", "CN-SC/Lesahn"]}),
]

CALM: list[tuple[str, Mapping[str, Any]]] = [
    ("runs_past_end", {**GERMAN, "exit_at": "2026-12-20T10:00"}),
    ("far_ahead", AMERICAN),
    ("no_margin", {**GERMAN, "exit_at": "2026-12-30T10:00"}),
    ("no_margin", GERMAN),
    ("passport_ends_first", {**GERMAN, "passport_valid_until": "2026-12-10", "exit_at": "2026-12-10T10:00"}),
    ("exit_port_not_listed", {**AMERICAN, "exit_port": "TFU", "exit_at": "2026-12-05T10:00"}),
    ("cap_runs_out", {**THAI, "previous_stays": STAYS[:1]}),
    ("cap_runs_out", {**THAI, "previous_stays": [{**one, "basis": "visa"} for one in STAYS]}),
    ("earlier_stay_overlaps", {**THAI, "previous_stays": STAYS}),
    ("hong_kong_counts", {**AMERICAN, "arrive_from": "HK", "hong_kong": "connecting_flight"}),
    ("hong_kong_does_not_count", {**AMERICAN, "hong_kong": "stop_on_direct_flight"}),
    ("hour_needed", {**INDIAN, "entry_at": "2026-12-01T10:00", "exit_at": "2026-12-01"}),
    ("hour_needed", {**GERMAN, "entry_at": "2026-12-01", "exit_at": "2026-12-20"}),
    ("place_not_known", {**AMERICAN, "places": ["CN-CQ", "CN-SC/Jiuzhaigou"]}),
]


def answer(fields: Mapping[str, Any], context: Context) -> Any:
    return service.respond(service.read(fields, context.atlas), context)


def codes(fields: Mapping[str, Any], context: Context) -> list[str]:
    return [warning.code for warning in answer(fields, context).warnings]


@pytest.mark.parametrize(("code", "asked"), WARNED)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_warns(code: str, asked: Mapping[str, Any], language: str, context: Context) -> None:
    told = [w for w in answer(asked, Context(context.atlas, context.today, language)).warnings if w.code == code]
    assert len(told) == 1
    assert told[0].text


@pytest.mark.parametrize(("access", "code"), [("full", "one_source"), ("indirect", "read_indirectly"), ("memory", "unconfirmed")])
def test_warns_of_a_row_that_stands_on_little(access: str, code: str, context: Context) -> None:
    told = {"id": "only_one", "title": "A page", "publisher": "Somebody", "kind": "news", "checked_on": "2026-11-22", "access": access}
    row = {"decision": "T99", "countries": "IN", "announced_on": "2026-11-01", "valid_from": "2026-11-01", "sources": "only_one"}
    weak = context.atlas.with_rows("stay/sources", [told]).with_rows("stay/transit_countries", [row])
    indian = {**AMERICAN, "nationality": "IN"}
    assert code in codes(indian, Context(weak, context.today))
    assert code not in codes(AMERICAN, Context(weak, context.today))


@pytest.mark.parametrize(("code", "asked"), CALM)
def test_does_not_warn(code: str, asked: Mapping[str, Any], context: Context) -> None:
    assert code not in codes(asked, context)


def test_no_warning_stands_on_nearly_every_answer(context: Context) -> None:
    asked = [case["input"] for case in cases("stay")]
    counted = Counter(code for one in asked for code in codes(one, context))
    assert max(counted.values()) < 0.9 * len(asked), counted


def test_every_answer_says_who_decides(context: Context) -> None:
    for asked in (GERMAN, {**AMERICAN, "onward_to": "US"}, {"nationality": "US"}, {**GERMAN, "nationality": "IN"}):
        assert "border" in answer(asked, context).decided_by


def test_the_first_line_names_the_day_that_really_ends_the_stay(context: Context) -> None:
    assert "10 December 2026" in answer({**GERMAN, "passport_valid_until": "2026-12-10"}, context).headline
    assert "5 December 2026" in answer({**THAI, "previous_stays": STAYS}, context).headline


def test_a_refusal_without_offers_points_to_none(context: Context) -> None:
    assert "below" not in answer({**GERMAN, "nationality": "IN"}, context).headline
    assert "below" in answer({**AMERICAN, "onward_to": "US"}, context).headline


def test_an_hour_decides_only_where_hours_are_counted(context: Context) -> None:
    vague = {**INDIAN, "entry_at": "2026-12-01T10:00", "exit_at": "2026-12-02"}
    found = answer(vague, context)
    assert (found.verdict, found.missing) == ("unknown", ["exit_at"])
    assert "failed" not in {ground.result for ground in found.grounds}
    assert [offer.then["verdict"] for offer in found.what_would_change] == ["yes", "no"]
    assert answer({**GERMAN, "exit_at": "2026-12-01"}, context).verdict == "yes"
    assert answer({**AMERICAN, "entry_at": "2026-12-01", "exit_at": "2026-12-11"}, context).verdict == "yes"
