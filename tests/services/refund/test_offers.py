"""What a refused buyer is told to change."""

from __future__ import annotations

from typing import Any

from liziba.services.declaration import Context, ask

LINE = {"store": "A", "date": "2026-01-05", "vat_rate_pct": 13, "amount_cny": "1000.00"}


def offers(context: Context, *lines: dict[str, Any], **fields: Any) -> list[tuple[dict[str, Any], str]]:
    asked = {"place": "CN-CQ", "departure_date": "2026-04-20", **fields, "purchases": [{**LINE, **line} for line in lines]}
    return [(offer.set, offer.then["verdict"]) for offer in ask("refund", asked, context).what_would_change]


def amounts(offer: dict[str, Any]) -> list[str]:
    return [line["amount_cny"] for line in offer.get("purchases", [])]


def test_too_late_and_too_little_takes_both_changes(context: Context) -> None:
    ((changed, verdict),) = offers(context, {"amount_cny": "150"})
    assert (changed["departure_date"], amounts(changed), verdict) == ("2026-04-05", ["200.00"], "yes")


def test_two_stores_under_the_minimum_are_offered_alone_and_together(context: Context) -> None:
    found = offers(context, {"amount_cny": "150"}, {"amount_cny": "190", "store": "B"}, departure_date="2026-01-20")
    assert [(amounts(changed), verdict) for changed, verdict in found] == [
        (["150", "200.00"], "partly"),
        (["200.00", "190"], "partly"),
        (["200.00", "200.00"], "yes"),
    ]


def test_a_part_under_the_minimum_is_offered_what_makes_it_whole(context: Context) -> None:
    found = offers(context, {}, {"amount_cny": "150", "store": "B"}, {"amount_cny": "190", "store": "C"}, departure_date="2026-01-20")
    assert [(amounts(changed), verdict) for changed, verdict in found] == [(["1000.00", "200.00", "200.00"], "yes")]


def test_used_goods_beside_it_do_not_hide_what_lacks(context: Context) -> None:
    ((changed, verdict),) = offers(context, {"amount_cny": "150"}, {"store": "B", "unused": False}, departure_date="2026-01-20")
    assert (amounts(changed), verdict) == (["200.00", "1000.00"], "partly")


def test_nobody_is_told_to_leave_before_a_purchase(context: Context) -> None:
    assert offers(context, {}, {"date": "2026-04-15", "store": "B"}) == []


def test_who_has_not_left_yet_is_not_told_to_leave_on_a_day_that_is_over(context: Context) -> None:
    assert offers(context, {"date": "2026-08-01"}, departure_date="2026-11-25") == []
    assert offers(context, {"date": "2026-09-01"}, departure_date="2026-12-15") == [({"departure_date": "2026-11-30"}, "yes")]


def test_of_a_departure_that_is_over_it_says_what_would_have_been(context: Context) -> None:
    found = ask("refund", {"place": "CN-CQ", "departure_date": "2026-04-20", "purchases": [LINE]}, context)
    assert "would have" in found.what_would_change[0].text
    coming = ask("refund", {"place": "CN-CQ", "departure_date": "2026-12-15", "purchases": [{**LINE, "date": "2026-09-01"}]}, context)
    assert "would have" not in coming.what_would_change[0].text


def test_a_stay_that_is_too_long_may_end_earlier(context: Context) -> None:
    assert offers(context, {"date": "2026-04-10"}, last_entry_date="2025-10-15") == [({"departure_date": "2026-04-16"}, "yes")]
    by_days = offers(context, {"date": "2026-04-10"}, stay_days_at_departure=187)
    assert by_days == [({"departure_date": "2026-04-16", "stay_days_at_departure": 183}, "yes")]


def test_nothing_is_offered_that_would_be_untrue(context: Context) -> None:
    assert offers(context, {"unused": False}, departure_date="2026-01-20") == []
    assert offers(context, {}, departure_date="2026-01-20", visitor="mainland_citizen_living_abroad") == []
