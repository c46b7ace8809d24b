"""The server under senders who are slow, stuck, or send too much: they get an error and keep nobody else waiting."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace

import pytest

from tests.doors import site as site
from tests.doors.test_processes import free_port, process

HEAD = "POST /api/v1/stay HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
QUESTION = b'{"nationality": "DE"}'


class Sender:
    """What the server knows of a sender, with the parts of a body; the answer is kept."""

    def __init__(self, *parts: bytes, stuck: bool = False, gone: bool = False) -> None:
        self.parts, self.stuck, self.gone = parts, stuck, gone

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            yield part
        if self.gone:
            raise RuntimeError("closed")
        if self.stuck:
            await asyncio.sleep(60)

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, dict(headers), body

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.response_bytes(status, headers, b"")


def answered(sender: Sender, method: str = "POST", path: str = "/api/v1/stay", query: str = "", **headers: str) -> Sender:
    from liziba.doors.web.reception import Site

    told = {"host": "127.0.0.1", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = SimpleNamespace(
        method=method, path=path, query_string=query, headers=told, authority=None, scheme="http", http_version="1.1", server="127.0.0.1:80", client="::1:9"
    )
    asyncio.run(Site().__rsgi__(scope, sender))
    return sender


def test_a_body_may_come_in_pieces_and_without_a_length() -> None:
    for headers in ({"content_length": str(len(QUESTION))}, {"transfer_encoding": "chunked"}):
        told = answered(Sender(QUESTION[:5], b"", QUESTION[5:]), **headers)
        assert (told.status, json.loads(told.body)["verdict"]) == (200, "unknown")


def test_an_address_is_read_as_it_was_sent() -> None:
    told = answered(Sender(), "GET", query="nationality=DE&language=zh", accept_language="en")
    assert told.headers["Content-Language"] == "zh"
    assert answered(Sender(), "GET", "/en/重庆").status == 404
    assert answered(Sender(), "GET", host="evil.example").status == 400


@pytest.mark.parametrize("sender", [Sender(QUESTION, stuck=True), Sender(QUESTION, gone=True), Sender(QUESTION)], ids=["stuck", "gone", "cut"])
def test_a_body_that_does_not_come_whole_is_an_error(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liziba.doors.web.reception.SECONDS_FOR_A_BODY", 0.05)
    for path in ("/api/v1/stay", "/en/stay"):
        assert answered(sender, path=path, content_length="500").status == 400
    assert json.loads(answered(sender, content_length="500").body)["error"]["field"] == "request"


@pytest.mark.parametrize("headers", [{"content_length": "10000000"}, {"transfer_encoding": "chunked"}], ids=["said", "not said"])
def test_ten_megabytes_are_refused_in_words(headers: dict[str, str]) -> None:
    told = answered(Sender(*[b"x" * 100_000] * 100), **headers)
    assert (told.status, json.loads(told.body)["error"]["field"]) == (413, "body")


def test_a_name_with_underscores_does_not_pass_for_one_with_hyphens() -> None:
    from liziba.doors.web.reception import Site

    told = Sender()
    headers = {"host": "127.0.0.1", "Accept_Language": "zh"}
    scope = SimpleNamespace(
        method="GET", path="/api/v1/stay", query_string="", headers=headers, authority=None, scheme="http", http_version="1.1", server="h:1", client="c:2"
    )
    asyncio.run(Site().__rsgi__(scope, told))
    assert told.headers["Content-Language"] == "en"


# ---- a real server ----


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    taken = free_port()
    with process("serve", "--port", str(taken), "--workers", "1") as served:
        assert served.stdout is not None
        served.stdout.readline()
        yield taken
        os.kill(served.pid, 15)


def send(port: int, data: bytes) -> bytes:
    """What comes back, until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        with contextlib.suppress(OSError):
            line.sendall(data)
        found = b""
        with contextlib.suppress(OSError):
            while part := line.recv(65_536):
                found += part
        return found


@pytest.mark.slow
def test_stuck_senders_keep_nobody_waiting(port: int) -> None:
    stuck = [socket.create_connection(("127.0.0.1", port)) for _ in range(50)]
    for line in stuck:
        line.sendall(f"{HEAD}Content-Length: 500\r\n\r\n{{".encode())
    assert b'"verdict":"unknown"' in send(port, f"{HEAD}Content-Length: {len(QUESTION)}\r\n\r\n".encode() + QUESTION)
    for line in stuck:
        line.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "status"),
    [
        (f"{HEAD}Content-Length: 10000000\r\n\r\n".encode() + b"x" * 10_000_000, 413),
        (f"{HEAD}Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345".encode(), 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"GET /" + b"x" * 1_000_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 431),
        (b"GET /static/../settings.py HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", 404),
        (b"GET /static/%2e%2e/settings.py HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", 404),
        (b"GET /en/%ff%fe HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", 404),
        (b"GET /api/v1/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 400),
    ],
    ids=["ten megabytes", "two lengths", "another protocol", "long address", "up", "up in signs", "no letters", "another name"],
)
def test_the_server_itself_refuses_in_order_and_goes_on(port: int, data: bytes, status: int) -> None:
    assert send(port, data).startswith(f"HTTP/1.1 {status} ".encode())
    assert b'"verdict":"unknown"' in send(port, f"{HEAD}Content-Length: {len(QUESTION)}\r\n\r\n".encode() + QUESTION)
