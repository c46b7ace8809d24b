"""What must I do after entry? (contract: arrival)"""

from __future__ import annotations

from liziba.services.arrival.answer import ArrivalAnswer
from liziba.services.arrival.question import ArrivalQuestion
from liziba.services.arrival.respond import respond, rules_of
from liziba.services.declaration import Service, examples, later

service = Service(
    name="arrival",
    audiences=("visitors",),
    question=ArrivalQuestion,
    answer=ArrivalAnswer,
    respond=respond,
    bulk=later("liziba.services.arrival.bulk:bulk"),
    rules=rules_of,
    examples=examples(__file__),
)
