"""What a traveller is told to do next: after a refusal, after a yes, and inside."""

from __future__ import annotations

from typing import Any

import pytest

from liziba.atlas import Atlas, texts
from liziba.services.declaration import Context, ask
from liziba.services.envelope import NextStep
from liziba.services.stay.answer import StayAnswer
from liziba.services.stay.question import DOCUMENTS, PURPOSES

AHEAD = {"entry_at": "2026-12-01T10:00", "entry_port": "CKG"}
SAME_PLACE = {**AHEAD, "nationality": "US", "exit_at": "2026-12-05T10:00", "arrive_from": "KR", "onward_to": "KR"}
FOREIGN_WORDS = ("Ask for a visa", "consulate or visa")


def stay(context: Context, **fields: Any) -> StayAnswer:
    answer = ask("stay", fields, context)
    assert isinstance(answer, StayAnswer)
    return answer


def codes(answer: StayAnswer) -> list[str]:
    return [step.code for step in answer.what_now]


def step(answer: StayAnswer, code: str) -> NextStep:
    return next(step for step in answer.what_now if step.code == code)


# After a refusal


def test_a_refusal_says_first_what_change_does_without_a_visa_then_which_visa_and_where(context: Context) -> None:
    answer = stay(context, **SAME_PLACE)
    assert answer.verdict == "no"
    assert codes(answer)[:4] == ["nearest_change", "which_visa", "where_to_apply", "online_form"]
    assert answer.what_would_change[0].text in step(answer, "nearest_change").text
    assert step(answer, "which_visa").visas == ["L"]


def test_where_no_change_helps_none_is_promised(context: Context) -> None:
    answer = stay(context, **AHEAD, nationality="IN", purpose="work")
    assert (answer.what_would_change, codes(answer)[0]) == ([], "which_visa")


@pytest.mark.parametrize(
    ("purpose", "visas"),
    [
        ("tourism", ["L"]),
        ("business", ["M"]),
        ("family_friends", ["Q2", "S2", "Q1", "S1"]),
        ("exchange", ["F", "K"]),
        ("visit", ["F"]),
        ("transit", ["G"]),
        ("medical", ["S2", "S1"]),
        ("work", ["Z", "R"]),
        ("study", ["X2", "X1"]),
        ("news_reporting", ["J2", "J1"]),
    ],
)
def test_each_purpose_has_its_visas(purpose: str, visas: list[str], context: Context) -> None:
    assert step(stay(context, **AHEAD, nationality="IN", purpose=purpose), "which_visa").visas == visas


@pytest.mark.parametrize(("exit_at", "visas"), [("2027-05-30T10:00", ["X2"]), ("2027-05-31T10:00", ["X1"])])
def test_a_known_length_leaves_the_visas_for_that_length(exit_at: str, visas: list[str], context: Context) -> None:
    """1 December to 30 May are 180 days."""
    assert step(stay(context, **AHEAD, exit_at=exit_at, nationality="IN", purpose="study"), "which_visa").visas == visas


def test_fingerprints_are_promised_only_for_visas_of_short_stays(context: Context) -> None:
    question = {**AHEAD, "nationality": "IN", "exit_at": "2027-12-01T10:00"}
    assert "fingerprints" in codes(stay(context, **question))
    for purpose in ("study", "work", "news_reporting"):
        assert "fingerprints" not in codes(stay(context, **question, purpose=purpose)), purpose


def test_what_is_eased_holds_for_the_day_on_which_one_applies(context: Context) -> None:
    """A waiver until the end of the year helps who applies now for a journey after it."""
    later = stay(context, nationality="IN", entry_at="2027-02-01T10:00", entry_port="CKG")
    assert "31 December 2026" in step(later, "fingerprints").text
    assert "fingerprints" not in codes(stay(context, nationality="IN", entry_at="2027-02-01T10:00", entry_port="CKG", as_of="2027-01-10"))


