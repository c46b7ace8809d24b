"""A question as a page holds it: its address, and how to ask it again with a change or in the other language.

Personal fields never enter an address. A question that has some is asked again by a small form that posts them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from liziba.doors import flat
from liziba.doors.spelling import spelled
from liziba.services.declaration import Service

# What addresses may hold as it is: times and places stay readable.
READABLE = ":/"


@dataclass(frozen=True)
class Again:
    """One way on from a page: an address, or an address with fields to post."""

    text: str
    address: str
    hidden: tuple[tuple[str, str], ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Asked:
    """The fields of a question to a service, in the language of the page."""

    service: Service
    fields: Mapping[str, Any]
    language: str
    posted: bool = False

    @cached_property
    def public(self) -> dict[str, Any]:
        """The fields that may stand in an address."""
        private = flat.private_fields(self.service.question)
        return {name: value for name, value in self.fields.items() if name not in private}

    @property
    def has_private(self) -> bool:
        return len(self.public) != len(self.fields)

    def address(self, changes: Mapping[str, Any] | None = None, language: str = "", part: str = "") -> str:
        """The page that answers this question, or a part of it such as /print; without personal fields."""
        pairs = flat.pairs_of({**self.public, **(changes or {})})
        path = f"/{language or self.language}/{self.service.name}{part}"
        return f"{path}?{urlencode(pairs, safe=':/')}" if pairs else path

    def again(self, text: str, changes: Mapping[str, Any] | None = None, language: str = "", part: str = "") -> Again:
        """The same question with these fields changed, or in that language, or for a part of its page."""
        changed = {**self.fields, **(changes or {})}
        private = flat.private_fields(self.service.question)
        if not any(name in private for name in changed):
            return Again(text, self.address(changes, language, part), language=language)
        return Again(text, f"/{language or self.language}/{self.service.name}{part}", tuple(flat.pairs_of(changed)), language)

    def elsewhere(self, origin: str, as_of: str) -> list[tuple[str, str]]:
        """The same question at the other doors: a key for the door and what to type there."""
        name, fields = self.service.name, self.public
        said = ", ".join(f"{field}={value!r}" for field, value in fields.items())
        if self.language != "en":
            said += ("" if not said else ", ") + f'language="{self.language}"'
        query = urlencode([*flat.pairs_of(fields), ("language", self.language)], safe=READABLE)
        call = {"name": name, "arguments": {**fields, "language": self.language}}
        command = f"liziba {spelled(self.service, fields)}" + ("" if self.language == "en" else f" --language {self.language}")
        return [
            ("link", origin + self.address()),
            ("link_dated", origin + self.address({"as_of": as_of})),
            ("command", command),
            ("curl", f"curl '{origin}/api/v1/{name}?{query}'"),
            ("python", f"import liziba\nliziba.{name.replace('-', '_')}({said})"),
            ("mcp", json.dumps(call, ensure_ascii=False)),
        ]
