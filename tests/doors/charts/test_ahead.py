"""Every named chart is drawn before anybody asks; one that breaks keeps nobody back and is told."""

from __future__ import annotations

import pytest

from liziba.doors.charts import NoSuchChart, ahead, drawing, names, registry
from liziba.doors.charts.ahead import Wanted
from liziba.services.declaration import Context
from tests.doors.charts.sample import CHARTS


def test_a_chart_is_found_by_its_name_and_takes_only_its_own_words(named: str, context: Context) -> None:
    assert registry.draw(named, context, {"kind": "parts"}) is CHARTS["parts"]
    for name, given in (("no-such", {}), (named, {"kind": "pie"}), (named, {"place": "CN-CQ"})):
        with pytest.raises(NoSuchChart):
            registry.draw(name, context, given)
    with pytest.raises(ValueError, match="narrow"):
        registry.named("other", given=("narrow",))


def test_what_was_drawn_ahead_is_not_drawn_again(named: str, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    ones, failed = ahead.wanted(None, context.today)
    mine = [one for one in ones if one.name == named]
    assert [str(one) for one in mine] == [f"{language}/chart/sample{query}" for language in ("en", "zh") for query in ("", "?kind=ranges")]
    assert not [one for one in failed if one.wanted.name == named]
    first = ahead.draw(mine[1], context, files=True)
    assert first.drawn + first.before == 10
    monkeypatch.setattr(drawing, "_spec", lambda *_: pytest.fail("drawn again"))
    again = ahead.draw(mine[1], context, files=True)
    assert (again.drawn, again.before, again.problem) == (0, 10, "")


def test_a_chart_that_breaks_is_told_and_one_that_is_not_there_is_no_fault(named: str, context: Context) -> None:
    broken = ahead.draw(Wanted(named, (("kind", "unreadable"),), "en"), context)
    assert "QuestionError" in broken.problem
    absent = ahead.draw(Wanted(named, (("kind", "pie"),), "en"), context)
    assert (absent.absent, absent.problem, absent.drawn) == (True, "", 0)


def test_every_chart_of_the_pages_can_be_made_in_every_language(context: Context) -> None:
    ones, failed = ahead.wanted(None, context.today)
    assert not failed
    contexts = {language: Context(context.atlas, context.today, language) for language in ("en", "zh")}
    assert {one.name for one in ones} <= set(names())
    for one in ones:
        try:
            chart = registry.draw(one.name, contexts[one.language], dict(one.given))
        except NoSuchChart:
            continue
        assert chart.title
        assert chart.rows
