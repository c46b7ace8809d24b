"""Whole tables of refund claims in memory, with the minimum for each buyer, store and day; OpenFisca and ZEN beside it.

    .venv/bin/python bench/refund.py [--purchases 2000000] [--rounds 5] [--quick] [--no-peers]

The claims are made up (`liziba sample refund`), one in ten leaving so late that some purchases are too old. The peers run
in environments of their own, on fewer claims, and get a smaller rule: age, minimum by group, rates, fee, sums, verdict.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from liziba.atlas import load
from liziba.services.declaration import Context
from liziba.services.refund.bulk import RefundTable
from liziba.services.refund.sample import SHAPE, Luck, sample

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
CORES = 2
BATCH = 150_000  # claims a batch, as many as two threads answer best
LATE_DAYS = 75
PEERS = {"OpenFisca": ("openfisca-core==46.0.1", "peer_openfisca_refund.py", 60_000), "GoRules ZEN": ("zen-engine==2.1.3", "peer_zen_refund.py", 4_000)}


def claims_of(purchases: int) -> pl.DataFrame:
    """Made-up claims with about so many purchases; one in ten leaves 75 days later."""
    claims = sample(max(1, round(purchases / ((SHAPE["most_lines"] + 1) / 2)))).drop("visitor_id", "visit", "generated")
    late = Luck(7).below(pl.int_range(pl.len()), 10) == 0
    return claims.with_columns(departure_date=pl.col("departure_date") + pl.when(late).then(pl.duration(days=LATE_DAYS)).otherwise(pl.duration(days=0)))


def in_memory(claims: pl.DataFrame, table: RefundTable) -> tuple[pl.DataFrame, float, float]:
    """All claims answered by two threads: the answers, seconds on the wall, seconds of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(CORES) as pool:
        told = list(pool.map(table.answer, claims.iter_slices(BATCH)))
    answers = pl.concat(told)
    return answers, time.perf_counter() - wall, time.process_time() - cpu


def lines_of(claims: pl.DataFrame) -> pl.DataFrame:
    """The purchases as a flat table in engine values, with the number of claim and group (buyer, store, day): what the peers get."""
    flat = claims.select("departure_date", "purchases").with_row_index("claim").explode("purchases").unnest("purchases")
    return flat.select(
        "claim",
        group=pl.struct("claim", "store", "date").rank("dense") - 1,
        held=(pl.col("departure_date") - pl.col("date")).dt.total_days(),
        vat="vat_rate_pct",
        fen=(pl.col("amount_cny") * 100).cast(pl.Int64),
    )


def peer(package: str, script: str, lines: pl.DataFrame, rounds: int) -> dict[str, Any] | str:
    """A peer's figures, or why there are none."""
    uv = next((found for found in (HERE.parent / ".venv-boot/bin/uv", shutil.which("uv")) if found and os.access(found, os.X_OK)), None)
    if uv is None:
        return "uv not found"
    command = [str(uv), "run", "--quiet", "--no-project", "--isolated", "--no-python-downloads", "--python", sys.executable, "--with", package]
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    with tempfile.TemporaryDirectory(prefix="liziba-bench-") as folder:
        given, told = Path(folder) / "lines.csv", Path(folder) / "told.csv"
        lines.write_csv(given)
        done = subprocess.run([*command, "python", str(HERE / script), str(given), str(told), str(rounds)], capture_output=True, text=True, env=environment)
        if done.returncode:
            return f"{package} could not run: {(done.stderr.strip().splitlines() or ['no message'])[-1][:150]}"
        with told.open(newline="") as file:
            answers = [(row[0], int(row[1]), int(row[2])) for row in csv.reader(file)]
        return {**json.loads(done.stdout), "answers": answers}


def plain(answers: pl.DataFrame) -> list[tuple[str, int, int]]:
    """Verdict, gross and fee in fen; nothing where nothing is paid."""
    return list(answers.select("verdict", pl.col("gross_refund_fen", "agent_fee_fen").fill_null(0)).iter_rows())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--purchases", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="few purchases: does it run, do the engines agree")
    parser.add_argument("--no-peers", action="store_true", help="our engine alone; needs no network")
    given = parser.parse_args()
    purchases, rounds = (7_000, 1) if given.quick else (given.purchases, given.rounds)
    claims, table = claims_of(purchases), RefundTable(Context(load(), TODAY))
    count = int(claims["purchases"].list.len().sum())
    print(
        f"{claims.height:,} claims, {count:,} purchases, {lines_of(claims)['group'].n_unique():,} groups; {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f}"
    )
    print("columns: place, departure_date, last_entry_date, purchases (date, amount_cny as decimal, vat_rate_pct, store); source: liziba sample, seed 1")
    print("in the time: reading columns, every condition, sums by group and claim, verdict, what is missing, reasons in words")
    in_memory(claims.head(BATCH), table)
    found = [in_memory(claims, table) for _ in range(rounds)]
    walls, cpus = sorted(wall for _, wall, _ in found), sorted(cpu for _, _, cpu in found)
    print(f"{'':28}{'purchases':>12}{'purchases/s':>14}{'slowest':>14}{'/s of cpu':>14}{'times ours':>12}  agrees")
    ours = statistics.median(cpus) / count
    show("Liziba, two threads", count, walls, cpus, 1.0, "")
    disagree = False
    for name, (package, script, most) in {} if given.no_peers else PEERS.items():
        part = claims.head(300 if given.quick else most)
        figures = peer(package, script, lines_of(part), min(rounds, 3))
        if isinstance(figures, str):
            print(f"{name:28}{figures}")
            continue
        told = plain(in_memory(part, table)[0])
        same = sum(a == b for a, b in zip(told, figures["answers"], strict=True))
        disagree = disagree or same < part.height
        lines = int(part["purchases"].list.len().sum())
        show(f"{name} {figures['version']}", lines, figures["wall"], figures["cpu"], min(figures["cpu"]) / lines / ours, f"{same:,} of {part.height:,}")
    answers = found[0][0]
    print("verdicts:", dict(answers["verdict"].value_counts(sort=True).iter_rows()), "reasons:", dict(answers["reasons"].value_counts(sort=True).iter_rows()))
    sys.exit(disagree)


def show(name: str, count: int, walls: list[float], cpus: list[float], times: float, agrees: str) -> None:
    print(f"{name:28}{count:12,}{count / min(walls):14,.0f}{count / max(walls):14,.0f}{count / statistics.median(cpus):14,.0f}{times:12.1f}  {agrees}")


if __name__ == "__main__":
    main()
