"""An indicator: the cities in order with ties and gaps said, releases apart, two populations, and every raw cell under an anchor."""

from __future__ import annotations

import re

import pytest

from liziba.atlas import texts
from liziba.doors.web.city.indicator_page import cell_id
from liziba.services.declaration import Context
from liziba.services.index.peers import peers
from liziba.services.observations.figures import figures, indicators
from tests.doors.reader import LANGUAGES, get, links, text


@pytest.mark.parametrize("code", ["retail_total", "retail_per_capita", "tertiary_share", "museums"])
def test_every_published_figure_of_every_city_has_its_anchor(code: str, context: Context) -> None:
    page = text(get(f"/en/indicators/{code}"))
    for place in peers(context.atlas):
        for one in figures(context.atlas, place, code, context.today):
            assert f'id="{cell_id(place, one)}"' in page


def test_every_indicator_has_its_page_and_stands_in_the_list(context: Context) -> None:
    listed = set(links(text(get("/zh/indicators"))))
    for code, held in indicators(context.atlas).items():
        assert f"/zh/indicators/{code}" in listed
        page = text(get(f"/zh/indicators/{code}"))
        assert held.name_zh in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_ways_of_counting_heads_stand_side_by_side(language: str) -> None:
    page = text(get(f"/{language}/indicators/retail_per_capita"))
    assert 'id="heads"' in page
    assert 'id="heads"' not in text(get(f"/{language}/indicators/retail_total"))


def test_a_city_that_is_not_covered_is_told_from_one_not_found() -> None:
    page = text(get("/en/indicators/michelin_listed"))
    assert texts.say("city.cell.not_covered", "en") in page
    standing = text(get("/en/indicators/retail_total")).split('class="board standing"')[1].split("</table>")[0]
    assert texts.say("city.cell.not_found", "en") in standing


def test_releases_are_lines_of_their_own() -> None:
    drawn = get("/en/chart/indicator-series.csv?indicator=retail_total&place=CN-CQ").content.decode("utf-8-sig")
    lines = {row.split(",")[3] for row in drawn.splitlines()[1:]}
    assert len(lines) > 2
    assert any("2025" in line for line in lines), "what stands on the basis before the census is apart"


def test_by_what_was_known_before_a_revision_the_first_release_stands() -> None:
    now, then = text(get("/en/indicators/retail_total?period=2024")), text(get("/en/indicators/retail_total?period=2024&as_of=2025-06-30"))
    first = [re.search(r'class="own".*?#CN-CQ-([\w-]+)"', page, re.DOTALL) for page in (now, then)]
    assert first[0]
    assert first[1]
    assert "-revised-" in first[0][1]
    assert "-first-" in first[1][1]


def test_the_files_are_those_of_the_indicator_and_the_day() -> None:
    page = text(get("/en/indicators/retail_total?as_of=2025-06-30"))
    files = [link for link in links(page) if link.startswith("/en/observations.")]
    assert len(files) == 2
    for link in files:
        assert "indicator=retail_total&as_of=2025-06-30" in link
        assert "attachment" in get(link).headers["Content-Disposition"]
