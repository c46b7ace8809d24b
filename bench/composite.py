"""Composite indicators: the ASEM build, all combinations with exact Sobol indices, draws, Copeland with gaps, contributions.

    .venv/bin/python bench/composite.py [--quick]

Prints each figure next to its target and ends with status 1 when one is missed; with --quick only the results are
checked, not the times. Data: tests/data/composite (51 countries, 49 indicators, four levels).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from liziba.engines.composite import (  # noqa: E402
    Framework,
    Index,
    MinMax,
    TreatOutliers,
    ZScore,
    contributions,
    copeland,
    design,
    drawn,
    enumerated,
    sobol_estimated,
)
from tests.engines.composite.asem import asem, chain, noisy_weights  # noqa: E402


def median_seconds(work: Callable[[], object], rounds: int) -> float:
    work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def five_cities() -> Index:
    """The five pilot cities on six growth rates of 2025."""
    lines = (ROOT / "tests/cases/engines/index.jsonl").read_text("utf-8").splitlines()
    case = next(case["input"] for case in map(json.loads, lines) if case["kind"] == "mini_index")
    tree = Framework.from_text("code,parent\n" + "".join(f"{name},index\n" for name in case["indicators"]) + "index,\n")
    return Index(tree, normalise=MinMax(1, 100)).fit(case["matrix"])


def permutations(times: int) -> int:
    """How many different Copeland scores one table with gaps has over random orders of its rows."""
    draw = np.random.default_rng(0)
    values = chain().fit(asem()).normalised_[:20].copy()
    values[draw.random(values.shape) < 0.2] = np.nan
    found = set()
    for _ in range(times):
        order = draw.permutation(len(values))
        scores = np.empty(len(values))
        scores[order] = copeland(values[order])
        found.add(scores.tobytes())
    return len(found)


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--quick", action="store_true", help="few rounds; times are not judged")
    quick = reader.parse_args().quick
    table, index = asem(), chain().fit(asem())
    choices = {
        "treat": [TreatOutliers(at_most) for at_most in (1, 2, 3, 4, 5)],
        "normalise": [MinMax(1, 100), ZScore(10, 2)],
        "weights": noisy_weights(),
        "aggregate": ["arithmetic", "geometric"],
    }
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, numpy {np.__version__}")
    missed = 0

    def line(what: str, value: float, target: float, unit: str, *, timed: bool = True) -> None:
        nonlocal missed
        bad = value > target and not (quick and timed)
        missed += bad
        print(f"{what:<66}{value:>12.4g} {unit:<3} target {target:g}{'  MISSED' if bad else ''}")

    rounds = 5 if quick else 200
    line("ASEM build, median", median_seconds(lambda: chain().fit(table), rounds) * 1000, 5, "ms")
    line(
        "2,000 combinations with exact Sobol indices, median",
        median_seconds(lambda: enumerated(index, choices).sobol(index.ranks_), 1 if quick else 10),
        1,
        "s",
    )
    cities = five_cities()
    ways = {"normalise": [MinMax(1, 100), ZScore(10, 2)], "weights": [None, "entropy"], "aggregate": ["arithmetic", "geometric", "copeland"]}
    error = np.full(cities.sized_.shape, 0.05)
    work = lambda: drawn(cities, 10_000, choices=ways, weight_noise=0.25, cell_error=error)  # noqa: E731
    line("10,000 draws of five cities: methods, weights, rounding; median", median_seconds(work, 1 if quick else 5), 1, "s")
    line("Copeland with gaps, 1,000 orders of the rows: results", permutations(1000), 1, "", timed=False)
    units = index.table_.units
    rest = max(abs(sum(found.parts.values()) - found.gap) for found in (contributions(index, one, other) for one in units for other in units))
    line("contributions, 2,601 pairs: largest rest", rest, 1e-9, "", timed=False)

    runs = enumerated(index, choices)
    shift, exact = runs.shift(index.ranks_), runs.sobol(index.ranks_)
    print(f"\n{'Sobol indices, first order':<34}{'  '.join(f'{name:>10}' for name in choices)}   mean error")
    print(f"{'exact':<34}{'  '.join(f'{value:>10.3f}' for value in exact.first)}   {0:>10.3f}")
    for estimator in ("centred", "jansen"):
        for size in (100, 1000):
            seeds = range(3 if quick else 30)
            found = []
            for seed in seeds:
                a, b, ab = design(shift.shape, size, seed=seed)
                found.append(sobol_estimated(shift[tuple(a.T)], shift[tuple(b.T)], [shift[tuple(one.T)] for one in ab], estimator=estimator, resamples=2).first)
            mean_error = np.abs(np.array(found) - exact.first).mean()
            print(f"{f'{estimator}, {size} runs a block':<34}{'  '.join(f'{value:>10.3f}' for value in np.mean(found, axis=0))}   {mean_error:>10.3f}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
