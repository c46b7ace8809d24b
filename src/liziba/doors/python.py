"""The Python door: each declared service as a function, `liziba.stay(nationality="DE", ...)`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from liziba.atlas import Atlas
from liziba.doors.frame import frame
from liziba.services.declaration import Service, ask, services
from liziba.services.envelope import Envelope
from liziba.services.question import QuestionError

DOOR = """
language: "en" or "zh", the language of the texts.
atlas: a folder of your own rows laid over the facts, or an Atlas.
today: the day that counts as today; without it, today in Beijing.

Returns an answer (a pydantic model; `.headline` says it in a sentence, `.model_dump_json()` is its JSON).
Raises QuestionError where the question cannot be read: `.field`, `.given`, `.accepted`, `.message`.
"""


def names() -> list[str]:
    """The names of the functions: those of the services, with underscores."""
    return [name.replace("-", "_") for name in services()]


@cache
def function(name: str) -> Callable[..., Envelope]:
    """The function of that service. Raises KeyError where there is no such service."""
    service = services()[name.replace("_", "-")]

    def answer(*, language: str = "en", atlas: Atlas | Path | str | None = None, today: date | None = None, **fields: Any) -> Envelope:
        try:
            return ask(service.name, fields, frame(language, atlas, today))
        except QuestionError as error:
            raise error.in_language(language) from None

    answer.__name__ = answer.__qualname__ = name
    answer.__module__ = "liziba"
    answer.__doc__ = _doc(service)
    answer.__signature__ = _signature(service)  # type: ignore[attr-defined]
    return answer


def _doc(service: Service) -> str:
    fields = "\n".join(f"{name}: {field.description}" for name, field in service.question.model_fields.items() if field.description)
    return "\n\n".join(part for part in (inspect.cleandoc(service.question.__doc__ or service.name), fields, DOOR.strip()) if part)


def _signature(service: Service) -> inspect.Signature:
    """What `help()` and editors show: every field of the question, then what the door itself takes."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    asked = [inspect.Parameter(name, keyword, default=None, annotation=field.annotation) for name, field in service.question.model_fields.items()]
    door = [
        inspect.Parameter("language", keyword, default="en", annotation=str),
        inspect.Parameter("atlas", keyword, default=None, annotation="Atlas | Path | str | None"),
        inspect.Parameter("today", keyword, default=None, annotation="date | None"),
    ]
    return inspect.Signature([*asked, *door], return_annotation=service.answer)
