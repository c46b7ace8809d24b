"""What codes stand for: reads the codes of countries, ports and places, and says their names in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from liziba.atlas import texts
from liziba.atlas.rows import Row
from liziba.atlas.tables import TABLES
from liziba.atlas.tables.places import PLACE, PORT_NAME, Airport, Country, County, Port, Province, Town

if TYPE_CHECKING:
    from liziba.atlas.atlas import Atlas

_PORT_NAME = re.compile(PORT_NAME)
_PLACE = re.compile(PLACE)
LONGEST_CODE = 60


def countries(atlas: Atlas) -> Mapping[str, Country]:
    """Countries and regions by code."""
    return atlas.keep("countries", lambda: {row.code: row for row in atlas.records("countries") if isinstance(row, Country)})


def provinces(atlas: Atlas) -> Mapping[str, Province]:
    """Provinces by code."""
    return atlas.keep("provinces", lambda: {row.code: row for row in atlas.records("provinces") if isinstance(row, Province)})


def towns(atlas: Atlas) -> Mapping[str, Town]:
    """Towns by code; a place may name others too."""
    return atlas.keep("towns", lambda: {row.code: row for row in atlas.records("towns") if isinstance(row, Town)})


def counties(atlas: Atlas) -> Mapping[str, County]:
    """Counties and districts by code, with the town they lie in."""
    return atlas.keep("counties", lambda: {row.code: row for row in atlas.records("counties") if isinstance(row, County)})


def ports(atlas: Atlas) -> Mapping[str, Port]:
    """Ports by code."""
    return atlas.keep("ports", lambda: {row.port: row for row in atlas.records("ports") if isinstance(row, Port)})


def airport_cities(atlas: Atlas) -> Mapping[str, Airport]:
    """The cities of airports that are no ports of ours, by the code of the airport."""
    return atlas.keep("airport cities", lambda: {row.code: row for row in atlas.records("airports") if isinstance(row, Airport)})


def _slugs(atlas: Atlas) -> Mapping[str, str]:
    return atlas.keep("slugs", lambda: {port.slug: port.port for port in ports(atlas).values()})


@cache
def airports() -> Mapping[str, Mapping[str, object]]:
    """All airports by IATA code. Imported late: it costs more than a whole answer and few questions need it."""
    import airportsdata

    return airportsdata.load("IATA")  # type: ignore[no-any-return, unused-ignore]


def country_code(atlas: Atlas, text: str) -> str | None:
    code = text.strip().upper()
    return code if code in countries(atlas) else None


def port_code(atlas: Atlas, text: str) -> str | None:
    given = text.strip()
    if len(given) > LONGEST_CODE:
        return None
    if given.upper() in ports(atlas):
        return given.upper()
    slug = given.lower()
    if slug in _slugs(atlas):
        return _slugs(atlas)[slug]
    if re.fullmatch("[A-Za-z]{3}", given):
        airport = airports().get(given.upper())
        return given.upper() if airport is not None and is_inside(atlas, str(airport["country"])) else None
    return given if _PORT_NAME.fullmatch(given) else None


def place_code(atlas: Atlas, text: str) -> str | None:
    given = text.strip()
    if len(given) > LONGEST_CODE or not _PLACE.fullmatch(given):
        return None
    head = given.partition("/")[0].removesuffix("-FTZ")
    if head not in provinces(atlas) and given not in countries(atlas):
        return None
    if "/" not in given or given in towns(atlas):
        return given
    county = counties(atlas).get(given)
    decided = _places_of_tables(atlas)
    return county.within if county is not None and given not in decided and county.within in decided else given


def _places_of_tables(atlas: Atlas) -> frozenset[str]:
    """The places that some table speaks about. A county that none names is read as the town it lies in, where one names that."""

    column = "place"

    def gather() -> frozenset[str]:
        tables = [name for name, model in TABLES.items() if issubclass(model, Row) and model.refers.get(column) == "place"]
        return frozenset(str(getattr(row, column)) for name in tables for row in atlas.records(name))

    return atlas.keep("places of tables", gather)


def country_name(atlas: Atlas, code: str, language: str) -> str:
    row = countries(atlas).get(code)
    if row is None:
        return code
    return row.name_zh if language == "zh" else row.name_en


def is_inside(atlas: Atlas, country: str) -> bool:
    """Does the atlas hold the provinces of that country?"""
    return any(province.startswith(f"{country}-") for province in provinces(atlas))


def knows_place(atlas: Atlas, code: str) -> bool:
    """A province, a town or a county of the tables; below a slash any other name is only what somebody typed."""
    return "/" not in code or code in towns(atlas) or code in counties(atlas)


def is_home(atlas: Atlas, code: str | None) -> bool:
    """Is it the country whose provinces the atlas holds, or a region of it? Its people enter under other rules."""
    row = countries(atlas).get(code or "")
    return row is not None and (row.kind == "region" or is_inside(atlas, row.code))


def port_name(atlas: Atlas, code: str, language: str) -> str:
    row = ports(atlas).get(code)
    if row is not None:
        return row.name_zh if language == "zh" and row.name_zh else row.name
    city = airport_cities(atlas).get(code)
    if city is not None and language == "zh":
        return texts.say("port.of_city", language, city=city.city_zh, code=code)
    if re.fullmatch("[A-Z]{3}", code) and code in airports():
        return str(airports()[code]["name"])
    return code.replace("-", " ").capitalize() if _PORT_NAME.fullmatch(code) else code


def place_name(atlas: Atlas, code: str, language: str) -> str:
    """A town is called by its own name with its province, a free trade zone after its province."""
    head, _, town = code.partition("/")
    zone = head.endswith("-FTZ")
    row = provinces(atlas).get(head.removesuffix("-FTZ"))
    if row is None:
        return country_name(atlas, code, language)
    province = row.name_zh if language == "zh" else row.name_en
    if zone:
        province = texts.say("place.free_trade_zone", language, province=province)
    if not town:
        return province
    named = towns(atlas).get(code) or counties(atlas).get(code)
    if named is None:
        return texts.say("place.town_unnamed", language, town=town, province=province)
    return texts.say("place.town", language, town=named.name_zh if language == "zh" else named.name_en, province=province)


def row_name(atlas: Atlas, column: str, code: str, language: str) -> str | None:
    """What the row of a code is called by its own columns name_en and name_zh; `column` is TABLE.COLUMN. None where the table names nothing so.

    A model whose names are those of one column only says which (`named`).
    """

    def gather() -> Mapping[str, tuple[str, str]]:
        table, _, part = column.partition(".")
        rows = [row for row in atlas.records(table, atlas.home) if getattr(row, "named", part) == part]
        return {str(getattr(row, part)): (getattr(row, "name_en", ""), getattr(row, "name_zh", "")) for row in rows}

    found = atlas.keep(("names of rows", column), gather).get(code)
    return (found[1] if language == "zh" else found[0]) or None if found else None
