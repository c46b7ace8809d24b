"""Changes put together as readers hear of them: one item for all that one notice changed in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from liziba.atlas import Atlas, load
from liziba.atlas.changes import ChangeNote, changes
from liziba.atlas.check import ENDS_SOON
from liziba.atlas.notices import Notice, latest, notices
from liziba.atlas.tables import TABLES
from tests.atlas.territory import UNILATERAL, write

TODAY = date(2026, 11, 22)
TABLE = "stay/unilateral"


def of(atlas: Atlas, today: date = TODAY, table: str = TABLE) -> list[Notice]:
    return [notice for notice in notices(atlas, today) if notice.table == table]


def ends(found: Sequence[Notice]) -> list[tuple[str, int]]:
    return [(str(notice.day), len(notice.who)) for notice in found if notice.because == "end_passed"]


def _told(notes: Sequence[ChangeNote]) -> list[ChangeNote]:
    """What readers are told: not what only our own bookkeeping changed."""
    return [note for note in notes if TABLES[note.table].told]  # type: ignore[attr-defined]


def test_a_notice_for_forty_five_countries_is_one_item(atlas: Atlas) -> None:
    (extension,) = [notice for notice in of(atlas) if notice.announced_on == date(2025, 11, 3) and notice.what == "changed"]
    assert len(extension.who) == 45
    assert [(turned.name, [str(old) for old in turned.old], str(turned.new)) for turned in extension.turned] == [
        ("valid_to", ["2025-12-31", "2026-05-31", "2026-06-08"], "2026-12-31")
    ]
    (sweden,) = [notice for notice in of(atlas) if notice.announced_on == date(2025, 11, 3) and notice.what == "came"]
    assert sweden.who == ("SE",)


def test_who_falls_off_and_when_is_known_ahead(atlas: Atlas) -> None:
    assert ends([notice for notice in of(atlas) if notice.day > TODAY]) == [("2028-01-01", 1), ("2027-01-01", 48)]


def test_an_end_that_a_later_notice_moved_is_not_told(atlas: Atlas) -> None:
    assert ("2026-01-01", 37) in ends(of(atlas, date(2025, 11, 2)))
    assert ("2026-01-01", 1) in ends(of(atlas, TODAY)), "Malaysia alone"


def test_every_change_of_effect_is_in_some_item(atlas: Atlas) -> None:
    told = {(notice.table, notice.what, notice.day, code) for notice in notices(atlas, TODAY) for code in notice.who}
    for note in _told(changes(atlas, date.min, date.max, known=TODAY)):
        assert any((note.table, note.what, note.day, part) in told for part in note.parts), note


def test_every_change_of_knowledge_is_in_exactly_one_item(atlas: Atlas) -> None:
    told = [
        (notice.table, notice.announced_on, notice.what, notice.within, code) for notice in notices(atlas, TODAY) if notice.announced_on for code in notice.who
    ]
    announced = _told(changes(atlas, date.min, TODAY, announced=True))
    assert len({(note.table, note.day, note.what, note.holds_from, note.key) for note in announced}) == len(told)


def test_ids_differ_between_items_and_not_between_runs(atlas: Atlas) -> None:
    found = notices(atlas, TODAY)
    assert len({notice.id for notice in found}) == len(found)
    assert [notice.id for notice in notices(load(), TODAY)] == [notice.id for notice in found]
    assert found[0].id != found[0].id_in("en") != found[0].id_in("zh")


def test_an_id_stays_when_the_sources_or_another_notice_change(atlas: Atlas) -> None:
    before = {notice.id for notice in of(atlas) if notice.announced_on}
    row = {"decision": "X1", "max_days": "30", "purposes": "tourism", "sources": "mfa_faq_2025", "countries": "KE;TZ"}
    after = of(atlas.with_rows(TABLE, [row | {"announced_on": "2026-11-21", "valid_from": "2026-12-01"}]))
    assert before <= {notice.id for notice in after}
    assert len(after) == len(of(atlas)) + 1


def test_an_end_is_news_from_the_day_on_which_answers_warn_of_it(atlas: Atlas) -> None:
    day = date(2027, 1, 1) - ENDS_SOON
    assert "2027-01-01" not in [str(notice.day) for notice in latest(atlas, day - timedelta(days=1))]
    assert "2027-01-01" in [str(notice.day) for notice in latest(atlas, day)]


def test_nothing_announced_later_is_told(atlas: Atlas) -> None:
    for notice in notices(atlas, date(2026, 2, 14)):
        assert "GB" not in notice.who or notice.table != TABLE


def test_a_rule_of_which_only_a_late_page_is_known_says_so(atlas: Atlas) -> None:
    (earliest,) = [notice for notice in of(atlas, table="stay/transit_countries") if notice.day == date(2013, 12, 30)]
    assert earliest.at_latest
    assert earliest.announced_on is None


def test_the_day_last_asked_about_is_answered_for_each_state_of_the_facts(tmp_path: Path, atlas: Atlas) -> None:
    other = load(write(tmp_path, atlantis__stay__unilateral=UNILATERAL))
    assert len(notices(other, TODAY)) > len(notices(atlas, TODAY))
    assert notices(atlas, date(2025, 1, 1)) != notices(atlas, TODAY)
    assert notices(atlas, TODAY) == notices(load(), TODAY)


def test_our_own_bookkeeping_is_no_news(atlas: Atlas) -> None:
    assert any(note.table == "redress/priorities" for note in changes(atlas, date.min, date.max, known=TODAY))
    assert not [notice for notice in notices(atlas, TODAY) if notice.table == "redress/priorities"]
    assert not [turned for notice in notices(atlas, TODAY) for turned in notice.turned if turned.name in ("inferred", "unsure")]
