"""The examples in README and docs are run and must print what stands there.

Runnable are ```console blocks whose commands begin with `$ ./run`, and ```python blocks with >>>. A part of the output
may be left out with `...`. Commands that serve until stopped are tested elsewhere.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")))
FENCE = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SERVERS = ("./run serve", "./run mcp")
LENIENT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def blocks(path: Path, language: str) -> list[tuple[int, str]]:
    """The line and the text of each block of that language."""
    text = path.read_text()
    return [(text.count("\n", 0, found.start()) + 2, found[2]) for found in FENCE.finditer(text) if found[1] == language]


def commands() -> list[tuple[str, str, str]]:
    """Where each runnable command stands, the command, and its output as written there."""
    found = []
    for path in PAGES:
        for line, block in blocks(path, "console"):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                while command.endswith("\\"):
                    more, _, output = output.partition("\n")
                    command = f"{command[:-1]}{more}"
                if command.startswith("./run ") and not command.startswith(SERVERS):
                    found.append((f"{path.relative_to(ROOT)}:{line}", command, output))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Looks like the project's folder, but files written there are gone after the test."""
    folder = tmp_path_factory.mktemp("docs")
    for name in ("run", "README.md", "docs", "tests", "src", "bench"):
        if (ROOT / name).exists():
            (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(("where", "command", "output"), commands())
def test_command_prints_what_the_docs_say(where: str, command: str, output: str, folder: Path) -> None:
    environment = {**os.environ, "LIZIBA_TODAY": "2026-11-22", "COLUMNS": "100"}
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
    same = doctest.OutputChecker().check_output(output.strip() + "\n", done.stdout.strip() + "\n", LENIENT)
    assert same, f"{where}: {command}\nstands there:\n{output}\nis printed:\n{done.stdout}"


@pytest.mark.parametrize("path", PAGES, ids=[path.name for path in PAGES])
def test_python_examples_give_what_the_docs_say(path: Path) -> None:
    known: dict[str, object] = {}
    for line, block in blocks(path, "python"):
        if ">>>" not in block:
            continue
        example = doctest.DocTestParser().get_doctest(block, known, path.name, str(path), line)
        said: list[str] = []
        runner = doctest.DocTestRunner(optionflags=LENIENT, verbose=False)
        runner.run(example, out=said.append, clear_globs=False)
        known = example.globs
        assert runner.failures == 0, "".join(said)


@pytest.mark.parametrize("path", PAGES, ids=[path.name for path in PAGES])
def test_links_inside_the_project_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", path.read_text())
    assert [target for target in targets if not (path.parent / target).exists()] == []
