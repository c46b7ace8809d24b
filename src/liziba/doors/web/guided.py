"""The guided path of a complaint: first what happened, in plain words, then only the facts that decide that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liziba.doors.web import house, words
from liziba.doors.web.asked import Again, Asked
from liziba.services.redress.complaint import DECIDING, HAPPENED

# The choices as people look for them: what, and those that belong to it.
CHOICES = {
    "goods": ("deceived", "defective", "unsafe_food", "promised_return_refused"),
    "online": ("online_return_refused", "not_repaid", "platform_hides_seller"),
    "tour": ("tour_shopping", "tour_left_out", "tour_refused", "tour_extra_charge"),
}
# Asked of everybody, whatever happened.
ALWAYS = ("happened", "departure_date")


@dataclass(frozen=True)
class Choices:
    """What may have happened with one kind of purchase, each as the question asked with it."""

    title: str
    offers: tuple[Again, ...]


def choices(asked: Asked) -> tuple[Choices, ...]:
    """The first step of the path; empty for services that have none."""
    if asked.service.name != "complaint":
        return ()
    language = asked.language
    return tuple(
        Choices(
            house.text(f"complaint.choices.{kind}", language),
            tuple(asked.again(words.code("happened", name, language), {"happened": name}) for name in names if name in HAPPENED),
        )
        for kind, names in CHOICES.items()
    )


def asked_first(service: str, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that a form asks first for what was said; empty where the declaration of the service says it."""
    if service != "complaint":
        return ()
    return (*ALWAYS, *DECIDING.get(str(fields.get("happened") or ""), ()))