def test_a_later_notice_does_not_count(context: Context) -> None:
    before = stay(context, **AHEAD, nationality="IN", purpose="exchange", as_of="2025-08-01")
    assert step(before, "which_visa").visas == ["F"]
    assert step(before, "which_visa").valid_from is not None
    assert "fingerprints" not in codes(before)


def test_a_change_between_flights_needs_a_transit_visa(context: Context) -> None:
    answer = stay(context, **AHEAD, nationality="IN", leaves_airport=False, exit_at="2026-12-04T10:00", arrive_from="TH", onward_to="JP")
    assert (answer.verdict, step(answer, "which_visa").visas) == ("no", ["G"])


def test_each_step_of_a_refusal_that_states_a_rule_cites_two_sources(context: Context) -> None:
    for document in DOCUMENTS:
        for purpose in PURPOSES:
            answer = stay(context, **AHEAD, nationality="IN", document=document, purpose=purpose, residence="HK")
            assert answer.what_now
            for one in answer.what_now:
                assert len(one.sources) >= 2, one.code
                assert one.valid_from, one.code


def test_other_documents_go_to_the_embassy_itself(context: Context) -> None:
    assert "embassy_itself" not in codes(stay(context, **AHEAD, nationality="IN"))
    diplomat = codes(stay(context, **AHEAD, nationality="IN", document="diplomatic_passport", purpose="visit"))
    assert {"embassy_itself", "official_duties"} <= set(diplomat)
    assert "other_document" in codes(stay(context, **AHEAD, nationality="IN", document="emergency_document"))


def test_who_lives_in_hong_kong_hears_of_the_office_and_the_permit_there(context: Context) -> None:
    there = codes(stay(context, **AHEAD, nationality="IN", residence="HK"))
    elsewhere = codes(stay(context, **AHEAD, nationality="IN", residence="SG"))
    assert {"where_to_apply_hk_mo", "permit_not_chinese_resident"} <= set(there)
    assert not {"where_to_apply_hk_mo", "permit_not_chinese_resident"} & set(elsewhere)
    assert "permit_not_chinese_resident" not in codes(stay(context, **AHEAD, nationality="IN", residence="HK", purpose="work")), "not a permit for work"


def test_no_visa_is_offered_for_a_document_that_is_not_recognised(context: Context) -> None:
    assert codes(stay(context, **AHEAD, nationality="GB", document="bno_passport")) == ["bno"]


def test_a_personal_ground_is_said_without_a_promise(context: Context) -> None:
    answer = stay(context, **{**SAME_PLACE, "onward_to": "TH"}, refused_visa_stamp=True)
    assert answer.verdict == "no"
    assert "the embassy or consulate decides" in step(answer, "excluded").text
    assert "excluded" not in codes(stay(context, **SAME_PLACE))


def test_where_nobody_knows_the_hotline_comes_first(context: Context) -> None:
    answer = stay(context, nationality="AL", entry_at="2013-12-01T10:00", entry_port="PEK", arrive_from="JP", onward_to="TH", exit_at="2013-12-03T10:00")
    assert answer.verdict == "not_established"
    assert answer.what_now == [], "a journey that is over"
    ahead = stay(context, nationality="TH", entry_at="2026-12-01T10:00", entry_port="CKG", exit_at="2026-12-31T10:00")
    assert (ahead.verdict, codes(ahead)[0]) == ("not_established", "hotline")
    assert "which_visa" in codes(ahead)


# People of the country itself


@pytest.mark.parametrize(("nationality", "first"), [("CN", "passport_cn"), ("HK", "permit_hk_mo"), ("MO", "permit_hk_mo"), ("TW", "permit_tw")])
def test_who_is_no_foreigner_hears_of_the_right_document_and_of_no_visa(nationality: str, first: str, context: Context) -> None:
    answer = stay(context, **AHEAD, nationality=nationality)
    assert answer.verdict == "no"
    assert codes(answer)[0] == first
    assert "travel_document" in codes(answer)
    assert all(one.visas == [] and len(one.sources) >= 2 for one in answer.what_now)
    assert not any(words in one.text for one in answer.what_now for words in FOREIGN_WORDS)


