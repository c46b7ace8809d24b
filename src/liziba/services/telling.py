"""Words for services whose findings are no rule sheet's: grounds with the row they rest on, assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from liziba.atlas import texts
from liziba.atlas.rows import Row
from liziba.services.declaration import Context
from liziba.services.envelope import Assumption, Ground, Result
from liziba.services.explain import Explainer
from liziba.services.question import Question, meta
from liziba.services.rulebook import Codec

_codec = cache(Codec)  # made once for each model of a question


class Teller(Explainer):
    """Words for one question. Texts are those of the service, whatever topic its tables belong to."""

    def __init__(self, service: str, question: Question, context: Context, as_of: date) -> None:
        super().__init__(service, question, _codec(type(question)), context, as_of)

    def code(self, column: str, code: str) -> str:
        """A code by its name; one that a city's own table brings along stays as it is."""
        key = f"code.{column}.{code}"
        return texts.say(key, self.language) if texts.has(key, self.language) else code.replace("_", " ")

    def taken(self, fields: Iterable[str]) -> list[Assumption]:
        """The usual values of those fields that were not said."""
        found = []
        for name in fields:
            extra = meta(type(self.question).model_fields[name])
            if getattr(self.question, name) is None and "assumed" in extra:
                value = extra["assumed"]
                text = texts.say("envelope.assumed", self.language, field=self.field_name(name), value=self.name(extra["kind"], value, name))
                found.append(Assumption(field=name, value=value, text=text))
        return found

    def told(self, name: str, result: Result, text: str, row: Row | None = None, sources: Sequence[str] = (), reason: str | None = None, **more: Any) -> Ground:
        """A finding with the row it rests on."""
        ids = list(dict.fromkeys([*(row.sources if row else ()), *sources]))
        cited = self.cite(ids)
        return Ground(
            id=name,
            scheme=self.topic,
            result=result,
            text=text,
            sources=cited,
            valid_from=row.valid_from if row else None,
            valid_to=row.valid_to if row else None,
            confirmed=any(note.access != "memory" for note in cited) if cited else True,
            reason=reason,
            **more,
        )


def undated(ground: Ground) -> Ground:
    """A figure was published on a day; unlike a rule it is in force from none."""
    return ground.model_copy(update={"valid_from": None, "valid_to": None})
