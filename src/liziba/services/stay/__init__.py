"""May I enter without a visa, and until when? (contract: stay)"""

from __future__ import annotations

from liziba.services.declaration import Service, later
from liziba.services.stay.answer import StayAnswer
from liziba.services.stay.question import DOCUMENTS, PURPOSES, TICKETS, StayQuestion
from liziba.services.stay.respond import respond

service = Service(
    name="stay",
    audiences=("visitors",),
    question=StayQuestion,
    answer=StayAnswer,
    respond=respond,
    bulk=later("liziba.services.stay.bulk:bulk"),
    accepted={
        "nationality": "an ISO 3166-1 alpha-2 code of a country or region (DE, HK)",
        "entry_at": "a moment in Beijing time like 2026-11-22T18:30",
        "exit_at": "a moment in Beijing time like 2026-11-22T18:30, not before entry_at",
        "as_of": "a day like 2026-11-22",
        "passport_valid_until": "a day like 2026-11-22",
        "illegal_stay_on": "a day like 2026-11-22",
        "document": ", ".join(DOCUMENTS),
        "purpose": ", ".join(PURPOSES),
        "onward_ticket": ", ".join(TICKETS),
        "places": "a list of ISO 3166-2 codes, with a town after a slash (CN-CQ, CN-SC/Chengdu)",
        "leaves_airport": "true or false",
        "previous_stays": "a list of objects with entry, exit and basis",
        "group": "an object with size and organiser (mainland_agency, hong_kong_agency)",
        "hong_kong": "connecting_flight, stop_on_direct_flight",
        "arrives_by": "cruise",
        "age": "a whole number of years from 0 to 150",
        "airlines": "a whole number from 1 to 100",
        "refused_visa_stamp": "true or false",
    },
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
