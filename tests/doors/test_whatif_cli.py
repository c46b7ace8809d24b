"""`liziba whatif` and `liziba sample`: what people see, what programs read, and how mistakes are told."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from liziba.doors.cli.commands import command_line
from liziba.services.refund.sample import sample

SET = ("--set", "minimum_purchase_cny=500")


def run(*words: str, language: str = "en") -> Result:
    return CliRunner().invoke(command_line(language), list(words), prog_name="liziba", env={"COLUMNS": "100"})


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "claims.parquet"
    assert run("sample", "refund", str(path), "--rows", "200").exit_code == 0
    return path


def test_people_see_each_group_with_both_rules_and_the_difference(table: Path) -> None:
    done = run("whatif", "refund", *SET, "--table", str(table), "--by", "place")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "With minimum_purchase_cny=500, against the rule in force"
    assert "in force" in lines[2]
    assert "difference" in lines[2]
    assert lines[3] == "all (rows: 200)"
    assert any(line.startswith("CN-CQ (rows: ") for line in lines)
    assert "  gross refund, yuan" in done.stdout
    assert "made up: these figures are no statistics" in done.stdout
    assert "agent_fee_pct 2" in done.stdout
    assert max(len(line) for line in lines[2:-5]) <= 80


def test_everything_is_said_in_chinese_too(table: Path) -> None:
    said = run("whatif", "refund", *SET, "--table", str(table), "--from", "2026-09-01", "--language", "zh").stdout
    assert said.startswith("设 minimum_purchase_cny=500，与现行规则比较（自2026年9月1日起）")
    for word in ("合计", "退税额（元）", "实退额（元）", "虚构数据"):
        assert word in said
    assert "yuan" not in said


def test_programs_read_figures_in_fen(table: Path) -> None:
    told = json.loads(run("whatif", "refund", *SET, "--table", str(table), "--from", "2026-09-01", "--json").stdout)
    assert told["set"] == [
        {"name": "minimum_purchase_cny", "table": "refund/minimums", "column": "minimum_fen", "key": ["national"], "value": 50000, "from": "2026-09-01"}
    ]
    assert (told["rows"], told["errors"], told["generated"]) == (200, 0, True)
    gross = next(one for one in told["figures"] if one["measure"] == "gross_refund")
    assert gross["unit"] == "fen"
    assert gross["after"] - gross["before"] == gross["difference"] < 0


def test_two_runs_say_the_same(table: Path) -> None:
    words = ("whatif", "refund", *SET, "--table", str(table), "--by", "place", "--by", "visit")
    assert run(*words).stdout == run(*words).stdout


def test_the_comparison_can_be_written_as_a_table_but_not_over_another(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "effect.parquet"
    words = ("whatif", "refund", *SET, "--table", str(table), "--by", "place", "--out", str(out))
    assert run(*words).exit_code == 0
    assert pl.read_parquet(out)["claims"][0] == 200
    assert "exists already" in run(*words).output
    assert run(*words, "--force").exit_code == 0
    assert "would overwrite" in run("whatif", "refund", *SET, "--table", str(table), "--out", str(table), "--force").output


def test_rows_that_cannot_be_read_end_with_status_1(tmp_path: Path) -> None:
    sample(4).with_columns(place=pl.lit("nowhere")).write_parquet(tmp_path / "t.parquet")
    done = run("whatif", "refund", *SET, "--table", str(tmp_path / "t.parquet"))
    assert done.exit_code == 1
    assert "4 rows could not be read" in done.stdout


@pytest.mark.parametrize(
    ("words", "field", "accepted"),
    [
        (("refund", "--set", "fee=1"), "set", "minimum_purchase_cny"),
        (("refund", "--set", "max_days_of_stay=long"), "set.max_days_of_stay", "a number of days"),
        (("refund", *SET, "--from", "soon"), "from", "a day like 2026-11-22"),
        (("refund", *SET, "--by", "city"), "by", "place"),
        (("nothing", *SET), "service", "refund"),
    ],
)
def test_mistakes_name_the_field_and_what_is_accepted(words: tuple[str, ...], field: str, accepted: str, table: Path) -> None:
    done = run("whatif", *words, "--table", str(table))
    assert done.exit_code == 2
    assert f"field     {field}" in done.output
    assert accepted in done.output
    told = json.loads(run("whatif", *words, "--table", str(table), "--json").stdout)["error"]
    assert told["field"] == field


def test_files_that_are_no_table_are_told(tmp_path: Path) -> None:
    assert "No such file" in run("whatif", "refund", *SET, "--table", str(tmp_path / "none.parquet")).output
    (tmp_path / "text.parquet").write_text("a,b\n1,2\n")
    broken = run("whatif", "refund", *SET, "--table", str(tmp_path / "text.parquet"))
    assert (broken.exit_code, "Not a Parquet file" in broken.output) == (2, True)
    whole = (tmp_path / "whole.parquet", tmp_path / "holed.parquet")
    sample(3_000).write_parquet(whole[0])
    content = whole[0].read_bytes()
    whole[1].write_bytes(content[:100] + bytes(20_000) + content[20_100:])
    holed = run("whatif", "refund", *SET, "--table", str(whole[1]))
    assert (holed.exit_code, "cannot be answered" in holed.output) == (2, True), holed.output


def test_the_file_of_a_made_up_table_says_so(table: Path) -> None:
    said = pl.read_parquet_metadata(table)
    assert (said["liziba.generated"], said["liziba.seed"], said["liziba.rows"]) == ("true", "1", "200")
    assert "invented" in said["liziba.note"]
    assert pl.read_parquet(table)["generated"].all()


def test_a_made_up_table_overwrites_nothing_unasked(table: Path) -> None:
    assert run("sample", "refund", str(table)).exit_code == 2
    assert run("sample", "refund", str(table), "--rows", "3", "--force").exit_code == 0
    assert pl.read_parquet(table).height == 3
    assert run("sample", "stay", str(table), "--force").exit_code == 2


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", ["whatif", "sample"])
def test_help_is_in_the_language(command: str, language: str) -> None:
    said = run(command, "--help", language=language).stdout
    assert ("made-up" in said or "in force" in said) == (language == "en")
    assert ("虚构" in said or "现行规则" in said) == (language == "zh")
