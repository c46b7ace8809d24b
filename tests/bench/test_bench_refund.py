"""The comparisons about refund run, and the engines that are there agree with ours."""

from __future__ import annotations

import pytest

from tests.bench.test_bench_runs import run

pytestmark = pytest.mark.full


def test_every_engine_gives_the_same_refunds() -> None:
    lines = run("refund.py", "--quick")
    assert any(line.startswith("Liziba, two threads") for line in lines)
    peers = [line for line in lines if line.startswith(("GoRules ZEN", "OpenFisca"))]
    assert len(peers) == 2, lines
    for line in peers:  # a peer that cannot be installed here says so
        assert line.endswith("300 of 300") or "could not run" in line or "uv not found" in line


def test_spark_gives_the_same_table() -> None:
    assert run("spark.py", "--quick")[-1] == "answers are equal: yes"
