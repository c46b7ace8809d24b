"""Where cities stand, over the real tables: a whole answer with every admissible choice, and 10,000 draws of the five-city index.

    .venv/bin/python bench/index.py [--quick]

Prints each figure next to its target and ends with status 1 when one is missed; with --quick only the results are checked,
not the times. Facts and methods are those of the service `index`; nothing is kept between two answers.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np

from liziba.atlas import load
from liziba.engines.composite import drawn
from liziba.services.declaration import Context, service
from liziba.services.index.cells import Reading, matrix
from liziba.services.index.choices import SCALES, entropy
from liziba.services.index.frameworks import frameworks
from liziba.services.index.scoring import score
from liziba.services.index.steadiness import rounding

TODAY = date(2026, 11, 22)
DRAWS = 10_000


def median_seconds(work: Callable[[], object], times: int) -> float:
    """Median of some runs, each on its own."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> int:
    """Print all figures; 1 when a target is missed."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--quick", action="store_true")
    quick = given.parse_args().quick
    atlas = load()
    context, asked = Context(atlas, TODAY), service("index")
    missed = 0

    def line(name: str, value: float, target: float, unit: str, timed: bool = True) -> None:
        nonlocal missed
        wrong = value > target and not (timed and quick)
        missed += wrong
        print(f"{name:<72}{value:>12.3g} {unit:<3} target {target:g} {unit}{'  MISSED' if wrong else ''}")

    for framework in frameworks(atlas):

        def answer(framework: str = framework) -> object:
            atlas.keep("index/standings", dict).clear()
            return asked.respond(asked.read({"framework": framework}, atlas), context)

        answer()  # tables are read once
        line(f"{framework}: a whole answer, all admissible choices; median", median_seconds(answer, 1 if quick else 9), 0.5, "s")
        found = asked.respond(asked.read({"framework": framework}, atlas), context)
        rest = abs(sum(one.points for one in found.contributions) - (found.gap or 0.0))
        line(f"{framework}: {found.combinations} combinations; contributions less gap", rest, 1e-9, "", timed=False)

    held = frameworks(atlas)["mission"]
    scored = score(matrix(atlas, held, held.row.cities, Reading(TODAY.year - 1, TODAY)), held.row.least_coverage / 100)
    assert scored.index is not None
    ways = {
        "normalise": list(SCALES.values()),
        "weights": [None, entropy(scored.index)],
        "aggregate": ["arithmetic", "geometric", "copeland"],
    }
    error = np.asarray(rounding(scored))

    def draws() -> object:
        return drawn(scored.index, DRAWS, choices=ways, weight_noise=0.25, cell_error=error, error_shape="uniform")

    n = len(scored.ranked)
    line(f"{DRAWS} draws of {n} cities: scales, weights, aggregation, rounding; median", median_seconds(draws, 1 if quick else 5), 1, "s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
