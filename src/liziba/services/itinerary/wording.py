"""The answer about a journey in words: one sentence for the whole, and what entries, travellers and gaps are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from liziba.atlas import Atlas, texts
from liziba.services.itinerary.asking import Ruling
from liziba.services.itinerary.entries import Entry, ports_that_fit
from liziba.services.itinerary.moments import Moment
from liziba.services.itinerary.question import ItineraryQuestion
from liziba.services.paths import label

SERVICE = "itinerary"
FEW_PORTS = 4


def begun(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


class Words:
    """Says things about one journey in one language."""

    def __init__(self, question: ItineraryQuestion, entries: Sequence[Entry], atlas: Atlas, language: str) -> None:
        self.question = question
        self.entries = entries
        self.atlas = atlas
        self.language = language

    def say(self, key: str, **values: Any) -> str:
        return texts.say(key, self.language, **values)

    def stop(self, number: int) -> str:
        """A stop by what it was called, or by the name of its code."""
        stop = self.question.journey[number]
        where = stop.where
        if where.place and (where.port is None or where.port == stop.at):
            return self.atlas.place_name(where.place, self.language)
        if where.mainland and where.code != where.country:
            return self.atlas.port_name(where.port, self.language) if where.port == stop.at else stop.at
        if len(where.countries) > 1:
            return stop.at
        country = self.atlas.country_name(where.country, self.language)
        return country if where.code == where.country else self.say("itinerary.in_country", name=stop.at, country=country)

    def traveller(self, number: int) -> str:
        """Traveller 2 (United States), with the name where one was given."""
        one = self.question.party[number - 1]
        country = self.atlas.country_name(one.nationality, self.language) if one.nationality else self.say("word.not_said")
        name = self.question.personal(number).get("name")
        return (
            self.say("itinerary.traveller_named", number=number, country=country, name=name)
            if name
            else self.say("itinerary.traveller", number=number, country=country)
        )

    def entry(self, entry: Entry) -> str:
        """Entry 2 at Chongqing."""
        return self.say("itinerary.entry", number=entry.n, place=self.stop(entry.first))

    def way(self, entry: Entry) -> str:
        """Entry 1: from ICN (South Korea) to Chongqing on 1 December 2026; on 5 December 2026 to Hong Kong."""
        where_from = self.say("itinerary.way.from", place=self.stop(entry.before)) if entry.before is not None else ""
        arrival = self.say("itinerary.way.at", time=self.time(entry.entry_at)) if entry.entry_at else ""
        leaving = self.say("itinerary.way.at", time=self.time(entry.exit_at)) if entry.exit_at else ""
        onward = self.say("itinerary.way.to", place=self.stop(entry.after)) if entry.after is not None else ""
        stops = [self.stop(n) for n in range(entry.first, entry.last + 1) if not self.question.journey[n].technical]
        places = self.say("itinerary.way.then").join(name for n, name in enumerate(stops) if n == 0 or name != stops[n - 1])
        inside = "" if entry.leaves_airport else self.say("itinerary.way.inside")
        key = "itinerary.way.both" if leaving or onward else "itinerary.way.in"
        return self.say(key, number=entry.n, origin=where_from, places=places, arrival=arrival, leaving=leaving, onward=onward, inside=inside)

    def time(self, moment: Moment) -> Any:
        shown = texts.shown(datetime.combine(moment.day, moment.at) if moment.at else moment.day, self.language)
        return str(shown)

    def about(self, rulings: Sequence[Ruling], every: int) -> str:
        """What stands before a text that is about some entries and travellers only; nothing where it is about all."""
        if len(rulings) == every or not rulings:
            return ""
        entries = list(dict.fromkeys(ruling.entry.n for ruling in rulings))
        travellers = list(dict.fromkeys(ruling.traveller for ruling in rulings))
        if len(entries) * len(travellers) == len(rulings):
            return self.say("itinerary.about", who=self.some(entries, travellers))
        return self.say("itinerary.about", who=self.say("word.semicolon").join(self.some([one.entry.n], [one.traveller]) for one in rulings))

    def some(self, entries: Sequence[int], travellers: Sequence[int]) -> str:
        """These entries and travellers, as far as they are not all there are."""
        parts = [self.say("itinerary.entry_short", number=n) for n in entries] if len(entries) < len(self.entries) else []
        parts += [self.traveller(n) for n in travellers] if len(travellers) < len(self.question.party) else []
        return texts.join(parts, self.language)

    def called(self, number: int) -> str:
        """A traveller by number and country; who travels alone by country."""
        one = self.question.party[0]
        if len(self.question.party) > 1 or not one.nationality or self.question.personal(1).get("name"):
            return begun(self.traveller(number))
        return self.atlas.country_name(one.nationality, self.language)

    def headline(self, verdict: str, rulings: Sequence[Ruling]) -> str:
        """One sentence: the answer to the whole journey."""
        deciding = [ruling for ruling in rulings if ruling.verdict == verdict]
        if not deciding:
            return self.unanswered()
        if len(rulings) == 1 and verdict != "unknown":
            return deciding[0].answer.headline
        if verdict == "yes":
            open_end = any(ruling.entry.exit_at is None for ruling in rulings)
            key = "itinerary.headline.yes_open" if open_end else "itinerary.headline.yes"
            return self.say(key, who=self.say(f"itinerary.all.{len(self.question.party)}"), entries=self.say("itinerary.entries", n=len(self.entries)))
        told = self.told(deciding[0])
        same = [ruling for ruling in deciding if ruling.entry is deciding[0].entry and self.told(ruling) == told]
        who = self.those(same)
        sentence = self.say("itinerary.headline.of", who=begun(who), told=told) if who else self.say("itinerary.headline.alone", told=begun(told))
        more = len(deciding) - len(same)
        return sentence + (self.say("itinerary.headline.more", n=more) if more else "")

    def told(self, ruling: Ruling) -> str:
        """What stands in the way of one traveller in one entry."""
        if ruling.verdict == "no":
            return self.say("itinerary.told.no", reasons=self.reasons(ruling))
        if ruling.verdict == "unknown":
            return self.say("itinerary.told.unknown", fields=texts.join([self.path(path) for path in ruling.missing], self.language))
        return self.say("itinerary.told.not_established")

    def those(self, rulings: Sequence[Ruling]) -> str:
        """An entry and the travellers that something is about, as far as there are several."""
        parts = [self.entry(rulings[0].entry)] if len(self.entries) > 1 else []
        everyone = len(rulings) == len(self.question.party)
        parts += [] if everyone else [self.traveller(ruling.traveller) for ruling in rulings]
        return texts.join(parts, self.language)

    def unanswered(self) -> str:
        names = [label(SERVICE, name, self.language) for name in ("stops", "travellers") if getattr(self.question, name) is None]
        return self.say("itinerary.headline.nothing", fields=texts.join(names, self.language))

    def reasons(self, ruling: Ruling) -> str:
        """Why the nearest scheme is refused."""
        refused: dict[str, list[str]] = ruling.get("refused_by") or {}
        nearest = next((ground.scheme for ground in ruling.answer.grounds if ground.scheme in refused), None)
        reasons = refused.get(nearest or "all") or ["not_on_list"]
        if self.atlas.is_home(self.question.party[ruling.traveller - 1].nationality):
            return self.say("reason.not_on_list")
        words = texts.join([self.say(f"reason.{reason}") for reason in reasons], self.language)
        return self.say("stay.refusal", scheme=self.say(f"scheme.{nearest}"), reasons=words) if nearest else words

    def path(self, path: str) -> str:
        """What is missing, with the name of its stop."""
        parts = path.split(".")
        if parts[0] == "stops" and len(parts) > 2:
            stop = self.question.journey[int(parts[1])]
            known = ports_that_fit(stop, self.atlas) if parts[2] == "port" else []
            if known:
                return self.say("itinerary.missing.port_of", place=self.stop(int(parts[1])), number=int(parts[1]) + 1, ports=known[:FEW_PORTS])
            return self.say(f"itinerary.missing.{parts[2]}", place=self.stop(int(parts[1])), number=int(parts[1]) + 1)
        return self.say("itinerary.missing.stops") if path == "stops" else label(SERVICE, path, self.language)