# After a yes, and inside


def test_after_a_yes_the_card_the_registration_and_a_longer_stay_lead_to_arrival(context: Context) -> None:
    answer = stay(context, **AHEAD, nationality="DE", places=["CN-SC/Chengdu"])
    assert codes(answer) == ["arrival_card", "registration", "stay_longer"]
    asks = [one.ask for one in answer.what_now]
    assert [one.service for one in asks if one] == ["arrival"] * 3
    assert [one.fields for one in asks if one] == [
        {"topic": "arrival_card", "scheme": "unilateral", "date": "2026-12-01"},
        {"topic": "registration", "lodging": "home", "place": "CN-SC", "date": "2026-12-01"},
        {"topic": "stay_permit", "date": "2026-11-22"},
    ]
    assert "within 24 hours" in step(answer, "registration").text
    assert all(one.sources for one in answer.what_now)


def test_every_question_that_a_step_leads_to_is_answered(context: Context) -> None:
    asked = 0
    for fields in (
        {**AHEAD, "nationality": "DE"},
        {**AHEAD, "nationality": "DE", "as_of": "2026-11-01", "places": ["HK", "CN-CQ"]},
        {"nationality": "DE", "entry_at": "2026-05-01T10:00", "entry_port": "CKG"},
        {**AHEAD, "nationality": "US", "arrive_from": "JP", "onward_to": "TH"},
    ):
        for one in stay(context, **fields).what_now:
            if one.ask is not None:
                asked += 1
                assert ask(one.ask.service, one.ask.fields, context).headline
    assert asked >= 9


def test_who_stays_inside_the_port_registers_nowhere(context: Context) -> None:
    answer = stay(context, **AHEAD, nationality="IN", leaves_airport=False, exit_at="2026-12-01T20:00", arrive_from="TH", onward_to="JP")
    assert answer.verdict == "yes"
    assert not {"registration", "stay_longer"} & set(codes(answer))


@pytest.mark.parametrize(("as_of", "left"), [("2026-05-30", "1 day is left"), ("2026-05-31", "0 days are left")])
def test_who_is_inside_hears_how_many_days_are_left(as_of: str, left: str, context: Context) -> None:
    answer = stay(context, nationality="DE", entry_at="2026-05-01T10:00", entry_port="CKG", as_of=as_of)
    assert left in answer.what_now[0].text
    assert answer.headline.startswith("You may stay until 24:00 on 31 May 2026")
    assert "arrival_card" not in codes(answer), "the border lies behind"
    assert "past_last_day" not in [one.code for one in answer.warnings]


def test_the_day_after_the_last_one_is_the_first_warning_and_leads_to_overstay(context: Context) -> None:
    answer = stay(context, nationality="DE", entry_at="2026-05-01T10:00", entry_port="CKG", as_of="2026-06-01")
    assert answer.headline.startswith("You had to leave by 24:00 on 31 May 2026")
    assert answer.warnings[0].code == "past_last_day"
    assert "31 May 2026, 1 day ago" in answer.warnings[0].text
    (only,) = answer.what_now
    assert only.ask is not None
    assert only.ask.fields == {"topic": "overstay", "overstay_days": 1, "date": "2026-06-01", "as_of": "2026-06-01"}


def test_a_refused_length_warns_too_when_the_last_day_has_passed(context: Context) -> None:
    answer = stay(context, nationality="DE", entry_at="2026-10-01T10:00", entry_port="CKG", exit_at="2026-12-01T10:00")
    assert (answer.verdict, answer.warnings[0].code, codes(answer)) == ("no", "past_last_day", ["overstay"])
    earlier = stay(context, nationality="DE", entry_at="2026-10-01T10:00", entry_port="CKG", exit_at="2026-12-01T10:00", as_of="2026-10-20")
    assert codes(earlier) == ["days_left", "stay_longer"], "who is inside asks for a longer stay, not for a visa"


