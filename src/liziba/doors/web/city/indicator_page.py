"""An indicator: the cities side by side, the series of one with its releases, two ways of counting heads, and every raw cell with its source.

/en/indicators    /en/indicators/retail_total?city=CN-SH&period=2024&as_of=2026-01-31
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.atlas import texts
from liziba.atlas.tables.observations import Indicator
from liziba.doors.charts import NoSuchChart
from liziba.doors.charts.of import indicators as charts
from liziba.doors.frame import frame
from liziba.doors.web import words
from liziba.doors.web.city.choice import WrongChoice, address, as_of, one_of
from liziba.doors.web.city.cited import Cited
from liziba.doors.web.conditions import Seen
from liziba.doors.web.figures import Figure as Picture
from liziba.doors.web.figures import figure
from liziba.doors.web.freshness import fresh
from liziba.doors.web.shell import page, switch
from liziba.services.declaration import Context
from liziba.services.index.peers import peers
from liziba.services.observations.figures import TOPIC, Figure, figures, indicators
from liziba.services.observations.side_by_side import Beside, SideBySide, bucket, side_by_side
from liziba.services.observations.telling import ObservationsTeller

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Choice:
    """Which city is spoken of, which period is compared, and by what was known when."""

    indicator: str
    city: str
    period: str
    as_of: date
    today: date
    first: str

    def address(self, language: str, **other: object) -> str:
        said = {
            "city": self.city if self.city != self.first else "",
            "period": self.period,
            "as_of": self.as_of if self.as_of != self.today else "",
        } | other
        return address(f"/{language}/indicators/{self.indicator}", **said)

    @property
    def given(self) -> dict[str, str]:
        """What its charts are given."""
        return {"indicator": self.indicator, "as_of": self.as_of.isoformat() if self.as_of != self.today else ""}


@dataclass(frozen=True)
class Standing:
    """A city in the comparison, in words, with the address of its cell."""

    place: str
    name: str
    state: str
    rank: int | None
    tied: bool
    amount: str
    when: str
    release: str
    newest: str
    cell: str


@dataclass(frozen=True)
class Cell:
    """A raw figure with where it stands."""

    id: str
    when: str
    amount: str
    what: str
    release: str
    status: str
    known: date | None
    confirmed: bool
    note: str
    from_: tuple[tuple[str, str], ...]
    marks: tuple[tuple[int, Seen], ...]


@dataclass(frozen=True)
class Listed:
    """An indicator in the list."""

    code: str
    name: str
    unit: str
    cities: int
    newest: str


@gzip_page
@require_safe
def listed(request: HttpRequest, language: str) -> HttpResponse:
    """All indicators, those with most cities first."""
    context = frame(language)
    given = {
        "groups": context.atlas.keep(("indicators listed", language, context.today), lambda: _groups(context)),
        "of": len(peers(context.atlas)),
        "switch": switch(lambda other: f"/{other}/indicators", language),
        "atlas": context.atlas,
    }
    return fresh(request, page(request, "city/indicators.html", language, given))


@gzip_page
@require_safe
def indicator(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """The page of one indicator; an address that cannot be read gets the newest comparison with what is wrong."""
    context = frame(language)
    held = indicators(context.atlas).get(name)
    places = peers(context.atlas)
    if held is None or not places:
        raise Http404
    problem = None
    plain = Choice(name, places[0], "", context.today, context.today, places[0])
    try:
        choice = _read(request.GET, plain, context)
    except WrongChoice as wrong:
        choice, problem = plain, wrong
    teller = charts.teller_of(context, choice.as_of)
    cited = Cited(context.atlas, language, TOPIC)
    beside = side_by_side(context.atlas, name, places, choice.as_of, period=choice.period)
    other = charts.instead_of(context.atlas, held)
    given = {
        "held": held,
        "name": teller.indicator(name),
        "unit": charts.unit(held, language),
        "definition": _definition(held, language),
        "choice": choice,
        "problem": problem.text(language) if problem else "",
        "wrong": problem.name if problem else "",
        "said": words.clean(request.GET.get("as_of", "")) if problem else choice.as_of.isoformat(),
        "beside": beside,
        "when": teller.when(beside.period) if beside else "",
        "counted": charts.counted(beside.definition, teller) if beside else "",
        "standings": [_standing(one, beside, choice, teller) for one in beside.cities] if beside else [],
        "periods": [(period, teller.when(period), count) for period, count in beside.periods] if beside else [],
        "cities": [(place, teller.place(place)) for place in places],
        "pictures": _pictures(held, beside, choice, context, teller),
        "heads": _heads(held, beside, other, choice, context, teller) if other else None,
        "per_head": [(code, teller.indicator(code)) for code, one in indicators(context.atlas).items() if name in (one.numerator, one.denominator)],
        "parts": [(code, teller.indicator(code)) for code in (held.numerator, held.denominator, other, held.growth_of, held.instead_of) if code],
        "raw": [(place, teller.place(place), _cells(name, place, teller, cited, choice)) for place in sorted(places, key=lambda one: one != choice.city)],
        "files": [
            (form, address(f"/{language}/observations.{ending}", indicator=name, as_of=choice.given["as_of"]))
            for form, ending in (("CSV", "csv"), ("SDMX-CSV", "sdmx.csv"))
        ],
        "ask": address(f"/{language}/observations", place=choice.city, indicator=name, as_of=choice.given["as_of"]),
        "cited": cited,
        "switch": switch(choice.address, language),
        "atlas": context.atlas,
    }
    response = page(request, "city/indicator.html", language, given, status=400 if problem else 200)
    return response if problem else fresh(request, response)


def cell_id(place: str, one: Figure) -> str:
    """The anchor of a raw cell: place, period, definition, release and first source say which."""
    last = "computed" if one.is_derived else one.sources[0] if one.sources else ""
    return "-".join(_NOT_IN_AN_ID.sub("-", part) for part in (place, one.period, one.definition, one.vintage or "unsaid", last) if part)


def cell_address(language: str, place: str, one: Figure) -> str:
    """Where the raw cell stands with its source."""
    return f"/{language}/indicators/{one.indicator}#{cell_id(place, one)}"


def _read(said: Mapping[str, str], plain: Choice, context: Context) -> Choice:
    places = peers(context.atlas)
    day = as_of(said, context.today)
    city = one_of(said, "city", places) or plain.city
    known = {bucket(one.period) for place in places for one in figures(context.atlas, place, plain.indicator, day) if one.confirmed and one.value is not None}
    return Choice(plain.indicator, city, one_of(said, "period", known), day, context.today, plain.first)


def _definition(held: Indicator, language: str) -> tuple[str, str]:
    """The definition and its language: the other one where this one is not written."""
    both = {"en": held.definition_en, "zh": held.definition_zh}
    other = next(code for code in both if code != language)
    return (both[language], language) if both[language] else (both[other], other)


def _standing(one: Beside, beside: SideBySide, choice: Choice, teller: ObservationsTeller) -> Standing:
    figure = one.figure if one.figure is not None and one.figure.value is not None else None
    shown = one.figure or one.newest
    newest = _told(teller.when(one.newest.period), teller.amount(one.newest), teller) if one.newest is not None and one.newest is not one.figure else ""
    return Standing(
        place=one.place,
        name=teller.place(one.place),
        state=one.state,
        rank=one.rank,
        tied=one.tied,
        amount=teller.amount(figure) if figure else "",
        when=teller.when(figure.period) if figure and figure.period != beside.period else "",
        release=teller.release(figure) if figure else "",
        newest=newest,
        cell=f"#{cell_id(one.place, shown)}" if shown else "",
    )


def _pictures(held: Indicator, beside: SideBySide | None, choice: Choice, context: Context, teller: ObservationsTeller) -> dict[str, Picture | None]:
    """The charts of the page; None where there is nothing to draw."""
    place = choice.city if choice.city != choice.first else ""
    said = {**choice.given, "place": place}
    first = figure("indicator-cities", context, {**said, "period": choice.period}, charts.of_cities(beside, held, teller, choice.city)) if beside else None
    try:
        second = figure("indicator-series", context, said)
    except NoSuchChart:
        second = None
    return {"cities": first, "series": second}


def _heads(held: Indicator, first: SideBySide | None, other: str, choice: Choice, context: Context, teller: ObservationsTeller) -> Picture | None:
    second = (
        side_by_side(context.atlas, held.indicator, peers(context.atlas), choice.as_of, period=first.period, denominator=other) if first is not None else None
    )
    if first is None or second is None:
        return None
    return figure("indicator-heads", context, {**choice.given, "period": choice.period}, charts.of_heads(first, second, held, teller))


def _cells(name: str, place: str, teller: ObservationsTeller, cited: Cited, choice: Choice) -> list[Cell]:
    """Every figure of a city, the newest first."""
    found = figures(teller.atlas, place, name, choice.as_of)
    return [
        Cell(
            id=cell_id(place, one),
            when=teller.when(one.period),
            amount=teller.amount(one),
            what=charts.counted(one.definition, teller),
            release=teller.release(one),
            status=teller.code("status", one.status),
            known=None if one.is_derived else one.rows[0].announced_on,
            confirmed=one.confirmed,
            note="" if one.is_derived else one.rows[0].note,
            from_=tuple(_parts(one, place, teller)) if one.is_derived else (),
            marks=cited.marks(one.sources),
        )
        for one in reversed(found)
    ]


def _parts(one: Figure, place: str, teller: ObservationsTeller) -> Iterable[tuple[str, str]]:
    """The published figures that a computed one rests on, with their addresses."""
    for row in one.rows:
        known = figures(teller.atlas, place, row.indicator, teller.as_of)
        own = next((other for other in known if other.rows and other.rows[0] is row), None)
        if own is not None:
            yield _told(teller.indicator(row.indicator), teller.amount(own), teller), cell_address(teller.language, place, own)


def _told(what: str, amount: str, teller: ObservationsTeller) -> str:
    return texts.say("city.colon", teller.language).join((what, amount))


def _groups(context: Context) -> list[tuple[str, list[Listed]]]:
    """Indicators by how many of the cities have a figure: all, more than half, some, none."""
    places = peers(context.atlas)
    teller = charts.teller_of(context, context.today)
    found: dict[str, list[Listed]] = {"all": [], "most": [], "some": [], "none": []}
    for code, held in indicators(context.atlas).items():
        there = [
            newest
            for place in places
            if (
                newest := max(
                    (bucket(one.period) for one in figures(context.atlas, place, code, context.today) if one.confirmed and one.value is not None), default=""
                )
            )
        ]
        group = "all" if len(there) == len(places) else "most" if len(there) * 2 > len(places) else "some" if there else "none"
        newest = max(there, key=lambda text: text.rpartition("/")[2], default="")
        found[group].append(Listed(code, teller.indicator(code), charts.unit(held, context.language), len(there), teller.when(newest) if newest else ""))
    return [(group, rows) for group, rows in found.items() if rows]
