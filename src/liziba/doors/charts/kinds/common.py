"""What all kinds share: rows as records, what the pointer shows, the title, and the frame around the picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from liziba.doors.charts.data import Cell, Chart, cells
from liziba.doors.charts.theme import LARGE, PLAIN, SMALL, Look, wide_as, wrapped

PADDING = 10
# Heights of a row: with its name beside it, and with its name above it.
ROW, TALL_ROW = 30, 50
MOST_NAME = 300  # pixels of a name; what is longer is cut, the table has it whole


def records(chart: Chart, look: Look) -> list[dict[str, Any]]:
    """A record a row: the cell of each role, its text as readers see it (`ROLE_text`), and for the pointer every cell (`c0`, `c1`, ...)."""
    found = []
    for place, (row, texts) in enumerate(zip(chart.rows, cells(chart), strict=True)):
        one: dict[str, Any] = {"row": place}
        for column, value, text in zip(chart.columns, row, texts, strict=True):
            if column.role:
                one[column.role] = plain(value)
                one[f"{column.role}_text"] = text
        if look.live:
            one |= {f"c{number}": text for number, text in enumerate(texts)}
        found.append(one)
    return found


def plain(value: Cell) -> str | int | float | bool | None:
    """A cell as JSON knows it."""
    return value.isoformat() if isinstance(value, date) else value


def tooltips(fields: Sequence[tuple[str, str]], look: Look) -> dict[str, Any]:
    """What the pointer shows, as an encoding; nothing in a picture that does not move."""
    import altair as alt

    return {"tooltip": [alt.Tooltip(f"{field}:N", title=title or " ") for field, title in fields]} if look.live else {}


def all_cells(chart: Chart, look: Look) -> dict[str, Any]:
    """The pointer shows the whole row."""
    return tooltips([(f"c{number}", column.label) for number, column in enumerate(chart.columns) if column.role != "mark" and not column.filed], look)


def framed(layers: Sequence[Any], chart: Chart, look: Look, height: Any) -> dict[str, Any]:
    """The layers in the style of the house, as Vega-Lite: of one width whatever the names are, with title and source where the page does not say them."""
    import altair as alt

    ink = look.ink
    found: dict[str, Any] = (
        alt.layer(*layers)
        .properties(
            width=look.width,
            height=height,
            background=ink.paper,
            padding=PADDING,
            # Legends add to the height; they never take it from the picture.
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            **({} if look.bare else {"title": _title(chart, look)}),
        )
        .configure(font=look.font, aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=ink.text, titleColor=ink.quiet, labelFontSize=PLAIN, titleFontSize=SMALL, titleFontWeight="normal",
            gridColor=ink.rule, domainColor=ink.rule, tickColor=ink.rule,
        )
        .configure_legend(labelColor=ink.text, titleColor=ink.quiet, labelFontSize=PLAIN, titleFontSize=SMALL, labelLimit=look.width - 60)
        .configure_title(color=ink.text, subtitleColor=ink.quiet, fontSize=LARGE, subtitleFontSize=SMALL, anchor="start", frame="bounds", offset=14)
        .configure_text(color=ink.text, fontSize=PLAIN)
        .to_dict()
    )  # fmt: skip
    return found


def _title(chart: Chart, look: Look) -> Any:
    import altair as alt

    room = look.width - 2 * PADDING
    below = [line for text in (chart.subtitle, chart.note, chart.source) if text for line in wrapped(text, room, SMALL)]
    title = wrapped(chart.title, room, LARGE * 1.05)
    return alt.TitleParams(text=title, subtitle=below) if below else alt.TitleParams(text=title)


def down_the_side(order: Sequence[str], look: Look) -> Any:
    """The names of rows: beside the picture where there is room, else above each row (see `names_above`)."""
    import altair as alt

    axis = None if look.narrow else alt.Axis(labelLimit=MOST_NAME, ticks=False, domain=False, labelPadding=8, minExtent=_room(order), labelExpr=_naming(order))
    return alt.Y("row:O", sort=list(range(len(order))), title=None, axis=axis)


def _room(order: Sequence[str]) -> float:
    """Pixels for the names: the reader's font may be wider than the one that the picture was measured with."""
    return min(max((wide_as(name, PLAIN * 1.12) for name in order), default=0.0) + 10, MOST_NAME + 8)


def plot_width(order: Sequence[str], look: Look) -> float:
    """Pixels that are left for bars and their figures."""
    return look.width - 2 * PADDING - (0 if look.narrow else _room(order) + 8)


def figure_width(text: str) -> float:
    """Pixels for a figure beside its bar, with some to spare for a wider font."""
    return wide_as(text, PLAIN * 1.12) + 10


def _naming(order: Sequence[str]) -> str:
    """Rows are told apart by their place, since two may have one name; the axis says the names."""
    return f"{json.dumps(list(order), ensure_ascii=False)}[datum.value]"


def names_above(base: Any, look: Look) -> list[Any]:
    """The names of rows above them, in narrow windows."""
    import altair as alt

    if not look.narrow:
        return []
    return [base.mark_text(align="left", baseline="middle", dy=-12, fontWeight=600, limit=look.width - 2 * PADDING).encode(x=alt.value(0), text="name:N")]


def lowered(look: Look) -> int:
    """How far what is drawn in a row stands below its middle, to leave room for the name above."""
    return 9 if look.narrow else 0


def guessed_height(chart: Chart, look: Look) -> int:
    """Roughly how high the picture of a page will be."""
    over_time = chart.kind in ("series", "target", "decline")
    return (280 if look.narrow else 320) if over_time else row_height(look) * len(chart.rows) + 60


def row_height(look: Look) -> int:
    return TALL_ROW if look.narrow else ROW
