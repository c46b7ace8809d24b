"""The comparisons in bench/ run, and the engines that are there agree with ours."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"
pytestmark = pytest.mark.full


def run(*words: str) -> list[str]:
    done = subprocess.run([sys.executable, str(BENCH / words[0]), *words[1:]], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_every_engine_gives_the_same_twelve_results() -> None:
    lines = run("rules.py", "--quick")
    assert any(line.startswith("Liziba ") for line in lines)
    peers = [line for line in lines if line.startswith(("GoRules ZEN", "OpenFisca"))]
    assert len(peers) == 2, lines
    for line in peers:  # a peer that cannot be installed here says so
        assert line.endswith("60 of 60") or "could not run" in line or "uv not found" in line


def test_our_figures_need_no_network() -> None:
    lines = run("rules.py", "--quick", "--no-peers")
    assert any(line.startswith("stay: one whole answer") for line in lines)


@pytest.mark.parametrize("mix", [[], ["--even"], ["--lists"]], ids=["own", "even", "lists"])
def test_bulk_and_single_questions_get_the_same_verdicts(mix: list[str]) -> None:
    lines = run("bulk.py", "--quick", *mix)
    assert any(line.startswith("verdicts agree in 3000 of 3000 rows") for line in lines)


def test_the_worked_cases_are_measured() -> None:
    assert any(line.startswith("one whole answer") for line in run("stay.py", "--quick"))


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
def test_everything_is_answered_under_load() -> None:
    lines = run("load.py", "--quick")
    assert [line.split()[-1] for line in lines if line.startswith(("stay", "answer page"))] == ["0"] * 4
