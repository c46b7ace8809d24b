"""Tables for services without a rule sheet: each row has the answer of the single question."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from liziba.services.declaration import Context, ask, service
from liziba.services.single_tables import columns_of, row_of
from tests.services.judged import cases

SERVICES = ("rights", "deadlines", "green-channel", "instant-refund", "refund-store", "measures", "index", "attention", "factsheet")


def bulk(name: str, rows: list[dict[str, Any]], context: Context, folder: Path) -> tuple[Any, list[dict[str, Any]]]:
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(folder / "in.parquet")
    report = service(name).bulk(folder / "in.parquet", folder / "out.parquet", context)  # type: ignore[misc]
    return report, pl.read_parquet(folder / "out.parquet").to_dicts()


@pytest.mark.parametrize("name", SERVICES)
def test_a_table_gives_what_the_single_questions_give(name: str, context: Context, tmp_path: Path) -> None:
    questions = [*(case["input"] for case in cases(name)), *service(name).examples.values()]
    fields = sorted({field for question in questions for field in question})
    report, rows = bulk(name, [{"id": n, **{field: question.get(field) for field in fields}} for n, question in enumerate(questions)], context, tmp_path)
    assert (report.rows, report.errors) == (len(questions), 0)
    columns = columns_of(service(name).answer)
    for n, (question, row) in enumerate(zip(questions, rows, strict=True)):
        assert row == {"id": n, **dict.fromkeys(columns), **row_of(ask(name, question, context), columns)}


def test_money_is_in_fen_and_lists_are_words(context: Context, tmp_path: Path) -> None:
    asked = {"right": "food_tenfold", "price_cny": "30.00", "loss_cny": "800.00", "seller_knew": True}
    _, (row,) = bulk("rights", [asked], context, tmp_path)
    assert (row["extra_compensation_fen"], row["extra_compensation_options_cny"]) == (240000, "1000.00,2400.00")
    _, (row,) = bulk("deadlines", [{"trader_consents": False}], context, tmp_path)
    assert row["next_steps"] == "court,arbitration"


def test_a_row_that_cannot_be_read_says_so_and_the_others_are_answered(context: Context, tmp_path: Path) -> None:
    rows = [{"received": "2026-11-16", "body": "police"}, {"received": "2026-11-16", "body": None}]
    report, (bad, good) = bulk("deadlines", rows, context, tmp_path)
    assert (report.rows, report.errors) == (2, 1)
    assert bad["error"].startswith("body: ")
    assert (bad["accept_latest"], good["accept_latest"].isoformat(), good["error"]) == (None, "2026-11-25", None)


def test_lists_are_read_from_lists(context: Context, tmp_path: Path) -> None:
    _, rows = bulk("deadlines", [{"contains": ["complaint", "report"]}, {"contains": None}], context, tmp_path)
    assert [row["handled"] for row in rows] == ["separately", None]


def test_an_empty_table_is_answered(context: Context, tmp_path: Path) -> None:
    pl.DataFrame(schema={"received": pl.Date}).write_parquet(tmp_path / "in.parquet")
    report = service("deadlines").bulk(tmp_path / "in.parquet", tmp_path / "out.parquet", context)  # type: ignore[misc]
    assert report.rows == 0
    assert "accept_latest" in pl.read_parquet(tmp_path / "out.parquet").columns
