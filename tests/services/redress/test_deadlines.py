"""What somebody with a dispute notices about an answer of `deadlines`."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liziba.services.declaration import Context, ask, service
from liziba.services.question import QuestionError

COMPLAINT = {"received": "2026-11-16"}


def answer(question: dict[str, Any], context: Context, language: str = "en") -> Any:
    return ask("deadlines", question, Context(context.atlas, context.today, language))


def codes(found: Any) -> set[str]:
    return {warning.code for warning in found.warnings}


@pytest.mark.parametrize(
    ("question", "field", "day"),
    [
        ({"received": "2026-11-16"}, "accept_latest", "2026-11-25"),
        ({"body": "tourism", "received": "2025-11-17"}, "accept_latest", "2025-11-24"),
        ({"body": "tourism", "received": "2026-11-16"}, "accept_latest", "2026-11-18"),
        ({"body": "industry_and_commerce", "received": "2018-11-19"}, "accept_latest", "2018-11-28"),
        ({"accepted": "2025-09-01"}, "mediation_end", "2025-11-07"),
        ({"accepted": "2026-08-03"}, "mediation_end", "2026-10-08"),
        ({"order_confirmed": "2026-06-01"}, "mediation_end", "2026-07-01"),
        ({"termination_decision": "2026-11-16"}, "notice_latest", "2026-11-25"),
        ({"agreement_in_force": "2026-09-05"}, "confirm_latest", "2026-10-08"),
        ({"agreement_in_force": "2026-10-23"}, "confirm_latest", "2026-11-23"),
        ({"performance_due": "2024-02-29", "judicially_confirmed": True}, "enforce_latest", "2026-02-28"),
        ({"known": "2023-10-03"}, "limitation_end", "2026-10-08"),
        ({"known": "2020-02-29"}, "limitation_end", "2023-02-28"),
    ],
    ids=str,
)
def test_each_step_has_its_last_day(question: dict[str, Any], field: str, day: str, context: Context) -> None:
    found = answer(question, context)
    assert getattr(found, field) == date.fromisoformat(day)
    assert found.verdict is None, "nobody asked whether the body must accept"


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ({"accepted": "2025-09-01"}, "working_days_45"),
        ({"accepted": "2025-09-01", "test_working_days": 10}, "working_days_45_plus_tests"),
        ({"accepted": "2026-05-11"}, "calendar_days_60"),
        ({"body": "industry_and_commerce", "accepted": "2018-05-11"}, "calendar_days_60"),
        ({"body": "court", "accepted": "2026-05-11"}, "calendar_days_30"),
    ],
    ids=str,
)
def test_the_way_of_counting_is_told(question: dict[str, Any], rule: str, context: Context) -> None:
    assert answer(question, context).rule == rule


@pytest.mark.parametrize(
    "question",
    [
        {"body": "industry_and_commerce", "accepted": "2019-11-20"},
        {"accepted": "2026-03-10"},
        {"accepted": "2026-04-20", "filed": "2026-04-10"},
        {"body": "tourism", "received": "2026-03-12"},
    ],
    ids=str,
)
def test_a_step_that_crosses_a_change_of_rules_has_no_day(question: dict[str, Any], context: Context) -> None:
    found = answer(question, context)
    assert (found.verdict, found.mediation_end, found.accept_latest, found.rule) == ("not_established", None, None, None)
    assert "rule changes" in found.grounds[0].text


def test_a_step_that_both_rules_end_on_one_day_has_that_day(context: Context) -> None:
    assert answer({"received": "2026-04-10"}, context).accept_latest == date(2026, 4, 21)


def test_the_time_of_tests_cannot_be_added_to_days_of_the_calendar(context: Context) -> None:
    found = answer({"accepted": "2026-05-11", "test_working_days": 10}, context)
    assert (found.verdict, found.mediation_end) == ("not_established", None)


@pytest.mark.parametrize(
    "question",
    [
        {"received": "2026-12-28"},
        {"body": "market_regulation", "received": "2019-06-03"},
        {"body": "industry_and_commerce", "received": "2020-06-03"},
        {"body": "court", "received": "2026-06-03"},
        {"known": "2015-06-03"},
    ],
    ids=str,
)
def test_what_no_rule_or_notice_says_is_not_established(question: dict[str, Any], context: Context) -> None:
    assert answer(question, context).verdict == "not_established"


def test_a_later_notice_does_not_count_before_it_was_known(context: Context) -> None:
    found = answer({"accepted": "2026-05-11", "as_of": "2025-12-01"}, context)
    assert found.rule == "working_days_45"


REFUSED = {
    "already_handled": {"other_body_accepted": True},
    "not_consumption": {"for_living_needs": False},
    "over_three_years": {"known_for_months": 37},
    "missing_or_false_material": {"false_material": True},
    "identity_not_verified": {"own_identity": False},
}


@pytest.mark.parametrize("reason", sorted(REFUSED))
def test_each_ground_of_refusal_refuses(reason: str, context: Context) -> None:
    found = answer(REFUSED[reason], context)
    assert (found.verdict, found.reasons) == ("no", [reason])
    assert answer(REFUSED[reason], context, "zh").headline != found.headline


@pytest.mark.parametrize(
    "question",
    [{"other_body_accepted": False}, {"for_living_needs": True}, {"known_for_months": 36}, {"false_material": False}, {"own_identity": True}],
    ids=str,
)
def test_what_is_no_ground_does_not_refuse(question: dict[str, Any], context: Context) -> None:
    assert answer(question, context).verdict == "yes"


@pytest.mark.parametrize("question", [{"false_material": True}, {"own_identity": False}], ids=str)
def test_false_material_and_identity_are_grounds_only_since_the_new_order(question: dict[str, Any], context: Context) -> None:
    assert answer({**question, "filed": "2026-04-14"}, context).verdict == "yes"
    assert answer({**question, "filed": "2026-04-15"}, context).verdict == "no"


def test_three_years_are_over_on_the_day_after_they_end(context: Context) -> None:
    known = {"known": "2023-05-06"}
    assert answer({**known, "filed": "2026-05-06"}, context).verdict == "yes"
    assert answer({**known, "filed": "2026-05-07"}, context).reasons == ["over_three_years"]


@pytest.mark.parametrize(
    "question",
    [
        {"body": "tourism", "other_body_accepted": True},
        {"body": "court", "other_body_accepted": True},
        {"body": "tourism", "known_for_months": 40},
        {"other_body_accepted": True, "filed": "2019-05-05"},
        {"body": "industry_and_commerce", "for_living_needs": False, "filed": "2018-05-05"},
    ],
    ids=str,
)
def test_grounds_that_nobody_looked_up_are_not_guessed(question: dict[str, Any], context: Context) -> None:
    assert answer(question, context).verdict == "not_established"


def test_the_ninety_days_of_tourism_are_told(context: Context) -> None:
    assert "tour_file" in codes(answer({"body": "tourism", "received": "2026-11-16"}, context))
    assert "tour_file" not in codes(answer(COMPLAINT, context))


def test_which_office_is_competent(context: Context) -> None:
    shop = answer({"real_place": "CN-CQ", "registered_place": "CN-SC/Chengdu"}, context)
    assert sorted(shop.competent) == ["real_place_office", "registered_place_office"]
    assert "Chongqing" in shop.headline
    online = answer({"seller_kind": "online"}, context)
    assert online.competent == ["registered_place_office"]
    assert "seller_on_platform_shown_address" in codes(online)
    assert "seller_on_platform_real_place" in codes(answer({"seller_kind": "online", "filed": "2025-05-05"}, context))
    assert answer({"seller_kind": "shop", "body": "tourism"}, context).competent == []


def test_a_report_is_no_complaint(context: Context) -> None:
    both = answer({"contains": ["complaint", "report"], **COMPLAINT}, context)
    assert (both.handled, both.accept_latest) == ("separately", date(2026, 11, 25))
    report = answer({"contains": ["report"], **COMPLAINT}, context)
    assert (report.handled, report.accept_latest, report.verdict) == (None, None, "not_established")


@pytest.mark.parametrize(
    ("question", "field", "value"),
    [
        ({"trader_consents": True}, "mediation", "goes_on"),
        ({"trader_consents": False}, "mediation", "ends"),
        ({"trader_consents": False}, "next_steps", ["court", "arbitration"]),
        ({"settlement_signed": True, "paid": False}, "next_steps", ["court", "arbitration"]),
        ({"settlement_signed": True, "paid": False, "judicially_confirmed": True}, "next_steps", []),
        ({"settlement_signed": True, "paid": True}, "next_steps", []),
        ({"settlement_signed": True, "judicially_confirmed": True}, "directly_enforceable", True),
        ({"settlement_signed": True}, "directly_enforceable", False),
        ({"performance_due": "2026-03-02"}, "directly_enforceable", False),
        ({"performance_due": "2026-03-02"}, "enforce_latest", None),
        ({"foreign_related": True, "amount_cny": "300.00"}, "small_claims", False),
        ({"foreign_related": False, "amount_cny": "300.00"}, "small_claims", None),
    ],
    ids=str,
)
def test_what_follows_besides_days(question: dict[str, Any], field: str, value: Any, context: Context) -> None:
    assert getattr(answer(question, context), field) == value


def test_warnings_about_the_last_day(context: Context) -> None:
    assert "last_day_passed" in codes(answer({"known": "2020-05-06"}, context))
    assert "last_day_may_move" in codes(answer({"known": "2024-05-06"}, context))
    assert "ends_on_day_off" in codes(answer({"accepted": "2026-06-03"}, context)), "day sixty is a Sunday"
    assert codes(answer({"known": "2023-11-24"}, context)) & {"last_day_passed", "last_day_may_move", "ends_on_day_off"} == set()


def test_a_count_cites_the_rule_and_the_notices_it_runs_through(context: Context) -> None:
    (ground,) = answer({"received": "2025-12-29"}, context).grounds
    assert {"samr20", "hol2025", "hol2026"} <= {source.id for source in ground.sources}


def test_an_empty_question_is_asked_back(context: Context) -> None:
    found = answer({}, context)
    assert (found.verdict, found.missing) == ("unknown", ["received"])


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"accepted": "2026-11-02", "received": "2026-11-03"}, "accepted"),
        ({"received": "2026-11-02", "filed": "2026-11-03"}, "received"),
        ({"filed": "2026-11-02", "known": "2026-11-03"}, "filed"),
        ({"body": "police"}, "body"),
        ({"contains": ["praise"]}, "contains"),
        ({"known_for_months": -1}, "known_for_months"),
        ({"real_place": "nowhere"}, "real_place"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_by_field(question: dict[str, Any], field: str, context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        service("deadlines").read(question, context.atlas)
    assert caught.value.field == field
