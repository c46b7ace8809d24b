"""Puts the findings about rights and deadlines into words: grounds with their sources, assumptions, warnings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from liziba.atlas import texts
from liziba.atlas.rows import Row
from liziba.services.declaration import Context
from liziba.services.envelope import Assumption, Ground, Result
from liziba.services.explain import Explainer
from liziba.services.question import Question, meta
from liziba.services.redress.counting import Step
from liziba.services.rulebook import Codec


class Teller(Explainer):
    """Words for one question about rights, deadlines or the green channel."""

    def __init__(self, service: str, question: Question, context: Context, as_of: date) -> None:
        super().__init__(service, question, Codec(type(question)), context, as_of)

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

    def told(
        self, name: str, result: Result, text: str, row: Row | None = None, sources: Sequence[str] = (), reason: str | None = None, **more: Any
    ) -> Ground:
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

    def step(self, field: str, step: Step) -> Ground:
        """A step with its last day, or why there is none."""
        names = {
            "step": texts.say(f"step.{step.name}", self.language),
            "body": texts.say(f"code.body.{step.body}", self.language),
            "event": step.event,
        }
        if step.last is None:
            text = texts.say(f"redress.step.{step.why}", self.language, **names, length=self.length(step))
            return self.told(f"{step.body}.{field}", "unknown", text, step.row, step.sources)
        key = "redress.step.moved" if step.moved_from else "redress.step.last"
        text = texts.say(key, self.language, **names, length=self.length(step), last=step.last, plain=step.moved_from or step.last)
        return self.told(f"{step.body}.{field}", "met", text, step.row, step.sources, found=step.event, limit=step.last)

    def length(self, step: Step) -> str:
        """How long the step may take, in words."""
        if step.row is None or step.row.value is None:
            return ""
        return texts.say(f"length.{step.row.unit}", self.language, n=step.row.value)
