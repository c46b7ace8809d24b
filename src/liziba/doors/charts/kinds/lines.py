"""Parts of pictures that run over time: the axis of time, lines told apart by dash, points by the shape of their status, and rules across."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from liziba.atlas import texts
from liziba.doors.charts.data import Cell, Chart
from liziba.doors.charts.kinds.common import plain
from liziba.doors.charts.theme import DASHES, PLAIN, SHAPES, SMALL, Look, wide_as

TYPES = {"date": "T", "number": "Q", "text": "O"}
MOST_TICKS = 12
LINE_OF_TEXT = 16
APART = 36  # pixels between the entries of a legend


def kind_of_time(cells: Sequence[Cell]) -> str:
    """Whether time is said in days, in numbers (years, days since a peak) or in words (quarters, windows)."""
    said = [cell for cell in cells if cell is not None]
    if said and all(isinstance(cell, date) for cell in said):
        return "date"
    if said and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in said):
        return "number"
    return "text"


def time_axis(chart: Chart, look: Look) -> Any:
    """x: years keep the distance between them, so that a year that is missing is seen."""
    import altair as alt

    column = chart.column("when")
    assert column is not None
    kind = kind_of_time(chart.of("when"))
    common: dict[str, Any] = {"title": column.label or None, "grid": False, "labelOverlap": "greedy", "labelSeparation": 12, "labelFlush": False}
    if kind == "text":
        said = list(dict.fromkeys(str(cell) for cell in chart.of("when") if cell is not None))
        tight = sum(wide_as(one, PLAIN) + 12 for one in said) > look.width - 80
        turned: dict[str, Any] = {"labelAngle": -50, "labelAlign": "right"} if tight else {"labelAngle": 0, "labelAlign": "center", "labelBaseline": "top"}
        return alt.X("when:O", sort=said, axis=alt.Axis(**common, **turned))
    if kind == "date":
        return alt.X(
            "when:T", scale=alt.Scale(type="utc", nice=False, padding=14), axis=alt.Axis(**common, format="%Y-%m-%d", tickCount=3 if look.narrow else 6)
        )
    said_numbers = sorted(
        {float(cell) for cell in chart.of("when") if isinstance(cell, int | float)}
        | {float(rule.at) for rule in chart.rules if rule.axis == "x" and isinstance(rule.at, int | float)}
    )
    whole = all(float(cell).is_integer() for cell in chart.of("when") if isinstance(cell, int | float))
    low, high = (math.floor(said_numbers[0]), math.ceil(said_numbers[-1])) if said_numbers else (0, 1)
    ticks: dict[str, Any] = (
        {"values": list(range(low, high + 1))}
        if whole and high - low <= MOST_TICKS
        else {"tickCount": 5 if look.narrow else 9, "tickMinStep": 1 if whole else 0}
    )
    edge = max((high - low) * 0.04, 0.4 if high == low else 0.25)
    scale = alt.Scale(domain=[low - edge, high + edge], nice=False, zero=False)
    return alt.X("when:Q", scale=scale, axis=alt.Axis(**common, format="d" if column.plain or whole else "~g", **ticks))


def time_type(chart: Chart) -> str:
    """The letter of the type of time in Vega-Lite."""
    return TYPES[kind_of_time(chart.of("when"))]


def value_axis(chart: Chart, look: Look, values: Sequence[float], zero: bool) -> Any:
    """y with some room above, from nought where that is asked; the unit stands above the axis rather than turned beside it."""
    import altair as alt

    found = [*values, *(float(rule.at) for rule in chart.rules if rule.axis == "y" and isinstance(rule.at, int | float))]
    low, high = (min(found), max(found)) if found else (0.0, 1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    # The words of breaks stand at the top, one below the other.
    breaks = 0 if chart.kind == "target" else sum(rule.axis == "x" for rule in chart.rules)
    domain = [low if zero and low == 0 else low - room, high + room * (1 + 0.5 * breaks)]
    column = chart.column("value")
    assert column is not None
    title = texts.say("chart.axis", look.language, name=column.label, unit=chart.unit) if chart.unit else column.label
    axis = alt.Axis(
        title=title,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleX=0,
        titleY=-14,
        titlePadding=0,
        tickCount=5,
        domain=False,
        ticks=False,
        format=",~f",
    )
    return alt.Y("value:Q", scale=alt.Scale(domain=domain, nice=False, zero=False), axis=axis)


def columns(names: Sequence[str], symbol: int, look: Look) -> int:
    """So many entries of a legend stand side by side that none is cut off."""
    widest = max(wide_as(name, PLAIN * 1.12) for name in names) + symbol
    return max(1, min(len(names), int((look.width - 90) / widest)))


def dashes(names: Sequence[str], look: Look) -> dict[str, Any]:
    """Colour and dash for each line by its name; a legend where there are several."""
    import altair as alt

    if len(names) < 2:
        return {"color": alt.value(look.ink.own)}
    count = len(names)
    legend = alt.Legend(
        orient="top",
        offset=34,
        title=None,
        symbolType="stroke",
        symbolSize=500,
        symbolStrokeWidth=2.5,
        columns=columns(names, 44 + APART, look),
        columnPadding=APART,
    )
    colours = [look.ink.lines[place % len(look.ink.lines)] for place in range(count)]
    patterns = [DASHES[place % len(DASHES)] for place in range(count)]
    return {
        "color": alt.Color("line:N", sort=list(names), scale=alt.Scale(domain=list(names), range=colours), legend=legend),
        "strokeDash": alt.StrokeDash("line:N", sort=list(names), scale=alt.Scale(domain=list(names), range=patterns), legend=legend),
    }


def shapes(statuses: Sequence[str], look: Look) -> dict[str, Any]:
    """The shape of a point by its status; a legend where there are several."""
    import altair as alt

    if len(statuses) < 2:
        return {}
    legend = alt.Legend(
        orient="bottom",
        title=None,
        symbolSize=90,
        symbolFillColor=look.ink.quiet,
        symbolStrokeColor=look.ink.quiet,
        columns=columns(statuses, 22 + APART, look),
        columnPadding=APART,
    )
    scale = alt.Scale(domain=list(statuses), range=[SHAPES[place % len(SHAPES)] for place in range(len(statuses))])
    return {"shape": alt.Shape("status:N", sort=list(statuses), scale=scale, legend=legend)}


def rules(chart: Chart, look: Look) -> list[Any]:
    """The lines across, each with what it means: breaks stand dashed and say it above the picture, targets lie long and say it on the line."""
    import altair as alt

    found = []
    # Results grow towards their target: there the foot of the picture is free.
    due = chart.kind == "target"
    across = [rule for rule in chart.rules if rule.axis == "x"]
    for place, rule in enumerate(across):
        data = alt.Data(values=[{"when": plain(rule.at), "text": rule.text}])
        base = alt.Chart(data).encode(x=f"when:{time_type(chart)}")
        found.append(base.mark_rule(color=look.ink.warn, strokeDash=[4, 3], strokeWidth=1.5))
        late = _late(chart, rule.at)
        text = base.mark_text(
            align="right" if late else "left",
            baseline="bottom" if due else "top",
            dx=-5 if late else 5,
            color=look.ink.warn,
            fontSize=SMALL,
            limit=look.width * 0.55,
        )
        text = text.encode(y=alt.value("height" if due else 2 + LINE_OF_TEXT * place), text="text:N")
        found.append(text)
    for rule in chart.rules:
        if rule.axis == "y":
            base = alt.Chart(alt.Data(values=[{"value": plain(rule.at), "text": rule.text}])).encode(y="value:Q")
            found.append(base.mark_rule(color=look.ink.text, strokeDash=[10, 4], strokeWidth=1.5))
            text = base.mark_text(align="left", baseline="bottom", dx=4, dy=-3, fontSize=SMALL, fontWeight=600, limit=look.width * 0.8)
            found.append(text.encode(x=alt.value(0), text="text:N"))
    return found


def _late(chart: Chart, at: object) -> bool:
    """Whether a rule stands in the right half, where its words must stand to its left."""
    said = list(dict.fromkeys(str(plain(cell)) for cell in chart.of("when") if cell is not None))
    if isinstance(at, int | float):
        numbers = [float(cell) for cell in chart.of("when") if isinstance(cell, int | float)]
        return bool(numbers) and at > (min(numbers) + max(numbers)) / 2
    text = str(plain(at))  # type: ignore[arg-type]
    return len([one for one in said if one <= text]) > len(said) / 2
