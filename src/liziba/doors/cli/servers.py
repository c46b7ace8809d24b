"""Commands that start a server: the site for browsers and programs, MCP for assistants."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from liziba.doors.cli.setting import WRONG_USAGE, Setting, fail, readable_errors, words
from liziba.doors.spelling import program, spelled
from liziba.services.declaration import services

HOST = "127.0.0.1"
SITE = "liziba.doors.web.reception:site"


def add(app: typer.Typer, say: Callable[[str], str]) -> None:
    """Add the commands to the command line."""

    @app.command("serve", help=say("help.serve"), rich_help_panel=say("panel.serve"))
    def serve(
        context: typer.Context,
        port: Annotated[int, typer.Option(help=say("help.port"), min=1, max=65535)] = 8000,
        host: Annotated[str, typer.Option(help=say("help.host"))] = HOST,
        workers: Annotated[int | None, typer.Option(help=say("help.workers"), min=1, max=64)] = None,
        atlas: Annotated[Path | None, typer.Option(help=say("help.atlas"), metavar="DIR")] = None,
        charts: Annotated[bool, typer.Option(help=say("help.charts_ahead"))] = True,
    ) -> None:
        setting = Setting.of(context, None, atlas)
        with readable_errors(setting.language or "en"):
            _facts_for_children(setting)
        _free(host, port, setting.language or "en", "serve")
        serve_site(host, port, workers or min(os.cpu_count() or 1, 4), setting.language or "en", charts)

    @app.command("mcp", help=say("help.mcp"), rich_help_panel=say("panel.serve"))
    def mcp(
        context: typer.Context,
        http: Annotated[bool, typer.Option("--http", help=say("help.http"))] = False,
        port: Annotated[int, typer.Option(help=say("help.port"), min=1, max=65535)] = 8001,
        host: Annotated[str, typer.Option(help=say("help.host"))] = HOST,
        atlas: Annotated[Path | None, typer.Option(help=say("help.atlas"), metavar="DIR")] = None,
    ) -> None:
        setting = Setting.of(context, None, atlas)
        with readable_errors(setting.language or "en"):
            _facts_for_children(setting)
        if http:
            _free(host, port, setting.language or "en", "mcp --http")
            typer.echo(f"http://{host}:{port}/mcp", err=True)
        from liziba.doors.mcp import run

        run(http=http, host=host, port=port)


def _facts_for_children(setting: Setting) -> None:
    """Hand the overlay on to the processes of the server, once it is known to be readable."""
    from liziba.doors.frame import facts

    atlas = facts(setting.atlas)
    if setting.atlas is None:
        return
    from liziba.atlas.check import check

    wrong = [problem for problem in check(atlas) if problem.severity == "error"]
    if wrong:
        fail(words("atlas.broken", setting.language or "en", problem=wrong[0]))
    os.environ["LIZIBA_ATLAS"] = str(setting.atlas.resolve())


def _free(host: str, port: int, language: str, what: str) -> None:
    """Stop with a clear message where the port is taken: the server itself would share it and say nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            command = f"{program()} {what}"
            taken = words("serve.taken", language, host=host, port=port, problem=error.strerror, command=command, other=port + 1)
            fail(taken, WRONG_USAGE)


def load_site(*_: Any, **__: Any) -> Any:
    """The site as the server calls it."""
    import importlib
    import multiprocessing

    if multiprocessing.parent_process() is not None:
        # Ctrl-C reaches workers and the main process alike; a worker told to stop twice hangs. The main process tells it once.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    module, name = SITE.split(":")
    return getattr(importlib.import_module(module), name)


def serve_site(host: str, port: int, workers: int, language: str, charts: bool = True) -> None:
    """Serve until stopped; say so on standard output in three lines as soon as the site answers. Then `charts` are drawn ahead beside it."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # All workers must agree on the secret that forms are signed with.
    os.environ.setdefault("LIZIBA_SECRET_KEY", secrets.token_urlsafe(48))
    # Loaded once before the workers split off: what is wrong shows here, and they share the memory.
    load_site()
    server = Server(
        SITE, address=host, port=port, interface=Interfaces.RSGI, workers=workers, websockets=False,
        log_level=LogLevels.error, workers_kill_timeout=10,
    )  # fmt: skip
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    message = "\n".join((address, _example(), words("serve.stop", language)))
    beside: list[subprocess.Popen[bytes]] = []
    threading.Thread(target=_announce, args=(address, message, beside if charts else None), daemon=True).start()
    try:
        server.serve(target_loader=load_site, wrap_loader=False)
    finally:
        for process in beside:
            process.terminate()


def _announce(address: str, message: str, beside: "list[subprocess.Popen[bytes]] | None" = None) -> None:
    """Wait until the site answers, then say so, and begin to draw the charts of its pages (no page waits for that)."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy does not know this machine
    for _ in range(600):
        try:
            direct.open(address, timeout=10).close()
            break
        except urllib.error.HTTPError:
            break  # it answers, if not with what we asked
        except OSError:
            time.sleep(0.05)
    else:
        return
    sys.stdout.write(message + "\n")
    sys.stdout.flush()
    if beside is not None:
        # In a session of its own: Ctrl-C is for the server, which then ends it.
        command = [sys.executable, "-c", "from liziba.doors.cli import main; main()", "charts", "--background"]
        beside.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True))


def _example() -> str:
    """A question to try in another window."""
    asked = ((service, fields) for service in services().values() for fields in service.examples.values())
    return f"{program()} {next((spelled(*one) for one in asked), '--help')}"
