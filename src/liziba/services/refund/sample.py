"""A made-up table of claims for trying out bulk answers and changed rules: seeded, so that everybody gets the same rows.

The shares in `sample.json` are invented. Nothing in the table is a statistic; every row says so in `generated`.
"""

from __future__ import annotations

import json
import math
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

SHAPE: dict[str, Any] = json.loads(Path(__file__).with_name("sample.json").read_text(encoding="utf-8"))
LINES = pl.List(pl.Struct({"date": pl.Date, "amount_cny": pl.Decimal(12, 2), "vat_rate_pct": pl.Int64, "store": pl.String}))


def sample(claims: int, seed: int = 1) -> pl.DataFrame:
    """So many claims: one a visitor, each with some purchases in some stores on some days of one stay.

    Amounts are log-normal around a median, so that many lie near the minimum of the rule.
    """
    luck = random.Random(seed)
    first, last = date.fromisoformat(SHAPE["first_day"]), date.fromisoformat(SHAPE["last_day"])
    rows = []
    for n in range(claims):
        entry = first + timedelta(days=luck.randrange((last - first).days))
        stay = luck.randint(1, SHAPE["longest_stay_days"])
        stores = [f"S{luck.randrange(400)}" for _ in range(luck.randint(1, SHAPE["most_stores"]))]
        bought = [_line(luck, entry, stay, stores) for _ in range(luck.randint(1, SHAPE["most_lines"]))]
        rows.append(
            {
                "visitor_id": n,
                "visit": luck.choice(SHAPE["groups"]),
                "place": luck.choices(SHAPE["places"], SHAPE["place_shares"])[0],
                "departure_date": entry + timedelta(days=stay),
                "last_entry_date": entry,
                "purchases": bought,
                "generated": True,
            }
        )
    return pl.DataFrame(rows, schema_overrides={"purchases": LINES})


def _line(luck: random.Random, entry: date, stay: int, stores: list[str]) -> dict[str, Any]:
    amount = SHAPE["median_amount_cny"] * math.exp(luck.gauss(0, SHAPE["spread"]))
    return {
        "date": entry + timedelta(days=luck.randrange(stay)),
        "amount_cny": round(amount, 2),
        "vat_rate_pct": luck.choice(SHAPE["vat_rates_pct"]),
        "store": luck.choice(stores),
    }
