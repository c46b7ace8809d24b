"""Whatever is typed is read or refused with a path, and what was read can be written down and read again."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from liziba.atlas import load
from liziba.services.declaration import Context, ask, service
from liziba.services.question import QuestionError

CONTEXT = Context(load(), date(2026, 11, 22))
PLACES = ["LAX", "ICN", "CKG", "Chongqing", "重庆", "Hong Kong", "HKG", "CN-SC/Chengdu", "PVG", "London", "Congo - Kinshasa", "Laos", "China", "luohu", "Aba"]
TIMES = ["", " 2026-12-01", " /2026-12-01", " 2026-12-01T10:00/2026-12-01T23:00", " 1 Dec 2026 - 1 Dec 2026", " 2026年12月1日"]
BEHIND = ["", " by train", " 乘船", " via luohu", " technical", " inside", " by road via west kowloon", ", by air"]
BETWEEN = ["; ", " -> ", "\n", " - ", "，", "/", " "]

stops = st.builds("{}{}{}".format, st.sampled_from(PLACES), st.sampled_from(TIMES), st.sampled_from(BEHIND))
journeys = st.builds(lambda parts, between: between.join(parts), st.lists(stops, max_size=6), st.sampled_from(BETWEEN))
scraps = st.text(alphabet=st.sampled_from("CKGLAX重庆香港 ;,->/–\n\x00\x01\x0202612-年月日:TZ()viaby"), max_size=60)


@given(st.one_of(journeys, scraps), st.one_of(st.sampled_from(["DE", "US, TH", "2 DE business", ""]), scraps))
@settings(max_examples=60, deadline=None)
def test_any_text_is_answered_or_refused_with_the_path_of_what_is_wrong(typed: str, travellers: str) -> None:
    refused, answer = None, None
    try:
        answer = ask("itinerary", {"stops": typed, "travellers": travellers}, CONTEXT)
    except QuestionError as error:
        refused = error
    if refused is not None:
        assert refused.field.partition(".")[0] in ("stops", "travellers")
        assert refused.accepted
    if answer is not None:
        assert answer.verdict != "unknown" or answer.missing


@given(journeys)
@settings(max_examples=60, deadline=None)
def test_what_was_read_is_the_same_when_it_is_typed_again(typed: str) -> None:
    try:
        read = service("itinerary").read({"stops": typed}, CONTEXT.atlas)
    except QuestionError:
        return
    again = service("itinerary").read({"stops": str(getattr(read, "stops", None) or "")}, CONTEXT.atlas)
    assert again == read
    assert again.journey == read.journey  # type: ignore[attr-defined]
