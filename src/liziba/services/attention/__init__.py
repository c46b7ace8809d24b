"""Is a place's popularity a flash or lasting?"""

from __future__ import annotations

from functools import partial

from liziba.services.attention.question import AttentionAnswer, AttentionQuestion
from liziba.services.declaration import Service, examples, later

service = Service(
    name="attention",
    audiences=("city_hall",),
    question=AttentionQuestion,
    answer=AttentionAnswer,
    # Loaded with the first question: the other services need no numpy.
    respond=later("liziba.services.attention.respond:respond"),
    bulk=partial(later("liziba.services.single_tables:bulk"), "attention"),
    examples=examples(__file__)["attention"],
)
