"""A service is declared once; every door is made from the declaration.

    stay = Service(name="stay", audiences=("visitors",), question=StayQuestion, answer=StayAnswer, respond=respond)

`ask` is the one way in: it reads the fields, takes today from the caller (nothing down here reads the clock),
and returns an answer of the service's own model, or raises `QuestionError`.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from liziba.atlas import Atlas
from liziba.atlas.texts import Saying
from liziba.engines.rules.single import SingleRules
from liziba.services.envelope import Envelope
from liziba.services.first_error import first_error
from liziba.services.question import Question, QuestionError, brief

# The packages under liziba.services that declare a service, in the order in which doors list them.
PACKAGES = ("stay", "arrival", "itinerary", "refund", "redress", "measures", "observations", "index", "attention", "factsheet")


def examples(package: str) -> Mapping[str, Mapping[str, Any]]:
    """The example questions beside a service's package (pass its `__file__`): name -> fields, in examples.json."""
    found: Mapping[str, Mapping[str, Any]] = json.loads(Path(package).with_name("examples.json").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Context:
    """What a service may know besides the question: the facts, today, and the reader's language."""

    atlas: Atlas
    today: date
    language: str = "en"


@dataclass(frozen=True)
class Service:
    """One thing that people can ask.

    `examples` are questions for the pages and the documents: name -> fields. `bulk` answers whole tables, see
    `liziba.services.tables`. `table` makes, from a context, what answers a frame of questions in memory by `answer(frame)`; where it
    runs, and in how many processes, is the caller's. `sample` makes a table of so many made-up questions from a seed. `rules` compiles
    the service's rule sheet over an atlas, for those who check facts. `theme`: see `heading`.
    """

    name: str
    audiences: tuple[str, ...]
    question: type[Question]
    answer: type[Envelope]
    respond: Callable[[Any, Context], Envelope]
    examples: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    bulk: Callable[..., Any] | None = None
    table: Callable[[Context], Any] | None = None
    rules: Callable[[Atlas], SingleRules] | None = None
    page: bool = True
    sample: Callable[[int, int], Any] | None = None
    theme: str = ""

    @property
    def heading(self) -> str:
        """Under what the front page lists it: its theme, else whom it serves first."""
        return self.theme or self.audiences[0]

    def read(self, fields: Mapping[str, Any], atlas: Atlas) -> Question:
        """The question from plain fields. Raises QuestionError with the path of the first field that is wrong."""
        if not isinstance(fields, Mapping):
            raise QuestionError("", fields, Saying("accepted.question"), Saying("error.not_question"))
        try:
            return self.question.model_validate(dict(fields), context={"atlas": atlas})
        except ValidationError as error:
            raise first_error(error, self.question) from None


def later(place: str) -> Callable[..., Any]:
    """A function, named as `package.module:name`, that is loaded when it is first called.

    For `bulk`: a single question must not wait until the engine for tables is loaded.
    """
    module, name = place.split(":")

    def call(*arguments: Any, **named: Any) -> Any:
        return getattr(importlib.import_module(module), name)(*arguments, **named)

    return call


@cache
def services() -> Mapping[str, Service]:
    """All services by name."""
    found: dict[str, Service] = {}
    for package in PACKAGES:
        module = importlib.import_module(f"liziba.services.{package}")
        for service in getattr(module, "services", None) or (module.service,):
            found[service.name] = service
    return found


def service(name: str) -> Service:
    """The service of that name; raises QuestionError when there is none."""
    try:
        return services()[name]
    except KeyError:
        raise QuestionError("service", name, ", ".join(services()), Saying("error.no_such_service", name=brief(name))) from None


def ask(name: str, fields: Mapping[str, Any], context: Context) -> Envelope:
    """Answer one question put as plain fields."""
    asked = service(name)
    return asked.respond(asked.read(fields, context.atlas), context)
