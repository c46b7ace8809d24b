"""May the visitor take, or keep, the refund in the store against a hold on the card? (contract: instant-refund)"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from liziba.atlas import texts
from liziba.atlas.calendar import work_calendar
from liziba.atlas.names import provinces
from liziba.atlas.tables.refund import InstantTerms
from liziba.atlas.texts import Saying
from liziba.engines.rules.sheet import HIT
from liziba.services.declaration import Context
from liziba.services.envelope import Assumption, Change, Envelope, Ground, Warning_
from liziba.services.explain import days, stamp
from liziba.services.places import OptionalPlaceCode
from liziba.services.question import Question, QuestionError, question_field
from liziba.services.refund.dated import found, grid_of
from liziba.services.telling import Teller
from liziba.services.values import Day

Length = Annotated[Annotated[int, Field(ge=0, le=36500)] | None, BeforeValidator(lambda value: None if value == "" else value)]


class InstantQuestion(Question):
    """May I take, or keep, the refund in the store?"""

    place: OptionalPlaceCode = question_field("required", "place", core=True)
    date: Day = question_field("required", "day", core=True)
    promised_days: Length = question_field("assumed", "whole")
    days_until_departure: Length = question_field("optional", "whole", core=True, changeable=True)
    promised_departure_date: Day = question_field("optional", "day", accepted="instant.promised_departure_date")
    departure_port_as_agreed: bool | None = question_field("assumed", "truth", assumed=True, changeable=True)
    customs_confirmed: bool | None = question_field("assumed", "truth", assumed=True)
    own_credit_card: bool | None = question_field("assumed", "truth", assumed=True)

    @model_validator(mode="after")
    def _promises_a_day_to_come(self) -> InstantQuestion:
        if self.date and self.promised_departure_date and self.promised_departure_date < self.date:
            raise QuestionError("promised_departure_date", self.promised_departure_date.isoformat(), "", Saying("error.promised_before_form"))
        return self

    def promised(self) -> int | None:
        """The days that were promised, as said: by their number or by the day, the shorter where both differ."""
        said = [] if self.promised_days is None else [self.promised_days]
        if self.date and self.promised_departure_date:
            said.append((self.promised_departure_date - self.date).days)
        return min(said, default=None)


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
    grid = grid_of(context.atlas, "refund/instant_terms", "place")
    place, day = question.place or "", question.date or question.promised_departure_date or as_of
    for code in (place, place.partition("/")[0].removesuffix("-FTZ"), next(iter(provinces(context.atlas))).partition("-")[0]):
        cell = grid.find(code, days(day), days(as_of))
        if cell.status == HIT:
            terms: InstantTerms = found(cell)
            return terms
    return None


def respond(question: InstantQuestion, context: Context) -> InstantAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    teller = Teller("instant-refund", question, context, as_of)
    terms = terms_of(question, context, as_of)
    missing = [field for field in ("place", "date") if getattr(question, field) is None]
    promised = question.promised()
    taken = promised is None and not missing and terms is not None and terms.promised_days is not None
    if taken and terms is not None:
        promised = terms.promised_days
    last = question.date + timedelta(days=promised) if question.date is not None and promised is not None else question.promised_departure_date
    grounds = list(_grounds(question, None if missing else terms, promised, teller))
    failed = [ground.reason for ground in grounds if ground.result == "failed" and ground.reason]
    only_charge = bool(missing) and question.promised_departure_date is not None and not failed
    verdict: Any = "no" if failed else "unknown" if missing else "not_established" if any(g.result == "unknown" for g in grounds) else "yes"
    said = question.days_until_departure is not None
    hold = _hold(failed, verdict, said)
    charge = None
    if last is not None and terms is not None and hold != "released" and "no_card_guarantee" not in failed:
        charge = _charge(last, terms, teller, grounds)
    ordinary = "no_customs_verification" not in failed if failed else None
    answer: dict[str, Any] = {
        "verdict": None if only_charge else verdict,
        "as_of": as_of,
        "atlas": stamp(context.atlas),
        "assumptions": [] if only_charge else _assumed(teller, promised if taken else None),
        "missing": missing if verdict == "unknown" and not only_charge else [],
        "grounds": grounds,
        "what_would_change": _offers(failed, promised, question, as_of, teller),
        "decided_by": teller.decided_by("tax_and_customs"),
        "hold": hold,
        "charge_latest": charge,
        "ordinary_claim_possible": ordinary,
        "promised_days": promised,
        "leave_by_date": last,
        "reasons": failed,
    }
    doubts = [] if missing or terms is None else _doubts(terms, question, promised if taken else None, ordinary, teller)
    answer["warnings"] = [*doubts, *teller.warnings(grounds)]
    answer["headline"] = _headline(answer, terms, teller)
    return InstantAnswer(**answer)


def _grounds(question: InstantQuestion, terms: InstantTerms | None, promised: int | None, teller: Teller) -> list[Ground]:
    """The conditions; `terms` are those of place and day, None where either was not said or nothing was found."""
    told: list[Ground] = []

    def check(name: str, met: bool | None, reason: str, **values: Any) -> None:
        result: Any = "unknown" if met is None else "met" if met else "failed"
        text = texts.say(f"instant-refund.ground.{name}.{result}", teller.language, **values)
        told.append(teller.told(f"instant-refund.{name}", result, text, terms, reason=reason if met is False else None))

    check("card", question.own_credit_card is not False, "no_card_guarantee")
    check("customs", question.customs_confirmed is not False, "no_customs_verification")
    if question.departure_port_as_agreed is not False:
        check("port", True, "")
    else:
        check("port", terms.port_binds is False if terms is not None and terms.port_binds is not None else None, "instant_wrong_port")
    if promised is None or terms is None:
        check("terms", None, "")
    elif question.date is not None:
        check("terms", True, "", n=promised, day=question.date + timedelta(days=promised))
    if question.days_until_departure is not None and promised is not None:
        check("time", question.days_until_departure <= promised, "instant_deadline_missed", n=question.days_until_departure, limit=promised)
    return told


def _charge(last: date, terms: InstantTerms, teller: Teller, grounds: list[Ground]) -> date | None:
    """The last day for charging the card, with its ground."""
    if terms.charge_within is None:
        return None
    calendar = work_calendar(teller.atlas, teller.as_of)
    charge = calendar.after(last, terms.charge_within)
    result: Any = "met" if charge else "unknown"
    text = texts.say(f"instant-refund.ground.charge.{result}", teller.language, n=terms.charge_within, last=last, day=charge or "")
    grounds.append(teller.told("instant-refund.charge", result, text, terms, calendar.notices(last, charge) if charge else []))
    return charge


def _assumed(teller: Teller, promised: int | None) -> list[Assumption]:
    found = teller.taken(["departure_port_as_agreed", "customs_confirmed", "own_credit_card"])
    if promised is not None:
        shown = texts.say("instant-refund.assumed.days", teller.language, n=promised)
        text = texts.say("envelope.assumed", teller.language, field=teller.field_name("promised_days"), value=shown)
        found.append(Assumption(field="promised_days", value=promised, text=text))
    return found


def _doubts(terms: InstantTerms, question: InstantQuestion, taken: int | None, ordinary: bool | None, teller: Teller) -> list[Warning_]:
    """What of the terms no source states in so many words, as far as the answer rests on it."""
    found: list[Warning_] = []
    if taken is not None and "promised_days" in terms.inferred:
        found.append(teller.warning("instant_days_weak", n=taken))
    if terms.promised_days is None and not question.promised_days:
        found.append(teller.warning("instant_plan_unknown"))
    if question.departure_port_as_agreed is False and "port_binds" in terms.inferred:
        found.append(teller.warning("instant_port_weak"))
    if "valid_from" in terms.inferred:
        found.append(teller.warning("instant_start_weak", day=terms.valid_from))
    if ordinary and not terms.ordinary_claim:
        found.append(teller.warning("ordinary_claim_inferred"))
    return found


def _hold(failed: list[str], verdict: str, said: bool) -> str | None:
    if "no_card_guarantee" in failed or verdict not in ("yes", "no"):
        return None
    if failed:
        return "charged"
    return "released" if said else None


def _offers(failed: list[str], promised: int | None, question: InstantQuestion, as_of: date, teller: Teller) -> list[Change]:
    """Leave in time and from the port agreed on; nothing else that failed can truthfully be changed."""
    change: dict[str, Any] = {}
    if "instant_deadline_missed" in failed and promised is not None:
        change["days_until_departure"] = promised
        leaving, last = ((question.date + timedelta(days=n)) if question.date else None for n in (question.days_until_departure or 0, promised))
        if leaving and last and last < as_of <= leaving:
            return []  # nobody who is still here can have left
    if "instant_wrong_port" in failed:
        change["departure_port_as_agreed"] = True
    if not change or len(change) != len(failed) or question.place is None or question.date is None:
        return []
    parts = [texts.say(f"change.instant-refund.{name}", teller.language, value=value) for name, value in change.items()]
    then = texts.say("change.instant-refund.then", teller.language, change=texts.say("change.and", teller.language).join(parts))
    return [Change(set=change, then={"verdict": "yes"}, text=then)]


def _headline(answer: dict[str, Any], terms: InstantTerms | None, teller: Teller) -> str:
    language, verdict = teller.language, answer["verdict"]
    if verdict == "unknown":
        return texts.say("instant-refund.headline.unknown", language, fields=texts.join([teller.field_name(field) for field in answer["missing"]], language))
    if verdict == "no":
        words = [texts.say(f"reason.{reason}", language) for reason in answer["reasons"]]
        key = "instant-refund.headline.no_ordinary" if answer["ordinary_claim_possible"] else "instant-refund.headline.no"
        return texts.say(key, language, reasons=texts.join(words, language))
    if verdict is None:
        if terms is None:
            return texts.say("instant-refund.headline.charge_no_terms", language)
        key = "charge" if answer["charge_latest"] else "charge_open"
        return texts.say(f"instant-refund.headline.{key}", language, day=answer["charge_latest"] or answer["leave_by_date"])
    if verdict == "yes":
        return texts.say("instant-refund.headline.yes", language, day=answer["leave_by_date"])
    return texts.say("instant-refund.headline.days_open" if terms is not None else "instant-refund.headline.not_established", language)
