"""`liziba charts` as a person or a timer calls it: what it says, and its status."""

from __future__ import annotations

import io
from typing import Any

import pytest
from typer.testing import CliRunner

from liziba.doors.charts import ahead, registry
from liziba.doors.cli.commands import command_line
from tests.doors.charts import sample


def charts(*arguments: str, language: str = "en") -> tuple[int, str, str]:
    done = CliRunner().invoke(command_line(language), ["charts", "--workers", "1", "--language", language, *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def only_the_sample(named: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(registry, "names", lambda: (named,))
    return named


@pytest.mark.usefixtures("only_the_sample")
def test_all_are_drawn_once_and_the_second_time_found(monkeypatch: pytest.MonkeyPatch) -> None:
    status, said, _ = charts()
    assert status == 0
    assert said.startswith("4 charts:")
    status, said, _ = charts(language="zh")
    assert (status, said[:6]) == (0, "共4个图表：")
    assert "新绘制0张，沿用此前16张" in said


def test_one_that_breaks_is_told_and_the_status_says_so(only_the_sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "CHARTS", {**sample.CHARTS, "ranges": None})
    status, said, problems = charts()
    assert status == 1
    assert said.startswith("2 charts:"), "the others are drawn"
    assert "en/chart/sample?kind=ranges" in problems


@pytest.mark.slow
def test_several_processes_tell_what_each_did(only_the_sample: str) -> None:
    ones, _ = ahead.wanted(None, None)
    missing = [ahead.Wanted("no-such", (), "en"), ahead.Wanted("no-such", (), "zh")]
    done = list(ahead.draw_all(None, None, 2, False, missing))
    assert len(ones) == 4
    assert [one.wanted for one in done] == missing
    assert all(one.absent for one in done)


@pytest.mark.parametrize("wanted", [True, False])
def test_a_server_draws_only_once_it_answers_and_only_where_that_is_wanted(wanted: bool, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    from liziba.doors.cli import servers

    happened: list[str] = []
    monkeypatch.setattr(servers.urllib.request.OpenerDirector, "open", lambda *_, **__: happened.append("answered") or io.BytesIO())
    monkeypatch.setattr(servers.subprocess, "Popen", lambda command, **_: happened.append(" ".join(command[-2:])) or command)
    beside: list[Any] = []
    servers._announce("http://127.0.0.1:1", "It stands.", beside if wanted else None)
    assert capsys.readouterr().out == "It stands.\n"
    assert happened == (["answered", "charts --background"] if wanted else ["answered"])
    assert len(beside) == wanted
