"""What each country, port, airport and place is called, gathered once for search: names in both languages, aliases, cities, codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Literal

from liziba.atlas import names, texts
from liziba.atlas.suggest import HAN, Index, fold
from liziba.atlas.tables.places import Alias, County, Town
from liziba.atlas.texts import LANGUAGES

if TYPE_CHECKING:
    from liziba.atlas.atlas import Atlas

Kind = Literal["country", "port", "airport", "place"]
Called = Iterator[tuple[str, Sequence[str]]]

# Fewer letters of a port or a place mean too many of them to pick one.
SHORTEST_TO_PICK = 3
SHORTEST_HAN = 2
IATA_LENGTH = 3


def suggest(atlas: Atlas, kind: Kind, text: str, language: str, limit: int) -> list[tuple[str, str]]:
    """Codes with the names to show, the likeliest first."""
    return [(code, name(atlas, kind, code, language)) for code in index(atlas, kind).search(text, limit)]


def find(atlas: Atlas, kind: Kind, text: str) -> str | None:
    """The one code that the text means, None where it means none or several.

    A country must be named in full: half a name may be another country's. Others may be called by how their name begins,
    airports by any words of it; of several, a port of our tables goes before an airport where nobody enters.
    """
    known = index(atlas, kind)
    exact = known.exact(text)
    if len(exact) > 1 and kind == "place":
        # A province goes before a town of the same name, a town before a county; of two towns neither is meant for sure.
        exact = [code for code in exact if "/" not in code] or [code for code in exact if code in names.towns(atlas)] or exact
    if exact:
        return exact[0] if len(exact) == 1 else None
    if kind == "country" or len(fold(text)) < (SHORTEST_HAN if HAN.search(text) else SHORTEST_TO_PICK):
        return None
    found = known.beginning(text)
    if kind == "port":
        found = [code for code in found if code in names.ports(atlas)] or found
    if not found:
        found = [code for code in known.starting(text) if kind == "place" or len(code) == IATA_LENGTH]
    return found[0] if len(found) == 1 else None


def name(atlas: Atlas, kind: Kind, code: str, language: str) -> str:
    """How a suggestion reads. An airport that no table of ours names is told with its city and country: names alone are often the same."""
    if kind == "country":
        return names.country_name(atlas, code, language)
    if kind == "place":
        return names.place_name(atlas, code, language)
    if code in names.ports(atlas):
        return names.port_name(atlas, code, language)
    airport = names.airports()[code]
    parts = [names.port_name(atlas, code, language)]
    known = names.airport_cities(atlas).get(code)
    city = known.city_en if known is not None else str(airport["city"])
    if city and city not in parts[0] and not (known is not None and language == "zh"):
        parts.append(city)
    country = names.country_name(atlas, str(airport["country"]), language)
    if not any(country in part for part in parts):
        parts.append(country)
    return texts.say("port.separator", language).join(parts)


def index(atlas: Atlas, kind: Kind) -> Index:
    """The index of that kind, made at the first question."""
    return atlas.keep(("index", kind), lambda: Index(_CALLED[kind](atlas)))


def _aliases(atlas: Atlas, kind: str) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in atlas.records("aliases"):
        if isinstance(row, Alias) and getattr(row, kind):
            found[getattr(row, kind)].append(row.alias)
    return found


def _countries(atlas: Atlas) -> Called:
    aliases = _aliases(atlas, "country")
    for code, row in names.countries(atlas).items():
        yield code, (row.name_en, row.name_zh, *aliases.get(code, ()))


def _ports(atlas: Atlas) -> Called:
    """The ports of our tables, then the other airports of the country they lie in."""
    yield from _known_ports(atlas)
    for code, airport in names.airports().items():
        if code not in names.ports(atlas) and names.is_inside(atlas, str(airport["country"])):
            yield code, _airport(atlas, code, airport)


def _airports(atlas: Atlas) -> Called:
    """The ports of our tables, then the airports of the world: those that many flights use, those that call themselves international, the rest."""
    yield from _known_ports(atlas)
    others = [(code, airport) for code, airport in names.airports().items() if code not in names.ports(atlas)]
    aliases, cities = _aliases(atlas, "port"), names.airport_cities(atlas)
    for code, airport in sorted(others, key=lambda one: (one[0] not in cities, "International" not in str(one[1]["name"]), one[0])):
        yield code, (*_airport(atlas, code, airport), *aliases.get(code, ()))


def _known_ports(atlas: Atlas) -> Called:
    aliases = _aliases(atlas, "port")
    for code, row in names.ports(atlas).items():
        yield code, (row.name, row.name_zh, f"{row.city} {row.name}", row.slug, *aliases.get(code, ()))


def _airport(atlas: Atlas, code: str, airport: Mapping[str, object]) -> Sequence[str]:
    city = names.airport_cities(atlas).get(code)
    own = (str(airport["name"]), f"{airport['city']} {airport['name']}")
    return own if city is None else (*own, city.city_en, city.city_zh)


def _places(atlas: Atlas) -> Called:
    """Provinces, then towns, then counties, with and without the province they lie in."""
    aliases = _aliases(atlas, "place")
    for code, row in names.provinces(atlas).items():
        yield code, (row.name_en, row.name_zh, *aliases.get(code, ()))
    below: Iterator[tuple[str, Town | County]] = chain(names.towns(atlas).items(), names.counties(atlas).items())
    for code, town in below:
        yield code, (town.name_en, town.name_zh, *(names.place_name(atlas, code, language) for language in LANGUAGES), *aliases.get(code, ()))


_CALLED = {"country": _countries, "port": _ports, "airport": _airports, "place": _places}
