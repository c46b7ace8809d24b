"""May the visitor take, or keep, the refund in the store against a hold on the card? (contract: instant-refund)"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from liziba.atlas import texts
from liziba.atlas.calendar import work_calendar
from liziba.atlas.names import provinces
from liziba.atlas.tables.refund import InstantTerms
from liziba.engines.rules.grid import Grid
from liziba.engines.rules.sheet import HIT
from liziba.services.declaration import Context
from liziba.services.envelope import Change, Envelope, Ground
from liziba.services.explain import days, stamp
from liziba.services.places import OptionalPlaceCode
from liziba.services.question import Question, question_field
from liziba.services.refund.question import Day
from liziba.services.telling import Teller

Length = Annotated[Annotated[int, Field(ge=0, le=36500)] | None, BeforeValidator(lambda value: None if value == "" else value)]


class InstantQuestion(Question):
    """May I take, or keep, the refund in the store?"""

    place: OptionalPlaceCode = question_field("required", "place", core=True)
    date: Day = question_field("required", "day", core=True)
    promised_days: Length = question_field("assumed", "whole")
    days_until_departure: Length = question_field("optional", "whole", core=True, changeable=True)
    promised_departure_date: Day = question_field("optional", "day")
    departure_port_as_agreed: bool | None = question_field("assumed", "truth", assumed=True, changeable=True)
    customs_confirmed: bool | None = question_field("assumed", "truth", assumed=True)
    own_credit_card: bool | None = question_field("assumed", "truth", assumed=True)


class InstantAnswer(Envelope):
    """What becomes of the hold on the card, and what is left."""

    hold: Literal["released", "charged"] | None = Field(default=None, description="the hold on the card")
    charge_latest: date | None = Field(default=None, description="last day for charging the card after a broken promise")
    ordinary_claim_possible: bool | None = Field(default=None, description="may the ordinary refund still be claimed?")
    promised_days: int | None = Field(default=None, description="days within which the visitor promised to leave")
    leave_by_date: date | None = Field(default=None, description="last day of the promise")
    reasons: list[str] = Field(default=[], description="reasons of a refusal")


def terms_of(question: InstantQuestion, context: Context, as_of: date) -> InstantTerms | None:
    """The terms of the place on the day of the form, else those of the whole country."""
    grid = context.atlas.keep("instant terms", lambda: Grid(context.atlas.table("refund/instant_terms").rows, ("place",)))
    place, day = question.place or "", question.date or question.promised_departure_date or as_of
    for code in (place, place.partition("/")[0].removesuffix("-FTZ"), next(iter(provinces(context.atlas))).partition("-")[0]):
        cell = grid.find(code, days(day), days(as_of))
        if cell.status == HIT and isinstance(cell.row, InstantTerms):
            return cell.row
    return None


def respond(question: InstantQuestion, context: Context) -> InstantAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    teller = Teller("instant-refund", question, context, as_of)
    terms = terms_of(question, context, as_of)
    promised = question.promised_days if question.promised_days is not None else terms.promised_days if terms else None
    last = question.promised_departure_date
    if last is None and question.date is not None and promised is not None:
        last = question.date + timedelta(days=promised)
    grounds = list(_grounds(question, terms, promised, teller))
    failed = [ground.reason for ground in grounds if ground.result == "failed" and ground.reason]
    missing = [field for field in ("place", "date") if getattr(question, field) is None]
    open_ = any(ground.result == "unknown" for ground in grounds)
    said = question.days_until_departure is not None
    if missing and question.promised_departure_date is not None and not failed:
        verdict, missing = None, []  # enough for the last day of the charge
    else:
        verdict = "no" if failed else "unknown" if missing else "not_established" if terms is None or (open_ and said) else "yes"
    charge = work_calendar(context.atlas, as_of).after(last, terms.charge_within) if terms and terms.charge_within is not None and last else None
    left = [reason for reason in failed if reason != "no_customs_verification"]
    answer: dict[str, Any] = {
        "verdict": verdict,
        "as_of": as_of,
        "atlas": stamp(context.atlas),
        "assumptions": teller.taken(["departure_port_as_agreed", "customs_confirmed", "own_credit_card"]) if not missing and verdict else [],
        "missing": missing if verdict == "unknown" else [],
        "grounds": grounds,
        "what_would_change": _offers(failed, promised, question, teller),
        "decided_by": teller.decided_by("tax_and_customs"),
        "hold": _hold(failed, verdict, said),
        "charge_latest": charge,
        "ordinary_claim_possible": (len(left) == len(failed)) if failed else None,
        "promised_days": promised,
        "leave_by_date": last,
        "reasons": failed,
    }
    answer["warnings"] = teller.warnings(grounds)
    answer["headline"] = _headline(answer, teller)
    return InstantAnswer(**answer)


def _grounds(question: InstantQuestion, terms: InstantTerms | None, promised: int | None, teller: Teller) -> list[Ground]:
    found: list[Ground] = []

    def check(name: str, met: bool | None, reason: str, **values: Any) -> None:
        result: Any = "unknown" if met is None else "met" if met else "failed"
        text = texts.say(f"instant-refund.ground.{name}.{result}", teller.language, **values)
        found.append(teller.told(f"instant-refund.{name}", result, text, terms, reason=reason if met is False else None))

    check("card", question.own_credit_card is not False, "no_card_guarantee")
    check("customs", question.customs_confirmed is not False, "no_customs_verification")
    if question.departure_port_as_agreed is not False:
        check("port", True, "")
    elif terms is not None:
        check("port", terms.port_binds is False if terms.port_binds is not None else None, "instant_wrong_port")
    if question.days_until_departure is not None:
        met = None if promised is None else question.days_until_departure <= promised
        check("time", met, "instant_deadline_missed", n=question.days_until_departure, limit=promised if promised is not None else "")
    return found


def _hold(failed: list[str], verdict: str | None, said: bool) -> str | None:
    if "no_card_guarantee" in failed or verdict is None or verdict == "not_established":
        return None
    if failed:
        return "charged"
    return "released" if verdict == "yes" and said else None


def _offers(failed: list[str], promised: int | None, question: InstantQuestion, teller: Teller) -> list[Change]:
    """Leave in time and from the port agreed on; nothing else that failed can truthfully be changed."""
    change: dict[str, Any] = {}
    if "instant_deadline_missed" in failed and promised is not None:
        change["days_until_departure"] = promised
    if "instant_wrong_port" in failed:
        change["departure_port_as_agreed"] = True
    if not change or len(change) != len(failed):
        return []
    parts = [texts.say(f"change.instant-refund.{name}", teller.language, value=value) for name, value in change.items()]
    return [
        Change(
            set=change,
            then={"verdict": "yes"},
            text=texts.say("change.instant-refund.then", teller.language, change=texts.say("change.and", teller.language).join(parts)),
        )
    ]


def _headline(answer: dict[str, Any], teller: Teller) -> str:
    language, verdict = teller.language, answer["verdict"]
    if verdict == "unknown":
        return texts.say("instant-refund.headline.unknown", language, fields=texts.join([teller.field_name(field) for field in answer["missing"]], language))
    if verdict == "no":
        words = [texts.say(f"reason.{reason}", language) for reason in answer["reasons"]]
        return texts.say("instant-refund.headline.no", language, reasons=texts.join(words, language))
    if verdict is None and answer["charge_latest"]:
        return texts.say("instant-refund.headline.charge", language, day=answer["charge_latest"])
    if verdict == "yes" and answer["leave_by_date"]:
        return texts.say("instant-refund.headline.yes", language, day=answer["leave_by_date"])
    return texts.say("instant-refund.headline.yes_open" if verdict == "yes" else "instant-refund.headline.not_established", language)
