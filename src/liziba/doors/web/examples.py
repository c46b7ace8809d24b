"""The example questions of a service, each with its answer: asked once for each state of the facts, day and language."""

from __future__ import annotations

from dataclasses import dataclass

from liziba.doors.web import house, words
from liziba.doors.web.asked import Again, Asked
from liziba.doors.web.result import VERDICT_SIGNS
from liziba.services.declaration import Context, Service

# The first three show a yes, a no and an open answer. What a service adds to them stands beside its form.
SHOWN = 3


@dataclass(frozen=True)
class Example:
    """A question to click, with what the answer says."""

    again: Again
    verdict: str
    sign: str
    word: str
    headline: str

    @property
    def text(self) -> str:
        return self.again.text

    @property
    def address(self) -> str:
        return self.again.address


def examples(service: Service, context: Context) -> tuple[Example, ...]:
    """All examples of a service in the order in which it names them."""
    key = ("examples", service.name, context.today, context.language)
    return context.atlas.keep(key, lambda: tuple(_example(service, name, context) for name in service.examples))


def _example(service: Service, name: str, context: Context) -> Example:
    fields = service.examples[name]
    answer = service.respond(service.read(fields, context.atlas), context)
    text = house.text(f"example.{service.name}.{name}", context.language)
    verdict = answer.verdict or "none"
    word = words.verdict(service.name, verdict, context.language)
    return Example(Asked(service, dict(fields), context.language).again(text), verdict, VERDICT_SIGNS[answer.verdict], word, answer.headline)
