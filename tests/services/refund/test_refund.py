"""What a buyer notices about an answer of `refund`."""

from __future__ import annotations

from typing import Any

import pytest

from liziba.services.declaration import Context, ask, service
from liziba.services.question import QuestionError

LINE = {"store": "A", "date": "2026-12-01", "vat_rate_pct": 13, "amount_cny": "400.00"}
CLAIM = {"place": "CN-CQ", "departure_date": "2026-12-10", "purchases": [LINE]}


def answer(question: dict[str, Any], context: Context) -> Any:
    return ask("refund", question, context)


def test_the_net_amount_is_only_a_supposition_where_the_fee_is_not_published(context: Context) -> None:
    chongqing, zhejiang = answer(CLAIM, context), answer({**CLAIM, "place": "CN-ZJ"}, context)
    assert "fee_unpublished" in {w.code for w in chongqing.warnings}
    assert "fee_unpublished" not in {w.code for w in zhejiang.warnings}
    assert (zhejiang.gross_refund_cny, zhejiang.net_refund_cny) == ("44.00", "36.00")


def test_the_pilot_in_hainan_had_no_fee(context: Context) -> None:
    line = {"date": "2012-03-01", "amount_cny": "1000.00", "vat_rate_pct": 17}
    found = answer({"place": "CN-HI", "departure_date": "2012-03-05", "purchases": [line]}, context)
    assert (found.gross_refund_cny, found.agent_fee_cny, found.net_refund_cny) == ("110.00", "0.00", "110.00")


def test_the_vat_rate_is_asked_for_only_where_the_refund_depends_on_it(context: Context) -> None:
    unsaid = {key: value for key, value in LINE.items() if key != "vat_rate_pct"}
    assert answer({**CLAIM, "purchases": [unsaid]}, context).missing == ["purchases.vat_rate_pct"]
    early = {**unsaid, "date": "2018-08-10", "amount_cny": "1000.00"}
    assert answer({**CLAIM, "departure_date": "2018-08-20", "purchases": [early]}, context).gross_refund_cny == "110.00"


def test_a_rate_that_nobody_published_is_not_guessed(context: Context) -> None:
    assert answer({**CLAIM, "purchases": [{**LINE, "vat_rate_pct": 6}]}, context).verdict == "not_established"


def test_a_place_that_no_source_names_is_not_refused(context: Context) -> None:
    assert answer({**CLAIM, "place": "CN-XZ"}, context).verdict == "not_established"


def test_every_required_field_is_named(context: Context) -> None:
    assert answer({}, context).missing == ["departure_date", "place", "purchases"]


def test_what_lacks_to_the_minimum_is_offered_and_turns_the_answer(context: Context) -> None:
    found = answer({**CLAIM, "purchases": [{**LINE, "amount_cny": "186.90"}]}, context)
    assert found.reasons == ["below_minimum"]
    (offer,) = found.what_would_change
    assert offer.set["purchases"][0]["amount_cny"] == "200.00"
    assert "13.10" in offer.text


def test_who_leaves_too_late_is_told_the_last_day(context: Context) -> None:
    found = answer({**CLAIM, "departure_date": "2027-03-02"}, context)
    assert found.what_would_change[0].set == {"departure_date": "2027-03-01"}


def test_two_stores_and_two_days_are_not_added_up(context: Context) -> None:
    small = {**LINE, "amount_cny": "150.00"}
    apart = [small, {**small, "store": "B"}, {**small, "date": "2026-12-02"}]
    assert answer({**CLAIM, "purchases": apart}, context).reasons == ["below_minimum"]
    assert answer({**CLAIM, "purchases": [small, small]}, context).verdict == "yes"


def test_some_lines_may_come_back_and_others_not(context: Context) -> None:
    found = answer({**CLAIM, "purchases": [LINE, {**LINE, "store": "B", "unused": False}]}, context)
    assert (found.verdict, found.gross_refund_cny) == ("partly", "44.00")
    assert [(p.store, p.reasons) for p in found.refused_purchases] == [("B", ["goods_used"])]


@pytest.mark.parametrize("wrong", ["-1", "1.001", "many", "1e99"])
def test_an_amount_that_is_no_amount_names_its_field(wrong: str, context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        service("refund").read({**CLAIM, "purchases": [{**LINE, "amount_cny": wrong}]}, context.atlas)
    assert caught.value.field == "purchases.amount_cny"


def test_a_purchase_after_the_departure_is_an_error(context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        service("refund").read({**CLAIM, "departure_date": "2026-11-01"}, context.atlas)
    assert caught.value.field == "purchases.date"


def test_no_last_day_is_named_where_nobody_knows_whether_the_scheme_runs(context: Context) -> None:
    asked = {"place": "CN-TJ", "departure_date": "2026-11-30", "purchases": [{"date": "2026-11-20", "amount_cny": "400", "vat_rate_pct": 13}]}
    answer = ask("refund", asked, context)
    assert answer.verdict == "not_established"
    assert answer.last_departure_date is None
