"""From the events of a dispute to its days, and to whether the body must accept the complaint (contract: deadlines)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from liziba.atlas import texts
from liziba.atlas.tables.redress import Ground as GroundRow
from liziba.engines.rules.arithmetic import months_after
from liziba.engines.rules.grid import EPOCH, Grid
from liziba.engines.rules.sheet import HIT
from liziba.services.declaration import Context
from liziba.services.envelope import Ground, Warning_
from liziba.services.explain import stamp
from liziba.services.redress.counting import Counter, Step
from liziba.services.redress.deadlines import DeadlinesAnswer, DeadlinesQuestion
from liziba.services.redress.telling import StepTeller

MARKET, COURT = "market_regulation", "court"
# Field of the answer, step, field of the question that starts it, the body where the step is always that body's.
STEPS = (
    ("accept_latest", "accept", "received", ""),
    ("mediation_end", "mediate", "accepted", ""),
    ("mediation_end", "mediate", "order_confirmed", COURT),
    ("notice_latest", "end_notice", "termination_decision", ""),
    ("confirm_latest", "confirm", "agreement_in_force", COURT),
    ("enforce_latest", "enforce", "performance_due", COURT),
    ("limitation_end", "limitation", "known", COURT),
)
LAST_RESORTS = ["court", "arbitration"]


def respond(question: DeadlinesQuestion, context: Context) -> DeadlinesAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    counter = Counter(context.atlas, as_of)
    teller = StepTeller("deadlines", question, context, as_of)
    body = question.body or MARKET
    steps = dict(_steps(question, body, counter))
    grounds = [teller.step(field, step) for field, step in steps.items()]
    refusals = list(_refusals(question, body, as_of, counter, teller))
    further = _further(question, teller)
    reasons = [ground.reason for ground in refusals if ground.reason]
    answer: dict[str, Any] = {field: step.last for field, step in steps.items()}
    if (mediation := steps.get("mediation_end")) and mediation.last:
        answer["rule"] = mediation.rule + ("_plus_tests" if question.test_working_days else "")
    answer |= {field: value for field, value, _ in further}
    grounds += [*refusals, *(ground for _, _, ground in further if ground)]
    verdict = _verdict(refusals, steps)
    asked = bool(grounds or further)
    return DeadlinesAnswer(
        verdict=verdict if asked else "unknown",
        headline=_headline(verdict, steps, reasons, further, teller),
        as_of=as_of,
        atlas=stamp(context.atlas),
        assumptions=teller.taken(["body"] if any(not fixed for _, _, event, fixed in STEPS if getattr(question, event)) or refusals else []),
        missing=[] if asked else ["received"],
        warnings=_warnings(steps, grounds, counter, teller),
        grounds=grounds,
        decided_by=teller.decided_by(f"redress_{body}"),
        reasons=reasons,
        **answer,
    )


def _steps(question: DeadlinesQuestion, body: str, counter: Counter) -> Iterator[tuple[str, Step]]:
    for field, name, event, fixed in STEPS:
        day = getattr(question, event)
        if day is None or (field == "enforce_latest" and not question.judicially_confirmed):
            continue
        more = (question.test_working_days or 0) if event == "accepted" else 0
        yield field, counter.step(fixed or body, name, day, more)


def _refusals(question: DeadlinesQuestion, body: str, as_of: date, counter: Counter, teller: StepTeller) -> Iterator[Ground]:
    """The grounds of refusal that were asked about: each met (no ground), failed (a ground) or unknown."""
    grid = counter.atlas.keep("redress grounds", lambda: Grid(counter.atlas.table("redress/refusal_grounds").rows, ("body", "reason")))
    day = question.filed or question.received or as_of
    for reason, stated in _stated(question, body, day, counter).items():
        cell = grid.find((body, reason), day.toordinal() - EPOCH, counter.known)
        row = cell.row if cell.status == HIT and isinstance(cell.row, GroundRow) else None
        if row is None and not any(key[0] == body for key in grid.layers):
            text = texts.say("deadlines.ground.not_looked_up", teller.language, body=texts.say(f"code.body.{body}", teller.language))
            yield teller.told(f"{body}.{reason}", "unknown", text)
        elif row is None or not stated:
            known = "no_ground" if row else "not_yet_a_ground"
            yield teller.told(f"{body}.{reason}", "met", texts.say(f"deadlines.ground.{known}", teller.language, ground=_name(reason, teller), day=day), row)
        else:
            text = texts.say("deadlines.ground.refused", teller.language, ground=_name(reason, teller), day=day)
            yield teller.told(f"{body}.{reason}", "failed", text, row, reason=reason)


def _name(reason: str, teller: StepTeller) -> str:
    return texts.say(f"reason.{reason}", teller.language)


def _stated(question: DeadlinesQuestion, body: str, day: date, counter: Counter) -> dict[str, bool]:
    """Which grounds were asked about, and whether what was stated makes them one."""
    asked = {
        "already_handled": question.other_body_accepted,
        "not_consumption": None if question.for_living_needs is None else not question.for_living_needs,
        "identity_not_verified": None if question.own_identity is None else not question.own_identity,
        "missing_or_false_material": question.false_material,
        "over_three_years": _too_late(question, body, day, counter),
    }
    return {reason: stated for reason, stated in asked.items() if stated is not None}


def _too_late(question: DeadlinesQuestion, body: str, day: date, counter: Counter) -> bool | None:
    row, _ = counter.rule(body, "known_since", day)
    if row is None or row.value is None:
        return None if question.known_for_months is None else False
    months = row.value * 12
    if question.known_for_months is not None:
        return question.known_for_months > months
    if question.known is not None and (question.filed or question.received):
        return day.toordinal() - EPOCH > months_after(question.known.toordinal() - EPOCH, months)
    return None


def _further(question: DeadlinesQuestion, teller: StepTeller) -> list[tuple[str, Any, Ground | None]]:
    """What follows besides days: competence, mediation, what is left, small claims."""
    found: list[tuple[str, Any, Ground | None]] = []

    def add(field: str, value: Any, key: str = "", sources: tuple[str, ...] = ()) -> None:
        text = texts.say(f"deadlines.{key}", teller.language) if key else ""
        found.append((field, value, teller.told(f"deadlines.{field}", "met", text, sources=sources) if key else None))

    # The rules of the sources below are read, not dated in a table: they are the same under both orders on complaints.
    if question.seller_kind is not None or question.real_place or question.registered_place:
        offices = ["real_place_office", "registered_place_office"]
        add("competent", offices, f"competent.{question.seller_kind or 'shop'}", ("samr20", "samr121_text"))
    if question.contains and {"complaint", "report"} <= set(question.contains):
        add("handled", "separately", "handled", ("samr20", "samr121_text"))
    if question.trader_consents is not None:
        add("mediation", "goes_on" if question.trader_consents else "ends", f"mediation.{str(question.trader_consents).lower()}", ("samr20", "samr121_forms"))
    broken = question.settlement_signed and question.paid is not True
    if question.settlement_signed is not None or question.judicially_confirmed is not None:
        add("directly_enforceable", bool(question.judicially_confirmed), f"enforceable.{str(bool(question.judicially_confirmed)).lower()}", ("civproc", "confirm"))
    if question.trader_consents is False or (broken and not question.judicially_confirmed):
        add("next_steps", LAST_RESORTS, "next_steps", ("cpl", "samr121_forms"))
    if question.foreign_related:
        add("small_claims", False, "small_claims", ("civproc",))
    return found


def _verdict(refusals: list[Ground], steps: dict[str, Step]) -> Any:
    if any(ground.result == "failed" for ground in refusals):
        return "no"
    if any(ground.result == "unknown" for ground in refusals):
        return "not_established"
    if refusals:
        return "yes"
    return "not_established" if steps and all(step.last is None for step in steps.values()) else None


def _headline(verdict: Any, steps: dict[str, Step], reasons: list[str], further: list[Any], teller: StepTeller) -> str:
    language = teller.language
    if reasons:
        return texts.say("deadlines.headline.no", language, reasons=texts.join([_name(r, teller) for r in reasons], language))
    days = [texts.say(f"deadlines.headline.{field}", language, day=step.last) for field, step in steps.items() if step.last]
    if days:
        return texts.say("word.sentence", language, text=texts.say("word.semicolon", language).join(days))
    if verdict == "yes":
        return texts.say("deadlines.headline.yes", language)
    if verdict == "not_established":
        return texts.say("deadlines.headline.not_established", language)
    told = [ground.text for _, _, ground in further if ground]
    return told[0] if told else texts.say("deadlines.headline.unknown", language)


def _warnings(steps: dict[str, Step], grounds: list[Ground], counter: Counter, teller: StepTeller) -> list[Warning_]:
    found = teller.warnings([ground for ground in grounds if ground.valid_from])
    for field, step in steps.items():
        if step.last and counter.may_move(step):
            found.insert(0, teller.warning("last_day_may_move", day=step.last))
        elif step.last and field == "mediation_end" and step.row and step.row.unit == "calendar_day" and counter.weekend(step.last):
            found.insert(0, teller.warning("ends_on_weekend", day=step.last))
    return found
