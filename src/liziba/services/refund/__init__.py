"""What tax comes back on leaving, in the store, and for which shops (contract: refund, instant-refund, refund-store),
and what other countries give back."""

from __future__ import annotations

from functools import partial

from liziba.services.declaration import Service, examples, later
from liziba.services.refund import abroad, instant, store
from liziba.services.refund.answer import RefundAnswer
from liziba.services.refund.question import RefundQuestion
from liziba.services.refund.respond import respond, rules_of

_EXAMPLES = examples(__file__)
_TABLE = later("liziba.services.single_tables:bulk")

refund = Service(
    name="refund",
    audiences=("visitors",),
    theme="money",
    question=RefundQuestion,
    answer=RefundAnswer,
    respond=respond,
    bulk=later("liziba.services.refund.bulk:bulk"),
    table=later("liziba.services.refund.bulk:RefundTable"),
    sample=later("liziba.services.refund.sample:sample"),
    rules=rules_of,
    examples=_EXAMPLES["refund"],
)

services = (
    refund,
    Service(
        name="instant-refund",
        audiences=("visitors",),
        theme="money",
        question=instant.InstantQuestion,
        answer=instant.InstantAnswer,
        respond=instant.respond,
        bulk=partial(_TABLE, "instant-refund"),
        examples=_EXAMPLES["instant-refund"],
    ),
    Service(
        name="refund-store",
        audiences=("businesses",),
        theme="money",
        question=store.StoreQuestion,
        answer=store.StoreAnswer,
        respond=store.respond,
        bulk=partial(_TABLE, "refund-store"),
        examples=_EXAMPLES["refund-store"],
    ),
    Service(
        name="refund-abroad",
        audiences=("visitors",),
        theme="money",
        question=abroad.AbroadQuestion,
        answer=abroad.AbroadAnswer,
        respond=abroad.respond,
        examples=_EXAMPLES["refund-abroad"],
    ),
)
