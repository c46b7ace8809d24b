"""The pages as a reader without scripts meets them: answers, forms, personal fields, errors, protection."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import override_settings

from liziba.atlas import texts
from liziba.doors import flat
from liziba.services.declaration import Context, Service, ask, service, services
from tests.doors import site, tiny
from tests.doors.reader import AMERICAN, GERMAN, LANGUAGES, PERSONAL, address, get, links, text


def pages() -> list[Service]:
    return [found for found in services().values() if found.page]


@pytest.mark.parametrize(("header", "language"), [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("de-DE,de;q=0.9", "en"), ("", "en"), ("en;q=0.3,zh-TW;q=0.4", "zh")])
def test_the_front_page_comes_in_the_readers_language(header: str, language: str) -> None:
    response = get("/", **{"Accept-Language": header})
    assert (response.status_code, response.headers["Location"]) == (302, f"/{language}/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_has_a_page_with_its_answer(language: str, context: Context) -> None:
    for found in pages():
        for fields in found.examples.values():
            answer = ask(found.name, fields, Context(context.atlas, context.today, language))
            response = get(f"/{language}/{found.name}?{urlencode(flat.pairs_of(fields))}")
            page = text(response)
            assert response.status_code == 200
            assert f"<h1>{answer.headline}</h1>" in page
            own, general = f"web.verdict.{found.name}.{answer.verdict}", f"web.verdict.{answer.verdict}"
            assert answer.verdict is None or texts.say(own if texts.has(own, language) else general, language) in page
            assert answer.decided_by in page
            assert answer.atlas.hash in page
            for part in (*answer.assumptions, *answer.warnings, *answer.grounds, *answer.what_would_change):
                assert part.text in page
            for ground in answer.grounds:
                for source in ground.sources:
                    assert f"/{language}/source/{source.id}" in page


def test_the_page_says_its_language_and_keeps_the_question_in_the_other() -> None:
    english, chinese = text(get(address(AMERICAN))), text(get(address(AMERICAN, "zh")))
    assert '<html lang="en">' in english
    assert '<html lang="zh-Hans">' in chinese
    assert address(AMERICAN, "zh") in links(english)
    assert address(AMERICAN, "en") in links(chinese)


def test_each_change_on_offer_is_a_link_to_the_promised_answer(context: Context) -> None:
    offers = ask("stay", AMERICAN, context).what_would_change
    assert offers
    page = text(get(address(AMERICAN)))
    for offer in offers:
        changed = address({**AMERICAN, **offer.set})
        assert changed in links(page)
        assert texts.say(f"web.verdict.{offer.then['verdict']}", "en") in text(get(changed))


def test_what_is_missing_leads_to_its_field() -> None:
    page = text(get("/en/stay?nationality=US"))
    assert 'href="#field-entry_at"' in page
    assert 'id="field-entry_at"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_personal_fields_are_answered_but_stand_in_no_link(language: str, context: Context) -> None:
    sent = {**AMERICAN, **PERSONAL}
    response = site.client().post(f"/{language}/stay", sent)
    page = text(response)
    expected = ask("stay", flat.gathered(sent.items(), service("stay").question), Context(context.atlas, context.today, language))
    assert response.status_code == 200
    assert expected.headline in page
    assert response.headers["Cache-Control"] == "no-store"
    elsewhere = page[page.index('class="elsewhere"') : page.index('class="question"')]
    for text_with_address in (*(link.partition("#")[0] for link in links(page)), elsewhere):
        for name in flat.private_fields(service("stay").question):
            assert name not in text_with_address
        assert "2030-05-06" not in text_with_address
    # Asking on keeps them, by a form that posts.
    assert f'<form method="post" action="/{"zh" if language == "en" else "en"}/stay"' in page
    assert '<input type="hidden" name="passport_valid_until" value="2030-05-06">' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_with_a_personal_field_is_not_answered_nor_repeated(language: str) -> None:
    response = get(address({**GERMAN, "passport_valid_until": "2030-05-06"}, language))
    assert response.status_code == 400
    assert texts.say("web.error.field.personal", language) in text(response)
    assert "2030-05-06" not in text(response)


@pytest.mark.parametrize(
    "query",
    [
        "no_such=1",
        "%00=1",
        "nationality=%00%01<script>alert(1)</script>",
        "nationality=" + "x" * 5000,
        "a.b.c=1",
        "nationality=DE&nationality=FR",
        "group.size=x",
    ],
)
def test_hostile_addresses_get_the_page_for_bad_questions(query: str) -> None:
    response = get(f"/en/stay?{query}")
    assert response.status_code == 400
    assert b"<script>alert" not in response.content
    assert b"\x00" not in response.content
    assert b'role="alert"' in response.content


@pytest.mark.parametrize("language", LANGUAGES)
def test_error_pages_are_in_the_house_style(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"Accept-Language": language}
    forged = site.client(enforce_csrf_checks=True).post(f"/{language}/stay", GERMAN)
    monkeypatch.setattr("liziba.doors.web.service_page.ask", lambda *_: 1 / 0)
    for response, status in (
        (get(f"/{language}/no-such"), 404),
        (get("/no/such/page", **asked), 404),
        (get(f"/{language}/source/no_such"), 404),
        (get(f"/{language}/", **{"Host": "evil.example"}), 400),
        (site.client().delete(f"/{language}/stay"), 405),
        (site.client().post(f"/{language}/stay", {"nationality": "D" * 2_000_000}), 413),
        (forged, 403),
        (get(address(GERMAN, language)), 500),
    ):
        page = text(response)
        assert response.status_code == status
        assert texts.say(f"web.error.{status}.title", language) in page
        assert "liziba.css" in page


def test_every_answer_protects_its_reader() -> None:
    for path in ("/", "/en/", address(AMERICAN), "/en/stay?nationality=XX", "/en/no-such", "/api/v1/stay", "/api/v1/no-such"):
        headers = get(path).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")


@pytest.mark.parametrize("path", ["/en/", "/zh/stay", address(AMERICAN), "/en/stay?nationality=XX", "/zh/no-such"])
def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(path: str) -> None:
    page = get(path).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", page)
    for loaded in re.findall(r'<(?:script|link(?! rel="alternate")|img)[^>]*(?:src|href)="([^"]*)"', page):
        assert loaded.startswith("/static/")


def test_no_text_is_missing_on_any_form() -> None:
    """Every label, choice and part of a record is written in both languages: a page with a gap would be a fault (500)."""
    for found in pages():
        for language in LANGUAGES:
            assert get(f"/{language}/{found.name}").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_source_says_where_it_stands_and_how_it_was_seen(language: str, context: Context) -> None:
    source = ask("stay", GERMAN, context).grounds[0].sources[0]
    page = text(get(f"/{language}/source/{source.id}"))
    assert source.title in page
    assert texts.say(f"web.access.{source.access}", language) in page
    if source.url:
        assert f'href="{source.url}"' in page


def test_the_same_elsewhere_gives_the_same_answer(context: Context) -> None:
    page = text(get(address(AMERICAN)))
    typed = [unescape(code) for code in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)]
    link, dated, command, curl, python, mcp = typed
    assert link == "http://localhost" + address(AMERICAN)
    assert "as_of=2026-11-22" in dated
    assert command.startswith("liziba stay --nationality US ")
    path = re.search(r"'http://localhost(.*)'", curl)
    assert path
    headline = ask("stay", AMERICAN, context).headline
    assert json.loads(get(path.group(1)).content)["headline"] == headline
    scope: dict[str, Any] = {}
    exec(python.replace("\nliziba", "\nanswer = liziba"), scope)
    assert scope["answer"].headline == headline
    assert json.loads(mcp)["arguments"]["nationality"] == "US"


@pytest.fixture
def boat() -> Iterator[Service]:
    with tiny.declared() as declared:
        yield declared


def test_a_new_service_has_a_page_without_code_of_its_own(boat: Service) -> None:
    with override_settings(DEBUG=True):  # its texts are not written
        assert get(f"/en/{boat.name}").status_code == 200
        refused = text(get(f"/en/{boat.name}?length_m=12&names=a, b"))
        assert "<h1>Too long.</h1>" in refused
        assert f"/en/{boat.name}?length_m=10&names=a&names=b" in links(refused)
        assert "12 of 10 m" in refused
        sent = {"length_m": "3", "pieces.0.weight": "2", "pieces.2.weight": "5", "box.weight": "1", "wet": "true"}
        moved = site.client().post(f"/en/{boat.name}", sent)
        assert moved.status_code == 303
        assert "<h1>It fits.</h1>" in text(get(moved.headers["Location"]))


def test_a_text_that_is_not_written_is_a_fault_outside_development(boat: Service) -> None:
    assert get(f"/en/{boat.name}").status_code == 500


def test_a_fault_is_logged_without_what_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("the traveller asked about 2030-05-06")

    handler = logging.getLogger("django").handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    monkeypatch.setattr(handler, "stream", written)
    monkeypatch.setattr("liziba.doors.web.service_page.ask", fail)
    assert get(address({**GERMAN, "as_of": "2026-03-04"})).status_code == 500
    assert "RuntimeError" in written.getvalue()
    assert "/en/stay" in written.getvalue()
    for said in ("2030-05-06", "2026-03-04", "nationality"):
        assert said not in written.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_lists_every_service_once_under_a_heading_visitors_first(language: str) -> None:
    page = text(get(f"/{language}/"))
    headings = re.findall(r'<h3 id="for-(\w+)">([^<]+)</h3>', page)
    assert [name for name, _ in headings][:2] == ["visitors", "money"]
    assert headings[-1][0] == "city_hall"
    listed = [name for part in page.split('<ul class="services"')[1:] for name in re.findall(rf'<li><a href="/{language}/([\w-]+)"', part.split("</ul>")[0])]
    assert sorted(listed) == sorted(name for name, one in services().items() if one.page and name != "stay")
    assert f'href="/{language}/city-hall"' in page.split('id="for-city_hall"')[1].split("</ul>")[0]
