"""The answer: what stands first, what opens, what leads on; and the sheet of paper for a desk."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest

from liziba.atlas import texts
from liziba.doors import flat
from liziba.services.declaration import Context, ask
from tests.doors import site
from tests.doors.reader import AMERICAN, GERMAN, LANGUAGES, PERSONAL, address, get, links, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_show_a_yes_a_no_and_an_open_answer(language: str) -> None:
    page = text(get(f"/{language}/stay"))
    shown = page[page.index('class="examples"') :]
    assert re.findall(r'<li class="verdict-(\w+)">', shown) == ["yes", "no", "unknown"]
    for verdict in ("yes", "no", "unknown"):
        assert texts.say(f"web.verdict.{verdict}", language) in shown


def test_the_answer_comes_before_what_it_rests_on_and_other_schemes_last() -> None:
    page = text(get(address({**GERMAN, "exit_at": "2026-12-20"})))
    parts = ["<h1>", 'class="decides"', 'class="warnings"', 'class="grounds"', 'class="assumptions"', 'class="others"', 'class="elsewhere"', 'class="question"']
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)
    assert page.index(texts.say("scheme.unilateral", "en"), page.index('class="grounds"')) < page.index('class="others"')


def test_a_refusal_opens_the_nearest_scheme_and_says_what_to_do(context: Context) -> None:
    page = text(get(address(AMERICAN)))
    grounds = page[page.index('class="grounds"') : page.index('class="changes"')]
    answer: Any = ask("stay", AMERICAN, context)
    failed = [ground for ground in answer.grounds if ground.result == "failed" and ground.scheme == "transit"]
    assert failed
    for ground in failed:
        assert ground.text in grounds.partition("<details")[0]
    offers = [offer.text for offer in answer.what_would_change]
    steps = [step.text for step in answer.what_now if not any(offer in step.text for offer in offers)]
    assert steps
    for step in steps:
        assert step in page[page.index('class="steps"') :]


def test_a_step_leads_to_the_question_that_says_more(context: Context) -> None:
    page = text(get(address(GERMAN)))
    answer: Any = ask("stay", GERMAN, context)
    asked = [step.ask for step in answer.what_now if step.ask]
    assert asked
    for one in asked:
        there = f"/en/{one.service}?{urlencode(flat.pairs_of(one.fields), safe=':/')}"
        assert there in links(page)
        assert get(there).status_code == 200


def test_what_is_missing_comes_first_with_what_its_values_lead_to(context: Context) -> None:
    asked = {**AMERICAN}
    del asked["onward_to"]
    page = text(get(address(asked)))
    missing = page[page.index('class="missing"') : page.index('class="grounds"')]
    for offer in ask("stay", asked, context).what_would_change:
        if set(offer.set) == {"onward_to"}:
            assert offer.text in missing
            assert address({**asked, **offer.set}) in links(missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_yes_can_be_printed_in_both_languages(language: str, context: Context) -> None:
    asked = {**AMERICAN, "onward_to": "HK"}
    sheet = f"/{language}/stay/print?" + address(asked).partition("?")[2]
    assert sheet in links(text(get(address(asked, language))))
    page = text(get(sheet))
    for other in LANGUAGES:
        answer = ask("stay", asked, Context(context.atlas, context.today, other))
        assert answer.headline in page
        assert answer.decided_by in page
        for ground in answer.grounds:
            assert ground.text in page or ground.scheme != "transit"
    assert answer.atlas.hash in page
    assert re.search(r"Announcement No\. \d+ of 2025", page)
    assert "http://localhost" + address({**asked, "as_of": "2026-11-22"}, language) in page


def test_a_sheet_names_official_sources_only(context: Context) -> None:
    page = text(get(address(GERMAN).replace("/stay?", "/stay/print?")))
    rules = page[page.index('class="rules"') : page.index("</ul>", page.index('class="rules"'))]
    cited = {source.id: source for ground in ask("stay", GERMAN, context).grounds for source in ground.sources}
    kinds = {context.atlas.source(id_, topic="stay").kind for id_, source in cited.items() if source.title in rules}
    assert kinds
    assert kinds <= {"regulator", "ministry", "law", "government", "embassy", "official"}
    assert {context.atlas.source(id_, topic="stay").kind for id_ in cited} - kinds, "others are cited on the page"


def test_only_a_yes_is_printed() -> None:
    assert "/print" not in text(get(address(AMERICAN)))
    page = text(get(address(AMERICAN).replace("/stay?", "/stay/print?")))
    assert texts.say("web.paper.no_yes", "en") in page
    assert 'class="sheet"' not in page
    assert get("/en/stay/print?nationality=XX").status_code == 400
    assert get("/en/no-such/print").status_code == 404


def test_a_printed_sheet_of_a_question_with_personal_fields_is_posted_and_its_address_leaves_them_out() -> None:
    sent = {**GERMAN, **PERSONAL}
    answer = text(site.client().post("/en/stay", sent))
    assert '<form method="post" action="/en/stay/print"' in answer
    response = site.client().post("/en/stay/print", sent)
    page = text(response)
    assert 'class="sheet"' in page
    assert response.headers["Cache-Control"] == "no-store"
    stamp = page[page.index('class="stamp"') :]
    assert "2030" not in stamp
    assert address({**GERMAN, "as_of": "2026-11-22"}) in stamp
    assert get("/en/stay/print?passport_valid_until=2030-05-06").status_code == 400


def test_a_stay_whose_last_day_has_passed_is_not_shown_as_a_yes() -> None:
    asked = address({**GERMAN, "entry_at": "2026-05-01"})
    page = text(get(asked))
    assert "You had to leave by 24:00 on 31 May 2026" in page
    assert "verdict-yes" not in page
    assert texts.say("web.verdict.past", "en") in page
    assert "/print" not in page
    assert 'class="sheet"' not in text(get(asked.replace("/stay?", "/stay/print?")))


def test_a_heading_never_stands_over_nothing() -> None:
    page = text(get("/en/observations?place=CN-TJ&indicator=retail_total&period=2025"))
    assert texts.say("web.answer.open", "en") in page
    assert not re.search(r"<h2>[^<]*</h2>\s*(<section[^>]*>\s*)?</section>", page)
