"""A city: where it stands, where it is first and last, its newest key figures, its measures by state, what would move its rank, what people come for.

/en/cities/CN-CQ    /en/cities/CN-GD/Guangzhou?as_of=2026-01-31
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.atlas import texts
from liziba.atlas.periods import period
from liziba.doors.charts.of import attention as spots
from liziba.doors.frame import frame
from liziba.doors.web import words
from liziba.doors.web.city import boards
from liziba.doors.web.city.attention_page import SIGNS as KIND_SIGNS
from liziba.doors.web.city.attention_page import TONES as KIND_TONES
from liziba.doors.web.city.choice import WrongChoice, address, as_of
from liziba.doors.web.city.indicator_page import cell_address
from liziba.doors.web.city.others import others
from liziba.doors.web.city.tracker_page import SIGNS, TONES
from liziba.doors.web.freshness import fresh
from liziba.doors.web.shell import page, switch
from liziba.services.attention.question import AttentionQuestion
from liziba.services.attention.telling import AttentionTeller
from liziba.services.declaration import Context
from liziba.services.factsheet.question import subjects
from liziba.services.index.answer import IndexLever
from liziba.services.index.frameworks import frameworks
from liziba.services.index.peers import peers
from liziba.services.index.strengths import Place, strengths
from liziba.services.index.telling import IndexTeller
from liziba.services.measures.tracker import counts, tracker
from liziba.services.observations.figures import Figure, figures

# So many lines of a list stand open; the rest is folded.
OPEN = 5
MOVES = 4


@dataclass(frozen=True)
class Standing:
    """The city by one framework."""

    name: str
    when: str
    rank: int | None
    of: int
    span: str
    refused: str
    board: str
    why: str

    @property
    def always(self) -> bool:
        """Whether every way of computing gives this rank."""
        return self.span == str(self.rank)


@dataclass(frozen=True)
class Compared:
    """An indicator in which the city is first or last."""

    name: str
    code: str
    rank: int
    of: int
    tied: bool
    amount: str
    when: str
    other: str
    cell: str


@dataclass(frozen=True)
class Key:
    """A key figure."""

    name: str
    code: str
    amount: str
    when: str
    release: str
    cell: str


@dataclass(frozen=True)
class Folded:
    """A list of which the first lines stand open."""

    open: Sequence[object]
    rest: Sequence[object]

    @property
    def count(self) -> int:
        return len(self.open) + len(self.rest)


@gzip_page
@require_safe
def profile(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """The page; 404 for a place that no framework compares."""
    context = frame(language)
    places = peers(context.atlas)
    if code not in places:
        raise Http404
    problem = None
    try:
        day = as_of(request.GET, context.today)
    except WrongChoice as wrong:
        day, problem = context.today, wrong
    usual = replace(boards.plain(context), as_of=day)
    teller = boards.teller(context, usual)
    known = day.isoformat() if day != context.today else ""
    found = strengths(context.atlas, code, places, day)
    found_moves = _moves(code, usual, context)
    told, cited = others(context, (code,), day, teller)
    tracked = tuple(one for one in tracker(context.atlas, day) if one.finding.target.place == code)
    given = {
        "code": code,
        "name": teller.place(code),
        "places": [(place, teller.place(place), place == code) for place in places],
        "problem": problem.text(language) if problem else "",
        "said": words.clean(request.GET.get("as_of", "")) if problem else day.isoformat(),
        "as_of": known,
        "standings": [_standing(framework, code, usual, context) for framework in frameworks(context.atlas)],
        "ahead": _folded([_compared(one, teller) for one in found if one.side == "ahead" and one.recent]),
        "behind": _folded([_compared(one, teller) for one in found if one.side == "behind" and one.recent]),
        "between": sum(one.side == "between" and one.recent for one in found),
        "old": [_compared(one, teller) for one in found if one.side != "between" and not one.recent],
        "others": told,
        "cited": cited,
        "keys": _keys(code, usual, context, teller),
        "targets": len(tracked),
        "states": [
            (state, SIGNS[state], TONES[state], count, address(f"/{language}/measures/all", state=state, place=code, as_of=known))
            for state, count in counts(tracked).items()
        ],
        "moves": Folded(found_moves[:1], found_moves[1:]),
        "attention": _attention(code, context, usual),
        "attention_all": address(f"/{language}/attention/all", place=code, as_of=known),
        "sheets": [(row.subject, row.name_zh if language == "zh" else row.name_en) for row in subjects(context.atlas) if row.place == code],
        "switch": switch(lambda other: address(f"/{other}/cities/{code}", as_of=known), language),
        "atlas": context.atlas,
    }
    given["sentence"] = _sentence(given, teller)
    response = page(request, "city/profile.html", language, given, status=400 if problem else 200)
    return response if problem else fresh(request, response)


def _sentence(given: dict[str, object], teller: IndexTeller) -> str:
    """The page in one sentence: of how many indicators it is first and last."""
    ahead, behind, between = given["ahead"], given["behind"], given["between"]
    assert isinstance(ahead, Folded)
    assert isinstance(behind, Folded)
    assert isinstance(between, int)
    compared = ahead.count + behind.count + between
    if not compared:
        return texts.say("city.profile.nothing", teller.language, city=given["name"])
    return texts.say("city.profile.sentence", teller.language, city=given["name"], n=compared, first=ahead.count, last=behind.count)


def _standing(framework: str, code: str, usual: boards.Choice, context: Context) -> Standing:
    choice = replace(usual, framework=framework)
    done, teller = boards.standing(context, choice), boards.teller(context, choice)
    scored, year = done.scored, done.asked.reading.year
    ranked = done.spread is not None and code in scored.ranked
    return Standing(
        name=teller.framework(done.held),
        when=teller.when(str(year)),
        rank=scored.rank(code) if ranked else None,
        of=len(scored.ranked),
        span=teller.span(*done.spread.ends(code)) if done.spread is not None and ranked else "",
        refused="" if ranked else teller.unranked(done, code),
        board=choice.address(context.language),
        why=choice.why(context.language, year, code),
    )


def _compared(one: Place, teller: IndexTeller) -> Compared:
    """The city's figure, and that of the first or, where it is first, of the next."""
    figure = one.own.figure
    assert figure is not None
    others = [city for city in one.beside.cities if city.rank is not None and city.place != one.own.place]
    other = others[0] if others else None
    beside = (
        texts.say("city.colon", teller.language).join((teller.place(other.place), teller.amount(other.figure)))
        if other is not None and other.figure is not None
        else ""
    )
    return Compared(
        name=teller.indicator(one.beside.indicator),
        code=one.beside.indicator,
        rank=one.own.rank or 0,
        of=one.of,
        tied=one.own.tied,
        amount=teller.amount(figure),
        when=teller.when(figure.period),
        other=beside,
        cell=cell_address(teller.language, one.own.place, figure),
    )


