"""Which figures were published about a city, in which release, and which of them compare?"""

from __future__ import annotations

from functools import partial

from liziba.services.declaration import Service, examples, later
from liziba.services.observations.question import ObservationsAnswer, ObservationsQuestion
from liziba.services.observations.respond import respond

service = Service(
    name="observations",
    audiences=("city_hall",),
    question=ObservationsQuestion,
    answer=ObservationsAnswer,
    respond=respond,
    bulk=partial(later("liziba.services.single_tables:bulk"), "observations"),
    examples=examples(__file__)["observations"],
)
