"""A rule sheet that is wrong says where and what is accepted."""

from __future__ import annotations

import pytest

from liziba.engines.rules.reader import read_sheet
from liziba.engines.rules.sheet import FieldSpec, SheetError
from liziba.engines.rules.single import SingleRules

FIELDS = [FieldSpec("nationality", "required"), FieldSpec("entry_day", "required"), FieldSpec("purpose", "assumed", "tourism")]
GOOD = """\
sheet: demo
schemes:
  first:
    steps:
      - check: purpose
        test: {is: [purpose, =tourism]}
        reason: purpose
"""


def test_a_good_sheet_is_read() -> None:
    assert [s.name for s in read_sheet(GOOD, "demo.yaml", FIELDS).schemes] == ["first"]


@pytest.mark.parametrize(
    ("wrong", "line", "message"),
    [
        ("test: {is: [purposes, =tourism]}", 6, "no such field, value or column: purposes"),
        ("test: {equals: [purpose, =tourism]}", 6, "no such test: equals"),
        ("test: {is: [purpose]}", 6, "is takes 2 operands"),
        ("tests: {is: [purpose, =tourism]}", 5, "unknown key 'tests'"),
    ],
)
def test_a_wrong_test_names_file_line_and_what_is_accepted(wrong: str, line: int, message: str) -> None:
    with pytest.raises(SheetError, match=message) as caught:
        read_sheet(GOOD.replace("test: {is: [purpose, =tourism]}", wrong), "demo.yaml", FIELDS)
    assert (caught.value.path, caught.value.line) == ("demo.yaml", line)


def test_broken_yaml_names_the_line() -> None:
    with pytest.raises(SheetError) as caught:
        read_sheet(GOOD + "  [", "demo.yaml", FIELDS)
    assert caught.value.line >= 8


def test_a_table_that_is_not_there_names_the_step() -> None:
    look_up = "      - lookup: rule\n        table: demo/list\n        by: {country: nationality}\n        day: entry_day\n"
    sheet = read_sheet(GOOD + look_up, "demo.yaml", FIELDS)
    with pytest.raises(SheetError, match="no such table: demo/list") as caught:
        SingleRules(sheet, {})
    assert caught.value.line == 8


def test_a_step_name_is_used_once() -> None:
    with pytest.raises(SheetError, match="step name used twice: purpose"):
        read_sheet(GOOD + "      - check: purpose\n        test: {is: [purpose, =work]}\n", "demo.yaml", FIELDS)


def test_a_sheet_runs_no_code() -> None:
    with pytest.raises(SheetError):
        read_sheet("sheet: !!python/object/apply:os.getcwd []\nschemes: {}\n", "demo.yaml", FIELDS)
