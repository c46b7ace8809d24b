"""Must the body accept the complaint? Each ground of refusal that was asked about, by the rules in force on the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from liziba.atlas import texts
from liziba.atlas.tables.redress import Ground as GroundRow
from liziba.engines.rules.arithmetic import months_after
from liziba.engines.rules.grid import EPOCH
from liziba.engines.rules.sheet import HIT, NOT_YET_IN_FORCE
from liziba.services.envelope import Ground
from liziba.services.redress.counting import Counter
from liziba.services.redress.deadlines import DeadlinesQuestion
from liziba.services.redress.telling import StepTeller

MATERIAL, LATE = "missing_or_false_material", "over_three_years"


def refusals(question: DeadlinesQuestion, body: str, day: date, counter: Counter, teller: StepTeller) -> Iterator[Ground]:
    """The grounds that were asked about: met (no ground), failed (a ground) or unknown (not looked up for that day)."""
    body_has_rules = counter.rule(body, "accept", day) is not None
    for reason, stated in _asked(question, body, day, counter).items():
        nearest, status = counter.find("redress/refusal_grounds", ("body", "reason"), (body, reason), day)
        row: GroundRow | None = nearest if status == HIT else None
        names = {"ground": reason_name(reason, teller), "day": day, "body": texts.say(f"code.body.{body}", teller.language)}
        if not body_has_rules or (row is None and status != NOT_YET_IN_FORCE):
            yield teller.told(f"{body}.{reason}", "unknown", texts.say("deadlines.ground.not_looked_up", teller.language, **names))
        elif stated and (row is None or (reason == MATERIAL and "false" not in row.facts)):
            text = texts.say("deadlines.ground.not_yet_a_ground", teller.language, **names)
            yield teller.told(f"{body}.{reason}", "met", text, nearest)
        elif stated:
            text = texts.say("deadlines.ground.refused", teller.language, **names)
            yield teller.told(f"{body}.{reason}", "failed", text, row, reason=reason)
        else:
            yield teller.told(f"{body}.{reason}", "met", texts.say("deadlines.ground.no_ground", teller.language, **names), row)


def reason_name(reason: str, teller: StepTeller) -> str:
    """A ground of refusal in words."""
    return texts.say(f"reason.{reason}", teller.language)


def _asked(question: DeadlinesQuestion, body: str, day: date, counter: Counter) -> dict[str, bool]:
    """Which grounds were asked about, and whether what was stated makes them one."""
    asked = {
        "already_handled": question.other_body_accepted,
        "not_consumption": None if question.for_living_needs is None else not question.for_living_needs,
        "identity_not_verified": None if question.own_identity is None else not question.own_identity,
        MATERIAL: question.false_material,
        LATE: _too_late(question, body, day, counter),
    }
    return {reason: stated for reason, stated in asked.items() if stated is not None}


def _too_late(question: DeadlinesQuestion, body: str, day: date, counter: Counter) -> bool | None:
    """Known for longer than the rule allows? None where that was not asked: `known` alone asks for limitation."""
    if question.known_for_months is None and (question.known is None or not (question.filed or question.received)):
        return None
    row = counter.rule(body, "known_since", day)
    if row is None or row.value is None:
        return False  # which ground the body has is not looked up, and is said so
    months = row.value * 12
    if question.known_for_months is not None:
        return question.known_for_months > months
    assert question.known is not None
    return day.toordinal() - EPOCH > months_after(question.known.toordinal() - EPOCH, months)