def _keys(code: str, usual: boards.Choice, context: Context, teller: IndexTeller) -> list[Key]:
    """The newest confirmed figure of each indicator of the frameworks, whole years and counts before parts of a year."""
    named = dict.fromkeys(leaf.indicator for held in frameworks(context.atlas).values() for leaf in held.leaves if leaf.indicator)
    found = []
    for indicator in named:
        known = [one for one in figures(context.atlas, code, indicator, usual.as_of) if one.confirmed and one.value is not None]
        newest = max(known, key=_newness, default=None)
        if newest is not None:
            cell = cell_address(context.language, code, newest)
            found.append(Key(teller.what(newest), indicator, teller.amount(newest), teller.when(newest.period), teller.release(newest), cell))
    return found


def _newness(one: Figure) -> tuple[bool, bool, date, bool]:
    """Plain definitions before others, whole years before parts, then the newest, and a revision before the first release."""
    return (one.definition == "plain", "/" not in one.period, period(one.period).last, one.vintage == "revised")


def _moves(code: str, usual: boards.Choice, context: Context) -> list[tuple[str, str, list[IndexLever]]]:
    """What would move its rank, by each framework in which it has one."""
    found = []
    for framework in frameworks(context.atlas):
        choice = replace(usual, framework=framework)
        done, teller = boards.standing(context, choice, code), boards.teller(context, choice)
        if done.told is not None:
            why = choice.why(context.language, done.asked.reading.year, code)
            found.append((teller.framework(done.held), why, [teller.lever(done.held, move) for move in done.told.moves[:MOVES]]))
    return found


def _attention(code: str, context: Context, usual: boards.Choice) -> list[tuple[str, str, str, str, str]]:
    """The spots of the city that are decided, and how many are not."""
    teller = AttentionTeller("attention", AttentionQuestion(), context, usual.as_of)
    found = []
    for row in spots.spots(context.atlas, usual.as_of).values():
        if row.place == code:
            finding = spots.judged(context.atlas, row.spot, usual.as_of)
            link = address(f"/{context.language}/attention", spot=row.spot)
            found.append((finding.kind, KIND_SIGNS[finding.kind], KIND_TONES[finding.kind], teller.headline(finding, teller.spot(row)), link))
    return sorted(found, key=lambda one: one[0] == "undecided")


def _folded(lines: Sequence[object]) -> Folded:
    return Folded(lines[:OPEN], lines[OPEN:])
