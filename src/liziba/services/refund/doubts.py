"""What weakens a refund answer, and what it takes for granted about single purchases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liziba.atlas import texts
from liziba.engines.rules.sheet import HIT
from liziba.services.envelope import Assumption, Warning_
from liziba.services.explain import Explainer
from liziba.services.question import meta
from liziba.services.refund.basket import PAID, Basket, in_doubt, shown_in_part, supposed
from liziba.services.refund.question import Purchase, RefundQuestion
from liziba.services.rulebook import as_date


def warnings(explainer: Explainer, basket: Basket, answer: Mapping[str, Any], supposed_fee: float | None) -> list[Warning_]:
    """What the reader must know before relying on this claim's answer."""
    question: Any = explainer.question
    found: list[Warning_] = []
    doubtful = in_doubt(basket)
    cash = basket.value("cash")
    paid = basket.ruling.verdict in PAID
    if paid and answer.get("cash_allowed") is None and cash.status == HIT and cash.row.other_fen is not None:
        doubtful = [*doubtful, question.departure_date]
    if doubtful:
        found.append(explainer.warning("doubtful_day", days=sorted(set(doubtful))))
    if paid and supposed_fee is not None:
        found.append(explainer.warning("fee_unpublished", fee=f"{supposed_fee:g}"))
    if paid and answer.get("cash_allowed") is None:
        found.append(explainer.warning("cash_cap_open"))
    if answer.get("customs_check") == "readings_differ":
        found.append(explainer.warning("customs_readings_differ"))
    if paid and shown_in_part(basket):
        found.append(explainer.warning("minimum_after_customs"))
    longest, last, leaving = basket.column("limits", "days_of_stay"), question.last_entry_date, question.departure_date
    if question.stay_days_at_departure is None and last and leaving and (leaving - last).days == longest:
        found.append(explainer.warning("stay_on_edge", n=longest))
    return [*found, *_contradictions(explainer, question)]


def _contradictions(explainer: Explainer, question: RefundQuestion) -> list[Warning_]:
    """Days that cannot all be right. They decide nothing, so that the answer stands, but the asker should look again."""
    found = []
    bought = [purchase.date for purchase in question.purchases or () if purchase.date is not None]
    form, leaving = question.form_date, question.departure_date
    if form is not None and ((bought and form < min(bought)) or (leaving is not None and form > leaving)):
        found.append(explainer.warning("form_day", day=form))
    last = question.last_entry_date
    later = [day for day in question.earlier_entries or () if last is not None and day > last]
    if later:
        found.append(explainer.warning("earlier_entry_is_later", day=max(later), last=last))
    if last is not None and leaving is not None and last > leaving:
        found.append(explainer.warning("entry_after_leaving", day=last))
    return found


def of_lines(explainer: Explainer, basket: Basket) -> list[Assumption]:
    """What was taken for granted about the purchases and the stay because it was not said."""
    question: Any = explainer.question
    purchases: list[Purchase] = question.purchases or []
    found: list[Assumption] = []

    def taken(field: str, value: Any, shown: Any) -> None:
        text = texts.say("envelope.assumed", explainer.language, field=explainer.field_name(field), value=shown)
        found.append(Assumption(field=field, value=value, text=text))

    for name, field in Purchase.model_fields.items():
        if "assumed" in meta(field) and any(getattr(purchase, name) is None for purchase in purchases):
            value = meta(field)["assumed"]
            taken(f"purchases.{name}", value, explainer.name("truth", value))
    for name in ("store", "buyer"):
        said = {getattr(purchase, name) for purchase in purchases}
        if len(purchases) > 1 and None in said and (name == "store" or len(said) > 1):
            taken(f"purchases.{name}", "one", texts.say(f"refund.assumed.{name}", explainer.language))
    longest = basket.column("limits", "days_of_stay")
    if longest is not None and question.last_entry_date is None:
        shown = texts.say("refund.assumed.days", explainer.language, days=longest)
        for name in ("last_entry_date", *(("stay_days_at_departure",) if question.stay_days_at_departure is None else ())):
            taken(name, longest, shown)
    return found


def supposed_days(explainer: Explainer, basket: Basket) -> str:
    """The suppositions of a range, in words: bought on the day of asking, left in time."""
    parts = []
    if "purchases.date" in basket.ruling.missing:
        parts.append(texts.say("refund.supposed.bought", explainer.language, day=as_date(basket.known)))
    last = as_date(supposed(basket).last_departure())
    if "departure_date" in basket.ruling.missing and last is not None:
        parts.append(texts.say("refund.supposed.left", explainer.language, day=last))
    return "".join(parts)
