"""Other facts are laid over the atlas and never change it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from liziba.atlas import Atlas, AtlasError, load
from liziba.atlas.known import standing
from tests.atlas.territory import UNILATERAL, write

NOTICE = {
    "decision": "X1",
    "countries": "IN;ZA",
    "max_days": "10",
    "purposes": "tourism;business",
    "announced_on": "2026-11-20",
    "valid_from": "2026-12-01",
    "sources": "nia_unilateral_2026",
}


def test_an_invented_territory_is_read_with_its_own_sources(tmp_path: Path) -> None:
    atlas = load(write(tmp_path, atlantis__stay__unilateral=UNILATERAL))
    rows = atlas.table("stay/unilateral", within="atlantis").rows
    assert [(row.country, row.max_days) for row in rows] == [("DE", 20), ("FR", 20)]
    assert atlas.source("gazette").publisher == "Government of Atlantis"
    assert atlas.hash != load().hash


def test_an_invented_territory_leaves_china_as_it_is(tmp_path: Path, atlas: Atlas) -> None:
    laid_over = load(write(tmp_path, atlantis__stay__unilateral=UNILATERAL))
    assert laid_over.table("stay/unilateral").rows == atlas.table("stay/unilateral").rows


def test_a_citys_table_adds_to_its_countrys(tmp_path: Path, atlas: Atlas) -> None:
    ports = "port,region,entry,exit,announced_on,valid_from,sources\nURC,urumqi,yes,yes,2026-11-01,2026-12-01,nia_transit_2026\n"
    laid_over = load(write(tmp_path, china__urumqi__stay__transit_ports=ports))
    more = set(laid_over.table("stay/transit_ports", within="china").rows) - set(atlas.table("stay/transit_ports", within="china").rows)
    assert [row.row_id for row in more] == ["china/urumqi/stay/transit_ports/URC/2026-11-01/2026-12-01"]


def test_a_city_sees_its_countrys_rows_and_not_those_of_another_city(tmp_path: Path) -> None:
    ports = "port,region,entry,exit,announced_on,valid_from,sources\nURC,urumqi,yes,yes,2026-11-01,2026-12-01,nia_transit_2026\n"
    laid_over = load(write(tmp_path, china__urumqi__stay__transit_ports=ports))
    territories = {row.territory for row in laid_over.table("stay/transit_ports", within="china/chongqing").rows}
    assert territories == {"china", "china/chongqing"}


def test_a_rule_sheet_laid_over_takes_the_place_of_the_first(tmp_path: Path) -> None:
    laid_over = load(write(tmp_path, **{"china__stay__rules.yaml": "sheet: stay\n"}))
    assert laid_over.sheet("stay").text == "sheet: stay\n"
    assert laid_over.sheet("stay", within="china/chongqing").text == "sheet: stay\n"


def test_a_changed_file_of_an_overlay_is_read_again(tmp_path: Path) -> None:
    first = load(write(tmp_path, atlantis__stay__unilateral=UNILATERAL)).hash
    second = load(write(tmp_path, atlantis__stay__unilateral=UNILATERAL.replace("DE;FR", "DE;FR;IT;ES")))
    assert len(second.table("stay/unilateral", "atlantis").rows) == 4
    assert first != second.hash


def test_a_directory_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match="no such directory"):
        load(tmp_path / "nowhere")


def test_rows_are_added_to_a_new_atlas(atlas: Atlas) -> None:
    more = atlas.with_rows("stay/unilateral", [NOTICE])
    assert {row.country for row in more.table("stay/unilateral").rows} - {row.country for row in atlas.table("stay/unilateral").rows} == {"IN", "ZA"}
    assert more.hash != atlas.hash


def test_a_wrong_row_is_refused_with_its_column(atlas: Atlas) -> None:
    with pytest.raises(AtlasError, match=r"column max_days: given 'ten'; accepted: a whole number"):
        atlas.with_rows("stay/unilateral", [NOTICE | {"max_days": "ten"}])


def test_one_row_can_be_taken_away(atlas: Atlas) -> None:
    day = date(2026, 11, 22)
    row = standing([row for row in atlas.table("stay/unilateral").rows if row.country == "GB"], day, day)
    assert row is not None
    without = atlas.without_row(row.row_id)
    assert row.row_id not in {other.row_id for other in without.table("stay/unilateral").rows}
    assert len(without.table("stay/unilateral").rows) == len(atlas.table("stay/unilateral").rows) - 1
    assert without.hash != atlas.hash


def test_every_row_has_an_id_of_its_own(atlas: Atlas) -> None:
    ids = [row.row_id for table in ("stay/unilateral", "stay/transit_ports", "stay/transit_areas", "refund/scheme") for row in atlas.table(table).rows]
    assert len(ids) == len(set(ids))


def test_a_row_keeps_its_id_when_a_line_is_put_before_it(tmp_path: Path) -> None:
    before = load(write(tmp_path, atlantis__stay__unilateral=UNILATERAL)).table("stay/unilateral", "atlantis").rows
    header, line = UNILATERAL.splitlines()
    longer = "\n".join([header, "A0,JP,5,tourism,2026-01-01,2026-02-01,,gazette,", line, ""])
    after = load(write(tmp_path, atlantis__stay__unilateral=longer)).table("stay/unilateral", "atlantis").rows
    assert {row.row_id for row in before} < {row.row_id for row in after}


def test_an_unknown_source_or_table_or_sheet_is_said_so(atlas: Atlas) -> None:
    with pytest.raises(KeyError, match="no such source: nobody"):
        atlas.source("nobody")
    with pytest.raises(KeyError, match="no such table"):
        atlas.table("stay/unilaterals")
    with pytest.raises(KeyError, match="no rule sheet for stay in world"):
        atlas.sheet("stay", within="world")


def test_a_source_that_two_topics_use_differently_needs_its_topic(tmp_path: Path) -> None:
    other = "id,title,publisher,published,url,language,kind,checked_on,access\ngazette,Another gazette,,2026,,en,news,,memory\n"
    atlas = load(write(tmp_path, atlantis__refund__sources=other))
    with pytest.raises(KeyError, match="refund, stay"):
        atlas.source("gazette")
    assert atlas.source("gazette", topic="refund").title == "Another gazette"
    assert atlas.source("gazette", topic="stay").title == "Gazette of Atlantis"
