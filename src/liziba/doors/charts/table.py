"""The table behind a chart as CSV that spreadsheets open right: a mark for UTF-8, and nothing in it that they would compute."""

from __future__ import annotations

import csv as files
import io
from datetime import date

from liziba.doors.charts.data import Cell, Chart

MARK = "\ufeff"
# A cell that begins so is a formula to a spreadsheet; an apostrophe before it makes it text (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv(chart: Chart) -> str:
    """All rows under the names of the columns, numbers as they are, gaps empty. Lines end as RFC 4180 says."""
    out = io.StringIO()
    writer = files.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in chart.columns])
    writer.writerows([_cell(value) for value in row] for row in chart.rows)
    return MARK + out.getvalue()


def _cell(value: Cell) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return value
