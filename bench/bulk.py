"""Whole tables of stay questions: Parquet in, Parquet out; and our single function in a plain Python loop beside it.

    .venv/bin/python bench/bulk.py [--rows 10000000] [--even | --lists] [--quick]

The questions are written first; then a process of its own answers them, so that its memory is that of the answering.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from stay_questions import stay_questions, with_lists

from liziba.atlas import Atlas, load
from liziba.engines.rules.bulk import BulkRules
from liziba.services import stay
from liziba.services.declaration import Context
from liziba.services.rulebook import rulebook
from liziba.services.stay.bulk import StayTable
from liziba.services.stay.respond import CODEC

TODAY = date(2026, 11, 22)
KNOWN = (TODAY - date(1970, 1, 1)).days
PART = 1_000_000  # rows drawn at a time


def write(rows: int, folder: Path, atlas: Atlas, even: bool, lists: bool) -> Path:
    """The questions as one Parquet file."""
    parts = folder / "parts"
    parts.mkdir()
    for n, start in enumerate(range(0, rows, PART)):
        part = stay_questions(atlas, min(PART, rows - start), seed=20261122 + 1000 * n, even=even)
        part = with_lists(atlas, part, seed=n) if lists else part
        part.with_columns(pl.col("id") + start).write_parquet(parts / f"{n:04}.parquet")
    pl.scan_parquet(parts / "*.parquet").sink_parquet(folder / "questions.parquet")
    return folder / "questions.parquet"


def memory() -> float:
    """The most memory that this process has held so far, in MB."""
    status = Path("/proc/self/status")  # getrusage would count the process that started this one
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Clock:
    """Seconds on the wall and of the processor."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def read(self, rows: int) -> dict[str, float]:
        wall, cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        return {"rows": rows, "seconds": wall, "cpu_seconds": cpu, "rows_a_second": rows / wall, "rows_a_cpu_second": rows / cpu}


def parquet(source: Path) -> dict[str, float]:
    """Parquet to Parquet through the service, in this process."""
    context = Context(load(), TODAY)
    before = memory()
    clock = Clock()
    report = stay.service.bulk(source, source.with_name("answers.parquet"), context)
    return {**clock.read(report.rows), "memory_mb": memory(), "memory_before_mb": before, "errors": report.errors}


def engine_columns(source: Path, rows: int) -> pl.DataFrame:
    """The first questions as the engine reads them: days and minutes since 1970, codes written one way."""
    questions, _ = StayTable(Context(load(), TODAY)).questions(pl.read_parquet(source, n_rows=rows))
    return questions


def in_memory(source: Path, rows: int) -> dict[str, float]:
    """The engine alone: columns of engine values in, columns out; the best of three."""
    frame, vector = engine_columns(source, rows), BulkRules(rulebook(load(), "stay", CODEC))
    found = []
    for _ in range(3):
        clock = Clock()
        vector.judge(frame)
        found.append(clock.read(rows))
    return min(found, key=lambda figures: figures["cpu_seconds"])


def loop(source: Path, rows: int) -> tuple[dict[str, float], list[str]]:
    """The single function, row by row."""
    frame, rules = engine_columns(source, rows).drop("as_of"), rulebook(load(), "stay", CODEC)
    asked = [{name: in_tuples(value) for name, value in question.items()} for question in frame.iter_rows(named=True)]
    clock = Clock()
    verdicts = [rules.judge(question, KNOWN).verdict for question in asked]
    return clock.read(rows), verdicts


def in_tuples(value: Any) -> Any:
    """A list as the single function takes it: words, or the parts of earlier stays."""
    return tuple(tuple(one.values()) if isinstance(one, dict) else one for one in value) if isinstance(value, list) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--even", action="store_true", help="every port and document alike instead of a city's own traffic")
    parser.add_argument("--quick", action="store_true", help="few rows: does it run, do both ways agree")
    parser.add_argument("--lists", action="store_true", help="questions with places and earlier stays")
    parser.add_argument("--answer", type=Path, help=argparse.SUPPRESS)  # the process that is measured
    given = parser.parse_args()
    if given.answer:
        print(json.dumps(parquet(given.answer)))
        return
    rows = 3_000 if given.quick else given.rows
    with tempfile.TemporaryDirectory(prefix="liziba-bench-") as folder:
        source = write(rows, Path(folder), load(), given.even, given.lists)
        size = source.stat().st_size / 1e6
        print(f"{rows:,} questions, {size:.0f} MB; {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f}")
        print(f"{'':28}{'rows':>12}{'seconds':>10}{'cpu s':>10}{'rows/s':>12}{'rows/cpu s':>12}  memory")
        answered = subprocess.run([sys.executable, __file__, "--answer", str(source)], check=True, stdout=subprocess.PIPE, text=True).stdout
        figures = json.loads(answered)
        show("Parquet to Parquet", figures, f"{figures['memory_mb']:.0f} MB ({figures['memory_before_mb']:.0f} MB before)")
        show("the engine alone, in memory", in_memory(source, min(rows, PART)))
        looped, verdicts = loop(source, min(rows, 20_000))
        show("single function in a loop", looped)
        answers = pl.read_parquet(source.with_name("answers.parquet"), n_rows=len(verdicts))
    same = sum(a == b or wrong is not None for a, b, wrong in zip(verdicts, answers["verdict"], answers["error"], strict=True))
    print(f"verdicts agree in {same} of {len(verdicts)} rows; {figures['errors']} rows with an error")
    print("verdicts:", dict(answers["verdict"].value_counts(sort=True).iter_rows()))
    sys.exit(same < len(verdicts))


def show(name: str, figures: dict[str, Any], more: str = "") -> None:
    print(
        f"{name:28}{figures['rows']:12,}{figures['seconds']:10.2f}{figures['cpu_seconds']:10.2f}"
        f"{figures['rows_a_second']:12,.0f}{figures['rows_a_cpu_second']:12,.0f}  {more}"
    )


if __name__ == "__main__":
    main()
