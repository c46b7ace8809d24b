"""The page of a fact sheet and its two printed pages, without a browser."""

from __future__ import annotations

import re

import pytest

from liziba.atlas import texts
from tests.doors import site

SUBJECTS = ("city", "exchanges", "invest", "study", "made", "scenic", "tasty")


def page(path: str, status: int = 200) -> str:
    response = site.client().get(path)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_same_facts_and_day_give_the_same_bytes(subject: str, language: str) -> None:
    path = f"/{language}/factsheet/print?subject={subject}"
    assert page(path) == page(path)


@pytest.mark.parametrize("part", ["", "/print"])
def test_every_number_leads_to_a_source_on_the_page_and_that_to_its_own_page(part: str) -> None:
    text = page(f"/en/factsheet{part}?subject=city")
    numbers = set(re.findall(r'href="#source-(\d+)"', text))
    assert numbers == set(re.findall(r'id="source-(\d+)"', text))
    for name in sorted(set(re.findall(r'href="/en/source/([\w-]+)"', text)))[:5]:
        page(f"/en/source/{name}")


def test_the_foot_names_the_day_the_facts_and_the_way_back() -> None:
    text = page("/en/factsheet/print?subject=made")
    assert text.count("As known on 22 November 2026 · facts ") == 3
    assert "/en/factsheet?subject=made&amp;as_of=2026-11-22" in text


def test_an_old_figure_says_so_beside_its_year() -> None:
    text = page("/en/factsheet?subject=tasty")
    assert re.search(r'class="when old">[^<]+ \(old\)<', text)


def test_a_sheet_leads_to_paper_and_one_that_is_not_held_does_not() -> None:
    assert 'href="/en/factsheet/print?subject=city"' in page("/en/factsheet?subject=city")
    assert "/factsheet/print" not in page("/en/factsheet?subject=city&place=CN-BJ")


def test_without_a_sheet_the_paper_says_why_and_leads_back() -> None:
    refused = page("/en/factsheet/print?subject=city&place=CN-BJ")
    assert "no sheet about this subject is held for Beijing" in refused
    assert "side" not in re.findall(r'class="(\w+)"', refused)
    wrong = page("/zh/factsheet/print?subject=nothing", status=400)
    assert "没有这一主题的资料" in wrong


def test_the_form_offers_the_subjects_in_both_languages() -> None:
    for language, name in (("en", "Tasty Chongqing"), ("zh", "重庆味道")):
        assert re.search(rf'<option value="tasty"[^>]*>{name}', page(f"/{language}/factsheet"))
