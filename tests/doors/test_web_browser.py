"""The pages in a real browser: nothing for axe to find, nothing wider than the window, and the form by keyboard."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from liziba.atlas import texts
from liziba.doors.flat import pairs_of
from tests.doors import site

playwright = pytest.importorskip("playwright.sync_api")

pytestmark = pytest.mark.browser

FLAGS = "--no-sandbox --disable-background-networking --disable-quic --no-first-run --disable-component-update --disable-sync".split()
GERMAN = {"nationality": "DE", "entry_at": "2026-12-01T10:00", "entry_port": "CKG"}
AMERICAN = {**GERMAN, "nationality": "US", "exit_at": "2026-12-04T10:00", "arrive_from": "KR", "onward_to": "KR", "places": "CN-SC/Chengdu"}
# The yes with the most to print: transit, with every field and many places.
HEAVIEST = {
    **AMERICAN,
    "entry_at": "2026-12-01T23:30",
    "exit_at": "2026-12-11T10:00",
    "onward_to": "HK",
    "exit_port": "PVG",
    "places": ["CN-CQ", "CN-SC/Chengdu", "CN-YN/Kunming", "CN-GX/Guilin"],
    "document": "ordinary_passport",
    "purpose": "business",
    "onward_ticket": "confirmed",
    "leaves_airport": "true",
    "journey": ["US", "KR", "CN", "HK"],
    "residence": "FR",
    "age": "40",
}
BOUGHT = {"date": "2026-12-01", "amount_cny": "12000.00", "vat_rate_pct": "13", "store": "Mall"}
BASKET = [
    BOUGHT,
    {**BOUGHT, "amount_cny": "150.00", "store": "Tea shop " * 20},
    {**BOUGHT, "date": "2026-11-01"},
    {**BOUGHT, "amount_cny": "120.00", "store": "S" * 200},
]
CLAIM = {"place": "CN-CQ", "departure_date": "2027-02-20", "purchases": BASKET}
COMPLAINT = {
    "happened": "deceived",
    "what": "silver bracelet",
    "trader": "Old Street Silver",
    "place": "CN-CQ",
    "bought": "2026-11-20",
    "price_cny": "300.00",
    "loss_cny": "40",
    "evidence": ["receipt", "photos"],
    "departure_date": "2026-11-27",
}
PAGES = {
    "front": "/{language}/",
    "form": "/{language}/stay",
    "yes": "/{language}/stay?" + urlencode(GERMAN),
    "no": "/{language}/stay?" + urlencode(AMERICAN),
    "unknown": "/{language}/stay?nationality=US&places=CN-CQ",
    "far": "/{language}/stay?" + urlencode({**GERMAN, "nationality": "IN"}),
    "problem": "/{language}/stay?nationality=Germny",
    "paper": "/{language}/stay/print?" + urlencode(HEAVIEST, doseq=True),
    "no verdict": "/{language}/arrival?topic=registration",
    "complaint": "/{language}/complaint",
    "complaint begun": "/{language}/complaint?happened=unsafe_food",
    "complaint yes": "/{language}/complaint?" + urlencode(COMPLAINT, doseq=True),
    "letter": "/{language}/complaint/letter?" + urlencode(COMPLAINT, doseq=True),
    "rights": "/{language}/rights",
    "right no": "/{language}/rights?right=online_return&goods=custom_made&received=2026-11-20",
    "deadlines": "/{language}/deadlines",
    "deadline days": "/{language}/deadlines?received=2026-11-16",
    "deadline open": "/{language}/deadlines?accepted=2026-11-09&test_working_days=10",
    "green channel": "/{language}/green-channel?filed=2026-11-23&departure_date=2026-11-25",
    "what if": "/{language}/whatif/refund",
    "tried": "/{language}/whatif/refund?set=minimum_purchase_cny&to=500&by=place",
    "wrong what if": "/{language}/whatif/refund?set=minimum_purchase_cny&to=much",
    "journey": "/{language}/itinerary?" + urlencode({"stops": "LAX; ICN; CKG 2026-12-01T10:00/2026-12-05T18:00; ICN", "travellers": "DE, US"}),
    "purchases": "/{language}/refund",
    "refund": "/{language}/refund?" + urlencode(pairs_of(CLAIM)),
    "refund before buying": "/{language}/refund?" + urlencode(pairs_of({"place": "CN-CQ", "purchases": [{"amount_cny": "400"}]})),
    "refund refused": "/{language}/refund?" + urlencode(pairs_of({**CLAIM, "purchases": BASKET[3:]})),
    "refund not established": "/{language}/refund?" + urlencode(pairs_of({**CLAIM, "purchases": [{**BOUGHT, "vat_rate_pct": "6"}]})),
    "purchase wrong": "/{language}/refund?" + urlencode(pairs_of({**CLAIM, "purchases": [{**BOUGHT, "amount_cny": "40x"}]})),
    "instant refund": "/{language}/instant-refund?place=CN-CQ&date=2026-11-20&days_until_departure=40",
    "refund store": "/{language}/refund-store?tax_credit_level=M&papers_complete=2026-11-20",
    "comparison": "/{language}/refund-abroad?date=2026-11-22",
    "fact sheets": "/{language}/factsheet",
    "fact sheet": "/{language}/factsheet?subject=city",
    "fact sheet on paper": "/{language}/factsheet/print?subject=scenic",
    "fact sheet not established": "/{language}/factsheet?subject=made&place=CN-BJ",
    "fact sheet unknown": "/{language}/factsheet/print?subject=nothing",
    "where cities stand": "/{language}/index?framework=mission&year=2025&city=CN-CQ",
    "where some cities stand": "/{language}/index?framework=plan_2021&year=2025&city=CN-TJ",
    "where no city stands": "/{language}/index?framework=mission&year=2016",
    "source": "/{language}/source/nia_unilateral_2026",
    "changes": "/{language}/changes",
    "all changes": "/{language}/changes?since=",
    "no changes": "/{language}/changes?since=2031-01-01",
    "wrong changes": "/{language}/changes?since=soon",
    "error": "/{language}/no-such",
}


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """The whole site with its static files, as it is served."""
    site.client()
    from liziba.doors.web.wsgi import application

    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield launched
        launched.close()


def opened(browser: Any, path: str, *, width: int = 1280, theme: str = "light", scripts: bool = True) -> Any:
    page = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, java_script_enabled=scripts).new_page()
    page.troubles = []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("requestfailed", lambda request: page.troubles.append(request.url))
    page.on("console", lambda message: page.troubles.append(message.text) if "Content Security Policy" in message.text else None)
    page.goto(path)
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_axe_finds_nothing(browser: Any, origin: str, language: str, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # The dark theme differs in colours only: the pages that hold all of them are enough.
    for name in PAGES if theme == "light" else ("form", "yes", "no", "unknown", "problem", "refund", "comparison"):
        page = opened(browser, origin + PAGES[name].format(language=language), width=360, theme=theme)
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        found = Axe().run(page).response["violations"]
        assert [(name, rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
        assert page.troubles == []
        page.context.close()


def test_axe_finds_nothing_where_nothing_is_established(browser: Any, origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from axe_playwright_python.sync_playwright import Axe

    from liziba.services.declaration import ask

    monkeypatch.setattr("liziba.doors.web.service_page.ask", lambda *asked: ask(*asked).model_copy(update={"verdict": "not_established"}))
    for theme in ("light", "dark"):
        page = opened(browser, origin + PAGES["yes"].format(language="en"), theme=theme)
        assert page.locator(".verdict-not_established h1").is_visible()
        assert Axe().run(page).response["violations"] == []
        page.context.close()


def test_axe_would_find_a_bad_page(browser: Any, origin: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(browser, f"{origin}/en/")
    page.evaluate("document.querySelector('main').innerHTML = '<input><p class=help>x</p>'; document.documentElement.lang = ''")
    assert {rule["id"] for rule in Axe().run(page).response["violations"]} >= {"label", "html-has-lang"}
    page.context.close()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_nothing_is_wider_than_the_window(browser: Any, origin: str, language: str) -> None:
    for name, path in PAGES.items():
        page = opened(browser, origin + path.format(language=language))
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        for width in (1600, 640, 360, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (name, width)
        page.context.close()


def test_targets_are_large_enough(browser: Any, origin: str) -> None:
    page = opened(browser, origin + PAGES["yes"].format(language="en"), width=360)
    small = page.evaluate(
        """[...document.querySelectorAll('button:not([aria-hidden]), input:not([type=hidden]), select, summary, header a:not(.skip)')]
           .filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).map(one => one.outerHTML.slice(0, 80))"""
    )
    assert small == []
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_form_works_by_keyboard_with_and_without_scripts(browser: Any, origin: str, scripts: bool) -> None:
    page = opened(browser, f"{origin}/en/stay", scripts=scripts)
    page.keyboard.press("Tab")
    assert page.locator(":focus").text_content() == texts.say("web.skip", "en")
    page.locator("#field-nationality").focus()
    page.keyboard.type("Germany")
    page.locator("#field-entry_at").fill("2026-12-01")
    page.locator("#field-entry_at-time").fill("10:00")
    page.locator("#field-entry_port").focus()
    page.keyboard.type("CKG")
    page.keyboard.press("Enter")
    page.wait_for_url("**/stay?nationality=DE**")
    assert page.locator(".verdict-yes h1").is_visible()
    # The question is kept in the other language.
    page.get_by_role("link", name="简体中文").click()
    assert page.locator(".verdict-yes h1").is_visible()
    assert page.locator("#field-nationality").input_value() == "德国"
    page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_names_are_suggested_and_chosen_by_keyboard(browser: Any, origin: str, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(browser, f"{origin}/en/stay", width=360, theme=theme)
    field = page.get_by_role("combobox", name=texts.say("field.stay.nationality", "en"))
    field.focus()
    page.keyboard.type("germ")
    option = page.get_by_role("option", name="Germany")
    option.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-describedby"), "help and error stay with the input"
    page.keyboard.press("ArrowDown")
    assert page.locator(f"#{field.get_attribute('aria-activedescendant')}").text_content() == "Germany"
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Enter")
    assert field.input_value() == "Germany"
    assert field.get_attribute("aria-expanded") == "false"
    assert page.url.endswith("/en/stay"), "choosing a name does not send the form"
    field.fill("")
    page.keyboard.type("fran")
    page.get_by_role("option", name="France").wait_for()
    page.keyboard.press("Escape")
    assert not page.locator(".suggestions li").first.is_visible()
    assert field.input_value() == "fran"
    page.keyboard.type("c")
    page.get_by_role("option", name="France").click()
    assert field.input_value() == "France"
    assert page.troubles == []
    page.context.close()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_sheet_for_the_desk_is_one_page_of_a4(browser: Any, origin: str, language: str) -> None:
    page = opened(browser, origin + PAGES["paper"].format(language=language))
    assert page.locator(".sheet").is_visible()
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
    width, height = (float(n) for n in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)[0])
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)
    page.context.close()


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("subject", ["city", "exchanges", "invest", "study", "made", "scenic", "tasty"])
def test_a_fact_sheet_is_two_pages_of_a4_with_its_sources(browser: Any, origin: str, subject: str, language: str) -> None:
    page = opened(browser, f"{origin}/{language}/factsheet/print?subject={subject}")
    assert page.locator(".side").count() == 2
    assert page.locator(".side").nth(1).locator(".cited li").count() == page.locator(".cited li").count() > 0
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 2
    width, height = (float(n) for n in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)[0])
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)
    page.context.close()


def test_a_link_to_a_field_opens_what_hides_it(browser: Any, origin: str) -> None:
    page = opened(browser, origin + PAGES["yes"].format(language="en"))
    assert not page.locator("#field-document").is_visible()
    page.locator('a[href="#field-document"]').click()
    page.wait_for_function("document.activeElement.id === 'field-document'")
    assert page.locator("#field-document").is_visible()
    page.context.close()


def test_lines_are_added_without_scripts(browser: Any, origin: str) -> None:
    page = opened(browser, f"{origin}/en/stay", scripts=False)
    page.locator("details.more > summary").click()
    page.locator("#field-places").fill("Chengdu")
    before = page.locator('[name="places"]').count()
    page.locator('button[value="places"]').click()
    assert page.locator('[name="places"]').count() > before
    assert page.locator("#field-places").input_value().startswith("Chengdu")
    page.context.close()


def test_personal_fields_are_posted_by_the_browser_and_kept_in_the_other_language(browser: Any, origin: str) -> None:
    page = opened(browser, origin + PAGES["yes"].format(language="en"))
    page.locator("details.more > summary").click()
    page.locator("#field-passport_valid_until").fill("2030-05-06")
    page.get_by_role("button", name=texts.say("web.form.answer", "en")).click()
    page.wait_for_url("**/en/stay")
    assert page.locator(".verdict h1").is_visible()
    page.get_by_role("button", name="简体中文").click()
    page.wait_for_url("**/zh/stay")
    assert page.locator("#field-passport_valid_until").input_value() == "2030-05-06"
    page.context.close()


def test_a_page_weighs_little(browser: Any, origin: str) -> None:
    for name, path in PAGES.items():
        page = browser.new_page()
        answers: list[Any] = []
        page.on("response", lambda response, answers=answers: answers.append(response))
        page.goto(origin + path.format(language="en"), wait_until="networkidle")
        weights = [len(response.body()) for response in answers]  # a body asked for while others arrive may be missing
        # The limit is 150 kB. Only a basket of purchases, each with a dozen conditions and a line of the form, and a ranking with
        # its chart and every cell behind it have reason to come near it.
        assert sum(weights) <= (150_000 if name in ("refund", "where cities stand") else 100_000), name
        page.close()


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("only", ["", "-zh", "-en"])
def test_the_letter_is_one_page_of_a4(browser: Any, origin: str, language: str, only: str) -> None:
    page = opened(browser, origin + PAGES["letter"].format(language=language).replace("/letter?", f"/letter{only}?"))
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
    page.emulate_media(media="print")
    assert page.locator(".letter-sheet").is_visible()
    assert not page.locator(".not-printed").first.is_visible()
    page.context.close()


def test_a_letter_is_copied_by_a_button(browser: Any, origin: str) -> None:
    page = opened(browser, origin + PAGES["complaint yes"].format(language="en"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".letter[lang=zh-Hans] .copy").click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("消费者投诉书")
    assert page.troubles == []
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_path_from_what_happened_to_the_letter_works_with_and_without_scripts(browser: Any, origin: str, scripts: bool) -> None:
    page = opened(browser, f"{origin}/en/complaint", scripts=scripts)
    page.get_by_role("link", name=texts.say("code.happened.deceived", "en")).click()
    page.locator("#field-price_cny").fill("300")
    page.locator("details.part-of summary").first.click()
    page.locator("#field-complainant").fill("Ada Example")
    page.get_by_role("button", name=texts.say("web.form.answer", "en")).first.click()
    page.get_by_role("button", name=texts.say("complaint.letter.print", "en")).click()
    assert "Ada Example" in page.locator(".letter-sheet").text_content()
    assert "Ada" not in page.url
    page.context.close()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chart_fits_the_window(browser: Any, origin: str, width: int, theme: str) -> None:
    page = opened(browser, origin + PAGES["tried"].format(language="zh"), width=width, theme=theme)
    chart = page.locator("figure img")
    page.wait_for_function("document.querySelector('figure img').complete")
    natural, shown = chart.evaluate("one => [one.naturalWidth, one.getBoundingClientRect().width]")
    assert natural > 0
    assert shown <= width
    assert shown / natural > 0.9, "its letters stay as large as they were drawn"
    source = chart.evaluate("one => one.currentSrc")
    assert ("narrow" in source, "dark" in source) == (width == 360, theme == "dark")
    assert page.troubles == []
    page.context.close()
