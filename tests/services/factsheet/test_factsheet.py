"""Sheets: each line is the newest row that was known, says how old and how sure it is, and what is missing is said."""

from __future__ import annotations

from typing import Any

import pytest

from liziba.atlas import Atlas
from liziba.services.declaration import Context, ask
from liziba.services.factsheet.question import FactsheetAnswer, Line, lines, subjects
from liziba.services.question import QuestionError

SUBJECTS = ("city", "exchanges", "invest", "study", "made", "scenic", "tasty")


def sheet(context: Context, subject: str = "city", atlas: Atlas | None = None, language: str = "en", **more: str) -> FactsheetAnswer:
    found = ask("factsheet", {"subject": subject, **more}, Context(atlas or context.atlas, context.today, language))
    assert isinstance(found, FactsheetAnswer)
    return found


def every(answer: FactsheetAnswer) -> list[Line]:
    return [line for section in answer.sections for line in section.lines]


def about(answer: FactsheetAnswer, label: str) -> list[Line]:
    return [line for line in every(answer) if line.label == label]


def observed(indicator: str, period: str, figure: str, **more: str) -> dict[str, Any]:
    usual = {"place": "CN-CQ", "definition": "plain", "vintage": "first", "status": "press", "announced_on": "2026-11-01", "valid_from": "2026-11-01"}
    return {"indicator": indicator, "period": period, "figure": figure, "sources": "udn_2026", **usual, **more}


# What a sheet says


def test_the_six_sectors_are_those_of_the_campaign(context: Context) -> None:
    (brands,) = [line for line in every(sheet(context)) if line.kind == "brands"]
    named = ["A Center for International Exchanges in Central and Western China", "Invest in Chongqing", "Study in Chongqing", "Made-in-Chongqing"]
    assert brands.shown == ", ".join([*named, "Scenic Chongqing", "Tasty Chongqing"])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_line_has_its_sources_and_its_ground(context: Context, subject: str, language: str) -> None:
    answer = sheet(context, subject, language=language)
    numbers = [source.number for source in answer.sources]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {n for line in every(answer) for n in line.sources} == set(numbers)
    assert all(line.sources and line.shown and line.label and line.confirmed for line in every(answer))
    assert [ground.text for ground in answer.grounds] == [line.text for line in every(answer)]
    assert all(ground.sources for ground in answer.grounds)
    assert len({ground.id for ground in answer.grounds}) == len(answer.grounds)
    assert {section.page for section in answer.sections} == {1, 2}
    assert 3 <= sum(line.top for line in every(answer)) <= 4
    assert answer.gaps
    assert answer.decided_by
    assert answer.checked_until


def test_a_source_is_numbered_once(context: Context) -> None:
    for subject in SUBJECTS:
        urls = [source.url for source in sheet(context, subject).sources if source.url]
        assert len(urls) == len(set(urls))


def test_the_population_has_both_readings(context: Context) -> None:
    answer = sheet(context)
    (residents,) = about(answer, "Resident population, year end")
    (agglomeration,) = about(answer, "Urban agglomeration population (UN)")
    assert (residents.shown, residents.period) == ("31.8726 million people", "2025")
    assert (agglomeration.shown, agglomeration.period) == ("18.1712 million people", "2025")
    assert any("projection" in note for note in agglomeration.notes)


def test_the_five_business_districts_of_the_top_hundred(context: Context) -> None:
    (line,) = [line for line in every(sheet(context)) if line.kind == "business_districts"]
    assert line.shown == "Guanyinqiao (no. 8), Jiefangbei-Chaotianmen, Yangjiaping, Daping, Nanping"


def test_the_dates_of_a_fair_are_those_of_its_last_edition(context: Context) -> None:
    now = [line for line in every(sheet(context)) if line.kind == "event"]
    assert "26 April – 31 May 2024" in [line.shown for line in now]
    then = [line for line in every(sheet(context, as_of="2024-03-01")) if line.kind == "event"]
    assert "28 April – 31 May 2023" in [line.shown for line in then]


