"""Countries and regions, provinces, towns, counties and ports: what codes stand for, in both languages."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from liziba.atlas.rows import Entry

PORT_NAME = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
PLACE = r"[A-Z]{2}(-[A-Z]{2}(-FTZ)?(/[^/;,\s][^/;,]*)?)?"

CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="an ISO 3166-1 alpha-2 code (DE, HK)")]
ProvinceCode = Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$", description="an ISO 3166-2 code (CN-CQ)")]
PortCode = Annotated[str, Field(pattern=rf"^([A-Z]{{3}}|{PORT_NAME})$", description="an IATA code (CKG), or a name like mohan-railway-port")]
PlaceCode = Annotated[str, Field(pattern=rf"^{PLACE}$", description="a country, a province, or a town after a slash (CN-CQ, CN-SC/Chengdu)")]


class Country(Entry):
    """A country or a region with a code of its own in ISO 3166-1."""

    table: ClassVar[str] = "countries"
    key: ClassVar[tuple[str, ...]] = ("code",)

    code: CountryCode
    name_en: Annotated[str, Field(min_length=1)]
    name_zh: Annotated[str, Field(min_length=1)]
    kind: Annotated[Literal["country", "region"], Field(description="country or region")]


class Province(Entry):
    """A province, a municipality or a region of its own rank."""

    table: ClassVar[str] = "provinces"
    key: ClassVar[tuple[str, ...]] = ("code",)

    code: ProvinceCode
    name_en: Annotated[str, Field(min_length=1)]
    name_zh: Annotated[str, Field(min_length=1)]


class Town(Entry):
    """A town or prefecture that people ask about, with its names. Others are called by the name in their code."""

    table: ClassVar[str] = "towns"
    key: ClassVar[tuple[str, ...]] = ("code",)
    refers: ClassVar[dict[str, str]] = {"sources": "source", "code": "place"}

    code: PlaceCode
    name_en: Annotated[str, Field(min_length=1)]
    name_zh: Annotated[str, Field(min_length=1)]


class County(Entry):
    """A county, district or town below a town of our tables, and which one it lies in. An area that holds the town holds it too."""

    table: ClassVar[str] = "counties"
    key: ClassVar[tuple[str, ...]] = ("code",)
    refers: ClassVar[dict[str, str]] = {"sources": "source", "code": "place", "within": "towns.code"}

    code: PlaceCode
    name_en: Annotated[str, Field(min_length=1)]
    name_zh: Annotated[str, Field(min_length=1)]
    within: PlaceCode


class Port(Entry):
    """A port of entry. `port` is its code: IATA where there is one, else the same as `slug`."""

    table: ClassVar[str] = "ports"
    key: ClassVar[tuple[str, ...]] = ("port",)
    refers: ClassVar[dict[str, str]] = {"sources": "source", "province": "provinces.code"}

    port: PortCode
    slug: Annotated[str, Field(pattern=rf"^{PORT_NAME}$", description="a name like mohan-railway-port")]
    iata: Annotated[str, Field(pattern=r"^([A-Z]{3})?$", description="three capital letters, or empty")] = ""
    name: Annotated[str, Field(min_length=1)]
    name_zh: str = ""
    city: str = ""
    province: str = ""
    mode: Annotated[Literal["airport", "seaport", "ferry", "road", "rail"], Field(description="airport, seaport, ferry, road or rail")]


class Airport(Entry):
    """The city of an airport that is no port of ours: those of the country, and those abroad that many flights use.

    All airports with their own names come from a library, in English only.
    """

    table: ClassVar[str] = "airports"
    key: ClassVar[tuple[str, ...]] = ("code",)

    code: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="an IATA code (LHR)")]
    city_en: Annotated[str, Field(min_length=1)]
    city_zh: Annotated[str, Field(min_length=1)]


class Alias(Entry):
    """What else people call a country, a port or a place: one of the three columns says which. Only for reading what they type."""

    table: ClassVar[str] = "aliases"
    key: ClassVar[tuple[str, ...]] = ("country", "port", "place", "alias")
    explode: ClassVar[dict[str, str]] = {"aliases": "alias"}
    refers: ClassVar[dict[str, str]] = {"sources": "source", "country": "country", "port": "port", "place": "place"}

    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$", description="an ISO 3166-1 alpha-2 code (DE, HK), or empty")] = ""
    port: Annotated[str, Field(pattern=rf"^([A-Z]{{3}}|{PORT_NAME})?$", description="an IATA code (CKG), a name like mohan-railway-port, or empty")] = ""
    place: Annotated[str, Field(pattern=rf"^({PLACE})?$", description="a country, a province, a town after a slash, or empty")] = ""
    alias: Annotated[str, Field(min_length=1, description="other names")]


TABLES = (Country, Province, Town, County, Port, Airport, Alias)
