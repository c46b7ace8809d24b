"""The page of changes: what came and went, and which ends are known, by day of effect or of announcement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.atlas import Atlas, texts
from liziba.atlas.notices import Notice, notices
from liziba.atlas.tables import TABLES
from liziba.doors.frame import frame
from liziba.doors.web import words
from liziba.doors.web.freshness import fresh
from liziba.doors.web.shell import page, switch
from liziba.doors.web.telling import Told, subject, told

A_YEAR = timedelta(days=365)
# Items on one page; older ones are a link away.
MOST = 60

By = Literal["effect", "announced"]


class WrongChoice(ValueError):
    """A choice that cannot be read: which one, and what was given."""

    def __init__(self, name: str, given: str, **values: Any) -> None:
        super().__init__(name)
        self.name = name
        self.values = {"given": words.clean(given), **values}


@dataclass(frozen=True)
class Choice:
    """Which changes to show: of one table or all, from a day to a day (None: no limit), by which day."""

    subject: str = ""
    since: date | None = None
    until: date | None = None
    by: By = "effect"

    def day(self, notice: Notice) -> date | None:
        """The day that puts it into the list; None where it has none of that kind."""
        return notice.day if self.by == "effect" else notice.announced_on

    def holds(self, notice: Notice) -> bool:
        day = self.day(notice)
        in_time = day is not None and (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
        return in_time and self.subject in ("", notice.table)

    def address(self, language: str, **other: Any) -> str:
        """The page with this choice, some of it changed. An empty first day is said: without one the page shows the last year."""
        said = {"subject": self.subject, "since": self.since or "", "until": self.until or "", "by": self.by if self.by != "effect" else ""} | other
        pairs = urlencode({name: str(value) for name, value in said.items() if value not in ("", None) or name == "since"}, safe="/")
        return f"/{language}/changes?{pairs}"


def subjects(atlas: Atlas, today: date) -> list[str]:
    """The tables of which there is something to tell, in the order in which the atlas names them."""
    there = {notice.table for notice in notices(atlas, today)}
    return [name for name in TABLES if name in there]


def read(said: Mapping[str, str], known_subjects: Sequence[str], today: date) -> Choice:
    """The choice that an address makes; without a first day the last year. Raises WrongChoice."""
    by = said.get("by", "") or "effect"
    if by not in ("effect", "announced"):
        raise WrongChoice("by", by)
    wanted = said.get("subject", "")
    if wanted and wanted not in known_subjects:
        raise WrongChoice("subject", wanted)
    since = _day("since", said) if "since" in said else today - A_YEAR
    until = _day("until", said)
    if since and until and until < since:
        if "since" in said:
            raise WrongChoice("order", said["since"], since=since, until=until)
        since = None
    return Choice(wanted, since, until, cast(By, by))


def _readable(said: Mapping[str, str], known_subjects: Sequence[str]) -> Choice:
    """What can be read of a choice that cannot be followed as a whole: its form keeps that."""
    wanted = said.get("subject", "")
    return Choice(wanted if wanted in known_subjects else "", by="announced" if said.get("by") == "announced" else "effect")


def _day(name: str, said: Mapping[str, str]) -> date | None:
    given = said.get(name, "").strip()
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise WrongChoice(name, given) from None


@gzip_page
@require_safe
def changes(request: HttpRequest, language: str) -> HttpResponse:
    """The page; an address that cannot be read gets the form back with what is wrong."""
    context = frame(language)
    today = context.today
    known = subjects(context.atlas, today)
    problem = None
    try:
        choice = read(request.GET, known, today)
    except WrongChoice as wrong:
        choice, problem = _readable(request.GET, known), wrong
    found = [] if problem else [notice for notice in notices(context.atlas, today) if choice.holds(notice)]
    ahead = [notice for notice in found if choice.by == "effect" and notice.day > today]
    before = sorted((notice for notice in found if notice not in ahead), key=lambda notice: choice.day(notice) or date.min, reverse=True)
    given = {
        "today": today,
        "ahead": [told(notice, context.atlas, language, today) for notice in sorted(ahead, key=lambda notice: (notice.day, known.index(notice.table)))],
        "years": _by_year([told(notice, context.atlas, language, today) for notice in before[:MOST]], choice),
        "earlier": choice.address(language, until=choice.day(before[MOST])) if len(before) > MOST else "",
        "everything": Choice().address(language),
        "choice": choice,
        "said": {name: words.clean(request.GET[name]) for name in ("since", "until") if name in request.GET} if problem else None,
        "subjects": [(name, subject(name, language)) for name in known],
        "problem": texts.say(f"changes.error.{problem.name}", language, **problem.values) if problem else "",
        "wrong": problem.name if problem else "",
        "feed_query": f"?subject={choice.subject}" if choice.subject else "",
        "switch": switch(choice.address, language),
        "atlas": context.atlas,
    }
    response = page(request, "changes.html", language, given, status=400 if problem else 200)
    return response if problem else fresh(request, response)


def _by_year(items: list[Told], choice: Choice) -> list[tuple[int, list[Told]]]:
    found: dict[int, list[Told]] = {}
    for item in items:
        found.setdefault((choice.day(item.notice) or item.notice.day).year, []).append(item)
    return list(found.items())
