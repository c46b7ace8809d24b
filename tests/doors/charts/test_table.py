"""The table behind a chart as a file that spreadsheets open right and do not compute."""

from __future__ import annotations

import csv as files
import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from liziba.doors.charts import Chart, Column, csv

NAME, VALUE = Column("name", "名称", "name"), Column("value", "数值", "value", digits=1)


def read(text: str) -> list[dict[str, str]]:
    assert text[0] == "\ufeff", "without the mark spreadsheets guess the encoding, and Chinese breaks"
    return list(files.DictReader(io.StringIO(text[1:], newline="")))


def test_the_file_has_the_whole_table_unrounded_under_names_that_no_language_changes() -> None:
    chart = Chart("bars", "零售", (NAME, VALUE, Column("on", "日期")), (("重庆", 16688.25, date(2026, 1, 20)), ("天津", None, None)))
    assert read(csv(chart)) == [{"name": "重庆", "value": "16688.25", "on": "2026-01-20"}, {"name": "天津", "value": "", "on": ""}]


@given(st.text(min_size=1))
def test_no_cell_is_a_formula_and_none_breaks_the_table(text: str) -> None:
    rows = read(csv(Chart("bars", "t", (NAME, VALUE), ((text, -1.5), ("last", 2)))))
    assert len(rows) == 2
    assert rows[0]["value"] == "-1.5", "a number below nought is a number"
    found = rows[0]["name"]
    assert found in (text, f"'{text}")
    assert not found.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
