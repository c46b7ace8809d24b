"""A city and the places people come for: what is computed, and what is said where nothing is held."""

from __future__ import annotations

import pytest

from liziba.atlas import texts
from liziba.services.declaration import Context
from liziba.services.index.peers import peers
from liziba.services.index.strengths import strengths
from liziba.services.measures.tracker import counts, tracker
from tests.doors.reader import LANGUAGES, get, links, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_strong_and_weak_sides_are_counted_from_the_comparison(language: str, context: Context) -> None:
    for place in peers(context.atlas):
        found = [one for one in strengths(context.atlas, place, peers(context.atlas), context.today) if one.recent]
        page = text(get(f"/{language}/cities/{place}"))
        for side in ("ahead", "behind"):
            number = sum(one.side == side for one in found)
            assert texts.say(f"city.profile.{side}", language, n=number) in page


def test_measures_are_those_of_the_city(context: Context) -> None:
    page = text(get("/en/cities/CN-CQ"))
    own = tuple(one for one in tracker(context.atlas, context.today) if one.finding.target.place == "CN-CQ")
    for state, number in counts(own).items():
        assert f'/en/measures/all?state={state}&place=CN-CQ"><span class="count">{number}</span>' in page


def test_where_nothing_is_held_the_page_says_so() -> None:
    page = text(get("/en/cities/CN-TJ"))
    for part in ("measures", "attention", "sheets"):
        assert texts.say(f"city.profile.{part}.none", "en", city="Tianjin") in page
    early = text(get("/en/cities/CN-CQ?as_of=2005-01-01"))
    assert texts.say("city.profile.nothing", "en", city="Chongqing") in early
    assert texts.say("city.profile.moves.unranked", "en") in early


def test_the_fact_sheets_of_the_city_are_linked() -> None:
    assert "/en/factsheet?subject=city&place=CN-CQ" in links(text(get("/en/cities/CN-CQ")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_spot_has_the_class_of_its_answer(language: str) -> None:
    page = text(get(f"/{language}/attention/all?spot=hongyadong"))
    row = next(part for part in page.split("<tr") if f"/{language}/attention?spot=hongyadong" in part)
    assert texts.say("code.kind.lasting", language) in row
    assert "147,143" in page or "14.71" in page
    zibo = next(part for part in page.split("<tr") if f"/{language}/attention?spot=zibo" in part)
    assert texts.say("code.kind.undecided", language) in zibo


def test_a_chart_of_a_spot_holds_one_measure_and_window_only() -> None:
    drawn = get("/en/chart/attention.csv?spot=hongyadong").content.decode("utf-8-sig").splitlines()
    years = [row.split(",")[0] for row in drawn[1:]]
    assert len(years) == len(set(years)) > 2
    assert get("/en/chart/attention.csv?spot=nanbin_road").status_code == 404


def test_the_newest_figure_of_a_year_is_the_one_of_its_last_month(context: Context) -> None:
    newest = max(
        (row for row in context.atlas.table("observations/observations").rows if (row.place, row.indicator) == ("CN-CQ", "metro_km")),
        key=lambda row: row.period,
    )
    section = text(get("/en/cities/CN-CQ")).split(texts.say("city.profile.keys", "en"))[1]
    (line,) = [one for one in section.split("<tr") if "/indicators/metro_km" in one]
    assert f">{newest.figure.normalize():f} " in line
