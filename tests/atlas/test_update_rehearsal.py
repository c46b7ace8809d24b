"""The update that everybody waits for, rehearsed: an invented notice extends the 48 exemptions by one row and one command.

What docs/update-a-fact.md tells a colleague to do is done here: in a copy of the facts, as they were known on the day of
the rehearsal, so that it stays a rehearsal when the real notice has come.
"""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from liziba.atlas import Atlas, extension
from liziba.atlas.atlas import TERRITORIES, Layer
from liziba.atlas.changes import changes
from liziba.atlas.check import check
from liziba.atlas.known import last_day, standing
from liziba.doors.cli.commands import command_line
from liziba.services.declaration import Context, ask
from liziba.services.stay.opening import sentence
from tests.doors import site

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "extension"
TODAY = date(2026, 11, 22)
ANNOUNCED = date(2026, 11, 20)
OLD_END, NEW_END = date(2026, 12, 31), date(2027, 12, 31)
TABLE = "stay/unilateral"
# Of each first day that the 48 have, one; then some that the notice does not concern.
CONCERNED = ("DE", "JP", "BR", "SA", "SE", "GB")
OTHERS = ("RU", "BN", "MY", "US", "SG", "IN", "KE")
ENTRIES = ("2024-12-05", "2025-12-30", "2026-11-22", "2026-12-31", "2027-01-01", "2027-02-01", "2028-01-01")


def run(*arguments: str) -> Any:
    return CliRunner().invoke(command_line("en"), list(arguments))


