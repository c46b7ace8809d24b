"""The refund in the store: what becomes of the hold, and how sure that is."""

from __future__ import annotations

from typing import Any

import pytest

from liziba.services.declaration import Context, ask, service
from liziba.services.question import QuestionError

CHONGQING = {"place": "CN-CQ", "date": "2026-11-20"}


def instant(context: Context, **fields: Any) -> Any:
    return ask("instant-refund", fields, context)


def codes(answer: Any) -> set[str]:
    return {warning.code for warning in answer.warnings}


@pytest.mark.parametrize(
    ("fields", "verdict", "hold", "reasons"),
    [
        ({"place": "CN-CQ", "date": "2024-02-03", "days_until_departure": 25}, "yes", "released", []),
        ({"place": "CN-CQ", "date": "2024-02-03", "days_until_departure": 26}, "no", "charged", ["instant_deadline_missed"]),
        ({**CHONGQING, "days_until_departure": 28}, "yes", "released", []),
        ({**CHONGQING, "days_until_departure": 29}, "no", "charged", ["instant_deadline_missed"]),
        ({**CHONGQING, "days_until_departure": 5, "departure_port_as_agreed": False}, "yes", "released", []),
        ({**CHONGQING, "date": "2026-06-30", "days_until_departure": 5, "departure_port_as_agreed": False}, "no", "charged", ["instant_wrong_port"]),
        ({**CHONGQING, "days_until_departure": 5, "customs_confirmed": False}, "no", "charged", ["no_customs_verification"]),
        ({**CHONGQING, "own_credit_card": False}, "no", None, ["no_card_guarantee"]),
        ({"place": "CN-BJ", "date": "2025-09-03", "days_until_departure": 20, "promised_days": 21}, "yes", "released", []),
        ({"own_credit_card": False}, "no", None, ["no_card_guarantee"]),
        ({**CHONGQING, "promised_departure_date": "2026-11-30", "days_until_departure": 11}, "no", "charged", ["instant_deadline_missed"]),
    ],
)
def test_what_becomes_of_the_hold(fields: dict[str, Any], verdict: str, hold: str | None, reasons: list[str], context: Context) -> None:
    found = instant(context, **fields)
    assert (found.verdict, found.hold, found.reasons) == (verdict, hold, reasons)
    for offer in found.what_would_change:
        assert instant(context, **{**fields, **offer.set}).verdict == offer.then["verdict"] == "yes"


def test_the_days_of_2026_are_told_with_how_little_they_rest_on(context: Context) -> None:
    assert {"instant_days_weak", "instant_start_weak"} <= codes(instant(context, **CHONGQING))
    said = instant(context, **CHONGQING, promised_days=28)
    assert "instant_days_weak" not in codes(said)
    assert "instant_port_weak" in codes(instant(context, **CHONGQING, departure_port_as_agreed=False))


@pytest.mark.parametrize("fields", [{"place": "CN-BJ", "date": "2025-09-03"}, {"place": "CN-CQ", "date": "2026-07-15", "as_of": "2026-06-06"}])
def test_before_that_the_plan_of_a_province_that_nobody_found_is_not_guessed(fields: dict[str, Any], context: Context) -> None:
    found = instant(context, **fields)
    assert (found.verdict, found.promised_days) == ("not_established", None)
    assert "instant_plan_unknown" in codes(found)


def test_days_taken_from_the_rule_are_listed_as_taken(context: Context) -> None:
    assert ("promised_days", 28) in [(one.field, one.value) for one in instant(context, **CHONGQING).assumptions]
    assert instant(context, days_until_departure=3).promised_days is None


@pytest.mark.parametrize(
    ("promised", "charged"),
    [("2026-11-06", "2026-11-11"), ("2026-09-30", "2026-10-10"), ("2026-10-09", "2026-10-13"), ("2026-12-30", None), ("2024-09-27", None)],
)
def test_the_card_is_charged_within_three_working_days(promised: str, charged: str | None, context: Context) -> None:
    found = instant(context, promised_departure_date=promised)
    assert (str(found.charge_latest) if found.charge_latest else None) == charged
    assert found.verdict is None
    assert found.missing == []


def test_a_hold_that_was_released_or_never_made_is_not_charged(context: Context) -> None:
    assert instant(context, **CHONGQING, days_until_departure=5).charge_latest is None
    assert instant(context, **CHONGQING, own_credit_card=False).charge_latest is None


def test_who_breaks_the_promise_may_still_claim_the_ordinary_way(context: Context) -> None:
    shanghai = {"place": "CN-SH", "date": "2024-06-03", "promised_days": 17, "days_until_departure": 20}
    found = instant(context, **shanghai)
    assert found.ordinary_claim_possible is True
    assert "ordinary" in found.headline
    assert "ordinary_claim_inferred" not in codes(found)
    assert "ordinary_claim_inferred" in codes(instant(context, **CHONGQING, days_until_departure=40))
    assert instant(context, **shanghai, customs_confirmed=False).ordinary_claim_possible is False


def test_a_promise_that_is_over_is_not_offered_to_who_is_still_here(context: Context) -> None:
    assert instant(context, place="CN-CQ", date="2026-10-01", days_until_departure=60).what_would_change == []


def test_nobody_promises_a_day_before_the_form(context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        service("instant-refund").read({**CHONGQING, "promised_departure_date": "2026-11-19"}, context.atlas)
    assert caught.value.field == "promised_departure_date"
