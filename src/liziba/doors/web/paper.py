"""An answer on one sheet of paper, in both languages side by side: for a desk whose staff reads only one of them.

Each line holds the same thing in every language. Personal fields stand neither in the question nor in the address on it;
a condition that rests on one says so. Only a yes is printed: a sheet that says anything else helps nobody at a desk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from liziba.atlas import Atlas, texts
from liziba.doors.web import words
from liziba.doors.web.asked import Asked
from liziba.doors.web.conditions import Scheme, Seen
from liziba.doors.web.result import overtaken, result
from liziba.services.declaration import Context, Service, ask
from liziba.services.explain import OFFICIAL

# How many sources name the rule: more would not fit, and the page has them all.
RULES = 3

# A title that carries the number of its notice: "Announcement No. 4 of 2025", 2025年第4号.
_NUMBER = re.compile(r"\bNo\.? ?\d|第\s*\d+\s*号|\d+号")


@dataclass(frozen=True)
class Side:
    """One thing in one language."""

    language: str
    text: str


# The same thing in every language.
Line = tuple[Side, ...]


@dataclass(frozen=True)
class Sheet:
    """What stands on the paper. `fits` is false where the answer is no plain yes: then there is nothing to print."""

    fits: bool
    headline: Line
    about: tuple[tuple[str, tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]], ...]  # language, question, facts
    conditions: tuple[Line, ...]
    warnings: tuple[Line, ...]
    decided_by: Line
    rules: tuple[Seen, ...]
    link: str
    as_of: str
    version: str
    hash: str


def has_paper(service: Service) -> bool:
    """A service whose answers are shown at a desk says what its sheet is called."""
    return texts.has(f"service.{service.name}.paper", texts.LANGUAGES[0])


def paper(asked: Asked, context: Context, origin: str) -> Sheet:
    """The sheet for a question. Raises QuestionError for one that cannot be read."""
    atlas, name = context.atlas, asked.service.name
    shown = []
    for language in texts.LANGUAGES:
        answer = ask(name, asked.fields, replace(context, language=language))
        shown.append((language, answer, result(replace(asked, language=language), answer, origin, atlas)))
    first, deciding = shown[0][1], shown[0][2].deciding
    return Sheet(
        fits=first.verdict == "yes" and not overtaken(first),
        headline=tuple(Side(language, told.headline) for language, told, _ in shown),
        about=tuple((language, _question(replace(asked, language=language), atlas), made.facts) for language, _, made in shown),
        conditions=_side_by_side([(language, [one.text for scheme in made.deciding for one in scheme.conditions]) for language, _, made in shown]),
        warnings=_side_by_side([(language, [one.text for one in told.warnings]) for language, told, _ in shown]),
        decided_by=tuple(Side(language, told.decided_by) for language, told, _ in shown),
        rules=_rules(deciding, atlas, name),
        link=origin + asked.address({"as_of": first.as_of.isoformat()}),
        as_of=first.as_of.isoformat(),
        version=first.atlas.version,
        hash=first.atlas.hash,
    )


def _question(asked: Asked, atlas: Atlas) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for _, label, value in words.asked(asked.service, asked.public, asked.language, atlas))


def _side_by_side(columns: Sequence[tuple[str, Sequence[str]]]) -> tuple[Line, ...]:
    """The texts of each language as lines that hold the same in all of them."""
    lines = zip(*(told for _, told in columns), strict=True)
    return tuple(tuple(Side(language, text) for (language, _), text in zip(columns, line, strict=True)) for line in lines)


def _rules(deciding: Sequence[Scheme], atlas: Atlas, topic: str) -> tuple[Seen, ...]:
    """The official sources that name the rule, of the list and of each condition: those with the number of their notice, then the newest."""
    conditions = [one for scheme in deciding for one in scheme.conditions]
    named = [source for one in conditions[:1] for source in one.sources] + [one.source for one in conditions if one.source]
    newest_first = sorted({source.id: source for source in named}.values(), key=lambda source: source.dated, reverse=True)
    official = [source for source in newest_first if _is_official(source, atlas, topic)]
    return tuple(sorted(official or newest_first, key=lambda source: not _NUMBER.search(source.title))[:RULES])


def _is_official(source: Seen, atlas: Atlas, topic: str) -> bool:
    with suppress(KeyError):
        return atlas.source(source.id, topic=topic).kind in OFFICIAL
    return False
