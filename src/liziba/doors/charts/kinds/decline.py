"""Attention over time: counts as points with the fitted curve and its band; without a fit, counts of like windows as columns."""

from __future__ import annotations

from typing import Any

from liziba.doors.charts.data import Chart
from liziba.doors.charts.kinds.common import all_cells, framed, records
from liziba.doors.charts.kinds.lines import rules, time_axis, value_axis
from liziba.doors.charts.theme import SMALL, Look

HEIGHT = {False: 230, True: 170}  # of the picture within its axes
FEW = 12
COLUMN = {False: 38, True: 22}


def spec(chart: Chart, look: Look) -> dict[str, Any]:
    """Vega-Lite of the counts, from nought up."""
    import altair as alt

    values = records(chart, look)
    figures = [float(one[role]) for one in values for role in ("value", "fit", "low", "high") if one.get(role) is not None]
    base = alt.Chart(alt.Data(values=values)).encode(x=time_axis(chart, look), y=value_axis(chart, look, figures, zero=True))
    known = base.transform_filter("isValid(datum.value)")
    layers: list[Any] = []
    if chart.column("low") and chart.column("high"):
        layers.append(
            base.transform_filter("isValid(datum.low) && isValid(datum.high)").mark_area(color=look.ink.band, opacity=1).encode(y="low:Q", y2="high:Q")
        )
    if chart.column("fit"):
        layers.append(base.transform_filter("isValid(datum.fit)").mark_line(color=look.ink.own, strokeWidth=2.5).encode(y="fit:Q"))
        layers.append(known.mark_point(filled=True, size=60, opacity=1, color=look.ink.text).encode(**all_cells(chart, look)))
    else:
        layers.append(known.mark_bar(color=look.ink.own, size=COLUMN[look.narrow]).encode(**all_cells(chart, look)))
    layers += rules(chart, look)
    if not chart.column("fit") and len(values) <= FEW:
        for one in values:
            one["label"] = one.get("label_text") or one["value_text"]
        layers.append(known.mark_text(baseline="bottom", dy=-4, fontSize=SMALL).encode(text="label:N"))
    return framed(layers, chart, look, HEIGHT[look.narrow])
