"""Published figures as files: from the page, and from the command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from liziba.doors.cli.commands import command_line
from tests.doors.site import client

BOM = "\ufeff"
ASKED = {"place": "CN-CQ", "indicator": "retail_total"}


def run(*words: str) -> Result:
    return CliRunner().invoke(command_line("en"), ["export", "observations", *words], prog_name="liziba")


def test_the_page_leads_to_both_files_and_they_hold_the_series() -> None:
    page = client().get("/en/observations", {**ASKED, "period": "2025"}).content.decode()
    for name in ("observations.csv", "observations.sdmx.csv"):
        address = f"/en/{name}?place=CN-CQ&amp;indicator=retail_total"
        assert address in page
        file = client().get(address.replace("&amp;", "&"))
        assert file.status_code == 200
        lines = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
        assert {"16688.50"} <= {line.get("figure") or line.get("OBS_VALUE") for line in lines}


def test_only_the_file_for_spreadsheets_begins_with_the_mark_of_utf8() -> None:
    assert client().get("/zh/observations.csv", ASKED).content.decode().startswith(BOM + "place,")
    assert client().get("/zh/observations.sdmx.csv", ASKED).content.decode().startswith("STRUCTURE,")
    assert client().get("/zh/observations.sdmx.csv", ASKED).headers["Content-Type"].startswith("application/vnd.sdmx.data+csv; version=2.0.0")


@pytest.mark.parametrize("wrong", [{"place": "nowhere"}, {"indicator": "retial_total"}, {"as_of": "soon"}])
def test_a_wrong_question_says_what_is_accepted(wrong: dict[str, str]) -> None:
    answer = client().get("/en/observations.csv", wrong)
    assert answer.status_code == 400
    assert next(iter(wrong.values())) in answer.content.decode()


def test_a_day_leaves_out_what_was_printed_later() -> None:
    def periods(day: str) -> set[str]:
        text = client().get("/en/observations.csv", {**ASKED, "as_of": day}).content.decode("utf-8-sig")
        return {line["period"] for line in csv.DictReader(io.StringIO(text))}

    assert "2025" in periods("2026-11-22")
    assert "2025" not in periods("2025-12-01")


def test_the_command_writes_to_standard_output_or_to_a_file(tmp_path: Path) -> None:
    printed = run("--place", "CN-CQ", "--indicator", "retail_total")
    assert printed.exit_code == 0
    assert printed.stdout.startswith("place,")
    written = run("--place", "CN-CQ", "--indicator", "retail_total", "--out", str(tmp_path / "sales.csv"))
    assert written.exit_code == 0
    assert (tmp_path / "sales.csv").read_bytes().decode() == BOM + printed.stdout_bytes.decode()
    assert "sales.csv" in written.stderr


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    wrong = run("--indicator", "retial_total")
    assert wrong.exit_code == 2
    assert "retail_total" in wrong.stderr
    assert run("--out", str(tmp_path / "no" / "such" / "folder.csv")).exit_code == 2
