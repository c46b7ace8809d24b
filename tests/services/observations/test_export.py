"""Files of figures: what is written can be read back to the same rows, and no spreadsheet runs a cell of it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from liziba.atlas import Atlas
from liziba.atlas.tables.observations import Observation
from liziba.services.declaration import Context
from liziba.services.observations.export import COLUMNS, DIMENSIONS, SDMX_COLUMNS, as_csv, as_sdmx_csv, rows, sdmx_id, time_period, unit_of
from liziba.services.observations.figures import indicators

LENGTHS = {"Q": 3, "S": 6}


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def plain(row: Observation) -> dict[str, Any]:
    """What a release says, without the place where it stands."""
    return {name: getattr(row, name) for name in ("place", "indicator", "period", "definition", "vintage", "status", "figure", "qualifier", "sources")}


def unguarded(cell: str) -> str:
    return cell[1:] if re.match(r"'[=+\-@\t\r]", cell) else cell


def from_csv(line: dict[str, str]) -> dict[str, Any]:
    held = {name: unguarded(line[name]) for name in ("place", "indicator", "period", "definition", "vintage", "status", "qualifier")}
    return held | {"figure": Decimal(line["figure"]) if line["figure"] else None, "sources": tuple(line["sources"].split(";"))}


def from_sdmx(line: dict[str, str], places: dict[str, str]) -> dict[str, Any]:
    return {
        "place": places[line["REF_AREA"]],
        "indicator": line["INDICATOR"],
        "period": period(line["TIME_PERIOD"]),
        "definition": line["DEFINITION"],
        "vintage": "" if line["VINTAGE"] == "_U" else line["VINTAGE"],
        "status": line["SOURCE_STATUS"],
        "figure": Decimal(line["OBS_VALUE"]) if line["OBS_VALUE"] else None,
        "qualifier": line["QUALIFIER"],
        "sources": tuple(line["SOURCE"].split("@")),
    }


def period(text: str) -> str:
    """A period of SDMX as our tables write it."""
    if found := re.fullmatch(r"(\d{4})-M(\d\d)", text):
        return f"{found[1]}-{found[2]}"
    if found := re.fullmatch(r"(\d{4})-([QS])(\d)", text):
        length = LENGTHS[found[2]]
        return f"{found[1]}-{(int(found[3]) - 1) * length + 1:02d}/{found[1]}-{int(found[3]) * length:02d}"
    if found := re.fullmatch(r"(\d{4})-01-01/P(\d+)Y", text):
        return f"{found[1]}/{int(found[1]) + int(found[2]) - 1}"
    if found := re.fullmatch(r"(\d{4})-(\d\d)-01/P(\d+)M", text):
        last = int(found[2]) - 1 + int(found[3]) - 1
        return f"{found[1]}-{found[2]}/{int(found[1]) + last // 12}-{last % 12 + 1:02d}"
    if found := re.fullmatch(r"(\d{4}-\d\d-\d\d)/P(\d+)D", text):
        from datetime import date, timedelta

        first = date.fromisoformat(found[1])
        return f"{first}/{first + timedelta(days=int(found[2]) - 1)}"
    return text


@pytest.fixture(scope="module")
def held(context: Context) -> list[Observation]:
    return rows(context.atlas, context.today)


def test_csv_reads_back_to_the_same_rows(context: Context, held: list[Observation]) -> None:
    lines = read(as_csv(context.atlas, held))
    assert tuple(lines[0]) == COLUMNS
    assert [from_csv(line) for line in lines] == [plain(row) for row in held]
    assert all(line["titles"] and line["place_zh"] and line["indicator_en"] for line in lines)


def test_sdmx_csv_reads_back_to_the_same_rows(context: Context, held: list[Observation]) -> None:
    lines = read(as_sdmx_csv(context.atlas, held))
    places = {sdmx_id(row.place): row.place for row in held}
    assert len(places) == len({row.place for row in held})
    assert tuple(lines[0]) == SDMX_COLUMNS
    assert [from_sdmx(line, places) for line in lines] == [plain(row) for row in held]


def test_sdmx_csv_keeps_to_the_format(context: Context, held: list[Observation]) -> None:
    lines = read(as_sdmx_csv(context.atlas, held))
    assert {(line["STRUCTURE"], line["ACTION"]) for line in lines} == {("dataflow", "I")}
    assert all(re.fullmatch(r"[A-Z]+:[A-Z_]+\(\d+\.\d+\.\d+\)", line["STRUCTURE_ID"]) for line in lines)
    assert Counter(tuple(line[name] for name in DIMENSIONS) for line in lines).most_common(1)[0][1] == 1
    assert all(re.fullmatch(r"[A-Za-z0-9_@$-]+", line[name]) for line in lines for name in DIMENSIONS if name != "TIME_PERIOD")
    assert all((line["OBS_VALUE"] == "") == (line["OBS_STATUS"] == "M") for line in lines)
    for line, row in zip(lines, held, strict=True):
        unit, power = unit_of(indicators(context.atlas)[row.indicator].unit_measure)
        assert (line["UNIT_MEASURE"], line["UNIT_MULT"]) == (unit, str(power))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2025", ("A", "2025")),
        ("2025-05", ("M", "2025-M05")),
        ("2023-08-02", ("D", "2023-08-02")),
        ("2025-04/2025-06", ("Q", "2025-Q2")),
        ("2025-07/2025-12", ("S", "2025-S2")),
        ("2025-01/2025-05", ("_O", "2025-01-01/P5M")),
        ("2025-02/2025-04", ("_O", "2025-02-01/P3M")),
        ("2024-11/2025-02", ("_O", "2024-11-01/P4M")),
        ("2021/2024", ("_O", "2021-01-01/P4Y")),
        ("2024-01-01/2024-11-07", ("_O", "2024-01-01/P312D")),
    ],
)
def test_periods_as_sdmx_writes_them(text: str, told: tuple[str, str]) -> None:
    assert time_period(text) == told
    assert period(told[1]) == text


def test_no_spreadsheet_runs_what_a_source_or_an_overlay_says(context: Context, atlas: Atlas) -> None:
    evil = {"id": "evil", "title": '=HYPERLINK("http://example.org")', "publisher": "@me", "access": "full"}
    row = {
        "place": "CN-CQ",
        "indicator": "museums",
        "period": "2024",
        "status": "press",
        "figure": "-3",
        "sources": "evil",
        "note": "+1",
        "valid_from": "2025-01-01",
    }
    less = atlas.with_rows("observations/sources", [evil]).with_rows("observations/observations", [row])
    (line,) = (one for one in read(as_csv(less, rows(less, context.today, "CN-CQ", "museums"))) if one["sources"] == "evil")
    assert [line[name][0] for name in ("titles", "publishers", "note")] == ["'", "'", "'"]
    assert line["figure"] == "-3"


def test_only_what_was_known_is_exported(context: Context) -> None:
    from datetime import date

    early = rows(context.atlas, date(2025, 5, 1), "CN-CQ", "retail_total")
    assert {(row.period, row.vintage) for row in early if row.period == "2024"} == {("2024", "first")}
