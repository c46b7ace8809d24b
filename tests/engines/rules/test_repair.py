"""What the engine offers for a refusal, on a small sheet of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from liziba.engines.rules.grid import EPOCH
from liziba.engines.rules.reader import read_sheet
from liziba.engines.rules.repair import repairs
from liziba.engines.rules.sheet import FieldSpec, SheetError
from liziba.engines.rules.single import SingleRules

SHEET = """
sheet: demo
decided_by: nobody
longest_by: length
derive:
  - derive: day
    day_of: from
schemes:
  club:
    steps:
      - lookup: rule
        table: demo/rules
        by: {member: member}
        day: day
        gate: true
        reasons: {not_on_list: not_on_list, not_yet_in_force: too_early, expired: expired}
        repair: {into_force: from, moves_with: [to]}
      - lookup: door
        table: demo/doors
        by: {door: door}
        day: day
        reasons: {not_on_list: closed, not_yet_in_force: closed, expired: closed}
        repair: {another: door, out_of: door}
      - derive: last_day
        day_plus: [day, rule.days]
      - derive: to_day
        day_of: to
      - check: length
        test: {at_most: [to_day, last_day]}
        absent: to
        reason: too_long
        repair: {earlier: to, into_force: from, moves_with: [to]}
    outcome:
      length: rule.days
"""
FIELDS = [FieldSpec("member", "required"), FieldSpec("from", "required"), FieldSpec("to", "optional"), FieldSpec("door", "required")]
CHANGEABLE = {"from", "to", "door"}


@dataclass(frozen=True)
class Row:
    valid_from: date
    valid_to: date | None = None
    member: str = ""
    door: str = ""
    days: int = 0
    row_id: str = "row"
    announced_on: date | None = date(2020, 1, 1)
    valid_from_kind: str = ""
    effect: str = "grants"
    sources: list[str] = field(default_factory=list)


ROWS = {
    "demo/rules": [Row(date(2026, 3, 1), date(2026, 6, 30), "a", days=5), Row(date(2026, 7, 1), member="a", days=10)],
    "demo/doors": [Row(date(2020, 1, 1), door="east"), Row(date(2020, 1, 1), door="south")],
}


def minutes(day: date) -> int:
    return (day.toordinal() - EPOCH) * 1440


def offered(question: dict[str, Any], known: date = date(2026, 1, 1), floor: date | None = None) -> list[dict[str, Any]]:
    rules = SingleRules(read_sheet(SHEET, "demo.yaml", FIELDS), ROWS)
    asked = {name: minutes(value) if isinstance(value, date) else value for name, value in question.items()}
    known_day = known.toordinal() - EPOCH
    ruling = rules.judge(asked, known_day)
    first = None if floor is None else floor.toordinal() - EPOCH
    found = repairs(rules, asked, known_day, ruling, CHANGEABLE, lambda name, asked, members: list(members), lambda *_: None, first)
    return [{name: date.fromordinal(value // 1440 + EPOCH) if isinstance(value, int) else value for name, value in one.set.items()} for one in found]


def test_a_stay_is_moved_as_a_whole_to_the_day_on_which_the_rule_begins() -> None:
    assert offered({"member": "a", "door": "east", "from": date(2026, 2, 25), "to": date(2026, 2, 27)}) == [{"from": date(2026, 3, 1), "to": date(2026, 3, 3)}]


def test_a_stay_too_long_is_cut_or_moved_to_the_longer_rule() -> None:
    found = offered({"member": "a", "door": "east", "from": date(2026, 6, 20), "to": date(2026, 6, 28)})
    assert found == [{"to": date(2026, 6, 25)}, {"from": date(2026, 7, 1), "to": date(2026, 7, 9)}]


def test_failures_are_mended_together_each_on_what_was_changed_before() -> None:
    found = offered({"member": "a", "door": "west", "from": date(2026, 2, 25), "to": date(2026, 3, 20)})
    assert {"from": date(2026, 3, 1), "to": date(2026, 3, 6), "door": "east"} in found
    assert all(one["to"] >= one["from"] for one in found if "from" in one)


def test_who_is_on_no_list_is_offered_nothing() -> None:
    assert offered({"member": "b", "door": "west", "from": date(2026, 4, 1)}) == []


def test_no_day_before_the_first_that_may_be_offered() -> None:
    asked = {"member": "a", "door": "east", "from": date(2026, 4, 1), "to": date(2026, 4, 20)}
    assert {"to": date(2026, 4, 6)} in offered(asked)
    assert {"to": date(2026, 4, 6)} not in offered(asked, floor=date(2026, 4, 10))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [("{earlyer: to}", "no such repair: earlyer"), ("{earlier: until}", "no such field: until"), ("{moves_with: [x]}", "no such field: x")],
)
def test_a_repair_that_nobody_knows_is_an_error_with_its_line(wrong: str, message: str) -> None:
    with pytest.raises(SheetError, match=message):
        read_sheet(SHEET.replace("{another: door, out_of: door}", wrong), "demo.yaml", FIELDS)
