"""May I enter without a visa, and until when? (contract: stay)"""

from __future__ import annotations

from liziba.services.declaration import Service, examples, later
from liziba.services.stay.answer import StayAnswer
from liziba.services.stay.question import StayQuestion
from liziba.services.stay.respond import respond, rules_of

service = Service(
    name="stay",
    audiences=("visitors",),
    question=StayQuestion,
    answer=StayAnswer,
    respond=respond,
    bulk=later("liziba.services.stay.bulk:bulk"),
    table=later("liziba.services.stay.bulk:StayTable"),
    rules=rules_of,
    examples=examples(__file__),
)
