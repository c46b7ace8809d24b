"""Puts the steps of a dispute into words: who must end what by when, and why a day is not known."""

from __future__ import annotations

from liziba.atlas import texts
from liziba.services.envelope import Ground
from liziba.services.redress.counting import Step
from liziba.services.telling import Teller


class StepTeller(Teller):
    """Words for one question about rights, deadlines or the green channel."""

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
