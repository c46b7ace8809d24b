"""The MCP door, spoken to by a real client."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import anyio
import pytest

from tests.doors import tiny

pytestmark = pytest.mark.slow


@pytest.fixture
def boat() -> Iterator[None]:
    with tiny.declared():
        yield


def talk(what: Callable[[Any], Awaitable[Any]]) -> Any:
    """What a client in this process gets to hear."""
    from mcp.client import Client

    from liziba.doors.mcp import server

    async def session() -> Any:
        async with Client(server()) as client:
            return await what(client)

    return anyio.run(session)


def test_each_service_is_a_tool_with_the_fields_of_its_question(boat: None) -> None:
    listed = talk(lambda client: client.list_tools())
    tools = {tool.name: tool for tool in listed.tools}
    assert {"stay", "tiny-boat"} <= set(tools)
    fields = tools["stay"].input_schema["properties"]
    assert {"nationality", "entry_at", "entry_port", "language"} <= set(fields)
    assert "verdict" in tools["stay"].output_schema["properties"]


def test_answer_is_the_same_as_in_python(boat: None) -> None:
    import liziba

    question = {"nationality": "DE", "entry_at": "2026-12-01T10:00", "entry_port": "CKG"}
    result = talk(lambda client: client.call_tool("stay", {**question, "language": "zh"}))
    assert not result.is_error
    assert result.structured_content == liziba.stay(**question, language="zh").model_dump(mode="json")


def test_unreadable_question_is_an_error_result_with_the_body_of_the_contract(boat: None) -> None:
    for arguments, field in (({"length_m": "long"}, "length_m"), ({"wings": 2}, "wings"), ({"language": "fr"}, "language")):
        result = talk(lambda client, arguments=arguments: client.call_tool("tiny-boat", arguments))
        assert result.is_error
        error = json.loads(result.content[0].text)["error"]
        assert error["field"] == field
        assert set(error) == {"field", "given", "accepted", "message"}


def test_fault_of_ours_keeps_its_text_to_itself(boat: None) -> None:
    result = talk(lambda client: client.call_tool("tiny-boat", {"length_m": 13}))
    assert result.is_error
    assert "fault of ours" not in result.content[0].text


def test_command_speaks_over_standard_input_and_output() -> None:
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    async def session() -> Any:
        server = StdioServerParameters(command=sys.executable, args=["-c", "from liziba.doors.cli import main; main()", "mcp"], env=dict(os.environ))
        async with stdio_client(server) as (read, write), ClientSession(read, write) as client:
            await client.initialize()
            return await client.call_tool("stay", {"nationality": "DE", "entry_at": "2026-12-01T10:00", "entry_port": "CKG"})

    assert anyio.run(session).structured_content["verdict"] == "yes"
