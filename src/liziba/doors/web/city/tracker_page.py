"""The measures tracker: every target with its state, the newest comparable result, how far it is, who is responsible, and the sources.

/en/measures/all?state=not_reached&programme=gwr25&year=2025&as_of=2026-01-31
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.atlas import Atlas, texts
from liziba.doors.frame import frame
from liziba.doors.web import words
from liziba.doors.web.city.choice import WrongChoice, address, as_of, one_of, typed, year
from liziba.doors.web.city.cited import Cited
from liziba.doors.web.conditions import Seen
from liziba.doors.web.freshness import fresh
from liziba.doors.web.shell import page, switch
from liziba.services import spreadsheets
from liziba.services.declaration import Context
from liziba.services.measures.known import programmes
from liziba.services.measures.question import MeasuresQuestion
from liziba.services.measures.telling import PLAIN, MeasureTeller
from liziba.services.measures.tracker import STATES, Tracked, counts, tracker

TOPIC = "measures"
# Targets on one page; further ones are a link away.
MOST = 60
# How near a result is that was printed as the target's own number, with over, nearly or about before it.
NOT_EXACT = {"over": "somewhat", "nearly": "somewhat", "about": "about"}
_PAGE = re.compile(r"[1-9]\d{0,3}")
SIGNS = {"reached": "✓", "not_reached": "✗", "open": "…", "no_result": "?"}
TONES = {"reached": "yes", "not_reached": "no", "open": "unknown", "no_result": "not_established"}


@dataclass(frozen=True)
class Choice:
    """Which targets to show. "" and None: all of them."""

    state: str
    programme: str
    year: int | None
    place: str
    as_of: date
    today: date
    page: int = 1

    def holds(self, one: Tracked, with_state: bool = True) -> bool:
        target = one.finding.target
        wanted = ((self.programme, target.programme), (self.year, one.year), (self.place, target.place), (with_state and self.state, one.state))
        return all(not said or said == held for said, held in wanted)

    def address(self, language: str, part: str = "", **other: object) -> str:
        """The page with this choice, some of it changed. Today need not be said."""
        known = self.as_of if self.as_of != self.today else ""
        said: dict[str, object] = {"state": self.state, "programme": self.programme, "year": self.year, "place": self.place, "as_of": known}
        said |= {"page": self.page if self.page > 1 and not other else ""} | other
        return address(f"/{language}/measures/all{part}", **said)


@dataclass(frozen=True)
class Line:
    """A target in words."""

    tracked: Tracked
    state: str
    sign: str
    tone: str
    metric: str
    programme: str
    place: str
    wanted: str
    when: str
    result: str
    result_when: str
    far: str
    why: str
    bodies: str
    marks: tuple[tuple[int, Seen], ...]
    answer: str


@gzip_page
@require_safe
def tracked(request: HttpRequest, language: str) -> HttpResponse:
    """The page; an address that cannot be read gets the form back with what is wrong."""
    context = frame(language)
    problem = None
    try:
        choice = _read(request.GET, context)
    except WrongChoice as wrong:
        choice, problem = Choice("", "", None, "", context.today, context.today), wrong
    everything = tracker(context.atlas, choice.as_of)
    around = tuple(one for one in everything if choice.holds(one, with_state=False))
    shown = [one for one in around if choice.holds(one)]
    teller, cited = _teller(context, choice.as_of), Cited(context.atlas, language, TOPIC)
    in_all, first = counts(around), (choice.page - 1) * MOST
    if first and first >= len(shown):
        raise Http404
    given = {
        "choice": choice,
        "problem": problem.text(language) if problem else "",
        "wrong": problem.name if problem else "",
        "said": words.clean(request.GET.get("as_of", "")) if problem else choice.as_of.isoformat(),
        "tabs": [(state, SIGNS[state], TONES[state], in_all[state], choice.address(language, state=state)) for state in STATES],
        "all": (len(around), choice.address(language, state="")),
        "lines": [] if problem else [line(one, teller, cited, choice.as_of) for one in _ordered(shown)[first : first + MOST]],
        "count": len(shown),
        "first": first + 1,
        "last": min(first + MOST, len(shown)),
        "before": choice.address(language, page=choice.page - 1 if choice.page > 2 else "") if first else "",
        "after": choice.address(language, page=choice.page + 1) if len(shown) > first + MOST else "",
        "cited": cited,
        "programmes": _named_programmes(context.atlas, context.today, teller),
        "years": sorted({one.year for one in everything}, reverse=True),
        "without": []
        if problem or choice.state or choice.year or choice.programme or choice.place
        else _without(everything, context.atlas, choice.as_of, teller),
        "table_file": choice.address(language, ".csv"),
        "switch": switch(choice.address, language),
        "atlas": context.atlas,
    }
    response = page(request, "city/tracker.html", language, given, status=400 if problem else 200)
    return response if problem else fresh(request, response)


@gzip_page
@require_safe
def table(request: HttpRequest, language: str) -> HttpResponse:
    """The same targets as CSV: codes as in the tables, with their names beside them."""
    context = frame(language)
    try:
        choice = _read(request.GET, context)
    except WrongChoice:
        raise Http404 from None
    teller = _teller(context, choice.as_of)
    rows = [_row(one, teller, choice.as_of, context.atlas) for one in _ordered([one for one in tracker(context.atlas, choice.as_of) if choice.holds(one)])]
    told = spreadsheets.table([COLUMNS, *([row.get(name) for name in COLUMNS] for row in rows)])
    response = HttpResponse(spreadsheets.MARK + told, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="measures.csv"'
    return fresh(request, response)


def line(one: Tracked, teller: MeasureTeller, cited: Cited, day: date) -> Line:
    """A target in words, with the address of its answer."""
    target, found = one.finding.target, one.finding.result
    sources = [*target.sources, *(found.row.sources if found else ())]
    asked = {"programme": target.programme, "metric": target.metric, "target_by": target.target_by}
    if target.definition != PLAIN:  # a programme may have several targets for one figure and year
        asked["definition"] = target.definition
    if day != teller.context.today:
        asked["as_of"] = day.isoformat()
    return Line(
        tracked=one,
        state=one.state,
        sign=SIGNS[one.state],
        tone=TONES[one.state],
        metric=teller.code("metric", target.metric) + teller.counted(target.definition),
        programme=teller.code("programme", target.programme),
        place=teller.atlas.place_name(target.place, teller.language),
        wanted=teller.wanted(target),
        when=_by(one, teller),
        result=teller.amount(found.row.figure, found.row.unit_measure, found.row.qualifier) if found else "",
        result_when=teller.when(found.row.as_at or found.row.period) if found else "",
        far=_far(one, teller),
        why=texts.say(f"city.tracker.why.{one.finding.why}", teller.language) if one.finding.why not in ("final", "year_not_come") else "",
        bodies=texts.join([teller.code("body", body) for body in target.responsible], teller.language),
        marks=cited.marks(sources),
        answer=address(f"/{teller.language}/measures", **asked),
    )


def _read(said: Mapping[str, str], context: Context) -> Choice:
    known = {row.programme for row in programmes(context.atlas, context.today)}
    places = {one.finding.target.place for one in tracker(context.atlas, context.today)}
    day = as_of(said, context.today)
    number = typed(said, "page") or "1"
    if not _PAGE.fullmatch(number):
        raise Http404
    chosen = one_of(said, "state", STATES), one_of(said, "programme", known), year(said, "year"), one_of(said, "place", places)
    return Choice(*chosen, day, context.today, int(number))


def _teller(context: Context, day: date) -> MeasureTeller:
    return MeasureTeller(TOPIC, MeasuresQuestion(), context, day)


def _ordered(found: Sequence[Tracked]) -> list[Tracked]:
    """The latest year first; within a year as the tables have it."""
    return sorted(found, key=lambda one: -one.year)


def _by(one: Tracked, teller: MeasureTeller) -> str:
    target = one.finding.target
    return texts.say(f"city.tracker.by.{target.measured}", teller.language, year=teller.when(target.target_by), first=target.first_year)


def _far(one: Tracked, teller: MeasureTeller) -> str:
    """How far the result is from the target; "" where nothing was found to measure it by."""
    target, language = one.finding.target, teller.language
    if one.margin is not None:
        if not one.margin:
            printed = one.finding.result.row.qualifier if one.finding.result is not None else ""
            return texts.say(f"city.tracker.far.{NOT_EXACT.get(printed, 'exactly')}", language)
        if target.unit_measure.startswith("percent"):
            return texts.say("city.tracker.far.points_better", language, points=f"{one.margin.normalize():f}")
        side = "below" if target.operator == "<=" else "above"
        return texts.say(f"city.tracker.far.{side}", language, amount=teller.amount(one.margin, target.unit_measure))
    if one.gap_points is not None and one.gap_points:
        return texts.say("city.tracker.far.points_missing", language, points=f"{one.gap_points.normalize():f}")
    return texts.say("city.tracker.far.share", language, share=f"{one.share_pct:f}") if one.share_pct is not None else ""


def _named_programmes(atlas: Atlas, day: date, teller: MeasureTeller) -> list[tuple[str, str]]:
    """Programmes to choose from, the latest first."""
    rows = sorted(programmes(atlas, day), key=lambda row: row.announced_on or date.min, reverse=True)
    return list(dict.fromkeys((row.programme, teller.code("programme", row.programme)) for row in rows))


def _without(everything: Sequence[Tracked], atlas: Atlas, day: date, teller: MeasureTeller) -> list[str]:
    """Programmes for which no target in numbers is held."""
    held = {one.finding.target.programme for one in everything}
    return [name for code, name in _named_programmes(atlas, day, teller) if code not in held]


COLUMNS = (
    "programme programme_name metric metric_name definition place operator target unit target_by measured first_year state why "
    "result result_unit result_period result_qualifier share_pct margin gap_points responsible target_sources result_sources as_of atlas"
).split()


def _row(one: Tracked, teller: MeasureTeller, day: date, atlas: Atlas) -> dict[str, Any]:
    target, found = one.finding.target, one.finding.result
    told: dict[str, Any] = {
        name: getattr(target, name) for name in ("programme", "metric", "definition", "place", "operator", "target_by", "measured", "first_year")
    }
    told |= {
        "programme_name": teller.code("programme", target.programme),
        "metric_name": teller.code("metric", target.metric),
        "target": target.target,
        "unit": target.unit_measure,
        "state": one.state,
        "why": one.finding.why,
        "share_pct": one.share_pct,
        "margin": one.margin,
        "gap_points": one.gap_points,
        "responsible": ";".join(target.responsible),
        "target_sources": ";".join(target.sources),
        "as_of": day.isoformat(),
        "atlas": atlas.hash,
    }
    if found:
        row = found.row
        told |= {"result": row.figure, "result_unit": row.unit_measure, "result_period": row.period, "result_qualifier": row.qualifier}
        told["result_sources"] = ";".join(row.sources)
    return told
