"""`atlas check` names file, line and column of whatever is wrong, and warns of what to look at again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from liziba.atlas import AtlasError, load
from liziba.atlas.check import Problem, check
from tests.atlas.territory import SOURCES, UNILATERAL, write

TODAY = date(2026, 11, 22)
HEADER, LINE = UNILATERAL.splitlines()


def of_atlantis(directory: Path, today: date | None = None, **files: str) -> list[Problem]:
    """What check says of the files in the directory."""
    return [problem for problem in check(load(write(directory, **files)), today) if problem.file.startswith(str(directory))]


def errors_of(directory: Path, *lines: str, header: str = HEADER) -> list[tuple[int, str, str]]:
    problems = of_atlantis(directory, atlantis__stay__unilateral="\n".join([header, *lines, ""]))
    assert {Path(problem.file).name for problem in problems} <= {"unilateral.csv"}
    return [(problem.line, problem.column, problem.text) for problem in problems if problem.severity == "error"]


def test_a_sound_territory_has_no_errors(tmp_path: Path) -> None:
    assert errors_of(tmp_path, LINE) == []


@pytest.mark.parametrize(
    ("old", "new", "column", "said"),
    [
        ("DE;FR", "DE;Germany", "countries", "given 'Germany'; accepted: an ISO 3166-1 alpha-2 code"),
        ("DE;FR", "DE;XX", "countries", "no such country: XX"),
        ("DE;FR", "DE;FR;DE", "countries", "'DE' stands twice"),
        ("DE;FR", "", "countries", "empty; accepted: an ISO 3166-1"),
        (",20,", ",twenty,", "max_days", "given 'twenty'; accepted: a whole number"),
        (",20,", ",0,", "max_days", "given '0'; accepted: a whole number from 1"),
        (",20,", ",,", "max_days", "empty; accepted: a whole number"),
        ("2026-11-01", "1 November", "valid_from", "given '1 November'; accepted: a day like 2026-11-22"),
        ("2026-11-01", "2026-11-31", "valid_from", "given '2026-11-31'"),
        ("2026-11-01", "", "valid_from", "empty"),
        ("2026-10-01", "2026-13", "announced_on", "given '2026-13'; accepted: a day like 2026-11-22, a month"),
        ("2027-10-31", "2025-10-31", "valid_to", "2025-10-31 lies before valid_from, 2026-11-01"),
        ("gazette;herald", "gazete;herald", "sources", "no such source: gazete; do you mean gazette?"),
        ("gazette;herald", "", "sources", "empty; accepted: ids of sources"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, old: str, new: str, column: str, said: str) -> None:
    (problem,) = errors_of(tmp_path, LINE.replace("A1", "A0").replace("DE;FR", "AT").replace("2026-10-01", "2026-09-01"), LINE.replace(old, new, 1))
    assert problem[:2] == (3, column)
    assert said in problem[2]


def test_a_cell_too_many_is_named_by_line(tmp_path: Path) -> None:
    assert errors_of(tmp_path, LINE + ",more") == [(2, "", "10 cells; accepted: 9, as in the header (quote a cell that holds a comma)")]


@pytest.mark.parametrize(
    ("header", "column", "said"),
    [
        (HEADER.replace("max_days", "max_day"), "max_day", "no such column; accepted: announced_on"),
        (HEADER.replace("note", "sources"), "sources", "the column stands twice"),
        (HEADER.replace("countries", "note2"), "countries", "the column is missing"),
    ],
)
def test_a_wrong_header_is_named(tmp_path: Path, header: str, column: str, said: str) -> None:
    assert any(line == 1 and at == column and said in text for line, at, text in errors_of(tmp_path, LINE, header=header))


def test_a_line_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    found = errors_of(tmp_path, LINE, LINE)
    assert [(line, column) for line, column, _ in found] == [(3, ""), (3, "")]
    assert "DE: the same as" in found[0][2]
    assert "unilateral.csv:2" in found[0][2]


def test_two_rows_of_one_day_that_contradict_each_other_are_an_error(tmp_path: Path) -> None:
    found = errors_of(tmp_path, LINE, LINE.replace("DE;FR", "FR;IT").replace(",20,", ",30,"))
    assert [(line, column) for line, column, _ in found] == [(3, "valid_from")]
    assert "FR: contradicts" in found[0][2]


def test_a_later_notice_may_say_something_else(tmp_path: Path) -> None:
    assert errors_of(tmp_path, LINE, LINE.replace(",20,", ",30,").replace("2026-10-01", "2026-10-15")) == []


def test_two_rows_of_one_day_may_follow_each_other(tmp_path: Path) -> None:
    assert errors_of(tmp_path, LINE, LINE.replace(",20,", ",30,").replace("2027-10-31", "2028-10-31").replace("2026-11-01", "2027-11-01")) == []


def test_an_id_that_already_means_another_source_is_an_error(tmp_path: Path) -> None:
    again = SOURCES + "memory,Known from memory only to be verified,,,,,guide,,memory\nherald,Another herald,,,,en,news,,memory\n"
    found = of_atlantis(tmp_path, atlantis__stay__sources=again)
    assert [(one.line, one.text.partition(" stands")[0]) for one in found if one.severity == "error"] == [(5, "herald")]


def test_a_file_of_an_unknown_name_is_an_error(tmp_path: Path) -> None:
    (problem,) = [one for one in of_atlantis(tmp_path, atlantis__stay__unilaterals=UNILATERAL) if one.severity == "error"]
    assert problem.file.endswith("unilaterals.csv")
    assert "do you mean stay/unilateral?" in problem.text


def test_a_file_that_is_not_utf_8_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, atlantis__stay__unilateral=UNILATERAL)
    (tmp_path / "atlantis/stay/unilateral.csv").write_bytes(UNILATERAL.encode() + "A2,CH,20,tourism,2026-10-01,2026-11-01,,gazette,Zürich\n".encode("latin-1"))
    assert [(one.line, one.text) for one in of_atlantis(tmp_path) if one.severity == "error"] == [(3, "not UTF-8; save the file as UTF-8")]


def test_a_table_with_an_error_cannot_be_used(tmp_path: Path) -> None:
    atlas = load(write(tmp_path, atlantis__stay__unilateral=UNILATERAL.replace(",20,", ",twenty,")))
    with pytest.raises(AtlasError, match=r"unilateral.csv:2, column max_days: given 'twenty'"):
        atlas.table("stay/unilateral", "atlantis")


def test_a_port_of_a_region_without_a_period_is_an_error(tmp_path: Path) -> None:
    ports = "port,region,entry,exit,announced_on,valid_from,sources\nCKG,nationl,yes,yes,2026-10-01,2026-11-01,gazette\n"
    (problem,) = [one for one in of_atlantis(tmp_path, atlantis__stay__transit_ports=ports) if one.severity == "error"]
    assert (problem.line, problem.column, problem.text) == (2, "region", "no such region: nationl; do you mean national?")


def test_a_rule_sheet_that_names_an_unknown_source_or_table_is_an_error(tmp_path: Path) -> None:
    sheet = "sheet: stay\nsteps:\n  - lookup: rule\n    table: stay/unilaterel\n  - check: document\n    sources: [gazette, gazeta]\n"
    found = of_atlantis(tmp_path, **{"atlantis__stay__rules.yaml": sheet})
    assert [(one.line, one.column) for one in found] == [(4, "table"), (6, "sources")]
    assert "do you mean stay/unilateral?" in found[0].text


def test_a_sheet_that_is_not_yaml_is_an_error(tmp_path: Path) -> None:
    (problem,) = of_atlantis(tmp_path, **{"atlantis__stay__rules.yaml": "sheet: stay\nsteps: [\n"})
    assert problem.severity == "error"
    assert problem.text.startswith("not YAML")


def warnings_of(directory: Path, today: date, table: str = UNILATERAL, sources: str = SOURCES) -> list[str]:
    problems = of_atlantis(directory, today, atlantis__stay__unilateral=table, atlantis__stay__sources=sources)
    return [f"{Path(one.file).name}:{one.line}:{one.column}: {one.text}" for one in problems if one.severity == "warning"]


def test_an_end_that_comes_soon_is_a_warning(tmp_path: Path) -> None:
    ending = UNILATERAL.replace("2027-10-31", "2026-12-31")
    assert warnings_of(tmp_path, TODAY, ending) == ["unilateral.csv:2:valid_to: ends on 2026-12-31, in 39 days: DE, FR"]
    assert warnings_of(tmp_path, date(2026, 11, 1), ending) == ["unilateral.csv:2:valid_to: ends on 2026-12-31, in 60 days: DE, FR"]


def test_an_end_that_was_already_prolonged_is_no_warning(tmp_path: Path) -> None:
    prolonged = UNILATERAL.replace("2027-10-31", "2026-12-31") + "A2,DE;FR,20,tourism,2026-11-10,2027-01-01,2027-12-31,gazette;herald,\n"
    assert warnings_of(tmp_path, TODAY, prolonged) == []


def test_a_source_not_checked_for_long_is_a_warning(tmp_path: Path) -> None:
    found = warnings_of(tmp_path, TODAY, sources=SOURCES.replace("2026-11-20", "2026-08-01", 1))
    assert found == ["sources.csv:2:checked_on: gazette was last checked on 2026-08-01, 113 days ago"]


def test_a_deciding_row_with_one_source_is_a_warning(tmp_path: Path) -> None:
    found = warnings_of(tmp_path, TODAY, UNILATERAL.replace("gazette;herald", "herald"))
    assert found == ["unilateral.csv:2:sources: one source decides: herald"]


def test_a_deciding_row_from_memory_is_a_warning(tmp_path: Path) -> None:
    found = warnings_of(tmp_path, TODAY, UNILATERAL.replace("gazette;herald", "memory"))
    assert found == ["unilateral.csv:2:sources: unconfirmed: rests on memory only"]


def test_an_announcement_in_the_future_is_a_warning(tmp_path: Path) -> None:
    found = warnings_of(tmp_path, TODAY, UNILATERAL.replace("2026-10-01", "2026-12-01").replace("2026-11-01", "2027-01-01"))
    assert found == ["unilateral.csv:2:announced_on: 2026-12-01 lies after today, 2026-11-22"] * 1


def test_an_unannounced_exact_row_is_a_warning(tmp_path: Path) -> None:
    found = warnings_of(tmp_path, TODAY, UNILATERAL.replace("2026-10-01", ""))
    assert found == ["unilateral.csv:2:announced_on: empty, so it counts as always known; give the first day where no announcement was found"]


def test_errors_come_before_warnings(tmp_path: Path) -> None:
    table = UNILATERAL.replace("2027-10-31", "2026-12-31") + "A2,XX,20,tourism,2026-10-01,2026-11-01,,gazette;herald,\n"
    severities = [one.severity for one in of_atlantis(tmp_path, TODAY, atlantis__stay__unilateral=table)]
    assert severities == sorted(severities)
    assert set(severities) == {"error", "warning"}
