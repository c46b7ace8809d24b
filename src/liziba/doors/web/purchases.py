"""The answer of `refund` as its page shows it: each purchase with what becomes of it, then leaving, payment and customs.

Nothing is judged here: what a purchase lacks stands in the grounds of the answer, which carry its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liziba.atlas import texts
from liziba.doors.web import house, words
from liziba.doors.web.asked import Again, Asked
from liziba.doors.web.conditions import SIGNS
from liziba.services.declaration import services
from liziba.services.envelope import Envelope, Ground

RATE = "rate_known"
CHECK = "customs_check"
MINIMUM = "below_minimum"


@dataclass(frozen=True)
class Purchase:
    """One purchase as it was asked about, and whether it is refunded."""

    name: str
    store: str
    day: str
    amount: str
    result: str
    sign: str
    outcome: str


@dataclass(frozen=True)
class Bill:
    """The part of the page that only this service has."""

    purchases: tuple[Purchase, ...]
    basket: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    see_also: tuple[Again, ...]


def bill(asked: Asked, answer: Envelope) -> Bill:
    """The purchases of a question with their outcome, and what is to be known about leaving and being paid."""
    said = asked.fields.get("purchases")
    lines = [line for line in said if isinstance(line, Mapping)] if isinstance(said, list) else []
    basket = [part.text for part in getattr(answer, "below_minimum", ())]
    joined = getattr(answer, "if_joined", None)
    return Bill(
        purchases=tuple(_purchase(n, line, answer, asked.language) for n, line in enumerate(lines, 1)),
        basket=(*basket, *([joined.text] if joined is not None else [])),
        terms=tuple(_terms(answer, asked.language)),
        see_also=tuple(_see_also(asked, lines, answer)),
    )


def _purchase(n: int, line: Mapping[str, Any], answer: Envelope, language: str) -> Purchase:
    def say(key: str, **values: Any) -> str:
        return house.text(f"web.refund.{key}", language, **values)

    store = words.clean(str(line.get("store") or "")) or say("not_said")
    if line.get("buyer"):
        store = say("of_buyer", store=store, buyer=words.clean(str(line["buyer"])))
    own = {ground.id.split(".")[-2]: ground for ground in answer.grounds if ground.id.endswith(f".{n}")}
    result, outcome = _outcome(own, answer, say, language)
    day = str(line.get("date") or "")
    return Purchase(
        name=house.text("field.refund.purchases.one", language, n=n),
        store=store,
        day=words.day_in_words(day, language) if day else say("not_said"),
        amount=words.clean(str(line.get("amount_cny") or "")) or say("not_said"),
        result=result,
        sign=SIGNS[result],
        outcome=outcome,
    )


def _outcome(own: Mapping[str, Ground], answer: Envelope, say: Any, language: str) -> tuple[str, str]:
    """What becomes of one purchase: met, failed or unknown, and that in words."""
    reasons = list(dict.fromkeys(ground.reason for ground in own.values() if ground.result == "failed" and ground.reason))
    # The minimum is a matter of a store and day: of goods that are out on their own it says nothing.
    reasons = [reason for reason in reasons if reason != MINIMUM] or reasons
    if reasons:
        return "failed", say("outcome.failed", reasons=texts.join([house.text(f"reason.{reason}", language) for reason in reasons], language))
    if answer.verdict == "no":
        return "failed", say("outcome.claim")
    if answer.verdict == "unknown" or any(ground.result == "unknown" for ground in own.values()):
        return "unknown", say("outcome.not_established" if answer.verdict == "not_established" else "outcome.open")
    rate = own[RATE].found if RATE in own else None
    return "met", say("outcome.met") if rate is None else say("outcome.met_rate", rate=f"{float(rate):g}")


def _terms(answer: Any, language: str) -> list[tuple[str, str]]:
    """Leaving and being paid: each fact with its label."""
    found: list[tuple[str, str]] = []

    def add(key: str, value: str) -> None:
        found.append((house.text(f"web.refund.{key}", language), value))

    if answer.last_departure_date is not None:
        add("last_day", texts.day(answer.last_departure_date, language))
    if answer.payout_ways:
        add("ways", texts.join([words.code("payout_ways", way, language) for way in answer.payout_ways], language))
    if answer.verdict in ("yes", "partly"):
        cash = {True: "yes", False: "no", None: "open"}[answer.cash_allowed]
        add("cash", house.text(f"web.refund.cash.{cash}", language))
    if answer.customs_check is not None:
        add("check", _check(answer, language))
    return found


def _check(answer: Any, language: str) -> str:
    """How customs inspects, by both readings of the rule."""
    seen = next((ground.found for ground in answer.grounds if ground.id.endswith(f".{CHECK}")), None)
    if not isinstance(seen, Mapping):
        return words.code(CHECK, answer.customs_check, language)
    by = {f"by_{name}": words.code(CHECK, seen[f"by_{name}"], language) for name in ("sales", "refund")}
    return house.text("web.refund.check.both", language, sales=seen["sales_cny"], refund=seen["refund_cny"], **by)


def _see_also(asked: Asked, lines: list[Mapping[str, Any]], answer: Envelope) -> list[Again]:
    """The neighbouring questions, with what is already known."""
    days = sorted(str(line["date"]) for line in lines if line.get("date"))
    known = {"place": asked.fields.get("place"), "date": days[0] if days else None}
    fields = {name: value for name, value in known.items() if value}
    return [
        Asked(services()["instant-refund"], fields, asked.language).again(house.text("web.refund.instant", asked.language)),
        Asked(services()["refund-abroad"], {"date": days[0] if days else answer.as_of.isoformat()}, asked.language).again(
            house.text("web.refund.abroad", asked.language)
        ),
    ]
