"""Where a city is first and last: only where three cities at least are ranked, and never both."""

from __future__ import annotations

from datetime import date

from liziba.atlas import Atlas
from liziba.services.index.peers import peers
from liziba.services.index.strengths import strengths

TODAY = date(2026, 11, 22)


def test_the_first_and_the_last_are_the_ends_of_the_comparison(atlas: Atlas) -> None:
    places = peers(atlas)
    found = strengths(atlas, "CN-CQ", places, TODAY)
    assert {one.side for one in found} == {"ahead", "behind", "between"}
    for one in found:
        ranks = [city.rank for city in one.beside.cities if city.rank]
        assert one.of == len(ranks) >= 3
        assert (one.side == "ahead") == (one.own.rank == 1 and max(ranks) > 1)
        assert (one.side == "behind") == (one.own.rank == max(ranks) and one.own.rank > 1)


def test_only_one_city_is_alone_at_the_top(atlas: Atlas) -> None:
    places = peers(atlas)
    first = [(one.beside.indicator, place) for place in places for one in strengths(atlas, place, places, TODAY) if one.side == "ahead" and not one.own.tied]
    assert len({indicator for indicator, _ in first}) == len(first)


def test_before_anything_was_published_nothing_is_compared(atlas: Atlas) -> None:
    assert strengths(atlas, "CN-CQ", peers(atlas), date(2001, 1, 1)) == ()
