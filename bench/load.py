"""The site under load: one question a request, two workers, driven by wrk; a bare endpoint that echoes beside it.

    apt-get install wrk        # Debian; wrk is no part of the project
    .venv/bin/python bench/load.py [--seconds 10] [--connections 16] [--quick]

Each way is asked in turn, three rounds; the median round is shown with its spread. Memory is what the workers hold after it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from stay_questions import stay_questions

from liziba.atlas import load
from liziba.doors.flat import private_fields
from liziba.services import stay

HERE = Path(__file__).parent
WORKERS = 2
FEW = 4
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
LIZIBA = [sys.executable, "-c", "from liziba.doors.cli import main; main()"]
SCRIPT = """
local asked, n = {{ {asked} }}, 0
request = function() n = n % #asked + 1 return asked[n] end
init = function(args) for i, one in ipairs(asked) do asked[i] = wrk.format({method}) end end
"""


@dataclass(frozen=True)
class Figures:
    """One round of wrk: requests a second, milliseconds, answers that were not 2xx or 3xx, workers' processor time a request."""

    rate: float
    median: float
    p99: float
    wrong: int
    cpu: float


def questions(count: int) -> list[dict[str, Any]]:
    """Seeded questions as plain JSON fields."""

    def plain(value: Any) -> Any:
        return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat() if isinstance(value, date) else value

    rows = stay_questions(load(), count).drop("id").iter_rows(named=True)
    return [{name: plain(value) for name, value in row.items() if value is not None} for row in rows]


def script(kind: str, path: str, asked: list[dict[str, Any]], folder: Path) -> Path:
    """What wrk sends, as a script of its own language."""
    if kind == "POST":
        told = ", ".join(f"[==[{json.dumps(fields)}]==]" for fields in asked)
        method = f'"POST", "{path}", {{["Content-Type"] = "application/json"}}, one'
    else:
        private = private_fields(stay.service.question)
        told = ", ".join(f'"{path}?{urlencode({k: v for k, v in fields.items() if k not in private})}"' for fields in asked)
        method = '"GET", one'
    written = folder / f"{kind}{path.replace('/', '-')}.lua"
    written.write_text(SCRIPT.format(asked=told, method=method))
    return written


def wrk(port: int, main: int, written: Path, seconds: int, connections: int) -> Figures:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(written), f"http://127.0.0.1:{port}/"]
    before = cpu(main)
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent_cpu = cpu(main) - before

    def spent(percent: int) -> float:
        number, unit = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s|m)", told).groups()  # type: ignore[union-attr]
        return float(number) * UNITS[unit]

    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    lost = re.search(r"Socket errors: (.*)", told)
    if lost:
        print("   ", lost.group(0))
    requests = int(re.search(r"(\d+) requests in", told).group(1))  # type: ignore[union-attr]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told).group(1))  # type: ignore[union-attr]
    return Figures(rate, spent(50), spent(99), int(wrong.group(1)) if wrong else 0, 1000 * spent_cpu / max(1, requests))


@contextlib.contextmanager
def server(command: list[str], port: int, probe: str) -> Iterator[int]:
    """A server in a group of its own, once it answers; the number of its main process."""
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True, cwd=HERE)
    try:
        for _ in range(600):
            with contextlib.suppress(urllib.error.HTTPError), contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}{probe}", timeout=5).close()
                break
            if started.poll() is not None:
                sys.exit(f"the server stopped: {' '.join(command)}")
            time.sleep(0.1)
        yield started.pid
    finally:
        os.killpg(started.pid, signal.SIGTERM)
        started.wait(30)


def workers_of(main: int) -> list[str]:
    return Path(f"/proc/{main}/task/{main}/children").read_text().split()


def cpu(main: int) -> float:
    """Seconds of processor time that the workers have taken so far."""
    ticks = [Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[11:13] for worker in workers_of(main)]
    return sum(int(user) + int(system) for user, system in ticks) / os.sysconf("SC_CLK_TCK")


def workers_hold(main: int) -> float:
    """What the workers hold in MB, memory that several share counted in parts (PSS)."""
    totals = [re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{worker}/smaps_rollup").read_text(), re.MULTILINE) for worker in workers_of(main)]
    return sum(int(found.group(1)) for found in totals if found) / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--quick", action="store_true", help="a second each: does it run, is everything answered")
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed: apt-get install wrk")
    seconds, rounds = (1, 1) if given.quick else (given.seconds, 3)
    ours, theirs = free_port(), free_port()
    asked = questions(300)
    flat = [
        {name: fields[name] for name in ("nationality", "entry_at", "entry_port", "exit_at", "arrive_from", "onward_to") if name in fields} for fields in asked
    ]
    serve = [*LIZIBA, "serve", "--port", str(ours), "--workers", str(WORKERS)]
    peer = [sys.executable, str(HERE / "peer_echo.py"), str(theirs), str(WORKERS)]
    with (
        tempfile.TemporaryDirectory(prefix="liziba-bench-") as named,
        server(serve, ours, "/api/v1/") as site,
        server(peer, theirs, "/api/v1/openapi.json") as bare,
    ):
        folder = Path(named)
        # A page is asked for by fewer at once: who reads one does not ask again at once, as programs do.
        ways = {
            "echo of django-ninja, POST": (theirs, bare, script("POST", "/api/v1/stay", flat, folder), given.connections),
            "stay, POST": (ours, site, script("POST", "/api/v1/stay", asked, folder), given.connections),
            "stay, GET": (ours, site, script("GET", "/api/v1/stay", asked, folder), given.connections),
            "answer page, English": (ours, site, script("GET", "/en/stay", asked, folder), FEW),
            "answer page, Chinese": (ours, site, script("GET", "/zh/stay", asked, folder), FEW),
        }
        for port, main_process, written, connections in ways.values():
            wrk(port, main_process, written, 1, connections)  # warm
        found: dict[str, list[Figures]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, (port, main_process, written, connections) in ways.items():
                found[name].append(wrk(port, main_process, written, seconds, connections))
        held = workers_hold(site)
    shape = f"{len(asked)} questions, {given.connections} connections ({FEW} for pages), {WORKERS} workers, {rounds} rounds of {seconds} s"
    print(f"{shape}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"{'':28}{'requests/s':>11}{'lowest':>8}{'median ms':>11}{'p99 ms':>8}{'worst':>8}{'cpu ms':>8}{'times echo':>12}  not answered")
    echo = median(one.cpu for one in next(iter(found.values())))
    for name, figures in found.items():
        cost, wrong = median(one.cpu for one in figures), sum(one.wrong for one in figures)
        spent = f"{median(one.median for one in figures):11.1f}{median(one.p99 for one in figures):8.1f}{max(one.p99 for one in figures):8.1f}"
        rates = f"{median(one.rate for one in figures):11,.0f}{min(one.rate for one in figures):8,.0f}"
        print(f"{name:28}{rates}{spent}{cost:8.2f}{cost / echo:12.1f}  {wrong}")
    print(f"memory of both workers after it: {held:.0f} MB")
    sys.exit(any(one.wrong for figures in found.values() for one in figures))


if __name__ == "__main__":
    main()
