"""The first thing that is wrong with a question, in our own sentences: the words of the model library never reach the asker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from liziba.atlas.texts import Saying
from liziba.services import fields
from liziba.services.accepted import LISTS, accepted, one_of
from liziba.services.question import QuestionError, brief

# Type of error -> the sentence, and the value in its context that the sentence names.
SENTENCES: Mapping[str, tuple[str, str]] = {
    "missing": ("error.missing", ""),
    "literal_error": ("error.no_such_code", ""),
    "moment_with_offset": ("error.offset", ""),
    "greater_than_equal": ("error.too_small", "ge"),
    "less_than_equal": ("error.too_large", "le"),
    "decimal_max_places": ("error.too_many_decimals", "decimal_places"),
    "string_too_long": ("error.text_too_long", "max_length"),
    "too_long": ("error.list_too_long", "max_length"),
}
# Else by the first word of the type: int_parsing, int_type, int_from_float ...
SENTENCES_BY_FAMILY: Mapping[str, str] = {
    "int": "error.not_whole",
    "bool": "error.not_truth",
    "date": "error.not_day",
    "datetime": "error.not_moment",
    "timezone": "error.not_moment",
    "time": "error.not_moment",
    "decimal": "error.not_number",
    "float": "error.not_number",
    "finite": "error.not_number",
    "string": "error.not_text",
    "list": "error.not_list",
    "dict": "error.not_record",
    "model": "error.not_record",
}
# What a check of our own refuses is told by what the field holds.
SENTENCES_BY_KIND: Mapping[str, str] = {"day": "error.not_day", "moment": "error.not_moment"}


def first_error(error: ValidationError, model: type[BaseModel]) -> QuestionError:
    """The first error of the report as the contract has it, with the path of the field."""
    problem = error.errors(include_url=False)[0]
    steps = [step for step in problem["loc"] if not str(step).startswith("function-")]
    path = ".".join(str(step) for step in steps if not isinstance(step, int))
    entry = bool(steps) and isinstance(steps[-1], int)
    own = (problem.get("ctx") or {}).get("error")
    if isinstance(own, QuestionError):
        path = ".".join(part for part in (path, own.field) if part)
        return QuestionError(path, own.given, own.accepted or accepted(model, path, entry and not own.field), own.message)
    given = problem["input"]
    if problem["type"] == "extra_forbidden":
        around = fields.at(model, path.rpartition(".")[0])
        inside = fields.record(around) if around is not None else model
        return QuestionError(path, given, one_of(inside or model), Saying("error.no_such_field", field=brief(path)))
    return QuestionError(path, given, accepted(model, path, entry) or Saying("accepted.question"), _sentence(problem, model, path, entry))


def _sentence(problem: Mapping[str, Any], model: type[BaseModel], path: str, entry: bool) -> Saying:
    field = fields.at(model, path)
    if field is None:
        return Saying("error.unreadable")
    key, limit = SENTENCES.get(problem["type"], ("", ""))
    if limit:
        return Saying(key, field=path, given=brief(problem["input"]), limit=problem["ctx"][limit])
    kind = fields.kind(field)
    key = key or SENTENCES_BY_FAMILY.get(problem["type"].partition("_")[0], "")
    key = key or SENTENCES_BY_KIND.get(LISTS.get(kind, kind) if entry else kind, "error.not_accepted")
    if kind == "moment" and key == "error.not_day":
        key = "error.not_moment"
    return Saying(key, field=path, given=brief(problem["input"]))
