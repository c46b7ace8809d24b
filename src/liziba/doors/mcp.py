"""The MCP door: each declared service as a tool for assistants, in a process of its own.

A tool takes the question's fields and `language`; its result is the answer. A question that cannot be read comes back
as an error result with the contract's error body. No session is kept, so any number of processes can serve.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import UnexpectedToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult, TextContent, ToolAnnotations

from liziba import __version__
from liziba.atlas import texts
from liziba.doors.frame import frame
from liziba.doors.lines import as_text
from liziba.services.declaration import Context, Service, services
from liziba.services.question import QuestionError

# Every tool only reads, gives the same answer to the same question, and reaches nothing outside.
READS_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


class ServiceTool(Tool):
    """A service as a tool. The service reads its own question, so that errors are the same as on every other door."""

    async def run(self, arguments: dict[str, Any], context: Any = None, convert_result: bool = False) -> Any:
        """Answer one question."""
        try:
            result: CallToolResult = self.fn(arguments)
        except Exception as fault:
            # What went wrong in our own code goes into the log, not to the asker.
            raise UnexpectedToolError(f"Error executing tool {self.name}") from fault
        return result


def server(asked: Mapping[str, Service] | None = None, context: Callable[[str], Context] = frame) -> MCPServer[Any]:
    """The MCP server with a tool for each service. `context` makes the facts, day and language of a call."""
    asked = services() if asked is None else asked
    tools: list[Tool] = [_tool(service, context) for service in asked.values()]
    return MCPServer("liziba", title="Liziba", instructions=_instructions(), version=__version__, tools=tools, log_level="ERROR")


def run(http: bool = False, host: str = "127.0.0.1", port: int = 8001) -> None:
    """Serve until stopped: over standard input and output, or over HTTP at /mcp."""
    if http:
        server().run("streamable-http", host=host, port=port, stateless_http=True, json_response=True)
    else:
        server().run("stdio")


def _tool(service: Service, context: Callable[[str], Context]) -> Tool:
    def answer(arguments: dict[str, Any]) -> CallToolResult:
        fields = dict(arguments)
        language = fields.pop("language", None) or "en"
        try:
            frame_of_call = context(language)
            answered = service.respond(service.read(fields, frame_of_call.atlas), frame_of_call)
        except QuestionError as error:
            body = error.as_error(language)
            return CallToolResult(content=[TextContent(type="text", text=as_text(body))], structured_content=body, is_error=True)
        text = as_text(answered)
        return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=answered.model_dump(mode="json"))

    tool = ServiceTool.from_function(answer, name=service.name, description=_description(service), annotations=READS_ONLY, structured_output=False)
    tool.parameters = input_schema(service)
    tool.fn_metadata.output_schema = service.answer.model_json_schema(mode="serialization")
    return tool


def input_schema(service: Service) -> dict[str, Any]:
    """The question's fields as JSON schema, with `language`, every field said in words."""
    schema = service.question.model_json_schema()
    properties: dict[str, Any] = schema.setdefault("properties", {})
    for name, declared in properties.items():
        keys = (f"field.{service.name}.{name}", f"field.{name}", f"field.{service.name}.{name}.help", f"field.{name}.help")
        said = [texts.say(key, "en") for key in keys if texts.has(key, "en")]
        if said:
            declared["description"] = ". ".join(said)
    properties["language"] = {"type": "string", "enum": list(texts.LANGUAGES), "default": "en", "description": texts.say("cli.mcp.language", "en")}
    return schema


def _description(service: Service) -> str:
    key = f"service.{service.name}.summary"
    said = texts.say(key, "en") if texts.has(key, "en") else ""
    return "\n".join(part for part in (said, inspect.cleandoc(service.question.__doc__ or "")) if part) or service.name


def _instructions() -> str:
    return texts.say("cli.mcp.instructions", "en")
