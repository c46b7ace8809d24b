"""Days and amounts on the edge, and what nobody has settled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from liziba.services.declaration import Context, ask, service

LINE = {"store": "A", "date": "2026-05-12", "vat_rate_pct": 13, "amount_cny": "1000.00"}
CLAIM = {"place": "CN-CQ", "departure_date": "2026-05-20"}


def refund(context: Context, *lines: dict[str, Any], **fields: Any) -> Any:
    asked = {**CLAIM, **fields, "purchases": [{**LINE, **line} for line in lines]}
    return ask("refund", {key: value for key, value in asked.items() if value is not None}, context)


def codes(answer: Any) -> set[str]:
    return {warning.code for warning in answer.warnings}


@pytest.mark.parametrize(
    ("amount", "verdict", "doubtful"),
    [("199.99", "no", False), ("200.00", "not_established", True), ("499.99", "not_established", True), ("500.00", "yes", False)],
)
def test_on_the_day_the_notice_bears_either_minimum_may_hold(amount: str, verdict: str, doubtful: bool, context: Context, tmp_path: Path) -> None:
    line = {"date": "2025-04-26", "amount_cny": amount}
    found = refund(context, line, departure_date="2025-05-05")
    assert (found.verdict, "doubtful_day" in codes(found)) == (verdict, doubtful)
    asked = {**CLAIM, "departure_date": "2025-05-05", "purchases": [{**LINE, **line}]}
    pl.DataFrame([asked]).write_parquet(tmp_path / "in.parquet")
    service("refund").bulk(tmp_path / "in.parquet", tmp_path / "out.parquet", context)  # type: ignore[misc]
    assert pl.read_parquet(tmp_path / "out.parquet")["verdict"].to_list() == [verdict]


def test_before_it_was_published_nobody_knew_the_lower_minimum(context: Context) -> None:
    assert refund(context, {"date": "2025-04-26", "amount_cny": "300"}, departure_date="2025-05-05", as_of="2025-04-26").reasons == ["below_minimum"]


@pytest.mark.parametrize(("day", "cash"), [("2025-04-25", False), ("2025-04-26", None), ("2025-04-27", True)])
def test_the_cap_on_cash_of_the_day_of_leaving_counts(day: str, cash: bool | None, context: Context) -> None:
    found = refund(context, {"date": "2025-04-20", "amount_cny": "150000.00"}, departure_date=day)
    assert found.cash_allowed is cash
    assert ("doubtful_day" in codes(found)) == (cash is None)


@pytest.mark.parametrize(("leaving", "verdict"), [("2026-04-05", "yes"), ("2026-04-06", "no")])
def test_ninety_days_are_in_time_and_ninety_one_are_not(leaving: str, verdict: str, context: Context) -> None:
    assert refund(context, {"date": "2026-01-05"}, departure_date=leaving).verdict == verdict


@pytest.mark.parametrize(("stay", "is_visitor"), [(183, True), (184, False)])
def test_the_stay_before_departure_may_be_183_days(stay: int, is_visitor: bool, context: Context) -> None:
    assert ask("refund", {"stay_days_at_departure": stay}, context).is_overseas_visitor is is_visitor


@pytest.mark.parametrize(("entered", "verdict", "on_edge"), [("2025-11-19", "yes", False), ("2025-11-18", "yes", True), ("2025-11-17", "no", False)])
def test_a_stay_of_just_183_days_by_dates_is_pointed_out(entered: str, verdict: str, on_edge: bool, context: Context) -> None:
    found = refund(context, {}, last_entry_date=entered)
    assert (found.verdict, "stay_on_edge" in codes(found)) == (verdict, on_edge)


@pytest.mark.parametrize(("bought", "form"), [("2026-07-03", True), ("2026-07-04", False)])
def test_the_store_looks_at_183_days_since_the_last_entry(bought: str, form: bool, context: Context) -> None:
    found = ask("refund", {"last_entry_date": "2026-01-01", "purchases": [{"date": bought}]}, context)
    assert (found.store_may_issue_form, found.reasons) == (form, [] if form else ["entry_over_183_days_before_purchase"])


def test_a_new_entry_restarts_the_stay_and_kills_older_invoices(context: Context) -> None:
    entries = {"last_entry_date": "2026-05-01", "earlier_entries": ["2025-10-01"]}
    assert refund(context, {}, **entries).verdict == "yes"
    found = refund(context, {"date": "2026-04-20"}, form_date="2026-05-02", **entries)
    assert (found.store_may_issue_form, found.reasons) == (False, ["invoice_before_last_entry"])


def test_days_that_cannot_all_be_right_are_pointed_out(context: Context) -> None:
    assert "form_day" in codes(refund(context, {}, form_date="2026-05-11"))
    assert "form_day" not in codes(refund(context, {}, form_date="2026-05-14"))
    assert "earlier_entry_is_later" in codes(refund(context, {}, last_entry_date="2026-05-01", earlier_entries=["2026-05-03"]))


@pytest.mark.parametrize("visitor", ["mainland_citizen_living_abroad"])
def test_no_form_is_issued_to_a_person_outside_the_scheme(visitor: str, context: Context) -> None:
    assert refund(context, {}, visitor=visitor).store_may_issue_form is False


def test_only_pieces_shown_come_back_and_none_shown_is_no_confirmation(context: Context) -> None:
    some = refund(context, {"amount_cny": "900.00", "pieces": 3, "pieces_shown": 2})
    assert (some.gross_refund_cny, some.confirmed_pieces) == ("66.00", 2)
    assert refund(context, {"pieces": 3, "pieces_shown": 0}).reasons == ["no_customs_verification"]


def test_a_form_that_falls_under_the_minimum_at_customs_is_in_doubt(context: Context) -> None:
    few = {"amount_cny": "300.00", "pieces": 3, "pieces_shown": 1}
    assert "minimum_after_customs" in codes(refund(context, few))
    assert "minimum_after_customs" not in codes(refund(context, {**few, "pieces_shown": 2}))


def test_each_buyer_reaches_the_minimum_alone(context: Context) -> None:
    found = refund(context, {"amount_cny": "120", "buyer": "x"}, {"amount_cny": "90", "buyer": "y"})
    assert found.reasons == ["below_minimum"]
    assert [(part.buyer, part.short_by_cny) for part in found.below_minimum] == [("x", "80.00"), ("y", "110.00")]


@pytest.mark.parametrize(
    ("place", "bought", "verdict"),
    [
        ("CN-CQ", "2018-02-28", "no"),
        ("CN-CQ", "2018-03-01", "yes"),
        ("CN-LN/Dalian", "2025-06-30", "no"),
        ("CN-LN/Dalian", "2025-07-01", "yes"),
        ("CN-LN", "2025-07-01", "not_established"),
        ("CN-GD/Shenzhen", "2026-05-12", "yes"),
    ],
)
def test_the_scheme_starts_place_by_place(place: str, bought: str, verdict: str, context: Context) -> None:
    assert refund(context, {"date": bought}, place=place, departure_date=bought).verdict == verdict


def test_what_is_taken_for_granted_about_a_purchase_is_listed(context: Context) -> None:
    fields = {assumed.field for assumed in refund(context, {}).assumptions}
    assert {"purchases.refund_store", "purchases.unused", "purchases.carried_out", "purchases.customs_confirmed", "last_entry_date"} <= fields
    assert "purchases.unused" not in {assumed.field for assumed in refund(context, {"unused": True}).assumptions}


# ---- before buying ----


def test_before_buying_the_refund_is_told_as_a_range(context: Context) -> None:
    found = ask("refund", {"place": "CN-CQ", "purchases": [{"amount_cny": "400"}]}, context)
    assert (found.verdict, found.gross_refund_min_cny, found.gross_refund_max_cny) == ("unknown", "32.00", "44.00")
    assert set(found.missing) == {"departure_date", "purchases.date", "purchases.vat_rate_pct"}
    assert all(part in found.headline for part in ("32.00", "44.00", "22 November 2026", "20 February 2027"))


def test_who_has_bought_is_told_the_last_day_of_leaving(context: Context) -> None:
    found = refund(context, {"date": "2026-11-20"}, {"date": "2026-11-10"}, departure_date=None)
    assert str(found.last_departure_date) == "2027-02-08"
    assert str(refund(context, {"date": "2026-11-20"}, departure_date=None, last_entry_date="2026-06-01").last_departure_date) == "2026-12-01"


def test_a_rate_that_nobody_published_leaves_the_other_lines_sure(context: Context) -> None:
    found = refund(context, {}, {"vat_rate_pct": 6})
    assert (found.verdict, found.gross_refund_min_cny, found.gross_refund_max_cny) == ("not_established", "110.00", None)


def test_one_unknown_rate_of_several_gives_a_range(context: Context) -> None:
    found = refund(context, {}, {"vat_rate_pct": None, "store": "B"}, {"unused": False, "store": "C"})
    assert (found.gross_refund_min_cny, found.gross_refund_max_cny) == ("190.00", "220.00")


def test_joining_small_purchases_shows_what_it_would_have_added(context: Context) -> None:
    found = refund(context, {"amount_cny": "150"}, {"amount_cny": "100", "store": "B"})
    assert (found.if_joined.purchases, found.if_joined.gross_refund_cny, found.if_joined.net_refund_cny) == (2, "27.50", "22.50")
    assert refund(context, {"amount_cny": "50"}, {"amount_cny": "100", "store": "B"}).if_joined is None


# ---- payment and customs ----


@pytest.mark.parametrize(("amount", "check"), [("9999.99", "random"), ("10000.00", "readings_differ"), ("90000.00", "readings_differ"), ("90909.10", "each")])
def test_where_pages_differ_on_the_inspection_both_readings_are_told(amount: str, check: str, context: Context) -> None:
    found = refund(context, {"date": "2026-07-05", "amount_cny": amount}, departure_date="2026-07-10")
    assert found.customs_check == check
    (ground,) = [one for one in found.grounds if one.id.endswith("customs_check")]
    assert len(ground.sources) == 2
    assert ("customs_readings_differ" in codes(found)) == (check == "readings_differ")
    assert refund(context, {"amount_cny": amount}, departure_date="2026-06-30").customs_check is None


def test_ways_of_payment_are_those_of_the_day_of_leaving_with_sources(context: Context) -> None:
    old, new = refund(context, {"date": "2024-05-12"}, departure_date="2024-05-20"), refund(context, {})
    assert (set(old.payout_ways), set(new.payout_ways)) == ({"cash", "bank_transfer"}, {"cash", "bank_card", "mobile_payment"})
    assert next(one.sources for one in new.grounds if one.id.endswith("payout_ways"))


def test_an_answer_names_how_it_rounds_and_what_the_fee_rests_on(context: Context) -> None:
    chongqing, zhejiang = refund(context, {}), refund(context, {}, place="CN-ZJ")
    for answer, fee in ((chongqing, "unknown"), (zhejiang, "met")):
        grounds = {one.id: one for one in answer.grounds}
        assert "fen" in grounds["departure_refund.rounding"].text
        assert grounds["departure_refund.fee"].result == fee
    assert "at 2 percent" in chongqing.headline
    assert "percent" not in zhejiang.headline
