"""Has a measure reached its target? (contract: measures)"""

from __future__ import annotations

from functools import partial

from liziba.services.declaration import Service, examples, later
from liziba.services.measures.question import MeasuresAnswer, MeasuresQuestion
from liziba.services.measures.respond import respond

service = Service(
    name="measures",
    audiences=("city_hall",),
    question=MeasuresQuestion,
    answer=MeasuresAnswer,
    respond=respond,
    bulk=partial(later("liziba.services.single_tables:bulk"), "measures"),
    examples=examples(__file__)["measures"],
)
