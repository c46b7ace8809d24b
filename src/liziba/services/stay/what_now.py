"""What comes next: after a refusal which visa and where to ask for it, after a yes what to do at the border and inside.

What holds stands in tables (`next_steps`, `after_entry`); this module says which of it concerns the traveller, the most pressing first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from liziba.atlas import texts
from liziba.engines.rules.ruling import Ruling
from liziba.services.envelope import Change, NextStep, Warning_
from liziba.services.explain import Explainer
from liziba.services.rulebook import as_date
from liziba.services.stay import after_entry
from liziba.services.stay.next_steps import Steps, plain
from liziba.services.stay.question import StayQuestion

ONE_DAY = timedelta(days=1)
ONLY_TOO_LONG = ("stay_too_long",)


@dataclass(frozen=True)
class Presence:
    """A traveller who is inside on the day of the answer, with the last day to leave.

    Where it is not known whether the day of entry counts, `last` is the later one of two days and not `certain`.
    """

    today: date
    last: date
    certain: bool

    @property
    def days_left(self) -> int:
        """Days until the last day, below nothing where it has passed."""
        return (self.last - self.today).days


def presence(question: StayQuestion, ruling: Ruling, outcome: dict[str, Any], as_of: date) -> Presence | None:
    """The last day of a traveller who has entered and not left. None for a journey to come or one that is over.

    A refusal counts only where nothing but the length of the stay refuses: then the traveller has entered under that scheme.
    """
    if question.entry_at is None or question.entry_at.date() >= as_of or _is_over(question, as_of):
        return None
    if ruling.best is None and (ruling.verdict != "no" or ruling.nearest is None or ruling.nearest.reasons != ONLY_TOO_LONG):
        return None
    last, longest = as_date(outcome.get("leave_by_date")), outcome.get("max_days")
    if last is not None:
        return Presence(as_of, last, certain=True)
    return Presence(as_of, question.entry_at.date() + longest * ONE_DAY, certain=False) if longest else None


def _is_over(question: StayQuestion, as_of: date) -> bool:
    return question.exit_at is not None and question.exit_at.date() < as_of


def past_last_day(here: Presence | None, explainer: Explainer) -> list[Warning_]:
    """What a traveller must hear first whose last day has passed."""
    if here is None or here.days_left >= 0:
        return []
    told = explainer.warning("past_last_day" if here.certain else "past_last_day_open", day=here.last, n=-here.days_left)
    return [Warning_(code="past_last_day", text=told.text)]


def past_headline(here: Presence | None, ruling: Ruling, explainer: Explainer) -> str:
    """The headline of a yes whose last day has passed: nothing that may be done any more. Else empty."""
    if here is None or ruling.best is None or not here.certain or here.days_left >= 0:
        return ""
    scheme = texts.say(f"scheme.{ruling.best.outcome['scheme']}", explainer.language)
    return texts.say("stay.headline.past", explainer.language, day=here.last, scheme=scheme)


def what_now(question: StayQuestion, ruling: Ruling, here: Presence | None, changes: Sequence[Change], explainer: Explainer) -> list[NextStep]:
    """What the traveller does next; empty where a missing field decides first, and for a journey that is over."""
    if _is_over(question, explainer.as_of):
        return []
    if explainer.atlas.is_home(question.nationality):
        return [] if ruling.verdict == "yes" else list(Steps(question, explainer).of("home"))
    if here is not None and here.days_left < 0:
        return [overstay(question, here, explainer)]
    if ruling.best is not None:
        return [*inside(here, explainer), *after_entry.steps(question, ruling.best, here is not None, explainer)]
    if here is not None:
        return [*inside(here, explainer), *after_entry.stay_longer(question, explainer)]
    return refused(question, ruling, changes, explainer) if ruling.verdict in ("no", "not_established") else []


def overstay(question: StayQuestion, here: Presence, explainer: Explainer) -> NextStep:
    """Where to read what an overstay means."""
    ask = after_entry.ask(question, here.today, topic="overstay", overstay_days=-here.days_left)
    return plain(explainer, "overstay", ask=ask, n=-here.days_left)


def inside(here: Presence | None, explainer: Explainer) -> list[NextStep]:
    """How many days are left."""
    if here is None:
        return []
    if here.certain:
        return [plain(explainer, "days_left", n=here.days_left, day=here.last)]
    return [plain(explainer, "days_left", "days_left_open", day=here.last, sooner=here.last - ONE_DAY)]


def refused(question: StayQuestion, ruling: Ruling, changes: Sequence[Change], explainer: Explainer) -> list[NextStep]:
    """Whom to ask where nothing is settled, what a change would do, and else the visa."""
    steps = Steps(question, explainer)
    found = list(steps.of("unsettled")) if ruling.verdict == "not_established" else []
    nearest = next((change for change in changes if change.then.get("verdict") == "yes"), None)
    if nearest:
        found.append(plain(explainer, "nearest_change", change=nearest.text))
    unrecognised = list(steps.of("unrecognised"))
    if unrecognised:  # no visa is put into such a document
        return [*found, *unrecognised]
    if any("excluded" in scheme.reasons for scheme in ruling.tried()):
        found.append(plain(explainer, "excluded"))
    return [*found, *steps.which_visa(), *steps.of("visa")]
