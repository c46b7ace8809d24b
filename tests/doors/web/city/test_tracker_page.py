"""The measures tracker: states computed, filters that add up, a click to the answer, and the same rows as a file."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from liziba.atlas import texts
from liziba.services.declaration import Context
from liziba.services.measures.tracker import STATES, counts, tracker
from tests.doors.reader import LANGUAGES, get, links, text


def rows(query: str = "") -> list[dict[str, Any]]:
    response = get(f"/en/measures/all.csv{query}")
    assert "attachment" in response.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_counts_are_those_of_the_service(language: str, context: Context) -> None:
    page = text(get(f"/{language}/measures/all"))
    found = counts(tracker(context.atlas, context.today))
    for state in STATES:
        said = texts.say(f"city.state.{state}", language)
        assert re.search(rf'<span class="count">{found[state]}</span> <span class="sign"[^>]*>.</span> {said}', page)


def test_each_row_is_one_click_from_its_answer() -> None:
    page = text(get("/en/measures/all?state=reached"))
    answers = [link for link in links(page) if link.startswith("/en/measures?")]
    assert answers
    assert all("Reached:" in text(get(link)) for link in answers[:5])


def test_by_an_earlier_day_of_knowledge_the_answer_is_of_that_day(context: Context) -> None:
    page = text(get("/en/measures/all?as_of=2025-06-30&programme=gwr25"))
    answer = next(link for link in links(page) if "metric=gdp_growth" in link)
    assert "as_of=2025-06-30" in answer
    assert "open" in text(get(answer)).lower()
    assert {row["state"] for row in rows("?as_of=2025-06-30&programme=gwr25")} <= {"open", "reached"}


def test_pages_and_states_together_are_all_targets(context: Context) -> None:
    everything = rows()
    assert len(everything) == len(tracker(context.atlas, context.today))
    assert sum(len(rows(f"?state={state}")) for state in STATES) == len(everything)
    seen, address = 0, "/en/measures/all"
    while address:
        page = text(get(address))
        seen += page.count('<th role="rowheader"')
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found[1] if found else ""
    assert seen == len(everything)


def test_the_file_is_read_by_spreadsheets_as_text(context: Context) -> None:
    found = rows("?programme=plan21")
    assert {row["programme"] for row in found} == {"plan21"}
    retail = next(row for row in found if row["metric"] == "retail_sales_total")
    assert (retail["state"], retail["result"], retail["target"], retail["operator"]) == ("reached", "1668.8", "1550", ">")
    assert all(row["operator"] != "=" for row in rows())
    assert {row["atlas"] for row in found} == {context.atlas.hash}


def test_programmes_without_numbers_are_named_and_not_judged() -> None:
    page = text(get("/en/measures/all"))
    section = page.split('id="without"')[1].split("</section>")[0]
    assert texts.say("code.programme.p23", "en") in section or texts.say("code.programme.mm22", "en") in section
    assert "verdict-" not in section


@pytest.mark.parametrize(("qualifier", "said"), [("", "exactly"), ("over", "somewhat"), ("about", "about")])
def test_a_rounded_result_is_not_called_exact(qualifier: str, said: str, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = {"definition": "plain", "place": "CN-CQ", "announced_on": "2026-11-01", "valid_from": "2026-11-01", "sources": "udn_2026"}
    told = {"metric": "gdp_growth", "period": "2025", "figure": "6", "unit_measure": "percent", "qualifier": qualifier, "basis": "later", **usual}
    changed = Context(context.atlas.with_rows("measures/results", [told]), context.today, "en")
    monkeypatch.setattr("liziba.doors.web.city.tracker_page.frame", lambda language: changed)
    row = next(part for part in text(get("/en/measures/all?programme=gwr25")).split("<tr") if "metric=gdp_growth" in part)
    assert texts.say("city.state.reached", "en") in row
    assert texts.say(f"city.tracker.far.{said}", "en") in row
