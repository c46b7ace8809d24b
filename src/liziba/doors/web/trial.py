"""A changed rule tried on the made-up table, in words: what was changed, what follows, for whom."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from liziba.atlas import texts
from liziba.atlas.known import standing
from liziba.atlas.rows import Row, key_of
from liziba.doors.web.asked import Again
from liziba.services import whatif
from liziba.services.changed_rule import SMALLEST, parameters
from liziba.services.declaration import Context, Service
from liziba.services.whatif import Effect

MINUS = "−"


@dataclass(frozen=True)
class NamedParameter:
    """A parameter that has a name, with what it is today ("" where that is not one value)."""

    name: str
    text: str
    unit: str
    unit_text: str
    today: str


@dataclass(frozen=True)
class Line:
    """One measure before and after, in words; `turn` is less, more or same."""

    measure: str
    before: str
    after: str
    difference: str
    share: str
    turn: str


@dataclass(frozen=True)
class Block:
    """All measures of one group, the first block those of everything."""

    name: str
    claims: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Trial:
    """All that the page shows of one comparison."""

    headline: str
    effect: str
    change: str
    rows: str
    turned: str
    by: tuple[str, ...]
    blocks: tuple[Block, ...]
    figures: Sequence[dict[str, Any]]
    measure_name: str
    unit: str
    sides: tuple[str, str]
    bars: tuple[tuple[str, int, int], ...]
    alt: str
    assumed: tuple[str, ...]
    commands: tuple[str, ...]


def named_parameters(service: Service, context: Context) -> tuple[NamedParameter, ...]:
    """The named parameters of a service, in the order of their table."""
    return tuple(
        NamedParameter(
            row.name,
            texts.say(f"whatif.parameter.{row.name}", context.language),
            row.unit,
            texts.say(f"whatif.page.unit.{row.unit}", context.language),
            _today(row, context),
        )
        for row in parameters(context.atlas, whatif.topic_of(service))
    )


def _today(parameter: Any, context: Context) -> str:
    """The value in force today, as people say it."""
    held: dict[Any, list[Row]] = {}
    for row in context.atlas.table(parameter.of).rows:
        key = [str(part) for part in key_of(row)]
        if all(part in key for part in parameter.holder):
            held.setdefault(key_of(row), []).append(row)
    standing_rows = [standing(rows, context.today, context.today) for rows in held.values()]
    values = {getattr(row, parameter.column) for row in standing_rows if row is not None}
    value = values.pop() if len(values) == 1 else None
    return "" if value is None else f"{value / SMALLEST[parameter.unit]:g}"


@cache
def _trials(package: str) -> list[dict[str, str]]:
    path = Path(str(import_module(package).__file__)).with_name("whatif.json")
    found: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return found


def trials(service: Service, language: str) -> tuple[Again, ...]:
    """Changes to begin with, those that the service's package names in `whatif.json`."""
    package = service.question.__module__.rpartition(".")[0]
    return tuple(
        Again(
            texts.say(f"whatif.page.trial.{one['name']}", language, to=one["to"]),
            f"/{language}/whatif/{service.name}?set={one['set']}&to={one['to']}&by={one['by']}",
        )
        for one in _trials(package)
    )


