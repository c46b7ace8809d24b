"""Attention: every spot that was counted, flash or lasting or undecided, and the counts of one of them by the day.

/en/attention/all?spot=hongyadong&kind=lasting&place=CN-CQ&as_of=2026-01-31
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.atlas.tables.attention import Count
from liziba.doors.charts import NoSuchChart
from liziba.doors.charts.of import attention as charts
from liziba.doors.frame import frame
from liziba.doors.web import words
from liziba.doors.web.city.choice import WrongChoice, address, as_of, one_of
from liziba.doors.web.city.cited import Cited
from liziba.doors.web.conditions import Seen
from liziba.doors.web.figures import Figure, figure
from liziba.doors.web.freshness import fresh
from liziba.doors.web.shell import page, switch
from liziba.services.attention.judging import Finding
from liziba.services.attention.question import AttentionQuestion, Kind
from liziba.services.attention.telling import AttentionTeller
from liziba.services.declaration import Context

TOPIC = "attention"
KINDS: tuple[Kind, ...] = get_args(Kind)
SIGNS = {"lasting": "✓", "mixed": "~", "flash": "✗", "undecided": "?"}
TONES = {"lasting": "yes", "mixed": "unknown", "flash": "no", "undecided": "not_established"}


@dataclass(frozen=True)
class Choice:
    """Which spots to show, and which one of them in a chart."""

    kind: str
    place: str
    spot: str
    as_of: date
    today: date

    def address(self, language: str, **other: object) -> str:
        known = self.as_of if self.as_of != self.today else ""
        return address(f"/{language}/attention/all", **{"kind": self.kind, "place": self.place, "spot": self.spot, "as_of": known} | other)


@dataclass(frozen=True)
class Spot:
    """A spot in words, with the address of its answer."""

    code: str
    name: str
    place: str
    kind: str
    sign: str
    tone: str
    text: str
    answer: str
    marks: tuple[tuple[int, Seen], ...]


@gzip_page
@require_safe
def attention(request: HttpRequest, language: str) -> HttpResponse:
    """The page; an address that cannot be read gets the form back with what is wrong."""
    context = frame(language)
    problem = None
    try:
        choice = _read(request.GET, context)
    except WrongChoice as wrong:
        choice, problem = Choice("", "", "", context.today, context.today), wrong
    teller, cited = AttentionTeller(TOPIC, AttentionQuestion(), context, choice.as_of), Cited(context.atlas, language, TOPIC)
    rows = charts.spots(context.atlas, choice.as_of)
    every = [(row, charts.judged(context.atlas, row.spot, choice.as_of)) for row in rows.values()]
    around = [(row, finding) for row, finding in every if not choice.place or row.place == choice.place]
    shown = [(row, finding) for row, finding in around if not choice.kind or finding.kind == choice.kind]
    counts = {kind: sum(finding.kind == kind for _, finding in around) for kind in KINDS}
    given = {
        "choice": choice,
        "problem": problem.text(language) if problem else "",
        "wrong": problem.name if problem else "",
        "said": words.clean(request.GET.get("as_of", "")) if problem else choice.as_of.isoformat(),
        "tabs": [(kind, SIGNS[kind], TONES[kind], counts[kind], choice.address(language, kind=kind, spot="")) for kind in KINDS],
        "all": (len(around), choice.address(language, kind="", spot="")),
        "spots": [] if problem else [told(row, finding, teller, cited) for row, finding in sorted(shown, key=lambda one: KINDS.index(one[1].kind))],
        "names": [(row.spot, teller.spot(row)) for row, finding in every if finding.group is not None],
        "places": [(place, context.atlas.place_name(place, language)) for place in dict.fromkeys(row.place for row, _ in every)],
        "picture": None if problem else _picture(choice, shown, teller, context),
        "cited": cited,
        "switch": switch(choice.address, language),
        "atlas": context.atlas,
    }
    response = page(request, "city/attention.html", language, given, status=400 if problem else 200)
    return response if problem else fresh(request, response)


def told(row: Count, finding: Finding, teller: AttentionTeller, cited: Cited) -> Spot:
    """A spot in words."""
    asked = {"spot": row.spot}
    if teller.as_of != teller.context.today:
        asked["as_of"] = teller.as_of.isoformat()
    used = [one for one in (finding.before, finding.peak, finding.second, finding.later) if one is not None]
    return Spot(
        code=row.spot,
        name=teller.spot(row),
        place=teller.atlas.place_name(row.place, teller.language),
        kind=finding.kind,
        sign=SIGNS[finding.kind],
        tone=TONES[finding.kind],
        text=teller.headline(finding, teller.spot(row)),
        answer=address(f"/{teller.language}/attention", **asked),
        marks=cited.marks([source for one in used for source in one.row.sources]),
    )


def _read(said: Mapping[str, str], context: Context) -> Choice:
    day = as_of(said, context.today)
    held = charts.spots(context.atlas, context.today)
    places = {row.place for row in held.values()}
    return Choice(one_of(said, "kind", KINDS), one_of(said, "place", places), one_of(said, "spot", held), day, context.today)


def _picture(choice: Choice, shown: list[tuple[Count, Finding]], teller: AttentionTeller, context: Context) -> Figure | None:
    """The spot asked for, else the first of which most is known."""
    wanted = (
        [one for one in shown if one[0].spot == choice.spot] if choice.spot else sorted(shown, key=lambda one: (one[1].later is None, one[1].group is None))
    )
    for row, finding in wanted[:1]:
        given = {"spot": row.spot, "as_of": choice.as_of.isoformat() if choice.as_of != choice.today else ""}
        try:
            return figure(charts.NAME, context, given, charts.of_finding(finding, row, teller))
        except NoSuchChart:
            return None
    return None
