"""The pages of city hall in a real browser: nothing for axe to find in either theme, and nothing wider than the window."""

from __future__ import annotations

from typing import Any

import pytest

expect = pytest.importorskip("playwright.sync_api").expect

from tests.doors.test_web_browser import browser, opened, origin
from tests.doors.web.city.addresses import PAGES

__all__ = ["browser", "origin"]  # the site and the browser of the other pages

pytestmark = pytest.mark.browser

NARROW, WIDE = 360, 1280
# The pages that hold all that the others are made of.
SOME = ("scoreboard", "indicator", "measures", "attention", "Chongqing", "nobody ranked")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing(browser: Any, origin: str, language: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    looks = [(name, "light") for name in (PAGES if language == "en" else SOME)] + [(name, "dark") for name in SOME] + [("measures/all?state=late", "light")]
    for name, theme in looks:
        page = opened(browser, f"{origin}/{language}/{PAGES.get(name, name)}", width=NARROW, theme=theme)
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        found = Axe().run(page).response["violations"]
        assert [(name, theme, rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
        assert page.troubles == []
        page.context.close()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_nothing_is_wider_than_the_window(browser: Any, origin: str, width: int) -> None:
    for name in PAGES if width == NARROW else SOME:
        for language in ("en", "zh"):
            page = opened(browser, f"{origin}/{language}/{PAGES[name]}", width=width)
            assert (name, language, page.evaluate("document.documentElement.scrollWidth")) == (name, language, width)
            page.context.close()


def test_a_raw_cell_is_shown_when_it_is_linked(browser: Any, origin: str) -> None:
    page = opened(browser, f"{origin}/en/scoreboard")
    link = page.locator(".cells td a").first
    anchor = link.get_attribute("href").partition("#")[2]
    link.click()
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()
