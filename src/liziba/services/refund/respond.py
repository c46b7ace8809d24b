"""From a question about purchases to the answer: each line, each store and day, the whole claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liziba.atlas import Atlas, texts
from liziba.engines.rules.plan import Scope
from liziba.engines.rules.ruling import FAILED, MET, Ruling, SchemeRuling
from liziba.engines.rules.sheet import HIT
from liziba.engines.rules.single import SingleRules
from liziba.services.declaration import Context
from liziba.services.explain import Explainer, days, stamp
from liziba.services.refund import doubts, grounds, parts
from liziba.services.refund.answer import RefundAnswer, RefusedPurchase
from liziba.services.refund.basket import PAID, Basket, around
from liziba.services.refund.changes import offers
from liziba.services.refund.question import RefundQuestion
from liziba.services.rulebook import Codec, plain_value, rulebook

TOPIC = "refund"
CODEC = Codec(RefundQuestion)
# A line of goods that are outside the scheme adds its own reason only where no other line is left.
OUTSIDE_THE_SCHEME = frozenset({"excluded_goods", "not_goods"})
PERSON = ("visitor", "stay_length")
FORM = ("store", "last_entry", "after_last_entry", "entry_window")
# These speak against a form where they fail; a form is not said to be possible only because they are met.
FORM_BARRED = ("visitor", "scheme")


def rules_of(atlas: Atlas) -> SingleRules:
    """The rule sheet compiled over an atlas. Raises SheetError with the line of what is wrong."""
    return rulebook(atlas, TOPIC, CODEC)


def respond(question: RefundQuestion, context: Context) -> RefundAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    rules = rules_of(context.atlas)
    values = engine_values(rules, question)
    ruling = rules.judge(values, days(as_of))
    scheme, scope = ruling.schemes[0], rules.scopes[0]
    explainer = Explainer(TOPIC, question, CODEC, context, as_of)
    basket = Basket(rules, values, days(as_of), ruling)
    published = _fee_is_published(scheme)
    beside, payment = grounds.beside(explainer, basket, published)
    told = [*grounds.conditions(explainer, scope, ruling), *beside]
    answer: dict[str, Any] = {
        "verdict": ruling.verdict,
        "as_of": as_of,
        "atlas": stamp(context.atlas),
        "assumptions": [*explainer.assumptions([scope]), *doubts.of_lines(explainer, basket)],
        "missing": list(ruling.missing),
        "grounds": told,
        "what_would_change": offers(basket, question, explainer),
        "decided_by": explainer.decided_by(rules.sheet.decided_by),
        **figures(question, ruling, scope),
        **around(basket),
        **payment,
    }
    answer |= parts.in_words(answer, explainer.language)
    supposed_fee = None if published or question.agent_fee_pct is not None else rules.sheet.fields["agent_fee_pct"].assumed / 100
    answer["warnings"] = [*doubts.warnings(explainer, basket, answer, supposed_fee), *explainer.warnings(told)]
    answer["headline"] = headline(basket, answer, explainer, supposed_fee)
    return RefundAnswer(**answer)


def _fee_is_published(scheme: SchemeRuling) -> bool:
    """By an agency of the place, or by the terms themselves."""
    cells = [scheme.values["published_fee"], *scheme.values["window"]]
    return any(cell.status == HIT and cell.row.fee_bp is not None for cell in cells)


def engine_values(rules: SingleRules, question: RefundQuestion) -> dict[str, Any]:
    """The question for the engine. A town that the table does not know apart counts with its province."""
    values = CODEC.read(question)
    place = values.get("place")
    listed = rules.grids[rules.scopes[0].scheme.name, "scheme"].layers
    if place and place not in listed:
        values["place"] = place.partition("/")[0].removesuffix("-FTZ")
    return values


def figures(question: RefundQuestion, ruling: Ruling, scope: Scope) -> dict[str, Any]:
    """The service's own fields."""
    scheme = ruling.schemes[0]
    results = {step.name: result for step, result in zip(scope.scheme.conditions(), scheme.results, strict=True)}
    found: dict[str, Any] = {
        "is_overseas_visitor": _all_met([results[name] for name in PERSON]),
        "store_may_issue_form": _form(results, bool(question.purchases)),
    }
    if ruling.verdict in ("yes", "partly"):
        outcome = scheme.outcome
        found |= {
            "gross_refund_cny": plain_value("money", outcome["gross"]),
            "agent_fee_cny": plain_value("money", outcome["fee"]),
            "net_refund_cny": plain_value("money", outcome["net"]),
            "cash_allowed": _cash(results["cash_before_fee"], results["cash_after_fee"]),
        }
    pieces = [p.pieces if p.pieces_shown is None else p.pieces_shown for p in question.purchases or ()]
    if any(p is not None for p in pieces):
        found["confirmed_pieces"] = sum(p for p in pieces if p is not None)
    found["reasons"] = reasons(ruling, found)
    if ruling.verdict == "partly" or (ruling.verdict == "no" and len({line.reasons for line in ruling.lines}) > 1):
        found["refused_purchases"] = [
            RefusedPurchase(store=p.store, date=p.date, reasons=list(line.reasons))
            for p, line in zip(question.purchases or (), ruling.lines, strict=True)
            if line.reasons
        ]
    return found


