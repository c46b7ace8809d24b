"""The door of city hall: one sentence computed from the facts, the scoreboard in short, and the way to everything else."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.atlas import texts
from liziba.doors.charts.of import attention as spots
from liziba.doors.frame import frame
from liziba.doors.web.city import boards
from liziba.doors.web.city.attention_page import KINDS
from liziba.doors.web.city.attention_page import SIGNS as KIND_SIGNS
from liziba.doors.web.city.attention_page import TONES as KIND_TONES
from liziba.doors.web.city.choice import address
from liziba.doors.web.city.tracker_page import SIGNS, TONES
from liziba.doors.web.freshness import fresh
from liziba.doors.web.shell import page, switch
from liziba.services.declaration import Context, services
from liziba.services.index.frameworks import frameworks
from liziba.services.index.peers import peers
from liziba.services.index.strengths import strengths
from liziba.services.index.telling import IndexTeller
from liziba.services.measures.tracker import State, counts, tracker
from liziba.services.observations.figures import indicators

AUDIENCE = "city_hall"


@gzip_page
@require_safe
def hall(request: HttpRequest, language: str) -> HttpResponse:
    """The page."""
    context = frame(language)
    places = peers(context.atlas)
    if not places:
        raise Http404
    usual = boards.plain(context)
    teller, done = boards.teller(context, usual), boards.standing(context, usual)
    city = places[0]
    tracked = tuple(one for one in tracker(context.atlas, context.today) if one.finding.target.place == city)
    states, kinds = counts(tracked), _kinds(context)
    named = dict.fromkeys(leaf.indicator for leaf in done.held.leaves if leaf.indicator)
    given = {
        "sentence": _sentence(city, places, len(tracked), states, context, teller),
        "heading": teller.heading(done),
        "board": usual.address(language),
        "year": done.asked.reading.year,
        "frameworks": [(teller.framework(held), boards.plain(context, code).address(language)) for code, held in frameworks(context.atlas).items()],
        "lines": [_line(place, usual, context) for place in (*done.scored.in_order(), *(one for one in places if one not in done.scored.ranked))],
        "name": teller.place(city),
        "states": [
            (state, SIGNS[state], TONES[state], count, address(f"/{language}/measures/all", state=state, place=city)) for state, count in states.items()
        ],
        "kinds": [(kind, KIND_SIGNS[kind], KIND_TONES[kind], kinds[kind], address(f"/{language}/attention/all", kind=kind)) for kind in KINDS],
        "indicators": [(code, teller.indicator(code)) for code in named],
        "indicator_count": len(indicators(context.atlas)),
        "services": [one.name for one in services().values() if AUDIENCE in one.audiences and one.page],
        "switch": switch(lambda other: f"/{other}/city-hall", language),
        "atlas": context.atlas,
    }
    return fresh(request, page(request, "city/hall.html", language, given))


def _sentence(city: str, places: tuple[str, ...], targets: int, states: Mapping[State, int], context: Context, teller: IndexTeller) -> str:
    """What is reached, missed, open and not known; in how many indicators the city is first and last."""
    found = [one for one in strengths(context.atlas, city, places, context.today) if one.recent]
    return texts.say(
        "city.hall.sentence",
        context.language,
        city=teller.place(city),
        targets=targets,
        reached=states["reached"],
        missed=states["not_reached"],
        open=states["open"],
        unknown=states["no_result"],
        compared=len(found),
        first=sum(one.side == "ahead" for one in found),
        last=sum(one.side == "behind" for one in found),
        n=len(places),
    )


def _line(place: str, choice: boards.Choice, context: Context) -> tuple[str, str, int | None, str, str]:
    """A city in short: its code, name, rank, range, and how much is known of it."""
    done, teller = boards.standing(context, choice), boards.teller(context, choice)
    ranked = done.spread is not None and place in done.scored.ranked
    span = teller.span(*done.spread.ends(place)) if done.spread is not None and ranked else ""
    return place, teller.place(place), done.scored.rank(place) if ranked else None, span, teller.percent(done.scored.coverage[place])


def _kinds(context: Context) -> dict[str, int]:
    """How many spots are in each class."""
    found = [spots.judged(context.atlas, spot, context.today).kind for spot in spots.spots(context.atlas, context.today)]
    return {kind: found.count(kind) for kind in KINDS}
