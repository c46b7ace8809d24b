"""All pages of city hall: both languages, nothing unknown, every choice kept in the other language, copies that readers keep."""

from __future__ import annotations

import gzip
import re
from functools import cache
from typing import Any

import pytest

from liziba.atlas import texts
from tests.doors.reader import LANGUAGES, get, links, text
from tests.doors.web.city.addresses import MISSING, PAGES, WRONG

HEAVIEST = 150_000
# The page of each address as it usually is: the quick ring follows the links of these.
USUAL = ("hall", "scoreboard", "indicators", "indicator", "measures", "attention", "Chongqing")


@cache
def opened(address: str) -> Any:
    """A page as several tests look at it: made once."""
    return get(address)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_there_and_light(language: str, name: str) -> None:
    response = opened(f"/{language}/{PAGES[name]}")
    page = text(response)
    assert response.status_code == 200
    assert len(response.content) < HEAVIEST
    assert page.count("<h1") == 1
    assert "None" not in re.sub(r"<[^>]*>", " ", page)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "an anchor stands once"
    assert not re.search(r'<[^>]+ (?:style|onclick)="', page)


@pytest.mark.parametrize("name", PAGES)
def test_the_other_language_says_the_same_choice(name: str) -> None:
    page = opened(f"/en/{PAGES[name]}")
    other = next(link for link in links(text(page)) if link.startswith("/zh/"))
    path, _, query = PAGES[name].partition("?")
    assert other.partition("?")[0] == f"/zh/{path}"
    assert opened(other).status_code == 200
    assert set(filter(None, other.partition("?")[2].split("&"))) <= set(query.split("&"))


@pytest.mark.parametrize("name", USUAL)
def test_what_was_read_before_is_not_sent_again(name: str) -> None:
    first = get(f"/en/{PAGES[name]}", **{"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    assert "<h1" in gzip.decompress(first.content).decode()
    again = get(f"/en/{PAGES[name]}", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "public" in first.headers["Cache-Control"]


@pytest.mark.parametrize("address", MISSING)
def test_what_is_not_known_is_the_page_of_the_house(address: str) -> None:
    response = get(f"/zh/{address}")
    assert response.status_code == 404
    assert texts.say("web.error.404.title", "zh") in text(response)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", WRONG)
def test_a_choice_that_cannot_be_followed_is_marked(language: str, address: str) -> None:
    response = get(f"/{language}/{address}")
    page = response.content.decode()
    wrong = WRONG[address]
    assert response.status_code == 400
    assert page.count('role="alert"') == 1
    assert f'href="#{wrong}"' in page
    assert f'id="{wrong}"' in page, "the link of the error leads somewhere"
    assert "<script>alert" not in page
    assert "ETag" not in response.headers


def test_city_hall_is_found_from_the_front_page_and_leads_to_all_of_it() -> None:
    assert "/en/city-hall" in links(text(get("/en/")))
    there = links(text(get("/en/city-hall")))
    for path in ("/en/scoreboard", "/en/indicators", "/en/measures/all", "/en/attention/all", "/en/cities/CN-GD/Guangzhou", "/en/factsheet", "/en/index"):
        assert path in {link.partition("?")[0] for link in there}


@pytest.mark.parametrize("name", [name if name in USUAL else pytest.param(name, marks=pytest.mark.slow) for name in PAGES])
def test_no_link_of_a_page_leads_nowhere(name: str) -> None:
    page = text(opened(f"/en/{PAGES[name]}"))
    followed = sorted({link.partition("#")[0] for link in links(page) if link.startswith("/en/") and "/chart/" not in link and "/source/" not in link})
    for link in followed[:: max(1, len(followed) // 12)]:
        assert (link, opened(link).status_code) == (link, 200)
    for anchor in {link[1:] for link in links(page) if link.startswith("#")}:
        assert f'id="{anchor}"' in page
