"""Worked cases: which of them concern what is judged so far."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent.parent / "cases"
# Schemes of stay with a rule sheet. Cases on other schemes are examples of what is still to come.
SCHEMES = {"mutual", "unilateral", "transit", "transit_72h", "transit_144h", "transit_240h", "all"}


def cases(name: str) -> Iterator[dict[str, Any]]:
    """The worked cases of a service that concern what it judges."""
    with (CASES / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            if name != "stay" or _judged(case):
                yield case


def _judged(case: dict[str, Any]) -> bool:
    expected, said = case["expected"], case["input"]
    named = {expected.get("scheme"), *(expected.get("refused_by") or {})} - {None}
    return named <= SCHEMES and said.get("leaves_airport") is not False


def differences(expected: Any, given: Any, path: str = "") -> list[str]:
    """Where an answer lacks or contradicts what a case expects; lists have no order, null and empty are the same."""
    if expected in (None, [], {}) and given in (None, [], {}):
        return []
    if isinstance(expected, dict) and isinstance(given, dict):
        return [d for key, value in expected.items() if key != "expected_text" for d in differences(value, given.get(key), f"{path}.{key}")]
    if isinstance(expected, list) and isinstance(given, list) and all(isinstance(v, str) for v in [*expected, *given]):
        return [] if sorted(expected) == sorted(given) else [f"{path}: expected {expected}, got {given}"]
    return [] if expected == given else [f"{path}: expected {expected!r}, got {given!r}"]
