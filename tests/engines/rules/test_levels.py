"""What is added up over lines by claim and group is what a loop over them gives."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from liziba.engines.rules import levels as module
from liziba.engines.rules.levels import Levels
from liziba.engines.rules.sheet import SheetError

LINE: Any = SimpleNamespace(name="line", each="bought")
GROUP: Any = SimpleNamespace(name="group", of="line", by=("store", "day"))


def drawn(seed: int, claims: int, lines: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Claims of which some have no lines, and lines in any order, with stores and days not said."""
    random = Random(seed)
    rows = [
        {
            "claim": random.randrange(claims),
            "bought.store": random.choice(["a", "b", None]),
            "bought.day": random.choice([5, 9, None]),
            "value": random.randint(-9, 9),
        }
        for _ in range(lines)
    ]
    types = {"claim": pl.UInt32, "bought.store": pl.String, "bought.day": pl.Int32, "value": pl.Int64}
    return pl.DataFrame({"n": range(claims)}), pl.DataFrame(rows, schema=types)


@pytest.mark.parametrize("narrow", [False, True], ids=["numbered groups", "too many to number"])
@pytest.mark.parametrize(("claims", "lines"), [(40, 300), (3, 500), (5, 0), (1, 1), (400, 100)])
def test_sums_and_flags_are_those_of_a_loop(claims: int, lines: int, narrow: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if narrow:
        monkeypatch.setattr(module, "_BITS", 1)
    levels = Levels(*drawn(claims + lines, claims, lines), LINE, GROUP)
    rows = levels.settled("line").to_dicts()
    by_claim: dict[Any, int] = defaultdict(int)
    by_group: dict[Any, int] = defaultdict(int)
    bits: dict[Any, int] = defaultdict(int)
    for row in rows:
        by_claim[row["claim"]] += row["value"]
        by_group[row["claim"], row["bought.store"], row["bought.day"]] += row["value"]
        bits[row["claim"]] |= 1 << row["value"] + 9
    values = levels.values(pl.col("value"))
    assert levels.sum_of_claims(values).to_list() == [by_claim[n] for n in range(claims)]
    assert levels.sum_of_groups(values).to_list() == [by_group[row["claim"], row["bought.store"], row["bought.day"]] for row in rows]
    masks = pl.Series([1 << row["value"] + 9 for row in rows], dtype=pl.UInt32)
    assert levels.any_of_claims(masks).to_list() == [bits[n] for n in range(claims)]


def test_running_sums_that_leave_64_bits_still_give_the_sum_of_each_claim() -> None:
    most = 9_000_000_000_000
    lines = pl.DataFrame({"claim": pl.Series(range(1_100_000), dtype=pl.UInt32), "value": pl.Series([most] * 1_100_000, dtype=pl.Int64)})
    levels = Levels(pl.DataFrame({"n": range(1_100_000)}), lines, LINE, None)
    assert set(levels.sum_of_claims(lines["value"]).unique()) == {most}


def test_a_step_of_a_group_that_reads_one_line_alone_is_refused() -> None:
    from liziba.engines.rules.bulk_lines import BulkLines
    from liziba.engines.rules.reader import read_sheet
    from liziba.engines.rules.sheet import FieldSpec
    from liziba.engines.rules.single import SingleRules

    sheet = """
sheet: bag
decided_by: counter
levels:
  line: {each: bought}
  group: {of: line, by: [store]}
schemes:
  one:
    steps:
      - check: heavy
        level: group
        test: {at_most: [bought.grams, 5]}
        reason: too_heavy
    outcome: {}
"""
    fields = [FieldSpec("bought", "required", is_list=True), *(FieldSpec(f"bought.{name}", "required", level="line") for name in ("store", "grams"))]
    with pytest.raises(SheetError, match=r"bag\.yaml:\d+: heavy reads bought\.grams"):
        BulkLines(SingleRules(read_sheet(sheet, "bag.yaml", fields), {}))
