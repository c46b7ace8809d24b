"""The stall rule on GoRules ZEN (zen-engine): two decision tables find the rows, an expression node gives all 12 results.

Started by rules.py in an environment of its own; prints JSON. Days are numbers, which is the fastest ZEN can be given.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
from itertools import pairwise
from typing import Any

import twelve_checks
import zen
from twelve_checks import CONDITIONS, FAILED, MET, UNKNOWN


def table(name: str, key: str, columns: list[str]) -> dict[str, Any]:
    """A dated look-up as a decision table, the first row that fits: nothing said, the rows by rank, on no row."""
    found = twelve_checks.rows(name)
    empty = dict.fromkeys(columns, "null")
    rules: list[dict[str, str]] = [{key: "$ == null", "status": str(UNKNOWN), **empty}]
    rules += [{key: json.dumps(word), "opens_on": "$ == null", "status": str(UNKNOWN), **empty} for word in sorted({row[key] for row in found})]
    for row in found:
        days, known = f"[{row['valid_from']}..{row['valid_to']}]", f">= {row['announced_on']}"
        rules.append({key: json.dumps(row[key]), "opens_on": days, "as_of": known, "status": str(MET), **{c: json.dumps(row[c]) for c in columns}})
    rules.append({"status": str(FAILED), **empty})
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": field, "name": field, "field": field} for field in (key, "opens_on", "as_of")],
        "outputs": [{"id": field, "name": field, "field": field} for field in ("status", *columns)],
        "rules": [{"_id": f"{name}{n}", **dict.fromkeys((key, "opens_on", "as_of"), ""), **rule} for n, rule in enumerate(rules)],
        "passThrough": True,
        "inputField": None,
        "outputPath": name,
        "executionMode": "single",
    }
    return {"id": name, "name": name, "type": "decisionTableNode", "content": content}


def judged(test: str, *operands: str) -> str:
    """A condition in three values: unknown where an operand is."""
    return f"({' or '.join(f'{operand} == null' for operand in operands)}) ? {UNKNOWN} : ({test}) ? {MET} : {FAILED}"


def decision() -> str:
    """The rule as a JSON decision model."""
    expressions = {
        "permit": "trades.status",
        "place": "squares.status",
        "trade_welcome": judged("trade in squares.trades", "trade", "squares.trades"),
        "order": judged("closes_on >= opens_on", "closes_on", "opens_on"),
        "length": judged("closes_on <= opens_on + trades.days", "closes_on", "opens_on", "trades.days"),
        "size": judged("metres <= squares.metres", "metres", "squares.metres"),
        "noise": judged("decibels <= squares.decibels", "decibels", "squares.decibels"),
        "deposit": judged("deposit >= trades.deposit", "deposit", "trades.deposit"),
        "insurance": judged("insured_until >= closes_on", "insured_until", "closes_on"),
        "hygiene": judged("hygiene in trades.hygiene", "hygiene", "trades.hygiene"),
        "staff": judged("staff in [1..6]", "staff"),
        "access": f"(step_free == true or ramp == 'portable') ? {MET} : (step_free == null or ramp == null) ? {UNKNOWN} : {FAILED}",
    }
    content = {"expressions": [{"id": key, "key": key, "value": value} for key, value in expressions.items()], "passThrough": False, "executionMode": "single"}
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        table("trades", "trade", ["days", "deposit", "hygiene"]),
        table("squares", "square", ["metres", "decibels", "trades"]),
        {"id": "checks", "name": "checks", "type": "expressionNode", "content": content},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    names = [str(node["id"]) for node in nodes]
    edges = [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in pairwise(names)]
    return json.dumps({"nodes": nodes, "edges": edges})


def main() -> None:
    questions = twelve_checks.questions(int(sys.argv[1]))
    evaluate = zen.ZenEngine().create_decision(zen.ZenDecisionContent(decision())).evaluate
    answers = [[int(result[name]) for name in CONDITIONS] for result in (evaluate(question)["result"] for question in questions)]
    figures = twelve_checks.timed(evaluate, questions, int(sys.argv[2]))
    print(json.dumps({"version": importlib.metadata.version("zen-engine"), "answers": answers, **figures}))


if __name__ == "__main__":
    main()
