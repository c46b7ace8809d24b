"""May I enter without a visa, and until when? (contract: stay)"""

from __future__ import annotations

from liziba.services.declaration import Service, later
from liziba.services.stay.answer import StayAnswer
from liziba.services.stay.question import StayQuestion
from liziba.services.stay.respond import respond

service = Service(
    name="stay",
    audiences=("visitors",),
    question=StayQuestion,
    answer=StayAnswer,
    respond=respond,
    bulk=later("liziba.services.stay.bulk:bulk"),
    examples={
        "yes": {"nationality": "DE", "entry_at": "2026-12-01T10:00", "entry_port": "CKG", "exit_at": "2026-12-12T18:00"},
        "no": {
            "nationality": "US",
            "entry_at": "2026-12-01T10:00",
            "entry_port": "CKG",
            "exit_at": "2026-12-05T10:00",
            "arrive_from": "KR",
            "onward_to": "KR",
        },
        "unknown": {"nationality": "US", "entry_at": "2026-12-01T10:00", "entry_port": "CKG", "exit_at": "2026-12-05T10:00", "arrive_from": "KR"},
    },
)
