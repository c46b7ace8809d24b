"""The table behind a chart as a file for spreadsheets."""

from __future__ import annotations

from liziba.doors.charts.data import Chart
from liziba.services import spreadsheets


def csv(chart: Chart) -> str:
    """All rows under the names of the columns, numbers as they are, gaps empty."""
    return spreadsheets.MARK + spreadsheets.table([[column.name for column in chart.columns], *chart.rows])
