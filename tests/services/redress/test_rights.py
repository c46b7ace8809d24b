"""What a buyer notices about an answer of `rights`."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liziba.services.declaration import Context, ask, service
from liziba.services.question import QuestionError
from liziba.services.redress.rights import RIGHTS

DALI = {"channel": "physical_shop", "place": "CN-YN/Dali", "enrolled": True, "formal_invoice": True}
STRANDED = {"right": "tour_refusal", "tour_fee_cny": "3000.00", "agency_refuses": True, "stranded": True}


def answer(question: dict[str, Any], context: Context, language: str = "en") -> Any:
    return ask("rights", question, Context(context.atlas, context.today, language))


def codes(found: Any) -> set[str]:
    return {warning.code for warning in found.warnings}


HOLDS: list[dict[str, Any]] = [
    {"right": "fraud_triple", "price_cny": "10.00"},
    {"right": "food_tenfold", "price_cny": "10.00", "seller_knew": True},
    {"right": "online_return", "received": "2026-11-18"},
    {"right": "online_refund", "goods_back": "2026-11-18"},
    {"right": "defect_return", "received": "2026-11-18"},
    {"right": "durable_burden", "goods": "computer", "received": "2026-06-01", "fault_found": "2026-11-18"},
    {"right": "platform_liability", "platform_named_seller": False},
    {"right": "organiser_liability", "fair_over": True},
    {"right": "shop_no_reason", "promise": True, "promise_days": 7, "days_since_purchase": 7},
    {"right": "tour_shopping", "trip_end": "2026-11-01"},
    STRANDED,
    {"right": "tour_breach", "missed_item_cny": "80.00"},
    {"right": "tour_extra_charge", "charge_cny": "80.00"},
]
FAILS: list[dict[str, Any]] = [
    {"right": "fraud_triple", "price_cny": "10.00", "fraud": False},
    {"right": "food_tenfold", "price_cny": "10.00", "seller_knew": False},
    {"right": "food_tenfold", "price_cny": "10.00", "seller_knew": True, "label_flaw_only": True},
    {"right": "online_return", "goods": "perishable"},
    {"right": "online_return", "channel": "physical_shop"},
    {"right": "online_return", "received": "2026-11-02", "requested": "2026-11-10"},
    {"right": "defect_return", "defect": False},
    {"right": "defect_return", "days_since_receipt": 8},
    {"right": "durable_burden", "received": "2026-06-01", "fault_found": "2026-11-18"},
    {"right": "durable_burden", "goods": "computer", "received": "2026-01-12", "fault_found": "2026-07-13"},
    {"right": "platform_liability"},
    {"right": "organiser_liability"},
    {"right": "shop_no_reason"},
    {"right": "tour_shopping", "trip_end": "2026-09-01", "requested": "2026-10-09"},
    {**STRANDED, "agency_refuses": False},
    {**STRANDED, "agency_able": False},
    {**STRANDED, "stranded": None},
]


@pytest.mark.parametrize("question", HOLDS, ids=str)
def test_each_right_holds_on_its_facts(question: dict[str, Any], context: Context) -> None:
    found = answer(question, context)
    assert found.verdict == "yes"
    assert found.grounds
    assert all(ground.sources for ground in found.grounds)
    assert answer(question, context, "zh").headline not in ("", found.headline)


def test_every_right_is_asked_about() -> None:
    assert {question["right"] for question in HOLDS} == set(RIGHTS)


@pytest.mark.parametrize("question", FAILS, ids=str)
def test_each_right_fails_without_its_facts_and_says_why(question: dict[str, Any], context: Context) -> None:
    found = answer(question, context)
    assert found.verdict == "no"
    failed = [ground.text for ground in found.grounds if ground.result == "failed"]
    assert failed[0] in found.headline
    for offer in found.what_would_change:
        assert not set(offer.set) & {"seller_knew", "fraud", "label_flaw_only", "stranded", "agency_able"}
        assert answer({**question, **offer.set}, context).verdict == offer.then["verdict"]


@pytest.mark.parametrize("goods", ["custom_made", "perishable", "downloaded_software", "newspaper"])
def test_four_kinds_of_goods_are_excepted_from_the_return(goods: str, context: Context) -> None:
    assert answer({"channel": "online", "goods": goods, "received": "2026-11-18"}, context).verdict == "no"


@given(fen=st.integers(0, 10_000_000), loss=st.integers(0, 10_000_000))
def test_amounts_to_the_fen(fen: int, loss: int, context: Context) -> None:
    price = f"{fen // 100}.{fen % 100:02d}"
    fraud = answer({"right": "fraud_triple", "price_cny": price}, context)
    extra = Decimal(fraud.extra_compensation_cny)
    assert extra == max(3 * Decimal(price), Decimal(500))
    assert Decimal(fraud.with_refund_of_price_cny) == extra + Decimal(price)
    assert Decimal(fraud.refund_cny) == Decimal(price)
    food = answer({"right": "food_tenfold", "price_cny": price, "loss_cny": f"{loss // 100}.{loss % 100:02d}", "seller_knew": True}, context)
    by_price, by_loss = max(10 * Decimal(price), Decimal(1000)), max(3 * Decimal(loss) / 100, Decimal(1000))
    best = max(by_price, by_loss) if loss else by_price
    assert Decimal(food.extra_compensation_cny) == best
    assert [Decimal(option) for option in food.extra_compensation_options_cny] == ([by_price, by_loss] if loss else [])


@pytest.mark.parametrize(("price", "extra"), [("166.66", "500.00"), ("166.67", "500.01"), ("0.00", "500.00")])
def test_the_floor_is_of_the_extra_and_not_of_the_sum(price: str, extra: str, context: Context) -> None:
    assert answer({"fraud": True, "price_cny": price}, context).extra_compensation_cny == extra


def test_the_article_and_not_the_bill_is_the_base(context: Context) -> None:
    found = answer({"right": "fraud_triple", "price_cny": "300.00", "bill_cny": "1000.00"}, context)
    assert found.extra_compensation_cny == "900.00"
    assert "1000.00" in " ".join(ground.text for ground in found.grounds)
    assert answer({"right": "fraud_triple", "bill_cny": "1000.00"}, context).missing == ["price_cny"]


def test_the_fee_of_a_tour_is_its_price(context: Context) -> None:
    assert answer({"right": "fraud_triple", "goods": "tour", "tour_fee_cny": "3000.00"}, context).extra_compensation_cny == "9000.00"


def test_the_producer_owes_the_extra_whatever_the_seller_knew(context: Context) -> None:
    seller = answer({"right": "food_tenfold", "price_cny": "60.00", "seller_knew": False, "loss_cny": "80.00"}, context)
    assert (seller.loss_cny, seller.loss_claim, seller.claim_against_producer_possible) == ("80.00", True, True)
    assert [offer.set for offer in seller.what_would_change] == [{"claim_against": "producer"}]
    assert answer({"right": "food_tenfold", "price_cny": "60.00", "claim_against": "producer"}, context).extra_compensation_cny == "1000.00"
    assert answer({"right": "food_tenfold", "price_cny": "60.00"}, context).missing == ["seller_knew"]


def test_the_last_day_moves_off_a_festival_but_not_off_a_weekend(context: Context) -> None:
    festival = answer({"right": "online_return", "received": "2026-09-25"}, context)
    assert (festival.last_day, "ends_on_day_off" in codes(festival)) == (date(2026, 10, 8), False)
    weekend = answer({"right": "online_return", "received": "2026-11-15"}, context)
    assert (weekend.last_day, "ends_on_day_off" in codes(weekend)) == (date(2026, 11, 22), True)


def test_a_year_without_a_calendar_keeps_the_day_and_warns(context: Context) -> None:
    found = answer({"right": "online_return", "received": "2026-12-25"}, context)
    assert (found.last_day, "last_day_may_move" in codes(found)) == (date(2027, 1, 1), True)


@pytest.mark.parametrize(("days", "verdict"), [(13, "yes"), (14, "no")])
def test_days_that_passed_count_to_the_moved_day_where_the_first_day_is_known(days: int, verdict: str, context: Context) -> None:
    assert answer({"right": "online_return", "received": "2026-09-25", "days_since_receipt": days}, context).verdict == verdict


def test_without_dates_a_festival_may_have_prolonged_the_time(context: Context) -> None:
    assert "dates_would_tell" in codes(answer({"right": "online_return", "days_since_receipt": 8}, context))
    assert "dates_would_tell" not in codes(answer({"right": "online_return", "days_since_receipt": 7}, context))


def test_whether_the_time_is_over_is_said_where_no_request_was_named(context: Context) -> None:
    assert "last_day_passed" in codes(answer({"right": "online_return", "received": "2026-03-02"}, context))
    assert "time_not_said" in codes(answer({"right": "online_return"}, context))
    assert "time_not_said" in codes(answer({"right": "tour_shopping"}, context))


def test_an_earlier_request_is_offered_only_while_there_is_time(context: Context) -> None:
    soon = {"right": "online_return", "received": "2026-11-20", "requested": "2026-12-01"}
    assert [offer.set for offer in answer(soon, context).what_would_change] == [{"requested": "2026-11-27"}]
    gone = {"right": "online_return", "received": "2026-03-02", "requested": "2026-03-10"}
    assert answer(gone, context).what_would_change == []


def test_who_bears_the_freight(context: Context) -> None:
    online = {"right": "online_return", "received": "2026-11-18", "price_cny": "100.00", "return_freight_cny": "12.00"}
    found = answer(online, context)
    assert (found.freight_borne_by, found.refund_cny) == ("consumer", "100.00")
    assert "12.00" in " ".join(ground.text for ground in found.grounds)
    assert answer({**online, "freight_agreed": True}, context).freight_borne_by is None
    assert answer({"right": "defect_return", "received": "2026-11-18"}, context).freight_borne_by == "seller"


@pytest.mark.parametrize(
    ("question", "verdict", "repair"),
    [
        ({"days_since_receipt": 7}, "yes", None),
        ({"days_since_receipt": 8}, "no", True),
        ({"days_since_receipt": 8, "dissolution_ground": True}, "yes", None),
        ({"dissolution_ground": True}, "yes", None),
        ({}, "unknown", None),
        ({"received": "2026-11-02", "requested": "2026-11-09"}, "yes", None),
        ({"received": "2026-11-02", "requested": "2026-11-10"}, "no", True),
        ({"bought": "2026-11-02", "requested": "2026-11-10"}, "no", True),
        ({"channel": "online", "bought": "2026-11-02", "requested": "2026-11-10"}, "unknown", None),
    ],
    ids=str,
)
def test_a_defect_gives_seven_days_then_repair(question: dict[str, Any], verdict: str, repair: bool | None, context: Context) -> None:
    found = answer({"defect": True, **question}, context)
    assert (found.right, found.verdict, found.repair_or_replacement) == ("defect_return", verdict, repair)


def test_the_burden_of_proof_lies_on_the_seller_for_six_months(context: Context) -> None:
    laptop = {"right": "durable_burden", "goods": "computer", "received": "2026-01-12"}
    assert answer({**laptop, "fault_found": "2026-07-12"}, context).burden_on == "seller"
    assert answer({**laptop, "fault_found": "2026-07-13"}, context).burden_on == "consumer"
    assert answer({**laptop, "received": "2025-08-31", "fault_found": "2026-02-28"}, context).burden_on == "seller"
    assert answer(laptop, context).missing == ["fault_found"]


def test_a_fault_in_ordinary_goods_asks_for_the_return(context: Context) -> None:
    found = answer({"defect": True, "received": "2026-11-16", "fault_found": "2026-11-17"}, context)
    assert (found.right, found.verdict) == ("defect_return", "yes")


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ({**DALI, "bought": "2026-03-05", "days_since_purchase": 30}, "yes"),
        ({**DALI, "bought": "2026-03-05", "days_since_purchase": 31}, "no"),
        ({**DALI, "bought": "2024-01-01", "requested": "2024-01-31"}, "yes"),
        ({**DALI, "bought": "2023-12-31", "requested": "2024-01-01"}, "unknown"),
        ({**DALI, "formal_invoice": None, "days_since_purchase": 3}, "no"),
        ({**DALI, "enrolled": False, "days_since_purchase": 3}, "no"),
        ({**DALI, "place": "CN-CQ", "days_since_purchase": 3}, "unknown"),
        ({**DALI, "place": "CN-CQ", "days_since_purchase": 3, "promise_days": 7}, "yes"),
        ({"promise": True, "promise_days": 7, "days_since_purchase": 8}, "no"),
        ({"promise": True, "days_since_purchase": 8}, "yes"),
        ({"promise": False, "promise_days": 7, "days_since_purchase": 3}, "no"),
        ({"bought": "2026-11-20"}, "no"),
    ],
    ids=str,
)
def test_in_a_shop_there_is_what_was_promised(question: dict[str, Any], verdict: str, context: Context) -> None:
    found = answer(question, context)
    assert (found.right, found.verdict) == ("shop_no_reason", verdict)


def test_the_invoice_that_the_law_gives_is_offered(context: Context) -> None:
    found = answer({**DALI, "formal_invoice": False, "days_since_purchase": 3}, context)
    assert [offer.set for offer in found.what_would_change] == [{"formal_invoice": True}]


def test_a_promise_of_unsaid_length_is_told(context: Context) -> None:
    assert "promise_length_not_said" in codes(answer({"promise": True}, context))


def test_one_to_three_times_the_fee(context: Context) -> None:
    found = answer(STRANDED, context)
    assert (found.extra_compensation_min_cny, found.extra_compensation_max_cny) == ("3000.00", "9000.00")


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ({"fraud": True, "price_cny": "10.00"}, "fraud_triple"),
        ({"seller_knew": True, "price_cny": "10.00"}, "food_tenfold"),
        ({"channel": "online", "received": "2026-11-18"}, "online_return"),
        ({"goods_back": "2026-11-18"}, "online_refund"),
        ({"goods": "computer", "received": "2026-06-01", "fault_found": "2026-11-18"}, "durable_burden"),
        ({"platform_named_seller": False}, "platform_liability"),
        ({"fair_over": True}, "organiser_liability"),
        ({"trip_end": "2026-11-18"}, "tour_shopping"),
        ({"agency_refuses": True, "stranded": True}, "tour_refusal"),
        ({"missed_item_cny": "5.00"}, "tour_breach"),
        ({"charge_cny": "5.00"}, "tour_extra_charge"),
    ],
    ids=str,
)
def test_without_a_name_the_right_that_fits_is_found(question: dict[str, Any], right: str, context: Context) -> None:
    found = answer(question, context)
    assert (found.right, found.verdict) == (right, "yes")


def test_other_rights_that_hold_are_named(context: Context) -> None:
    assert answer({"channel": "online", "defect": True, "received": "2026-11-18"}, context).also == ["online_return"]


@pytest.mark.parametrize("question", [{}, {"goods": "tour"}, {"price_cny": "10.00"}], ids=str)
def test_who_says_nothing_is_asked(question: dict[str, Any], context: Context) -> None:
    found = answer(question, context)
    assert (found.verdict, found.missing) == ("unknown", ["right"])


@pytest.mark.parametrize("day", ["2014-03-14", "2013-05-01"])
def test_before_the_law_of_2014_nothing_is_established(day: str, context: Context) -> None:
    assert answer({"right": "fraud_triple", "price_cny": "10.00", "bought": day}, context).verdict == "not_established"
    later = (date.fromisoformat("2014-03-14") + timedelta(days=1)).isoformat()
    assert answer({"right": "fraud_triple", "price_cny": "10.00", "bought": later}, context).verdict == "yes"


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"right": "revenge"}, "right"),
        ({"goods": "cats"}, "goods"),
        ({"price_cny": "-1"}, "price_cny"),
        ({"price_cny": "1.005"}, "price_cny"),
        ({"received": "2026-11-18", "bought": "2026-11-19"}, "received"),
        ({"requested": "2026-11-18", "received": "2026-11-19"}, "requested"),
        ({"days_since_receipt": -1}, "days_since_receipt"),
        ({"place": "nowhere"}, "place"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_by_field(question: dict[str, Any], field: str, context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        service("rights").read(question, context.atlas)
    assert caught.value.field == field
