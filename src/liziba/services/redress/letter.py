"""A complaint as a letter, made only of what was stated: what nobody said stays an open place to fill in by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from liziba.atlas import texts
from liziba.atlas.tables.redress import Right
from liziba.services.redress.counting import Counter
from liziba.services.redress.rights import RightsAnswer

if TYPE_CHECKING:
    from liziba.services.redress.complaint import ComplaintQuestion

TOUR = "tour_"


def letter(question: ComplaintQuestion, judged: RightsAnswer, counter: Counter, language: str, filed: date) -> str:
    """The letter in that language, a paragraph a line."""
    open_place = texts.say("letter.open", language)

    def say(key: str, **values: object) -> str:
        return texts.say(f"letter.{key}", language, **{name: open_place if value is None else value for name, value in values.items()})

    place = counter.atlas.place_name(question.place, language) if question.place else None
    lines = [
        say("title"),
        say("from", name=question.complainant, contact=question.contact),
        say("against", trader=question.trader, place=place),
        say(_facts_key(question.happened or ""), day=question.bought, trader=question.trader, what=question.what, price=yuan(question.price_cny)),
        say(f"happened.{question.happened}"),
        *(say(f"stated.{name}", value=value) for name, value in _stated(question).items()),
    ]
    demands = _demands(question, judged, language)
    lines.append(say("demand", demands=texts.say("word.semicolon", language).join(demands) if demands else None))
    row: Right | None = counter.held("redress/rights", ("right",), judged.right, question.bought or filed)
    if judged.verdict == "yes" and row is not None and row.law:
        article, _, paragraph = row.article.rstrip(")").partition("(")
        lines.append(say("basis_paragraph" if paragraph else "basis", law=texts.say(f"law.{row.law}", language), article=article, paragraph=paragraph))
    evidence = [texts.say(f"code.evidence.{code}", language) for code in dict.fromkeys(question.evidence or ())]
    lines.append(say("evidence", evidence=texts.join(evidence, language) if evidence else None))
    if question.departure_date:
        lines.append(say("departure" if question.departure_date >= filed else "departed", day=question.departure_date))
    lines.append(say("signed", day=filed))
    return "\n".join(lines)


def _facts_key(happened: str) -> str:
    """Goods are bought, tours are booked; what a tour led to buy is bought on a tour."""
    return "facts_shopping" if happened == "tour_shopping" else "facts_tour" if happened.startswith(TOUR) else "facts"


def yuan(amount: Decimal | str | None) -> str | None:
    """An amount with its two places."""
    return None if amount is None else f"{Decimal(amount):.2f}"


def _stated(question: ComplaintQuestion) -> dict[str, object]:
    """Further facts, only where they were stated."""
    found: dict[str, object] = {name: getattr(question, name) for name in ("received", "requested", "goods_back", "trip_end", "promise_days")}
    found |= {"amount_cny": yuan(question.amount_cny), "loss_cny": yuan(question.loss_cny or None)}
    if question.seller_knew and question.happened == "unsafe_food":
        found["seller_knew"] = True
    return {name: value for name, value in found.items() if value is not None}


def _demands(question: ComplaintQuestion, judged: RightsAnswer, language: str) -> list[str]:
    """What is asked for; without a choice, what the right gives."""
    extra = judged.extra_compensation_cny if judged.extra_compensation_cny not in (None, "0.00") else None
    amounts = {
        "money_back": judged.refund_cny,
        "extra_compensation": extra,
        "loss": yuan(question.loss_cny or None),
    }
    ranged = judged.extra_compensation_min_cny is not None
    given = [name for name, amount in amounts.items() if amount or (name == "extra_compensation" and ranged)] if judged.verdict == "yes" else []
    chosen: Sequence[str] = list(dict.fromkeys(question.demand or ())) or given or (["repair_or_replacement"] if judged.repair_or_replacement else [])
    found = []
    for name in chosen:
        amount = amounts.get(name)
        kind = "_between" if name == "extra_compensation" and ranged else "_of" if amount is not None else ""
        values = {"amount": amount, "least": judged.extra_compensation_min_cny, "most": judged.extra_compensation_max_cny}
        found.append(texts.say(f"letter.demand.{name}{kind}", language, **values))
    return found
