"""From stops to entries: every arrival from outside the mainland is one, and it lasts until the next stop outside.

Only the neighbouring stops count for the place before and after; a stop on a direct flight is none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from liziba.atlas import Atlas
from liziba.services.itinerary.moments import Moment
from liziba.services.itinerary.stops import Stop
from liziba.services.itinerary.where import ports_called

# How a leg may reach a port of that kind.
MODE_OF_PORT = {"airport": "air", "rail": "train", "road": "road", "seaport": "ship", "ferry": "ship"}


@dataclass(frozen=True)
class Entry:
    """One stay in the mainland. `first` and `last` are the numbers of its stops, `before` and `after` of those around it."""

    n: int
    first: int
    last: int
    before: int | None
    after: int | None
    entry_port: str | None
    port_assumed: bool
    exit_port: str | None
    entry_at: Moment | None
    exit_at: Moment | None
    arrive_from: tuple[str, ...]
    onward_to: tuple[str, ...]
    places: tuple[str, ...]
    leaves_airport: bool

    def paths(self, field: str) -> str:
        """Where in the question a field of `stay` stands."""
        return {
            "entry_at": f"stops.{self.first}.arrive_at",
            "entry_port": f"stops.{self.first}.port",
            "exit_at": f"stops.{self.last}.leave_at",
            "arrive_from": "stops" if self.before is None else f"stops.{self.before}.at",
            "onward_to": "stops" if self.after is None else f"stops.{self.after}.at",
        }.get(field, "")


def entries(stops: Sequence[Stop], atlas: Atlas) -> list[Entry]:
    """Every entry of the journey in order; none where no stop lies in the mainland."""
    counted = [(number, stop) for number, stop in enumerate(stops) if not stop.technical]
    found: list[Entry] = []
    run: list[int] = []
    for place, (_, stop) in enumerate(counted):
        if stop.where.mainland:
            run.append(place)
        if run and (not stop.where.mainland or place == len(counted) - 1):
            found.append(_entry(len(found) + 1, run, counted, stops, atlas))
            run = []
    return found


def _entry(n: int, run: list[int], counted: Sequence[tuple[int, Stop]], stops: Sequence[Stop], atlas: Atlas) -> Entry:
    inside = [counted[place] for place in run]
    (first, arrival), (last, departure) = inside[0], inside[-1]
    before = counted[run[0] - 1] if run[0] else None
    after = counted[run[-1] + 1] if run[-1] + 1 < len(counted) else None
    landed = any(stop.technical and stop.where.mainland for stop in stops[(before[0] + 1 if before else 0) : first])
    port, assumed = (arrival.port, False) if arrival.port or landed else _port_of(arrival, atlas)
    return Entry(
        n=n,
        first=first,
        last=last,
        before=before[0] if before else None,
        after=after[0] if after else None,
        entry_port=port,
        port_assumed=assumed,
        exit_port=(after[1].port or _port_left(departure, after[1], atlas)) if after else None,
        entry_at=arrival.arrive_at,
        exit_at=departure.leave_at,
        arrive_from=before[1].where.countries if before else (),
        onward_to=after[1].where.countries if after else (),
        places=tuple(dict.fromkeys(stop.where.place for _, stop in inside if stop.where.place)),
        leaves_airport=any(stop.leaves_airport for _, stop in inside),
    )


def _fits(port: str, by: str | None, atlas: Atlas) -> bool:
    """Can one cross the border there by that way of travelling?"""
    row: Any = next((row for row in atlas.ports() if row.port == port), None)
    return by is None or MODE_OF_PORT[row.mode if row else "airport"] == by


def _port_of(arrival: Stop, atlas: Atlas) -> tuple[str | None, bool]:
    """The port at which one arrives: the stop itself, else the only one that is known in that town (then it is taken for granted)."""
    if arrival.where.port:
        return (arrival.where.port, False) if _fits(arrival.where.port, arrival.by, atlas) else (None, False)
    known = [port.port for port in ports_called(atlas, arrival.where) if _fits(port.port, arrival.by, atlas)]
    return (known[0], True) if len(known) == 1 else (None, False)


def ports_that_fit(arrival: Stop, atlas: Atlas) -> list[str]:
    """The known ports of the town, of the way in which one travels; where the town has none, all of that way."""
    there = [port.port for port in ports_called(atlas, arrival.where) if _fits(port.port, arrival.by, atlas)]
    return there or [port.port for port in atlas.ports() if arrival.by not in (None, "air") and _fits(port.port, arrival.by, atlas)]


def _port_left(departure: Stop, after: Stop, atlas: Atlas) -> str | None:
    port = departure.where.port
    return port if port and _fits(port, after.by, atlas) else None
