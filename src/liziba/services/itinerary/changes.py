"""What would turn the journey: the offers of `stay` for each refused entry and traveller, put into the stops and judged again as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from liziba.atlas import Atlas, texts
from liziba.services.envelope import Change
from liziba.services.itinerary import where
from liziba.services.itinerary.asking import Ruling
from liziba.services.itinerary.entries import Entry, ports_that_fit
from liziba.services.itinerary.moments import Moment
from liziba.services.itinerary.question import ItineraryQuestion
from liziba.services.itinerary.stops import MOST_STOPS, Journey, Stop
from liziba.services.itinerary.wording import Words

MOST_OFFERS = 5
MOST_TRIES = 40
MOST_STEPS = 3

Move = Callable[[list[Stop], Entry, Any, Atlas], list[Stop] | None]
# The rulings of a changed journey; None when enough was asked already.
Judge = Callable[[ItineraryQuestion], Sequence[Ruling] | None]


@dataclass(frozen=True)
class State:
    """The journey after some changes, with what was said of them."""

    question: ItineraryQuestion
    rulings: Sequence[Ruling]
    parts: tuple[str, ...] = ()
    set: tuple[str, ...] = ()

    @property
    def in_the_way(self) -> list[Ruling]:
        return [ruling for ruling in self.rulings if ruling.verdict != "yes"]


def offers(question: ItineraryQuestion, rulings: Sequence[Ruling], words: Words, judge: Judge) -> list[Change]:
    """Changes after which every traveller may make the whole journey, those with the fewest steps first; empty where there is none."""
    states, found, tries = [State(question, rulings)], [], 0
    if any(not _offered(ruling, question, words.atlas) for ruling in states[0].in_the_way):
        return []  # nothing helps one of them, so nothing turns the whole
    for _ in range(MOST_STEPS):
        nearer: list[State] = []
        for state in states:
            for after in _after(state, words, judge):
                tries += 1
                if not after.in_the_way:
                    found.append(_change(after, words))
                elif len(after.in_the_way) < len(state.in_the_way):
                    nearer.append(after)
                if tries >= MOST_TRIES:
                    break
        if found or not nearer or tries >= MOST_TRIES:
            break
        states = sorted(nearer, key=lambda state: len(state.in_the_way))[:3]
    return [offer for n, offer in enumerate(found) if offer.set not in [one.set for one in found[:n]]][:MOST_OFFERS]


def _after(state: State, words: Words, judge: Judge) -> Iterator[State]:
    """The journey after each offer that stay makes to whom it refuses."""
    here = Words(state.question, list(dict.fromkeys(ruling.entry for ruling in state.rulings)), words.atlas, words.language)
    for ruling in state.in_the_way:
        for offered in _offered(ruling, state.question, words.atlas):
            changed = _put(state.question, ruling.entry, offered, here)
            if changed is None:
                continue
            fields, parts = changed
            try:
                question = ItineraryQuestion.model_validate({**_fields(state.question), **fields}, context={"atlas": words.atlas})
            except (ValidationError, ValueError):
                continue  # the changed times no longer fit the rest of the journey
            rulings = judge(question)
            if rulings is None:
                return
            yield State(question, rulings, (*state.parts, *parts), (*state.set, *fields))


def _offered(ruling: Ruling, question: ItineraryQuestion, atlas: Atlas) -> Sequence[Mapping[str, Any]]:
    """What stay offers to the refused. For what is open: values of what is missing, for a port those that one may reach so."""
    offers = [offer.set for offer in ruling.answer.what_would_change if offer.then.get("verdict") == "yes"]
    if ruling.verdict != "unknown" or ruling.open_paths:
        return offers
    if ruling.entry.entry_port is None:
        return [{"entry_port": port} for port in ports_that_fit(question.journey[ruling.entry.first], atlas)]
    return [offer for offer in offers if set(offer) <= set(ruling.answer.missing)]


def _fields(question: ItineraryQuestion) -> dict[str, Any]:
    return {name: getattr(question, name) for name in type(question).model_fields}


def _change(state: State, words: Words) -> Change:
    told = [part if n == 0 else part[:1].lower() + part[1:] for n, part in enumerate(state.parts)]
    text = words.say("itinerary.then", n=len(words.question.party), change=words.say("change.and").join(told))
    return Change(set={name: _text(getattr(state.question, name)) for name in dict.fromkeys(state.set)}, then={"verdict": "yes"}, text=text)


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def _put(question: ItineraryQuestion, entry: Entry, offered: Mapping[str, Any], words: Words) -> tuple[dict[str, Any], list[str]] | None:
    """An offer of stay as a change of this journey, with its words; None where it does not fit."""
    stops: list[Stop] | None = list(question.journey)
    fields: dict[str, Any] = {}
    parts: list[str] = []
    shift = _days(offered["entry_at"]) - entry.entry_at.day if "entry_at" in offered and entry.entry_at else timedelta()
    if shift:
        stops = [_moved(stop, shift) for stop in question.journey]
        parts.append(words.say("change.itinerary.later" if shift > timedelta() else "change.itinerary.sooner", n=abs(shift.days)))
    # The stops behind come first, so that the numbers of those before stay right.
    moves: dict[str, Move] = {"onward_to": _onward, "exit_at": _leaving, "places": _without, "entry_port": _port, "arrive_from": _arriving}
    if "entry_port" in offered and "places" in offered and entry.places[0] not in (offered["places"] or ()):
        # The place where the border was to be crossed is left out: the border is crossed, and the stay begins, at the port offered.
        moves = {**moves, "places": _without_first, "entry_port": _elsewhere}
    for name, put in moves.items():
        if name not in offered or (name == "exit_at" and shift):
            continue
        stops = put(stops, entry, offered[name], words.atlas) if stops else None
        if stops is None:
            return None
    parts += [_told(name, entry, offered[name], words) for name in reversed(moves) if name in offered and not (name == "exit_at" and shift)]
    if "onward_ticket" in offered:
        fields["onward_ticket"] = offered["onward_ticket"]
        parts.append(words.say("change.stay.onward_ticket", value=words.say(f"code.onward_ticket.{offered['onward_ticket']}")))
    if (
        set(offered) - {"exit_port", "onward_to", "exit_at", "places", "entry_port", "arrive_from", "entry_at", "onward_ticket"}
        or len(stops or ()) > MOST_STOPS
    ):
        return None
    if "exit_port" in offered and "entry_port" not in offered:
        return None  # the port of leaving is no condition: it follows from the stops
    if set(offered) != {"onward_ticket"}:
        fields["stops"] = str(Journey(stops or ()))
    return fields, parts


def _told(name: str, entry: Entry, value: Any, words: Words) -> str:
    place = words.stop(entry.last)
    if name == "onward_to":
        country = words.atlas.country_name(value, words.language)
        if entry.after is None:
            return words.say("change.itinerary.onward_to", place=place, value=country)
        key = "change.itinerary.onward_first_of" if len(words.entries) > 1 else "change.itinerary.onward_first"
        return words.say(key, number=entry.n, place=place, value=country, next=words.stop(entry.after))
    if name == "exit_at":
        leave = _leave(value, entry)
        shown = datetime.combine(leave.day, leave.at) if leave.at else leave.day
        if len(words.entries) > 1:
            return words.say("change.itinerary.exit_at_of", place=place, value=shown, number=entry.n)
        return words.say("change.itinerary.exit_at", place=place, value=shown)
    if name == "places":
        out = [words.atlas.place_name(one, words.language) for one in entry.places if one not in (value or ())]
        return words.say("change.itinerary.places", value=texts.join(out, words.language))
    if name == "entry_port" and len(words.entries) == 1:
        return words.say("change.itinerary.entry_port", value=words.atlas.port_name(value, words.language))
    if name == "entry_port":
        return words.say("change.itinerary.entry_port_of", number=entry.n, value=words.atlas.port_name(value, words.language))
    return words.say("change.itinerary.arrive_from", place=words.stop(entry.first), value=words.atlas.country_name(value, words.language))


def _leave(value: str, entry: Entry) -> Moment:
    """The moment of leaving that is offered; a day alone where the journey names days."""
    at = datetime.fromisoformat(value)
    return Moment(at.date(), at.time() if "T" in value and (entry.exit_at is None or entry.exit_at.at) else None)


def _days(value: str) -> Any:
    return datetime.fromisoformat(value).date()


def _moved(stop: Stop, shift: timedelta) -> Stop:
    moved = {name: moment.moved(moment.day + shift) for name in ("arrive_at", "leave_at") if (moment := getattr(stop, name)) is not None}
    return replace(stop, **moved)


def _onward(stops: list[Stop], entry: Entry, country: str, atlas: Atlas) -> list[Stop] | None:
    """Through another country or region first. How the next stop was reached from the mainland no longer holds."""
    after = [replace(stops[entry.last + 1], port=None, by=None)] if entry.last + 1 < len(stops) else []
    return [*stops[: entry.last + 1], *_through(country, atlas), *after, *stops[entry.last + 2 :]]


def _arriving(stops: list[Stop], entry: Entry, country: str, atlas: Atlas) -> list[Stop] | None:
    return [*stops[: entry.first], *_through(country, atlas), *stops[entry.first :]]


def _through(country: str, atlas: Atlas) -> list[Stop]:
    found = where.find(atlas, country)
    return [Stop(country, found)] if found is not None else []


def _leaving(stops: list[Stop], entry: Entry, moment: str, atlas: Atlas) -> list[Stop] | None:
    leave = _leave(moment, entry)
    return [replace(stop, leave_at=leave) if number == entry.last else stop for number, stop in enumerate(stops)]


def _port(stops: list[Stop], entry: Entry, port: str, atlas: Atlas) -> list[Stop] | None:
    return [replace(stop, port=port, by=None) if number == entry.first else stop for number, stop in enumerate(stops)]


def _elsewhere(stops: list[Stop], entry: Entry, port: str, atlas: Atlas) -> list[Stop] | None:
    """Entering at another port, with the stay beginning there."""
    found = where.find(atlas, port)
    if found is None or not found.port:
        return None
    return [replace(stop, at=found.code, where=found, port=None, by=None) if number == entry.first else stop for number, stop in enumerate(stops)]


def _without_first(stops: list[Stop], entry: Entry, places: Sequence[str] | None, atlas: Atlas) -> list[Stop] | None:
    """Without the places that are left out behind the first one, which another port takes the place of."""
    first = stops[entry.first].where.place
    return _without(stops, entry, [*(places or ()), *([first] if first else ())], atlas)


def _without(stops: list[Stop], entry: Entry, places: Sequence[str] | None, atlas: Atlas) -> list[Stop] | None:
    """Without the stops at the places that are left out; the first one stays, since the border is crossed there."""
    out = {n for n in range(entry.first, entry.last + 1) if (place := stops[n].where.place) and place not in (places or ())}
    if entry.first in out:
        return None
    kept = [n for n in range(entry.first, entry.last + 1) if n not in out]
    last = replace(stops[kept[-1]], leave_at=stops[entry.last].leave_at)
    return [*stops[: entry.first], *(stops[n] for n in kept[:-1]), last, *stops[entry.last + 1 :]]
