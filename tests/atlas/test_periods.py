"""Periods as tables write them: from their first day to their last."""

from __future__ import annotations

from datetime import date

import pytest

from liziba.atlas.periods import period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2021/2024", date(2021, 1, 1), date(2024, 12, 31)),
        ("2024-01/2024-11", date(2024, 1, 1), date(2024, 11, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-10-24", date(2025, 10, 24), date(2025, 10, 24)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str, first: date, last: date) -> None:
    assert (period(text).first, period(text).last) == (first, last)


def test_some_months_are_part_of_a_year_and_the_month_of_a_count_is_a_moment() -> None:
    assert [text for text in ("2024", "2021/2024", "2024-01/2024-12", "2024-01/2024-11", "2024-09") if period(text).is_part_of_year] == ["2024-01/2024-11"]


@pytest.mark.parametrize("text", ["2024-13", "2025-02-31", "2025/2024", "soon", ""])
def test_what_is_no_period_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):
        period(text)
