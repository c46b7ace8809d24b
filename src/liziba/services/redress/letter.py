"""A complaint as a letter, made only of what was stated: what nobody said stays an open place to fill in by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from liziba.atlas import Atlas, texts
from liziba.atlas.tables.redress import Right
from liziba.services.redress.rights import RightsAnswer

if TYPE_CHECKING:
    from liziba.services.redress.complaint import ComplaintQuestion


def letter(question: ComplaintQuestion, judged: RightsAnswer, atlas: Atlas, language: str, as_of: date) -> str:
    """The letter in that language, a paragraph a line."""
    open_place = texts.say("letter.open", language)

    def say(key: str, **values: object) -> str:
        return texts.say(f"letter.{key}", language, **{name: open_place if value is None else value for name, value in values.items()})

    place = atlas.place_name(question.place, language) if question.place else None
    lines = [
        say("title"),
        say("from", name=question.complainant, contact=question.contact),
        say("against", trader=question.trader, place=place),
        say("facts", day=question.bought, trader=question.trader, what=question.what, price=question.price_cny),
        say(f"happened.{question.happened}"),
    ]
    if question.loss_cny:
        lines.append(say("loss", loss=question.loss_cny))
    demands = _demands(question, judged, language)
    lines.append(say("demand", demands=texts.join(demands, language) if demands else None))
    row = next((r for r in atlas.table("redress/rights").rows if isinstance(r, Right) and r.right == judged.right and r.known(as_of)), None)
    if judged.verdict == "yes" and row is not None and row.law:
        article, _, paragraph = row.article.rstrip(")").partition("(")
        lines.append(say("basis_paragraph" if paragraph else "basis", law=texts.say(f"law.{row.law}", language), article=article, paragraph=paragraph))
    evidence = [texts.say(f"code.evidence.{code}", language) for code in question.evidence or ()]
    lines.append(say("evidence", evidence=texts.join(evidence, language) if evidence else None))
    if question.departure_date:
        lines.append(say("departure", day=question.departure_date))
    lines.append(say("signed", day=question.filed or as_of))
    return "\n".join(lines)


def _demands(question: ComplaintQuestion, judged: RightsAnswer, language: str) -> list[str]:
    """What is asked for; without a choice, what the right gives."""
    amounts = {
        "money_back": judged.refund_cny or (judged.with_refund_of_price_cny and question.price_cny),
        "extra_compensation": judged.extra_compensation_cny if judged.extra_compensation_cny not in (None, "0.00") else None,
        "loss": question.loss_cny or None,
    }
    chosen: Sequence[str] = question.demand or ([name for name, amount in amounts.items() if amount] if judged.verdict == "yes" else [])
    found = []
    for name in chosen:
        amount = amounts.get(name)
        key = f"letter.demand.{name}" + ("_of" if amount is not None and texts.has(f"letter.demand.{name}_of", language) else "")
        found.append(texts.say(key, language, amount=amount))
    return found
