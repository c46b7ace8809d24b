"""Pairs of bars, one pair a name: before and after, told apart by lightness as well as by colour."""

from __future__ import annotations

from typing import Any

from liziba.doors.charts.data import NOTHING, Chart, shown
from liziba.doors.charts.kinds.common import MOST_NAME, PADDING, figure_width, framed, tooltips
from liziba.doors.charts.kinds.lines import APART, columns
from liziba.doors.charts.theme import PLAIN, Look, wide_as

STEP = 22
MOST_FIGURE = 0.6  # of the picture: a figure may not take more


def spec(chart: Chart, look: Look) -> dict[str, Any]:
    """Vega-Lite of the pairs, in the order given."""
    import altair as alt

    ink = look.ink
    before, after = chart.column("before"), chart.column("after")
    assert before is not None
    assert after is not None
    sides = (before.label, after.label)
    values: list[dict[str, Any]] = [
        {"group": name, "side": column.label, "value": value, "end": value or 0, "label": NOTHING if value is None else shown(value, column)}
        for name, *pair in zip(chart.of("name"), chart.of("before"), chart.of("after"), strict=True)
        for column, value in zip((before, after), pair, strict=True)
    ]
    order = [str(name) for name in chart.of("name")]
    axis = alt.Axis(labelLimit=look.width // 2 if look.narrow else MOST_NAME, ticks=False, domain=False, labelPadding=8)
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("group:N", sort=order, title=None, axis=axis),
        yOffset=alt.YOffset("side:N", sort=list(sides)),
        **tooltips([("group", ""), ("side", ""), ("label", chart.title)], look),
    )
    # Every bar says its figure, so that no axis is needed.
    scale = alt.Scale(domain=[0, _end(values, order, look)], nice=False)
    colours = alt.Scale(domain=list(sides), range=[ink.other, ink.own])
    legend = alt.Legend(orient="top", direction="horizontal", columns=columns(sides, 22 + APART, look), columnPadding=APART)
    colour = alt.Color("side:N", scale=colours, sort=list(sides), title=None, legend=legend)
    drawn = base.mark_bar().encode(x=alt.X("value:Q", title=None, scale=scale, axis=None), color=colour)
    labels = base.mark_text(align="left", dx=4).encode(x=alt.X("end:Q", scale=scale, axis=None), text="label:N")
    return framed([drawn, labels], chart, look, alt.Step(STEP))


def _end(values: list[dict[str, Any]], order: list[str], look: Look) -> float:
    """Where the axis ends, so that the figure of each bar has room beside it."""
    plot = look.width - 2 * PADDING - min(max((wide_as(name, PLAIN * 1.12) for name in order), default=0.0) + 8, look.width / 2)
    ends = [float(one["value"]) * plot / (plot - min(figure_width(one["label"]), plot * MOST_FIGURE)) for one in values if one["value"]]
    return max(ends, default=1.0)
