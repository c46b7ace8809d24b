"""What every question has in common: three kinds of fields, `as_of`, and errors made for the asker.

A field says by its *need* what happens when it is missing: required (the verdict is unknown), assumed (the usual
value holds and is listed), none (absent means there is none), optional (the answer only holds more when it is given).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema
from pydantic.fields import FieldInfo

Need = Literal["required", "assumed", "none", "optional"]

LONGEST_TEXT = 200
LONGEST_LIST = 1000


class QuestionError(ValueError):
    """A question that cannot be read: which field, what was given, what is accepted."""

    def __init__(self, field: str, given: object, accepted: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.given = given
        self.accepted = accepted
        self.message = message

    def as_error(self) -> dict[str, Any]:
        """The body of the contract: {"error": {field, given, accepted, message}}."""
        given = self.given if isinstance(self.given, (str, int, float, bool, type(None))) else str(self.given)
        if isinstance(given, str):
            given = given[:LONGEST_TEXT]
        return {"error": {"field": self.field, "given": given, "accepted": self.accepted, "message": self.message}}


def question_field(
    need: Need,
    kind: str,
    *,
    assumed: Any = None,
    choices: Sequence[str] = (),
    changeable: bool = False,
    private: bool = False,
    core: bool = False,
    **constraints: Any,
) -> Any:
    """Declare one field of a question.

    `kind` names what the field holds, for forms and messages: country, port, day, moment, code, places, text,
    number, whole, truth, money, days or records. `changeable` fields may be offered as a truthful change.
    `private` fields are personal: they go by POST and stay out of links and logs. `core` fields are shown first.
    """
    extra: dict[str, Any] = {"need": need, "kind": kind}
    if need == "assumed" and assumed is not None:
        extra["assumed"] = assumed
    if choices:
        extra["choices"] = list(choices)
    for name, value in (("changeable", changeable), ("private", private), ("core", core)):
        if value:
            extra[name] = True
    return Field(default=None, json_schema_extra=extra, **constraints)


def meta(field: FieldInfo) -> dict[str, Any]:
    """The declared properties of a field (see `question_field`)."""
    extra = field.json_schema_extra
    return dict(extra) if isinstance(extra, dict) else {}


_DAY = re.compile(r"\s*\d{4}-\d{2}-\d{2}")


def read_day(value: object) -> object:
    """A day or moment is text that begins like 2026-11-22: a bare number would be read as seconds since 1970. Blank is not said."""
    if isinstance(value, str) and not value.strip():
        return None
    if isinstance(value, (int, float)) or (isinstance(value, str) and not _DAY.match(value)):
        raise ValueError("a day is written like 2026-11-22")
    return value


class Question(BaseModel):
    """Base of every question model. Unknown fields are errors; null and absent mean the same."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, str_max_length=LONGEST_TEXT)

    as_of: Annotated[date | None, BeforeValidator(read_day)] = question_field("optional", "day")


def is_missing(value: object) -> bool:
    return value is None or value == [] or value == () or value == {}


def first_error(error: ValidationError, model: type[BaseModel], accepted: Mapping[str, str] | None = None) -> QuestionError:
    """Turn pydantic's report into the first error of the contract, with the path of the field."""
    problem = error.errors(include_url=False)[0]
    path = ".".join(str(part) for part in problem["loc"] if not isinstance(part, int) and not str(part).startswith("function-"))
    context = problem.get("ctx") or {}
    if isinstance(context.get("error"), QuestionError):
        inner: QuestionError = context["error"]
        return QuestionError(path or inner.field, inner.given, inner.accepted, inner.message)
    wanted = (accepted or {}).get(path, "") or str(context.get("expected", "")) or problem["msg"]
    if problem["type"] == "extra_forbidden":
        names = ", ".join(model.model_fields)
        return QuestionError(path, problem["input"], f"one of: {names}", f"No such field: {path}.")
    return QuestionError(path, problem["input"], wanted, f"{path}: {problem['msg']}.")


DayText = Annotated[date | None, BeforeValidator(read_day), WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]})]
