"""The form: names, days and lists as people give them, what is wrong with them, suggestions while one types."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from liziba.atlas import texts
from tests.doors import site
from tests.doors.reader import GERMAN, LANGUAGES, address, get, links, text


def test_names_in_either_language_are_understood_and_become_codes_in_the_address() -> None:
    for country, port in (("Germany", "Chongqing Jiangbei International Airport"), ("德国", "重庆江北国际机场"), ("de", "ckg")):
        response = site.client().post("/en/stay", {**GERMAN, "nationality": country, "entry_port": port, "age": " "})
        assert (response.status_code, response.headers["Location"]) == (303, address(GERMAN))


def test_several_places_stand_between_commas() -> None:
    response = site.client().post("/zh/stay", {**GERMAN, "places": "重庆市，CN-SC/Chengdu、Guangdong"})
    assert response.headers["Location"] == address({**GERMAN, "places": ["CN-CQ", "CN-SC/Chengdu", "CN-GD"]}, "zh")


def test_an_empty_form_is_told_what_is_missing() -> None:
    response = site.client().post("/en/stay", {"nationality": ""})
    assert response.status_code == 200
    assert texts.say("web.answer.missing", "en") in text(response)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"nationality": "Germny"}, "nationality"),
        ({"entry_port": "LHR"}, "entry_port"),
        ({"entry_at": "tomorrow"}, "entry_at"),
        ({"entry_at": "2026-12-02T10:00", "exit_at": "2026-12-01T10:00"}, "exit_at"),
        ({"document": "library_card"}, "document"),
        ({"places": ["Atlantis"]}, "places"),
        ({"age": "-4"}, "age"),
        ({"leaves_airport": "perhaps"}, "leaves_airport"),
        ({"journey": ["XX"]}, "journey"),
        ({"as_of": "2026-13-01"}, "as_of"),
    ],
)
def test_a_field_that_cannot_be_read_is_marked_and_the_rest_is_kept(language: str, fields: dict[str, Any], field: str) -> None:
    response = get(address({"residence": "FR", **fields}, language))
    page = text(response)
    assert response.status_code == 400
    assert f'href="#field-{field}"' in page
    assert f'id="field-{field}-error"' in page
    assert 'aria-invalid="true"' in page
    assert page.count('role="alert"') == 1
    assert ("法国" if language == "zh" else "France") in page
    problem = page[page.index('role="alert"') : page.index('class="ask"')]
    if language == "zh":
        assert not re.search("[a-z]{5,} [a-z]{3,}", re.sub("<[^>]*>", "", problem)), "a Chinese page speaks Chinese"


@pytest.mark.parametrize(
    ("fields", "meant"),
    [({"nationality": "Germny"}, {"nationality": "DE"}), ({"places": ["CN-CQ", "Chengdi"]}, {"places": ["CN-CQ", "CN-SC/Chengdu"]})],
)
def test_a_name_that_is_nearly_right_is_offered_as_the_question_asked_with_it(fields: dict[str, Any], meant: dict[str, Any]) -> None:
    page = text(get(address({**GERMAN, **fields})))
    assert texts.say("web.error.near", "en") in page
    assert address({**GERMAN, **meant}) in links(page)
    assert get(address({**GERMAN, **meant})).status_code == 200


def test_a_name_meant_keeps_personal_fields_out_of_its_link() -> None:
    page = text(site.client().post("/en/stay", {"nationality": "Germny", "passport_valid_until": "2030-05-06"}))
    assert '<input type="hidden" name="nationality" value="DE"><input type="hidden" name="passport_valid_until" value="2030-05-06">' in page
    problem = page[page.index('role="alert"') : page.index('class="ask"')]
    assert links(problem) == ["#field-nationality", "/en/stay"]


def test_a_port_that_no_table_holds_is_answered_with_those_that_may_be_meant() -> None:
    page = text(get(address({**GERMAN, "entry_port": "chongking-jiangbei"})))
    assert texts.say("web.answer.doubts", "en") in page
    assert address(GERMAN) in links(page)
    assert texts.say("web.answer.doubts", "en") not in text(get(address(GERMAN)))


def test_a_day_is_enough_and_a_time_is_added_to_it() -> None:
    form = {"nationality": "DE", "entry_port": "CKG", "entry_at": "2026-12-01"}
    for time, moment in (("", "2026-12-01"), ("23:59", "2026-12-01T23:59"), ("00:00", "2026-12-01T00:00")):
        response = site.client().post("/en/stay", {**form, "entry_at.time": time})
        assert response.headers["Location"] == address({"nationality": "DE", "entry_at": moment, "entry_port": "CKG"})
        page = text(get(response.headers["Location"]))
        assert 'type="date" value="2026-12-01"' in page
        assert f'type="time" value="{time}"' in page
    assert site.client().post("/en/stay", {**form, "entry_at": "", "entry_at.time": "10:00"}).status_code == 400


@pytest.mark.parametrize(("name", "typed"), [("places", "Chengdu"), ("previous_stays", "2026-03-04")])
def test_a_button_adds_lines_to_a_list_and_answers_nothing_yet(name: str, typed: str) -> None:
    first = f"{name}.0.entry" if name == "previous_stays" else name

    def lines(page: str) -> int:
        return len(re.findall(rf'name="{name}(?:\.\d+\.entry)?"', page))

    before = text(get("/en/stay"))
    response = site.client().post("/en/stay", {**GERMAN, first: typed, f"{name}.1.entry": "", "passport_valid_until": "2030-05-06", "more_rows": name})
    page = text(response)
    assert response.status_code == 200
    assert lines(page) > lines(before)
    assert typed in page
    assert 'value="2030-05-06"' in page
    assert 'class="answer"' not in page
    fresh = re.search(rf'value="{name}" formaction="/en/stay#([^"]*)"', before)
    assert fresh
    assert f'id="{fresh.group(1)}"' in page, "the button leads to the first new line"


def test_what_a_form_shows_is_read_back_as_the_same_code() -> None:
    for language in LANGUAGES:
        for fields in ({"places": ["CN-SC/Chengdu", "CN-CQ-FTZ"], "journey": ["GB", "CG", "CD"]}, {"exit_port": "mohan-railway-port"}, {"exit_port": "TSN"}):
            page = text(get(address({**GERMAN, **fields}, language)))
            sent = [(name, value) for name, value in re.findall(r'<input id="[^"]*" name="([^"]*)" type="[^"]*" value="([^"]+)"', page)]
            answer = site.client().post(f"/{language}/stay", data=urlencode(sent), content_type="application/x-www-form-urlencoded")
            assert answer.headers["Location"] == address({**GERMAN, **fields}, language)


@pytest.mark.parametrize(
    ("kind", "typed", "language", "code", "name"),
    [
        ("country", "germ", "en", "DE", "Germany"),
        ("country", "德", "zh", "DE", "德国"),
        ("port", "ckg", "zh", "CKG", "重庆江北国际机场"),
        ("place", "cheng", "en", "CN-SC/Chengdu", "Chengdu"),
    ],
)
def test_names_are_suggested_while_one_types(kind: str, typed: str, language: str, code: str, name: str) -> None:
    response = get(f"/{language}/suggest?{urlencode({'kind': kind, 'q': typed})}")
    found = json.loads(response.content)["names"]
    assert any(one["code"] == code and one["name"].startswith(name) for one in found)
    assert len(found) <= 8
    assert "max-age" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("query", ["", "kind=planet&q=x", "kind=country&q=" + "x" * 61])
def test_suggestions_are_refused_in_the_form_of_the_contract(query: str) -> None:
    response = get(f"/zh/suggest?{query}")
    assert response.status_code == 400
    assert set(json.loads(response.content)["error"]) == {"field", "given", "accepted", "message"}
    assert json.loads(get("/en/suggest?kind=country").content) == {"names": []}