def test_where_the_day_of_entry_may_count_the_sooner_day_is_named(context: Context) -> None:
    inside = stay(context, nationality="TH", entry_at="2026-11-01T10:00", entry_port="CKG")
    assert "30 November 2026 or 1 December 2026" in inside.what_now[0].text
    over = stay(context, nationality="TH", entry_at="2026-10-01T10:00", entry_port="CKG")
    assert "31 October 2026 at the latest" in over.warnings[0].text


@pytest.mark.parametrize("verdict", ["yes", "no"])
def test_a_journey_that_is_over_asks_for_nothing(verdict: str, context: Context) -> None:
    trip = {"nationality": "DE", "entry_at": "2026-05-01T10:00", "entry_port": "CKG", "exit_at": "2026-05-20T10:00" if verdict == "yes" else "2026-07-01T10:00"}
    answer = stay(context, **trip)
    assert (answer.verdict, answer.what_now) == (verdict, [])
    assert "past_last_day" not in [one.code for one in answer.warnings]


def test_a_missing_field_comes_before_any_step(context: Context) -> None:
    answer = stay(context, **AHEAD, nationality="US", arrive_from="JP")
    assert (answer.verdict, answer.what_now) == ("unknown", [])


# The tables


def _rows(atlas: Atlas, table: str) -> list[Any]:
    return list(atlas.table(f"stay/{table}").rows)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_row_has_its_words(language: str, atlas: Atlas) -> None:
    keys = {f"stay.now.{row.step}" for row in _rows(atlas, "next_steps")} | {f"stay.visa.{row.category}" for row in _rows(atlas, "visa_categories")}
    assert [key for key in sorted(keys) if not texts.has(key, language)] == []


def test_rows_name_only_what_a_question_can_say(atlas: Atlas) -> None:
    steps, visas = _rows(atlas, "next_steps"), _rows(atlas, "visa_categories")
    assert {row.purpose for row in visas} == set(PURPOSES)
    assert {purpose for row in steps for purpose in row.purposes} <= set(PURPOSES)
    assert {document for row in steps for document in row.documents} <= set(DOCUMENTS)
    assert {category for row in steps for category in row.categories} <= {row.category for row in visas}
    assert {code for row in steps for code in (*row.countries, *row.residences)} <= set(atlas.countries())


def test_every_step_rests_on_its_row(atlas: Atlas, context: Context) -> None:
    """Each row of the table is told to somebody, and to nobody without it."""
    travellers: list[dict[str, Any]] = [
        *({**AHEAD, "nationality": home} for home in ("CN", "HK", "TW")),
        *({**AHEAD, "nationality": "IN", "residence": "HK", "document": d, "purpose": p} for d in DOCUMENTS for p in ("visit", "tourism")),
        {**AHEAD, "nationality": "TH", "exit_at": "2026-12-31T10:00"},
    ]
    told = {code for fields in travellers for code in codes(stay(context, **fields))}
    holding = [row for row in _rows(atlas, "next_steps") if row.covers(context.today)]
    assert {row.step for row in holding} <= told
    less = atlas
    for row in holding:
        less = less.without_row(row.row_id)
    left = {code for fields in travellers for code in codes(stay(Context(less, context.today), **fields))}
    assert left == {"nearest_change", "which_visa"} & told


def test_a_row_of_ones_own_that_nobody_put_into_words_is_passed_over(atlas: Atlas, context: Context) -> None:
    row = {"step": "own_step", "when": "visa", "valid_from": "2020-01-01", "sources": "nia_eeal"}
    more = Context(atlas.with_rows("stay/next_steps", [row]), context.today)
    assert codes(stay(more, **SAME_PLACE)) == codes(stay(context, **SAME_PLACE))
