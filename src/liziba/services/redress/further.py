"""What follows besides days: which office is competent, whether mediation goes on, whether a settlement can be enforced, what is left."""

from __future__ import annotations

from datetime import date
from typing import Any

from liziba.atlas import texts
from liziba.atlas.tables.redress import Competence
from liziba.services.envelope import Ground, Result
from liziba.services.redress.counting import Counter
from liziba.services.redress.deadlines import DeadlinesQuestion
from liziba.services.redress.telling import StepTeller

LAST_RESORTS = ["court", "arbitration"]
# What the two orders on complaints and the laws on procedure say alike at all times that are asked about.
ORDERS, PROCEDURE = ("samr20", "samr121_text"), ("civproc", "confirm")


class Further:
    """Values for fields of the answer besides days, each with its ground."""

    def __init__(self, question: DeadlinesQuestion, body: str, day: date, counter: Counter, teller: StepTeller) -> None:
        self.q = question
        self.body = body
        self.day = day
        self.counter = counter
        self.teller = teller
        self.values: dict[str, Any] = {}
        self.grounds: list[Ground] = []
        self.warnings: list[tuple[str, dict[str, Any]]] = []
        self._competence()
        self._mediation()
        self._settlement()
        self._small_claims()

    def _add(self, field: str, value: Any, key: str, sources: tuple[str, ...] = (), row: Any = None, **values: Any) -> None:
        result: Result = "unknown" if value is None else "met"
        if value is not None:
            self.values[field] = value
        text = texts.say(f"deadlines.{key}", self.teller.language, **values)
        self.grounds.append(self.teller.told(f"deadlines.{field}", result, text, row, sources))

    def _competence(self) -> None:
        q = self.q
        if q.seller_kind is None and not (q.real_place or q.registered_place):
            return
        kind = q.seller_kind or "shop"
        row: Competence | None = self.counter.held("redress/competence", ("body", "seller_kind"), (self.body, kind), self.day)
        if row is None:
            self._add("competent", None, "competent.not_looked_up", body=texts.say(f"code.body.{self.body}", self.teller.language))
            return
        self._add("competent", list(row.offices), f"competent.{kind}", row=row, real=self._place(q.real_place), registered=self._place(q.registered_place))
        if row.platform_seller:
            self.warnings.append((f"seller_on_platform_{row.platform_seller}", {}))

    def _place(self, code: str | None) -> str:
        language = self.teller.language
        return texts.say("deadlines.competent.at", language, place=self.counter.atlas.place_name(code, language)) if code else ""

    def _mediation(self) -> None:
        q = self.q
        if q.contains and {"complaint", "report"} <= set(q.contains):
            self._add("handled", "separately", "handled", ORDERS)
        if q.trader_consents is not None:
            self._add("mediation", "goes_on" if q.trader_consents else "ends", f"mediation.{str(q.trader_consents).lower()}", ("samr20", "samr121_forms"))

    def _settlement(self) -> None:
        q = self.q
        if q.settlement_signed is not None or q.judicially_confirmed is not None or q.performance_due is not None:
            confirmed = bool(q.judicially_confirmed)
            self._add("directly_enforceable", confirmed, f"enforceable.{str(confirmed).lower()}", PROCEDURE)
        unpaid = q.settlement_signed and q.paid is not True and not q.judicially_confirmed
        if q.trader_consents is False or unpaid:
            self._add("next_steps", LAST_RESORTS, "next_steps", ("cpl", "samr121_forms"))

    def _small_claims(self) -> None:
        if self.q.foreign_related:
            self._add("small_claims", False, "small_claims", ("civproc",))
        elif self.q.amount_cny is not None:
            self._add("small_claims", None, "small_claims_by_wage", ("civproc",))
