"""Published results against a target: the line of results from nought up, the target lying across, the year it is due standing."""

from __future__ import annotations

from typing import Any

from liziba.doors.charts.data import Chart
from liziba.doors.charts.kinds import series
from liziba.doors.charts.theme import Look


def spec(chart: Chart, look: Look) -> dict[str, Any]:
    """Vega-Lite of the results. The axis starts at nought: a cut one would make a small miss look large."""
    return series.spec(chart, look, zero=True)
