"""The answer of `refund-abroad` as a table: a row for each scheme, with its days and sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liziba.atlas import Atlas, texts
from liziba.atlas.tables.refund import SchemeAbroad
from liziba.doors.web import house
from liziba.doors.web.conditions import Seen, seen
from liziba.services.envelope import Ground


@dataclass(frozen=True)
class Row:
    """One scheme: the cells after its name, then when it holds and where that stands."""

    name: str
    cells: tuple[str, ...]
    valid: str
    sources: tuple[tuple[int, Seen], ...]
    sure: bool


@dataclass(frozen=True)
class Comparison:
    """All schemes of the day."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


TABLE, WORLD = "refund/schemes_abroad", "world"
COLUMNS = ("country", "method", "minimum", "returned", "within", "valid", "sources")


def comparison(answer: Any, atlas: Atlas, language: str) -> Comparison:
    """The schemes of an answer, in its order."""
    by_then = {
        (row.country, row.variant, row.valid_from)
        for row in atlas.table(TABLE, WORLD).rows
        if isinstance(row, SchemeAbroad) and row.valid_from_kind == "at_latest"
    }
    grounds = dict(zip(map(id, answer.schemes), answer.grounds, strict=True))
    cited = list({source.id: source for ground in answer.grounds for source in ground.sources}.values())
    numbers = {source.id: n for n, source in enumerate(cited, 1)}
    rows = tuple(
        _row(scheme, grounds[id(scheme)], (scheme.country, scheme.variant or "", scheme.valid_from) in by_then, numbers, atlas, language)
        for scheme in answer.schemes
    )
    return Comparison(tuple(house.text(f"web.abroad.{column}", language) for column in COLUMNS), rows)


def _row(scheme: Any, ground: Ground, is_latest: bool, numbers: Mapping[str, int], atlas: Atlas, language: str) -> Row:
    def say(key: str, **values: Any) -> str:
        return texts.say(f"refund-abroad.{key}", language, **values)

    name = _name(scheme.country, atlas, language)
    if scheme.variant:
        name += say("variant", name=say(f"variant.{scheme.variant}"))
    over = [say(f"counted.{code}", n=scheme.receipts_at_most) for code in (*scheme.counted, *(["receipts"] if scheme.receipts_at_most else []))]
    least = [] if scheme.minimum is None else [f"{scheme.minimum} {scheme.currency}", *over]
    most = [] if scheme.maximum is None else [house.text("web.abroad.at_most", language, amount=scheme.maximum, currency=scheme.currency)]
    rates = texts.join([f"{rate:g}" for rate in scheme.rates_pct], language)
    returned = "" if not scheme.returned else say(f"returned_of.{scheme.returned}", rates=rates) if rates else say(f"returned.{scheme.returned}")
    within = "" if scheme.within is None else say(f"within.{scheme.since}", time=say(f"unit.{scheme.unit}", count=scheme.within))
    none = house.text("web.abroad.none", language)
    cells = (say(f"method.{scheme.method}"), texts.join([*least, *most], language) or none, returned or none, within or none)
    cited = tuple((numbers[source.id], seen(source, language)) for source in ground.sources)
    return Row(name, cells, _period(scheme, is_latest, language) or none, cited, scheme.confirmed and not scheme.unsure)


def _period(scheme: Any, is_latest: bool, language: str) -> str:
    """When the scheme holds; of some only a day is known by which it did."""
    if scheme.valid_from is None:
        return ""
    start = house.text(f"web.abroad.since{'.at_latest' if is_latest else ''}", language, start=scheme.valid_from)
    return start if scheme.valid_to is None else start + house.text("web.abroad.until", language, end=scheme.valid_to)


def _name(code: str, atlas: Atlas, language: str) -> str:
    """What a country, region or union is called."""
    union = f"refund-abroad.union.{code}"
    return texts.say(union, language) if texts.has(union, language) else atlas.country_name(code, language)
