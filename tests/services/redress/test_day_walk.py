"""Deadlines are those of a walk day by day that knows nothing of the service."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from liziba.services.declaration import Context, ask
from tests.services.redress.day_walk import RULES, last_day, limitation_end, walk

EVENTS = {"accept": ("received", "accept_latest"), "mediate": ("accepted", "mediation_end"), "end_notice": ("termination_decision", "notice_latest")}
FIRST, LAST = date(2014, 1, 1), date(2026, 12, 31)
SPAN = (LAST - FIRST).days


def compared(draws: int, seed: int, context: Context) -> list[str]:
    """Where service and walk differ on so many random inputs."""
    chance = random.Random(seed)
    wrong = []
    for _ in range(draws):
        start = FIRST + timedelta(days=chance.randrange(SPAN + 1))
        kind = chance.choice((*RULES, "limitation", "stated"))
        if kind == "limitation":
            question, field, expected = {"known": start}, "limitation_end", limitation_end(start)
        elif kind == "stated":
            length, working = chance.randrange(91), chance.random() < 0.7
            unit = "working_day" if working else "calendar_day"
            asked = {"filed": start, "departure_date": start + timedelta(days=30), "step_limit": length, "step_unit": unit}
            answer = ask("green-channel", asked, context)
            expected = walk(start, length, working)
            verdict = "not_established" if expected is None else "yes" if expected <= start + timedelta(days=30) else "no"
            if (answer.step_deadline, answer.verdict) != (expected, verdict):  # type: ignore[attr-defined]
                wrong.append(f"{asked}: {answer.step_deadline}, {expected}")  # type: ignore[attr-defined]
            continue
        else:
            body, step = kind
            event, field = ("agreement_in_force", "confirm_latest") if body == "court" else EVENTS[step]
            question, expected = {event: start} | ({} if body == "court" else {"body": body}), last_day(body, step, start)
        found = getattr(ask("deadlines", question, context), field)
        if found != expected:
            wrong.append(f"{question}: {found}, {expected}")
    return wrong


@pytest.mark.slow
def test_deadlines_are_those_of_a_walk_day_by_day(context: Context) -> None:
    assert compared(4_000, 20261122, context)[:5] == []


@pytest.mark.full
def test_a_hundred_thousand_deadlines_are_those_of_a_walk_day_by_day(context: Context) -> None:
    assert compared(100_000, 1, context)[:5] == []


@pytest.mark.parametrize(("body", "step"), sorted(RULES))
def test_the_days_around_each_change_of_rules(body: str, step: str, context: Context) -> None:
    event, field = ("agreement_in_force", "confirm_latest") if body == "court" else EVENTS[step]
    asked = {} if body == "court" else {"body": body}
    turns = {rule.first for rule in RULES[body, step]} | {rule.last for rule in RULES[body, step] if rule.last < LAST}
    days = [turn + timedelta(days=n) for turn in turns for n in range(-75, 20)]
    wrong = [(day, last_day(body, step, day)) for day in days if getattr(ask("deadlines", {event: day, **asked}, context), field) != last_day(body, step, day)]
    assert wrong == []
