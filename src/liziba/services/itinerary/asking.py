"""Asks `stay` for each entry and traveller, as a user would. There is no rule here.

What the journey leaves open (a day without a time, a city's name in two countries, an earlier stay of unknown length) is
asked both ways: where the answers differ, the verdict is unknown and the path of what is open is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, product
from math import inf
from typing import Any

from liziba.services.declaration import Context, ask
from liziba.services.envelope import Envelope
from liziba.services.itinerary.entries import Entry
from liziba.services.itinerary.question import ItineraryQuestion
from liziba.services.question import is_missing

STAY = "stay"
# More ways than this are not all asked: what they leave open must then be said.
MOST_WAYS = 40
# The basis of an earlier entry of this journey for which no scheme is established yet.
NO_BASIS = "unknown"


@dataclass(frozen=True)
class Ruling:
    """What stay answers for one traveller in one entry, and with which question."""

    entry: Entry
    traveller: int
    fields: Mapping[str, Any]
    answer: Envelope
    verdict: str
    missing: tuple[str, ...]
    open_paths: tuple[str, ...] = ()

    def get(self, name: str) -> Any:
        return getattr(self.answer, name, None)


@dataclass
class Asker:
    """Puts questions to stay; the same question is put once, also for journeys that differ little."""

    context: Context
    asked: dict[str, Envelope] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many different questions were put."""
        return len(self.asked)

    def ask(self, fields: Mapping[str, Any]) -> Envelope:
        key = json.dumps(fields, sort_keys=True, default=str)
        if key not in self.asked:
            self.asked[key] = ask(STAY, fields, self.context)
        return self.asked[key]

    def rulings(self, question: ItineraryQuestion, entries: Sequence[Entry]) -> list[Ruling]:
        """One ruling for each entry and traveller, entry by entry."""
        found: list[Ruling] = []
        for number in range(1, len(question.party) + 1):
            stays: list[Ruling] = []
            for entry in entries:
                stays.append(self.ruling(question, entry, number, stays))
            found += stays
        return sorted(found, key=lambda ruling: (ruling.entry.n, ruling.traveller))

    def ruling(self, question: ItineraryQuestion, entry: Entry, traveller: int, before: Sequence[Ruling]) -> Ruling:
        """All ways in which the entry may turn out; a refusal stands for them, else the shortest stay; where the verdicts differ, it is unknown."""
        ways = list(islice(_ways(question, entry, traveller, before), MOST_WAYS + 1))
        answers = [self.ask(fields) for fields, _ in ways[:MOST_WAYS]]
        (fields, _), answer = min(zip(ways, answers, strict=False), key=lambda way: (way[1].verdict != "no", _length(way[1])))
        if len({one.verdict for one in answers}) > 1 or len(ways) > MOST_WAYS:
            open_paths = tuple(dict.fromkeys(path for _, paths in ways for path in paths))
            return Ruling(entry, traveller, fields, answer, "unknown", open_paths, open_paths)
        missing = tuple(dict.fromkeys(_path(entry, traveller, name) for name in answer.missing))
        return Ruling(entry, traveller, fields, answer, str(answer.verdict), missing)


def _length(answer: Envelope) -> float:
    """How long one may stay, in days; endless where that is not told."""
    days, hours = getattr(answer, "max_days", None), getattr(answer, "max_hours", None)
    return float(days) if days is not None else hours / 24 if hours is not None else inf


def _path(entry: Entry, traveller: int, name: str) -> str:
    """Where in the question of the journey a field of stay stands."""
    if name in ("nationality", "document"):
        return f"travellers.{traveller - 1}.{name}"
    return entry.paths(name) or name


