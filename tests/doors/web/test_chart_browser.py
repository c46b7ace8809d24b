"""Charts in a real browser: they fit, axe finds nothing, and a click brings the live chart under the strict content policy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import make_server

import pytest

from liziba.atlas import texts
from tests.doors import site
from tests.doors.charts import sample
from tests.doors.test_web_browser import Quiet, browser, opened  # noqa: F401  (a fixture among them)

playwright = pytest.importorskip("playwright.sync_api")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """The site and a page with every sample chart."""
    site.client()
    from django.test.utils import override_settings

    from liziba.doors.web.wsgi import application

    with sample.named(), override_settings(ROOT_URLCONF="tests.doors.charts.page"), make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def seen(page: Any) -> None:
    """Scroll through the page, since pictures are fetched when they are near, and wait for them."""
    for one in page.locator("figure img").all():
        one.scroll_into_view_if_needed()
    for _ in range(300):
        if page.evaluate("[...document.querySelectorAll('figure img')].every(one => one.complete && one.naturalWidth)"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("not all pictures came")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_every_chart_fits_its_window_in_its_theme(browser: Any, origin: str, width: int, theme: str) -> None:  # noqa: F811
    page = opened(browser, f"{origin}/zh/all-charts", width=width, theme=theme)
    seen(page)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    for natural, drawn, source in page.locator("figure img").evaluate_all("all => all.map(one => [one.naturalWidth, one.width, one.currentSrc])"):
        assert drawn / natural > 0.9, "its letters stay as large as they were drawn"
        assert ("narrow" in source, "dark" in source) == (width == 360, theme == "dark")
    assert page.troubles == []
    page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_charts_still_and_live(browser: Any, origin: str, theme: str) -> None:  # noqa: F811
    from axe_playwright_python.sync_playwright import Axe

    page = opened(browser, f"{origin}/zh/all-charts", width=360, theme=theme)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    for live in (False, True):
        if live:
            page.locator("button.live").nth(4).click()
            page.wait_for_selector(".playing svg")
            page.keyboard.press("ArrowRight")
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    assert page.troubles == []
    page.context.close()


def test_a_click_brings_the_live_chart_and_vega_only_then(browser: Any, origin: str) -> None:  # noqa: F811
    page = opened(browser, f"{origin}/en/all-charts")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    seen(page)
    assert not [address for address in fetched if "vega" in address]
    for number, button in enumerate(page.locator("button.live").all()):
        button.click()
        figure = page.locator("figure").nth(number)
        figure.locator(".playing svg").wait_for()
        assert not figure.locator("picture").is_visible()
    assert len([address for address in fetched if "vega.min.js" in address]) == 1, "once for all charts"
    assert page.troubles == []
    figure.locator("button.live").click()
    assert figure.locator("picture").is_visible()
    assert figure.locator(".playing").count() == 0
    page.context.close()


def test_the_live_chart_is_read_by_pointer_and_by_keyboard(browser: Any, origin: str) -> None:  # noqa: F811
    page = opened(browser, f"{origin}/en/all-charts")
    figure = page.locator("figure").first
    figure.locator("button.live").focus()
    page.keyboard.press("Enter")
    figure.locator(".playing svg").wait_for()
    page.keyboard.press("ArrowDown")
    reading = figure.locator(".reading")
    assert "重庆" in reading.inner_text()
    assert "16,688.0" in reading.inner_text()
    assert "2026-01" in reading.inner_text(), "columns that are not drawn are told too"
    page.keyboard.press("ArrowDown")
    assert "上海" in reading.inner_text()
    assert "上海" in figure.locator("[role=status]").inner_text(), "readers of screens are told"
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    assert "重庆" in reading.inner_text(), "after the last comes the first"
    page.keyboard.press("Escape")
    assert not reading.is_visible()
    bar = figure.locator(".playing svg .mark-rect path").nth(1)
    bar.hover()
    assert "16,600.2" in reading.inner_text()
    assert page.troubles == []
    page.context.close()


def test_without_scripts_the_picture_the_table_and_the_files_are_there(browser: Any, origin: str) -> None:  # noqa: F811
    page = opened(browser, f"{origin}/en/all-charts", scripts=False)
    assert page.locator("button.live").first.is_hidden()
    figure = page.locator("figure").first
    assert figure.locator("img").get_attribute("alt")
    figure.locator("summary").click()
    assert "16,688.0" in figure.locator("table").inner_text()
    assert [link.split("?")[0].rpartition(".")[2] for link in figure.locator("a").evaluate_all("all => all.map(one => one.href)")] == ["png", "svg", "csv"]
    page.context.close()


def test_where_vega_does_not_come_the_reader_is_told_and_keeps_the_picture(browser: Any, origin: str) -> None:  # noqa: F811
    page = opened(browser, f"{origin}/en/all-charts")
    page.route("**/vega.min.js*", lambda route: route.abort())
    figure = page.locator("figure").first
    figure.locator("button.live").click()
    figure.get_by_text(texts.say("chart.live.failed", "en")).wait_for()
    assert figure.locator("picture").is_visible()
    page.unroute("**/vega.min.js*")
    figure.locator("button.live").click()
    figure.locator(".playing svg").wait_for()
    page.context.close()
