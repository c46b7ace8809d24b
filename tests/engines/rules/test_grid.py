"""Dated, keyed tables: which row decides on a day, as known on another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liziba.engines.rules.grid import EPOCH, Grid
from liziba.engines.rules.sheet import EXPIRED, HIT, NOT_ESTABLISHED, NOT_KNOWN, NOT_ON_LIST, NOT_YET_IN_FORCE, SUSPENDED


@dataclass(frozen=True)
class Decision:
    country: str = "AA"
    announced: str = "2024-01-01"
    start: str | None = "2024-02-01"
    end: str | None = None
    kind: str = "exact"
    effect: str = "grants"
    max_days: int = 30

    @property
    def row_id(self) -> str:
        return f"{self.country}/{self.announced}"

    announced_on = property(lambda self: date.fromisoformat(self.announced))
    valid_from = property(lambda self: date.fromisoformat(self.start) if self.start else None)
    valid_to = property(lambda self: date.fromisoformat(self.end) if self.end else None)
    valid_from_kind = property(lambda self: self.kind)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal() - EPOCH


def status(rows: list[Decision], on: str, known: str = "2026-01-01", key: str = "AA") -> int:
    return Grid(rows, ["country"], ["max_days"]).find(key, day(on), day(known)).status


def test_a_row_holds_from_its_first_to_its_last_day() -> None:
    rows = [Decision(end="2024-12-31")]
    assert [status(rows, d) for d in ("2024-01-31", "2024-02-01", "2024-12-31", "2025-01-01")] == [NOT_YET_IN_FORCE, HIT, HIT, EXPIRED]


def test_a_later_notice_does_not_count_before_it_was_known() -> None:
    rows = [Decision(end="2024-12-31"), Decision(announced="2024-11-15", end="2025-12-31")]
    assert status(rows, "2025-06-01", known="2024-11-14") == EXPIRED
    assert status(rows, "2025-06-01", known="2024-11-15") == HIT


def test_nothing_is_on_a_list_that_nobody_had_heard_of() -> None:
    assert status([Decision()], "2025-01-01", known="2023-12-31") == NOT_ON_LIST


def test_the_notice_announced_last_decides_where_two_hold() -> None:
    rows = [Decision(max_days=15, end="2025-12-31"), Decision(announced="2024-06-01", start="2024-07-01", max_days=30)]
    grid = Grid(rows, ["country"], ["max_days"])
    assert grid.find("AA", day("2024-06-30"), day("2025-01-01")).values == (15,)
    assert grid.find("AA", day("2024-07-01"), day("2025-01-01")).values == (30,)


def test_a_miss_returns_the_nearest_row_and_the_last_known_end() -> None:
    cell = Grid([Decision(end="2024-12-31")], ["country"], ["max_days", "known_end"]).find("AA", day("2025-05-01"), day("2026-01-01"))
    assert cell.values == (30, day("2024-12-31"))


def test_a_row_that_ends_takes_the_key_off_the_list_again() -> None:
    rows = [Decision(), Decision(announced="2025-01-10", start="2025-02-01", effect="ends")]
    assert status(rows, "2025-01-31") == HIT
    assert status(rows, "2025-02-01") == EXPIRED
    assert status(rows, "2025-02-01", known="2025-01-09") == HIT
    assert Grid(rows, ["country"], ["known_end"]).find("AA", day("2025-03-01"), day("2026-01-01")).known_end == day("2025-01-31")


def test_a_suspension_ends_when_it_is_lifted() -> None:
    rows = [Decision(effect="suspends"), Decision(announced="2024-05-01", start="2024-06-01", effect="ends")]
    assert status(rows, "2024-05-31") == SUSPENDED
    assert status(rows, "2024-06-01") != SUSPENDED


def test_before_an_at_latest_day_nothing_is_established() -> None:
    assert status([Decision(kind="at_latest")], "2024-01-15") == NOT_ESTABLISHED
    assert status([Decision(end="2023-12-31", start="2023-01-01"), Decision(kind="at_latest")], "2024-01-15") == NOT_ESTABLISHED


def test_an_unknown_day_is_decided_only_where_the_key_is_on_no_row() -> None:
    grid = Grid([Decision()], ["country"])
    assert grid.find("AA", None, day("2026-01-01")).status == NOT_KNOWN
    assert grid.find("BB", None, day("2026-01-01")).status == NOT_ON_LIST
    assert grid.find(None, day("2025-01-01"), day("2026-01-01")).status == NOT_KNOWN


def test_a_set_holds_what_is_in_force_and_names_what_is_doubtful() -> None:
    rows = [Decision("AA"), Decision("BB", kind="at_latest", start="2025-01-01"), Decision("CC", end="2024-03-01")]
    for row in rows:
        object.__setattr__(row, "area", "one")
    members = Grid(rows, ["area"], ["country"], members="country").find("one", day("2024-06-01"), day("2026-01-01")).members
    assert members is not None
    assert (members.sure, members.doubtful) == ({"AA"}, {"BB"})
