"""A made-up table of claims for trying out bulk answers and changed rules: seeded, so that everybody gets the same rows.

The shares in `sample.json` are invented. Nothing in the table is a statistic; every row says so in `generated`.
"""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

SHAPE: dict[str, Any] = json.loads(Path(__file__).with_name("sample.json").read_text(encoding="utf-8"))
_ODD = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)  # of the generator splitmix64


def sample(claims: int, seed: int = 1) -> pl.DataFrame:
    """So many claims, each with some purchases in some stores on some days of one stay; some visitors claim twice.

    Amounts are log-normal around a median, so that many lie near the minimum of the rule. The same seed gives the same
    claims, and more rows of it begin with the same claims but for `visitor_id`.
    """
    first, last = date.fromisoformat(SHAPE["first_day"]), date.fromisoformat(SHAPE["last_day"])
    luck = Luck(seed)
    n = pl.col("claim")
    frame = pl.DataFrame({"claim": pl.int_range(claims, dtype=pl.UInt64, eager=True)}).with_columns(
        visitor_id=luck.below(n, math.ceil(claims / SHAPE["claims_of_a_visitor"])),
        visit=luck.one_of(n, SHAPE["groups"]),
        place=luck.one_of(n, [place for place, share in zip(SHAPE["places"], SHAPE["place_shares"], strict=True) for _ in range(share)]),
        last_entry_date=pl.lit(first) + pl.duration(days=luck.below(n, (last - first).days)),
        stay=luck.below(n, SHAPE["longest_stay_days"]) + 1,
        stores=luck.below(n, SHAPE["most_stores"]) + 1,
        lines=luck.below(n, SHAPE["most_lines"]) + 1,
    )
    line = pl.col("claim") * SHAPE["most_lines"] + pl.col("line")
    store = pl.col("claim") * SHAPE["most_stores"] + luck.below(line, 2**20) % pl.col("stores")
    lines = (
        frame.select("claim", "stay", "stores", "last_entry_date", line=pl.int_ranges(0, pl.col("lines"), dtype=pl.UInt64))
        .explode("line")
        .select(
            "claim",
            date=pl.col("last_entry_date") + pl.duration(days=luck.below(line, 2**20) % pl.col("stay")),
            amount_cny=(SHAPE["median_amount_cny"] * (luck.normal(line) * SHAPE["spread"]).exp() * 100).round().cast(pl.Int64),
            vat_rate_pct=luck.one_of(line, SHAPE["vat_rates_pct"]),
            store=pl.format("S{}", luck.below(store, SHAPE["number_of_stores"])),
        )
        .with_columns((pl.col("amount_cny").cast(pl.Decimal(14, 2)) / 100).cast(pl.Decimal(12, 2)))
    )
    bought = lines.group_by("claim", maintain_order=True).agg(purchases=pl.struct(pl.exclude("claim")))
    return frame.join(bought, on="claim", maintain_order="left").select(
        pl.col("visitor_id").cast(pl.Int64),
        "visit",
        "place",
        departure_date=pl.col("last_entry_date") + pl.duration(days="stay"),
        last_entry_date=pl.col("last_entry_date"),
        purchases=pl.col("purchases"),
        generated=pl.lit(True),
    )


class Luck:
    """Numbers drawn by counting (splitmix64): the same on every machine, and in every version of the table library."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.drawn = 0

    def bits(self, counter: pl.Expr) -> pl.Expr:
        """64 even bits for each number of a counter; another draw is another stream."""
        self.drawn += 1
        state = counter.cast(pl.UInt64) * _word(_ODD[0]) + _word(self.seed * 1_000_003 + self.drawn * 7_919)
        state = _mixed(state, 30, _ODD[1])
        state = _mixed(state, 27, _ODD[2])
        state = _mixed(state * _word(_ODD[0]), 30, _ODD[1])
        return _mixed(state, 27, _ODD[2])

    def below(self, counter: pl.Expr, limit: int) -> pl.Expr:
        """Whole numbers from 0 up to the limit."""
        return self.bits(counter) % _word(limit)

    def one_of(self, counter: pl.Expr, words: list[Any]) -> pl.Expr:
        return pl.lit(pl.Series(words)).gather(self.below(counter, len(words)).cast(pl.UInt32))

    def normal(self, counter: pl.Expr) -> pl.Expr:
        """Numbers of the normal distribution (Box and Muller)."""
        one, other = ((self.bits(counter) // _word(2**11)).cast(pl.Float64) / 2**53 for _ in range(2))
        return (-2 * (1 - one).log()).sqrt() * (2 * math.pi * other).cos()


def _word(number: int) -> pl.Expr:
    return pl.lit(number % 2**64, dtype=pl.UInt64)


def _mixed(state: pl.Expr, shift: int, odd: int) -> pl.Expr:
    return (state ^ (state // _word(2**shift))) * _word(odd)