def test_an_announced_edition_stands_beside_the_last(context: Context) -> None:
    row = {"place": "CN-CQ", "series": "wcifit", "name_en": "Fair", "name_zh": "展会", "starts_on": "2027-05-20", "ends_on": "2027-05-23"}
    atlas = context.atlas.with_rows("city/events", [{**row, "announced_on": "2026-11-01", "valid_from": "2026-11-01", "sources": "wc25b"}])
    assert "20–23 May 2027" in [line.shown for line in every(sheet(context, "invest", atlas))]


# The newest that was known, and how old it is


def only(context: Context, indicator: str, *rows: dict[str, Any]) -> Atlas:
    """The facts with these figures of an indicator of the city and no others."""
    atlas = context.atlas
    for row in atlas.table("observations/observations").rows:
        if (getattr(row, "place", ""), getattr(row, "indicator", "")) == ("CN-CQ", indicator):
            atlas = atlas.without_row(row.row_id)
    return atlas.with_rows("observations/observations", rows)


def test_a_newer_figure_takes_the_place_of_the_old(context: Context) -> None:
    old = observed("consulates", "2023", "12", announced_on="2024-01-01", valid_from="2024-01-01")
    atlas = only(context, "consulates", old, observed("consulates", "2026-10", "15"))
    before = about(sheet(context, "exchanges", atlas, as_of="2026-10-31"), "Foreign consulates")
    after = about(sheet(context, "exchanges", atlas), "Foreign consulates")
    assert [(line.value, line.period, line.old) for line in (*before, *after)] == [(12, "2023", True), (15, "2026-10", False)]


def test_a_projection_of_years_to_come_is_not_shown(context: Context) -> None:
    atlas = only(context, "consulates", observed("consulates", "2025", "12"), observed("consulates", "2030", "30"))
    assert about(sheet(context, "exchanges", atlas), "Foreign consulates")[0].value == 12


def test_a_figure_of_a_digest_is_marked(context: Context) -> None:
    answer = sheet(context, "exchanges", only(context, "consulates", observed("consulates", "2025", "12", status="digest")))
    assert "digest" in about(answer, "Foreign consulates")[0].text
    assert [warning.code for warning in answer.warnings if "Foreign consulates" in warning.text] == ["factsheet_digest"]


def test_an_old_figure_is_warned_of(context: Context) -> None:
    old = observed("sister_cities", "2019", "48", announced_on="2020-01-31", valid_from="2020-01-31")
    answer = sheet(context, "exchanges", only(context, "sister_cities", old))
    (told,) = [warning.text for warning in answer.warnings if warning.code == "factsheet_old"]
    assert "International sister cities" in told


def test_what_never_grows_old_is_not_called_old(context: Context) -> None:
    atlas = only(context, "area_km2", observed("area_km2", "2017", "82400"))
    (area,) = about(sheet(context, atlas=atlas), "Administrative area")
    assert (area.period, area.old) == ("2017", False)


def test_a_figure_of_memory_only_is_left_out_and_said(context: Context) -> None:
    atlas = only(context, "world_heritage", observed("world_heritage", "2023", "2", status="memory", sources="memory"))
    answer = sheet(context, "scenic", atlas)
    assert not about(answer, "World heritage sites")
    assert [gap.reason for gap in answer.gaps if gap.code == "world_heritage"] == ["memory"]


def test_not_covered_is_not_none(context: Context) -> None:
    answer = sheet(context, "tasty")
    assert [gap.reason for gap in answer.gaps if gap.code == "michelin_listed"] == ["not_covered"]


def test_without_its_row_a_line_becomes_a_gap(context: Context) -> None:
    (row,) = [row for row in context.atlas.table("city/facts").rows if getattr(row, "fact", "") == "noodle_output"]
    answer = sheet(context, "tasty", context.atlas.without_row(row.row_id))
    assert [gap.reason for gap in answer.gaps if gap.code == "noodle_output"] == ["nothing"]


