"""Where does a city stand, how sure is that, why, and what would move it?"""

from __future__ import annotations

from functools import partial

from liziba.services.declaration import Service, examples, later
from liziba.services.index.answer import IndexAnswer
from liziba.services.index.question import IndexQuestion
from liziba.services.index.respond import respond

service = Service(
    name="index",
    audiences=("city_hall",),
    question=IndexQuestion,
    answer=IndexAnswer,
    respond=respond,
    bulk=partial(later("liziba.services.single_tables:bulk"), "index"),
    examples=examples(__file__)["index"],
)