def trial(service: Service, effect: Effect, parameter: NamedParameter, to: str, measure: str, context: Context) -> Trial:
    """The comparison in the reader's language."""
    language = context.language
    figures = whatif.figures(effect)
    blocks: list[Block] = []
    for one in figures:
        name = _group(one["group"], context)
        if not blocks or blocks[-1].name != name:
            blocks.append(Block(name, f"{one['claims']:,}", ()))
        blocks[-1] = Block(name, blocks[-1].claims, (*blocks[-1].lines, _line(one, language)))
    chosen = [one for one in figures if one["measure"] == measure]
    money = bool(chosen) and chosen[0]["unit"] == "fen"
    bars = tuple((_group(one["group"], context), one["before"], one["after"]) for one in chosen)
    sides = (texts.say("whatif.page.before", language), texts.say("whatif.page.after", language))
    measure_name = texts.say(f"whatif.{measure}", language)
    change = f"{parameter.name}={to}"
    said = "; ".join(f"{name}: {sides[0]} {_amount(a, money)}, {sides[1]} {_amount(b, money)}" for name, a, b in bars)
    group = f" --by {effect.by[0]}" if effect.by else ""
    return Trial(
        headline=_headline(parameter, to, language),
        effect=_effect(figures, effect, language),
        change=change,
        rows=f"{effect.rows:,}",
        turned=f"{effect.groups['verdicts_turned'][0]:,}",
        by=effect.by,
        blocks=tuple(blocks),
        figures=figures,
        measure_name=measure_name,
        unit="yuan" if money else "",
        sides=sides,
        bars=tuple((name, before // 100, after // 100) if money else (name, before, after) for name, before, after in bars),
        alt=texts.say("whatif.page.alt", language, measure=measure_name, figures=said),
        assumed=tuple(f"{texts.say(f'field.{service.name}.{field}', language)}: {_plain(field, value, language)}" for field, value in effect.assumed.items()),
        commands=(
            f"liziba sample {service.name} made-up.parquet --rows {effect.rows}",
            f"liziba whatif {service.name} --set {change} --table made-up.parquet{group}",
        ),
    )


def _headline(parameter: NamedParameter, to: str, language: str) -> str:
    def amount(number: str) -> str:
        return texts.say(f"whatif.page.amount.{parameter.unit}", language, n=number)

    key = "instead" if parameter.today else "plain"
    name = parameter.text[:1].upper() + parameter.text[1:]
    return texts.say(f"whatif.page.headline.{key}", language, parameter=name, to=amount(to), today=amount(parameter.today))


def _effect(figures: Sequence[dict[str, Any]], effect: Effect, language: str) -> str:
    """What follows for everybody together, in one sentence."""
    whole = {one["measure"]: one for one in figures if not one["group"]}
    parts = []
    for measure in ("accepted", "net_refund"):
        if measure in whole:
            difference = whole[measure]["difference"]
            turn = "more" if difference > 0 else "less" if difference < 0 else "same"
            amount = _amount(abs(difference), whole[measure]["unit"] == "fen")
            parts.append(texts.say(f"whatif.page.{measure}.{turn}", language, n=amount, rows=f"{effect.rows:,}"))
    return texts.say("whatif.page.sentence", language, text=texts.say("word.semicolon", language).join(parts))


def _group(group: dict[str, Any], context: Context) -> str:
    if not group:
        return texts.say("whatif.page.all", context.language)
    (column, code), *_ = group.items()
    if column == "place" and code:
        return context.atlas.place_name(str(code), context.language)
    return texts.say(f"whatif.page.{column}.{code}", context.language)


def _line(one: dict[str, Any], language: str) -> Line:
    money = one["unit"] == "fen"
    sign = "+" if one["difference"] > 0 else ""
    turn = "more" if one["difference"] > 0 else "less" if one["difference"] < 0 else "same"
    share = "–" if one["share"] is None else f"{one['share']:+.1%}" if one["difference"] else "0"
    before, after, difference = (_amount(one[side], money) for side in ("before", "after", "difference"))
    return Line(texts.say(f"whatif.{one['measure']}", language), before, after, (sign + difference).replace("-", MINUS), share.replace("-", MINUS), turn)


def _amount(number: int, money: bool) -> str:
    return f"{number / 100:,.2f}" if money else f"{number:,}"


def _plain(field: str, value: Any, language: str) -> str:
    if isinstance(value, bool):
        return texts.say("web.yes" if value else "web.no", language)
    key = f"code.{field}.{value}"
    return texts.say(key, language) if texts.has(key, language) else str(value)
