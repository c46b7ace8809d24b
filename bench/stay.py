"""The worked cases of `stay`: one ruling over all schemes, one whole answer with its changes, and the command over all of them.

    .venv/bin/python bench/stay.py [--quick]

In process each figure is the median over the cases, each at the best of several rounds; the command is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from twelve_checks import timed

from liziba.atlas import load
from liziba.services import stay
from liziba.services.declaration import Context
from liziba.services.rulebook import rulebook
from liziba.services.stay.respond import CODEC

CASES = Path(__file__).parents[1] / "tests" / "cases" / "stay.jsonl"
TODAY = date(2026, 11, 22)
LIZIBA = [sys.executable, "-c", "from liziba.doors.cli import main; main()"]


def command(questions: list[dict[str, Any]], runs: int) -> list[float]:
    """Seconds that `answer stay` takes for all of them, start included."""
    lines = "".join(json.dumps(fields) + "\n" for fields in questions).encode()
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        told = subprocess.run([*LIZIBA, "answer", "stay"], input=lines, stdout=subprocess.PIPE, check=True).stdout
        found.append(time.perf_counter() - start)
        assert told.count(b"\n") == len(questions)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one round: does it run")
    rounds = 1 if parser.parse_args().quick else 7
    atlas = load()
    context = Context(atlas, TODAY)
    given = [json.loads(line)["input"] for line in CASES.read_text(encoding="utf-8").splitlines()]
    asked = [stay.service.read(fields, atlas) for fields in given]
    rules = rulebook(atlas, "stay", CODEC)
    known = (TODAY - date(1970, 1, 1)).days
    judged = timed(lambda values: rules.judge(values, known), [CODEC.read(question) for question in asked], rounds)
    answered = timed(lambda question: stay.service.respond(question, context), asked, rounds)
    verdicts = Counter(stay.service.respond(question, context).verdict for question in asked)
    print(f"{len(asked)} cases, {rounds} rounds; verdicts {dict(verdicts.most_common())}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"one ruling over {len(rules.scopes)} schemes     {judged['median_us']:8.1f} us median, {judged['cpu_us']:8.1f} us of processor time on average")
    print(f"one whole answer               {answered['median_us']:8.1f} us median, {answered['cpu_us']:8.1f} us of processor time on average")
    print(f"`answer stay`, all cases       {min(command(given, min(rounds, 3))):8.2f} s, start included (best of {min(rounds, 3)})")


if __name__ == "__main__":
    main()
