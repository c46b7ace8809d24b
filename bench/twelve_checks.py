"""The invented stall rule for all engines: its facts, seeded questions, and how an engine is timed.

Only the standard library: the peers import it in environments of their own.
"""

from __future__ import annotations

import csv
import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
EPOCH = date(1970, 1, 1).toordinal()
NEVER = 10**6
CONDITIONS = ("permit", "place", "trade_welcome", "order", "length", "size", "noise", "deposit", "insurance", "hygiene", "staff", "access")
MET, FAILED, UNKNOWN = range(3)


def day(text: str) -> int:
    """Days since 1970-01-01: every engine computes with whole numbers."""
    return date.fromisoformat(text).toordinal() - EPOCH


def rows(table: str) -> list[dict[str, Any]]:
    """The rows of a dated table, the one that decides first in front: announced last, then the later start."""
    with (HERE / f"{table}.csv").open(newline="") as file:
        found: list[dict[str, Any]] = list(csv.DictReader(file))
    for row in found:
        for name, value in row.items():
            if name in ("announced_on", "valid_from", "valid_to"):
                row[name] = day(value) if value else NEVER
            elif name in ("hygiene", "trades"):
                row[name] = value.split(";")
            elif value.isdigit():
                row[name] = int(value)
    return sorted(found, key=lambda row: (row["announced_on"], row["valid_from"]), reverse=True)


def questions(count: int, seed: int = 20261122) -> list[dict[str, Any]]:
    """Varied questions: about a fifth fit, most are refused for one to four reasons, one in six lacks something."""
    luck = random.Random(seed)
    trades = sorted({row["trade"] for row in rows("trades")})
    squares = sorted({row["square"] for row in rows("squares")})
    welcome = {(trade, row["square"]) for row in rows("squares") for trade in row["trades"]}
    found = []
    for _ in range(count):
        opens = luck.randint(day("2025-01-01"), day("2026-12-31"))
        trade, square = luck.choice(sorted(welcome)) if luck.random() < 0.8 else (luck.choice(trades), luck.choice(squares))
        closes = opens + luck.choice((0, 3, 7, 10, 14, 20, 30, 60))
        question = {
            "trade": trade if luck.random() < 0.95 else "fireworks",
            "square": square if luck.random() < 0.97 else "moon",
            "opens_on": opens,
            "closes_on": closes if luck.random() < 0.97 else opens - 1,
            "metres": luck.choice((4, 6, 8, 9, 12, 16)),
            "decibels": luck.choice((40, 45, 50, 55, 60, 70)),
            "deposit": luck.choice((10000, 20000, 50000, 90000, 100000)),
            "insured_until": closes + luck.choice((-2, 0, 30, 90, 365)),
            "hygiene": luck.choice(("a", "a", "a", "b", "c")),
            "staff": luck.choice((1, 2, 3, 4, 5, 6, 7)),
            "step_free": luck.random() < 0.8,
            "ramp": luck.choice(("portable", "none")),
            "as_of": opens - luck.choice((0, 10, 30, 120, 300)),
        }
        if luck.random() < 1 / 6:
            for name in luck.sample(sorted(set(question) - {"as_of"}), luck.choice((1, 1, 2, 3))):
                question[name] = None
        found.append(question)
    return found


def timed(call: Callable[[Any], Any], given: Sequence[Any], rounds: int = 5) -> dict[str, float]:
    """Microseconds a question: the median over the questions, each at the best of its rounds; and processor time, mean of the best round."""
    for one in given[: max(10, len(given) // 20)]:
        call(one)
    best = [1e12] * len(given)
    spent: list[float] = []
    now = time.perf_counter_ns
    gc.collect()
    for _ in range(rounds):
        began = time.process_time()
        for n, one in enumerate(given):
            start = now()
            call(one)
            took = now() - start
            if took < best[n]:
                best[n] = took
        spent.append((time.process_time() - began) / len(given))
    return {"median_us": statistics.median(best) / 1e3, "cpu_us": min(spent) * 1e6}
