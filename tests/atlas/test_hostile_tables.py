"""Tables laid over the facts that are broken in any way: `check` names the place in words, and no command answers from them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from liziba.atlas import AtlasError, load
from liziba.atlas.check import check
from tests.atlas.territory import UNILATERAL, write

HEADER, LINE = UNILATERAL.splitlines()
BROKEN: dict[str, tuple[bytes, int]] = {
    "a row too short": (f"{HEADER}\n{LINE.rpartition(',')[0]}\n".encode(), 2),
    "a row too long": (f"{HEADER}\n{LINE},more\n".encode(), 2),
    "a day that is none": (f"{HEADER}\n{LINE.replace('2026-11-01', '2026-02-30')}\n".encode(), 2),
    "a column that is none": (f"{HEADER},colour\n{LINE},red\n".encode(), 1),
    "a column twice": (f"{HEADER},{HEADER.split(',')[0]}\n{LINE},A1\n".encode(), 1),
    "another encoding": (f"{HEADER},note\n{LINE},é\n".encode("latin-1"), 2),
    "two bytes a letter": (f"{HEADER}\n{LINE}\n".encode("utf-16"), 1),
    "a nought": (f"{HEADER}\n{LINE}\n".encode().replace(b"DE;FR", b"DE\0FR"), 2),
    "a cell of a megabyte": (f"{HEADER}\n{LINE.replace('DE;FR', 'x' * 1_000_000)}\n".encode(), 2),
    "a quote that stays open": (f'{HEADER}\n"{LINE}\n'.encode(), 2),
    "no table": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), 1),
    "a huge number": (f"{HEADER}\n{LINE.replace(',20,', ',' + '9' * 5_000 + ',')}\n".encode(), 2),
}


def laid(folder: Path, table: bytes) -> Path:
    over = write(folder, atlantis__stay__unilateral=UNILATERAL)
    (over / "atlantis" / "stay" / "unilateral.csv").write_bytes(table)
    return over


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_table_is_named_with_its_line_in_short_words(fault: str, tmp_path: Path) -> None:
    table, line = BROKEN[fault]
    atlas = load(laid(tmp_path, table))
    wrong = [problem for problem in check(atlas) if problem.severity == "error" and problem.file.endswith("unilateral.csv")]
    assert wrong
    assert wrong[0].line == line
    for problem in wrong:
        assert len(problem.text) < 600, problem.text
        assert "Error" not in problem.text
    with pytest.raises(AtlasError):
        atlas.table("stay/unilateral", within="atlantis")


@pytest.mark.parametrize("table", [b"\xef\xbb\xbf" + UNILATERAL.encode(), UNILATERAL.replace("\n", "\r\n").encode()], ids=["mark", "returns"])
def test_what_other_programs_write_is_read(table: bytes, tmp_path: Path) -> None:
    atlas = load(laid(tmp_path, table))
    assert [row.country for row in atlas.table("stay/unilateral", within="atlantis").rows] == ["DE", "FR"]


@pytest.mark.slow
def test_no_command_answers_from_a_broken_table(tmp_path: Path) -> None:
    line = f"{HEADER}\n{LINE.replace(',20,', ',twenty,')}\n"
    over = write(tmp_path, china__stay__unilateral=line)
    for words in (["stay", "--nationality", "DE", "--json"], ["answer", "stay"], ["bulk", "stay", "in.parquet", "out.parquet"], ["serve"], ["mcp"]):
        command = [sys.executable, "-c", "from liziba.doors.cli import main; main()", *words, "--atlas", str(over)]
        done = subprocess.run(command, input=b"{}\n", capture_output=True, timeout=60, cwd=tmp_path, env={**os.environ, "COLUMNS": "400"})
        said = (done.stdout + done.stderr).decode()
        assert done.returncode != 0, words
        assert "Traceback" not in said, words
        if words[0] != "bulk":
            assert "unilateral.csv" in said, (words, said)
        for told in done.stdout.decode().splitlines():
            assert set(json.loads(told)) == {"error"}
