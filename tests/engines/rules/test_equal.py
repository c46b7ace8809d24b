"""Single and bulk give the same ruling, nulls included: the two ways of writing each step hold each other."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liziba.atlas import load
from liziba.engines.rules.bulk import BulkRules
from liziba.engines.rules.bulk_lines import BulkLines
from liziba.engines.rules.single import SingleRules
from liziba.services.refund.respond import CODEC as REFUND
from liziba.services.rulebook import rulebook
from liziba.services.stay.respond import CODEC as STAY
from tests.engines.rules import questions
from tests.services.judged import refused

PERIOD = ("entry", "exit", "basis")
PERIODS = pl.List(pl.Struct({"entry": pl.Int32, "exit": pl.Int32, "basis": pl.String}))
TRUTH = {"refused_visa_stamp", "leaves_airport"}
LINE_TYPES = {"date": pl.Int32, "amount_cny": pl.Int64, "vat_rate_pct": pl.Int64, "pieces": pl.Int64, "pieces_shown": pl.Int64}
LINE_WORDS = ("store", "buyer", "invoice")
LINE_TRUTHS = ("refund_store", "unused", "carried_out", "customs_confirmed", "restricted", "vat_exempt", "is_service")
CLAIM_NUMBERS = {"departure_date", "last_entry_date", "stay_days_at_departure", "agent_fee_pct", "as_of"}


def stay_frame(asked: list[dict[str, Any]], rules: BulkRules) -> pl.DataFrame:
    numbers = {"entry_at", "exit_at", "passport_valid_until", "illegal_stay_on", "group.size", "as_of"}
    schema: dict[str, Any] = {f: pl.Int64 if f in numbers else pl.Boolean if f in TRUTH else pl.String for f in (*rules.fields, "as_of")}
    columns = {f: [q.get(f) for q in asked] for f in schema}
    if any(name in question for question in asked for name in rules.lists):
        schema |= {"places": pl.List(pl.String), "previous_stays": PERIODS}
        columns["places"] = [q.get("places") for q in asked]
        columns["previous_stays"] = [q.get("previous_stays") and [dict(zip(PERIOD, p, strict=True)) for p in q["previous_stays"]] for q in asked]
    return pl.DataFrame(columns, schema=schema, strict=False)


@cache
def both() -> tuple[SingleRules, BulkRules]:
    """The rules of stays in both ways."""
    single = rulebook(load(), "stay", STAY)
    return single, BulkRules(single)


def check_stays(seed: int, count: int, lists: bool = False) -> None:
    random = Random(seed)
    asked = [questions.stay(random, lists) for _ in range(count)]
    single, bulk = both()
    for question, row in zip(asked, bulk.judge(stay_frame(asked, bulk)).iter_rows(named=True), strict=True):
        assert _stay_row(row) == _stay_ruling(single, question), question


def _stay_ruling(rules: SingleRules, question: dict[str, Any]) -> dict[str, Any]:
    ruling = rules.judge(question, question["as_of"])
    outcome = ruling.outcome(rules.sheet.filled)
    found: dict[str, Any] = {name: outcome.get(name) for name in ("max_days", "max_hours", "cap_days", "border_check", "leave_by_date", "known_end")}
    reasons = ruling.refused_by() if ruling.verdict == "no" else {}
    found |= {
        "verdict": ruling.verdict,
        "scheme": outcome.get("scheme") if ruling.verdict == "yes" else None,
        "missing": sorted(ruling.missing),
        "bad_places": list(outcome.get("bad_places") or ()),
        **{group: sorted(reasons.get(group, [])) for group in _groups()},
        "all": ruling.shared_reasons() if ruling.verdict == "no" else [],
    }
    return found


def _groups() -> list[str]:
    return list(dict.fromkeys(scheme.group for scheme in rulebook(load(), "stay", STAY).sheet.schemes))


def _stay_row(row: dict[str, Any]) -> dict[str, Any]:
    told = refused(row.pop("refused_by"))
    bad_places = _words(row.pop("bad_places") or "")
    groups = {group: sorted(told.get(group) or []) for group in (*_groups(), "all")}
    del row["cap_window_days"], row["cap_window"]  # they come with cap_days
    return {**row, **groups, "missing": sorted(_words(row["missing"])), "bad_places": bad_places}


def _words(told: str) -> list[str]:
    return [word for word in told.split(",") if word]


def check_claims(seed: int, count: int) -> None:
    random = Random(seed)
    asked = [questions.claim(random) for _ in range(count)]
    single = rulebook(load(), "refund", REFUND)
    claims, lines = _claim_frames(asked)
    told, _ = BulkLines(single).judge(claims, lines)
    for question, row in zip(asked, told.iter_rows(named=True), strict=True):
        ruling = single.judge(question, question["as_of"])
        outcome = ruling.schemes[0].outcome
        found = {name: row[f"departure_refund.{name}_total"] for name in ("gross", "fee", "net")}
        assert (row["verdict"], sorted(_words(row["missing"]))) == (ruling.verdict, sorted(ruling.missing)), question
        if ruling.verdict in ("yes", "partly"):
            assert found == outcome, question


def _claim_frames(asked: list[dict[str, Any]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    schema = {"place": pl.String, "visitor": pl.String, "last_entry_shown": pl.Boolean, **dict.fromkeys(CLAIM_NUMBERS, pl.Int64)}
    claims = pl.DataFrame([{f: q.get(f) for f in schema} for q in asked], schema=schema)
    types = {**LINE_TYPES, **dict.fromkeys(LINE_WORDS, pl.String), **dict.fromkeys(LINE_TRUTHS, pl.Boolean)}
    rows = [{"claim": n, **{f"purchases.{f}": line.get(f) for f in types}} for n, q in enumerate(asked) for line in q["purchases"]]
    return claims, pl.DataFrame(rows, schema={"claim": pl.UInt32, **{f"purchases.{f}": t for f, t in types.items()}})


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_stays_are_judged_alike(seed: int) -> None:
    check_stays(seed, 600)


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_stays_with_places_and_earlier_stays_are_judged_alike(seed: int) -> None:
    check_stays(seed, 600, lists=True)


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_claims_are_judged_alike(seed: int) -> None:
    check_claims(seed, 600)


@pytest.mark.full
@pytest.mark.parametrize("lists", [False, True])
def test_a_hundred_thousand_stays_are_judged_alike(lists: bool) -> None:
    check_stays(20261122, 100_000, lists)


@pytest.mark.full
def test_a_hundred_thousand_claims_are_judged_alike() -> None:
    check_claims(20261122, 100_000)
