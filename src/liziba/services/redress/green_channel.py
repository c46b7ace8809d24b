"""Does the step end before I leave? (contract: green-channel): question, answer, and the way from one to the other."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from liziba.atlas import texts
from liziba.services.declaration import Context
from liziba.services.envelope import Change, Envelope, Result
from liziba.services.explain import stamp
from liziba.services.question import Question, question_field
from liziba.services.redress.counting import Counter, Step
from liziba.services.redress.telling import StepTeller
from liziba.services.values import Day, Days, blank

BODIES = ("market_regulation", "tourism", "chengdu_fund")
UNITS = ("working_day", "calendar_day")


class GreenChannelQuestion(Question):
    """Does the step end before I leave?"""

    filed: Day = question_field("required", "day", core=True)
    departure_date: Day = question_field("required", "day", core=True, changeable=True)
    body: Annotated[Literal["market_regulation", "tourism", "chengdu_fund"] | None, BeforeValidator(blank)] = question_field(
        "assumed", "code", assumed="market_regulation", choices=BODIES, core=True
    )
    step_limit: Days = question_field("assumed", "whole")
    step_unit: Annotated[Literal["working_day", "calendar_day"] | None, BeforeValidator(blank)] = question_field(
        "assumed", "code", assumed="working_day", choices=UNITS
    )


class GreenChannelAnswer(Envelope):
    """The last day of the step against the day of departure."""

    step_deadline: date | None = Field(default=None, description="last day of the step")
    slack_days: int | None = Field(default=None, description="days from the last day of the step to departure; negative: the step ends after it")
    priority: str | None = Field(default=None, description="class of urgency by the time left, P0 first")


def respond(question: GreenChannelQuestion, context: Context) -> GreenChannelAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    counter = Counter(context.atlas, as_of)
    teller = StepTeller("green-channel", question, context, as_of)
    body = question.body or "market_regulation"
    missing = [field for field in ("filed", "departure_date") if getattr(question, field) is None]
    step = _step(question, body, counter)
    last = step.last if step else None
    verdict = "unknown" if missing else "not_established" if last is None else "yes" if last <= question.departure_date else "no"  # type: ignore[operator]
    slack = (question.departure_date - last).days if last and question.departure_date else None
    grounds = [teller.step("step", step)] if step else []
    if slack is not None:
        result: Result = "met" if slack >= 0 else "failed"
        text = texts.say(f"green-channel.ground.in_time.{result}", teller.language, departure=question.departure_date)
        grounds.append(teller.told("green-channel.in_time", result, text, found=last, limit=question.departure_date))
    answer: dict[str, Any] = {
        "verdict": verdict,
        "headline": _headline(verdict, missing, step, slack, teller),
        "as_of": as_of,
        "atlas": stamp(context.atlas),
        "assumptions": teller.taken(["body", *(["step_unit"] if question.step_limit is not None else [])]),
        "missing": missing,
        "grounds": grounds,
        "decided_by": teller.decided_by(f"redress_{body}"),
        "step_deadline": last,
        "slack_days": slack,
        "priority": _priority(question, slack, counter),
    }
    answer["warnings"] = teller.warnings(answer["grounds"]) if step and step.row else []
    if verdict == "no" and last:
        text = texts.say("change.green-channel.departure_date", teller.language, value=last)
        answer["what_would_change"] = [
            Change(
                set={"departure_date": last.isoformat()}, then={"verdict": "yes"}, text=texts.say("change.green-channel.then.yes", teller.language, change=text)
            )
        ]
    return GreenChannelAnswer(**answer)


def _step(question: GreenChannelQuestion, body: str, counter: Counter) -> Step | None:
    if question.filed is None:
        return None
    if question.step_limit is None:
        return counter.step(body, "accept", question.filed)
    plain = Step(body, "stated", question.filed, None, "", None)
    return counter.stated(plain, question.step_limit, question.step_unit or UNITS[0])


def _priority(question: GreenChannelQuestion, slack: int | None, counter: Counter) -> str | None:
    """The first class whose time from filing to departure is not passed; a step that ends too late is in the first."""
    if question.filed is None or question.departure_date is None:
        return None
    rows = sorted(counter.atlas.table("redress/priorities").rows, key=lambda row: row.priority)  # type: ignore[attr-defined]
    left = (question.departure_date - question.filed).days
    for row in rows:
        within = row.within_days  # type: ignore[attr-defined]
        if (slack is not None and slack < 0) or within is None or left <= within:
            return str(row.priority)  # type: ignore[attr-defined]
    return None


def _headline(verdict: str, missing: list[str], step: Step | None, slack: int | None, teller: StepTeller) -> str:
    language = teller.language
    if missing:
        return texts.say("green-channel.headline.unknown", language, fields=texts.join([teller.field_name(field) for field in missing], language))
    if step is None or step.last is None or slack is None:
        return texts.say("green-channel.headline.not_established", language)
    return texts.say(f"green-channel.headline.{verdict}" + ("" if slack else "_same_day"), language, day=step.last, n=abs(slack))
