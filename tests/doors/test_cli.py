"""The command line, on a service of its own that has every form of field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from liziba.atlas.atlas import TERRITORIES
from liziba.doors.cli.commands import command_line
from tests.doors import tiny


@pytest.fixture(autouse=True)
def boat() -> Iterator[None]:
    with tiny.declared():
        yield


def run(*words: str, input: str | bytes | None = None, language: str = "en") -> Result:
    return CliRunner().invoke(command_line(language), list(words), input=input, prog_name="liziba")


def asked(*words: str) -> dict:
    result = run("tiny-boat", *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


# One question


def test_answer_for_people_says_the_headline_first_then_why_and_what_would_change_it() -> None:
    said = run("tiny-boat", "--length-m", "12").stdout
    lines = said.splitlines()
    assert lines[0] == "Too long."
    for part in ("✗ 12 of 10 m [1]", "[1] Rule of the boat, The ferry, 2026-01", "https://example.org/boat"):
        assert part in said
    for part in ("Make it shorter. (--length-m 10)", "The ferryman decides."):
        assert part in said
    assert "22 November 2026" in lines[-1]


def test_answer_in_chinese() -> None:
    said = run("tiny-boat", "--length-m", "12", "--language", "zh").stdout
    assert said.splitlines()[0] == "太长。"
    assert "出处" in said
    assert "Sources" not in said


def test_missing_field_is_named_with_its_option() -> None:
    said = run("tiny-boat", "--colour", "red").stdout
    assert "Still needed" in said
    assert "--length-m" in said


def test_json_holds_the_whole_answer() -> None:
    answer = asked("--length-m", "12")
    assert answer["verdict"] == "no"
    assert answer["grounds"][0]["sources"][0]["id"] == "boat_rule"
    assert answer["what_would_change"][0]["set"] == {"length_m": 10}


@pytest.mark.parametrize("words", [["--names", "Ann,Bo"], ["--names", "Ann", "--names", "Bo"], ["--names", '["Ann", "Bo"]']])
def test_lists_are_repeated_or_separated_by_commas(words: list[str]) -> None:
    assert asked("--length-m", "1", *words)["names"] == ["Ann", "Bo"]


@pytest.mark.parametrize("words", [["--pieces", '[{"weight": 2}, {"weight": 3}]'], ["--pieces", '{"weight": 2}', "--pieces", '{"weight": 3}']])
def test_records_are_json(words: list[str]) -> None:
    assert asked("--length-m", "1", *words, "--box", '{"weight": 4}')["weight"] == 9


@pytest.mark.parametrize(("said", "wet"), [("true", True), ("false", False), ("no", False)])
def test_truth_is_a_word(said: str, wet: bool) -> None:
    assert asked("--length-m", "1", "--wet", said)["wet"] is wet


def test_unreadable_question_names_field_given_and_accepted() -> None:
    result = run("tiny-boat", "--colour", "blue")
    assert result.exit_code == 2
    assert result.stdout == ""
    for part in ("colour (--colour)", "blue", "red, green"):
        assert part in result.stderr


def test_unreadable_question_as_json_is_the_error_of_the_contract() -> None:
    result = run("tiny-boat", "--box", "{", "--json")
    assert result.exit_code == 2
    error = json.loads(result.stdout)["error"]
    assert error["field"] == "box"
    assert set(error) == {"field", "given", "accepted", "message"}


def test_unknown_option_and_unknown_service_are_wrong_usage() -> None:
    assert run("tiny-boat", "--wings", "2").exit_code == 2
    assert run("no-such-service").exit_code == 2
    assert run("answer", "no-such-service", input="").exit_code == 2


def test_options_of_the_house_stand_before_or_after_the_command(tmp_path: Path) -> None:
    for words in (["--language", "zh", "tiny-boat", "--length-m", "1"], ["tiny-boat", "--length-m", "1", "--language", "zh"]):
        assert run(*words).stdout.startswith("放得下。")
    absent = str(tmp_path / "absent")
    for words in (["--atlas", absent, "tiny-boat", "--length-m", "1"], ["tiny-boat", "--length-m", "1", "--atlas", absent]):
        result = run(*words)
        assert result.exit_code == 2
        assert "No such folder" in result.stderr


def test_unknown_language_is_an_error_for_the_asker() -> None:
    result = run("tiny-boat", "--length-m", "1", "--language", "fr")
    assert result.exit_code == 2
    assert "en, zh" in result.stderr


def test_help_lists_services_and_their_fields() -> None:
    assert "tiny-boat" in run("--help").stdout
    assert "tiny-boat" in run("services").stdout
    said = run("tiny-boat", "--help").stdout
    for part in ("--length-m", "red, green", "--length-m 12"):
        assert part in said


# Many questions


def test_lines_come_back_in_order_and_a_bad_one_does_not_stop_the_run() -> None:
    good, broken, refused = '{"length_m": 1}', "{broken", '{"length_m": 12}'
    twice, no_number, no_code = '{"length_m": 1, "length_m": 2}', '{"length_m": NaN}', '{"colour": "blue"}'
    questions = [good, broken, refused, no_code, "[1]", "", no_number, twice, good]
    result = run("answer", "tiny-boat", input="\n".join(questions) + "\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer.get("verdict", "error") for answer in answers] == ["yes", "error", "no", "error", "error", "error", "error", "error", "yes"]
    assert answers[3]["error"]["field"] == "colour"
    assert result.exit_code == 1


def test_lines_without_errors_end_with_status_0() -> None:
    result = run("answer", "tiny-boat", input='{"length_m": 1}\n{}')
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2
    assert run("answer", "tiny-boat", input="").stdout == ""


def test_lines_survive_what_is_no_text() -> None:
    bad = [b'{"length_m": "\xff"}', b'{"colour": "\\ud800"}', b"[" * 100_000, b'{"length_m": ' + b"9" * 5000 + b"}", b"\x00"]
    result = run("answer", "tiny-boat", input=b"\n".join([*bad, b'{"length_m": 1}']))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert ["error" in answer for answer in answers] == [True] * len(bad) + [False]


def test_line_that_is_too_long_is_an_error_of_that_line() -> None:
    result = run("answer", "tiny-boat", input='{"names": ["' + "x" * 1_500_000 + '"]}\n{"length_m": 1}\n')
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert "bytes a line" in first["error"]["accepted"]
    assert second["verdict"] == "yes"
    assert len(result.stdout) < 100_000


def test_fault_of_ours_costs_one_line_only() -> None:
    result = run("answer", "tiny-boat", input='{"length_m": 13}\n{"length_m": 1}\n')
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert "Internal error" in first["error"]["message"]
    assert second["verdict"] == "yes"
    assert result.exit_code == 1


# Tables


def test_bulk_writes_a_table_and_overwrites_only_by_force(tmp_path: Path) -> None:
    questions, answers = tmp_path / "in.parquet", tmp_path / "out.parquet"
    questions.write_bytes(b"PAR1")
    assert run("bulk", "tiny-boat", str(questions), str(answers)).exit_code == 0
    assert answers.exists()
    again = run("bulk", "tiny-boat", str(questions), str(answers))
    assert again.exit_code == 2
    assert "--force" in again.stderr
    assert run("bulk", "tiny-boat", str(questions), str(answers), "--force").exit_code == 0


def test_bulk_ends_with_status_1_when_rows_were_bad(tmp_path: Path) -> None:
    questions = tmp_path / "in.parquet"
    questions.write_bytes(b"PAR1 bad")
    result = run("bulk", "tiny-boat", str(questions), str(tmp_path / "out.parquet"))
    assert result.exit_code == 1
    assert "1 could not be read" in result.stderr


def test_bulk_says_what_is_wrong_with_the_files(tmp_path: Path) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_text("length_m\n1\n")
    for questions, answers in ((tmp_path / "absent", tmp_path / "out"), (broken, tmp_path / "out"), (broken, broken), (broken, tmp_path / "no" / "out")):
        result = run("bulk", "tiny-boat", str(questions), str(answers))
        assert result.exit_code == 2
        assert str(tmp_path) in result.stderr or "overwrite" in result.stderr
    assert broken.read_text() == "length_m\n1\n"


# Facts


def test_facts_are_sound_enough_to_answer_from() -> None:
    result = run("atlas", "check")
    assert result.exit_code == 0, result.output
    assert "0 errors" in result.stderr


def test_check_names_file_and_line_of_what_is_wrong(tmp_path: Path) -> None:
    folder = tmp_path / "china" / "stay"
    folder.mkdir(parents=True)
    (folder / "unilateral.csv").write_text("country,valid_from\nDE,not-a-day\n")
    result = run("atlas", "check", "--atlas", str(tmp_path))
    assert result.exit_code == 1
    assert "unilateral.csv" in result.stdout
    assert "error" in result.stdout


def test_facts_that_cannot_be_read_stop_every_command_with_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "china" / "stay"
    folder.mkdir(parents=True)
    (folder / "unilateral.csv").write_text("country,valid_from\nDE,not-a-day\n")
    asked = ["--nationality", "DE", "--entry-at", "2026-12-01T10:00", "--entry-port", "CKG"]
    for words in (["stay", *asked], ["answer", "stay"], ["serve"], ["mcp"]):
        result = run(*words, "--atlas", str(tmp_path), input='{"nationality": "DE", "entry_at": "2026-12-01T10:00"}')
        assert result.exit_code == 1, words
        assert "unilateral.csv:1" in result.stderr


def test_changes_between_two_days() -> None:
    result = run("atlas", "changes", "--since", "2026-01-01", "--until", "2026-11-22", "--json")
    assert result.exit_code == 0, result.output
    days = [json.loads(line)["day"] for line in result.stdout.splitlines()]
    assert days == sorted(days)
    assert days
    with_figures = run("atlas", "changes", "--since", "2026-01-01", "--until", "2026-11-22", "--figures", "--json")
    assert set(result.stdout.splitlines()) < set(with_figures.stdout.splitlines())
    assert not {json.loads(line)["table"] for line in result.stdout.splitlines()} & {"observations/observations", "measures/results"}
    assert run("atlas", "changes", "--since", "yesterday").exit_code == 2
    assert run("atlas", "changes", "--since", "2026-02-01", "--until", "2026-01-01").exit_code == 2


def test_source_is_shown_by_its_id() -> None:
    said = run("atlas", "source", "nia_transit_2026").stdout
    assert "nia_transit_2026" in said
    assert "http" in said
    assert run("atlas", "source", "no_such_source").exit_code == 2


def test_version() -> None:
    assert run("--version").stdout.startswith("liziba ")


def test_check_reports_the_line_of_a_broken_rule_sheet(tmp_path: Path) -> None:
    sheet = (TERRITORIES / "china/stay/rules.yaml").read_text().replace("[purpose, rule.purposes]", "[purpose, rule.porpoises]")
    (tmp_path / "china/stay").mkdir(parents=True)
    (tmp_path / "china/stay/rules.yaml").write_text(sheet)
    done = run("atlas", "check", "--atlas", str(tmp_path))
    line = next(n for n, text in enumerate(sheet.splitlines(), 1) if "stay/unilateral" in text)
    assert done.exit_code == 1
    assert "no column porpoises" in done.stdout
    assert any(f"rules.yaml:{number}:" in done.stdout for number in (line, line - 1))
