"""The five-city index of six growth rates, worked by hand in the cases of the engine: a small framework laid over gives the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from liziba.atlas import Atlas
from liziba.engines.composite import MinMax, ranks, topsis
from liziba.services.declaration import Context, ask
from liziba.services.index.cells import Reading, matrix
from liziba.services.index.choices import CHOICES, MEAN, METHODS, SPREAD, Spread, spread
from liziba.services.index.frameworks import frameworks
from liziba.services.index.scoring import score
from tests.services.index.test_where_cities_stand import figure

CASES = [
    json.loads(line) for line in Path("tests/cases/engines/index.jsonl").read_text(encoding="utf-8").splitlines() if json.loads(line)["kind"] == "mini_index"
]
CODES = {"chongqing": "CN-CQ", "beijing": "CN-BJ", "shanghai": "CN-SH", "guangzhou": "CN-GD/Guangzhou", "tianjin": "CN-TJ"}
# What the case calls a method, in the words of the service; it offers no TOPSIS, for that needs every cell.
WAYS = {
    "min-max 0..100, arithmetic": {"normalise": "min_max", "weights": "in_groups", "aggregate": "arithmetic"},
    "entropy weights on min-max values + 0.01": {"normalise": "min_max", "weights": "entropy", "aggregate": "arithmetic"},
    "z-score (n-1)": {"normalise": "z_score", "weights": "in_groups", "aggregate": "arithmetic"},
    "Copeland": {"normalise": "min_max", "weights": "in_groups", "aggregate": "copeland"},
    "min-max 1..100, geometric": {"normalise": "min_max", "weights": "in_groups", "aggregate": "geometric"},
}


def laid_over(atlas: Atlas, given: dict[str, Any]) -> Atlas:
    """The framework and the figures of a case as tables of one's own; indicators have names that no other table has."""
    since = {"valid_from": "2026-11-22", "sources": "own_composition"}
    names = {code: f"case_{code}" for code in given["indicators"]}
    words = {"unit_measure": "pct", "direction": "1"}
    frame = {"framework": "case", "name_en": "Case", "name_zh": "算例", "publisher_en": "us", "publisher_zh": "我们", "year": "2026", "about_en": "x"}
    frame |= {"about_zh": "x", "cities": ";".join(CODES[city] for city in given["cities"]), "least_coverage": "50", "least_cities": "60"}
    frame |= {"plausible_pct": "10", "plausible_points": "5", **since}
    leaf = {"framework": "case", "kind": "growth", "assigned": "ours", **since}
    rows = [
        figure(CODES[city], names[code], given["period"], str(value))
        for city, line in zip(given["cities"], given["matrix"], strict=True)
        for code, value in zip(given["indicators"], line, strict=True)
    ]
    atlas = atlas.with_rows("observations/indicators", [{"indicator": one, "name_en": one, "name_zh": one, **words} for one in names.values()])
    atlas = atlas.with_rows("observations/observations", rows)
    return atlas.with_rows("index/frameworks", [frame]).with_rows("index/nodes", [{**leaf, "node": one, "indicator": one} for one in names.values()])


def ways(context: Context, atlas: Atlas) -> Spread:
    held = frameworks(atlas)["case"]
    scored = score(matrix(atlas, held, held.row.cities, Reading(2025, context.today)), 0.5)
    return spread(atlas, scored, 0.5)


def at(found: Spread, method: str) -> Any:
    """Scores of the cities by one method, every other choice as usual."""
    axes = [METHODS[name].index(WAYS[method][name]) if name in WAYS[method] else 0 for name in CHOICES]
    return found.runs.scores[tuple(axes)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_service_gives_what_was_worked_by_hand(case: dict[str, Any], context: Context) -> None:
    given, expected = case["input"], case["expected"]
    atlas = laid_over(context.atlas, given)
    found = ways(context, atlas)
    if "range" in expected:
        every = [ranks(at(found, method)) for method in given["methods"] if method in WAYS]
        every.append(ranks(topsis(MinMax().fit_transform(given["matrix"]))))
        assert len(every) == len(given["methods"])
        assert {city: [min(column), max(column)] for city, column in zip(given["cities"], np.array(every).T.tolist(), strict=True)} == expected["range"]
        answer = ask("index", {"framework": "case", "year": 2025}, Context(atlas, context.today))
        for one in answer.ranking:
            low, high = expected["range"][next(name for name, code in CODES.items() if code == one.city)]
            assert one.best <= low <= high <= one.worst
        return
    method = "Copeland" if "copeland" in expected else "z-score (n-1)" if "z-scores" in case["question"] else "min-max 0..100, arithmetic"
    scores = at(found, method)
    assert dict(zip(given["cities"], ranks(scores).tolist(), strict=True)) == expected["ranks"]
    if method == "z-score (n-1)":
        assert ((scores - MEAN) / SPREAD).tolist() == pytest.approx(expected["scores"], abs=expected["tolerance"])
    elif "scores" in expected:  # from 1 to 100 here, from 0 in the case: a geometric mean needs a scale without zero
        assert ((scores - 1) / 0.99).tolist() == pytest.approx(expected["scores"], abs=expected["tolerance"])
        answer = ask("index", {"framework": "case", "year": 2025}, Context(atlas, context.today))
        assert {one.city: one.rank for one in answer.ranking} == {CODES[city]: rank for city, rank in expected["ranks"].items()}
