"""From a question about a duty after entry to the answer: one topic a question, each with figures of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from liziba.atlas import Atlas, texts
from liziba.engines.rules.grid import EPOCH
from liziba.engines.rules.ruling import Ruling, SchemeRuling
from liziba.engines.rules.sheet import HIT
from liziba.engines.rules.single import SingleRules
from liziba.services.arrival.answer import ArrivalAnswer
from liziba.services.arrival.question import ArrivalQuestion, province_of
from liziba.services.arrival.told import Told
from liziba.services.declaration import Context
from liziba.services.envelope import Change
from liziba.services.explain import days, stamp
from liziba.services.rulebook import Codec, as_date, plain_value, rulebook

TOPIC = "arrival"
CODEC = Codec(ArrivalQuestion)
MONEY = {"fee_cny": "fee_fen", "fine_cny": "fine_fen", "max_fine_cny": "max_fine_fen"}
PLAIN = ("online_available", "paper_available", "needed", "warning_possible", "max_days")


def rules_of(atlas: Atlas) -> SingleRules:
    """The rule sheet compiled over an atlas. Raises SheetError with the line of what is wrong."""
    return rulebook(atlas, TOPIC, CODEC)


def respond(question: ArrivalQuestion, context: Context) -> ArrivalAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    rules = rules_of(context.atlas)
    values = engine_values(question, as_of)
    ruling = rules.judge(values, days(as_of))
    verdict = verdict_of(ruling)
    told = Told(TOPIC, question, CODEC, context, as_of, as_date(values["date"]))
    # Where the topic was not said, every scheme is open and none is shown.
    tried = [(scope, scheme) for scope, scheme in zip(rules.scopes, ruling.schemes, strict=True) if scheme.tried and question.topic]
    shown = ruling.best or ruling.nearest if question.topic else None
    found = figures(ruling, shown)
    if shown is not None:
        told.figures = told.numbers(shown, found)
    grounds = [ground for scope, scheme in tried[:1] for ground in told.grounds(scope, scheme)]
    return ArrivalAnswer(
        verdict=verdict,
        headline=told.headline(ruling, shown, found),
        as_of=as_of,
        atlas=stamp(context.atlas),
        assumptions=told.assumptions([scope for scope, _ in tried[:1]]),
        missing=list(ruling.missing),
        warnings=told.warnings(grounds),
        grounds=grounds,
        what_would_change=changes(rules, values, as_of, ruling, told),
        decided_by=told.decided_by(str(shown.outcome["decided_by"]) if shown is not None else rules.sheet.decided_by),
        **found,
    )


def engine_values(question: ArrivalQuestion, as_of: date) -> dict[str, Any]:
    """The question for the engine: a town counts with its province, and the day judged is that of moving in, else `as_of`."""
    values = CODEC.read(question)
    if question.place:
        values["place"] = province_of(question.place)
    if question.date is None:
        values["date"] = days(question.moved_in_at.date() if question.moved_in_at else as_of)
    return values


def verdict_of(ruling: Ruling) -> Any:
    """Yes or no where the topic asks whether something may be done; null where it asks who, until when or how much."""
    if ruling.verdict not in ("yes", "no"):
        return ruling.verdict
    answer = ruling.outcome().get("answer")
    return None if answer is None else "yes" if answer else "no"


def figures(ruling: Ruling, shown: SchemeRuling | None) -> dict[str, Any]:
    """The service's own fields: those of the topic."""
    if shown is None or ruling.verdict not in ("yes", "no"):
        return {}
    outcome = shown.outcome
    found: dict[str, Any] = {name: outcome.get(name) for name in PLAIN}
    found |= {name: plain_value("money", outcome.get(fen)) for name, fen in MONEY.items()}
    found["registered_by"] = [word for word in (outcome.get("registered_by") or "").split(",") if word]
    found["deadline"] = plain_value("moment", outcome.get("deadline"))
    return found


def changes(rules: SingleRules, values: dict[str, Any], as_of: date, ruling: Ruling, told: Told) -> list[Change]:
    """Where something cannot be done on that day: the next day on which it can."""
    if ruling.verdict != "no":
        return []
    grid = rules.grids["online_registration", "online"]
    _, day = grid.around(values.get("place") or told.usual("place"), values["date"], days(as_of), (HIT,))
    if day is None:
        return []
    opens_on = date.fromordinal(day + EPOCH)
    verdict = verdict_of(rules.judge({**values, "date": day}, days(as_of)))
    return [Change(set={"date": opens_on.isoformat()}, then={"verdict": verdict}, text=texts.say("change.arrival.date", told.language, value=opens_on))]
