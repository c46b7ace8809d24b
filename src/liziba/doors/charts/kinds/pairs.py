"""Pairs of bars, one pair a name: before and after, told apart by lightness as well as by colour."""

from __future__ import annotations

from typing import Any

from liziba.doors.charts.data import Chart, shown
from liziba.doors.charts.kinds.common import tooltips
from liziba.doors.charts.theme import Look

WIDE, NARROW = 620, 230
STEP = 22


def spec(chart: Chart, look: Look) -> dict[str, Any]:
    """Vega-Lite of the pairs."""
    import altair as alt

    ink = look.ink
    before, after = chart.column("before"), chart.column("after")
    assert before is not None
    assert after is not None
    sides = (before.label, after.label)
    values: list[dict[str, Any]] = [
        {"group": name, "side": column.label, "value": value, "label": shown(value, column)}
        for name, *pair in zip(chart.of("name"), chart.of("before"), chart.of("after"), strict=True)
        for column, value in zip((before, after), pair, strict=True)
    ]
    order = [str(name) for name in chart.of("name")]
    most: Any = max((one["value"] for one in values if one["value"] is not None), default=0)
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("group:N", sort=order, title=None, axis=alt.Axis(labelLimit=0, ticks=False, domain=False, labelPadding=8)),
        yOffset=alt.YOffset("side:N", sort=list(sides)),
        # Every bar says its figure, so that no axis is needed.
        x=alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, most * 1.25 or 1]), axis=None),
        **tooltips([("group", ""), ("side", ""), ("label", chart.title)], look),
    )
    colours = alt.Scale(domain=list(sides), range=[ink.other, ink.own])
    drawn = base.mark_bar().encode(color=alt.Color("side:N", scale=colours, sort=list(sides), title=None, legend=alt.Legend(orient="top")))
    labels = base.mark_text(align="left", dx=4).encode(text="label:N")
    chart_of_both = (drawn + labels).properties(
        width=NARROW if look.narrow else WIDE, height=alt.Step(STEP), background=ink.paper, padding=8, **({} if look.bare else {"title": chart.title})
    )
    found: dict[str, Any] = (
        chart_of_both.configure(font=look.font)
        .configure_view(stroke=None)
        .configure_axis(labelColor=ink.text, labelFontSize=13)
        .configure_legend(labelColor=ink.text, labelFontSize=13)
        .configure_title(color=ink.text, fontSize=15, anchor="start")
        .configure_text(color=ink.text, fontSize=13)
        .to_dict()
    )
    return found
