"""Drawing what the pages show before anybody asks: every chart that is named, in every language and look."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from liziba.atlas.texts import LANGUAGES
from liziba.doors.charts import drawing, registry
from liziba.doors.charts.cache import kept
from liziba.doors.charts.registry import Given, NoSuchChart
from liziba.doors.frame import frame
from liziba.services.declaration import Context


@dataclass(frozen=True)
class Wanted:
    """A chart to be drawn: its name, what it is given, and the language."""

    name: str
    given: tuple[tuple[str, str], ...]
    language: str

    def __str__(self) -> str:
        return f"{self.language}/chart/{self.name}{'?' if self.given else ''}{'&'.join(f'{word}={text}' for word, text in self.given)}"


@dataclass(frozen=True)
class Done:
    """What came of one: how many pictures were drawn now, how many were kept from before, and what went wrong ("" where nothing did)."""

    wanted: Wanted
    drawn: int = 0
    before: int = 0
    problem: str = ""
    absent: bool = False  # there is nothing to draw for what was given, and the page shows none


def wanted(atlas: Path | None, today: date | None) -> tuple[list[Wanted], list[Done]]:
    """All charts that the pages ask for, and those whose list could not be made."""
    found: list[Wanted] = []
    failed: list[Done] = []
    for language in LANGUAGES:
        context = frame(language, atlas, today)
        for name in registry.names():
            try:
                listed: list[Given] = list(registry.find(name).ahead(context))
            except Exception as fault:
                failed.append(Done(Wanted(name, (), language), problem=f"{type(fault).__name__}: {fault}"))
                continue
            found += [Wanted(name, tuple(given.items()), language) for given in listed]
    return found, failed


def draw(one: Wanted, context: Context, files: bool = False) -> Done:
    """The pictures of one chart as the page shows them; with `files` also those that readers take away, and the live one.

    A chart that cannot be made is told, not raised: one broken chart must not keep the others back.
    """
    drawn = kept().drawn
    pictures = 0
    try:
        chart = registry.draw(one.name, context, dict(one.given))
        for narrow in (False, True):
            for dark in (False, True):
                drawing.svg(chart, one.language, narrow, dark, bare=True)
                if files:
                    drawing.vega(chart, one.language, narrow, dark)
                pictures += 2 if files else 1
        if files:
            drawing.svg(chart, one.language)
            drawing.png(chart, one.language)
            pictures += 2
    except NoSuchChart:
        return Done(one, absent=True)
    except Exception as fault:
        return Done(one, problem=f"{type(fault).__name__}: {fault}")
    now = kept().drawn - drawn
    return Done(one, now, pictures - now)


def draw_all(atlas: Path | None, today: date | None, workers: int, files: bool, ones: list[Wanted]) -> Iterator[Done]:
    """All of them, in so many processes; each is told as soon as it is done."""
    if workers == 1:
        _begin(atlas, today, files)
        yield from map(_one, ones)
        return
    # Vega runs in threads of its own, which a forked process would not have.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(atlas, today, files)) as pool:
        yield from pool.map(_one, ones)


_contexts: dict[str, Context] = {}
_files = False


def _begin(atlas: Path | None, today: date | None, files: bool) -> None:
    global _files
    _files = files
    _contexts.update({language: frame(language, atlas, today) for language in LANGUAGES})


def _one(one: Wanted) -> Done:
    return draw(one, _contexts[one.language], _files)


def politely() -> None:
    """Let everything else on the machine go first."""
    if hasattr(os, "nice"):
        os.nice(15)
