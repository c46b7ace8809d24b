"""Figures over years: a line for each release or definition, never joined across them; the shape of a point is its status; breaks stand as rules."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal

from liziba.doors.charts.data import Chart
from liziba.doors.charts.kinds.common import all_cells, framed, plain, records
from liziba.doors.charts.kinds.lines import dashes, rules, shapes, time_axis, value_axis
from liziba.doors.charts.theme import SMALL, Look

HEIGHT = {False: 230, True: 170}  # of the picture within its axes
FEW = 8  # so many points have their figures beside them


def spec(chart: Chart, look: Look, zero: bool = False) -> dict[str, Any]:
    """Vega-Lite of the lines. A year without a figure breaks its line, and so does a rule: what it parts does not compare."""
    import altair as alt

    values = records(chart, look)
    lines = list(dict.fromkeys(str(one["line"]) for one in values if one.get("line") is not None))
    statuses = list(dict.fromkeys(str(one["status"]) for one in values if one.get("status") is not None and one["value"] is not None))
    figures = [float(one["value"]) for one in values if one["value"] is not None]
    x, y = time_axis(chart, look), value_axis(chart, look, figures, zero or _near_nought(figures))
    detail = dashes(lines, look)
    base = alt.Chart(alt.Data(values=values)).encode(x=x, y=y)
    for one in values:
        one["stretch"] = _breaks_before(chart, one["when"])
    joined = alt.Chart(alt.Data(values=_joined(values))).encode(x=x, y=y)
    drawn = joined.mark_line(strokeWidth=2.5, invalid="break-paths-show-path-domains").encode(detail="stretch:O", **detail)
    known = base.transform_filter("isValid(datum.value)")
    colour = {"color": detail["color"]} if len(lines) > 1 else {"color": alt.value(look.ink.own)}
    points = known.mark_point(filled=True, size=75, opacity=1).encode(**colour, **shapes(statuses, look), **all_cells(chart, look))
    layers = [*rules(chart, look), drawn, points]
    if chart.column("label") or (len(figures) <= FEW and not look.narrow and not _crowded(values)):
        for one in values:
            one["label"] = one.get("label_text") or one["value_text"]
        times = [plain(rule.at) for rule in chart.rules if rule.axis == "x"]
        aims = [float(rule.at) for rule in chart.rules if rule.axis == "y" and isinstance(rule.at, int | float)]
        for one in values:
            # A figure that falls short stands below its point, where the line of the target cannot strike it out.
            one["short"] = bool(aims) and one["value"] is not None and one["value"] < max(aims)
            # One at the time of a break stands to its left.
            one["aside"] = one["when"] in times
        said: dict[str, Any] = {"fontSize": SMALL}
        sides: tuple[tuple[str, Literal["center", "right"], int], ...] = (("!datum.aside", "center", 0), ("datum.aside", "right", -7))
        for side, align, dx in sides:
            above = known.transform_filter(f"!datum.short && {side}").mark_text(baseline="bottom", align=align, dx=dx, dy=-7, **said)
            below = known.transform_filter(f"datum.short && {side}").mark_text(baseline="top", align=align, dx=dx, dy=9, **said)
            layers += [place.encode(text="label:N") for place in (above, below)]
    return framed(layers, chart, look, HEIGHT[look.narrow])


def _joined(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a line runs through. Where it has two figures at one time it has a gap: no stroke may say which of them counts."""
    times = Counter((one.get("line"), one["when"]) for one in values if one["value"] is not None)
    return [{**one, "value": one["value"] if times[one.get("line"), one["when"]] == 1 else None} for one in values]


def _near_nought(figures: list[float]) -> bool:
    """Whether to start at nought: where it is near, cutting the axis would only exaggerate."""
    return bool(figures) and (min(figures) <= 0 or min(figures) < 0.5 * max(figures))


def _crowded(values: list[dict[str, Any]]) -> bool:
    """Whether two figures stand at one time: their words would lie over each other."""
    times = [one["when"] for one in values if one["value"] is not None]
    return len(times) > len(set(times))


def _breaks_before(chart: Chart, when: Any) -> int:
    """How many breaks stand before or at that time. The day that a target is due is none."""
    if chart.kind == "target" or when is None:
        return 0
    marks = [plain(rule.at) for rule in chart.rules if rule.axis == "x"]
    return sum(mark <= when for mark in marks if mark is not None and isinstance(mark, str) == isinstance(when, str))