def facts_of(folder: Path) -> Atlas:
    return Atlas(layers=(Layer(folder),))


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The facts as they were known on the day of the rehearsal."""
    folder = tmp_path_factory.mktemp("facts") / "territories"
    shutil.copytree(TERRITORIES, folder, ignore=shutil.ignore_patterns("__*"))
    for path in folder.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = list(csv.reader(file))
        if "announced_on" in header:
            day = header.index("announced_on")
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([header, *(row for row in rows if row[day] <= str(TODAY))])
    return folder


@pytest.fixture(scope="module")
def atlas(known: Path) -> Atlas:
    """The facts before the notice."""
    return facts_of(known)


def typed(known: Path, folder: Path) -> Path:
    """A colleague's working copy: the facts with two new sources and one announcement, which are all the lines typed by hand."""
    shutil.copytree(known, folder)
    for name in ("sources", "extensions"):
        with (folder / "china" / "stay" / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.writelines((EXAMPLE / "china" / "stay" / f"{name}.csv").read_text().splitlines(keepends=True)[1:])
    return folder


def used(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """From here on, commands and pages have the facts of that folder."""
    kept = facts_of(folder)
    patch.setattr("liziba.doors.frame.load", lambda overlay=None: kept)


@pytest.fixture
def folder(known: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working copy before the command."""
    folder = typed(known, tmp_path / "territories")
    used(folder, monkeypatch)
    return folder


@pytest.fixture
def extended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working copy after it."""
    done = run("atlas", "extend", "--write")
    assert done.exit_code == 0, done.output
    used(folder, monkeypatch)
    return folder


@pytest.fixture(scope="module")
def after(known: Path, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """The facts after it."""
    folder = typed(known, tmp_path_factory.mktemp("after") / "territories")
    with pytest.MonkeyPatch.context() as patch:
        used(folder, patch)
        assert run("atlas", "extend", "--write").exit_code == 0
    return facts_of(folder)


def ending_on(atlas: Atlas, end: date, known: date) -> set[str]:
    """The countries whose exemption, as known on a day, ends on another: counted from the rows themselves."""
    rows: dict[str, list[Any]] = {}
    for row in atlas.table(TABLE).rows:
        rows.setdefault(row.country, []).append(row)  # type: ignore[attr-defined]
    return {code for code, same in rows.items() if standing(same, end, known) and last_day(same, end, known) == end}


def answer(atlas: Atlas, nationality: str, entry: str, as_of: str, language: str = "en") -> dict[str, Any]:
    question = {"nationality": nationality, "entry_at": f"{entry}T10:00", "entry_port": "CKG", "arrive_from": "JP", "onward_to": "KR", "as_of": as_of}
    found = json.loads(ask("stay", question, Context(atlas, TODAY, language)).model_dump_json())
    found.pop("atlas")
    return dict(found)


def test_one_announcement_is_one_row(folder: Path, known: Path) -> None:
    table = Path("china") / "stay" / "extensions.csv"
    assert len((folder / table).read_text().splitlines()) == len((known / table).read_text().splitlines()) + 1


def test_before_anything_is_written_the_command_shows_what_it_would_do(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.csv")}
    shown = run("atlas", "extend")
    assert shown.exit_code == 0
    told = [line for line in shown.stdout.splitlines() if line.startswith("2026-11-20  stay/unilateral  ")]
    assert len(told) == 48
    assert {path: path.read_bytes() for path in folder.rglob("*.csv")} == before


def test_an_announcement_that_is_not_written_out_is_an_error_of_the_check(folder: Path) -> None:
    (problem,) = [one for one in check(facts_of(folder), TODAY) if one.severity == "error"]
    assert "X17 is not written out" in problem.text
    assert "atlas extend" in problem.text


def test_in_a_folder_laid_over_the_facts_the_lines_go_beside_the_announcement(known: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = Path(shutil.copytree(EXAMPLE, tmp_path / "notice"))
    monkeypatch.setattr("liziba.doors.frame.load", lambda overlay=None: facts_of(known).overlay(overlay))
    before = {path: path.read_bytes() for path in known.rglob("*.csv")}
    assert run("atlas", "extend", "--write", "--atlas", str(beside)).exit_code == 0
    assert {path: path.read_bytes() for path in known.rglob("*.csv")} == before
    assert len(ending_on(facts_of(known).overlay(beside), NEW_END, TODAY)) == 49, "the 48 and Russia"
    assert [problem for problem in check(facts_of(known).overlay(beside), TODAY) if problem.severity == "error"] == []


def test_one_command_and_the_changes_name_exactly_the_forty_eight(extended: Path, atlas: Atlas) -> None:
    expected = ending_on(atlas, OLD_END, TODAY)
    assert len(expected) == 48
    shown = run("atlas", "changes", "--since", "2026-11-20", "--until", "2026-11-22", "--announced", "--json")
    notes = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [note["key"] for note in notes] == sorted(expected)
    for note in notes:
        assert (note["table"], note["what"], note["day"]) == (TABLE, "changed", "2026-11-20")
        assert [(field["name"], field["old"], field["new"]) for field in note["fields"]] == [("valid_to", "2026-12-31", "2027-12-31")]


def test_the_facts_are_sound_afterwards_and_a_second_run_adds_nothing(extended: Path) -> None:
    assert [problem for problem in check(facts_of(extended), TODAY) if problem.severity == "error"] == []
    written = (extended / "china" / "stay" / "unilateral.csv").read_bytes()
    again = run("atlas", "extend", "--write")
    assert again.exit_code == 0
    assert (extended / "china" / "stay" / "unilateral.csv").read_bytes() == written


@pytest.mark.parametrize("nationality", [*CONCERNED, *OTHERS])
def test_an_answer_by_what_was_known_before_is_unchanged(nationality: str, after: Atlas, atlas: Atlas) -> None:
    for as_of in ("2024-11-25", "2025-11-04", "2026-11-19"):
        for entry in ENTRIES:
            for language in ("en", "zh"):
                assert answer(after, nationality, entry, as_of, language) == answer(atlas, nationality, entry, as_of, language)


@pytest.mark.parametrize("nationality", CONCERNED)
def test_an_answer_after_the_notice_knows_the_new_end(nationality: str, after: Atlas, atlas: Atlas) -> None:
    for as_of in ("2026-11-20", "2026-11-22"):
        for entry in ("2026-11-22", "2026-12-31", "2027-01-01", "2027-12-31"):
            found = answer(after, nationality, entry, as_of)
            assert (found["verdict"], found["scheme"], found["known_end"]) == ("yes", "unilateral", "2027-12-31"), entry
            (listed,) = [ground for ground in found["grounds"] if ground["id"] == "unilateral.rule"]
            assert {source["id"] for source in listed["sources"]} == {"example_extension", "example_extension_report"}
        assert answer(after, nationality, "2028-01-01", as_of)["scheme"] != "unilateral"
        assert answer(atlas, nationality, "2027-02-01", as_of)["scheme"] != "unilateral", "without the notice it has ended"


@pytest.mark.parametrize("nationality", OTHERS)
def test_whom_the_notice_does_not_concern_gets_the_same_answer(nationality: str, after: Atlas, atlas: Atlas) -> None:
    for entry in ENTRIES:
        assert answer(after, nationality, entry, "2026-11-22") == answer(atlas, nationality, entry, "2026-11-22")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sentence_of_the_front_page_follows(after: Atlas, atlas: Atlas, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liziba.doors.frame.load", lambda overlay=None: after)
    page = site.client().get(f"/{language}/").content.decode()
    assert sentence(Context(after, TODAY, language)) in page
    assert sentence(Context(atlas, TODAY, language)) not in page
    for part in {
        "en": ("50 countries", "48 of these rules", "31 December 2026", "31 December 2027"),
        "zh": ("50个国家", "48国", "2026年12月31日", "2027年12月31日"),
    }[language]:
        assert part in page
    assert {"en": "no extension is known", "zh": "未见延期"}[language] not in page


def test_the_page_and_the_feeds_follow(after: Atlas, atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liziba.doors.frame.load", lambda overlay=None: after)
    titles = [item["title"] for item in json.loads(site.client().get("/en/changes.json").content)["items"]]
    assert titles[0] == "Unilateral exemption: 48 countries extended to 31 December 2027"
    assert not [title for title in titles if "48 countries fall off" in title], "nobody falls off at the end of 2026 any more"
    page = site.client().get("/en/changes").content.decode()
    assert "49 countries fall off the list on 1 January 2028" in page, "the 48 and Russia"
    for code in ending_on(atlas, OLD_END, TODAY):
        assert atlas.country_name(code, "en") in page


def without(atlas: Atlas, decision: str) -> Atlas:
    """The facts as they were before somebody entered that decision."""
    for row in atlas.table(TABLE).rows:
        if getattr(row, "decision", "") == decision:
            atlas = atlas.without_row(row.row_id)
    return atlas


def test_past_notices_could_have_been_entered_with_the_same_command(atlas: Atlas) -> None:
    sizes = {}
    for announcement in extension.announcements(atlas):
        rows = extension.missing(without(atlas, announcement.decision), announcement)
        sizes[announcement.decision] = len(rows)
        assert extension.surplus(atlas, announcement) == [], "and would have been the rows that stand there"
        assert extension.missing(atlas, announcement) == []
        day = announcement.announced_on
        again = changes(without(atlas, announcement.decision).with_rows(TABLE, rows), day, day, announced=True)
        entered = changes(atlas, day, day, announced=True)
        assert [(note.key, note.fields, note.until) for note in again] == [(note.key, note.fields, note.until) for note in entered]
    assert sizes == {"U04": 12, "U13": 45, "U16": 1}


def test_lines_that_stand_in_the_table_stay_as_they_are(extended: Path) -> None:
    table = extended / "china" / "stay" / "unilateral.csv"
    before = table.read_bytes()
    with (extended / "china" / "stay" / "extensions.csv").open("a") as file:
        file.write("X18,stay/unilateral,2026-11-21,2027-12-31,2028-12-31,RU,example_extension,a second notice\n")
    done = run("atlas", "extend", "--write")
    assert done.exit_code == 0
    assert table.read_bytes().startswith(before)
    assert len(ending_on(facts_of(extended), date(2028, 12, 31), TODAY)) == 48
    assert ending_on(facts_of(extended), NEW_END, TODAY) == {"RU"}, "Russia is left out of the second notice"


def test_a_row_that_does_not_follow_from_its_announcement_is_an_error(extended: Path) -> None:
    with (extended / "china" / "stay" / "unilateral.csv").open("a") as file:
        file.write("X17,MY,30,tourism,2026-11-20,2026-01-01,,2027-12-31,,example_extension,added by hand\n")
    (problem,) = [one for one in check(facts_of(extended), TODAY) if one.severity == "error"]
    assert "MY does not follow from" in problem.text


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("X17,stay/no_such,2026-11-20,2026-12-31,2027-12-31,,example_extension,", "extends", "accepted: "),
        ("X17,stay/unilateral,2026-11-20,2026-12-30,2027-12-31,,example_extension,", "old_ends", "nothing in stay/unilateral ends on 2026-12-30"),
        ("X17,stay/unilateral,2026-11-20,2026-12-31,2026-12-31,,example_extension,", "new_end", "does not lie after the old end"),
        ("X17,stay/unilateral,,2026-12-31,2027-12-31,,example_extension,", "announced_on", "accepted: a day like 2026-11-22"),
        ("X17,stay/unilateral,2026-11-20,soon,2027-12-31,,example_extension,", "old_ends", "accepted: days like 2026-12-31"),
        ("X17,stay/unilateral,2026-11-20,,2027-12-31,,example_extension,", "old_ends", "accepted: days like 2026-12-31"),
    ],
)
def test_an_announcement_that_cannot_be_right_is_refused_with_its_place(folder: Path, row: str, column: str, said: str) -> None:
    file = folder / "china" / "stay" / "extensions.csv"
    before = (folder / "china" / "stay" / "unilateral.csv").read_bytes()
    file.write_text(f"{file.read_text().splitlines()[0]}\n{row}\n")
    done = run("atlas", "extend", "--write")
    assert done.exit_code == 1
    assert f"extensions.csv:2, column {column}" in done.stderr
    assert said in done.stderr
    assert (folder / "china" / "stay" / "unilateral.csv").read_bytes() == before
