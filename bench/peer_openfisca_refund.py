"""The refund rule on OpenFisca (openfisca-core): purchases as persons, groups and claims as group entities, numpy throughout.

Started by refund.py in an environment of its own (OpenFisca is AGPL and no part of the project). It is given the numbers
of claim and group, and a smaller rule than ours: age, minimum by group, two rates, fee, sums, verdict; no reasons.
"""

from __future__ import annotations

import csv
import importlib.metadata
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit, period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

DAY = period("2026-11-22")
MOST_DAYS, LEAST, FEE = 90, 20_000, 200  # the rule as it is given to the peers: days, fen, basis points
RATES = {13: 1_100, 9: 800}
LINE = build_entity(key="line", plural="lines", label="A purchase", is_person=True)
ROLES = [{"key": "purchase", "plural": "purchases", "label": "Purchases"}]
GROUP = build_entity(key="group", plural="groups", label="One buyer, store and day", roles=ROLES)
CLAIM = build_entity(key="claim", plural="claims", label="A claim", roles=ROLES)
VERDICTS = np.array(["no", "partly", "yes"])
Values = Any


def share(amount: Values, points: Values) -> Values:
    """Basis points of an amount, halves up. OpenFisca's numbers have 32 bits; the product needs more."""
    return (amount.astype(np.int64) * points + 5_000) // 10_000


INPUTS = ("held", "vat", "fen")
FORMULAS: dict[str, tuple[Any, Callable[[Any], Values]]] = {
    "left": (LINE, lambda line: line("held", DAY) <= MOST_DAYS),
    "counted": (LINE, lambda line: np.where(line("left", DAY), line("fen", DAY), 0)),
    "total": (GROUP, lambda group: group.sum(group.members("counted", DAY))),
    "kept": (LINE, lambda line: (line("left", DAY) == 1) & (line.group("total", DAY) >= LEAST)),
    "line_gross": (
        LINE,
        lambda line: np.where(line("kept", DAY), share(line("fen", DAY), np.select([line("vat", DAY) == v for v in RATES], list(RATES.values()))), 0),
    ),
    "line_fee": (LINE, lambda line: np.where(line("kept", DAY), share(line("fen", DAY), FEE), 0)),
    "gross": (CLAIM, lambda claim: claim.sum(claim.members("line_gross", DAY))),
    "fee": (CLAIM, lambda claim: claim.sum(claim.members("line_fee", DAY))),
    "kept_lines": (CLAIM, lambda claim: claim.sum(claim.members("kept", DAY))),
    "verdict": (CLAIM, lambda claim: (claim("kept_lines", DAY) > 0) * 1 + (claim("kept_lines", DAY) == claim.nb_persons())),
}


def formula_of(compute: Callable[[Any], Values]) -> Callable[[Any, Any], Values]:
    """The formula as OpenFisca calls it."""

    def formula(population: Any, _on: Any) -> Values:
        return compute(population)

    return formula


def system() -> TaxBenefitSystem:
    found = TaxBenefitSystem([LINE, GROUP, CLAIM])
    common = {"value_type": int, "definition_period": DateUnit.DAY}
    for name in INPUTS:
        found.add_variable(type(name, (Variable,), {**common, "entity": LINE, "label": name}))
    for name, (entity, compute) in FORMULAS.items():
        found.add_variable(type(name, (Variable,), {**common, "entity": entity, "label": name, "formula": formula_of(compute)}))
    return found


def main() -> None:
    with open(sys.argv[1], newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {name: np.array([int(row[name]) for row in rows]) for name in INPUTS}
    members = {name: np.array([int(row[name]) for row in rows]) for name in ("group", "claim")}
    rules = system()
    walls, cpus, answers = [], [], {}
    for _ in range(int(sys.argv[3])):
        wall, cpu = time.perf_counter(), time.process_time()
        builder = SimulationBuilder()
        builder.create_entities(rules)
        builder.declare_person_entity("line", np.arange(len(rows)))
        for name, numbers in members.items():
            builder.join_with_persons(builder.declare_entity(name, np.arange(numbers.max() + 1)), numbers, np.array(["purchase"] * len(rows)))
        simulation = builder.build(rules)
        for name, column in columns.items():
            simulation.set_input(name, DAY, column)
        answers = {name: simulation.calculate(name, DAY) for name in ("verdict", "gross", "fee")}
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    with open(sys.argv[2], "w", newline="") as file:
        verdicts = VERDICTS[answers["verdict"].astype(int)]
        csv.writer(file).writerows(zip(verdicts, answers["gross"].astype(int), answers["fee"].astype(int), strict=True))
    print(json.dumps({"version": importlib.metadata.version("openfisca-core"), "wall": walls, "cpu": cpus}))


if __name__ == "__main__":
    main()
