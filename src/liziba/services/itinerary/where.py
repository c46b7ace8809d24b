"""Where a stop lies, from what people call it: an airport of the world, a port, a place, a city, a country or region.

A city's name may stand in several countries (London). It is then held open between them: often it does not matter which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from liziba.atlas import Atlas, called, names, texts
from liziba.atlas.suggest import HAN, fold
from liziba.atlas.tables.places import Port
from liziba.atlas.texts import LANGUAGES, Saying
from liziba.services.itinerary.cities import airports_beginning, airports_of

IATA = re.compile(r"[A-Za-z]{3}")
COUNTRY = re.compile(r"[A-Za-z]{2}")
LONGEST_NAME = 80
SHORTEST_BEGINNING = 5
MOST_NEAR = 3
SHORTEST_TO_MISS = 2


@dataclass(frozen=True)
class Where:
    """A place of the mainland with its port, or the country or region outside; several where the name does not decide."""

    code: str
    countries: tuple[str, ...]
    mainland: bool = False
    port: str | None = None
    place: str | None = None

    @property
    def country(self) -> str:
        return self.countries[0]


@lru_cache(maxsize=2048)
def find(atlas: Atlas, text: str) -> Where | None:
    """What that name or code stands for, None where it is not known."""
    given = " ".join(text.split())
    if not given or len(given) > LONGEST_NAME:
        return None
    spelled_as_name = given.istitle()  # "Aba" is a town, "ABA" and "aba" an airport
    found = None if spelled_as_name else _by_code(atlas, given)
    found = found or _by_name(atlas, given) or _by_code(atlas, given) or _with_country(atlas, given)
    return found or _by_name(atlas, _without_ending(given)) or _by_port(atlas, given)


class InEachLanguage(Saying):
    """Names in each language, for a sentence whose reader is not known yet."""

    def __new__(cls, said: Mapping[str, str]) -> InEachLanguage:
        saying = str.__new__(cls, said[LANGUAGES[0]])
        saying.key, saying.values = "", said
        return saying

    def in_language(self, language: str) -> str:
        return str(self.values[language])

    def __getnewargs_ex__(self) -> tuple[tuple[Any], dict[str, Any]]:
        return (self.values,), {}


def near(atlas: Atlas, text: str, kinds: Sequence[called.Kind] = ("place", "country", "airport")) -> InEachLanguage | None:
    """Names that may have been meant, the likeliest first; None where nothing looks like it."""
    if len(text) < SHORTEST_TO_MISS:
        return None
    each = 2 if len(kinds) > 1 else MOST_NEAR
    codes = list(dict.fromkeys((kind, code) for kind in kinds for code, _ in atlas.suggest(kind, text, LANGUAGES[0], each)))[:MOST_NEAR]
    if not codes:
        return None
    return InEachLanguage({lang: texts.join([f"{called.name(atlas, kind, code, lang)} ({code})" for kind, code in codes], lang) for lang in LANGUAGES})


def ports_called(atlas: Atlas, where: Where) -> list[Port]:
    """The known ports of the town or municipality that was named."""
    if where.place is None:
        return []
    town = names.towns(atlas).get(where.place)
    province = names.provinces(atlas).get(where.place)
    called_so = town.name_en if town else province.name_en if province else ""
    head = where.place.partition("/")[0]
    return [port for port in atlas.ports() if port.province == head and called_so in [city.strip() for city in port.city.split("/")]]


def port_code(atlas: Atlas, text: str) -> str | None:
    """The port that is called so."""
    return atlas.find("port", text) or atlas.port_code(text)


def lies_outside(atlas: Atlas, port: str | None) -> str | None:
    """The country or region outside in which a port of the mainland stands, as a station with both border checks does."""
    row = names.ports(atlas).get(port or "")
    if row is None:
        return None
    found = called.index(atlas, "country").exact(row.city.partition("(")[0])
    return found[0] if found and not is_mainland(atlas, found[0]) else None


def is_mainland(atlas: Atlas, country: str) -> bool:
    row = names.countries(atlas).get(country)
    return row is not None and row.kind == "country" and names.is_inside(atlas, country)


def _without_ending(given: str) -> str:
    """Without the word for what it is, which people add or leave away: 重庆市, Sichuan Province."""
    endings = [word for language in LANGUAGES for word in texts.say("itinerary.typed.endings", language).split("|")]
    ending = next((word for word in endings if given.lower().endswith(word if HAN.search(word) else f" {word}")), "")
    return given[: -len(ending)].strip() if ending else ""


def _by_code(atlas: Atlas, given: str) -> Where | None:
    code = given.upper()
    if IATA.fullmatch(given):
        if code in names.ports(atlas):
            return _port(atlas, code)
        airport = names.airports().get(code)
        if airport is None:
            return None
        # Some short names of countries are codes of small airfields too (UAE): the country is meant.
        country = [] if "International" in str(airport["name"]) else called.index(atlas, "country").exact(given)
        return _country(atlas, country[0]) if country else _airport(atlas, code)
    if COUNTRY.fullmatch(given):
        return _country(atlas, code) if code in names.countries(atlas) else None
    place = atlas.place_code(given)
    return _place(atlas, place) if place else None


def _by_name(atlas: Atlas, given: str) -> Where | None:
    if not given:
        return None
    country = called.index(atlas, "country").exact(given)
    if country:
        return _country(atlas, country[0])
    place = called.index(atlas, "place").exact(given)
    if place:
        return _place(atlas, place[0])
    ports = [port for port in atlas.ports() if fold(given) in map(fold, (port.port, port.slug, port.name, port.name_zh))]
    if ports:
        return _port(atlas, ports[0].port)
    airports = [*called.index(atlas, "airport").exact(given), *airports_of(given)]
    found = _airports(atlas, dict.fromkeys(code for code in airports if code in names.airports()))
    if found is None and len(given) >= SHORTEST_BEGINNING:  # Frankfurt am Main
        begins = _airports(atlas, airports_beginning(given))
        found = begins if begins is not None and len(begins.countries) == 1 else None
    return found


def _with_country(atlas: Atlas, given: str) -> Where | None:
    """A city with its country behind it: London, United Kingdom; London GB."""
    words = given.split()
    parted = re.split(r"\s*[,，(（]\s*", given.rstrip(")） "))
    splits = [(parted[0], " ".join(parted[1:]))] if len(parted) > 1 else [(" ".join(words[:n]), " ".join(words[n:])) for n in range(len(words) - 1, 0, -1)]
    for name, behind in splits:
        country = called.index(atlas, "country").exact(behind)
        if not country:
            continue
        found = _by_name(atlas, name)
        if found is not None and country[0] in found.countries:
            return found if len(found.countries) == 1 else _country(atlas, country[0])
    return None


def _by_port(atlas: Atlas, given: str) -> Where | None:
    """A port by how its name begins: Shanghai Pudong."""
    port = atlas.find("port", given)
    if port is None:
        return None
    return _port(atlas, port) if port in names.ports(atlas) else _airport(atlas, port)


def _country(atlas: Atlas, code: str) -> Where:
    return Where(code, (code,), is_mainland(atlas, code))


def _place(atlas: Atlas, code: str) -> Where:
    """A place of the mainland. A region of its own has a code among the provinces too."""
    home, _, region = code.partition("-")
    known = names.countries(atlas)
    if not region:
        return _country(atlas, home)
    if region in known and known[region].kind == "region":
        return _country(atlas, region)
    return Where(code, (home,), True, place=code)


def _port(atlas: Atlas, code: str) -> Where:
    row = names.ports(atlas)[code]
    home = row.province.partition("-")[0]
    return Where(code, (home,), True, port=code, place=_place_of(atlas, row.province, row.city.partition("/")[0].strip(), row.mode == "airport"))


def _airport(atlas: Atlas, code: str) -> Where | None:
    airport = names.airports()[code]
    country = str(airport["country"])
    if country not in names.countries(atlas):
        return None
    if not is_mainland(atlas, country):
        return Where(code, (country,))
    places = called.index(atlas, "place")
    head = next((one for one in places.exact(str(airport["subd"])) if one in names.provinces(atlas)), None)
    town = next((one for one in places.exact(str(airport["city"])) if head and one.startswith(f"{head}/")), None)
    return Where(code, (country,), True, port=code, place=town or head)


def _airports(atlas: Atlas, codes: Iterable[str]) -> Where | None:
    """A city by its airports: of one country, or held open between several outside the mainland."""
    found = [one for one in (_port(atlas, code) if code in names.ports(atlas) else _airport(atlas, code) for code in codes) if one is not None]
    if not found:
        return None
    if len(found) == 1 or (any(one.mainland for one in found) and len({one.place for one in found}) > 1):
        return found[0] if len(found) == 1 else None
    if found[0].mainland:
        return Where(found[0].code, found[0].countries, True, place=found[0].place)
    by_country: dict[str, int] = {}
    for one in found:
        by_country[one.country] = by_country.get(one.country, 0) + 1
    return Where(found[0].code, tuple(sorted(by_country, key=lambda country: -by_country[country])))


def _place_of(atlas: Atlas, province: str, city: str, airport: bool) -> str | None:
    """The place where a port stands: its town where that has a name of its own, else its province; of a town by the border that nobody named, none."""
    town = f"{province}/{city}"
    if town in names.towns(atlas):
        return town
    return province if airport else None
