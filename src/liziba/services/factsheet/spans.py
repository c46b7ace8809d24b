"""Periods as a sheet prints them, without saying the same year or month twice: 15–23 February 2026, 2025年1—6月."""

from __future__ import annotations

from liziba.atlas import texts


def span(text: str, language: str) -> str:
    """A period as tables write it (2025, 2022/2024, 2025-01/2025-06, 2026-02-15/2026-02-23) in words."""
    first, _, last = text.partition("/")
    if not last or first == last:
        return _said(first.split("-"), language)
    begin, end = first.split("-"), last.split("-")
    shared = 0
    while len(begin) == len(end) and shared < len(begin) - 1 and begin[shared] == end[shared]:
        shared += 1
    if language == "zh":
        return texts.say("factsheet.span", language, first=_said(begin, language), last=_said(end, language, left_out=shared))
    return texts.say(
        "factsheet.span" if len(begin) - shared == 1 else "factsheet.span.wide", language, first=_said(begin, language, shared), last=_said(end, language)
    )


def _said(parts: list[str], language: str, left_out: int = 0) -> str:
    """Year, month and day as far as they are given, without the first so many."""
    key = ("year", "month", "day")[len(parts) - 1]
    values = {"year": parts[0]}
    if len(parts) > 1:
        values["month"] = str(int(parts[1])) if language == "zh" else texts.MONTHS[int(parts[1]) - 1]
    if len(parts) > 2:
        values["day"] = str(int(parts[2]))
    return texts.say(f"factsheet.span.{key}.{left_out}", language, **values)
