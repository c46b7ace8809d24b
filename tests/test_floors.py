"""The house itself: imports go only downwards, types hold, the style is one (see pyproject.toml for each)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOLS = Path(sys.executable).parent


def run(tool: str, *arguments: str) -> None:
    done = subprocess.run([TOOLS / tool, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_imports_go_only_downwards() -> None:
    run("lint-imports")


def test_types_hold() -> None:
    run("mypy")


def test_style_is_one() -> None:
    run("ruff", "check", "--quiet", ".")


def test_layout_is_one() -> None:
    run("ruff", "format", "--quiet", "--diff", ".")
