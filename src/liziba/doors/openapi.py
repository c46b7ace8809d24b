"""What the OpenAPI document says about each service: made from the question and answer models, like everything else."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from liziba.atlas.texts import LANGUAGES
from liziba.doors import flat
from liziba.services.declaration import Service, services
from liziba.services.question import meta

REFERENCE = "#/components/schemas/{model}"
MOMENT = {"type": "string", "examples": ["2026-11-22T18:30"], "description": "Beijing time, without an offset"}


class Problem(BaseModel):
    """Which field, what was given, what is accepted."""

    field: str = Field(description="path of the field, empty where the question as a whole is meant")
    given: str | float | bool | None
    accepted: str
    message: str


class ProblemBody(BaseModel):
    """A question that cannot be read."""

    error: Problem


@cache
def _described() -> tuple[dict[tuple[str, str], dict[str, Any]], dict[str, Any]]:
    """A reference for each model of each service, and the definitions that they refer to."""
    wanted: list[tuple[type[BaseModel], Any]] = [(ProblemBody, "validation")]
    for service in services().values():
        wanted += [(service.question, "validation"), (service.answer, "serialization")]
    references, document = models_json_schema(wanted, ref_template=REFERENCE)
    definitions: dict[str, Any] = document["$defs"]
    for definition in definitions.values():
        for field in definition.get("properties", {}).values():
            if field.get("kind") == "moment":
                field["anyOf"] = [MOMENT, {"type": "null"}]
    return {(model.__module__ + model.__qualname__, mode): schema for (model, mode), schema in references.items()}, definitions


def models() -> dict[str, Any]:
    """The definitions of all models, by name."""
    return _described()[1]


def _reference(model: type[BaseModel], mode: str) -> dict[str, Any]:
    return _described()[0][(model.__module__ + model.__qualname__, mode)]


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _responses(service: Service) -> dict[int, Any]:
    problem = _content(_reference(ProblemBody, "validation"))
    return {
        200: {"description": "The answer", **_content(_reference(service.answer, "serialization"))},
        400: {"description": "The question cannot be read", **problem},
        413: {"description": "The question is too large", **problem},
    }


def _language() -> dict[str, Any]:
    return {
        "in": "query",
        "name": "language",
        "required": False,
        "description": "language of the texts; without it the Accept-Language header decides",
        "schema": {"type": "string", "enum": list(LANGUAGES)},
    }


def _said(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value that is there: a query string cannot hold null."""
    options = [option for option in schema.get("anyOf", []) if option.get("type") != "null"]
    return options[0] if len(options) == 1 else {key: value for key, value in schema.items() if key not in ("title", "default")}


def _parameters(service: Service) -> list[dict[str, Any]]:
    properties = models()[_reference(service.question, "validation")["$ref"].rpartition("/")[2]]["properties"]
    parameters = [_language()]
    for name, field in service.question.model_fields.items():
        extra = meta(field)
        if extra.get("private"):
            continue
        part_model = flat.record(field)
        if part_model is None:
            parts = {name: properties[name]}
        else:
            inner = models()[part_model.__name__]["properties"] if part_model.__name__ in models() else part_model.model_json_schema()["properties"]
            number = ".0" if flat.holds_list(field) else ""
            parts = {f"{name}{number}.{part}": schema for part, schema in inner.items()}
        for path, schema in parts.items():
            parameter = {"in": "query", "name": path, "required": False, "schema": _said(schema)}
            parameters.append(parameter | ({"description": extra["need"]} if "need" in extra else {}))
    return parameters


def by_address(service: Service) -> dict[str, Any]:
    """What GET takes and gives."""
    return {"parameters": _parameters(service), "responses": _responses(service)}


def by_body(service: Service) -> dict[str, Any]:
    """What POST takes and gives."""
    examples = {name: {"value": dict(fields)} for name, fields in service.examples.items()}
    body = {"schema": _reference(service.question, "validation")} | ({"examples": examples} if examples else {})
    return {
        "parameters": [_language()],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": _responses(service),
    }


INDEX = {
    "responses": {
        200: {
            "description": "The services",
            **_content(
                {
                    "type": "object",
                    "properties": {"services": {"type": "array", "items": {"type": "string"}}, "document": {"type": "string"}},
                    "required": ["services", "document"],
                }
            ),
        }
    }
}
