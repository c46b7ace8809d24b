"""What stands between the server and the site: a question is received whole, then answered at one go.

A slow or stuck sender waits here and keeps nobody else waiting; only then does the site, which works on one question
at a time, see the question. A body that does not come in time, or weighs too much, is refused unread.
"""

from __future__ import annotations

import asyncio
import io
import sys
from typing import Any

from liziba.doors.web.wsgi import application

SECONDS_FOR_A_BODY = 10.0
LONGEST_BODY = 1_000_000  # bytes; the site refuses what says that it is longer
MOST_READ = 32_000_000
UNREADABLE = "?"  # in place of a length: the site answers that the request cannot be read

_ALWAYS: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": False,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}


class Site:
    """The site as the server calls it: by RSGI, the interface of granian that does not wait for a body before it asks us."""

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        environ = _environ(scope)
        if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            await _receive(environ, protocol)
        status = 500
        headers: list[tuple[str, str]] = []

        def start_response(said: str, told: list[tuple[str, str]], fault: Any = None) -> None:
            nonlocal status, headers
            status, headers = int(said.partition(" ")[0]), told

        answered = application(environ, start_response)
        try:
            body = b"".join(answered)
        finally:
            close = getattr(answered, "close", None)
            if close is not None:
                close()
        if environ["REQUEST_METHOD"] == "HEAD" and not body:
            protocol.response_empty(status, headers)
        else:
            protocol.response_bytes(status, headers, body)


async def _receive(environ: dict[str, Any], protocol: Any) -> None:
    """The body into the environ, and its length; of one that is too long only the length."""
    said = environ.get("CONTENT_LENGTH")
    held, length = bytearray(), 0
    try:
        async with asyncio.timeout(SECONDS_FOR_A_BODY):
            # What is too long is read on, so that whoever sends it sees the answer; but not for ever.
            async for part in protocol:
                length += len(part)
                if length <= LONGEST_BODY:
                    held += part
                elif length > MOST_READ:
                    break
    except (TimeoutError, RuntimeError):  # RuntimeError: the sender has gone
        environ["CONTENT_LENGTH"] = UNREADABLE
        return
    cut = said is not None and length < MOST_READ and said != str(length)
    environ["CONTENT_LENGTH"] = UNREADABLE if cut else str(length)
    environ["wsgi.input"] = io.BytesIO(held)


def _environ(scope: Any) -> dict[str, Any]:
    """A request as the site reads it (PEP 3333: text stands for bytes, a character each)."""
    host, _, port = scope.server.rpartition(":")
    environ = _ALWAYS | {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(),
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue  # would pass for the same name with hyphens, which a proxy may vouch for
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        environ[key] = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}" if key in environ else value
    if scope.authority:
        environ.setdefault("HTTP_HOST", scope.authority)
    return environ


site = Site()
