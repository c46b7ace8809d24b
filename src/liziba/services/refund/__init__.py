"""What tax do I get back when I leave? (contract: refund)"""

from __future__ import annotations

from liziba.services.declaration import Service, examples, later
from liziba.services.refund.answer import RefundAnswer
from liziba.services.refund.question import RefundQuestion
from liziba.services.refund.respond import respond, rules_of

service = Service(
    name="refund",
    audiences=("visitors",),
    question=RefundQuestion,
    answer=RefundAnswer,
    respond=respond,
    bulk=later("liziba.services.refund.bulk:bulk"),
    page=False,  # its pages come with the guided path for buyers
    rules=rules_of,
    examples=examples(__file__),
)
