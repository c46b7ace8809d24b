"""The tables `stay/visa_categories` and `stay/next_steps` in words: which visa for the purpose, and each step that concerns the traveller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from liziba.atlas import Atlas, texts
from liziba.atlas.tables.stay import NextStep as StepRow
from liziba.engines.rules.grid import Cell, Grid
from liziba.engines.rules.sheet import HIT
from liziba.services.envelope import Ask, NextStep
from liziba.services.explain import Explainer, days
from liziba.services.question import meta
from liziba.services.rulebook import as_date
from liziba.services.stay.question import StayQuestion

ASSUMED: dict[str, Any] = {name: meta(field).get("assumed") for name, field in StayQuestion.model_fields.items()}


def plain(explainer: Explainer, code: str, key: str = "", ask: Ask | None = None, **values: Any) -> NextStep:
    """A step that rests on the answer itself and cites nothing; its text under `key` where that is not the code."""
    return NextStep(code=code, text=texts.say(f"stay.now.{key or code}", explainer.language, **values), ask=ask)


@dataclass(frozen=True)
class Book:
    """The two tables, ready to be looked up, in the order of their files."""

    steps: Grid
    situations: dict[str, tuple[str, ...]]
    visas: Grid
    purposes: dict[str, tuple[str, ...]]


def book(atlas: Atlas) -> Book:
    """The tables of an atlas, prepared once."""

    def prepared() -> Book:
        steps: Any = atlas.table("stay/next_steps").rows
        visas: Any = atlas.table("stay/visa_categories").rows
        situations: dict[str, dict[str, None]] = {}
        for row in steps:
            if texts.has(f"stay.now.{row.step}", texts.LANGUAGES[0]):  # a row of one's own may name a step that nobody put into words
                situations.setdefault(row.when, {})[row.step] = None
        purposes: dict[str, dict[str, None]] = {}
        for row in visas:
            if texts.has(f"stay.visa.{row.category}", texts.LANGUAGES[0]):
                purposes.setdefault(row.purpose, {})[row.category] = None
        ordered = [{name: tuple(members) for name, members in found.items()} for found in (situations, purposes)]
        return Book(Grid(steps, ["step"]), ordered[0], Grid(visas, ["purpose", "category"]), ordered[1])

    return atlas.keep("what comes after a stay is judged", prepared)


class Steps:
    """The rows that concern one question, on the day on which the traveller would apply."""

    def __init__(self, question: StayQuestion, explainer: Explainer) -> None:
        self.question = question
        self.explainer = explainer
        self.atlas, self.language = explainer.atlas, explainer.language
        self.book = book(self.atlas)
        entered = question.entry_at.date() if question.entry_at else explainer.as_of
        # For a journey to come one applies now; for an earlier one before it at the latest.
        self.day = days(min(entered, explainer.as_of))
        self.known = days(explainer.as_of)
        self.document = str(question.document or ASSUMED["document"])
        self.purpose = str(question.purpose or ("transit" if question.leaves_airport is False else ASSUMED["purpose"]))
        self.visas = self._visas()

    def _visas(self) -> list[Any]:
        """The rows of visas for the purpose; where the length of the stay is known, only those for that length."""
        question = self.question
        found: list[Any] = []
        planned = (question.exit_at.date() - question.entry_at.date()).days if question.entry_at and question.exit_at else None
        for category in self.book.purposes.get(self.purpose, ()):
            cell = self.book.visas.find((self.purpose, category), self.day, self.known)
            row: Any = cell.row
            if cell.status != HIT or (planned is not None and row.days and (planned > row.days) != (row.length == "long")):
                continue
            found.append(row)
        return found

    def of(self, situation: str) -> Iterator[NextStep]:
        """The steps of a situation that concern this traveller."""
        for name in self.book.situations.get(situation, ()):
            cell = self.book.steps.find(name, self.day, self.known)
            row: Any = cell.row
            if cell.status == HIT and self._concerns(row):
                yield self._step(cell, row)

    def _concerns(self, row: StepRow) -> bool:
        question = self.question
        return (
            (not row.countries or question.nationality in row.countries)
            and (not row.residences or question.residence in row.residences)
            and (not row.documents or self.document in row.documents)
            and (not row.purposes or self.purpose in row.purposes)
            and (not row.categories or any(visa.category in row.categories for visa in self.visas))
        )

    def _step(self, cell: Cell, row: StepRow) -> NextStep:
        """A step in words, made once for each language: neither the row nor the end that is known of it ever changes."""

        def made() -> NextStep:
            text = texts.say(f"stay.now.{row.step}", self.language, days=row.days, months=row.months, end=as_date(cell.known_end))
            return NextStep(code=row.step, text=text, sources=self.explainer.cite(row.sources), valid_from=row.valid_from)

        return self.atlas.keep(("next step", row.row_id, cell.known_end, self.language), made)

    def which_visa(self) -> list[NextStep]:
        """The categories of visas for the purpose, as one step; nothing where none is established for that day."""
        rows = self.visas

        def made() -> list[NextStep]:
            names = [texts.say(f"stay.visa.{row.category}", self.language, days=row.days) for row in rows]
            purpose = self.explainer.name("code", self.purpose, "purpose")
            text = texts.say("stay.now.which_visa", self.language, purpose=purpose, visas=texts.say("word.semicolon", self.language).join(names))
            sources = self.explainer.cite(dict.fromkeys(source for row in rows for source in row.sources))
            first = min(row.valid_from for row in rows)
            return [NextStep(code="which_visa", text=text, sources=sources, valid_from=first, visas=[row.category for row in rows])]

        return self.atlas.keep(("which visa", tuple(row.row_id for row in rows), self.language), made) if rows else []
