"""From a question about a journey to the answer: entries from stops, each asked of `stay` for each traveller, all put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from liziba.services.declaration import Context
from liziba.services.envelope import Assumption, Ground, Warning_
from liziba.services.explain import stamp
from liziba.services.itinerary.answer import EntryOfJourney, ItineraryAnswer, TravellerOfEntry
from liziba.services.itinerary.asking import Asker, Ruling
from liziba.services.itinerary.changes import offers
from liziba.services.itinerary.entries import Entry, entries
from liziba.services.itinerary.question import ItineraryQuestion
from liziba.services.itinerary.wording import Words, begun

# Where an assumption of stay stands in the question of a journey.
FIELDS_OF_STAY = {"document": "travellers", "leaves_airport": "stops", "exit_port": "stops", "places": "stops", "arrives_by": "stops"}
# So many questions are put to stay in search of changes that help; a large party on a long journey may have more that do.
MOST_QUESTIONS = 100
ORDER = ("no", "unknown", "not_established", "yes")


def respond(question: ItineraryQuestion, context: Context) -> ItineraryAnswer:
    """The whole answer to one journey."""
    asker = Asker(context)
    found = entries(question.journey, context.atlas)
    rulings = asker.rulings(question, found)
    words = Words(question, found, context.atlas, context.language)
    verdict = _verdict(ruling.verdict for ruling in rulings)
    missing = [name for name in ("stops", "travellers") if getattr(question, name) is None]
    if not missing and verdict == "unknown":
        missing = list(dict.fromkeys(path for ruling in rulings if ruling.verdict == "unknown" for path in ruling.missing))
    most = asker.count + MOST_QUESTIONS

    def judge(other: ItineraryQuestion) -> Sequence[Ruling] | None:
        return asker.rulings(other, entries(other.journey, context.atlas)) if asker.count < most else None

    changes = offers(question, rulings, words, judge) if verdict != "yes" else []
    return ItineraryAnswer(
        verdict=verdict,
        headline=words.headline(verdict, rulings),
        as_of=question.as_of or context.today,
        atlas=stamp(context.atlas),
        assumptions=_assumptions(question, rulings, words),
        missing=missing,
        warnings=_warnings(rulings, words),
        grounds=_grounds(rulings, words),
        what_would_change=changes,
        decided_by=rulings[0].answer.decided_by if rulings else asker.ask({}).decided_by,
        entries=[_entry(entry, words, [ruling for ruling in rulings if ruling.entry is entry]) for entry in found],
    )


def _verdict(verdicts: Iterable[str]) -> str:
    """No where one is refused, else what is open, else yes; unknown where nobody travels."""
    return min(verdicts, key=ORDER.index, default="unknown")


def _entry(entry: Entry, words: Words, rulings: Sequence[Ruling]) -> EntryOfJourney:
    return EntryOfJourney(
        n=entry.n,
        entry_port=entry.entry_port,
        entry_at=str(entry.entry_at) if entry.entry_at else None,
        exit_port=entry.exit_port,
        exit_at=str(entry.exit_at) if entry.exit_at else None,
        arrive_from=entry.arrive_from[0] if len(entry.arrive_from) == 1 else None,
        onward_to=entry.onward_to[0] if len(entry.onward_to) == 1 else None,
        places=list(entry.places),
        leaves_airport=entry.leaves_airport,
        headline=words.way(entry),
        travellers=[_traveller(words, ruling) for ruling in rulings],
    )


def _traveller(words: Words, ruling: Ruling) -> TravellerOfEntry:
    question = words.question
    answered = ruling.answer
    settled = ruling.verdict == answered.verdict
    refused: dict[str, list[str]] = ruling.get("refused_by") or {}
    return TravellerOfEntry(
        n=ruling.traveller,
        name=question.personal(ruling.traveller).get("name"),
        called=words.called(ruling.traveller),
        nationality=question.party[ruling.traveller - 1].nationality,
        verdict=ruling.verdict,
        scheme=ruling.get("scheme") if settled else None,
        leave_by_date=ruling.get("leave_by_date") if ruling.verdict == "yes" else None,
        max_days=ruling.get("max_days") if ruling.verdict == "yes" else None,
        max_hours=ruling.get("max_hours") if ruling.verdict == "yes" else None,
        headline=begun(words.told(ruling)) + words.say("itinerary.stop") if ruling.verdict == "unknown" else answered.headline,
        missing=list(ruling.missing),
        refused_by=refused if ruling.verdict == "no" else {},
        ask=dict(ruling.fields),
    )


def _deciding(ruling: Ruling) -> list[Ground]:
    """The conditions that the verdict rests on: all of the scheme that fits, those that failed of a refusal, those that are open."""
    grounds = ruling.answer.grounds
    if ruling.verdict == "yes":
        return [ground for ground in grounds if grounds and ground.scheme == grounds[0].scheme]
    return [ground for ground in grounds if ground.result == ("failed" if ruling.verdict == "no" else "unknown")]


def _grounds(rulings: Sequence[Ruling], words: Words) -> list[Ground]:
    """The deciding conditions, each once with all entries and travellers that it is about. An id begins with the first of these: 2.1.unilateral.rule.

    Where the journey is no yes, those of the entries and travellers for whom it is none; the others have theirs in the answer of `stay`.
    """
    in_the_way = [ruling for ruling in rulings if ruling.verdict != "yes"]
    held: dict[tuple[Any, ...], tuple[Ground, list[Ruling]]] = {}
    for ruling in sorted(in_the_way or rulings, key=lambda ruling: ORDER.index(ruling.verdict)):
        for ground in _deciding(ruling):
            key = (ground.id, ground.result, repr(ground.found), repr(ground.limit), ground.text)
            held.setdefault(key, (ground, []))[1].append(ruling)
    found = []
    for ground, about in held.values():
        first = about[0]
        changed = {"id": f"{first.entry.n}.{first.traveller}.{ground.id}", "text": words.about(about, len(rulings)) + ground.text}
        found.append(ground.model_copy(update=changed))
    return found


def _warnings(rulings: Sequence[Ruling], words: Words) -> list[Warning_]:
    """Every warning once, with the entries and travellers that it is about where it is not about all."""
    held: dict[tuple[str, str], list[Ruling]] = {}
    for ruling in rulings:
        for warning in ruling.answer.warnings:
            held.setdefault((warning.code, warning.text), []).append(ruling)
    return [Warning_(code=code, text=words.about(about, len(rulings)) + text) for (code, text), about in held.items()]


def _assumptions(question: ItineraryQuestion, rulings: Sequence[Ruling], words: Words) -> list[Assumption]:
    """What was taken for granted: ports that were not said, names that stand in several countries, and what stay takes for granted."""
    found: dict[tuple[str, str], Assumption] = {}

    def add(field: str, value: Any, text: str) -> None:
        found.setdefault((field, text), Assumption(field=field, value=value, text=text))

    for entry in words.entries:
        if entry.port_assumed:
            port = words.atlas.port_name(entry.entry_port or "", words.language)
            add(entry.paths("entry_port"), entry.entry_port, words.say("itinerary.assumed.port", entry=begun(words.entry(entry)), port=port))
        for number, countries in ((entry.before, entry.arrive_from), (entry.after, entry.onward_to)):
            settled = all(ruling.verdict != "unknown" for ruling in rulings if ruling.entry is entry)
            if number is not None and len(countries) > 1 and settled:
                country = words.atlas.country_name(countries[0], words.language)
                add(f"stops.{number}.at", countries[0], words.say("itinerary.assumed.country", at=question.journey[number].at, country=country))
    for ruling in rulings:
        for one in ruling.answer.assumptions:
            add(FIELDS_OF_STAY.get(one.field, one.field), one.value, one.text)
    return list(found.values())
