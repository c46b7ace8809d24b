"""Schemes of other countries and regions by day."""

from __future__ import annotations

from typing import Any

import pytest

from liziba.services.declaration import Context, ask, service
from liziba.services.question import QuestionError


def schemes(context: Context, **fields: Any) -> list[Any]:
    return list(ask("refund-abroad", fields, context).schemes)


@pytest.mark.parametrize(("day", "method"), [("2026-10-31", "off_the_price"), ("2026-11-01", "refund_on_leaving")])
def test_japan_changed_to_a_refund_on_the_first_of_november_2026(day: str, method: str, context: Context) -> None:
    assert {one.method for one in schemes(context, country="JP", date=day)} == {method}


def test_ten_thousand_yen_bring_back_a_thousand_within_ninety_days(context: Context) -> None:
    (japan,) = schemes(context, country="JP", date="2026-11-02")
    assert japan.minimum <= 10_000
    assert 10_000 * japan.rates_pct[0] / 100 == 1_000
    assert (japan.within, japan.unit, japan.since, japan.returned) == (90, "days", "purchase", "whole_tax")


def test_until_october_2026_consumables_were_capped_in_japan(context: Context) -> None:
    by_variant = {one.variant: one for one in schemes(context, country="JP", date="2026-10-20")}
    assert (by_variant["consumables"].maximum, by_variant["general"].maximum) == (500_000, None)


def test_in_singapore_three_receipts_of_a_day_reach_the_minimum_together(context: Context) -> None:
    (singapore,) = schemes(context, country="sg", date="2026-05-01")
    assert (singapore.receipts_at_most, singapore.minimum) == (3, 100)
    assert "tax_rate_bp" in singapore.unsure


def test_where_pages_and_memory_differ_both_are_shown_and_memory_as_unconfirmed(context: Context) -> None:
    korea = {one.minimum: one.confirmed for one in schemes(context, country="KR", date="2026-11-22")}
    assert korea == {30_000: True, 15_000: False}
    assert "abroad_unsure" in {warning.code for warning in ask("refund-abroad", {"country": "KR"}, context).warnings}


@pytest.mark.parametrize(("country", "verdict"), [("JP", "yes"), ("GB", "no"), ("EU", "yes"), ("DE", "not_established"), ("CN", "yes")])
def test_one_country_has_a_verdict(country: str, verdict: str, context: Context) -> None:
    assert ask("refund-abroad", {"country": country}, context).verdict == verdict


def test_china_stands_beside_them_as_its_own_tables_have_it(context: Context) -> None:
    minimum = {day: schemes(context, country="CN", date=day)[0].minimum for day in ("2025-04-25", "2025-04-28")}
    assert minimum == {"2025-04-25": 500, "2025-04-28": 200}
    everybody = ask("refund-abroad", {}, context)
    assert everybody.verdict is None
    assert len({one.country for one in everybody.schemes}) >= 8
    assert all(ground.sources for ground in everybody.grounds)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_row_can_be_said_in_both_languages(language: str, context: Context) -> None:
    for day in ("2012-01-01", "2016-06-01", "2019-06-01", "2024-06-01", "2026-10-31", "2026-11-22"):
        told = ask("refund-abroad", {"date": day}, Context(context.atlas, context.today, language))
        assert len(told.grounds) == len(told.schemes)


def test_a_country_that_is_none_is_refused(context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        service("refund-abroad").read({"country": "XX"}, context.atlas)
    assert caught.value.field == "country"
