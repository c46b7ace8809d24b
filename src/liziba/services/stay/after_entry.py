"""What to do at the border and after it: arrival card, registration, stay permit. The rules are those of the subject `arrival`; each step leads there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from liziba.atlas import texts
from liziba.engines.rules.grid import Grid
from liziba.engines.rules.ruling import SchemeRuling
from liziba.engines.rules.sheet import HIT
from liziba.services.envelope import Ask, NextStep
from liziba.services.explain import Explainer, days
from liziba.services.stay.question import StayQuestion


def steps(question: StayQuestion, best: SchemeRuling, entered: bool, explainer: Explainer) -> Iterator[NextStep]:
    """The steps of a traveller who may enter; the border lies behind one who has entered."""
    day = explainer.as_of if entered or question.entry_at is None else question.entry_at.date()
    if not entered:
        scheme = best.outcome.get("scheme")
        card = _row("arrival_card", "scheme", scheme, day, explainer)
        key = "arrival_card" if card is None or not card.needed else "arrival_card_online" if card.online else "arrival_card_paper"
        if card is None or card.needed:
            yield _step("arrival_card", key, [card], ask(question, day, topic="arrival_card", scheme=scheme), explainer)
    if question.leaves_airport is not False:  # who stays inside the port lodges nowhere and stays no longer
        home, hotel = (_row("registration", "lodging", lodging, day, explainer) for lodging in ("home", "hotel"))
        key = "registration_hours" if home and hotel and home.hours else "registration"
        # The step says all there is about hotels; who sleeps elsewhere needs to know more.
        found = ask(question, day, topic="registration", lodging="home", place=_place(question, explainer))
        yield _step("registration", key, [home, hotel], found, explainer, hours=home.hours if home else None)
        yield from stay_longer(question, explainer)


def stay_longer(question: StayQuestion, explainer: Explainer) -> Iterator[NextStep]:
    """How to stay longer than the scheme allows."""
    permit = _row("permits", "permit", "stay_permit", explainer.as_of, explainer)
    if permit is not None:
        yield _step("stay_longer", "stay_longer", [permit], ask(question, explainer.as_of, topic="stay_permit"), explainer, days=permit.max_days)


def ask(question: StayQuestion, day: date, **fields: Any) -> Ask:
    """A question for the service `arrival`, with what was known on the same day as in this answer."""
    said = {**fields, "date": day, "as_of": question.as_of}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items() if value is not None}
    return Ask(service="arrival", fields=plain)


def _place(question: StayQuestion, explainer: Explainer) -> str | None:
    """The province to be visited first, where these rules hold there."""
    province = question.places[0].partition("/")[0] if question.places else ""
    _, _, region = province.partition("-")
    return province if region and not explainer.atlas.is_home(region) else None


def _row(table: str, key: str, value: Any, day: date, explainer: Explainer) -> Any:
    """The row of a table of `arrival` that holds on a day, None where none does or nobody knows."""
    name = f"arrival/{table}"

    def made() -> Grid:
        rows: Any = explainer.atlas.table(name).rows
        return Grid(rows, [key])

    grid = explainer.atlas.keep((name, key), made)
    cell = grid.find(value, days(day), days(explainer.as_of))
    return cell.row if cell.status == HIT else None


def _step(code: str, key: str, rows: list[Any], asked: Ask, explainer: Explainer, **values: Any) -> NextStep:
    """A step with the sources of the rows that it rests on; its words are made once for each language."""
    found = [row for row in rows if row is not None]

    def made() -> tuple[str, list[Any], date | None]:
        sources = explainer.cite(dict.fromkeys(source for row in found for source in row.sources))
        return texts.say(f"stay.now.{key}", explainer.language, **values), sources, max((row.valid_from for row in found), default=None)

    text, sources, since = explainer.atlas.keep((key, tuple(row.row_id for row in found), explainer.language), made)
    return NextStep(code=code, text=text, sources=sources, valid_from=since, ask=asked)
