"""The dated fields of an answer as a calendar file (RFC 5545): one event of a whole day for each last day.

A service has a calendar where the catalogue holds `ics.SERVICE.FIELD` for a field of its answer. Nothing of the question
goes into the file, the same answer always gives the same bytes, and no clock is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from liziba import __version__
from liziba.atlas import texts
from liziba.atlas.texts import Saying
from liziba.services.declaration import Context, Service
from liziba.services.envelope import Envelope
from liziba.services.question import QuestionError

if TYPE_CHECKING:
    from icalendar import Event

MEDIA_TYPE = "text/calendar; charset=utf-8"
REMIND_BEFORE = timedelta(days=2, hours=15)  # nine in the morning, three days before
SEPARATORS = {"en": " ", "zh": ""}


def has_calendar(service: Service) -> bool:
    """Does an answer of that service have last days to put into a calendar?"""
    return any(texts.has(f"ics.{service.name}.{name}", texts.LANGUAGES[0]) for name in service.answer.model_fields)


def has_days(service: Service, answer: Envelope) -> bool:
    """Does this answer have a day to put into one?"""
    return any(True for _ in _days(service, answer))


def calendar_file(service: Service, answer: Envelope, context: Context) -> bytes:
    """The calendar file of an answer. Raises QuestionError where the answer has no day to put into it."""
    from icalendar import Calendar  # only who wants a file waits for it

    calendar = Calendar()
    calendar.add("prodid", f"-//Liziba//liziba {__version__}//{context.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for name, day in _days(service, answer):
        calendar.add_component(_event(service, name, day, answer, context))
    if not calendar.subcomponents:
        raise QuestionError("ics", None, Saying("accepted.answer_with_a_day"), Saying("error.no_day_for_calendar"))
    return bytes(calendar.to_ical())


def _days(service: Service, answer: Envelope) -> Iterator[tuple[str, date]]:
    """The last days that the answer gives. A refusal gives none: its days belong to nothing that is allowed."""
    for name in type(answer).model_fields:
        day = getattr(answer, name)
        if isinstance(day, date) and answer.verdict != "no" and texts.has(f"ics.{service.name}.{name}", texts.LANGUAGES[0]):
            yield name, day.date() if isinstance(day, datetime) else day


def _event(service: Service, name: str, day: date, answer: Envelope, context: Context) -> Event:
    from icalendar import Alarm, Event

    language = context.language
    summary = texts.say(f"ics.{service.name}.{name}", language)
    as_of = texts.say("ics.as_of", language, day=answer.as_of)
    about = SEPARATORS[language].join([texts.say(f"ics.{service.name}.{name}.about", language), answer.decided_by, as_of])
    event = Event()
    event.add("uid", f"{hashlib.sha256(f'{service.name} {name} {day}'.encode()).hexdigest()[:24]}@liziba")
    event.add("dtstamp", datetime.combine(context.today, time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary, parameters={"LANGUAGE": language})
    event.add("description", about, parameters={"LANGUAGE": language})
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -REMIND_BEFORE)
    event.add_component(alarm)
    return event
