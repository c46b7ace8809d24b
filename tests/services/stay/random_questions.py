"""Random questions about stays, as plain fields: every scheme, many ports, days from 2013 to 2027, and what people leave out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from liziba.atlas import Atlas

TODAY = date(2026, 11, 22)
NATIONALITIES = "DE US GB FR IN RU JP CN VN KG ID NO BN SG TH MY SE AL BY HK BA SR KZ PH AT MM LA BR SA UA MX CZ LT MN EG AE QA EC".split()
OFTEN = "CKG CKG CKG PEK PVG URC TFU KWE luohu HAK SYX west-kowloon-station-port SHA CGO mohan-railway-port mohan-highway-port KWL JHG LHW WXN CAN".split()
NEAR = "HK JP KR TH US DE MO TW".split()
DOCUMENTS = ["ordinary_passport", "diplomatic_passport", "emergency_document", "bno_passport"]
PURPOSES = ["tourism", "business", "visit", "exchange", "transit", "family_friends", "medical", "work"]
PLACES = "CN-CQ CN-SC/Leshan CN-SC/Aba CN-SC CN-XZ/Lhasa CN-BJ CN-SH CN-HI CN-YN/Xishuangbanna CN-GX/Guilin CN-GD CN-CQ-FTZ CN-XJ CN-YN/Lijiang".split()
LENGTHS = [0, 1, 2, 3, 5, 6, 9, 10, 11, 14, 15, 16, 25, 29, 30, 31, 40, 60, 91]


def question(random: Random, atlas: Atlas) -> dict[str, Any]:
    """One question; about half of them lie around today, the others anywhere since 2013."""

    def said(share: float) -> bool:
        return random.random() < share

    day = date(2013, 1, 1) + timedelta(days=random.randint(0, 5400)) if said(0.5) else TODAY + timedelta(days=random.randint(-30, 400))
    entry = datetime(day.year, day.month, day.day, random.choice([0, 8, 12, 23]), random.choice([0, 59]))
    port = random.choice([one.port for one in atlas.ports()] if said(0.3) else OFTEN)
    asked: dict[str, Any] = {"nationality": random.choice(NATIONALITIES), "entry_at": moment(entry, random), "entry_port": port}
    if said(0.8):
        asked["exit_at"] = moment(max(entry, entry + timedelta(days=random.choice(LENGTHS), hours=random.choice([0, 5, -5]))), random)
    if said(0.5):
        asked["exit_port"] = port if said(0.7) else random.choice(OFTEN)
    if said(0.85):
        asked["arrive_from"] = random.choice(NEAR)
    if said(0.85):
        asked["onward_to"] = asked["arrive_from"] if "arrive_from" in asked and said(0.4) else random.choice(NEAR)
    rare = {
        "document": (0.12, lambda: random.choice(DOCUMENTS)),
        "purpose": (0.3, lambda: random.choice(PURPOSES)),
        "onward_ticket": (0.2, lambda: random.choice(["confirmed", "none", "open_date"])),
        "places": (0.3, lambda: random.sample(PLACES, random.randint(1, 3))),
        "passport_valid_until": (0.2, (day + timedelta(days=random.randint(0, 200))).isoformat),
        "previous_stays": (0.25, lambda: stays(random, day)),
        "group": (0.2, lambda: {"size": random.choice([1, 2, 3, 8]), "organiser": random.choice(["mainland_agency", "hong_kong_agency"])}),
        "leaves_airport": (0.08, lambda: False),
        "hong_kong": (0.05, lambda: random.choice(["connecting_flight", "stop_on_direct_flight"])),
        "refused_visa_stamp": (0.04, lambda: True),
        "illegal_stay_on": (0.04, (day - timedelta(days=random.randint(1, 3000))).isoformat),
        "as_of": (0.5, (day - timedelta(days=random.randint(0, 200))).isoformat),
    }
    return asked | {field: make() for field, (share, make) in rare.items() if said(share)}


def moment(value: datetime, random: Random) -> str:
    """A moment, or only its day: people do not always know the hour."""
    return value.date().isoformat() if random.random() < 0.1 else value.isoformat(timespec="minutes")


def stays(random: Random, day: date) -> list[dict[str, str]]:
    """Earlier stays that use up a window, some of them on another basis."""
    found, start = [], day - timedelta(days=random.randint(30, 250))
    for _ in range(random.randint(1, 5)):
        end = start + timedelta(days=random.randint(0, 35))
        found.append({"entry": start.isoformat(), "exit": end.isoformat(), "basis": random.choice(["mutual", "mutual", "visa", "transit_240h", "apec_card"])})
        start = end + timedelta(days=random.randint(0, 20))
    return found
