"""Every kind as SVG, PNG and Vega-Lite: text stays text, Chinese is drawn, gaps are said, nobody needs colours."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest

from liziba.doors.charts import Chart, Column, Rule, drawing, fonts, png, spec, svg, theme
from liziba.doors.charts.data import shown
from liziba.doors.charts.drawing import vega
from tests.doors.charts.sample import CHARTS

KINDS = sorted(CHARTS)


def said(drawn: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]


def width(drawn: str) -> float:
    found = re.search(r'<svg[^>]* width="([\d.]+)"', drawn)
    assert found
    return float(found[1])


def height(drawn: str) -> float:
    found = re.search(r'<svg[^>]* height="([\d.]+)"', drawn)
    assert found
    return float(found[1])


def strokes(drawn: str) -> list[int]:
    """How many points each line of the picture runs through."""
    return [1 + path.count("L") for path in re.findall(r'<path d="(M[^"]*)" stroke="[^"]*" stroke-width="2.5"', drawn)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_picture_says_its_names_and_its_title_as_text(kind: str) -> None:
    chart = CHARTS[kind]
    texts = said(svg(chart, "zh"))
    assert chart.title in " ".join(texts)
    for name in chart.of("name"):
        assert name in texts
    for line in (chart.note, chart.source, *(rule.text for rule in chart.rules), *chart.sides):
        assert line in " ".join(texts)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "pairs"])
def test_on_a_page_it_is_as_wide_as_the_column_and_leaves_the_title_to_the_page(kind: str) -> None:
    wide, narrow = svg(CHARTS[kind], "en", bare=True), svg(CHARTS[kind], "en", narrow=True, bare=True)
    assert CHARTS[kind].title not in said(wide)
    assert 700 <= width(wide) <= 792
    assert 280 <= width(narrow) <= 324, "a telephone is 360 wide"


@pytest.mark.parametrize("kind", ["bars", "pairs", "series"])
def test_each_look_is_a_picture_of_its_own_and_nothing_in_it_runs(kind: str) -> None:
    asked = [{"bare": True}, {"bare": True, "narrow": True}, {"bare": True, "dark": True}, {}]
    looks = [svg(CHARTS[kind], "en", **look) for look in asked]
    assert len(set(looks)) == len(looks)
    for drawn in looks:
        assert not re.search(r"<script|<foreignObject|\son\w+=|href=", drawn)


@pytest.mark.parametrize("kind", ["bars", "parts", "whiskers"])
def test_every_bar_says_its_figure_and_a_gap_says_that_it_is_one(kind: str) -> None:
    chart = CHARTS[kind]
    value = chart.column("value")
    assert value is not None
    texts = said(svg(chart, "zh", bare=True))
    for one in chart.of("value"):
        assert any(text.removeprefix("+") == shown(one, value) for text in texts), shown(one, value)


def test_bars_are_ranked_gaps_last_unless_the_order_is_given() -> None:
    columns = (Column("name", "Name", "name"), Column("value", "Value", "value"))
    chart = Chart("bars", "", columns, (("gap", None), ("low", 1), ("high", 9), ("below", -2)))

    def order(one: Chart) -> list[str]:
        return [text for text in said(svg(one, "en", bare=True)) if text in ("gap", "low", "high", "below")]

    assert order(chart) == ["high", "low", "below", "gap"]
    assert order(replace(chart, given=True)) == ["gap", "low", "high", "below"]


def test_two_rows_of_one_name_stay_two() -> None:
    columns = (Column("name", "Name", "name"), Column("value", "Value", "value"))
    texts = said(svg(Chart("bars", "", columns, (("Jinan", 3), ("Jinan", 5))), "en", bare=True))
    assert sorted(texts) == ["3", "5", "Jinan", "Jinan"]


def test_a_city_without_a_rank_says_why_in_place_of_it() -> None:
    assert "not ranked: two of nine sourced" in said(svg(CHARTS["ranges"], "en", bare=True))


def test_lines_and_points_are_told_apart_without_colours() -> None:
    drawn = spec(CHARTS["series"], "en")
    text = str(drawn)
    assert "strokeDash" in text
    patterns = next(encoding["strokeDash"]["scale"]["range"] for encoding in encodings(drawn) if "strokeDash" in encoding)
    shapes = next(encoding["shape"]["scale"]["range"] for encoding in encodings(drawn) if "shape" in encoding)
    assert len({str(one) for one in patterns}) == 3
    assert len(shapes) == len(set(shapes)) == 2, "what was not found is not drawn"


def test_a_year_without_a_figure_breaks_the_line() -> None:
    def strokes(chart: Chart) -> int:
        return sum(
            path.count("M")
            for path in re.findall(r'aria-roledescription="line mark"[^>]*d="([^"]+)"|<path[^>]*d="(M[^"Z]*L[^"Z]*)"', svg(chart, "en", bare=True))
            for path in path
        )

    whole = tuple((year, 1.0 + year - 2019) for year in range(2019, 2026))
    holed = tuple((year, None if year == 2022 else value) for year, value in whole)
    columns = (Column("year", "Year", "when", plain=True), Column("value", "Value", "value"))
    assert strokes(Chart("series", "", columns, holed)) > strokes(Chart("series", "", columns, whole))


def test_years_stand_at_their_distance_and_are_each_said_once() -> None:
    texts = said(svg(CHARTS["series"], "en", bare=True))
    years = [text for text in texts if re.fullmatch(r"20\d\d", text)]
    assert years == ["2019", "2020", "2021", "2022", "2023", "2024"]


def test_results_against_a_target_start_at_nought() -> None:
    assert "0" in said(svg(CHARTS["target"], "en", bare=True))


def encodings(drawn: dict[str, Any]) -> list[dict[str, Any]]:
    return [layer.get("encoding", {}) for layer in drawn["layer"]]


@pytest.mark.parametrize("kind", KINDS)
def test_the_live_chart_shows_the_whole_row_and_is_plain_vega(kind: str) -> None:
    chart = CHARTS[kind]
    drawn = spec(chart, "en")
    assert "vega-lite" in drawn["$schema"]
    told = [tip["title"] for encoding in encodings(drawn) for tip in encoding.get("tooltip", [])]
    if kind != "pairs":
        assert {column.label for column in chart.columns if column.role != "mark"} <= set(told)
    compiled = vega(chart, "en")
    assert '"$schema":"https://vega.github.io/schema/vega/' in compiled


needs_font = pytest.mark.skipif(not fonts.chinese(), reason="no Chinese font on this machine")


@needs_font
def test_chinese_is_drawn_in_dots_and_not_as_boxes() -> None:
    columns = (Column("name", "Name", "name"), Column("value", "Value", "value"))

    def dots(name: str) -> bytes:
        drawn = png(Chart("bars", "t", columns, ((name, 1),)), "zh")
        assert drawn.startswith(b"\x89PNG")
        return drawn

    # Characters that no font has are all the same box; those that are drawn differ.
    assert dots("\ue123\ue124") == dots("\ue125\ue126")
    assert dots("重庆") != dots("上海")


def test_a_font_in_a_folder_of_ones_own_comes_first(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wqy-zenhei.ttc").write_bytes(b"")
    (tmp_path / "known.json").write_text('{"folders": [], "families": [["NotoSansCJK-Regular.*", "Noto Sans CJK SC"], ["wqy-zenhei.*", "WenQuanYi Zen Hei"]]}')
    registered = []
    monkeypatch.setattr(fonts, "KNOWN", tmp_path / "known.json")
    monkeypatch.setattr(fonts, "_register", registered.append)
    assert fonts.chinese.__wrapped__() == ""
    monkeypatch.setenv("LIZIBA_FONTS", str(tmp_path))
    assert fonts.chinese.__wrapped__() == "WenQuanYi Zen Hei"
    assert registered == [tmp_path]


def test_no_line_is_drawn_across_a_break() -> None:
    columns = (Column("year", "Year", "when", plain=True), Column("value", "Value", "value"))
    chart = Chart("series", "", columns, tuple((year, year - 2000) for year in range(2019, 2025)))

    def stretches(one: Chart) -> int:
        return len([path for path in re.findall(r' d="(M[^"]*L[^"]*)" stroke="#17603a"', svg(one, "en", bare=True)) if "Z" not in path])

    assert stretches(chart) == 1
    assert stretches(replace(chart, rules=(Rule("x", 2021.5, "new base"),))) == 2
    assert stretches(replace(chart, kind="target", rules=(Rule("x", 2021.5, "due"),))) == 1


@pytest.mark.parametrize("narrow", [False, True])
def test_a_long_legend_stays_within_the_picture(narrow: bool) -> None:
    names = tuple(f"初步数、{year}年之前的口径，不含农村" for year in range(2018, 2023))
    columns = (Column("year", "Year", "when", plain=True), Column("value", "Value", "value"), Column("line", "Line", "line"))
    drawn = svg(Chart("series", "", columns, tuple((2020 + place, place, name) for place, name in enumerate(names))), "zh", narrow=narrow, bare=True)
    assert set(names) <= set(said(drawn))
    entry = r'<g transform="translate\(([\d.]+),[\d.]+\)"><path class="background"[^>]*/><g><g class="mark-symbol role-legend-symbol"'
    places = [float(place) for place in re.findall(entry, drawn)]
    assert len(places) == len(names)
    assert all(place + theme.wide_as(names[0], theme.PLAIN) < width(drawn) for place in places)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_keeps_the_place_of_a_picture_free(kind: str, narrow: bool) -> None:
    guessed = drawing.size(replace(CHARTS[kind], alt=f"not drawn yet {narrow}"), "en", narrow=narrow)
    drawn = svg(CHARTS[kind], "en", narrow=narrow, bare=True)
    across, down = drawing.size(CHARTS[kind], "en", narrow=narrow)
    assert (across, down) == (round(width(drawn)), round(height(drawn)))
    assert guessed[0] == pytest.approx(across, abs=40)
    assert guessed[1] == pytest.approx(down, rel=0.6), "near enough that little jumps"


def test_two_figures_of_one_time_are_not_joined() -> None:
    columns = (Column("year", "Year", "when", plain=True), Column("value", "Value", "value"), Column("line", "Release", "line"))
    once = Chart("series", "Sales", columns, ((2022, 5.0, "first"), (2023, 6.0, "first"), (2024, 7.0, "first")))
    twice = replace(once, rows=(*once.rows, (2024, 9.0, "first")))
    assert strokes(svg(once, "en")) == [3]
    assert strokes(svg(twice, "en")) == [2], "the line ends before the year that has two"
    assert svg(twice, "en").count("<path transform") == svg(once, "en").count("<path transform") + 1, "both are shown"
