"""One question gives one answer at every door: Python, command, JSON Lines, MCP and HTTP, and the errors are the same too."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from typer.testing import CliRunner

import liziba
from liziba.doors.cli.commands import command_line
from liziba.doors.spelling import spelled
from liziba.services.declaration import services
from tests.doors import site

Answer = dict[str, Any]
# Every example in both languages; in the quick ring one of each service, in turns in one language and the other.
FIRST = {(name, next(iter(service.examples)), language) for (name, service), language in zip(services().items(), cycle(("en", "zh")), strict=False)}
ASKED = [
    pytest.param(name, label, language, marks=() if (name, label, language) in FIRST else pytest.mark.slow)
    for name, service in services().items()
    for label in service.examples
    for language in ("en", "zh")
]

# Questions that cannot be read: a wrong code, a wrong type, a field that nobody knows, a day that is none.
UNREADABLE = [
    ("stay", {"nationality": "XX"}),
    ("stay", {"nationality": "DE", "entry_at": "soon"}),
    ("stay", {"nationality": "DE", "entry_port": "XXX"}),
    ("stay", {"nationality": "DE", "age": "old"}),
    ("stay", {"nationality": "DE", "group": {"size": 0, "organiser": "mainland_agency"}}),
    ("stay", {"nationality": "DE", "places": ["CN-CQ", "Atlantis"]}),
    ("refund", {"purchases": [{"store": "A", "date": "2026-12-01", "vat_rate_pct": 13, "amount_cny": "much"}]}),
]


def by_python(name: str, fields: Mapping[str, Any], language: str) -> Answer:
    try:
        return dict(getattr(liziba, name.replace("-", "_"))(**fields, language=language).model_dump(mode="json"))
    except liziba.QuestionError as error:
        return error.as_error()


def by_command(name: str, fields: Mapping[str, Any], language: str) -> Answer:
    words = shlex.split(spelled(services()[name], fields))
    return dict(json.loads(CliRunner().invoke(command_line("en"), [*words, "--language", language, "--json"]).stdout))


def by_lines(name: str, fields: Mapping[str, Any], language: str) -> Answer:
    return dict(json.loads(CliRunner().invoke(command_line("en"), ["answer", name, "--language", language], input=json.dumps(fields)).stdout))


call: list[Callable[[str, dict[str, Any]], Any]] = []  # how an assistant calls a tool, while its session is open


@pytest.fixture(scope="module", autouse=True)
def assistant() -> Iterator[None]:
    """One assistant asks all questions: a session costs more than many answers."""
    from mcp.client import Client

    from liziba.doors.mcp import server

    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(server())) as client:
        call.append(lambda name, fields: portal.call(client.call_tool, name, fields))
        yield
        call.clear()


def by_mcp(name: str, fields: Mapping[str, Any], language: str) -> Answer:
    return dict(json.loads(call[0](name, {**fields, "language": language}).content[0].text))


def by_http(name: str, fields: Mapping[str, Any], language: str) -> Answer:
    response = site.client().post(f"/api/v1/{name}?language={language}", data=json.dumps(fields), content_type="application/json")
    return dict(json.loads(response.content))


DOORS: list[Callable[[str, Mapping[str, Any], str], Answer]] = [by_command, by_lines, by_mcp, by_http]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
@pytest.mark.parametrize(("name", "label", "language"), ASKED)
def test_every_example_gets_the_same_answer(door: Callable[[str, Mapping[str, Any], str], Answer], name: str, label: str, language: str) -> None:
    fields = services()[name].examples[label]
    assert door(name, fields, language) == by_python(name, fields, language)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("name", "fields"), UNREADABLE)
def test_what_cannot_be_read_gets_the_same_error(
    door: Callable[[str, Mapping[str, Any], str], Answer], name: str, fields: dict[str, Any], language: str
) -> None:
    said, expected = door(name, fields, language), by_python(name, fields, language)
    assert said == expected
    assert said["error"]["message"].isascii() == (language == "en")


def test_no_field_has_the_name_of_something_that_doors_set() -> None:
    taken = {"language", "atlas", "today", "json", "full"}
    assert {name: taken & set(service.question.model_fields) for name, service in services().items() if taken & set(service.question.model_fields)} == {}
