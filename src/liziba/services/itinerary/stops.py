"""The stops of a journey: read from text or records, each found on the map, in the order of time, and written one way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from pydantic import BaseModel

from liziba.atlas import Atlas
from liziba.atlas.texts import Saying
from liziba.services.itinerary import moments, where
from liziba.services.itinerary.moments import Moment
from liziba.services.itinerary.typed import MODES, read_text
from liziba.services.itinerary.where import Where
from liziba.services.question import QuestionError, brief

MOST_STOPS = 20
LONGEST_TEXT = 3000
SEPARATOR = "; "
# Clocks outside the mainland differ by up to a day from Beijing time; those times decide nothing.
OTHER_CLOCKS = timedelta(hours=26)


@dataclass(frozen=True)
class Stop:
    """One stop: where, from when to when, and how it is reached (`by`, and the border port `port` crossed on the way)."""

    FIELDS: ClassVar[tuple[str, ...]] = ("at", "arrive_at", "leave_at", "port", "by", "technical", "leaves_airport")

    at: str
    where: Where = field(repr=False)
    arrive_at: Moment | None = None
    leave_at: Moment | None = None
    port: str | None = None
    by: str | None = None
    technical: bool = False
    leaves_airport: bool = True

    def __str__(self) -> str:
        times = f"{self.arrive_at or ''}/{self.leave_at or ''}".removesuffix("/") if self.arrive_at or self.leave_at else ""
        said = [self.at, times, f"by {self.by}" if self.by else "", "technical" if self.technical else "", "" if self.leaves_airport else "inside"]
        return " ".join(part for part in (*said, f"via {self.port}" if self.port else "") if part)


class Journey(str):
    """The stops in order. As text it is the journey in one line, as it can be typed again."""

    stops: tuple[Stop, ...]

    def __new__(cls, stops: Sequence[Stop]) -> Journey:
        journey = super().__new__(cls, SEPARATOR.join(map(str, stops)))
        journey.stops = tuple(stops)
        return journey

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.stops,)


def read_journey(value: Any, atlas: Atlas) -> Journey | None:
    """The journey from one text, from a list of texts, or from records. Raises QuestionError with the number of the stop."""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise QuestionError("", value, Saying("accepted.itinerary.stops"), Saying("error.itinerary.text_too_long", limit=LONGEST_TEXT))
    given = [value] if isinstance(value, (str, Mapping)) else list(value) if isinstance(value, (list, tuple)) else None
    if value is None or given == [] or (isinstance(value, str) and not value.strip()):
        return None
    if given is None:
        raise QuestionError("", value, Saying("accepted.itinerary.stops"), Saying("error.itinerary.no_stops", given=brief(value)))
    stops: list[Stop] = []
    for item in given[: MOST_STOPS + 1]:
        whole = isinstance(item, str) and len(given) == 1  # what is wrong in one text is told without a number
        for record in _at(None if whole else len(stops), lambda item=item: list(_records(item, atlas))):
            if len(stops) == MOST_STOPS:
                raise QuestionError("", len(stops) + 1, Saying("accepted.itinerary.stops"), Saying("error.itinerary.too_many_stops", limit=MOST_STOPS))
            stops.append(_at(len(stops), lambda record=record: _stop(record, atlas)))
    if stops and not any(stop.where.mainland and not stop.technical for stop in stops):
        raise QuestionError("", brief(value), Saying("accepted.itinerary.stops"), Saying("error.itinerary.not_inside"))
    _at_the_border(stops)
    _in_order(stops, atlas)
    return Journey(stops) if stops else None


def _at(number: int | None, read: Any) -> Any:
    """What is wrong with a stop is told with its number."""
    try:
        return read()
    except QuestionError as error:
        path = ".".join(part for part in ("" if number is None else str(number), error.field) if part)
        raise QuestionError(path, error.given, error.accepted, error.message) from None


def _records(item: Any, atlas: Atlas) -> Iterator[Mapping[str, Any]]:
    if isinstance(item, str):
        yield from read_text(item[:LONGEST_TEXT], lambda name: where.find(atlas, name) is not None, MOST_STOPS)
    elif isinstance(item, BaseModel):
        yield item.model_dump()
    elif isinstance(item, Mapping):
        yield item
    else:
        raise QuestionError("", item, Saying("accepted.itinerary.stop"), Saying("error.itinerary.no_stop", given=brief(item)))


def _stop(record: Mapping[str, Any], atlas: Atlas) -> Stop:
    unknown = next((str(name) for name in record if name not in Stop.FIELDS), None)
    if unknown is not None:
        raise QuestionError(unknown, record[unknown], Saying("accepted.one_of", names=list(Stop.FIELDS)), Saying("error.no_such_field", field=brief(unknown)))
    at, found = _where(record.get("at"), atlas)
    by = record.get("by") or None
    if by is not None and by not in MODES:
        raise QuestionError("by", by, ", ".join(MODES), Saying("error.no_such_code", field="by", given=brief(by)))
    stop = Stop(
        at=at,
        where=found,
        arrive_at=_moment(record, "arrive_at"),
        leave_at=_moment(record, "leave_at"),
        port=_port(record.get("port"), atlas),
        by=by,
        technical=_truth(record, "technical", False),
        leaves_airport=_truth(record, "leaves_airport", True),
    )
    if stop.arrive_at and stop.leave_at and stop.leave_at.latest < stop.arrive_at.earliest:
        raise _too_early("leave_at", stop.leave_at, Saying("error.itinerary.leaves_first", at=stop.at, arrive=stop.arrive_at, leave=stop.leave_at))
    return stop


def _where(given: Any, atlas: Atlas) -> tuple[str, Where]:
    accepted = Saying("accepted.itinerary.at")
    if not isinstance(given, str) or not given.strip():
        raise QuestionError("at", given, accepted, Saying("error.itinerary.nowhere"))
    text = " ".join(given.replace(",", " ").replace("，", " ").split())
    found = where.find(atlas, given) or where.find(atlas, text)
    if found is None:
        near = where.near(atlas, text)
        message = Saying("error.itinerary.no_such_place_near", given=brief(given), names=near) if near else None
        raise QuestionError("at", given, accepted, message or Saying("error.itinerary.no_such_place", given=brief(given)))
    outside = where.lies_outside(atlas, found.port)
    if outside:
        raise QuestionError("at", given, accepted, Saying("error.itinerary.on_the_border", given=brief(given), port=found.port, country=outside))
    if text.upper() == found.code:
        return found.code, found
    again = read_text(text, lambda name: name == text, MOST_STOPS)
    return (text if len(again) == 1 and again[0] == {"at": text} else found.code), found


def _port(given: Any, atlas: Atlas) -> str | None:
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    found = where.port_code(atlas, given) if isinstance(given, str) else None
    if found is None:
        near = where.near(atlas, given, ("port",)) if isinstance(given, str) else None
        message = Saying("error.itinerary.no_such_port_near", given=brief(given), names=near) if near else None
        raise QuestionError("port", given, Saying("accepted.port"), message or Saying("error.no_such_port", given=brief(given)))
    return found


def _moment(record: Mapping[str, Any], name: str) -> Moment | None:
    try:
        return moments.read(record.get(name))
    except QuestionError as error:
        raise QuestionError(name, error.given, error.accepted, error.message) from None


def _truth(record: Mapping[str, Any], name: str, usual: bool) -> bool:
    said = record.get(name)
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    found = usual if said is None or said == "" else said if isinstance(said, bool) else words.get(str(said).strip().lower())
    if found is None:
        raise QuestionError(name, said, Saying("accepted.truth"), Saying("error.not_truth", field=name, given=brief(said)))
    return found


def _too_early(name: str, given: Moment, message: Saying) -> QuestionError:
    return QuestionError(name, str(given), Saying("accepted.itinerary.moment_in_order"), message)


def _at_the_border(stops: Sequence[Stop]) -> None:
    """A border port is crossed only between the mainland and outside: elsewhere it was put behind the wrong stop."""
    before: Stop | None = None
    for number, stop in enumerate(stops):
        if stop.port and before is not None and before.where.mainland == stop.where.mainland:
            message = Saying("error.itinerary.no_border", before=before.at, at=stop.at, port=stop.port)
            raise QuestionError(f"{number}.port", stop.port, Saying("accepted.itinerary.port"), message)
        before = before if stop.technical else stop


def _in_order(stops: Sequence[Stop], atlas: Atlas) -> None:
    """No stop lies before the one before it, as far as the clocks can be compared."""
    last: tuple[Stop, Moment] | None = None
    for number, stop in enumerate(stops):
        for name in ("arrive_at", "leave_at"):
            moment: Moment | None = getattr(stop, name)
            if moment is None:
                continue
            if last is not None:
                same_clock = all(atlas.is_home(one.where.country) for one in (stop, last[0]))
                slack = timedelta() if same_clock or stop is last[0] else OTHER_CLOCKS
                if moment.latest + slack < last[1].earliest:
                    message = Saying("error.itinerary.goes_back", at=stop.at, time=moment, other=last[0].at, before=last[1])
                    raise QuestionError(f"{number}.{name}", str(moment), Saying("accepted.itinerary.moment_in_order"), message)
            last = (stop, moment)
