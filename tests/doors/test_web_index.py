"""The page of `index`: ranks with their ranges first, then why, levers, and every raw cell with its source."""

from __future__ import annotations

import re

from liziba.atlas import texts
from tests.doors import site

MISSION = "framework=mission&year=2025&city=CN-CQ"


def html(path: str) -> str:
    response = site.client().get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def test_ranks_stand_before_warnings_and_these_before_reasons_levers_and_raw_figures() -> None:
    page = html(f"/en/index?{MISSION}")
    order = [
        texts.say("answer.index.ranking", "en"),
        texts.say("web.answer.warnings", "en"),
        texts.say("web.index.levers", "en", city="Chongqing"),
        texts.say("web.index.matrix", "en"),
        texts.say("web.index.published", "en"),
    ]
    places = [page.index(f">{heading}</h2>") for heading in order]
    assert places == sorted(places)


def test_each_part_of_the_gap_leads_to_its_raw_cells_and_these_to_series_and_sources() -> None:
    page = html(f"/en/index?{MISSION}")
    anchors = re.findall(r'href="#(raw-[a-z0-9_]+)"', page)
    assert anchors
    for anchor in anchors:
        assert f'id="{anchor}"' in page
    row = page[page.index('id="raw-retail_growth"') :].partition("</tr>")[0]
    assert "/en/observations?place=CN-CQ&amp;indicator=retail_growth" in row
    sources = re.findall(r'href="(/en/source/[a-z0-9_]+)"', row)
    assert sources
    assert "<h1" in html(sources[0])


def test_another_city_is_explained_by_a_link() -> None:
    page = html(f"/zh/index?{MISSION}")
    link = re.search(r'href="(/zh/index\?[^"]*city=CN-BJ[^"]*)"', page)
    assert link
    assert texts.say("web.index.levers", "zh", city="北京") in html(link[1].replace("&amp;", "&"))


def test_where_nobody_is_ranked_the_figures_are_shown_all_the_same() -> None:
    page = html("/en/index?framework=mission&year=2016")
    assert "verdict-not_established" in page
    assert texts.say("web.index.matrix", "en") in page
    assert texts.say("answer.index.choices", "en") not in page


def test_a_lever_leads_to_the_measure_with_the_same_state() -> None:
    page = html("/en/index?framework=plan_2021&year=2025&city=CN-CQ")
    link = re.search(r'href="(/en/measures\?[^"]+)">[^<]*: reached<', page)
    assert link
    assert "verdict-yes" in html(link[1].replace("&amp;", "&"))


def test_three_warnings_five_levers_and_three_parts_are_read_at_once_and_the_rest_is_folded() -> None:
    page = html(f"/en/index?{MISSION}")
    warnings = page.partition('<section class="warnings">')[2].partition("</section>")[0]
    first, _, folded = warnings.partition("<details")
    assert first.count("<li>") == 3
    assert folded.count("<li>") > 3
    levers = page.partition(f">{texts.say('web.index.levers', 'en', city='Chongqing')}</h2>")[2].partition("</section>")[0]
    assert levers.partition("<details")[0].count("<li><strong>") == 5
    assert page.partition(f">{texts.say('web.index.matrix', 'en')}</h2>")[2].strip().startswith("<details")


def test_ranges_and_parts_are_drawn_and_the_scoreboard_is_one_click_away() -> None:
    page = html(f"/en/index?{MISSION}&scale_of=per_resident")
    pictures = [one.replace("&amp;", "&") for one in re.findall(r'<img src="([^"]+)"', page)]
    assert {one.partition("?")[0] for one in pictures} >= {"/en/chart/scoreboard.svg", "/en/chart/index-parts.svg"}
    for one in pictures:
        assert "scale_of=per_resident" in one
        assert site.client().get(one).status_code == 200
    board = re.search(r'href="(/en/scoreboard\?[^"]+)"', page)
    assert board
    assert "<h1" in html(board[1].replace("&amp;", "&"))


def test_where_nobody_is_ranked_no_chart_of_ranks_is_drawn() -> None:
    page = html("/en/index?framework=mission&year=2016")
    assert "/en/chart/" not in page
