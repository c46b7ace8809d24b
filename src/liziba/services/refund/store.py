"""May my shop join the refund scheme, and by when must the tax office file it? (contract: refund-store)"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from liziba.atlas import texts
from liziba.atlas.calendar import work_calendar
from liziba.atlas.tables.refund import StoreTerms
from liziba.engines.rules.sheet import EXPIRED, HIT, NOT_ON_LIST, NOT_YET_IN_FORCE, STATUS_NAMES
from liziba.services.declaration import Context
from liziba.services.envelope import Assumption, Envelope, Ground, Warning_
from liziba.services.explain import days, stamp
from liziba.services.question import Question, question_field
from liziba.services.refund.dated import found, grid_of
from liziba.services.telling import Teller
from liziba.services.values import Day

LEVELS = ("A", "B", "M", "C", "D")
REFUSES = frozenset({NOT_ON_LIST, NOT_YET_IN_FORCE, EXPIRED})


class StoreQuestion(Question):
    """May my shop join the refund scheme?"""

    tax_credit_level: Annotated[Literal["A", "B", "M", "C", "D"] | None, BeforeValidator(lambda value: value or None)] = question_field(
        "required", "code", choices=LEVELS, core=True
    )
    filed: Day = question_field("assumed", "day", core=True)
    papers_complete: Day = question_field("optional", "day", core=True)


class StoreAnswer(Envelope):
    """Whether the level is accepted, and the last day for the tax office."""

    filing_done_latest: date | None = Field(default=None, description="last day for the tax office (working days)")


def respond(question: StoreQuestion, context: Context) -> StoreAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    teller = Teller("refund-store", question, context, as_of)
    grid = grid_of(context.atlas, "refund/store_terms", "tax_credit_level")
    calendar = work_calendar(context.atlas, as_of)
    filed = question.filed or question.papers_complete or as_of
    grounds: list[Ground] = []
    warnings: list[Warning_] = []
    verdict = "unknown"
    if question.tax_credit_level is not None:
        cell = grid.find(question.tax_credit_level, days(filed), days(as_of))
        verdict = "yes" if cell.status == HIT else "no" if cell.status in REFUSES else "not_established"
        doubtful = cell.status == HIT and found(cell).doubtful
        if doubtful:
            verdict = "not_established"
            warnings.append(teller.warning("doubtful_day", days=[filed]))
        result: Any = {"yes": "met", "no": "failed"}.get(verdict, "unknown")
        held = sorted(level for level in grid.holding(days(filed), days(as_of)) if not (doubtful and level == question.tax_credit_level))
        listed = texts.join(held, teller.language)
        values = {"level": question.tax_credit_level, "day": filed, "listed": listed or texts.say("word.none", teller.language)}
        text = texts.say(f"refund-store.ground.level.{'doubtful' if doubtful else STATUS_NAMES[cell.status]}", teller.language, **values)
        row = found(cell) or next((r for r in _rows(context, filed, as_of)), None)
        grounds.append(teller.told("refund-store.level", result, text, row))
    last = None
    if question.papers_complete is not None:
        terms = next((r for r in _rows(context, question.papers_complete, as_of) if r.filing_days is not None), None)
        last = calendar.after(question.papers_complete, terms.filing_days) if terms and terms.filing_days is not None else None
        key = "met" if last else "unknown"
        cited = calendar.notices(question.papers_complete, last) if last else []
        text = texts.say(f"refund-store.ground.filing.{key}", teller.language, last=last or "", n=(terms.filing_days if terms else None) or 0)
        grounds.append(teller.told("refund-store.filing", "met" if last else "unknown", text, terms, cited))
    answer: dict[str, Any] = {
        "verdict": verdict,
        "headline": _headline(verdict, last, teller),
        "as_of": as_of,
        "atlas": stamp(context.atlas),
        "missing": ["tax_credit_level"] if verdict == "unknown" else [],
        "assumptions": _assumed(question, filed, teller),
        "warnings": [*warnings, *teller.warnings(grounds)],
        "grounds": grounds,
        "decided_by": teller.decided_by("tax_office"),
        "filing_done_latest": last,
    }
    return StoreAnswer(**answer)


def _rows(context: Context, day: date, as_of: date) -> list[StoreTerms]:
    """The terms that hold on a day, as known on another."""
    rows = context.atlas.table("refund/store_terms").rows
    held = [row for row in rows if isinstance(row, StoreTerms) and row.covers(day) and row.known(as_of)]
    return sorted(held, key=lambda row: row.valid_from or date.min, reverse=True)


def _assumed(question: StoreQuestion, filed: date, teller: Teller) -> list[Assumption]:
    """The day of filing, where none was said: it decides which levels are accepted."""
    if question.tax_credit_level is None or question.filed is not None:
        return []
    shown = texts.say("refund-store.assumed.filed", teller.language, day=filed)
    text = texts.say("envelope.assumed", teller.language, field=teller.field_name("filed"), value=shown)
    return [Assumption(field="filed", value=filed.isoformat(), text=text)]


def _headline(verdict: str, last: date | None, teller: Teller) -> str:
    if last is not None and verdict == "unknown":
        return texts.say("refund-store.headline.filing", teller.language, day=last)
    return texts.say(f"refund-store.headline.{verdict}", teller.language, fields=teller.field_name("tax_credit_level"))
