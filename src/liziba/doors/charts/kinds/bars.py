"""Ranked bars, one a name, each with its figure; where an interval is known, with its whisker. A gap says that it is one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from liziba.doors.charts.data import NOTHING, Chart
from liziba.doors.charts.kinds.common import all_cells, down_the_side, figure_width, framed, lowered, names_above, plot_width, records, row_height
from liziba.doors.charts.theme import Look

MOST_FIGURE = 0.6  # of the width: a figure or the words in its place may not take more
THICK = 15


def spec(chart: Chart, look: Look) -> dict[str, Any]:
    """Vega-Lite of the bars, longest first unless the order is given; gaps last."""
    import altair as alt

    if not chart.given:
        place = [column.role for column in chart.columns].index("value")
        chart = replace(chart, rows=tuple(sorted(chart.rows, key=lambda row: (row[place] is None, -float(row[place] or 0)))))  # type: ignore[arg-type]
    values = records(chart, look)
    ends: list[float] = [0.0]
    for one in values:
        reaches = [float(one[role]) for role in ("value", "low", "high") if one.get(role) is not None]
        ends += reaches
        one["label"] = one.get("label_text") or one["value_text"]
        if one["value"] is None:
            one["label"] = one.get("label") or NOTHING
        one["end"] = max(reaches, default=0.0) if (one["value"] or 0) >= 0 else min(reaches)
        one["own"] = bool(one.get("mark", True))
    domain = _domain(values, min(ends), plot_width([str(one["name"]) for one in values], look))
    down = lowered(look)
    base = alt.Chart(alt.Data(values=values)).encode(y=down_the_side([str(one["name"]) for one in values], look), **all_cells(chart, look))
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=domain, nice=False))
    colour = alt.condition("datum.own", alt.value(look.ink.own), alt.value(look.ink.other))
    whiskers = bool(chart.column("low") and chart.column("high"))
    # Paler under whiskers, which would not be seen on the full colour.
    bars = base.mark_bar(size=THICK, yOffset=down, opacity=0.6 if whiskers else 1).encode(x=x, x2=alt.datum(0), color=colour)
    layers = [bars]
    if whiskers:
        layers.append(base.mark_rule(strokeWidth=1.5, color=look.ink.text, yOffset=down).encode(x=alt.X("low:Q"), x2="high:Q"))
        layers += [base.mark_tick(size=9, thickness=1.5, color=look.ink.text, yOffset=down).encode(x=alt.X(f"{role}:Q")) for role in ("low", "high")]
    right = base.transform_filter("datum.end >= 0").mark_text(align="left", baseline="middle", dx=6, dy=down, limit=look.width * MOST_FIGURE)
    left = base.transform_filter("datum.end < 0").mark_text(align="right", baseline="middle", dx=-6, dy=down)
    layers += [side.encode(x=alt.X("end:Q"), text="label:N") for side in (right, left)]
    return framed([*layers, *names_above(base, look)], chart, look, alt.Step(row_height(look)))


def _domain(values: list[dict[str, Any]], low: float, width: float) -> list[float]:
    """The axis on which each bar and the figure beside it fit: so many pixels a unit as the tightest row allows."""
    most = width * MOST_FIGURE
    left = max((min(figure_width(one["label"]), most) for one in values if one["end"] < 0), default=0.0)
    rows = [(one["end"] - low, min(figure_width(one["label"]), most)) for one in values if one["end"] >= 0 and one["end"] > low]
    scale = min([(width - left - figure) / length for length, figure in rows], default=0.0)
    if scale <= 0:
        scale = (width - left) / (-low or 1.0)
    return [low - left / scale, low + (width - left) / scale]
