"""What people type for countries, ports and places, turned into codes, and codes as a form shows them.

The atlas knows what everything is called. A name that it does not know stays as it is: the service then says what it
accepts. What a form shows is read back as the same code: where a name alone would not be, its code stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from liziba.atlas import Atlas
from liziba.atlas.called import Kind

# Kinds of fields that hold names, and what the atlas calls what they name.
KINDS: Mapping[str, Kind] = {
    "country": "country",
    "countries": "country",
    "port": "port",
    "ports": "port",
    "airport": "airport",
    "airports": "airport",
    "place": "place",
    "places": "place",
}

# How many names an error offers that may have been meant.
NEAR = 4

# Words that people add to a name: every province is a province.
_ENDINGS = ("省", "市", "自治区", " province", " municipality")

_WITH_CODE = re.compile(r".+[(（]([\w/-]{2,60})[)）]\s*")


@dataclass(frozen=True)
class Names:
    """The names of one kind of thing."""

    kind: Kind
    atlas: Atlas

    def code(self, typed: str) -> str:
        """The code of a name or code; what was typed where there is none."""
        found = self.atlas.find(self.kind, typed)
        if found is None and self.kind == "place" and (shorter := _without_ending(typed)):
            found = self.atlas.find(self.kind, shorter)
        if found is None and (behind := _WITH_CODE.fullmatch(typed)):
            found = self._own(behind.group(1))
        return found or typed.strip()

    def name(self, code: str, language: str) -> str:
        """A code by its name."""
        if self.kind == "country":
            return self.atlas.country_name(code, language)
        return self.atlas.place_name(code, language) if self.kind == "place" else self.atlas.port_name(code, language)

    def shown(self, code: str, language: str) -> str:
        """A code as a form shows it: read back, it is the same code. What is no code stays as it is."""
        own = self._own(code)
        if own is None:
            return code
        name = self.name(code, language)
        return name if self.atlas.find(self.kind, name) in (code, own) else f"{name} ({code})"

    def suggested(self, typed: str, language: str, limit: int) -> list[tuple[str, str]]:
        """Codes with names as a form takes them, for what was typed so far."""
        return [(code, self.shown(code, language)) for code, _ in self.atlas.suggest(self.kind, typed, language, limit)]

    def near(self, typed: str) -> list[str]:
        """Codes of what may have been meant, the likeliest first."""
        return [code for code, _ in self.atlas.suggest(self.kind, typed, "en", NEAR)]

    def is_listed(self, code: str) -> bool:
        """Whether the tables hold that code. A question may name a port that they do not."""
        return self.atlas.find(self.kind, code) is not None

    def _own(self, code: str) -> str | None:
        """The code as it is written, None where it is none."""
        known = {"country": self.atlas.country_code, "place": self.atlas.place_code}.get(self.kind, self.atlas.port_code)
        return known(code) or self.atlas.find(self.kind, code)


def _without_ending(typed: str) -> str:
    name = typed.strip()
    return next((name[: -len(ending)] for ending in _ENDINGS if name.casefold().endswith(ending) and len(name) > len(ending)), "")


def names(kind: str, atlas: Atlas) -> Names | None:
    """The names for a kind of field; None where a kind has none."""
    return Names(KINDS[kind], atlas) if kind in KINDS else None
