"""The front page and the page of changes as a reader without scripts meets them."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest

from liziba.atlas import Atlas, texts
from liziba.atlas.notices import notices
from liziba.atlas.rows import Row
from liziba.atlas.tables import TABLES
from liziba.doors.web.telling import told
from liziba.services.declaration import Context, services
from liziba.services.stay.opening import sentence
from tests.doors import site

TODAY = date(2026, 11, 22)
LANGUAGES = texts.LANGUAGES


def get(path: str, **headers: str) -> Any:
    return site.client().get(path, headers=headers)


def text(path: str) -> str:
    return unescape(get(path).content.decode())


def headlines(page: str) -> list[str]:
    return re.findall(r"<h3>(.*?)</h3>", page)


# The front page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_opens_on_the_sentence_of_today(language: str, context: Context) -> None:
    page = text(f"/{language}/")
    assert f">{sentence(Context(context.atlas, context.today, language))}</h1>" in page
    assert page.index("</h1>") < page.index("<form") < page.index('id="others"') < page.index('id="latest"') < page.index('id="how"')


def test_the_short_form_asks_four_things_and_leads_to_the_answer() -> None:
    page = text("/en/")
    form = page[page.index('<form method="post"') : page.index("</form>", page.index('<form method="post"'))]
    assert 'action="/en/stay"' in form
    named = set(re.findall(r'name="([a-z_]+)', form)) - {"csrfmiddlewaretoken"}
    assert {name.partition(".")[0] for name in named} >= {"nationality", "entry_at", "entry_port", "exit_at"}
    assert not named & {"arrive_from", "onward_to", "purpose", "previous_stays"}


def test_the_form_of_the_front_page_is_accepted_with_its_own_cookie_only() -> None:
    client = site.client(enforce_csrf_checks=True)
    page = client.get("/en/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    sent = {"nationality": "Germany", "entry_at": "2026-12-01", "entry_port": "CKG", "exit_at": ""}
    moved = client.post("/en/stay", {**sent, "csrfmiddlewaretoken": token[1]})
    assert moved.status_code == 303
    assert "nationality=DE" in moved.headers["Location"]
    assert site.client(enforce_csrf_checks=True).post("/en/stay", sent).status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_leads_to_every_service_and_to_the_latest_changes(language: str) -> None:
    page = text(f"/{language}/")
    for found in services().values():
        assert (f'href="/{language}/{found.name}"' in page) == found.page
    assert page.count(f'href="/{language}/changes#n-') == 3
    anchor = re.search(rf'href="/{language}/changes#([^"]+)"', page)
    assert anchor
    assert f'id="{anchor[1]}"' in text(f"/{language}/changes"), "the link leads to the item"
    assert f'href="/{language}/changes.atom"' in page


# The page of changes


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_the_forty_eight_and_when_they_fall_off(language: str, atlas: Atlas) -> None:
    page = text(f"/{language}/changes")
    (end,) = [notice for notice in notices(atlas, TODAY) if notice.day == date(2027, 1, 1) and notice.table == "stay/unilateral"]
    item = page[page.index(f'id="n-{end.id}"') :]
    item = item[: item.index("</article>")]
    assert texts.day(date(2026, 12, 31), language) in item
    assert texts.say("changes.no_extension", language) in item
    for code in end.who:
        assert atlas.country_name(code, language) in item
    for source in end.sources:
        assert f'href="/{language}/source/{source}"' in item


def test_a_year_back_and_everything_ahead_newest_first() -> None:
    found = headlines(text("/en/changes"))
    assert found[0] == "Unilateral exemption: 48 countries fall off the list on 1 January 2027"
    assert "Unilateral exemption: Russia falls off the list on 1 January 2028" in found
    assert found.index("Countries of visa-free transit: Kyrgyzstan, Vietnam added") < found.index("Unilateral exemption: Canada, United Kingdom added")
    assert "Unilateral exemption: Sweden added" not in found, "a year and twelve days ago"


def test_one_subject_one_period() -> None:
    page = text("/en/changes?subject=stay/transit_ports&since=2025-11-01&until=2025-11-30")
    assert headlines(page) == ["Ports of visa-free transit: 5 ports added"]
    assert '<option value="stay/transit_ports" selected>' in page
    assert 'value="2025-11-01"' in page
    assert 'value="2025-11-30"' in page


def test_by_day_of_announcement_the_notice_stands_on_its_day() -> None:
    query = "subject=stay/unilateral&since=2026-05-01&until=2026-06-30"
    assert headlines(text(f"/en/changes?{query}")) == []
    assert headlines(text(f"/en/changes?by=announced&{query}")) == ["Unilateral exemption: Russia extended to 31 December 2027"]


def test_older_changes_are_a_link_away_until_the_first() -> None:
    seen: list[str] = []
    path = "/en/changes?since=&until=2026-11-22"
    for _ in range(20):
        page = text(path)
        seen += re.findall(r'<article class="notice" id="([^"]+)"', page)
        more = re.search(rf'<a href="([^"]+)">{texts.say("changes.more_before", "en")}', page)
        if not more:
            break
        path = more[1]
    expected = {f"n-{notice.id}" for notice in notices(site_atlas(), TODAY) if notice.day <= TODAY}
    assert set(seen) == expected


def site_atlas() -> Atlas:
    from liziba.doors.frame import frame

    return frame("en").atlas


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_changed_the_page_says_so_and_leads_on(language: str) -> None:
    page = text(f"/{language}/changes?since=2031-01-01")
    assert texts.say("changes.nothing", language) in page
    assert f'href="/{language}/changes?since="' in page
    assert headlines(text(f"/{language}/changes?since="))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("since=tomorrow", "since"),
        ("until=2026-13-01", "until"),
        ("since=20261122x", "since"),
        ("subject=stay/no_such", "subject"),
        ("subject=sources", "subject"),
        ("by=weight", "by"),
        ("since=2026-05-01&until=2026-04-01", "since"),
        ("since=%00%3Cscript%3Ealert(1)", "since"),
        ("since=" + "9" * 4000, "since"),
    ],
)
def test_a_choice_that_cannot_be_read_is_marked_and_nothing_else_is_shown(language: str, query: str, wrong: str) -> None:
    response = get(f"/{language}/changes?{query}")
    page = response.content.decode()
    assert response.status_code == 400
    assert page.count('role="alert"') == 1
    assert page.count('aria-invalid="true"') >= 1
    assert f'href="#{wrong}"' in page
    assert "<h3>" not in page
    assert "<script>alert" not in page
    assert "ETag" not in response.headers


def test_what_could_be_read_of_a_wrong_choice_is_kept() -> None:
    page = text("/en/changes?subject=stay/mutual&since=soon")
    assert '<option value="stay/mutual" selected>' in page


@pytest.mark.parametrize("query", ["since=0001-01-01&until=9999-12-31", "since=1900-01-01", "until=2199-12-31", "utm_source=x", "since=&until=&subject=&by="])
def test_far_days_and_what_we_do_not_know_are_no_problem(query: str) -> None:
    response = get(f"/en/changes?{query}")
    assert response.status_code == 200
    assert len(response.content) <= 150_000


def test_the_same_choice_in_the_other_language() -> None:
    assert 'href="/zh/changes?subject=stay/mutual&since=2020-01-01"' in text("/en/changes?subject=stay/mutual&since=2020-01-01")


def test_a_reader_who_has_the_page_is_told_that_it_is_the_same() -> None:
    first = get("/en/changes")
    assert "max-age" in first.headers["Cache-Control"]
    again = get("/en/changes", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert get("/zh/changes", **{"If-None-Match": first.headers["ETag"]}).status_code == 200


# In words


def test_every_dated_table_has_a_name_in_both_languages() -> None:
    unnamed = [
        name
        for name, model in TABLES.items()
        if issubclass(model, Row) and model.told
        for language in LANGUAGES
        if not texts.has(f"changes.table.{name.replace('/', '.')}", language)
    ]
    assert unnamed == [], "write changes.table.TOPIC.TABLE in changes.po"


def test_every_column_that_can_change_has_a_name_in_both_languages() -> None:
    unnamed = {
        (name, column)
        for name, model in TABLES.items()
        if issubclass(model, Row) and model.told
        for column in set(model.model_fields) - set(Row.model_fields) - set(model.key) - {"decision"}
        for language in LANGUAGES
        if not texts.has(f"changes.column.{column}", language)
    }
    assert unnamed == set(), "write changes.column.COLUMN in changes.po"


def test_chinese_readers_meet_no_english_words_in_what_we_say(atlas: Atlas) -> None:
    for notice in notices(atlas, TODAY):
        item = told(notice, atlas, "zh", TODAY)
        ours = " ".join((item.headline, item.when, *item.lines, item.names if notice.kind else ""))
        if "agent" not in dict(notice.within):  # the names of agencies stand as they were published
            assert not re.search("[a-z]{4,}", ours), ours


def test_a_list_is_named_in_full_and_a_short_one_in_the_headline(atlas: Atlas) -> None:
    for notice in notices(atlas, TODAY):
        item = told(notice, atlas, "en", TODAY)
        if notice.kind == "country":
            for code in notice.who:
                assert atlas.country_name(code, "en") in item.headline + item.names


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_without_words_of_its_own_is_told_all_the_same(language: str, atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    has = texts.has
    monkeypatch.setattr(texts, "has", lambda key, spoken: not key.startswith(("changes.table.", "changes.code.")) and has(key, spoken))
    for notice in notices(atlas, TODAY):
        assert told(notice, atlas, language, TODAY).headline
