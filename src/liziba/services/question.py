"""What every question has in common: three kinds of fields, `as_of`, and errors made for the asker.

A field says by its *need* what happens when it is missing: required (the verdict is unknown), assumed (the usual
value holds and is listed), none (absent means there is none), optional (the answer only holds more when it is given).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

from liziba.atlas.texts import LANGUAGES, said

Need = Literal["required", "assumed", "none", "optional"]

LONGEST_TEXT = 200
LONGEST_LIST = 1000
LONGEST_QUOTE = 60
MOST_IN_JSON = 2**53


class QuestionError(ValueError):
    """A question that cannot be read: which field, what was given, what is accepted.

    `accepted` and `message` are English text; made as a `Saying` they can be had in the other language too. Words of
    machines, such as a list of codes, are plain text. A check inside a question model may leave `accepted` empty: it
    then follows from the declaration of the field.
    """

    def __init__(self, field: str, given: object, accepted: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.given = given
        self.accepted = accepted
        self.message = message

    def as_error(self, language: str = "en") -> dict[str, Any]:
        """The body of the contract: {"error": {field, given, accepted, message}}, its texts in that language."""
        given = self.given
        if not (given is None or isinstance(given, (str, bool)) or (isinstance(given, (int, float)) and _in_json(given))):
            given = written(given)
        if isinstance(given, str):
            given = given[:LONGEST_TEXT]
        spoken = self.in_language(language)
        return {"error": {"field": self.field[:LONGEST_TEXT], "given": given, "accepted": spoken.accepted, "message": spoken.message}}

    def in_language(self, language: str) -> QuestionError:
        """The same error with its texts in that language; in English for a language that is not spoken here."""
        if language not in LANGUAGES:
            language = LANGUAGES[0]
        return QuestionError(self.field, self.given, said(self.accepted, language), said(self.message, language))


def _in_json(number: float) -> bool:
    """Is it a number that every reader of JSON takes? There is no infinity there, and beyond this size digits get lost."""
    return isfinite(number) if isinstance(number, float) else abs(number) <= MOST_IN_JSON


def written(value: object) -> str:
    """A value as text; one that is too large to be written down is only named."""
    try:
        text = str(value)
    except (ValueError, RecursionError):  # Python writes no number of more than some thousand digits
        return type(value).__name__
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()  # half a character pair cannot be printed


def brief(value: object) -> str:
    """What was given as a sentence quotes it: short, and as JSON would write it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = written(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def question_field(
    need: Need,
    kind: str,
    *,
    assumed: Any = None,
    choices: Sequence[str] = (),
    choices_of: str = "",
    changeable: bool = False,
    private: bool = False,
    core: bool = False,
    for_record: bool = False,
    accepted: str = "",
    group: str = "",
    **constraints: Any,
) -> Any:
    """Declare one field of a question.

    `kind` names what the field holds, for forms and messages: country, port, day, moment, code, places, text,
    number, whole, truth, money, days or records. `choices_of` names a column of a table whose codes a form offers
    (measures/programmes.programme), where the choices are facts. `changeable` fields may be offered as a truthful change.
    `private` fields are personal: they go by POST and stay out of links and logs. `core` fields are shown first.
    `for_record` fields are taken but decide nothing: forms show them only where they were said.
    `group` is the part of the form that the field stands in, where a form has parts (texts: `group.SERVICE.GROUP`).
    `accepted` is the key (below `accepted.`) of what the field takes, where its kind does not say all of it.
    """
    extra: dict[str, Any] = {"need": need, "kind": kind}
    if need == "assumed" and assumed is not None:
        extra["assumed"] = assumed
    if choices:
        extra["choices"] = list(choices)
    if choices_of:
        extra["choices_of"] = choices_of
    if accepted:
        extra["accepted"] = accepted
    if group:
        extra["group"] = group
    for name, value in (("changeable", changeable), ("private", private), ("core", core), ("for_record", for_record)):
        if value:
            extra[name] = True
    return Field(default=None, json_schema_extra=extra, **constraints)


def meta(field: FieldInfo) -> dict[str, Any]:
    """The declared properties of a field (see `question_field`)."""
    extra = field.json_schema_extra
    return dict(extra) if isinstance(extra, dict) else {}


# Days that can be counted with on every way; nobody enters before or after.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_DAY = re.compile(r"\s*\d{4}-\d{2}-\d{2}")


def read_day(value: object) -> object:
    """A day or moment is text that begins like 2026-11-22: a bare number would be read as seconds since 1970. Blank is not said."""
    if isinstance(value, str) and not value.strip():
        return None
    if isinstance(value, (int, float)) or (isinstance(value, str) and not _DAY.match(value)):
        raise ValueError("a day is written like 2026-11-22")
    year = int(value.split("-")[0]) if isinstance(value, str) else getattr(value, "year", FIRST_DAY.year)
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise ValueError("a day between 1900 and 2199")
    return value


class Question(BaseModel):
    """Base of every question model. Unknown fields are errors; null and absent mean the same."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, str_max_length=LONGEST_TEXT)

    as_of: Annotated[date | None, BeforeValidator(read_day)] = question_field("optional", "day")


def is_missing(value: object) -> bool:
    return value is None or value == [] or value == () or value == {}
