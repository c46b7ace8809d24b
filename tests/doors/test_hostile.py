"""What was never meant as a question gets the error of the contract at every door, and the same one everywhere."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import anyio
import pytest
from typer.testing import CliRunner

import liziba
from liziba.doors import flat
from liziba.doors.cli.commands import command_line
from liziba.doors.lines import answer_line
from liziba.services.declaration import Context, services
from liziba.services.question import QuestionError
from tests.doors import site

VALUES: dict[str, Any] = {
    "truth": True,
    "below": -1,
    "huge": 10**30,
    "too long to be written": 10**4000,
    "fraction": 0.5,
    "beyond": 1e308,
    "blank": "",
    "nothing printed": "\x00\x07",
    "backwards": "\u202eDE",
    "half a pair": "\ud800",
    "long": "x" * 10_000,
    "markup": "<script>alert(1)</script>{{ 1 }}%s{0}",
    "path": "../../../etc/passwd",
    "list": [],
    "list of nothing": [None],
    "list of lists": [[["CN-CQ"]]],
    "object": {},
    "objects": [{"entry": "2026-01-01", "size": -1, "wings": 2}],
    "many": ["CN-CQ"] * 1_001,
    "day": "2026-02-30",
    "moment": "2026-12-01T25:61",
    "far": "9999-12-31T23:59",
    "deep": json.loads("[" * 400 + "]" * 400),
}
FIELDS = [(name, field) for name, service in services().items() for field in service.question.model_fields]
# Words of the machine that no reader should meet.
INSIDE = ("Traceback", "site-packages", "pydantic", "liziba.", "/src/", "Error(", "object at 0x")


def told(body: Any) -> dict[str, Any]:
    """The error in a body; what the contract says of every error is checked here."""
    assert set(body) == {"error"}
    error = dict(body["error"])
    assert set(error) == {"field", "given", "accepted", "message"}
    assert error["message"]
    assert len(error["message"]) < 400
    assert len(str(error["given"])) <= 200
    for word in INSIDE:
        assert word not in error["message"], error
        assert word not in error["accepted"], error
    return error


def by_line(name: str, body: str | bytes, context: Context) -> Any:
    text, good = answer_line(services()[name], body if isinstance(body, bytes) else body.encode(), context)
    assert ("error" in json.loads(text)) != good
    return json.loads(text)


def by_http(name: str, body: str | bytes) -> Any:
    response = site.client().post(f"/api/v1/{name}", data=body, content_type="application/json")
    assert response.status_code in (200, 400)
    assert response.headers["Content-Type"] == "application/json"
    return json.loads(response.content)


def by_call(name: str, fields: dict[str, Any]) -> Any:
    try:
        answer = getattr(liziba, name.replace("-", "_"))(**fields)
    except QuestionError as error:
        return json.loads(json.dumps(error.as_error()))
    return json.loads(answer.model_dump_json())


@pytest.mark.slow
@pytest.mark.parametrize("value", VALUES)
def test_any_value_in_any_field_is_answered_or_refused_alike_at_every_door(value: str, context: Context) -> None:
    for name, field in FIELDS:
        given = VALUES[value]
        body = json.dumps({field: given})
        line, http = by_line(name, body, context), by_http(name, body)
        assert line == http, (name, field)
        assert by_call(name, {field: given}) == http, (name, field)
        if "error" in http:
            told(http)


RAW: dict[str, bytes] = {
    "a field twice": b'{"as_of": "2026-01-01", "as_of": "2026-01-02"}',
    "no number": b'{"as_of": NaN}',
    "endless": b'{"as_of": -Infinity}',
    "digits without end": b'{"as_of": ' + b"9" * 100_000 + b"}",
    "depth": b'{"as_of": ' + b"[" * 100_000,
    "half a pair in a name": b'{"\\ud800": 1}',
    "unknown and long name": b'{"' + b"x" * 100_000 + b'": 1}',
    "another encoding": '{"as_of": "é"}'.encode("latin-1"),
    "two bytes a letter": '{"as_of": null}'.encode("utf-16"),
    "nothing": b"",
    "a word": b"as_of",
    "a list": b'[{"as_of": null}]',
    "two objects": b'{"as_of": null} {}',
    "cut": b'{"as_of": nul',
    "a remark": b'{"as_of": null} // why',
    "form": b"as_of=2026-01-01",
}


@pytest.mark.parametrize("raw", RAW)
def test_what_is_no_question_is_refused_in_a_line_and_over_http(raw: str, context: Context) -> None:
    for name in services():
        line, http = told(by_line(name, RAW[raw], context)), told(by_http(name, RAW[raw]))
        assert line["field"] == http["field"]


def test_a_mark_of_byte_order_is_no_fault(context: Context) -> None:
    body = b"\xef\xbb\xbf{}"
    assert by_line("stay", body, context) == by_http("stay", body)
    assert by_http("stay", body)["verdict"] == "unknown"


@pytest.mark.parametrize("kind", ["", "text/plain", "application/json; charset=\xff", "multipart/form-data", "application/xml"])
def test_the_content_type_of_a_body_does_not_matter_its_content_does(kind: str) -> None:
    asked = site.client().generic("POST", "/api/v1/stay", b'{"nationality": "DE"}', content_type=kind)
    assert json.loads(asked.content)["verdict"] == "unknown"
    told(json.loads(site.client().generic("POST", "/api/v1/stay", b"nationality=DE", content_type=kind).content))


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_a_method_that_is_not_taken_says_which_are(method: str) -> None:
    for path in [f"/api/v1/{name}" for name in services()] + ["/api/v1/", "/api/v1/openapi.json"]:
        response = site.client().generic(method, path)
        assert response.status_code == 405
        assert {word.strip() for word in response.headers["Allow"].split(",")} <= {"GET", "POST"}
        if method != "HEAD":
            assert told(json.loads(response.content))["field"] == "method"


@pytest.mark.parametrize("length", ["-1", "x", "", "1e3", "9" * 40])
def test_a_length_that_cannot_be_is_an_error(length: str) -> None:
    response = site.client().post("/api/v1/stay", data=b"{}", content_type="application/json", CONTENT_LENGTH=length)
    assert response.status_code in (400, 413)
    told(json.loads(response.content))


@pytest.mark.parametrize("header", ["zh;q=nan", "zh;q=inf, en;q=1", ";;q=,,", "zh" * 100_000, "zh," * 100_000, "\x00\xff", "zh;q=1;q=2", "*"])
def test_a_broken_wish_for_a_language_is_no_wish(header: str) -> None:
    for path in ("/api/v1/stay?nationality=DE", "/en/stay?nationality=DE", "/api/v1/stay?x=1"):
        response = site.client().get(path, headers={"Accept-Language": header})
        assert response.status_code == (400 if path.endswith("x=1") else 200)


@pytest.mark.parametrize("path", ["../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00", "x" * 5_000, "nia_transit_2026%0a", "%ff", "<script>", "C:\\"])
def test_nothing_is_reached_beside_the_sources_and_the_style(path: str) -> None:
    for start in ("/en/source/", "/zh/source/", "/en/", "/static/", "/"):
        response = site.client().get(start + path)
        assert response.status_code == 404, start
        assert b"root:" not in response.content
        assert b"<script>" not in response.content


@pytest.mark.slow
@pytest.mark.parametrize("value", [name for name, given in VALUES.items() if isinstance(given, str)])
def test_a_page_asks_again_where_it_cannot_read(value: str) -> None:
    for name, service in services().items():
        if not service.page:
            continue
        for field in set(service.question.model_fields) - flat.private_fields(service.question):
            page = site.client().get(f"/en/{name}", {field: VALUES[value].encode(errors="surrogatepass")})
            assert page.status_code in (200, 400), (name, field)
            assert b"<script>alert" not in page.content


@pytest.mark.slow
@pytest.mark.parametrize("value", [name for name, given in VALUES.items() if isinstance(given, str)])
def test_the_command_line_refuses_with_status_2_and_without_a_trace(value: str) -> None:
    for name, service in services().items():
        for field in list(service.question.model_fields)[:4]:
            for form in ([], ["--json"]):
                result = CliRunner().invoke(command_line("en"), [name, f"--{field.replace('_', '-')}", VALUES[value], *form], prog_name="liziba")
                assert result.exit_code in (0, 2), (name, field, result.exception)
                assert "Traceback" not in result.stderr
                if form and result.exit_code:
                    told(json.loads(result.stdout))


@pytest.mark.slow
def test_bytes_that_are_no_text_are_refused_by_the_command_itself() -> None:
    command = [sys.executable, "-c", "from liziba.doors.cli import main; main()", "stay", "--json", "--nationality", b"\xff\xfe"]
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (2, b"")
    assert told(json.loads(done.stdout))["field"] == "nationality"


def test_a_record_on_the_command_line_is_read_like_a_body() -> None:
    for given, field in (('{"size": 1, "size": 2}', "group.size"), ('{"size": NaN}', "group"), ("[" * 50_000, "group"), ("\udcff", "group")):
        result = CliRunner().invoke(command_line("en"), ["stay", "--group", given, "--json"], prog_name="liziba")
        assert result.exit_code == 2
        assert told(json.loads(result.stdout))["field"] == field


def talk(what: Callable[[Any], Any]) -> Any:
    from mcp.client import Client

    from liziba.doors.mcp import server

    async def session() -> Any:
        async with Client(server()) as client:
            return await what(client)

    return anyio.run(session)


@pytest.mark.slow
def test_an_assistant_is_told_the_same() -> None:
    async def ask(client: Any) -> list[tuple[str, str, Any]]:
        spoken = {label: given for label, given in VALUES.items() if label not in ("half a pair", "deep")}  # its transport carries neither
        fields = [("stay", "nationality"), ("stay", "age"), ("stay", "places"), ("refund", "purchases"), ("stay", "wings"), ("stay", "language")]
        return [(label, field, await client.call_tool(name, {field: given})) for label, given in spoken.items() for name, field in fields]

    for label, field, result in talk(ask):
        if result.is_error:
            assert told(json.loads(result.content[0].text))["field"].partition(".")[0] == field, label
        else:
            assert result.structured_content["headline"]
