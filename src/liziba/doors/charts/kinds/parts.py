"""What a gap is made of: a bar a part, to the right where it is ahead, to the left where it is behind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from liziba.doors.charts.data import NOTHING, Chart
from liziba.doors.charts.kinds.common import all_cells, down_the_side, figure_width, framed, lowered, names_above, plot_width, records, row_height
from liziba.doors.charts.theme import SMALL, Look

MOST_FIGURE = 0.7  # of a side: a figure or the words in its place may not take more
THICK = 15


def spec(chart: Chart, look: Look) -> dict[str, Any]:
    """Vega-Lite of the parts, the largest first unless the order is given. A row that is marked (the whole) is drawn in ink."""
    import altair as alt

    if not chart.given:
        place = [column.role for column in chart.columns].index("value")
        chart = replace(chart, rows=tuple(sorted(chart.rows, key=lambda row: (row[place] is None, -abs(float(row[place] or 0))))))  # type: ignore[arg-type]
    values = records(chart, look)
    value = chart.column("value")
    assert value is not None
    for one in values:
        text = one["value_text"] if one["value"] is None or one["value"] <= 0 else f"+{one['value_text']}"
        one["label"] = one.get("label_text") or text or NOTHING
        one["end"] = one["value"] or 0
        one["whole"] = bool(one.get("mark", False))
    half = plot_width([str(one["name"]) for one in values], look) / 2
    scale = min([(half - min(figure_width(one["label"]), half * MOST_FIGURE)) / abs(one["end"]) for one in values if one["end"]], default=half)
    down = lowered(look)
    base = alt.Chart(alt.Data(values=values)).encode(y=down_the_side([str(one["name"]) for one in values], look), **all_cells(chart, look))
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[-half / scale, half / scale], nice=False))
    tone = alt.condition("datum.value < 0", alt.value(look.ink.loss), alt.value(look.ink.own))
    parts = base.transform_filter("!datum.whole").mark_bar(size=THICK, yOffset=down).encode(x=x, x2=alt.datum(0), color=tone)
    whole = base.transform_filter("datum.whole").mark_bar(size=THICK, yOffset=down, color=look.ink.text).encode(x=x, x2=alt.datum(0))
    right = base.transform_filter("!(datum.end < 0)").mark_text(align="left", baseline="middle", dx=6, dy=down)
    left = base.transform_filter("datum.end < 0").mark_text(align="right", baseline="middle", dx=-6, dy=down)
    said = [side.encode(x=alt.X("end:Q"), text="label:N") for side in (right, left)]
    nought = alt.Chart(alt.Data(values=[{}])).mark_rule(color=look.ink.quiet).encode(x=alt.datum(0))
    return framed([parts, whole, nought, *said, *_sides(chart, look), *names_above(base, look)], chart, look, alt.Step(row_height(look)))


def _sides(chart: Chart, look: Look) -> list[Any]:
    """What left and right mean, above the picture."""
    import altair as alt

    found = []
    sides: tuple[tuple[str, Literal["left", "right"], int], ...] = ((chart.sides[0], "right", -8), (chart.sides[1], "left", 8))
    for text, align, dx in sides:
        if text:
            mark = alt.Chart(alt.Data(values=[{"text": text}])).mark_text(align=align, baseline="bottom", dx=dx, fontSize=SMALL, color=look.ink.quiet)
            found.append(mark.encode(x=alt.datum(0), y=alt.value(-6), text="text:N"))
    return found
