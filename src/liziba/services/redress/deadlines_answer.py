"""From the events of a dispute to its days, and to whether the body must accept the complaint (contract: deadlines)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from liziba.atlas import texts
from liziba.services.declaration import Context
from liziba.services.envelope import Ground, Warning_
from liziba.services.explain import stamp
from liziba.services.redress.counting import Counter, Step
from liziba.services.redress.deadlines import DeadlinesAnswer, DeadlinesQuestion
from liziba.services.redress.further import Further
from liziba.services.redress.refusals import reason_name, refusals
from liziba.services.redress.telling import StepTeller

MARKET, COURT, TOURISM = "market_regulation", "court", "tourism"
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
OF_THE_ASKER = frozenset({"confirm_latest", "enforce_latest", "limitation_end"})


def respond(question: DeadlinesQuestion, context: Context) -> DeadlinesAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    counter = Counter(context.atlas, as_of)
    teller = StepTeller("deadlines", question, context, as_of)
    body = question.body or MARKET
    day = question.filed or question.received or question.accepted or as_of
    steps = dict(_steps(question, body, counter))
    refused = list(refusals(question, body, day, counter, teller))
    further = Further(question, body, day, counter, teller)
    grounds = [*(teller.step(field, step) for field, step in steps.items()), *refused, *further.grounds]
    answer: dict[str, Any] = {field: step.last for field, step in steps.items()} | further.values
    if (mediation := steps.get("mediation_end")) and mediation.last:
        answer["rule"] = mediation.rule + ("_plus_tests" if question.test_working_days else "")
    reasons = [ground.reason for ground in refused if ground.reason]
    verdict = _verdict(refused, grounds)
    of_the_body = bool(refused or "competent" in further.values or any(not fixed and getattr(question, event) for _, _, event, fixed in STEPS))
    taken = ["body"] * of_the_body + ["seller_kind"] * ("competent" in further.values)
    return DeadlinesAnswer(
        verdict=verdict,
        headline=_headline(verdict, steps, reasons, grounds, teller),
        as_of=as_of,
        atlas=stamp(context.atlas),
        assumptions=teller.taken(taken),
        missing=[] if grounds else ["received"],
        warnings=[
            *_warnings(steps, as_of, counter, teller),
            *(teller.warning(code, **values) for code, values in further.warnings),
            *_late_for_tours(body, day, of_the_body, counter, teller),
            *teller.warnings(grounds),
        ],
        grounds=grounds,
        decided_by=teller.decided_by(f"redress_{body}"),
        reasons=reasons,
        **answer,
    )


def _steps(question: DeadlinesQuestion, body: str, counter: Counter) -> Iterator[tuple[str, Step]]:
    before = [day for day in (question.filed, question.received, question.accepted) if day]
    since = min(before, default=None)
    only_report = question.contains is not None and set(question.contains) == {"report"}
    for field, name, event, fixed in STEPS:
        day: date | None = getattr(question, event)
        if day is None or (field == "enforce_latest" and not question.judicially_confirmed):
            continue
        if only_report and not fixed:
            yield field, Step(body, name, day, None, "report", None)
            continue
        more = (question.test_working_days or 0) if event == "accepted" else 0
        yield field, counter.step(fixed or body, name, day, more, None if fixed else since)


def _verdict(refused: list[Ground], grounds: list[Ground]) -> Any:
    """Must the body accept? Where that was not asked there is no verdict, unless nothing could be established."""
    if any(ground.result == "failed" for ground in refused):
        return "no"
    if any(ground.result == "unknown" for ground in refused):
        return "not_established"
    if refused:
        return "yes"
    if not grounds:
        return "unknown"
    return "not_established" if all(ground.result == "unknown" for ground in grounds) else None


def _headline(verdict: Any, steps: dict[str, Step], reasons: list[str], grounds: list[Ground], teller: StepTeller) -> str:
    language = teller.language
    if reasons:
        return texts.say("deadlines.headline.no", language, reasons=texts.join([reason_name(r, teller) for r in reasons], language))
    days = [texts.say(f"deadlines.headline.{field}", language, day=step.last) for field, step in steps.items() if step.last]
    due = texts.say("word.sentence", language, text=texts.say("word.semicolon", language).join(days)) if days else ""
    if verdict in ("yes", "not_established"):
        judged = texts.say(f"deadlines.headline.{verdict}", language)
        return texts.say("deadlines.headline.both", language, days=due, verdict=judged) if due else judged
    return due or (grounds[0].text if grounds else texts.say("deadlines.headline.unknown", language))


def _warnings(steps: dict[str, Step], as_of: date, counter: Counter, teller: StepTeller) -> Iterator[Warning_]:
    for field, step in steps.items():
        if step.last and field in OF_THE_ASKER and step.last < as_of:
            yield teller.warning("last_day_passed", day=step.last)
        if step.last and counter.may_move(step):
            yield teller.warning("last_day_may_move", day=step.last)
        elif step.last and counter.stays_on_rest_day(step):
            yield teller.warning("ends_on_day_off", day=step.last)


def _late_for_tours(body: str, day: date, concerned: bool, counter: Counter, teller: StepTeller) -> Iterator[Warning_]:
    """No field of the question says when the tour ended: the limit for handing in is told as a warning."""
    row = counter.rule(body, "file", day) if concerned and body == TOURISM else None
    if row is not None and row.value is not None:
        yield teller.warning("tour_file", n=row.value)
