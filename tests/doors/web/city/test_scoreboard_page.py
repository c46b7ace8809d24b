"""The scoreboard: ranks with ranges as `index` computes them, one click to why and to the raw cell, and no rank where too little is known."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest

from liziba.atlas import texts
from liziba.services.declaration import Context, ask
from liziba.services.index.frameworks import frameworks
from tests.doors.reader import LANGUAGES, get, links, text

NOT_RANKED = "scoreboard?year=2017"


def board(page: str) -> list[tuple[str, str, str]]:
    """Rank, city, range of every line."""
    table = page.split('<table class="board"')[1].split("</table>")[0]
    rank = r'<td class="rank"><span class="big"[^>]*>(.*?)</span> <span class="span">(.*?)</span>\s*</td>'
    found = re.findall(rank + r'\s*<th scope="row"><a[^>]*>(.*?)</a></th>', table)
    assert found
    return [(rank, name, span) for rank, span, name in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_ranks_and_ranges_are_those_of_the_answer(language: str, context: Context) -> None:
    for framework in frameworks(context.atlas):
        answer: Any = ask("index", {"framework": framework}, Context(context.atlas, context.today, language))
        shown = board(text(get(f"/{language}/scoreboard?framework={framework}")))
        assert [(rank if rank != "–" else None, name) for rank, name, _ in shown] == [(str(one.rank) if one.rank else None, one.name) for one in answer.ranking]
        for (_, _, span), one in zip(shown, answer.ranking, strict=True):
            if one.rank:
                always = span == texts.say("city.span.always", language)
                assert {str(one.best), str(one.worst)} == ({str(one.rank)} if always else set(re.findall(r"\d+", span)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_has_too_few_figures_is_not_ranked_and_the_line_says_why(language: str) -> None:
    page = text(get(f"/{language}/{NOT_RANKED}"))
    assert {rank for rank, _, _ in board(page)} == {"–"}
    assert page.count('class="refused') == len(board(page))
    assert "50%" in page.split('class="refused')[1]
    assert texts.say("city.not_ranked", language) in page


def test_every_city_is_one_click_from_why() -> None:
    page = text(get("/en/scoreboard"))
    why = [link for link in links(page) if link.startswith("/en/index?")]
    assert len(why) == len(board(page))
    for link in why:
        assert "framework=" in link
        assert "city=" in link
        assert get(link).status_code == 200


def test_every_raw_cell_is_one_click_away_and_names_its_source() -> None:
    page = text(get("/en/scoreboard"))
    cells = {link for link in links(page) if re.match(r"/en/indicators/\w+#", link)}
    assert len(cells) > 40
    pages: dict[str, str] = {}
    for link in sorted(cells):
        address, _, anchor = link.partition("#")
        pages.setdefault(address, text(get(address)))
        row = re.search(rf'<tr role="row" id="{re.escape(anchor)}">.*?</tr>', pages[address], re.DOTALL)
        assert row, link
        assert "/en/source/" in row[0]


def test_figures_from_memory_count_only_where_asked_and_the_page_warns() -> None:
    warning = texts.say("city.scoreboard.unconfirmed", "en")
    assert warning in text(get("/en/scoreboard?unconfirmed=true&year=2023"))
    assert warning not in text(get("/en/scoreboard?year=2023"))


def test_the_chart_is_of_the_same_board() -> None:
    for address in ("scoreboard?framework=plan_2021", NOT_RANKED):
        page = text(get(f"/en/{address}"))
        source = re.search(r'<img src="([^"]+)"', page)
        assert source
        drawn = get(source[1])
        assert drawn.headers["Content-Type"].startswith("image/svg+xml")
        for _, name, _ in board(page):
            assert name in drawn.content.decode()


def test_the_file_holds_the_ranks_of_the_page() -> None:
    for choices in ("?framework=plan_2021", "?year=2017", ""):
        page = text(get(f"/en/scoreboard{choices}"))
        file = next(html.unescape(link) for link in links(page) if "scoreboard.csv" in link)
        assert file == f"/en/scoreboard.csv{choices}"
        response = get(file)
        assert response.headers["Content-Type"].startswith("text/csv")
        lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
        assert [(line["rank"] or "–", line["city"]) for line in lines] == [(rank, name) for rank, name, _ in board(page)]
    assert get("/en/scoreboard.csv?year=abcd").status_code == 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_indices_of_others_stand_apart_with_their_sources(language: str) -> None:
    page = text(get(f"/{language}/scoreboard"))
    others = page.split('class="further others"')[1].split("</details>")[0]
    lines = others.split("<li>")[1:]
    assert lines
    assert all(f"/{language}/source/" in line for line in lines)
    assert texts.say("city.others.about", language) in others


def test_the_board_by_size_and_per_resident_are_two_boards() -> None:
    boards = {scale: text(get(f"/en/scoreboard?scale_of={scale}")) for scale in ("size", "per_resident")}
    told = {scale: re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)[1] for scale, page in boards.items()}  # type: ignore[index]
    assert told["size"] != told["per_resident"]
    for scale, page in boards.items():
        assert f'<option value="{scale}" selected>' in page
        assert f"scale_of={scale}" in page.split("<table")[1], "why is asked by the same choice"
