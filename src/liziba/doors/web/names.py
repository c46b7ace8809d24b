"""What people type for countries, ports and places, in either language, turned into codes; and what they may have meant.

A name that is not known stays as it is: the service then says what it accepts.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from liziba.atlas import Atlas
from liziba.atlas.names import provinces
from liziba.atlas.texts import LANGUAGES

Namer = Callable[[str, str], str]

# Words that people leave away or add: every port is a port, every province a province.
_PORT_WORDS = (" international airport", " airport", " port", "国际机场", "机场", "口岸")
_PLACE_WORDS = (" province", " municipality", "省", "市", "自治区")


@dataclass(frozen=True)
class Names:
    """Codes with their names."""

    codes: tuple[str, ...]
    namer: Namer
    by_name: dict[str, str]
    endings: tuple[str, ...] = ()

    def code(self, typed: str) -> str:
        """The code of a name or code; what was typed where there is none."""
        key = _key(typed)
        for name in (key, *(key.removesuffix(ending) for ending in self.endings)):
            if name in self.by_name:
                return self.by_name[name]
        return typed.strip()

    def name(self, code: str, language: str) -> str:
        return self.namer(code, language)

    def near(self, typed: str, language: str) -> list[str]:
        """Names that look like what was typed, nearest first."""
        key = _key(typed)[:60]
        found = difflib.get_close_matches(key, self.by_name, n=6, cutoff=0.7)
        if len(key) >= 2:
            found += [name for name in self.by_name if name.startswith(key)][:3]
        codes = list(dict.fromkeys(self.by_name[name] for name in found))
        return [self.namer(code, language) for code in codes[:3]]


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _names(codes: tuple[str, ...], namer: Namer, endings: tuple[str, ...] = ()) -> Names:
    by_name: dict[str, str] = {}
    for code in codes:
        for language in LANGUAGES:
            name = _key(namer(code, language))
            by_name.setdefault(name, code)
            for ending in endings:
                if name.endswith(ending):
                    by_name.setdefault(name.removesuffix(ending), code)
    # A code wins over a name that happens to read like it.
    return Names(codes, namer, by_name | {_key(code): code for code in codes}, endings)


# Names by kind and state of the facts: gathered at the first question only.
_KEPT: dict[tuple[str, str], Names] = {}

KINDS = ("country", "countries", "port", "place", "places")


def names(kind: str, atlas: Atlas) -> Names | None:
    """The names for a kind of field; None where a kind has none."""
    if kind not in KINDS:
        return None
    key = (kind, atlas.hash)
    if key not in _KEPT:
        _KEPT[key] = _gathered(kind, atlas)
    return _KEPT[key]


def _gathered(kind: str, atlas: Atlas) -> Names:
    if kind == "port":
        return _names(tuple(port.port for port in atlas.ports()), atlas.port_name, _PORT_WORDS)
    if kind in ("place", "places"):
        return _names(tuple(provinces(atlas)), atlas.place_name, _PLACE_WORDS)
    return _names(tuple(atlas.countries()), atlas.country_name)
