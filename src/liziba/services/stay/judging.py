"""The ruling on a question about a stay; a day without an hour decides nothing that hangs on the hour.

Only direct transit counts hours. Where a day of entering or leaving was said without its hour, the longest and the
shortest stay that can be meant are judged: do they differ, the hour is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from liziba.engines.rules.arithmetic import MINUTES_A_DAY
from liziba.engines.rules.ruling import Ruling
from liziba.engines.rules.single import SingleRules, decide
from liziba.services.rulebook import Codec
from liziba.services.stay.question import DayOnly, StayQuestion

CODEC = Codec(StayQuestion)
LAST_MINUTE = MINUTES_A_DAY - 1


def judged(rules: SingleRules, question: StayQuestion, known: int) -> tuple[dict[str, Any], Ruling]:
    """The question as the engine computes with it, and the ruling by what was known on a day."""
    values = CODEC.read(question)
    longest = rules.judge(values, known)
    vague = without_hour(question)
    if not vague or question.entry_at is None or question.exit_at is None or question.leaves_airport is not False:
        return values, longest
    shortest = rules.judge(shortest_stay(values, vague), known)
    pairs = zip(longest.schemes, shortest.schemes, strict=True)
    schemes = tuple(one if one.results == other.results else one.unsettled(other, vague) for one, other in pairs)
    return values, decide(schemes, rules.unsaid(values))


def without_hour(question: StayQuestion) -> list[str]:
    """The moments that were said as a day only."""
    return [field for field in ("entry_at", "exit_at") if isinstance(getattr(question, field), DayOnly)]


def shortest_stay(values: Mapping[str, Any], vague: Collection[str]) -> dict[str, Any]:
    """The same question with the latest entry and the earliest leaving that the days allow."""
    entry = values["entry_at"] + (LAST_MINUTE if "entry_at" in vague else 0)
    leaving = values["exit_at"] - (LAST_MINUTE if "exit_at" in vague else 0)
    return {**values, "entry_at": entry, "exit_at": max(entry, leaving)}
