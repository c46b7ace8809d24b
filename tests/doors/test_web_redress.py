"""Rights, deadlines, the green channel and the guided page of a complaint, as a reader without scripts meets them."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from liziba.atlas import texts
from liziba.doors.web.guided import CHOICES
from liziba.services.declaration import Context, ask, services
from liziba.services.redress.complaint import DECIDING, DEMANDS, EVIDENCE, HAPPENED
from tests.doors import site
from tests.doors.reader import LANGUAGES, get, links, text

NAMES = ("rights", "deadlines", "green-channel", "complaint")
BRACELET = dict(services()["complaint"].examples["yes"])
PERSON = {"complainant": "Ada Example", "contact": "+44 20 0000"}


def address(fields: dict[str, Any], language: str = "en", part: str = "") -> str:
    return f"/{language}/complaint{part}?{urlencode(fields, doseq=True, safe=':/')}"


def forms(page: str) -> list[str]:
    """What the buttons and links of a page post or lead to, without the form of the question itself."""
    return re.findall(r'<form method="post" action="([^"]+)" class="again">', page)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_three_examples_show_a_yes_or_days_a_no_and_an_open_answer(name: str, language: str) -> None:
    page = text(get(f"/{language}/{name}"))
    shown = re.findall(r'<li class="verdict-(\w+)"><a href="([^"]+)"', page[page.index('class="examples"') :])
    verdicts = [verdict for verdict, _ in shown]
    assert len(shown) == 3
    assert verdicts[0] in ("yes", "none")
    assert verdicts[1] == "no"
    assert verdicts[2] in ("unknown", "not_established")
    for _, target in shown:
        assert get(target).status_code == 200


def test_days_alone_are_neither_a_yes_nor_a_no() -> None:
    page = text(get("/en/deadlines?received=2026-11-16"))
    assert 'class="verdict verdict-none"' in page
    assert '<p class="word">' not in page
    assert "25 November 2026" in page
    assert texts.say("web.verdict.yes", "en") not in re.findall(r'class="outcome">(.*?)</span>', page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["rights", "deadlines"])
def test_a_long_form_is_in_parts_named_by_what_happened(name: str, language: str) -> None:
    page = text(get(f"/{language}/{name}"))
    parts = re.findall(r'<details class="more part-of"( open)?>\s*<summary>(.*?)</summary>', page)
    assert len(parts) >= 5
    assert len({title for _, title in parts}) == len(parts)
    named = set(re.findall(r'name="([a-z_]+)"', page))
    assert set(services()[name].question.model_fields) <= named, "every field is somewhere"


def test_a_form_of_days_opens_on_the_first_part_and_says_which_day_leads_where() -> None:
    page = text(get("/en/deadlines"))
    assert page.count('class="more part-of" open') == 1
    assert texts.say("group.deadlines.complaint.help", "en") in page


# The guided page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_path_begins_with_what_happened_in_plain_words(language: str) -> None:
    page = text(get(f"/{language}/complaint"))
    for name in HAPPENED:
        assert f'href="/{language}/complaint?happened={name}"' in page
        assert texts.say(f"code.happened.{name}", language) in page


def test_every_choice_stands_once_and_asks_only_for_fields_that_there_are() -> None:
    offered = [name for names in CHOICES.values() for name in names]
    assert sorted(offered) == sorted(HAPPENED)
    assert set(DECIDING) == set(HAPPENED)
    assert {name for names in DECIDING.values() for name in names} <= set(services()["complaint"].question.model_fields)


@pytest.mark.parametrize("happened", list(HAPPENED))
def test_after_the_choice_the_form_asks_first_for_what_decides(happened: str) -> None:
    page = text(get(f"/en/complaint?happened={happened}"))
    form = page[page.index('class="question"') :]
    first = form[: form.index("<details")]
    for name in DECIDING[happened]:
        assert f'id="field-{name}"' in first
    other = {name for names in DECIDING.values() for name in names} - set(DECIDING[happened])
    assert not [name for name in other if f'id="field-{name}"' in first]


def test_what_is_missing_is_asked_for_before_the_rest_and_only_once() -> None:
    page = text(get("/en/complaint?happened=unsafe_food"))
    assert page.count('class="question"') == 1
    assert page.index('class="question"') < page.index('class="parts bodies"')
    whole = text(get(address(BRACELET)))
    assert whole.count('class="question"') == 1
    assert whole.index('class="question"') > whole.index('class="parts bodies"')


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_has_the_right_the_amounts_and_the_letter_in_both_languages(language: str, context: Context) -> None:
    answer = ask("complaint", BRACELET, Context(context.atlas, context.today, language))
    page = text(get(address(BRACELET, language)))
    assert texts.say("code.right.fraud_triple", language) in page
    assert "900.00" in page
    assert "1200.00" in page
    for side in ("letter_en", "letter_zh"):
        assert unescape(getattr(answer, side)) in page
        assert page.count(getattr(answer, side).split("\n")[1]) == 1, "the letter stands there once"


def test_the_bodies_are_a_table_with_what_ends_before_departure() -> None:
    page = text(get(address({**BRACELET, "departure_date": "2026-12-20"})))
    row = page[page.index(texts.say("channel.market_regulation", "en")) :]
    row = row[: row.index("</tr>")]
    assert "1 December 2026" in row
    assert "✓" in row
    assert 'href="tel:12315"' in row
    early = text(get(address(BRACELET)))
    row = early[early.index(texts.say("channel.market_regulation", "en")) :]
    assert "✗" in row[: row.index("</tr>")]


def test_the_same_facts_lead_to_the_other_services() -> None:
    page = text(get(address(BRACELET)))
    found = links(page)
    rights = next(link for link in found if link.startswith("/en/rights?"))
    assert "right=fraud_triple" in rights
    assert "price_cny=300.00" in rights
    assert "900.00" in text(get(rights))
    assert any(link.startswith("/en/deadlines?received=2026-11-22") for link in found)
    channel = next(link for link in found if link.startswith("/en/green-channel?"))
    assert "departure_date=2026-11-27" in channel
    assert get(channel).status_code == 200


@pytest.mark.parametrize("happened", list(HAPPENED))
def test_every_complaint_leads_to_questions_that_can_be_answered(happened: str) -> None:
    fields = {"happened": happened, "price_cny": "300", "bought": "2026-11-10", "trip_end": "2026-11-15", "departure_date": "2026-11-30"}
    page = get(address(fields))
    assert page.status_code == 200
    onward = [link for link in links(text(page)) if link.startswith(("/en/rights?", "/en/deadlines?", "/en/green-channel?"))]
    assert len(onward) == 3
    for link in onward:
        assert get(link).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_is_in_the_letter_and_in_no_link(language: str) -> None:
    response = site.client().post(f"/{language}/complaint", {**BRACELET, **PERSON})
    page = text(response)
    assert response.status_code == 200
    assert page.count("Ada Example") >= 2
    assert not [link for link in links(page) if "Ada" in link or "+44" in link or "complainant" in link]
    assert f"/{language}/complaint/letter" in forms(page), "the letter is asked for by a button that posts"
    assert response.headers["Cache-Control"] == "no-store"
    sheet = site.client().post(f"/{language}/complaint/letter", {**BRACELET, **PERSON})
    assert "Ada Example" in text(sheet)
    assert not [link for link in links(text(sheet)) if "Ada" in link]
    assert sheet.headers["Cache-Control"] == "no-store"


def test_a_name_in_an_address_is_neither_answered_nor_repeated() -> None:
    for part in ("", "/letter", "/letter-zh"):
        response = get(address({**BRACELET, **PERSON}, part=part))
        assert response.status_code == 400
        assert "Ada Example" not in text(response)


def test_boxes_that_are_ticked_reach_the_letter_and_stay_ticked() -> None:
    page = text(get("/en/complaint?happened=deceived"))
    for name, codes in (("evidence", EVIDENCE), ("demand", DEMANDS)):
        for code in codes:
            assert f'<input type="checkbox" name="{name}" value="{code}">' in page
    sent = site.client().post("/en/complaint", {"happened": "deceived", "price_cny": "300", "evidence": ["receipt", "witness"], "demand": ["apology"]})
    assert sent.status_code == 303
    answered = text(get(sent.headers["Location"]))
    assert "Evidence: receipt, witness." in answered
    assert '<input type="checkbox" name="evidence" value="witness" checked>' in answered
    assert "I ask for: an apology." in answered


# The sheet


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_holds_both_languages_line_by_line_or_one_alone(language: str, context: Context) -> None:
    answer: Any = ask("complaint", BRACELET, context)
    both = text(get(address(BRACELET, language, "/letter")))
    lines = list(zip(answer.letter_zh.split("\n"), answer.letter_en.split("\n"), strict=True))
    for chinese, english in lines[1:]:
        assert f'<p lang="zh-Hans">{chinese}</p><p lang="en">{english}</p>' in both
    alone = text(get(address(BRACELET, language, "/letter-zh")))
    assert all(chinese in alone for chinese, _ in lines)
    assert not any(english in alone for _, english in lines[1:])


def test_without_what_happened_there_is_no_letter_and_a_way_back() -> None:
    for fields, status in (({"what": "tea"}, 200), ({"happened": "rained"}, 400)):
        response = get(address(fields, part="/letter"))
        assert response.status_code == status
        assert texts.say("complaint.letter.none", "en") in text(response)
        assert 'href="/en/complaint' in text(response)
    assert get("/en/stay/letter").status_code == 404


def test_what_people_type_stays_text() -> None:
    for typed in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{% debug %}"):
        for part in ("", "/letter"):
            page = get(address({**BRACELET, "trader": typed}, part=part)).content.decode()
            assert "<script>alert" not in page
            assert "<img src=x" not in page
    assert "{% debug %}" in get(address({**BRACELET, "trader": "{% debug %}"})).content.decode()


@pytest.mark.parametrize("day", ["2026-02-30", "soon", "0000-00-00"])
def test_a_wrong_day_is_marked_at_its_field(day: str) -> None:
    response = get(f"/en/complaint?happened=deceived&bought={day}")
    assert response.status_code == 400
    assert 'href="#field-bought"' in text(response)
    assert '<details class="more part-of" open>' in text(response), "the part that hides the field is open"


def test_a_day_is_written_as_the_language_writes_it() -> None:
    page = text(get("/zh/green-channel?filed=2026-11-16&departure_date=2026-11-27"))
    assert texts.day(date(2026, 11, 25), "zh") in page
