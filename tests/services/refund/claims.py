"""Random claims: several stores, buyers and days, goods of several rates, some lines refused for themselves."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

PLACES = ("CN-CQ", "CN-CQ", "CN-CQ", "CN-HB", "CN-ZJ", "CN-ZJ/Ningbo", "CN-XZ", "CN-GD/Shenzhen")
FIRST = date(2025, 3, 20)


def claim(luck: random.Random, simple: bool = False) -> dict[str, Any]:
    """A claim; `simple`: nothing but the minimum and the 90 days can refuse it, and nothing is missing."""
    first = FIRST + timedelta(days=luck.randrange(600)) if not simple else date(2025, 5, 1) + timedelta(days=luck.randrange(560))
    lines = [_line(luck, first, simple) for _ in range(luck.randint(1, 5))]
    bought = [line["date"] for line in lines if line["date"] is not None]
    asked: dict[str, Any] = {"place": "CN-CQ" if simple else luck.choice(PLACES), "purchases": lines}
    if simple or luck.random() < 0.93:
        asked["departure_date"] = max(bought, default=first) + timedelta(days=luck.choice((0, 5, 30, 89, 90, 91, 120)))
    if not simple and luck.random() < 0.3:
        asked["last_entry_date"] = first - timedelta(days=luck.choice((-3, 0, 90, 180, 184)))
    if not simple and luck.random() < 0.1:
        asked["visitor"] = luck.choice(("foreign_national", "mainland_citizen_living_abroad"))
    return asked


def _line(luck: random.Random, first: date, simple: bool) -> dict[str, Any]:
    line: dict[str, Any] = {
        "store": luck.choice("AB"),
        "date": first + timedelta(days=luck.choice((0, 0, 1, 40, 95))),
        "amount_cny": f"{luck.choice((5_000, 15_000, 19_999, 20_000, 48_765, 1_234_567)) + luck.randrange(3) * 7}",
        "vat_rate_pct": luck.choice((13, 13, 9)),
        "buyer": luck.choice((None, "x")),
        "unused": None,
        "restricted": None,
    }
    line["amount_cny"] = f"{int(line['amount_cny']) // 100}.{int(line['amount_cny']) % 100:02d}"
    if not simple:
        for name, odd, share in (("vat_rate_pct", luck.choice((None, 6)), 0.1), ("amount_cny", None, 0.03), ("date", None, 0.03)):
            line[name] = odd if luck.random() < share else line[name]
        line["unused"] = False if luck.random() < 0.08 else None
        line["restricted"] = True if luck.random() < 0.06 else None
    return line
