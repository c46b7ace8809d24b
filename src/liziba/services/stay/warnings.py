"""What the traveller must know before relying on an answer: what weakens it, and where little is left to go wrong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from liziba.engines.rules.ruling import Ruling
from liziba.engines.rules.sheet import MISSES
from liziba.engines.rules.single import SingleRules
from liziba.services.envelope import Ground, Warning_
from liziba.services.explain import Explainer, days
from liziba.services.rulebook import as_date
from liziba.services.stay.judging import without_hour
from liziba.services.stay.question import StayQuestion

FAR_AHEAD = timedelta(days=365)
A_DAY_MINUTES = 24 * 60
ROUTE = ("hong_kong_counts", "hong_kong_does_not_count")  # conditions of the sheet that only inform


def warnings(question: StayQuestion, ruling: Ruling, outcome: dict[str, Any], grounds: list[Ground], left: date | None, explainer: Explainer) -> list[Warning_]:
    """All warnings of an answer; `left` is the last day for which the window of an agreement has room."""
    deciding = [g for g in grounds if ruling.best is None or g.scheme == ruling.best.group]
    known_end, last = as_date(outcome.get("known_end")), as_date(outcome.get("leave_by_date"))
    found = [*about_the_route(question, ruling, explainer), *explainer.warnings(deciding, known_end)]
    if ruling.missing and set(ruling.missing) <= set(without_hour(question)):
        found.insert(0, explainer.warning("hour_needed"))
    unnamed = [place for place in outcome.get("bad_places") or () if not explainer.atlas.knows_place(place)]
    if unnamed:
        found.insert(0, explainer.warning("place_not_known", places=explainer.name("places", unnamed)))
    if ruling.best is None:
        return found
    planned = question.exit_at.date() if question.exit_at else None
    stays_until = planned or last
    if known_end and stays_until and stays_until > known_end:
        found.insert(0, explainer.warning("runs_past_end", day=known_end))
    if left is not None:
        found.insert(0, explainer.warning("cap_runs_out", day=left, n=outcome["cap_days"]))
    if planned and is_at_the_limit(question, ruling, last):
        found.append(explainer.warning("no_margin"))
    if question.entry_at and question.entry_at.date() > explainer.as_of + FAR_AHEAD:
        found.append(explainer.warning("far_ahead", as_of=explainer.as_of))
    leaving = ruling.best.values.get("port_of_leaving")
    if question.exit_port and leaving is not None and leaving.status in MISSES:
        found.append(explainer.warning("exit_port_not_listed", port=explainer.name("port", question.exit_port)))
    if passport_ends_first(question, last):
        found.append(explainer.warning("passport_ends_first", day=question.passport_valid_until))
    return found


def about_the_route(question: StayQuestion, ruling: Ruling, explainer: Explainer) -> list[Warning_]:
    """What was said of the way here, or of earlier stays, does not fit together."""
    found = []
    if question.hong_kong is not None:
        doubts = {name for scheme in ruling.tried() for name in scheme.informs_failed}
        found = [explainer.warning(code, place=explainer.name("country", question.arrive_from)) for code in ROUTE if code in doubts]
    if question.entry_at and any(one.exit > question.entry_at.date() for one in question.previous_stays or ()):
        found.append(explainer.warning("earlier_stay_overlaps"))
    return found


def is_at_the_limit(question: StayQuestion, ruling: Ruling, last: date | None) -> bool:
    """Does the plan use the last day, or the last minute of 24 hours inside the port?"""
    if ruling.best is not None and ruling.best.outcome.get("border_check") is not None:
        return bool(ruling.best.values["minutes_inside"] == A_DAY_MINUTES)
    return question.exit_at is not None and question.exit_at.date() == last


def passport_ends_first(question: StayQuestion, last: date | None) -> bool:
    """Does the document end before the last day, where no earlier day of leaving was said?"""
    return bool(question.passport_valid_until and last and question.passport_valid_until < last and question.exit_at is None)


def window_runs_out(rules: SingleRules, question: StayQuestion, ruling: Ruling, values: dict[str, Any], known: int) -> date | None:
    """Without a planned day of leaving: the last day for which the window of an agreement has room, if that is before the longest stay."""
    best = ruling.best
    if best is None or question.exit_at is not None or question.entry_at is None or not best.outcome.get("cap_days") or not question.previous_stays:
        return None
    longest = best.outcome["max_days"] - 1  # so many days later, however the day of entry counts
    low, high = 0, longest + 1
    while high - low > 1:
        middle = (low + high) // 2
        after = rules.judge({**values, "exit_at": values["entry_at"] + middle * A_DAY_MINUTES}, known)
        fits = any(scheme.name == best.name and "cap" not in scheme.reasons for scheme in after.schemes)
        low, high = (middle, high) if fits else (low, middle)
    return None if low == longest else as_date(days(question.entry_at.date()) + low)