def test_a_gap_closes_when_its_figure_is_found(context: Context) -> None:
    def gaps(atlas: Atlas) -> list[str]:
        return [gap.code for gap in sheet(context, "invest", atlas).gaps if gap.code == "fdi_2025"]

    assert gaps(only(context, "fdi_actual", observed("fdi_actual", "2019", "100"))) == ["fdi_2025"]
    assert gaps(only(context, "fdi_actual", observed("fdi_actual", "2025", "9"))) == []


# First among whom?


def rank(answer: FactsheetAnswer) -> Line:
    (line,) = [line for line in every(answer) if line.kind == "rank"]
    return line


def test_the_lead_in_retail_is_computed_and_said_to_be_unsafe(context: Context) -> None:
    line = rank(sheet(context))
    assert (line.value, line.status) == (1, "computed")
    assert line.notes[0] == "8.757 billion yuan (0.53%) ahead of Shanghai"
    assert "revis" in line.notes[1]


def test_the_rank_turns_with_a_figure_of_a_peer(context: Context) -> None:
    atlas = context.atlas.with_rows("observations/observations", [observed("retail_total", "2025", "17000", place="CN-SH", vintage="revised")])
    line = rank(sheet(context, atlas=atlas))
    assert line.value == 2
    assert line.notes[0].endswith("behind Shanghai")


def test_a_peer_without_a_figure_is_named(context: Context) -> None:
    assert any("Tianjin" in note for note in rank(sheet(context)).notes)


def test_with_too_few_peers_there_is_no_rank(context: Context) -> None:
    atlas = context.atlas.with_rows("observations/observations", [observed("retail_total", "2026", "17000")])
    answer = sheet(context, atlas=atlas, as_of="2026-11-22")
    assert [gap.reason for gap in answer.gaps if gap.code == "retail_total"] == ["peers"]


# Counts that differ are not merged


def test_levels_of_first_stores_that_do_not_add_up_say_so(context: Context) -> None:
    by_period = {line.period: line for line in every(sheet(context)) if line.kind == "first_stores"}
    assert (by_period["2023"].value, by_period["2022/2024"].value, by_period["2025-01/2025-06"].value) == (469, 892, 212)
    assert any("47" in note for note in by_period["2025-01/2025-06"].notes)
    assert not any("no level" in note for note in by_period["2023"].notes)


# What cannot be answered


def test_an_unknown_subject_names_those_that_are(context: Context) -> None:
    with pytest.raises(QuestionError) as raised:
        ask("factsheet", {"subject": "sports"}, context)
    assert raised.value.accepted == ", ".join(SUBJECTS)


def test_a_city_without_a_sheet_is_not_established(context: Context) -> None:
    answer = sheet(context, place="CN-BJ")
    assert (answer.verdict, answer.sections, answer.assumptions) == ("not_established", [], [])
    assert "Chongqing" in answer.headline


def test_the_only_city_with_sheets_is_taken_for_granted(context: Context) -> None:
    assert [(one.field, one.value) for one in sheet(context).assumptions] == [("place", "CN-CQ")]


def test_before_the_campaign_there_is_no_sector(context: Context) -> None:
    assert sheet(context, "made", as_of="2024-05-18").verdict == "not_established"


# The tables


def test_every_line_of_the_table_belongs_to_a_sheet(context: Context) -> None:
    held = {row.subject for row in subjects(context.atlas)}
    assert {row.subject for row in lines(context.atlas)} == held == set(SUBJECTS)


def test_no_row_rests_on_memory(context: Context) -> None:
    for name in ("subjects", "facts", "events", "first_stores", "business_districts", "districts", "organisations"):
        for row in context.atlas.table(f"city/{name}").rows:
            assert any(context.atlas.source(one, topic="city").access != "memory" for one in row.sources)
