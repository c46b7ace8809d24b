"""Random questions for both ways of judging, with missing values everywhere."""

from __future__ import annotations

from random import Random
from typing import Any

NATIONALITIES = "DE US GB FR IN RU JP CN VN KG ID NO BN SG TH MY SE AL BY HK BA SR KZ PH AT".split()
PORTS = "CKG PEK PVG URC TFU KWE luohu HAK west-kowloon-station-port SHA CGO CTU mohan-railway-port KWL shanghai-port-passenger".split()
NEAR = "HK JP KR TH US DE MO".split()
DOCUMENTS = ["ordinary_passport", "diplomatic_passport", "emergency_document"]
PURPOSES = ["tourism", "business", "work", "exchange", "transit", "study"]
FIRST_DAY, LAST_DAY = 15_700, 20_900  # 2012-12 to 2027-03


PLACES = ["CN-CQ", "CN-SC/Leshan", "CN-SC/Aba", "CN-SC", "CN-XZ/Lhasa", "CN-BJ", "CN-HI", "CN-GX/Guilin", "CN-YN", "CN-GD", "CN-CQ-FTZ", "CN-SC-FTZ"]
BASES = ["visa", "apec_card", "unilateral", "mutual", "transit_240h", "unknown"]


def stay(random: Random, lists: bool = False) -> dict[str, Any]:
    """A question about a stay in engine values; what is not said is left out. `lists`: places and earlier stays as well."""

    def said(value: Any, missing: float) -> Any:
        return None if random.random() < missing else value

    day = random.randint(FIRST_DAY, LAST_DAY)
    entry = said(day * 1440 + random.randint(0, 1439), 0.1)
    question = {
        "nationality": said(random.choice(NATIONALITIES), 0.1),
        "entry_at": entry,
        "entry_port": said(random.choice(PORTS), 0.1),
        "exit_at": said((entry or day * 1440) + random.randint(0, 40 * 1440), 0.4),
        "arrive_from": said(random.choice(NEAR), 0.2),
        "onward_to": said(random.choice(NEAR), 0.2),
        "exit_port": said(random.choice(PORTS), 0.6),
        "hong_kong": said(random.choice(["connecting_flight", "stop_on_direct_flight"]), 0.9),
        "document": said(random.choice(DOCUMENTS), 0.85),
        "purpose": said(random.choice(PURPOSES), 0.7),
        "onward_ticket": said(random.choice(["confirmed", "none"]), 0.9),
        "passport_valid_until": said(day + random.randint(0, 200), 0.8),
        "refused_visa_stamp": said(random.random() < 0.3, 0.9),
        "illegal_stay_on": said(day - random.randint(1, 3000), 0.9),
        "leaves_airport": said(False, 0.9),
        "group.size": said(random.randint(1, 5), 0.8),
        "group.organiser": said(random.choice(["mainland_agency", "hong_kong_agency"]), 0.8),
        "as_of": random.randint(FIRST_DAY - 100, LAST_DAY - 100) if random.random() < 0.6 else LAST_DAY - 100,
    }
    if lists:
        named = [random.choice(PLACES) for _ in range(random.choice([0, 1, 1, 2, 4]))]
        stays = [(day - n, day - n + random.randint(0, 60), random.choice(BASES)) for n in (random.randint(-30, 400) for _ in range(random.randint(0, 6)))]
        question |= {"places": said(tuple(named), 0.3), "previous_stays": said(tuple(stays), 0.3)}
    return {name: value for name, value in question.items() if value is not None}


def claim(random: Random) -> dict[str, Any]:
    """A refund claim in engine values."""

    def said(value: Any, missing: float) -> Any:
        return None if random.random() < missing else value

    def kept(values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value is not None}

    day = random.choice([15_100, 16_700, 17_600, 18_200, 20_200, 20_210, 20_300, 20_700]) + random.randint(-60, 60)
    lines = [
        kept(
            {
                "date": said(day - random.choice([0, 3, 3, 3, 89, 90, 91]), 0.05),
                "amount_cny": said(random.randint(5_000, 60_000), 0.05),
                "vat_rate_pct": said(random.choice([1300, 900, 1300, 1700, 600]), 0.1),
                "store": said(random.choice("AB"), 0.1),
                "buyer": said("somebody", 0.9),
                "refund_store": said(random.random() > 0.1, 0.6),
                "unused": said(random.random() > 0.1, 0.6),
                "carried_out": said(random.random() > 0.1, 0.6),
                "customs_confirmed": said(random.random() > 0.1, 0.6),
                "restricted": said(random.random() < 0.1, 0.6),
                "vat_exempt": said(random.random() < 0.2, 0.6),
                "is_service": said(random.random() < 0.2, 0.6),
                "pieces": said(3, 0.7),
                "pieces_shown": said(random.randint(0, 3), 0.5),
            }
        )
        for _ in range(random.choice([0, 1, 1, 1, 2, 3, 4]))
    ]
    return kept(
        {
            "place": said(random.choice(["CN-CQ", "CN-HB", "CN-HI", "CN-BJ", "CN-XZ", "CN-LN/Dalian"]), 0.1),
            "departure_date": said(day, 0.1),
            "purchases": tuple(lines),
            "visitor": said(random.choice(["foreign_national", "foreign_national", "mainland_citizen_living_abroad"]), 0.5),
            "last_entry_date": said(day - random.choice([10, 20, 180, 183, 184, 200]), 0.6),
            "last_entry_shown": said(random.random() > 0.05, 0.8),
            "stay_days_at_departure": said(random.choice([10, 183, 184]), 0.8),
            "agent_fee_pct": said(random.choice([100, 250]), 0.8),
            "as_of": random.randint(20_300, 20_780),
        }
    )
