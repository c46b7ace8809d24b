"""Worked cases and how an answer is held against one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent.parent / "cases"


def cases(name: str) -> Iterator[dict[str, Any]]:
    """The worked cases of a service."""
    with (CASES / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def refused(told: str | None) -> dict[str, list[str]]:
    """The reasons by group of schemes from the words of a bulk answer."""
    return {group: reasons.split(",") for group, _, reasons in (part.partition("=") for part in (told or "").split(";") if part)}


def differences(expected: Any, given: Any, path: str = "") -> list[str]:
    """Where an answer lacks or contradicts what a case expects; lists have no order, null and empty are the same."""
    if expected in (None, [], {}) and given in (None, [], {}):
        return []
    if isinstance(expected, dict) and isinstance(given, dict):
        return [d for key, value in expected.items() if key != "expected_text" for d in differences(value, given.get(key), f"{path}.{key}")]
    if isinstance(expected, list) and isinstance(given, list) and all(isinstance(v, str) for v in [*expected, *given]):
        return [] if sorted(expected) == sorted(given) else [f"{path}: expected {expected}, got {given}"]
    if isinstance(expected, list) and isinstance(given, list) and len(expected) == len(given) and all(isinstance(v, dict) for v in [*expected, *given]):
        return [d for n, pair in enumerate(zip(expected, given, strict=True)) for d in differences(*pair, f"{path}.{n}")]
    return [] if expected == given else [f"{path}: expected {expected!r}, got {given!r}"]
