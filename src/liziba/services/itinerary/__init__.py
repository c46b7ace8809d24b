"""May these travellers make this journey without a visa: every entry and every traveller, asked of `stay`."""

from __future__ import annotations

from liziba.services.declaration import Service, examples
from liziba.services.itinerary.answer import ItineraryAnswer
from liziba.services.itinerary.question import ItineraryQuestion
from liziba.services.itinerary.respond import respond

service = Service(
    name="itinerary",
    audiences=("visitors",),
    question=ItineraryQuestion,
    answer=ItineraryAnswer,
    respond=respond,
    examples=examples(__file__),
)
