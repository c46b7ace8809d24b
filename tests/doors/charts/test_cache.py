"""Drawn charts are kept whole, by all that made them; what cannot be written is kept in memory; what is not asked for goes."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from liziba.doors.charts import cache
from liziba.doors.charts.cache import Kept


def never() -> bytes:
    raise AssertionError("drawn again")


def files(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file()]


def test_what_was_drawn_is_found_by_another_process(tmp_path: Path) -> None:
    assert Kept(tmp_path).get("a", "svg", lambda: b"<svg/>") == b"<svg/>"
    again = Kept(tmp_path)
    assert again.get("a", "svg", never) == b"<svg/>"
    assert again.drawn == 0
    assert again.get("b", "svg", lambda: b"other") == b"other"


def test_another_library_or_another_code_draws_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Kept(tmp_path).get("a", "svg", lambda: b"old")
    monkeypatch.setattr(cache, "maker", lambda: "altair 99")
    assert Kept(tmp_path).get("a", "svg", lambda: b"new") == b"new"


def test_where_nothing_can_be_written_memory_serves(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder can be here")
    kept = Kept(tmp_path / "file" / "charts")
    assert kept.get("a", "svg", lambda: b"x") == b"x"
    assert kept.get("a", "svg", never) == b"x"
    assert [path.name for path in files(tmp_path)] == ["file"]


def test_a_file_that_was_left_empty_is_drawn_again(tmp_path: Path) -> None:
    Kept(tmp_path).get("a", "svg", lambda: b"x")
    [path] = files(tmp_path)
    path.write_bytes(b"")
    assert Kept(tmp_path).get("a", "svg", lambda: b"y") == b"y"


def test_many_writers_at_once_leave_one_whole_picture(tmp_path: Path) -> None:
    picture = os.urandom(300_000)
    wrong: list[int] = []
    start = threading.Barrier(8)

    def work() -> None:
        start.wait()
        for _ in range(20):
            if Kept(tmp_path).get("a", "svg", lambda: picture) != picture:
                wrong.append(1)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert [path.read_bytes() for path in files(tmp_path)] == [picture]


def test_beyond_its_size_the_folder_loses_what_was_not_asked_for_longest(tmp_path: Path) -> None:
    kept = Kept(tmp_path, largest=1000)
    for number in range(10):
        kept.get(str(number), "svg", lambda: b"x" * 150)
    for number, path in enumerate(sorted(files(tmp_path))):
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
    oldest, newest = sorted(files(tmp_path))[0], sorted(files(tmp_path))[-1]
    left = tmp_path / "00" / ".half.written"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"half")
    os.utime(left, (1_000_000, 1_000_000))
    kept.trim()
    assert sum(path.stat().st_size for path in files(tmp_path)) <= 800
    assert newest.exists()
    assert not oldest.exists()
    assert not left.exists()


def test_memory_has_its_limit_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "IN_MEMORY", 1000)
    (tmp_path / "file").write_text("")
    kept = Kept(tmp_path / "file" / "charts")
    for number in range(20):
        kept.get(str(number), "svg", lambda: b"x" * 200)
    assert kept.get("19", "svg", never)
    assert kept.get("0", "svg", lambda: b"again") == b"again"
