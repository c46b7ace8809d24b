"""The page that tries a changed rule on a made-up table: the figures, the chart, the files, and wrong choices."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from liziba.atlas import texts
from liziba.services import whatif
from liziba.services.changed_rule import parameters, setting
from liziba.services.declaration import Context
from tests.doors.reader import LANGUAGES, get, links, text

HIGHER = "set=minimum_purchase_cny&to=500&by=place"
PAGE = "/{}/whatif/refund?" + HIGHER


def figures(context: Context) -> list[dict[str, Any]]:
    effect = whatif.on_sample("refund", [setting(context.atlas, "refund", "minimum_purchase_cny=500")], context, ["place"])
    return whatif.figures(effect)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_the_figures_of_the_comparison(language: str, context: Context) -> None:
    page = text(get(PAGE.format(language)))
    found = figures(context)
    assert len(found) > 20
    for one in found:
        money = one["unit"] == "fen"
        for side in ("before", "after"):
            assert f"<td>{one[side] / 100:,.2f}</td>" in page if money else f"<td>{one[side]:,}</td>" in page
    assert context.atlas.place_name("CN-CQ", language) in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", ["", "?" + HIGHER, "?set=no_such&to=1"])
def test_the_page_always_says_that_the_table_is_made_up(language: str, query: str) -> None:
    page = text(get(f"/{language}/whatif/refund{query}"))
    assert texts.say("whatif.page.made_up", language) in page
    assert texts.say("whatif.page.no_behaviour", language) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_named_parameter_can_be_chosen_by_its_name_in_words(language: str, context: Context) -> None:
    page = text(get(f"/{language}/whatif/refund"))
    known = parameters(context.atlas, "refund")
    assert known
    for row in known:
        assert f'<option value="{row.name}"' in page
        assert texts.say(f"whatif.parameter.{row.name}", language) in page
        assert get(f"/{language}/whatif/refund?set={row.name}&to=7").status_code == 200


def test_a_higher_minimum_lets_fewer_claims_through_and_a_lower_one_not() -> None:
    assert "fewer are accepted" in text(get(PAGE.format("en")))
    assert "more are accepted" in text(get("/en/whatif/refund?set=minimum_purchase_cny&to=100"))
    same = text(get("/en/whatif/refund?set=minimum_purchase_cny&to=200"))
    assert "as many are accepted; as much is paid out" in same


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_is_a_picture_of_its_own_with_its_figures_in_words(language: str) -> None:
    page = text(get(PAGE.format(language)))
    source = re.search(r'<img src="([^"]+)" alt="([^"]+)"', page)
    assert source
    assert "4,438" in source[2]
    response = get(source[1])
    assert response.headers["Content-Type"].startswith("image/svg+xml")
    assert "<script" not in response.content.decode()
    drawn = ET.fromstring(response.content)
    said = [element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "4,438" in said, "text stays text"
    assert ("重庆" if language == "zh" else "Chongqing") in said
    assert texts.say("whatif.page.after", language) in said


def test_each_look_of_the_chart_is_there() -> None:
    page = text(get(PAGE.format("en")))
    looks = re.findall(r'srcset="([^"]+)"', page)
    assert len(looks) == 3
    drawn = {look: get(look).content for look in looks}
    assert len(set(drawn.values())) == 3


def test_the_files_hold_the_same_figures(context: Context) -> None:
    response = get("/en/whatif/refund/table.csv?" + HIGHER)
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["generated"] for row in rows] == ["true"] * len(rows)
    for row, one in zip(rows, figures(context), strict=True):
        scale = 100 if one["unit"] == "fen" else 1
        assert [round(float(row[side]) * scale) for side in ("before", "after", "difference")] == [one[side] for side in ("before", "after", "difference")]
        assert row["place"] == (one["group"].get("place") or "")
    kept = get("/en/whatif/refund/chart.svg?" + HIGHER + "&keep=1")
    assert "attachment" in kept.headers["Content-Disposition"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("set=minimum_purchase_cny&to=", "to"),
        ("set=minimum_purchase_cny&to=much", "to"),
        ("set=minimum_purchase_cny&to=-5", "to"),
        ("set=minimum_purchase_cny&to=1.234", "to"),
        ("set=minimum_purchase_cny&to=1e999999", "to"),
        ("set=minimum_purchase_cny&to=NaN", "to"),
        ("set=minimum_purchase_cny&to=%00%3Cscript%3Ealert(1)%3C/script%3E", "to"),
        ("set=max_days_to_departure&to=1.5", "to"),
        ("set=refund/minimums.minimum_fen&to=5", "set"),
        ("set=%3Cscript%3Ealert(1)&to=5", "set"),
        ("to=500", "set"),
        ("set=minimum_purchase_cny&to=500&by=visitor_id", "by"),
        ("set=minimum_purchase_cny&to=500&by=purchases", "by"),
        ("set=minimum_purchase_cny&to=500&measure=weight", "measure"),
        ("set=minimum_purchase_cny&to=" + "9" * 4000, "to"),
    ],
)
def test_a_choice_that_cannot_be_followed_is_marked(language: str, query: str, wrong: str) -> None:
    response = get(f"/{language}/whatif/refund?{query}")
    page = response.content.decode()
    assert response.status_code == 400
    assert page.count('role="alert"') == 1
    assert f'href="#{wrong}"' in page
    assert page.count('aria-invalid="true"') == 1
    assert "<script>alert" not in page
    for part in ("chart.svg", "table.csv"):
        assert get(f"/{language}/whatif/refund/{part}?{query}").status_code == 404


@pytest.mark.parametrize("name", ["stay", "arrival", "no-such", "refund-store"])
def test_services_without_a_made_up_table_have_no_such_page(name: str) -> None:
    assert get(f"/en/whatif/{name}").status_code == 404
    assert get(f"/en/whatif/{name}/chart.svg").status_code == 404


def test_the_page_is_found_and_is_kept_by_readers() -> None:
    assert "/en/whatif" in links(text(get("/en/")))
    assert get("/en/whatif").headers["Location"] == "/en/whatif/refund"
    first = get(PAGE.format("en"))
    again = get(PAGE.format("en"), **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "/zh/whatif/refund?" + HIGHER in links(text(first))


def test_the_examples_of_the_page_are_answered() -> None:
    found = [link for link in links(text(get("/en/whatif/refund"))) if "set=" in link]
    assert len(found) >= 3
    for link in found:
        assert texts.say("whatif.page.figures", "en") in text(get(link))
