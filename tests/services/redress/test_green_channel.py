"""Does the step end before the visitor leaves?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from liziba.services.declaration import Context, ask

FILED = {"filed": "2026-11-16"}


def answer(question: dict[str, Any], context: Context, language: str = "en") -> Any:
    return ask("green-channel", question, Context(context.atlas, context.today, language))


def test_the_last_day_may_be_the_day_of_leaving(context: Context) -> None:
    on_time = answer({**FILED, "departure_date": "2026-11-25"}, context)
    assert (on_time.verdict, on_time.slack_days, on_time.step_deadline) == ("yes", 0, date(2026, 11, 25))
    assert "the day you leave" in on_time.headline
    late = answer({**FILED, "departure_date": "2026-11-24"}, context)
    assert (late.verdict, late.slack_days, late.priority) == ("no", -1, "P0")
    assert "1 day after" in late.headline


def test_without_a_length_the_body_has_its_time_for_acceptance(context: Context) -> None:
    leaving = {**FILED, "departure_date": "2026-12-24"}
    days = {body: answer({**leaving, "body": body}, context).step_deadline for body in ("market_regulation", "tourism", "chengdu_fund")}
    assert days == {"market_regulation": date(2026, 11, 25), "tourism": date(2026, 11, 18), "chengdu_fund": date(2026, 11, 19)}
    assert [taken.field for taken in answer(leaving, context).assumptions] == ["body"]


@pytest.mark.parametrize(("days", "priority"), [(1, "P0"), (3, "P1"), (7, "P2"), (8, "P3")])
def test_the_class_follows_the_time_that_is_left(days: int, priority: str, context: Context) -> None:
    leaving = (date(2026, 11, 16) + timedelta(days=days)).isoformat()
    assert answer({**FILED, "departure_date": leaving, "step_limit": 0}, context).priority == priority


def test_the_offer_to_leave_later_turns_the_answer(context: Context) -> None:
    question = {**FILED, "departure_date": "2026-11-20"}
    (offer,) = answer(question, context).what_would_change
    assert answer({**question, **offer.set}, context).verdict == "yes"


def test_days_of_the_calendar_are_counted_as_they_are(context: Context) -> None:
    found = answer({"filed": "2026-09-29", "departure_date": "2026-10-02", "step_limit": 3, "step_unit": "calendar_day"}, context)
    assert (found.verdict, found.step_deadline) == ("yes", date(2026, 10, 2))


@pytest.mark.parametrize(
    ("question", "verdict", "missing"),
    [
        ({}, "unknown", ["filed", "departure_date"]),
        ({"filed": "2026-11-16"}, "unknown", ["departure_date"]),
        ({"filed": "2026-12-28", "departure_date": "2027-02-01"}, "not_established", []),
        ({"filed": "2020-12-28", "departure_date": "2021-02-01", "body": "chengdu_fund"}, "not_established", []),
    ],
    ids=str,
)
def test_what_cannot_be_said(question: dict[str, Any], verdict: str, missing: list[str], context: Context) -> None:
    found = answer(question, context)
    assert (found.verdict, found.missing) == (verdict, missing)
    assert answer(question, context, "zh").headline != found.headline
