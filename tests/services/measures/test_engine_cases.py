"""The worked case about a programme that has figures and no target."""

from __future__ import annotations

import json
from pathlib import Path

from liziba.services.declaration import Context, ask

(CASE,) = [json.loads(line) for line in (Path(__file__).parents[2] / "cases/engines/measures.jsonl").read_text("utf-8").splitlines()]


def test_two_counts_of_one_initiative_are_listed_and_not_compared(context: Context) -> None:
    want = CASE["expected"]
    for metric, name in (("cooperation_projects", "projects"), ("cooperation_value", "billion_usd")):
        found = ask("measures", {**CASE["input"], "metric": metric}, context)
        results = {one.period: one for one in found.results}
        early, late = "2021-12", "2025-11"
        assert {period: results[period].value for period in (early, late)} == {early: want[early][name], late: want[late][name]}
        assert want["comparable"] is False
        assert results[early].reason == "other_definition"
        assert results[early].definition != results[late].definition
