"""What a field of a question is called, also inside a list: the path stops.2.arrive_at is the arrival of stop 3."""

from __future__ import annotations

from liziba.atlas import texts


def label(service: str, path: str, language: str) -> str:
    """The text of the field at that path, with the number of the entry counted from 1. Raises MissingText where it has none."""
    steps = path.split(".")
    numbers = [int(step) + 1 for step in steps if step.isdigit()]
    name = ".".join(step for step in steps if not step.isdigit())
    for key in (f"field.{service}.{path}", f"field.{path}", f"field.{service}.{name}", f"field.{name}"):
        if texts.has(key, language):
            return texts.say(key, language, number=numbers[0] if numbers else "")
    raise texts.MissingText(f"{language}: field.{service}.{name}")
