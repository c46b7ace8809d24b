"""The stall rule on OpenFisca (openfisca-core): a variable a condition, the dated rows searched with numpy.

Started by rules.py in an environment of its own (OpenFisca is AGPL and no part of the project); prints JSON. It has no
"not said": missing values are a number that stands for none. The rows are searched in numpy and not kept as its
parameters, because these know only one axis of time; that is also faster.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import twelve_checks
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit, period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from twelve_checks import CONDITIONS, FAILED, MET, UNKNOWN

NONE = -1
PERIOD = period("2026-11-22")  # read once; the rows carry their own days
STALL = build_entity(key="stall", plural="stalls", label="A stall", is_person=True)
TRADES, SQUARES = twelve_checks.rows("trades"), twelve_checks.rows("squares")
WORDS = {
    "trade": [*sorted({row["trade"] for row in TRADES}), "fireworks"],
    "square": [*sorted({row["square"] for row in SQUARES}), "moon"],
    "hygiene": ["a", "b", "c"],
    "ramp": ["none", "portable"],
}
Values = Any  # an array of whole numbers, an entry a question


def code(name: str, value: Any) -> int:
    return NONE if value is None else WORDS[name].index(value) if name in WORDS else int(value)


def masks(rows: list[dict[str, Any]], column: str, word: str) -> Values:
    """Lists of words as bits, so that "in" is one operation."""
    return np.array([sum(1 << code(word, w) for w in row[column]) for row in rows] + [NONE])


class Rows:
    """A dated look-up: the place of the row that holds (the last place: none), and the result."""

    def __init__(self, rows: list[dict[str, Any]], key: str, lists: dict[str, str]) -> None:
        self.keys = np.array([code(key, row[key]) for row in rows])
        self.starts, self.ends, self.told = (np.array([row[c] for row in rows]) for c in ("valid_from", "valid_to", "announced_on"))
        numbers = [name for name, value in rows[0].items() if isinstance(value, int)]
        self.columns = {name: np.array([row[name] for row in rows] + [NONE]) for name in numbers}
        self.columns |= {name: masks(rows, name, word) for name, word in lists.items()}

    def row(self, key: Values, day: Values, known: Values) -> Values:
        key, day, known = key[:, None], day[:, None], known[:, None]
        holds = (self.keys == key) & (self.starts <= day) & (day <= self.ends) & (self.told <= known)
        return np.where(holds.any(axis=1), holds.argmax(axis=1), len(self.keys))

    def result(self, at: Values, key: Values, day: Values) -> Values:
        listed = np.isin(key, self.keys)
        unsaid = (key == NONE) | (listed & (day == NONE))
        return np.where(unsaid, UNKNOWN, np.where(at < len(self.keys), MET, FAILED))


def judged(holds: Values, *operands: Values) -> Values:
    return np.where(np.any([operand == NONE for operand in operands], axis=0), UNKNOWN, np.where(holds, MET, FAILED))


PERMITS = Rows(TRADES, "trade", {"hygiene": "hygiene"})
PLACES = Rows(SQUARES, "square", {"trades": "trade"})


def permit(q: Callable[[str], Values], column: str) -> Values:
    return PERMITS.columns[column][q("permit_row")]


def place(q: Callable[[str], Values], column: str) -> Values:
    return PLACES.columns[column][q("place_row")]


FORMULAS: dict[str, Callable[[Callable[[str], Values]], Values]] = {
    "permit_row": lambda q: PERMITS.row(q("trade"), q("opens_on"), q("as_of")),
    "place_row": lambda q: PLACES.row(q("square"), q("opens_on"), q("as_of")),
    "permit": lambda q: PERMITS.result(q("permit_row"), q("trade"), q("opens_on")),
    "place": lambda q: PLACES.result(q("place_row"), q("square"), q("opens_on")),
    "trade_welcome": lambda q: judged(place(q, "trades") >> np.maximum(q("trade"), 0) & 1, q("trade"), place(q, "trades")),
    "order": lambda q: judged(q("closes_on") >= q("opens_on"), q("closes_on"), q("opens_on")),
    "length": lambda q: judged(q("closes_on") <= q("opens_on") + permit(q, "days"), q("closes_on"), q("opens_on"), permit(q, "days")),
    "size": lambda q: judged(q("metres") <= place(q, "metres"), q("metres"), place(q, "metres")),
    "noise": lambda q: judged(q("decibels") <= place(q, "decibels"), q("decibels"), place(q, "decibels")),
    "deposit_paid": lambda q: judged(q("deposit") >= permit(q, "deposit"), q("deposit"), permit(q, "deposit")),
    "insurance": lambda q: judged(q("insured_until") >= q("closes_on"), q("insured_until"), q("closes_on")),
    "hygiene_met": lambda q: judged(permit(q, "hygiene") >> np.maximum(q("hygiene"), 0) & 1, q("hygiene"), permit(q, "hygiene")),
    "staff_met": lambda q: judged((q("staff") >= 1) & (q("staff") <= 6), q("staff")),
    "access": lambda q: np.where((q("step_free") == 1) | (q("ramp") == 1), MET, np.where((q("step_free") == NONE) | (q("ramp") == NONE), UNKNOWN, FAILED)),
}
RENAMED = {"deposit": "deposit_paid", "hygiene": "hygiene_met", "staff": "staff_met"}  # fields have these names
RESULTS = [RENAMED.get(name, name) for name in CONDITIONS]


def formula_of(compute: Callable[[Callable[[str], Values]], Values]) -> Callable[[Any, Any], Values]:
    """The formula as OpenFisca calls it."""

    def formula(stall: Any, on: Any) -> Values:
        return compute(lambda variable: stall(variable, on))

    return formula


def system(fields: list[str]) -> TaxBenefitSystem:
    found = TaxBenefitSystem([STALL])
    common = {"value_type": int, "entity": STALL, "definition_period": DateUnit.DAY, "default_value": NONE}
    for name in fields:
        found.add_variable(type(name, (Variable,), {**common, "label": name}))
    for name, compute in FORMULAS.items():
        found.add_variable(type(name, (Variable,), {**common, "label": name, "formula": formula_of(compute)}))
    return found


def main() -> None:
    questions = twelve_checks.questions(int(sys.argv[1]))
    fields = list(questions[0])
    rules = system(fields)

    def judge(given: list[dict[str, Any]]) -> list[Values]:
        simulation = SimulationBuilder().build_default_simulation(rules, count=len(given))
        for name in fields:
            simulation.set_input(name, PERIOD, np.array([code(name, question[name]) for question in given]))
        return [simulation.calculate(name, PERIOD) for name in RESULTS]

    answers = [[int(result[0]) for result in judge([question])] for question in questions]
    figures = twelve_checks.timed(judge, [[question] for question in questions], int(sys.argv[2]))
    print(json.dumps({"version": importlib.metadata.version("openfisca-core"), "answers": answers, **figures}))


if __name__ == "__main__":
    main()
