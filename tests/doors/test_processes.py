"""The command as a process of its own: pipes that stay open, readers that leave, servers that are stopped by Ctrl-C."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.slow

QUESTION = '{"nationality": "DE", "entry_at": "2026-12-01T10:00", "entry_port": "CKG"}\n'
LIZIBA = [sys.executable, "-c", "from liziba.doors.cli import main; main()"]


@contextlib.contextmanager
def process(*words: str) -> Iterator[subprocess.Popen[str]]:
    """The command, in a group of its own as a terminal would start it."""
    pipe = subprocess.PIPE
    started = subprocess.Popen([*LIZIBA, *words], stdin=pipe, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
    try:
        yield started
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGTERM)
            started.communicate(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_answer_comes_before_the_next_question_is_asked() -> None:
    with process("answer", "stay") as asked:
        assert asked.stdin is not None
        assert asked.stdout is not None
        for _ in range(2):
            asked.stdin.write(QUESTION)
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["verdict"] == "yes"
        asked.stdin.close()
        assert asked.wait(30) == 0


def test_reader_that_has_enough_leaves_without_a_fuss() -> None:
    with process("answer", "stay") as asked:
        assert asked.stdin is not None
        assert asked.stdout is not None
        assert asked.stderr is not None
        asked.stdin.write(QUESTION)
        asked.stdin.flush()
        asked.stdout.readline()
        asked.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            asked.stdin.write(QUESTION * 200)
            asked.stdin.close()
        asked.wait(30)
        assert "Traceback" not in asked.stderr.read()


def test_site_is_announced_in_three_lines_and_stopped_by_ctrl_c() -> None:
    port = free_port()
    with process("serve", "--port", str(port), "--workers", "2") as site:
        assert site.stdout is not None
        assert site.stderr is not None
        address, example, stop = (site.stdout.readline().strip() for _ in range(3))
        assert address == f"http://127.0.0.1:{port}"
        assert example.startswith("liziba ")
        assert "Ctrl-C" in stop
        with urllib.request.urlopen(f"{address}/en/stay", timeout=30) as page:
            assert page.status == 200
        os.killpg(site.pid, signal.SIGINT)
        assert site.wait(8) == 0
        assert site.stdout.read() == ""
        assert site.stderr.read() == ""


def test_site_writes_nothing_down_of_what_is_asked() -> None:
    port = free_port()
    with process("serve", "--port", str(port), "--workers", "1") as site:
        assert site.stdout is not None
        address = site.stdout.readline().strip()
        for path in (
            "/en/stay?nationality=DE&entry_at=2026-03-04",
            "/en/suggest?kind=country&q=Germany",
            "/api/v1/stay?nationality=XX",
            "/en/no-such?nationality=DE",
        ):
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(address + path, timeout=30).close()
        os.killpg(site.pid, signal.SIGINT)
        out, err = site.communicate(timeout=30)
    for written in (out.partition("Ctrl-C")[2], err):
        for asked in ("nationality", "2026-03-04", "Germany", "XX"):
            assert asked not in written


def test_port_that_is_taken_is_said_with_another_one_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run([*LIZIBA, "serve", "--port", str(port)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert f"--port {port + 1}" in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_form_signed_by_one_worker_is_read_by_the_others() -> None:
    """Each worker would make a secret of its own, were it not given one."""
    from unittest.mock import patch

    from liziba.doors.cli import servers

    with patch.dict(os.environ), patch("granian.server.Server") as server, patch.object(servers, "load_site"), patch("threading.Thread"):
        os.environ.pop("LIZIBA_SECRET_KEY", None)
        servers.serve_site("127.0.0.1", free_port(), 2, "en")
        assert os.environ["LIZIBA_SECRET_KEY"]
        assert server.call_args.kwargs["workers"] == 2


def test_one_question_does_not_wait_for_what_it_does_not_need() -> None:
    """Loading tables, the site or MCP takes longer than a thousand answers."""
    ask = "import liziba; liziba.stay(nationality='DE', entry_at='2026-12-01T10:00', entry_port='CKG')"
    heavy = ("polars", "django", "mcp", "rich", "typer", "babel")
    loaded = f"import sys; {ask}; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.strip() == "[]"
