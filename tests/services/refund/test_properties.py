"""What must hold for any claim: money adds up, tables agree with single questions, offers keep their promise."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from liziba.services.declaration import Context, ask, service
from tests.services.refund.claims import claim

ORDER = ["no", "partly", "yes"]
MINIMUM, AGE = "below_minimum", "over_90_days"
FEN = Decimal("0.01")


def plain(asked: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in asked.items() if value is not None}


def percent(amount: Decimal, rate: int) -> Decimal:
    return (amount * rate / 100).quantize(FEN, ROUND_HALF_UP)


@pytest.mark.parametrize("seed", range(60))
def test_totals_are_sums_of_lines_each_rounded_halves_up(seed: int, context: Context) -> None:
    asked = claim(random.Random(seed), simple=True)
    found = ask("refund", asked, context)
    paid = {"yes", "partly"}
    if found.verdict not in paid:
        assert (found.gross_refund_cny, found.net_refund_cny) == (None, None)
        return
    refused = [(line.store, line.date) for line in found.refused_purchases]
    lines = [line for line in asked["purchases"] if (line["store"], line["date"]) not in refused or _kept(line, asked, found)]
    gross = sum((percent(Decimal(line["amount_cny"]), {13: 11, 9: 8}[line["vat_rate_pct"]]) for line in lines), Decimal())
    fee = sum((percent(Decimal(line["amount_cny"]), 2) for line in lines), Decimal())
    assert (Decimal(found.gross_refund_cny), Decimal(found.agent_fee_cny)) == (gross, fee)
    assert Decimal(found.net_refund_cny) == gross - fee


def _kept(line: dict[str, Any], asked: dict[str, Any], found: Any) -> bool:
    """Of two buyers in one store on one day one may reach the minimum alone."""
    if (asked["departure_date"] - line["date"]).days > 90:
        return False
    same = [one for one in asked["purchases"] if (one["store"], one["date"], one["buyer"]) == (line["store"], line["date"], line["buyer"])]
    return sum(Decimal(one["amount_cny"]) for one in same) >= 200


@pytest.mark.parametrize("seed", range(150))
def test_every_offer_keeps_its_promise_and_asks_for_nothing_that_is_over(seed: int, context: Context) -> None:
    asked = claim(random.Random(seed))
    found = ask("refund", asked, context)
    for offer in found.what_would_change:
        changed = {**asked, **offer.set}
        again = ask("refund", changed, context)
        assert again.verdict == offer.then["verdict"]
        assert ORDER.index(again.verdict) > ORDER.index(found.verdict)
        leaving = date.fromisoformat(str(changed["departure_date"]))
        assert all(line["date"] is None or date.fromisoformat(str(line["date"])) <= leaving for line in changed["purchases"])
        assert leaving >= context.today or asked["departure_date"] < context.today
        if "purchases" in offer.set:
            amounts = [
                (Decimal(new["amount_cny"]), Decimal(old["amount_cny"]))
                for new, old in zip(offer.set["purchases"], asked["purchases"], strict=True)
                if old["amount_cny"]
            ]
            assert all(new >= old for new, old in amounts)


@pytest.mark.parametrize("seed", range(150))
def test_who_is_refused_by_minimum_or_days_alone_is_told_what_would_turn_it(seed: int, context: Context) -> None:
    asked = claim(random.Random(seed), simple=True)
    found = ask("refund", asked, context)
    if found.verdict == "yes":
        return
    assert set(found.reasons) <= {MINIMUM, AGE}
    limits = [line["date"] + timedelta(days=90) for line in asked["purchases"]]
    first = max(line["date"] for line in asked["purchases"])
    if asked["departure_date"] >= context.today:
        first = max(first, context.today)
    late = [day for day in limits if day < asked["departure_date"]]
    in_time = [day for day in late if day >= first]
    best = "yes" if len(in_time) == len(late) else "partly" if found.verdict == "no" and (in_time or MINIMUM in found.reasons) else found.verdict
    offered = [offer.then["verdict"] for offer in found.what_would_change]
    assert max(offered, key=ORDER.index, default=found.verdict) == best


def test_a_table_of_claims_is_answered_like_each_claim_alone(context: Context, tmp_path: Path) -> None:
    luck = random.Random(7)
    asked = [claim(luck) for _ in range(300)]
    fields = ("place", "departure_date", "last_entry_date", "visitor", "purchases")
    pl.DataFrame([{name: one.get(name) for name in fields} for one in asked], infer_schema_length=None).write_parquet(tmp_path / "in.parquet")
    report = service("refund").bulk(tmp_path / "in.parquet", tmp_path / "out.parquet", context)  # type: ignore[misc]
    assert report.errors == 0
    verdicts = set()
    for one, row in zip(asked, pl.read_parquet(tmp_path / "out.parquet").to_dicts(), strict=True):
        single = ask("refund", plain(one), context)
        verdicts.add(single.verdict)
        told = {
            name: None if (value := getattr(single, f"{name}_cny")) is None else int(value.replace(".", ""))
            for name in ("gross_refund", "agent_fee", "net_refund")
        }
        assert {name: row[f"{name}_fen"] for name in told} == told
        for name in ("verdict", "cash_allowed", "is_overseas_visitor", "store_may_issue_form"):
            assert row[name] == getattr(single, name), (name, one)
        for name in ("missing", "reasons"):
            assert sorted(word for word in row[name].split(",") if word) == sorted(getattr(single, name)), (name, one)
    assert verdicts == {"yes", "partly", "no", "unknown", "not_established"}
