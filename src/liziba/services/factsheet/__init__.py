"""Two cited pages on the city or one of its six brand sectors."""

from __future__ import annotations

from functools import partial

from liziba.services.declaration import Service, examples, later
from liziba.services.factsheet.question import FactsheetAnswer, FactsheetQuestion
from liziba.services.factsheet.respond import respond

service = Service(
    name="factsheet",
    audiences=("city_hall", "businesses", "visitors"),
    question=FactsheetQuestion,
    answer=FactsheetAnswer,
    respond=respond,
    bulk=partial(later("liziba.services.single_tables:bulk"), "factsheet"),
    examples=examples(__file__)["factsheet"],
)
