"""Journeys that cannot be read: the path of what is wrong, and what may have been meant."""

from __future__ import annotations

from typing import Any

import pytest

from liziba.services.declaration import Context, ask
from liziba.services.question import QuestionError

# stops, travellers -> path, words of the message.
WRONG: dict[str, tuple[Any, Any, str, str]] = {
    "unknown place": ("LAX; ICN; Chonqing 2026-12-01", "US", "stops.2.at", "Did you mean Chongqing"),
    "unknown country": ("BKK; CKG", "DE, Germny", "travellers.1.nationality", "Did you mean Germany (DE)?"),
    "unknown port": ("BKK; CKG via west kowlon", "DE", "stops.1.port", "west-kowloon-station-port"),
    "leaves before it arrives": ("BKK; CKG 2026-12-05/2026-12-01", "DE", "stops.1.leave_at", "lies before arriving"),
    "goes back in time": ("BKK; CKG 2026-12-05; CTU 2026-12-01", "DE", "stops.2.arrive_at", "2026-12-01 lies before 2026-12-05 at CKG"),
    "back in time at Hong Kong": ("CKG 2026-12-05/2026-12-06T10:00; HKG 2026-12-06T09:00", "DE", "stops.1.arrive_at", "lies before"),
    "no such day": ("BKK; CKG 2026-02-30", "DE", "stops", "Not a day or moment: 2026-02-30."),
    "no such day in a record": ([{"at": "CKG", "arrive_at": "soon"}], "DE", "stops.0.arrive_at", "Not a day or moment: soon."),
    "offset": ("BKK; CKG 2026-12-01T10:00+02:00", "DE", "stops", "Beijing time"),
    "unknown field of a stop": ([{"at": "BKK"}, {"at": "CKG", "when": "2026-12-01"}], "DE", "stops.1.when", "No such field: when."),
    "unknown field of a traveller": ("BKK; CKG", [{"nationality": "DE", "age": 5}], "travellers.0.age", "No such field: age."),
    "unknown way of travelling": ([{"at": "CKG", "by": "donkey"}], "DE", "stops.0.by", "donkey"),
    "no truth": ([{"at": "CKG", "technical": "perhaps"}], "DE", "stops.0.technical", "perhaps"),
    "a stop without a place": ([{"at": "BKK"}, {"arrive_at": "2026-12-01"}], "DE", "stops.1.at", "without a place"),
    "a port that is no place to stay": ("CKG 2026-12-01; West Kowloon; CKG", "DE", "stops.1.at", "HK via west-kowloon-station-port"),
    "a port where no border is": ("BKK; CKG 2026-12-01; Shenzhen via luohu; HKG", "DE", "stops.2.port", "luohu belongs behind the stop that one goes to"),
    "nothing inside": ("BKK; HKG", "DE", "stops", "No stop lies in the mainland"),
    "only a technical stop inside": ("BKK; PVG technical; ICN", "DE", "stops", "No stop lies in the mainland"),
    "too many stops": ("; ".join(["HKG", "CKG"] * 11), "DE", "stops", "More than 20 stops."),
    "too many travellers": ("BKK; CKG", "11 DE", "travellers.0", "More than 10 travellers."),
    "too long a text": ("CKG " * 1000, "DE", "stops", "longer than 3000"),
    "no list": (5, "DE", "stops", "Not a journey: 5."),
    "personal field of a traveller": ("BKK; CKG", [{"nationality": "DE", "passport_valid_until": "soon"}], "travellers.0.passport_valid_until", "no day: soon"),
    "earlier stays": ("BKK; CKG", [{"nationality": "DE", "previous_stays": "last year"}], "travellers.0.previous_stays", "earlier stays"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_named_by_its_path(kind: str, context: Context) -> None:
    stops, travellers, path, words = WRONG[kind]
    with pytest.raises(QuestionError) as caught:
        ask("itinerary", {"stops": stops, "travellers": travellers}, context)
    assert caught.value.field == path
    assert words in caught.value.message
    english, chinese = (caught.value.as_error(language)["error"] for language in ("en", "zh"))
    assert english["accepted"]
    assert english["message"] != chinese["message"]


def test_names_that_may_have_been_meant_are_said_in_the_readers_language(context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        ask("itinerary", {"stops": "BKK; CKG", "travellers": "Germny"}, context)
    assert "德国（DE）" in caught.value.as_error("zh")["error"]["message"] or "德国 (DE)" in caught.value.as_error("zh")["error"]["message"]


def test_clocks_outside_the_mainland_may_differ_by_a_day(context: Context) -> None:
    answer = ask("itinerary", {"stops": "ICN; CKG 2026-12-01/2026-12-05T18:00; LAX 2026-12-05T14:00", "travellers": "DE"}, context)
    assert answer.verdict == "yes"


def test_particulars_of_nobody_are_an_error(context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        ask("itinerary", {"stops": "BKK; CKG", "travellers": "DE", "particulars": [{"traveller": 2, "name": "Anna"}]}, context)
    assert caught.value.field == "particulars.0.traveller"
