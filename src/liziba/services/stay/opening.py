"""The sentence that the front page opens on: how many countries enter without a visa, which rules end soon, what was prolonged.

sentence(Context(load(), date(2026, 11, 22)))
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from liziba.atlas import texts
from liziba.atlas.check import ENDS_SOON
from liziba.services.declaration import Context
from liziba.services.stay.standing import Prolonged, Standing, standing

# The scheme that the sentence speaks of: the one whose list and ends change by notice.
OPENING = "unilateral"
MUTUAL, TRANSIT = "mutual", "transit"


def sentence(context: Context, day: date | None = None, as_of: date | None = None) -> str:
    """Who enters without a visa on a day (else today), by what was known on `as_of` (else on the day)."""
    day = day or context.today
    now = standing(context.atlas, day, as_of)[OPENING]
    say = _Sayer(context.language)
    when = say("today") if day == context.today else say("on_day", day=day)
    counted = say("count", n=len(now.countries), when=when)
    if not now.countries:
        return say("none", when=when)
    return say("sentence", counted=counted, rest=say("semicolon").join(_clauses(now, say)))


def besides(context: Context, day: date | None = None) -> str:
    """Who else needs no visa on that day: more countries by agreement, and those that may pass through."""
    found = standing(context.atlas, day or context.today)
    mutual = set(found[MUTUAL].countries) - set(found[OPENING].countries)
    transit = len(found[TRANSIT].countries)
    say = _Sayer(context.language)
    return say("besides", mutual=len(mutual), transit=transit) if transit else say("besides_mutual", mutual=len(mutual))


class _Sayer:
    """Texts of this sentence in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: Any) -> str:
        return texts.say(f"standing.{key}", self.language, **values)


def _clauses(now: Standing, say: _Sayer) -> list[str]:
    """What is said of the ends: those that come soon, those that were put off; where there is neither, the next one."""
    soon = [(end, countries) for end, countries in now.ends if end - now.day <= ENDS_SOON]
    told = _prolonged(now.prolonged, say)
    if soon:
        (first, countries), *more = soon
        all_at_once = len(countries) == len(now.countries) > 1
        ends = [say("ends_all", day=first) if all_at_once else say("ends", n=len(countries), day=first)]
        ends += [say("ends_more", n=len(others), day=end) for end, others in more]
        return [say("no_extension", ends=say("comma").join(ends)), *told]
    if told:
        return told
    if now.ends:
        end, countries = now.ends[0]
        return [say("next", n=len(countries), day=end, within=ENDS_SOON // timedelta(days=1))]
    return [say("no_end")]


def _prolonged(told: Sequence[Prolonged], say: _Sayer) -> list[str]:
    """A clause for each new end; the old end is named where it was one and the same day."""
    by_new_end: dict[date | None, list[Prolonged]] = defaultdict(list)
    for one in told:
        by_new_end[one.new_end].append(one)
    clauses = []
    for new_end, ones in sorted(by_new_end.items(), key=lambda item: item[0] or date.max):
        n = sum(len(one.countries) for one in ones)
        old_ends = {one.old_end for one in ones}
        if new_end is None:
            clauses.append(say("prolonged_open", n=n))
        elif len(old_ends) == 1:
            clauses.append(say("prolonged_from", n=n, old=old_ends.pop(), new=new_end))
        else:
            clauses.append(say("prolonged", n=n, new=new_end))
    return clauses
