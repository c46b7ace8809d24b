"""What is left after a bad purchase: rights, deadlines, and whether they end before departure (contract: rights, deadlines, green-channel)."""

from __future__ import annotations

from functools import partial

from liziba.services.declaration import Service, examples, later
from liziba.services.redress import complaint, deadlines_answer, green_channel, rights_answer
from liziba.services.redress.deadlines import DeadlinesAnswer, DeadlinesQuestion
from liziba.services.redress.green_channel import GreenChannelAnswer, GreenChannelQuestion
from liziba.services.redress.rights import RightsAnswer, RightsQuestion

_EXAMPLES = examples(__file__)
_TABLE = later("liziba.services.single_tables:bulk")

services = (
    Service(
        name="rights",
        audiences=("visitors",),
        theme="money",
        question=RightsQuestion,
        answer=RightsAnswer,
        respond=rights_answer.respond,
        bulk=partial(_TABLE, "rights"),
        examples=_EXAMPLES["rights"],
    ),
    Service(
        name="deadlines",
        audiences=("visitors",),
        theme="money",
        question=DeadlinesQuestion,
        answer=DeadlinesAnswer,
        respond=deadlines_answer.respond,
        bulk=partial(_TABLE, "deadlines"),
        examples=_EXAMPLES["deadlines"],
    ),
    Service(
        name="green-channel",
        audiences=("visitors",),
        theme="money",
        question=GreenChannelQuestion,
        answer=GreenChannelAnswer,
        respond=green_channel.respond,
        bulk=partial(_TABLE, "green-channel"),
        examples=_EXAMPLES["green-channel"],
    ),
    Service(
        name="complaint",
        audiences=("visitors",),
        theme="money",
        question=complaint.ComplaintQuestion,
        answer=complaint.ComplaintAnswer,
        respond=complaint.respond,
        examples=_EXAMPLES["complaint"],
    ),
)
