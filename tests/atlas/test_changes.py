"""`atlas changes` lists what came, went or changed, by day of effect and by day of knowledge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from liziba.atlas import Atlas, load
from liziba.atlas.changes import ChangeNote, changes
from liziba.atlas.known import standing
from liziba.atlas.tables import TABLES
from tests.atlas.territory import UNILATERAL, write

TODAY = date(2026, 11, 22)
# The tables that say which countries are on a list.
COUNTRIES = frozenset({"stay/unilateral", "stay/mutual", "stay/transit_countries", "stay/regional_countries"})


def listed(notes: Sequence[ChangeNote]) -> list[tuple[str, str, str]]:
    return [(note.day.isoformat(), note.key, note.what) for note in notes]


def only(table: str, notes: Sequence[ChangeNote]) -> list[ChangeNote]:
    return [note for note in notes if note.table == table]


def of_countries(notes: Sequence[ChangeNote]) -> list[ChangeNote]:
    return [note for note in notes if note.table in COUNTRIES]


def test_a_year_by_day_of_effect(atlas: Atlas) -> None:
    assert listed(of_countries(changes(atlas, date(2026, 1, 1), TODAY))) == [
        ("2026-01-01", "MY", "went"),
        ("2026-02-17", "CA", "came"),
        ("2026-02-17", "GB", "came"),
        ("2026-08-20", "hainan_30d KG", "came"),
        ("2026-08-20", "hainan_30d VN", "came"),
        ("2026-08-20", "KG", "came"),
        ("2026-08-20", "VN", "came"),
    ]


def test_a_new_order_on_complaints_changes_the_rules_of_the_old_one(atlas: Atlas) -> None:
    notes = {note.key: note for note in only("redress/deadlines", changes(atlas, date(2026, 4, 15), date(2026, 4, 15)))}
    assert {note.what for note in notes.values()} == {"changed"}
    mediation = {field.name: (field.old, field.new) for field in notes["market_regulation mediate"].fields}
    assert (mediation["value"], mediation["unit"]) == ((45, 60), ("working_day", "calendar_day"))


def test_an_end_that_only_passed_is_told_from_a_decision(atlas: Atlas) -> None:
    (malaysia,) = of_countries(changes(atlas, date(2026, 1, 1), date(2026, 1, 1)))
    assert malaysia.because == "end_passed"
    (singapore,) = [note for note in changes(atlas, date(2024, 2, 9), date(2024, 2, 9)) if (note.table, note.key) == ("stay/unilateral", "SG")]
    assert (singapore.what, singapore.because) == ("went", "decision")


def test_a_year_by_day_of_knowledge(atlas: Atlas) -> None:
    notes = of_countries(changes(atlas, date(2026, 1, 1), TODAY, announced=True))
    assert listed(notes) == [
        ("2026-02-15", "CA", "came"),
        ("2026-02-15", "GB", "came"),
        ("2026-05-20", "RU", "changed"),
        ("2026-08-20", "hainan_30d KG", "came"),
        ("2026-08-20", "hainan_30d VN", "came"),
        ("2026-08-20", "KG", "came"),
        ("2026-08-20", "VN", "came"),
    ]
    russia = notes[2]
    assert [(field.name, field.old, field.new) for field in russia.fields] == [("valid_to", date(2026, 9, 14), date(2027, 12, 31))]
    assert russia.holds_from == date(2026, 9, 15), "until the old end nothing changed"
    assert notes[0].holds_from == date(2026, 2, 17)


def test_the_notice_of_november_2025(atlas: Atlas) -> None:
    notes = only("stay/unilateral", changes(atlas, date(2025, 11, 3), date(2025, 11, 3), announced=True))
    assert [note.key for note in notes if note.what == "came"] == ["SE"]
    prolonged = [note for note in notes if note.what == "changed"]
    assert len(prolonged) == 45
    assert {field.name for note in prolonged for field in note.fields} == {"valid_to"}


def test_five_ports_came_in_november_2025(atlas: Atlas) -> None:
    notes = only("stay/transit_ports", changes(atlas, date(2025, 11, 5), date(2025, 11, 5)))
    assert len(notes) == 5
    assert {note.what for note in notes} == {"came"}


def test_the_step_from_fifteen_to_thirty_days(atlas: Atlas) -> None:
    (france,) = [note for note in changes(atlas, date(2024, 11, 30), date(2024, 11, 30)) if note.key == "FR" and note.table == "stay/unilateral"]
    assert france.what == "changed"
    assert {field.name: (field.old, field.new) for field in france.fields}["max_days"] == (15, 30)


def ending_this_year(atlas: Atlas) -> list[str]:
    rows = atlas.table("stay/unilateral").rows
    codes = sorted({row.country for row in rows})
    now = {code: standing([row for row in rows if row.country == code], TODAY, TODAY) for code in codes}
    return [code for code, row in now.items() if row is not None and row.valid_to == date(2026, 12, 31)]


def test_one_row_that_prolongs_the_exemptions_names_exactly_the_forty_eight(atlas: Atlas) -> None:
    countries = ending_this_year(atlas)
    assert len(countries) == 48
    # Whether the notice is written down from its own first day or from today on, the same countries are named.
    for first in ("2026-11-20", "2027-01-01"):
        row = {"decision": "U17", "countries": ";".join(countries), "max_days": "30", "purposes": "tourism;business;family_friends;transit;exchange"}
        notice = row | {"announced_on": "2026-11-20", "valid_from": first, "valid_to": "2027-12-31", "sources": "memory"}
        found = changes(atlas.with_rows("stay/unilateral", [notice]), date(2026, 11, 20), TODAY, announced=True)
        notes = [note for note in found if getattr(TABLES[note.table], "told", True)]  # figures are no notices
        assert [note.key for note in notes] == countries
        assert {note.what for note in notes} == {"changed"}
        assert {(field.name, field.old, field.new) for note in notes for field in note.fields} == {("valid_to", date(2026, 12, 31), date(2027, 12, 31))}


def test_a_decision_that_ends_an_exemption_is_listed_when_it_is_announced_and_when_it_takes_effect(tmp_path: Path) -> None:
    table = UNILATERAL.replace(",sources", ",effect,sources").replace(",gazette;herald", ",,gazette;herald") + "A2,FR,,,2026-11-10,2026-12-01,,ends,gazette,\n"
    atlas = load(write(tmp_path, atlantis__stay__unilateral=table))
    told = changes(atlas, date(2026, 11, 10), date(2026, 11, 10), announced=True, within="atlantis")
    assert [(note.key, note.what, note.holds_from) for note in told] == [("FR", "went", date(2026, 12, 1))]
    done = changes(atlas, date(2026, 12, 1), date(2026, 12, 1), within="atlantis")
    assert listed(done) == [("2026-12-01", "FR", "went")]


def test_a_notice_that_says_nothing_new_is_no_change(tmp_path: Path) -> None:
    atlas = load(write(tmp_path, atlantis__stay__unilateral=UNILATERAL + "A2,DE;FR,20,tourism,2026-11-10,2026-11-01,2027-10-31,herald,\n"))
    assert changes(atlas, date(2026, 11, 10), date(2026, 11, 10), announced=True, within="atlantis") == []


def test_names_are_said_in_both_languages(atlas: Atlas) -> None:
    (_, canada, *_) = of_countries(changes(atlas, date(2026, 1, 1), TODAY))
    assert (canada.name(atlas, "en"), canada.name(atlas, "zh")) == ("Canada", "加拿大")
