"""From a question about purchases to the answer: each line, each store and day, the whole claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liziba.atlas import Atlas, texts
from liziba.engines.rules.plan import Scope
from liziba.engines.rules.ruling import FAILED, MET, RESULT_NAMES, LineRuling, Ruling, SchemeRuling
from liziba.engines.rules.sheet import HIT, STATUS_NAMES, Check, LookUp
from liziba.engines.rules.single import SingleRules
from liziba.services.declaration import Context
from liziba.services.envelope import Ground
from liziba.services.explain import Explainer, days, stamp
from liziba.services.refund.answer import RefundAnswer, RefusedPurchase
from liziba.services.refund.basket import around
from liziba.services.refund.changes import offers
from liziba.services.refund.question import RefundQuestion
from liziba.services.rulebook import Codec, plain_value, rulebook

TOPIC = "refund"
CODEC = Codec(RefundQuestion)
# A line of goods that are outside the scheme adds its own reason only where no other line is left.
OUTSIDE_THE_SCHEME = frozenset({"excluded_goods", "not_goods"})
PERSON = ("visitor", "stay_length")
FORM = ("store", "last_entry", "after_last_entry", "entry_window")


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
    grounds = _grounds(explainer, scope, scheme, ruling)
    answer = {
        "verdict": ruling.verdict,
        "as_of": as_of,
        "atlas": stamp(context.atlas),
        "assumptions": explainer.assumptions([scope]),
        "missing": list(ruling.missing),
        "warnings": explainer.warnings(grounds),
        "grounds": grounds,
        "what_would_change": offers(rules, question, values, days(as_of), ruling, explainer),
        "decided_by": explainer.decided_by(rules.sheet.decided_by),
        **figures(question, ruling, scope),
        **around(rules, values, days(as_of), ruling, context.atlas),
    }
    answer["headline"] = headline(ruling, answer, explainer)
    if ruling.verdict in ("yes", "partly") and question.agent_fee_pct is None and not _fee_is_published(scheme):
        answer["warnings"] = [explainer.warning("fee_unpublished", fee=rules.sheet.fields["agent_fee_pct"].assumed // 100), *answer["warnings"]]
    if answer.get("customs_check") == "readings_differ":
        answer["warnings"] = [*answer["warnings"], explainer.warning("customs_readings_differ")]
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
    said: list[int] = []
    for name in FORM:
        result = results[name]
        said += list(result) if isinstance(result, list) else [result]
    verdict = _all_met(said)
    return verdict if has_lines or verdict is False else None


def _cash(before_fee: int, after_fee: int) -> bool | None:
    """Whether the cap means the amount before or after the fee is not published: between the two nobody knows."""
    if before_fee == MET:
        return True
    return False if after_fee == FAILED else None


def headline(ruling: Ruling, answer: Mapping[str, Any], explainer: Explainer) -> str:
    """One sentence: the answer itself."""
    language = explainer.language
    if ruling.verdict in ("yes", "partly"):
        return texts.say(f"refund.headline.{ruling.verdict}", language, gross=answer["gross_refund_cny"], net=answer["net_refund_cny"])
    if ruling.verdict == "unknown":
        names = [texts.say(f"field.refund.{field}", language) for field in ruling.missing]
        return texts.say("refund.headline.unknown", language, fields=texts.join(names, language))
    if ruling.verdict == "not_established":
        return texts.say("refund.headline.not_established", language)
    words = [texts.say(f"reason.{reason}", language) for reason in answer["reasons"]]
    return texts.say("refund.headline.no", language, reasons=texts.join(words, language))


def _grounds(explainer: Explainer, scope: Scope, scheme: SchemeRuling, ruling: Ruling) -> list[Ground]:
    """The conditions of the claim, and of each line those that decide it."""
    found: list[Ground] = []
    for n, step in enumerate(scope.scheme.conditions()):
        if isinstance(step, Check) and step.informs:
            continue
        if not step.level:
            found.append(explainer.ground(scope, scheme, n))
            continue
        for i, line in enumerate(ruling.lines):
            found.append(_line_ground(explainer, scope, scheme, n, step, i, line, ruling))
    return found


def _line_ground(explainer: Explainer, scope: Scope, scheme: SchemeRuling, n: int, step: LookUp | Check, i: int, line: LineRuling, ruling: Ruling) -> Ground:
    level = scope.sheet.level(step.level)
    at = line.group if level and level.of else i
    result = scheme.results[n][at]
    cells = [scheme.values[name] for name in ([step.name] if isinstance(step, LookUp) else scope.look_ups_of(step))]
    rows = [cell.row for cell in (c[at] if isinstance(c, list) and at < len(c) else c for c in cells) if getattr(cell, "row", None) is not None]
    ids = list(dict.fromkeys([*(s for row in rows for s in row.sources), *step.sources]))
    sources = explainer.cite(ids)
    said, limit = _sides(scope, scheme, step, at, ruling)
    outcome = STATUS_NAMES[scheme.values[step.name][at].status] if isinstance(step, LookUp) else RESULT_NAMES[result]
    text = explainer.text(scope.scheme.name, step.name, outcome, n=i + 1, found=_shown(said), limit=_shown(limit), start=rows[0].valid_from if rows else "")
    first = rows[0] if rows else None
    return Ground(
        id=f"{scope.scheme.name}.{step.name}.{i + 1}",
        scheme=scope.scheme.group,
        result=RESULT_NAMES[result],
        found=said,
        limit=limit,
        text=text,
        sources=sources,
        valid_from=first.valid_from if first else None,
        valid_to=first.valid_to if first else None,
        confirmed=any(s.access != "memory" for s in sources) if sources else True,
        reason=(step.reasons.get(scheme.values[step.name][at].status) if isinstance(step, LookUp) else step.reason) if result == FAILED else None,
    )


# What a condition counts, where it is not days: fen or basis points.
UNITS = {"enough": "money", "rate_known": "rate"}


def _sides(scope: Scope, scheme: SchemeRuling, step: LookUp | Check, at: int, ruling: Ruling) -> tuple[Any, Any]:
    """What was found and the limit, of numbers: money in yuan, else days."""
    if isinstance(step, LookUp) or not step.test.operands or step.test.name not in ("at_most", "at_least"):
        return None, None
    found = []
    for operand in step.test.operands[:2]:
        value: Any = operand.value
        if operand.kind in ("local", "column"):
            value = scheme.values[operand.name]
            value = value[at] if isinstance(value, list) else value
        if operand.kind == "column":
            value = value.values[scope.columns[operand.name].index(operand.column)]
        found.append(plain_value(UNITS.get(step.name, ""), value))
    return found[0], found[1]


def _shown(value: Any) -> Any:
    return "" if value is None else value
