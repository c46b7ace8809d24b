"""A chart as data: columns, rows and what they mean. The table behind a chart is the chart itself, so they cannot differ.

A column with a role is drawn; one without stands only in the table, in the file and in what the pointer shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from liziba.atlas import texts

Cell = str | int | float | bool | date | None
Kind = Literal["bars", "pairs", "ranges", "series", "parts", "target", "decline"]

MINUS = "−"
NOTHING = "–"
# So many rows are told in words where a picture cannot be seen; the table has them all.
TOLD = 8

# The roles of each kind: those that must be there, and those that may.
ROLES: dict[Kind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "bars": (("name", "value"), ("low", "high", "label", "mark")),
    "pairs": (("name", "before", "after"), ()),
    "ranges": (("name", "low", "high", "rank"), ("label", "mark")),
    "series": (("when", "value"), ("line", "status", "label")),
    "parts": (("name", "value"), ("label", "mark")),
    "target": (("when", "value"), ("line", "status", "label")),
    "decline": (("when", "value"), ("fit", "low", "high", "label")),
}
NUMBERS = ("value", "before", "after", "low", "high", "rank", "fit")


@dataclass(frozen=True)
class Column:
    """A column: its name in files (the same in every language), what readers call it, the role it plays in the picture.

    `digits`: how many decimals readers see; None leaves numbers as they are, with commas for thousands. `plain` has no commas, as for years.
    `filed`: it stands in the file only, as ids of sources do, which pages say in better words.
    """

    name: str
    label: str
    role: str = ""
    digits: int | None = None
    plain: bool = False
    filed: bool = False


@dataclass(frozen=True)
class Rule:
    """A line across the picture with what it means: at a value of x (a break, a day) or of y (a target)."""

    axis: Literal["x", "y"]
    at: float | int | str | date
    text: str


@dataclass(frozen=True)
class Chart:
    """All of a chart, in the reader's language already.

    `rows` hold a cell for each column. None is a gap: nothing is drawn, the table says so. `note` says what readers must know before they believe
    the picture. `sides` are what left and right of nought mean (kind `parts`). `unit` stands beside the axis and in the table. `given` keeps the order
    of rows in `bars` and `parts`, which are ranked otherwise. `alt` is what those hear who do not see it; "" makes one from the rows.
    Raises ValueError where a role is missing or a row does not fit.
    """

    kind: Kind
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    subtitle: str = ""
    source: str = ""
    note: str = ""
    unit: str = ""
    rules: tuple[Rule, ...] = ()
    sides: tuple[str, str] = ("", "")
    given: bool = False
    alt: str = ""

    def __post_init__(self) -> None:
        must, may = ROLES[self.kind]
        roles = [column.role for column in self.columns if column.role]
        missing = [role for role in must if role not in roles]
        odd = [role for role in roles if role not in (*must, *may)]
        if missing or odd or len(set(roles)) != len(roles):
            raise ValueError(f"{self.kind}: roles must be {must} and may be {may}, once each; got {roles}")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.kind}: a row has {len(row)} cells for {len(self.columns)} columns: {row}")
        for role in NUMBERS:
            for value in self.of(role) if role in roles else ():
                if value is not None and (isinstance(value, bool | str | date) or value != value or abs(value) == float("inf")):
                    raise ValueError(f"{self.kind}: {role} must be a number or None, got {value!r}")

    def column(self, role: str) -> Column | None:
        """The column that plays this role; None where none does."""
        return next((column for column in self.columns if column.role == role), None)

    def of(self, role: str) -> tuple[Cell, ...]:
        """All cells of the column that plays this role; () where none does."""
        place = next((place for place, column in enumerate(self.columns) if column.role == role), None)
        return () if place is None else tuple(row[place] for row in self.rows)


def shown(value: Cell, column: Column) -> str:
    """A cell as readers see it."""
    if value is None:
        return NOTHING
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | str):
        return str(value)
    if column.plain:
        return f"{value:.15g}"
    text = f"{value:,.{column.digits}f}" if column.digits is not None else f"{value:,}"
    return text.replace("-", MINUS)


def cells(chart: Chart) -> tuple[tuple[str, ...], ...]:
    """All rows as readers see them."""
    return tuple(tuple(shown(value, column) for value, column in zip(row, chart.columns, strict=True)) for row in chart.rows)


def description(chart: Chart, language: str) -> str:
    """The picture in words."""
    if chart.alt:
        return chart.alt
    drawn = [place for place, column in enumerate(chart.columns) if column.role and column.role != "mark"]
    comma, semicolon = texts.say("chart.between", language), texts.say("word.semicolon", language)
    told = semicolon.join(comma.join(row[place] for place in drawn) for row in cells(chart)[:TOLD])
    more = len(chart.rows) - TOLD
    key = "chart.alt.more" if more > 0 else "chart.alt"
    return texts.say(key, language, title=chart.title, rows=told, **({"n": more} if more > 0 else {}))
