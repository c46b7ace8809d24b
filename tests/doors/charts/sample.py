"""A chart of every kind, with gaps, long names and Chinese; and a page that shows them, for tests only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta

from liziba.atlas.texts import Saying
from liziba.doors.charts import Chart, Column, NoSuchChart, Rule, registry
from liziba.services.declaration import Context
from liziba.services.question import QuestionError

NAME, VALUE = Column("name", "名称", "name"), Column("value", "数值", "value", digits=1)
YEAR = Column("year", "年份", "when", plain=True)
STATUS = Column("status", "状态", "status")
MARK = Column("mark", "", "mark")

CHARTS: dict[str, Chart] = {
    "bars": Chart(
        "bars",
        "五个城市的社会消费品零售总额",
        (NAME, VALUE, MARK, Column("seen", "发布时间")),
        (("重庆", 16688.0, True, "2026-01"), ("上海", 16600.2, False, "2026-01"), ("广州", None, False, "未发布"), ("天津", 5000.5, False, "2026-02")),
        subtitle="2025年",
        note="各市口径不同，仅供参考。",
        source="来源：各市统计局",
        unit="亿元",
    ),
    "whiskers": Chart(
        "bars",
        "Scores with the interval of all admissible choices",
        (NAME, VALUE, Column("low", "Lowest", "low", digits=1), Column("high", "Highest", "high", digits=1)),
        (("A city with quite a long name of its own", 71.2, 60.0, 80.5), ("Chongqing", 64.0, 55.1, 66.0), ("Below nought", -12.0, -20.0, -3.0)),
    ),
    "pairs": Chart(
        "pairs",
        "Claims accepted",
        (NAME, Column("before", "Before", "before"), Column("after", "After", "after")),
        (("All", 4438, 3900), ("Chongqing", 900, 700)),
    ),
    "ranges": Chart(
        "ranges",
        "Rank and its range",
        (NAME, Column("best", "Best", "low"), Column("worst", "Worst", "high"), Column("rank", "Rank", "rank"), Column("said", "Said", "label"), MARK),
        (("Shanghai", 1, 1, 1, "1", False), ("Chongqing", 2, 4, 3, "3", True), ("Tianjin", None, None, None, "not ranked: two of nine sourced", False)),
        source="Source: nobody, made up",
    ),
    "series": Chart(
        "series",
        "Retail sales by release",
        (YEAR, VALUE, Column("release", "Release", "line"), STATUS),
        (
            (2019, 11632.0, "yearbook", "final"),
            (2020, 11787.0, "yearbook", "final"),
            (2021, None, "yearbook", "not found"),
            (2022, 13926.0, "yearbook", "final"),
            (2024, 15677.0, "bulletin", "preliminary"),
            (2024, 16000.0, "revised", "final"),
        ),
        rules=(Rule("x", 2020.5, "census revision"), Rule("x", 2023, "new definition")),
        unit="100 million yuan",
    ),
    "parts": Chart(
        "parts",
        "重庆与上海的差距",
        (NAME, Column("part", "贡献", "value", digits=2), MARK),
        (("全部", -2.31, True), ("入境游客", -1.5, False), ("国际航线数量与通达性（周均航班）", -1.1, False), ("首店", 0.29, False), ("离境退税", None, False)),
        sides=("落后", "领先"),
    ),
    "target": Chart(
        "target",
        "Results against the target",
        (YEAR, VALUE, STATUS),
        ((2021, 13968.0, "published"), (2023, 15130.0, "revised"), (2025, 16688.0, "published")),
        rules=(Rule("y", 15500, "more than 15,500 by 2025"), Rule("x", 2025, "due")),
    ),
    "decline": Chart(
        "decline",
        "Visits after the peak",
        (Column("day", "Day", "when"), VALUE, Column("fit", "Fit", "fit"), Column("low", "Low", "low"), Column("high", "High", "high")),
        tuple((date(2024, 4, 1) + timedelta(n), None if n == 5 else 180 * 0.9**n, 180 * 0.9**n, 150 * 0.89**n, 200 * 0.91**n) for n in range(20)),
        rules=(Rule("x", date(2024, 4, 6), "holiday ends"),),
    ),
    "windows": Chart("decline", "同一假期的游客", (YEAR, VALUE), ((2018, 79.7), (2021, 51.0), (2024, 103.0)), unit="万人次"),
    "quarters": Chart(
        "series",
        "By quarter",
        (Column("quarter", "Quarter", "when"), VALUE),
        (("2024 Q1", 3.0), ("2024 Q2", 4.0), ("2024 Q3", 3.5)),
        rules=(Rule("x", "2024 Q2", "here"),),
    ),
}


def _make(context: Context, given: Mapping[str, str]) -> Chart:
    kind = given.get("kind", "bars")
    if kind == "unreadable":
        raise QuestionError("kind", kind, "a kind", Saying("error.no_such_language", given=kind))
    if kind not in CHARTS:
        raise NoSuchChart(kind)
    return CHARTS[kind]


@contextmanager
def named() -> Iterator[str]:
    """The charts are there under one name as long as this lasts, told apart by `kind`."""
    registry.names()
    registry.named("sample", given=("kind",), ahead=lambda context: [{}, {"kind": "ranges"}])(_make)
    try:
        yield "sample"
    finally:
        del registry._named["sample"]
