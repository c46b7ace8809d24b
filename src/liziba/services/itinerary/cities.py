"""The cities of the world by their airports: under their English names, and those that time zones are named after in Chinese too."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from liziba.atlas import names
from liziba.atlas.suggest import HAN, fold


def airports_of(city: str) -> tuple[str, ...]:
    """The airports of the cities of that name, in either language."""
    return _by_city().get(fold(city), ()) or (_by_chinese_name().get(city, ()) if HAN.search(city) else ())


def airports_beginning(text: str) -> tuple[str, ...]:
    """The airports of the cities whose name has more words behind these: Frankfurt am Main."""
    start = f"{fold(text)} "
    return tuple(code for city, codes in _by_city().items() if city.startswith(start) for code in codes)


@cache
def _by_city() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, airport in names.airports().items():
        found.setdefault(fold(str(airport["city"])), []).append(code)
    return {city: tuple(codes) for city, codes in found.items() if city}


@cache
def _by_chinese_name() -> Mapping[str, tuple[str, ...]]:
    """Read only when a Chinese name is asked for that our own tables do not hold: it takes a moment."""
    from babel import Locale

    found: dict[str, tuple[str, ...]] = {}
    for zone, row in Locale("zh").time_zones.items():
        city = str(row.get("city", ""))
        codes = _by_city().get(fold(zone.rpartition("/")[2].replace("_", " ")), ())
        codes = tuple(code for code in codes if names.airports()[code]["tz"] == zone)
        if city and codes:
            found[city] = codes
    return found
