"""What tax do I get back when I leave? (contract: refund)"""

from __future__ import annotations

from liziba.services.declaration import Service, later
from liziba.services.refund.answer import RefundAnswer
from liziba.services.refund.question import VISITORS, RefundQuestion
from liziba.services.refund.respond import respond

service = Service(
    name="refund",
    audiences=("visitors",),
    question=RefundQuestion,
    answer=RefundAnswer,
    respond=respond,
    bulk=later("liziba.services.refund.bulk:bulk"),
    page=False,  # its pages come with the guided path for buyers
    accepted={
        "place": "an ISO 3166-2 code of a province, with a town after a slash (CN-CQ, CN-LN/Dalian)",
        "departure_date": "a day like 2026-11-22",
        "as_of": "a day like 2026-11-22",
        "purchases": "a list of at most 1000 objects",
        "purchases.date": "a day like 2026-11-22",
        "purchases.amount_cny": "yuan with at most two decimals, not negative",
        "purchases.vat_rate_pct": "a percentage from 0 to 100",
        "purchases.pieces": "a whole number",
        "purchases.pieces_shown": "a whole number, at most pieces",
        "visitor": ", ".join(VISITORS),
        "last_entry_date": "a day like 2026-11-22",
        "stay_days_at_departure": "a whole number of days",
        "agent_fee_pct": "a percentage from 0 to 100",
    },
    examples={
        "yes": {
            "place": "CN-CQ",
            "departure_date": "2026-12-10",
            "purchases": [{"store": "A", "date": "2026-12-01", "vat_rate_pct": 13, "amount_cny": "400.00"}],
        },
        "no": {
            "place": "CN-CQ",
            "departure_date": "2026-12-10",
            "purchases": [{"store": "A", "date": "2026-12-01", "vat_rate_pct": 13, "amount_cny": "180.00"}],
        },
        "unknown": {"place": "CN-CQ", "purchases": [{"store": "A", "date": "2026-12-01", "vat_rate_pct": 13, "amount_cny": "400.00"}]},
    },
)
