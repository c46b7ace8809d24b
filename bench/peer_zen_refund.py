"""The refund rule on GoRules ZEN (zen-engine): a claim is a question, its purchases come in groups already.

Started by refund.py in an environment of its own. ZEN cannot group, so it is given the lines by group, and a smaller rule
than ours: age, minimum by group, two rates, fee, sums, verdict; no reasons. Numbers in fen, basis points and days.
"""

from __future__ import annotations

import csv
import importlib.metadata
import json
import sys
import time
from collections import defaultdict
from itertools import pairwise
from typing import Any

import zen

LEFT = "filter(#, #.held <= 90)"
ENOUGH = f"sum(map({LEFT}, #.fen)) >= 20000"


def kept(of_line: str) -> str:
    """A figure of each line, added up over the groups that reach the minimum."""
    return f"sum(map(groups, {ENOUGH} ? sum(map({LEFT}, {of_line})) : 0))"


def decision() -> str:
    first = {
        "gross": kept("floor((#.fen * (#.vat == 13 ? 1100 : 800) + 5000) / 10000)"),
        "fee": kept("floor((#.fen * 200 + 5000) / 10000)"),
        "kept": kept("1"),
        "lines": "lines",
    }
    then = {"gross": "gross", "fee": "fee", "verdict": "kept == 0 ? 'no' : kept == lines ? 'yes' : 'partly'"}
    nodes: list[dict[str, Any]] = [{"id": "in", "name": "in", "type": "inputNode"}]
    for name, expressions in (("sums", first), ("verdict", then)):
        content = {
            "expressions": [{"id": key, "key": key, "value": value} for key, value in expressions.items()],
            "passThrough": False,
            "executionMode": "single",
        }
        nodes.append({"id": name, "name": name, "type": "expressionNode", "content": content})
    nodes.append({"id": "out", "name": "out", "type": "outputNode"})
    edges = [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in pairwise(str(node["id"]) for node in nodes)]
    return json.dumps({"nodes": nodes, "edges": edges})


def main() -> None:
    claims: dict[int, dict[int, list[dict[str, int]]]] = defaultdict(lambda: defaultdict(list))
    with open(sys.argv[1], newline="") as file:
        for row in csv.DictReader(file):
            claims[int(row["claim"])][int(row["group"])].append({name: int(row[name]) for name in ("held", "vat", "fen")})
    questions = [{"groups": list(groups.values()), "lines": sum(map(len, groups.values()))} for _, groups in sorted(claims.items())]
    evaluate = zen.ZenEngine().create_decision(zen.ZenDecisionContent(decision())).evaluate
    walls, cpus, answers = [], [], []
    for _ in range(int(sys.argv[3])):
        wall, cpu = time.perf_counter(), time.process_time()
        answers = [evaluate(question)["result"] for question in questions]
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    with open(sys.argv[2], "w", newline="") as file:
        csv.writer(file).writerows((told["verdict"], int(told["gross"]), int(told["fee"])) for told in answers)
    print(json.dumps({"version": importlib.metadata.version("zen-engine"), "wall": walls, "cpu": cpus}))


if __name__ == "__main__":
    main()