def reasons(ruling: Ruling, found: Mapping[str, Any]) -> list[str]:
    """All reasons of a refusal, and of a form or a person that the scheme refuses."""
    listed = list(ruling.schemes[0].reasons)
    left = any(line.left for line in ruling.lines)
    for line in ruling.lines:
        for reason in line.reasons:
            if not (left and reason in OUTSIDE_THE_SCHEME and not line.left):
                listed.append(reason)
    refused = ruling.verdict in ("no", "partly") or found["is_overseas_visitor"] is False or found["store_may_issue_form"] is False
    return list(dict.fromkeys(listed)) if refused else []


def _all_met(results: list[int]) -> bool | None:
    if FAILED in results:
        return False
    return True if all(result == MET for result in results) else None


def _form(results: Mapping[str, Any], has_lines: bool) -> bool | None:
    def said(names: tuple[str, ...]) -> list[int]:
        return [one for name in names for one in (results[name] if isinstance(results[name], list) else [results[name]])]

    if FAILED in said(FORM_BARRED):
        return False
    verdict = _all_met(said(FORM))
    return verdict if has_lines or verdict is False else None


def _cash(before_fee: int, after_fee: int) -> bool | None:
    """Whether the cap means the amount before or after the fee is not published: between the two nobody knows."""
    if before_fee == MET:
        return True
    return False if after_fee == FAILED else None


def headline(basket: Basket, answer: Mapping[str, Any], explainer: Explainer, supposed_fee: float | None) -> str:
    """One sentence: the answer itself. What is received is told as a supposition where the fee is not published."""
    language, verdict = explainer.language, basket.ruling.verdict
    if verdict in PAID:
        key = f"refund.headline.{verdict}{'' if supposed_fee is None else '_if'}"
        fee = "" if supposed_fee is None else f"{supposed_fee:g}"
        return texts.say(key, language, gross=answer["gross_refund_cny"], net=answer["net_refund_cny"], fee=fee)
    least, most = answer.get("gross_refund_min_cny"), answer.get("gross_refund_max_cny")
    if verdict == "unknown":
        names = texts.join([texts.say(f"field.refund.{field}", language) for field in basket.ruling.missing], language)
        if least is None:
            return texts.say("refund.headline.unknown", language, fields=names)
        key = "sum" if least == most else "range"
        bought = doubts.supposed_days(explainer, basket)
        return texts.say(f"refund.headline.unknown_{key}", language, least=least, most=most, bought=bought, fields=names)
    if verdict == "not_established":
        return texts.say(f"refund.headline.not_established{'_part' if least else ''}", language, least=least or "")
    words = [texts.say(f"reason.{reason}", language) for reason in answer["reasons"]]
    return texts.say("refund.headline.no", language, reasons=texts.join(words, language))
