"""A chart refuses what it cannot draw, and says in words what it shows."""

from __future__ import annotations

import pytest

from liziba.doors.charts import Chart, Column, cells, description
from liziba.doors.charts.data import Cell

NAME, VALUE = Column("name", "Name", "name"), Column("value", "Value", "value")


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ((NAME,), ()),
        ((NAME, VALUE, Column("again", "Again", "value")), ()),
        ((NAME, VALUE, Column("fit", "Fit", "fit")), ()),
        ((NAME, VALUE), (("a", 1), ("b",))),
        ((NAME, VALUE), (("a", "much"),)),
        ((NAME, VALUE), (("a", float("nan")),)),
        ((NAME, VALUE), (("a", float("inf")),)),
        ((NAME, VALUE), (("a", True),)),
    ],
)
def test_what_cannot_be_drawn_is_refused(columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...]) -> None:
    with pytest.raises(ValueError, match="bars"):
        Chart("bars", "Title", columns, rows)


def test_readers_see_numbers_as_their_column_says_and_gaps_as_dashes() -> None:
    columns = (Column("year", "Year", "when", plain=True), Column("value", "Value", "value", digits=1), Column("source", "Source"))
    chart = Chart("series", "Sales", columns, ((2024, 15677.25, "bulletin"), (2025, -3.0, ""), (2026, None, "")))
    assert cells(chart) == (("2024", "15,677.2", "bulletin"), ("2025", "−3.0", ""), ("2026", "–", ""))


def test_those_who_do_not_see_the_picture_are_told_the_first_rows_and_how_many_more() -> None:
    few = Chart("bars", "Sales", (NAME, VALUE), (("Chongqing", 2), ("Tianjin", None)))
    assert description(few, "en") == "Sales. Chongqing, 2; Tianjin, –."
    assert description(few, "zh") == "Sales。Chongqing，2；Tianjin，–。"
    many = Chart("bars", "Sales", (NAME, VALUE), tuple((f"city {n}", n) for n in range(11)))
    assert description(many, "en").endswith("city 7, 7; and 3 more rows in the table.")
    said = Chart("bars", "Sales", (NAME, VALUE), (), alt="Nothing is known.")
    assert description(said, "en") == "Nothing is known."
