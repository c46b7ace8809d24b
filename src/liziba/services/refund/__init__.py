"""What tax do I get back when I leave? (contract: refund)"""

from __future__ import annotations

from liziba.services.declaration import Service, later
from liziba.services.refund.answer import RefundAnswer
from liziba.services.refund.question import RefundQuestion
from liziba.services.refund.respond import respond

service = Service(
    name="refund",
    audiences=("visitors",),
    question=RefundQuestion,
    answer=RefundAnswer,
    respond=respond,
    bulk=later("liziba.services.refund.bulk:bulk"),
    page=False,  # its pages come with the guided path for buyers
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
