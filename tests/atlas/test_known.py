"""What stands on a day is the same for `atlas changes` and for a look-up of the rules engine."""

from __future__ import annotations

from datetime import date

import pytest

from liziba.atlas import Atlas
from liziba.atlas.known import last_day, standing, turning_days
from liziba.atlas.rows import key_of
from liziba.engines.rules.grid import EPOCH, Grid
from liziba.engines.rules.sheet import HIT

TABLES = ("stay/unilateral", "stay/transit_countries", "stay/transit_ports", "stay/transit_periods", "refund/scheme", "refund/minimums", "refund/rates")


@pytest.mark.parametrize("name", TABLES)
def test_changes_and_look_ups_agree_on_every_day_that_matters(atlas: Atlas, name: str) -> None:
    table = atlas.table(name)
    grid = Grid(table.rows, table.key)
    knowns = sorted({row.announced_on for row in table.rows if row.announced_on} | {date(2026, 11, 22)})
    for key in {key_of(row) for row in table.rows}:
        rows = [row for row in table.rows if key_of(row) == key]
        for day in turning_days(rows):
            for known in knowns:
                found = grid.find(key[0] if len(key) == 1 else key, day.toordinal() - EPOCH, known.toordinal() - EPOCH)
                expected = standing(rows, day, known)
                assert (found.row if found.status == HIT else None) == expected, f"{key} on {day} as known on {known}"


def test_the_last_day_is_that_of_the_time_without_a_gap(atlas: Atlas) -> None:
    rows = [row for row in atlas.table("stay/unilateral").rows if row.country == "FR"]
    assert last_day(rows, date(2024, 1, 1), date(2024, 1, 1)) == date(2024, 11, 30)
    assert last_day(rows, date(2024, 1, 1), date(2024, 6, 1)) == date(2025, 12, 31)
    assert last_day(rows, date(2024, 1, 1), date(2026, 11, 22)) == date(2026, 12, 31)


def test_what_has_no_end_has_no_last_day(atlas: Atlas) -> None:
    rows = [row for row in atlas.table("stay/unilateral").rows if row.country == "BN"]
    assert last_day(rows, date(2026, 11, 22), date(2026, 11, 22)) is None
