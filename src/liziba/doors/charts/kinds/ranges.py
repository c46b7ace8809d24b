"""Ranks with their range: a line from the best to the worst rank that a choice of method gives, a dot with the rank itself."""

from __future__ import annotations

from typing import Any

from liziba.doors.charts.data import Chart
from liziba.doors.charts.kinds.common import all_cells, down_the_side, framed, lowered, names_above, records, row_height
from liziba.doors.charts.theme import PLAIN, Look


def spec(chart: Chart, look: Look) -> dict[str, Any]:
    """Vega-Lite of the ranks, rows in the order given. A row without a rank keeps its line, or its name alone."""
    import altair as alt

    values = records(chart, look)
    ends = [int(one[role]) for one in values for role in ("low", "rank", "high") if one[role] is not None]
    last = max([*ends, 2])
    rank = chart.column("rank")
    assert rank is not None
    down = lowered(look)
    for one in values:
        one["own"] = bool(one.get("mark", True))
        one["said"] = one.get("label_text") or one["rank_text"]
    base = alt.Chart(alt.Data(values=values)).encode(y=down_the_side([str(one["name"]) for one in values], look), **all_cells(chart, look))
    axis = alt.Axis(orient="top", title=rank.label, values=list(range(1, last + 1)), format="d", grid=True, domain=False, ticks=False, labelPadding=6)
    x = alt.X("low:Q", scale=alt.Scale(domain=[0.5, last + 0.5], nice=False, zero=False), axis=axis)
    colour = alt.condition("datum.own", alt.value(look.ink.own), alt.value(look.ink.quiet))
    line = base.transform_filter("isValid(datum.low) && isValid(datum.high)").mark_rule(strokeWidth=6, strokeCap="round", opacity=0.45, yOffset=down)
    ranked = base.transform_filter("isValid(datum.rank)")
    dot = ranked.mark_point(filled=True, size=460, opacity=1, yOffset=down, stroke=look.ink.text, strokeWidth=1)
    said = ranked.mark_text(baseline="middle", fontWeight=700, fontSize=PLAIN, dy=down, color=look.ink.paper)
    layers = [line.encode(x=x, x2="high:Q", color=colour), dot.encode(x="rank:Q", color=colour), said.encode(x="rank:Q", text="said:N")]
    missing = base.transform_filter("!isValid(datum.rank)").mark_text(align="left", baseline="middle", dy=down, color=look.ink.quiet, fontStyle="italic")
    layers.append(missing.encode(x=alt.datum(0.6), text="said:N"))
    return framed([*layers, *names_above(base, look)], chart, look, alt.Step(row_height(look) + 4))
