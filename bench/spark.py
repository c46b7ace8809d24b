"""The same refund claims answered on this machine and by Spark on two local workers: seconds of each, and are they equal.

    uv sync --extra spark        # and Java 17
    .venv/bin/python bench/spark.py [--purchases 2000000] [--quick]

Parquet in, Parquet out. The first Spark run starts the workers, which read the facts; the second finds them warm. On one
machine Spark only adds work of its own: it is for tables that one machine does not hold.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
from refund import TODAY, claims_of

from liziba.atlas import load
from liziba.doors import spark
from liziba.services.declaration import Context, service


def timed(name: str, purchases: int, run: Callable[[], object]) -> None:
    began = time.perf_counter()
    run()
    seconds = time.perf_counter() - began
    print(f"{name:28}{purchases:12,}{seconds:10.1f}{purchases / seconds:14,.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--purchases", type=int, default=2_000_000)
    parser.add_argument("--quick", action="store_true", help="few purchases: does it run, is it equal")
    given = parser.parse_args()
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    from pyspark.sql import SparkSession

    began = time.perf_counter()
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    started = time.perf_counter() - began
    claims = claims_of(7_000 if given.quick else given.purchases).with_row_index("id").with_columns(pl.col("id").cast(pl.Int64))
    purchases = int(claims["purchases"].list.len().sum())
    with tempfile.TemporaryDirectory(prefix="liziba-bench-") as folder:
        source, local, away = (Path(folder) / name for name in ("claims.parquet", "local.parquet", "spark"))
        claims.write_parquet(source, row_group_size=100_000)
        print(f"{claims.height:,} claims, {purchases:,} purchases; {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f}; Spark started in {started:.1f} s")
        print(f"{'':28}{'purchases':>12}{'seconds':>10}{'purchases/s':>14}")
        timed("this machine", purchases, lambda: service("refund").bulk(source, local, Context(load(), TODAY)))  # type: ignore[misc]
        asked = session.read.parquet(str(source))
        for name in ("Spark local[2], first run", "Spark local[2], warm"):
            timed(name, purchases, lambda: spark.bulk("refund", asked, today=TODAY).write.mode("overwrite").parquet(str(away)))
        equal = pl.read_parquet(local).sort("id").equals(pl.read_parquet(away / "*.parquet").sort("id"))
    session.stop()
    print(f"answers are equal: {'yes' if equal else 'NO'}")
    sys.exit(not equal)


if __name__ == "__main__":
    main()
