"""The parts of a long form: fields that belong to one thing that happened stand together under its name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from liziba.doors.web import house
from liziba.doors.web.entries import Entry
from liziba.services.declaration import Service
from liziba.services.question import meta


@dataclass(frozen=True)
class Group:
    """One part of a form. It is open where something in it is wrong or wanted, and the first one where no fields stand before it."""

    name: str
    title: str
    help: str
    entries: tuple[Entry, ...]
    open: bool

    @property
    def filled(self) -> int:
        return sum(made.filled for made in self.entries)


def groups(service: Service, entries: Iterable[Entry], language: str, wanted: Collection[str], open_first: bool) -> tuple[Group, ...]:
    """The entries that name a part, in the order of the parts' first fields. Texts: `group.SERVICE.GROUP`, and `.help` where one is written.

    `open_first`: too little stands before the parts for a form to begin with.
    """
    found: dict[str, list[Entry]] = {}
    for made in entries:
        name = meta(service.question.model_fields[made.name]).get("group")
        if name:
            found.setdefault(str(name), []).append(made)
    made_of: list[Group] = []
    for name, held in found.items():
        key = f"group.{service.name}.{name}"
        is_open = any(made.error or made.name in wanted for made in held) or (open_first and not made_of)
        made_of.append(Group(name, house.text(key, language), house.optional_text(f"{key}.help", language), tuple(held), is_open))
    return tuple(made_of)
