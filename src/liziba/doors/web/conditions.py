"""The grounds of an answer as a page shows them: conditions by scheme, each with its sign, its source and its dates.

The scheme that decides is read first: the one that fits, in a refusal the one that came nearest. The others follow in
one line each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from liziba.atlas import Atlas, texts
from liziba.doors.web import house, words
from liziba.services.envelope import Envelope, Ground, SourceNote

# The sign beside the word: colour is never the only difference.
SIGNS = {"met": "✓", "failed": "✗", "unknown": "?"}

# Which fit is read first, and which condition of a scheme that does not fit.
ORDER = {"met": 0, "unknown": 1, "failed": 2}


@dataclass(frozen=True)
class Seen:
    """A source beside a condition."""

    id: str
    title: str
    publisher: str
    published: str
    dated: str
    access: str
    checked_on: date | None
    url: str


@dataclass(frozen=True)
class Condition:
    """One condition: a line that says it, and the first of its sources."""

    id: str
    sign: str
    result: str
    text: str
    measured: str
    period: str
    confirmed: bool
    sources: tuple[Seen, ...]
    # Its other sources, with their numbers in the list of the scheme.
    also: tuple[tuple[int, Seen], ...] = ()

    @property
    def source(self) -> Seen | None:
        return self.sources[0] if self.sources else None


@dataclass(frozen=True)
class Scheme:
    """The conditions of one scheme, with the reasons why it is refused.

    What speaks for a scheme that does not fit is of little use to the reader: it stands `behind` a word that opens it.
    """

    code: str
    name: str
    result: str
    sign: str
    why: str
    conditions: tuple[Condition, ...]
    behind: tuple[Condition, ...] = ()

    @property
    def is_beside(self) -> bool:
        """Figures that decide nothing: they are no scheme that could fit."""
        return self.code.endswith("_beside")

    @property
    def all_conditions(self) -> tuple[Condition, ...]:
        return self.conditions + self.behind

    @property
    def sources(self) -> tuple[Seen, ...]:
        """Every source once, in the order of its number."""
        return tuple({source.id: source for one in self.all_conditions for source in one.sources}.values())


def schemes(answer: Envelope, language: str, atlas: Atlas) -> tuple[Scheme, ...]:
    """The schemes of an answer, the one that decides first."""
    refused: dict[str, list[str]] = dict(getattr(answer, "refused_by", {}))
    if answer.grounds:
        refused.pop("all", None)  # said with each scheme already
    fits = getattr(answer, "scheme", None) or ""
    grouped: dict[str, list[Ground]] = {}
    for ground in answer.grounds:
        grouped.setdefault(ground.scheme, []).append(ground)
    found = [_scheme(code, grouped.get(code, []), refused.get(code), fits, language, atlas) for code in dict.fromkeys([*grouped, *refused])]
    return tuple(sorted(found, key=lambda scheme: (not _covers(scheme.code, fits), ORDER[scheme.result])))


def _scheme(code: str, grounds: list[Ground], refused: list[str] | None, fits: str, language: str, atlas: Atlas) -> Scheme:
    results = {ground.result for ground in grounds}
    state = "met" if _covers(code, fits) else "failed" if refused or "failed" in results else "unknown" if "unknown" in results else "met"
    periods = list(dict.fromkeys((ground.valid_from, ground.valid_to) for ground in grounds))
    first = {id(next(ground for ground in grounds if (ground.valid_from, ground.valid_to) == period)) for period in periods}
    # A period is said once: most conditions of a scheme have that of its list.
    told = [condition(ground, language, atlas, with_period=id(ground) in first) for ground in grounds]
    told = [one for one in told if state == "met" or one.result == state] + [one for one in told if state != "met" and one.result != state]
    numbers = {id_: n for n, id_ in enumerate(dict.fromkeys(source.id for one in told for source in one.sources), 1)}
    told = [replace(one, also=tuple(sorted(((numbers[source.id], source) for source in one.sources[1:]), key=lambda two: two[0]))) for one in told]
    shown = [one for one in told if state == "met" or one.result == state]
    reasons = [house.text(f"reason.{reason}", language) for reason in refused or ()]
    why = texts.join(reasons, language) if reasons else shown[0].text if state == "failed" and shown else ""
    return Scheme(
        code=code,
        name=house.text(f"scheme.{code}", language) if code else "",
        result=state,
        sign=SIGNS[state],
        why=why,
        conditions=tuple(shown),
        behind=tuple(one for one in told if one not in shown),
    )


def _covers(code: str, fits: str) -> bool:
    """Whether the scheme that fits is this one, or one of the lengths that it comes in (transit: transit_240h)."""
    return bool(code) and (fits == code or fits.startswith(f"{code}_"))


def condition(ground: Ground, language: str, atlas: Atlas, with_period: bool = True) -> Condition:
    """A ground as a condition of the page."""
    field = ground.id.rpartition(".")[2]
    found, limit = (words.value_in_words(field, value, language, atlas) for value in (ground.found, ground.limit))
    # What was found and the limit stand apart where the condition is not met and its text names neither.
    apart = ground.result != "met" and found and limit and found not in ground.text and limit not in ground.text
    return Condition(
        id=ground.id,
        sign=SIGNS[ground.result],
        result=ground.result,
        text=ground.text,
        measured=house.text("web.answer.measured", language, found=found, limit=limit) if apart else "",
        period=_period(ground, language) if with_period else "",
        confirmed=ground.confirmed,
        sources=tuple(seen(source, language) for source in ground.sources),
    )


def _period(ground: Ground, language: str) -> str:
    """When the rule holds, where its text does not say so already."""
    start, end = (texts.day(day, language) if day else "" for day in (ground.valid_from, ground.valid_to))
    if all(day in ground.text for day in (start, end)):
        return ""
    key = "web.answer.period" if start and end else "web.answer.since" if start else "web.answer.until"
    return house.text(key, language, start=start, end=end) if key != "web.answer.since" else house.text(key, language, start=start)


def seen(source: SourceNote | Any, language: str) -> Seen:
    """A source with its dates and how it was read, in words."""
    return Seen(
        id=source.id,
        title=source.title,
        publisher=source.publisher,
        published=published(source.published, language),
        dated=source.published or "",
        access=house.text(f"web.access.{source.access}", language) if source.access else "",
        checked_on=source.checked_on,
        url=str(source.url or ""),
    )


def published(said: str | None, language: str) -> str:
    """A day, month or year of publication as the language writes it."""
    if said and re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
        return texts.day(date.fromisoformat(said), language)
    if said and re.fullmatch(r"\d{4}-\d{2}", said):
        year, month = said.split("-")
        return f"{year}年{int(month)}月" if language == "zh" else texts.day(date(int(year), int(month), 1), language).partition(" ")[2]
    if said and re.fullmatch(r"\d{4}", said) and language == "zh":
        return f"{said}年"
    return said or ""
