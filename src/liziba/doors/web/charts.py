"""Charts as SVG, drawn by Vega and kept: text stays text, so that the reader's own fonts show Chinese too.

The first chart of a process takes a second or two, because Vega must start; pages never wait for one, they link to it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

FONT = "system-ui, -apple-system, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
WIDE, NARROW = 620, 230
STEP = 22
# Ink, before, after, paper: told apart by their lightness as well, for those who see no colours.
LIGHT = ("#1c2321", "#9aa8a0", "#17603a", "#ffffff")
DARK = ("#ece9e2", "#7d8a83", "#6fcf97", "#1b2120")
_KEPT = 128
_DRAWING = threading.Lock()


@dataclass(frozen=True)
class Bars:
    """Pairs of bars, one pair a group: what is measured, what the two sides are called, and the figures."""

    title: str
    sides: tuple[str, str]
    groups: tuple[tuple[str, int, int], ...]
    unit: str = ""


@lru_cache(maxsize=_KEPT)
def bars(data: Bars, narrow: bool = False, dark: bool = False) -> str:
    """The chart of these pairs, for a wide or a narrow window, in one theme."""
    import vl_convert  # heavy: only a chart waits for it

    spec = _spec(data, NARROW if narrow else WIDE, DARK if dark else LIGHT)
    with _DRAWING:
        drawn: str = vl_convert.vegalite_to_svg(spec)
    return drawn


def _spec(data: Bars, width: int, palette: tuple[str, ...]) -> dict[str, Any]:
    import altair as alt

    ink, before, after, paper = palette
    values = [
        {"group": name, "side": side, "value": value, "label": f"{value:,}"}
        for name, *pair in data.groups
        for side, value in zip(data.sides, pair, strict=True)
    ]
    order = [name for name, *_ in data.groups]
    most = max((value for _, *pair in data.groups for value in pair), default=0)
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("group:N", sort=order, title=None, axis=alt.Axis(labelLimit=0, ticks=False, domain=False, labelPadding=8)),
        yOffset=alt.YOffset("side:N", sort=list(data.sides)),
        # Every bar says its figure, so that no axis is needed.
        x=alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, most * 1.25 or 1]), axis=None),
    )
    colours = alt.Scale(domain=list(data.sides), range=[before, after])
    drawn = base.mark_bar().encode(color=alt.Color("side:N", scale=colours, sort=list(data.sides), title=None, legend=alt.Legend(orient="top")))
    labels = base.mark_text(align="left", dx=4).encode(text="label:N")
    chart = (
        (drawn + labels)
        .properties(width=width, height=alt.Step(STEP), title=data.title, background=paper, padding=8)
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(labelColor=ink, labelFontSize=13)
        .configure_legend(labelColor=ink, labelFontSize=13)
        .configure_title(color=ink, fontSize=15, anchor="start")
        .configure_text(color=ink, fontSize=13)
    )
    spec: dict[str, Any] = chart.to_dict()
    return spec
