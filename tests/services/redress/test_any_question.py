"""Whatever is asked about a dispute: an answer in both languages with one verdict, and offers that keep their promise."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from liziba.services import fields
from liziba.services.declaration import Context, service
from liziba.services.question import QuestionError

NAMES = ("rights", "deadlines", "green-channel", "complaint")


def drawn(name: str, chance: random.Random) -> dict[str, Any]:
    """Some fields of a question with values of their kind."""
    found: dict[str, Any] = {}
    for field, info in service(name).question.model_fields.items():
        if chance.random() < 0.65:
            continue
        choices, kind = fields.choices(info), fields.kind(info)
        if choices:
            found[field] = [chance.choice(choices)] if fields.holds_list(info) else chance.choice(choices)
        elif kind == "day":
            found[field] = (date(2013, 1, 1) + timedelta(days=chance.randrange(5400))).isoformat()
        elif kind == "truth":
            found[field] = chance.random() < 0.5
        elif kind == "money":
            found[field] = f"{chance.randrange(100_000)}.{chance.randrange(100):02d}"
        elif kind == "whole":
            found[field] = chance.randrange(60)
        elif kind == "place":
            found[field] = chance.choice(("CN-CQ", "CN-YN/Dali", "CN-SC/Chengdu", "CN-BJ"))
        else:
            found[field] = "words"
    return found


@pytest.mark.parametrize("name", NAMES)
def test_any_question_has_an_answer(name: str, context: Context) -> None:
    chance = random.Random(name)
    chinese = Context(context.atlas, context.today, "zh")
    asked, answered = service(name), 0
    for _ in range(600):
        said = drawn(name, chance)
        try:
            question = asked.read(said, context.atlas)
        except QuestionError:
            continue  # days out of order
        answered += 1
        english = asked.respond(question, context)
        other = asked.respond(question, chinese)
        assert len({"", english.headline, other.headline}) == 3, said
        assert (english.verdict == "unknown") == bool(english.missing), said
        assert set(english.missing) <= set(asked.question.model_fields), said
        plain = (english.verdict, english.missing, [(g.id, g.result) for g in english.grounds], [w.code for w in english.warnings])
        assert plain == (other.verdict, other.missing, [(g.id, g.result) for g in other.grounds], [w.code for w in other.warnings]), said
        for offer in english.what_would_change:
            assert asked.respond(asked.read({**said, **offer.set}, context.atlas), context).verdict == offer.then["verdict"], (said, offer)
    assert answered > 100
