"""Codes and periods as questions take them: blank means that nothing was said, what is not known is refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable

from pydantic import WithJsonSchema

from liziba.atlas.periods import period
from liziba.atlas.tables.measures import DAY_OR_LESS
from liziba.atlas.texts import Saying
from liziba.services.question import QuestionError, brief

TEXT = WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]})
_CODE = re.compile(r"[a-z0-9_]+")


def is_code(text: str) -> bool:
    """Is it written like a code of the tables?"""
    return _CODE.fullmatch(text) is not None


def is_moment(text: str) -> bool:
    """Is it a year, a month or a day?"""
    try:
        return text.isascii() and re.fullmatch(DAY_OR_LESS, text) is not None and period(text) is not None
    except ValueError:
        return False


def read(value: object, known: Callable[[str], bool], error: str, accepted: str = "") -> str | None:
    """The code that was said, None for none. Raises QuestionError with the text `error` where it is not `known`."""
    text = value.strip() if isinstance(value, str) else value
    if text is None or text == "":
        return None
    if not isinstance(text, str) or not known(text):
        raise QuestionError("", value, accepted, Saying(error, given=brief(value)))
    return text


def read_moment(value: object, error: str) -> str | None:
    """A year, a month or a day as it was written; a number is taken for a year. Raises QuestionError with the text `error`."""
    return read(str(value) if isinstance(value, int) and not isinstance(value, bool) else value, is_moment, error)
