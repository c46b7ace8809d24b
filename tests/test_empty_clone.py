"""The two commands of the README in an empty clone: they set up everything by themselves."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.full

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the project as a clone would have them: no environment, nothing generated."""
    folder = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def command(*words: str, clone: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=clone, env=_environment(), capture_output=True, text=True, timeout=600)


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "PYTEST", "PYTHONPATH"))}
    return {**kept, "LIZIBA_TODAY": "2026-11-22"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def served(clone: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    server = subprocess.Popen(["./run", "serve", "--port", str(port)], cwd=clone, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield server
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGINT)
            server.wait(30)


def test_run_sets_up_and_answers(clone: Path) -> None:
    first = command("./run", "stay", "--nationality", "DE", "--entry-at", "2026-12-01T10:00", "--entry-port", "CKG", clone=clone)
    assert first.returncode == 0, first.stderr
    assert "Setting up" in first.stderr
    again = command("./run", "stay", "--nationality", "DE", "--entry-at", "2026-12-01T10:00", "--entry-port", "CKG", clone=clone)
    assert again.stdout == first.stdout
    assert again.stderr == ""


def test_site_is_announced_in_three_lines_when_it_answers_and_stops_cleanly(clone: Path) -> None:
    port = free_port()
    with served(clone, port) as server:
        assert server.stdout is not None
        address, example, stop = (server.stdout.readline().strip() for _ in range(3))
        assert address == f"http://127.0.0.1:{port}"
        assert example.startswith("./run ")
        assert "Ctrl-C" in stop
        with urllib.request.urlopen(f"{address}/en/stay", timeout=30) as page:
            assert page.status == 200
        taken = command("./run", "serve", "--port", str(port), clone=clone)
        assert taken.returncode == 2
        assert "--port" in taken.stderr
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0
        assert server.stdout.read() == ""
    tried = command("sh", "-c", example, clone=clone)
    assert tried.returncode == 0, tried.stderr


def test_test_sets_up_and_ends_with_the_summary(clone: Path) -> None:
    done = command("./test", "quick", "tests/atlas/test_texts.py", clone=clone)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout.splitlines()[-1]
    # What ./test set up serves ./run as well, and the other way round.
    assert command("./run", "--version", clone=clone).stderr == ""


SYSTEM = ("sh", "dirname", "readlink", "cat", "sha256sum", "cut", "id", "mkdir", "rm", "flock")


def bare_system(folder: Path, *lacking: str) -> dict[str, str]:
    """The environment of a system without uv and apt-get, whose Python lacks these modules."""
    folder.mkdir()
    for name in SYSTEM:
        found = shutil.which(name)
        if found:
            (folder / name).symlink_to(found)
    tests = " || ".join(f'[ "$2" = {module} ]' for module in lacking)
    python = Path(sys.executable).resolve()
    (folder / "python3").write_text(f'#!/bin/sh\nif [ "$1" = -m ] && {{ {tests}; }}; then echo "No module named $2" >&2; exit 1; fi\nexec {python} "$@"\n')
    (folder / "python3").chmod(0o755)
    return {**_environment(), "PATH": str(folder)}


def test_without_the_venv_module_pip_alone_is_enough(clone: Path, tmp_path: Path) -> None:
    for made in (".venv", ".venv-boot"):
        shutil.rmtree(clone / made, ignore_errors=True)
    environment = bare_system(tmp_path / "bin", "venv")
    done = subprocess.run(["./run", "--version"], cwd=clone, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("liziba ")


def test_what_is_missing_and_needs_root_is_printed_as_the_line_to_type(clone: Path, tmp_path: Path) -> None:
    for made in (".venv", ".venv-boot"):
        shutil.rmtree(clone / made, ignore_errors=True)
    environment = bare_system(tmp_path / "bin", "venv", "pip")
    done = subprocess.run(["./run", "--version"], cwd=clone, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 69
    assert done.stdout == ""
    assert "sudo apt-get update && sudo apt-get install -y python3-venv" in done.stderr