def _ways(question: ItineraryQuestion, entry: Entry, traveller: int, before: Sequence[Ruling]) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    """The questions to stay that the journey may mean, each with the paths of what it leaves open."""
    one = question.party[traveller - 1]
    personal = question.personal(traveller)
    stated = [{"entry": stay.entry, "exit": stay.exit, "basis": stay.basis} for stay in getattr(personal.get("previous_stays"), "stays", ())]
    always = {
        "nationality": one.nationality,
        "document": one.document,
        "purpose": one.purpose or question.purpose,
        "onward_ticket": question.onward_ticket,
        "entry_port": entry.entry_port,
        "exit_port": entry.exit_port,
        "places": list(entry.places),
        "leaves_airport": None if entry.leaves_airport else False,
        **{name: value for name, value in personal.items() if name not in ("name", "previous_stays")},
        "as_of": question.as_of,
    }
    stays, stays_open = _earlier_stays(before, entry)
    times = _times(entry)
    for (entry_at, exit_at), (from_, onward), earlier in product(times, _neighbours(entry), stays):
        paths = [entry.paths(name) for name, several in (("exit_at", len(times) > 1), ("arrive_from", len(entry.arrive_from) > 1)) if several]
        paths += [entry.paths("onward_to")] if len(entry.onward_to) > 1 else []
        fields = {**always, "entry_at": entry_at, "exit_at": exit_at, "arrive_from": from_, "onward_to": onward, "previous_stays": [*stated, *earlier]}
        yield {name: _plain(value) for name, value in fields.items() if not is_missing(value)}, (*paths, *stays_open)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [{name: _plain(part) for name, part in item.items()} if isinstance(item, Mapping) else item for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _times(entry: Entry) -> list[tuple[str | None, str | None]]:
    """Entry and leaving. Hours count only for who stays inside the port: there a day without a time is asked as its first and its last minute."""
    start, end = entry.entry_at, entry.exit_at
    if start is None or end is None:
        return [(str(start) if start else None, str(end) if end else None)]
    if not entry.leaves_airport and not (start.at and end.at) and start.day != end.day:
        moments = ((start.earliest, end.latest), (start.latest, end.earliest))
        return [(one.isoformat(timespec="minutes"), other.isoformat(timespec="minutes")) for one, other in moments]
    if start.day == end.day and not (start.at and end.at):  # a day alone would be read as its first minute
        moment = (start.at or end.at) and (start.earliest if start.at else end.earliest)
        return [(moment.isoformat(timespec="minutes"),) * 2] if moment else [(str(start), str(end))]
    return [(str(start), str(end))]


def _neighbours(entry: Entry) -> list[tuple[str | None, str | None]]:
    return list(product(entry.arrive_from or (None,), entry.onward_to or (None,)))


def _earlier_stays(before: Sequence[Ruling], entry: Entry) -> tuple[list[list[dict[str, Any]]], tuple[str, ...]]:
    """The earlier entries of this journey as stays: what is sure, and where something is open also the least that they may be."""
    most: list[dict[str, Any]] = []
    least: list[dict[str, Any]] = []
    open_paths: list[str] = []
    for ruling in before:
        stay = ruling.entry
        if stay.entry_at is None or ruling.verdict == "no" or ruling.get("border_check") is False:
            continue  # without a day nothing can be counted; a refused one is no stay without a visa; who passes no border check has not entered
        latest = entry.entry_at.day if entry.entry_at else stay.entry_at.day
        end = stay.exit_at.day if stay.exit_at else max(stay.entry_at.day, latest)
        one = {"entry": stay.entry_at.day, "exit": end, "basis": ruling.get("scheme") or NO_BASIS}
        most.append(one)
        if not stay.leaves_airport:  # perhaps nobody checked the border: then it was no stay
            open_paths.append(f"stops.{stay.first}.leaves_airport")
            continue
        if stay.exit_at is None:
            open_paths.append(stay.paths("exit_at"))
        if ruling.verdict == "yes":
            least.append(one if stay.exit_at else {**one, "exit": stay.entry_at.day})
        else:
            open_paths += ruling.missing
    return ([most] if most == least else [most, least]), tuple(open_paths)
