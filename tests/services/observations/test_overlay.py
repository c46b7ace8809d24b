"""A city's own CSV: few columns are enough, and what is wrong is told with line, column and what is accepted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from liziba.atlas import Atlas, load
from liziba.atlas.check import check
from liziba.services.declaration import Context, ask

HEADER = "place,indicator,period,status,figure,sources\n"
TODAY = date(2026, 11, 22)


def laid_over(folder: Path, lines: str, header: str = HEADER) -> Atlas:
    topic = folder / "china" / "observations"
    topic.mkdir(parents=True, exist_ok=True)
    (topic / "observations.csv").write_text(header + lines, encoding="utf-8")
    (topic / "sources.csv").write_text("id,title,access\nyearbook,Our yearbook,full\n", encoding="utf-8")
    return load(folder)


def test_six_columns_are_enough(tmp_path: Path) -> None:
    atlas = laid_over(tmp_path, "CN-CQ,museums,2026,official,141,yearbook\n")
    answer = ask("observations", {"place": "CN-CQ", "indicator": "museums"}, Context(atlas, TODAY))
    assert (answer.value, answer.period) == (141, "2026")  # type: ignore[attr-defined]
    assert [one.id for ground in answer.grounds for one in ground.sources] == ["yearbook"]
    assert not any(str(tmp_path) in problem.file for problem in check(atlas, TODAY))


def test_an_own_official_figure_stands_before_what_the_press_printed(tmp_path: Path) -> None:
    header = "place,indicator,period,vintage,status,figure,announced_on,sources\n"
    atlas = laid_over(tmp_path, "CN-CQ,retail_total,2025,first,official,16688.51,2026-03-26,yearbook\n", header)
    question = {"place": "CN-CQ", "indicator": "retail_total", "period": "2025"}
    assert ask("observations", question, Context(atlas, TODAY)).value == 16688.51  # type: ignore[attr-defined]
    assert ask("observations", {**question, "as_of": "2026-03-01"}, Context(atlas, TODAY)).value == 16688.5  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("CN-CQ,musems,2026,official,141,yearbook", "indicator", "do you mean museums?"),
        ("CN-CQ,museums,2026-Q1,official,141,yearbook", "period", "2024-01/2024-11"),
        ("CN-CQ,museums,2026,offical,141,yearbook", "status", "official, press"),
        ("CN-CQ,museums,2026,official,,yearbook", "figure", "a number"),
        ("CN-CQ,museums,2026,official,many,yearbook", "figure", "a number"),
        ("CN-CQ,museums,2026,official,141,", "sources", "ids of sources"),
        ("CN-CQ,museums,2026,official,141,yearbok", "sources", "do you mean yearbook?"),
        ("Chongqing,museums,2026,official,141,yearbook", "place", "CN-CQ"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column(tmp_path: Path, line: str, column: str, said: str) -> None:
    found = [one for one in check(laid_over(tmp_path, f"CN-CQ,museums,2025,official,140,yearbook\n{line}\n")) if str(tmp_path) in one.file]
    assert [(one.severity, one.line, one.column) for one in found] == [("error", 3, column)]
    assert said in found[0].text


def test_an_own_indicator_needs_a_name_and_a_unit(tmp_path: Path) -> None:
    atlas = laid_over(tmp_path, "CN-CQ,hot_pots,2025,official,40000,yearbook\n")
    topic = tmp_path / "china" / "observations"
    (topic / "indicators.csv").write_text("indicator,name_en,name_zh,unit_measure,direction\nhot_pots,Hot pot shops,火锅店,count,1\n", encoding="utf-8")
    atlas = load(tmp_path)
    answer = ask("observations", {"place": "CN-CQ", "indicator": "hot_pots"}, Context(atlas, TODAY, "zh"))
    assert "火锅店" in answer.headline
