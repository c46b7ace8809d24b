"""An answer as a page shows it: conditions by scheme, sources with their dates, values in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from liziba.atlas import Atlas, texts
from liziba.doors.web import house, words
from liziba.doors.web.asked import Again, Asked
from liziba.services.envelope import Envelope, Ground, SourceNote
from liziba.services.question import is_missing

# The sign beside the word: colour is never the only difference.
SIGNS = {"met": "✓", "failed": "✗", "unknown": "?"}
VERDICT_SIGNS = {"yes": "✓", "yes_with_terms": "✓", "partly": "◐", "no": "✗", "unknown": "?", "not_established": "–", None: "i"}

# Which fit is read first.
ORDER = {"met": 0, "unknown": 1, "failed": 2}


@dataclass(frozen=True)
class Seen:
    """A source beside a condition."""

    id: str
    title: str
    publisher: str
    published: str
    access: str
    checked_on: date | None


@dataclass(frozen=True)
class Condition:
    sign: str
    result: str
    text: str
    found: str
    limit: str
    valid_from: date | None
    valid_to: date | None
    confirmed: bool
    sources: tuple[Seen, ...]
    further: tuple[Seen, ...]

    @property
    def measured(self) -> bool:
        """What was found and the limit stand apart where the condition is not met and its text names neither."""
        said = self.found in self.text or self.limit in self.text
        return self.result != "met" and bool(self.found and self.limit) and not said


@dataclass(frozen=True)
class Scheme:
    """The conditions of one scheme, with the reasons why it is refused.

    What speaks for a scheme that is refused is of little use to the reader: it stands `behind` a word that opens it.
    """

    code: str
    name: str
    result: str
    sign: str
    reasons: tuple[str, ...]
    conditions: tuple[Condition, ...]
    behind: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Result:
    """All that the answer part of a page shows."""

    answer: Envelope
    verdict: str
    sign: str
    facts: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str, str], ...]
    assumptions: tuple[tuple[str, str], ...]
    changes: tuple[Again, ...]
    schemes: tuple[Scheme, ...]
    elsewhere: tuple[tuple[str, str], ...]
    left_out: bool


def result(asked: Asked, answer: Envelope, origin: str, atlas: Atlas) -> Result:
    """The answer made ready for the page; `origin` is the address of this site."""
    language = asked.language
    return Result(
        answer=answer,
        verdict=answer.verdict or "none",
        sign=VERDICT_SIGNS[answer.verdict],
        facts=tuple(_facts(asked.service.name, answer, language, atlas)),
        missing=tuple(_missing(asked, name) for name in answer.missing),
        assumptions=tuple((item.text, "field-" + item.field.partition(".")[0]) for item in answer.assumptions),
        changes=tuple(asked.again(change.text, change.set) for change in answer.what_would_change),
        schemes=tuple(_schemes(answer, language, atlas)),
        elsewhere=tuple(asked.elsewhere(origin, answer.as_of.isoformat())),
        left_out=asked.has_private,
    )


def _facts(service: str, answer: Envelope, language: str, atlas: Atlas) -> list[tuple[str, str]]:
    """The service's own fields in words, without those that have a part of the page to themselves."""
    facts = []
    for name in type(answer).model_fields:
        value = getattr(answer, name)
        if name in Envelope.model_fields or name == "refused_by" or is_missing(value):
            continue
        label = house.first_text([f"answer.{service}.{name}", f"answer.{name}"], language)
        unit = f"web.unit.{name.rpartition('_')[2]}"
        if isinstance(value, int) and not isinstance(value, bool) and texts.has(unit, language):
            facts.append((label, texts.say(unit, language, n=value)))
        else:
            facts.append((label, words.value_in_words(name, value, language, atlas)))
    return facts


def _missing(asked: Asked, name: str) -> tuple[str, str, str]:
    field = name.partition(".")[0]
    service, language = asked.service.name, asked.language
    help_text = house.optional_text(f"missing.{service}.{name}", language) or house.optional_text(f"field.{service}.{name}.help", language)
    return words.label(service, name, language), f"field-{field}", help_text


def _schemes(answer: Envelope, language: str, atlas: Atlas) -> list[Scheme]:
    refused: dict[str, list[str]] = dict(getattr(answer, "refused_by", {}))
    if answer.grounds:
        refused.pop("all", None)  # said with each scheme already
    fits = getattr(answer, "scheme", None) or ""
    grouped: dict[str, list[Ground]] = {}
    for ground in answer.grounds:
        grouped.setdefault(ground.scheme, []).append(ground)
    schemes = []
    for code in dict.fromkeys([*grouped, *refused]):
        grounds = grouped.get(code, [])
        results = {ground.result for ground in grounds}
        state = "met" if _covers(code, fits) else "failed" if code in refused or "failed" in results else "unknown" if "unknown" in results else "met"
        shown = [ground for ground in grounds if state != "failed" or ground.result == "failed"]
        schemes.append(
            Scheme(
                code=code,
                name=house.text(f"scheme.{code}", language) if code else "",
                result=state,
                sign=SIGNS[state],
                reasons=tuple(house.text(f"reason.{reason}", language) for reason in refused.get(code, ())),
                conditions=tuple(_condition(ground, language, atlas) for ground in shown),
                behind=tuple(_condition(ground, language, atlas) for ground in grounds if ground not in shown),
            )
        )
    return sorted(schemes, key=lambda scheme: (not _covers(scheme.code, fits), ORDER[scheme.result]))


def _covers(code: str, fits: str) -> bool:
    """Whether the scheme that fits is this one, or one of the lengths that it comes in (transit: transit_240h)."""
    return bool(code) and (fits == code or fits.startswith(f"{code}_"))


def _condition(ground: Ground, language: str, atlas: Atlas) -> Condition:
    sources = tuple(seen(source, language) for source in ground.sources)
    field = ground.id.rpartition(".")[2]
    return Condition(
        sign=SIGNS[ground.result],
        result=ground.result,
        text=ground.text,
        found=words.value_in_words(field, ground.found, language, atlas),
        limit=words.value_in_words(field, ground.limit, language, atlas),
        valid_from=ground.valid_from,
        valid_to=ground.valid_to,
        confirmed=ground.confirmed,
        sources=sources[:1],
        further=sources[1:],
    )


def seen(source: SourceNote | Any, language: str) -> Seen:
    """A source with its dates and how it was read, in words."""
    return Seen(
        id=source.id,
        title=source.title,
        publisher=source.publisher,
        published=published(source.published, language),
        access=house.text(f"web.access.{source.access}", language) if source.access else "",
        checked_on=source.checked_on,
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
