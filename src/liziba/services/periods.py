"""Periods in words: 2024, September 2024, January 2024 to November 2024, 2 August 2023."""

from __future__ import annotations

from datetime import date

from liziba.atlas import texts


def when(text: str, language: str) -> str:
    """A period as people write it."""
    first, _, last = text.partition("/")
    return texts.say("measures.period", language, first=_moment(first, language), last=_moment(last, language)) if last else _moment(first, language)


def _moment(text: str, language: str) -> str:
    """A year, a month or a day in words."""
    year, *rest = text.split("-")
    if len(rest) > 1:
        return texts.day(date.fromisoformat(text), language)
    if rest:
        month = int(rest[0])
        return texts.say("measures.month", language, year=year, month=str(month) if language == "zh" else texts.MONTHS[month - 1])
    return texts.say("measures.year", language, year=year)
