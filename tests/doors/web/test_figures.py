"""Charts behind their addresses: picture, dots, table and live chart; what cannot be read gets the house's own page."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET

import pytest

from tests.doors.charts import sample
from tests.doors.charts.conftest import named  # noqa: F401  (a fixture)
from tests.doors.reader import LANGUAGES, get, text


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_chart_is_a_picture_a_file_of_dots_a_table_and_data(language: str) -> None:
    start = f"/{language}/chart/sample"
    picture = get(f"{start}.svg?kind=parts")
    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    assert "script-src" not in picture.headers["Content-Security-Policy"]
    assert "default-src 'none'" in picture.headers["Content-Security-Policy"]
    ET.fromstring(picture.content)
    dots = get(f"{start}.png?kind=parts")
    assert dots.content.startswith(b"\x89PNG")
    assert 'filename="sample.png"' in dots.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(get(f"{start}.csv?kind=parts").content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == list(sample.CHARTS["parts"].of("name"))
    assert "vega-lite" in json.loads(get(f"{start}.json?kind=parts").content)["$schema"]
    assert "schema/vega/" in json.loads(get(f"{start}.json?kind=parts&vega=1&dark=1").content)["$schema"]


@pytest.mark.usefixtures("named")
def test_the_picture_to_be_kept_has_its_title_and_source_in_it() -> None:
    on_page, kept = get("/zh/chart/sample.svg"), get("/zh/chart/sample.svg?keep=1")
    for line in ("五个城市的社会消费品零售总额", "来源：各市统计局"):
        assert line not in text(on_page)
        assert line in text(kept)
    assert "attachment" in kept.headers["Content-Disposition"]
    assert "Content-Disposition" not in on_page.headers


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("ending", ["svg", "png", "csv", "json"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("kind=pie", 404),
        ("kind=%3Cscript%3Ealert(1)%3C/script%3E", 404),
        ("kind=" + "9" * 4000, 404),
        ("kind=bars&kind=parts", 404),
        ("kind=%00", 200),
        ("place=CN-CQ", 404),
        ("kind=unreadable", 400),
    ],
)
def test_words_that_cannot_be_followed_get_a_page_of_the_house(ending: str, query: str, status: int) -> None:
    response = get(f"/zh/chart/sample.{ending}?{query}")
    assert response.status_code == status
    if status != 200:
        page = response.content.decode()
        assert '<html lang="zh-Hans">' in page
        assert "<script>alert" not in page


@pytest.mark.parametrize("path", ["/en/chart/no-such.svg", "/en/chart/..%2f..%2fpyproject.svg", "/en/chart/bars.gif", "/xx/chart/sample.svg"])
def test_charts_that_are_not_there_are_not_found(path: str) -> None:
    assert get(path).status_code == 404


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("ending", ["svg", "csv", "json"])
def test_readers_keep_charts_and_ask_whether_they_are_still_right(ending: str) -> None:
    first = get(f"/en/chart/sample.{ending}")
    assert "max-age" in first.headers["Cache-Control"]
    again = get(f"/en/chart/sample.{ending}", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert get(f"/en/chart/sample.{ending}?kind=parts").headers["ETag"] != first.headers["ETag"]


@pytest.mark.usefixtures("named")
def test_the_what_if_chart_has_dots_and_a_live_one_too() -> None:
    query = "?set=minimum_purchase_cny&to=500&by=place"
    assert get(f"/en/whatif/refund/chart.png{query}").content.startswith(b"\x89PNG")
    assert "$schema" in json.loads(get(f"/en/whatif/refund/chart.json{query}").content)
    for ending in ("png", "json"):
        assert get(f"/en/whatif/refund/chart.{ending}?set=no_such&to=1").status_code == 404
