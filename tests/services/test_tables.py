"""A table is read as strictly as a single question: what one refuses the other refuses too."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from liziba.services.declaration import Context, service
from liziba.services.question import QuestionError

GERMAN = {"nationality": "DE", "entry_at": "2026-12-01T10:00", "entry_port": "CKG"}
LINE = {"date": "2026-12-01", "amount_cny": "400.00", "vat_rate_pct": 13}
CLAIM = {"place": "CN-CQ", "departure_date": "2026-12-10"}

REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("stay", {**GERMAN, "entry_at": "2026-12-01T10:00+01:00"}),
    ("stay", {**GERMAN, "entry_at": "2026-12-01T10:00Z"}),
    ("stay", {**GERMAN, "entry_at": "9999-12-01T10:00"}),
    ("stay", {**GERMAN, "age": -1}),
    ("stay", {**GERMAN, "age": 151}),
    ("stay", {**GERMAN, "residence": "XX"}),
    ("stay", {**GERMAN, "places": ["CN-CQ", "nowhere"]}),
    ("stay", {**GERMAN, "journey": ["DE", "XX"]}),
    ("stay", {**GERMAN, "previous_stays": [{"entry": "2026-02-02", "exit": "2026-02-01", "basis": "visa"}]}),
    ("stay", {**GERMAN, "previous_stays": [{"entry": None, "exit": "2026-02-01", "basis": "visa"}]}),
    ("stay", {**GERMAN, "group": {"size": 0, "organiser": "mainland_agency"}}),
    ("stay", {**GERMAN, "group": {"size": 5, "organiser": None}}),
    ("refund", {**CLAIM, "purchases": [{**LINE, "pieces": 3, "pieces_shown": 5}]}),
    ("refund", {**CLAIM, "purchases": [{**LINE, "pieces": 10**12}]}),
    ("refund", {**CLAIM, "purchases": [{**LINE, "vat_rate_pct": 101}]}),
    ("refund", {**CLAIM, "purchases": [{**LINE, "amount_cny": "99999999999.00"}]}),
    ("refund", {**CLAIM, "agent_fee_pct": 101, "purchases": [LINE]}),
    ("refund", {**CLAIM, "stay_days_at_departure": 10**6, "purchases": [LINE]}),
    ("arrival", {"topic": "overstay", "overstay_days": -1}),
    ("arrival", {"topic": "registration", "place": "CN-HK"}),
    ("arrival", {"topic": "visa"}),
]
ANSWERED: list[tuple[str, dict[str, Any]]] = [
    ("stay", {**GERMAN, "entry_at": "2026-12-01"}),
    ("stay", {**GERMAN, "entry_at": "2026-12-01 10:00:30"}),
    ("stay", {**GERMAN, "entry_at": datetime(2026, 12, 1, 23, 59, 59)}),
    ("stay", {**GERMAN, "nationality": " de "}),
    ("stay", {**GERMAN, "places": []}),
    ("stay", {**GERMAN, "nationality": "KH", "entry_port": "KWL", "group": {"size": 5, "organiser": "mainland_agency"}}),
    ("arrival", {"topic": "registration", "lodging": "home", "moved_in_at": "2026-12-01"}),
    ("refund", {**CLAIM, "purchases": [{**LINE, "pieces": 3, "pieces_shown": 2}]}),
]


def bulk(name: str, rows: list[dict[str, Any]], context: Context, folder: Path) -> tuple[Any, list[dict[str, Any]]]:
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(folder / "in.parquet")
    report = service(name).bulk(folder / "in.parquet", folder / "out.parquet", context)  # type: ignore[misc]
    return report, pl.read_parquet(folder / "out.parquet").to_dicts()


@pytest.mark.parametrize(
    ("name", "question"),
    REFUSED,
    ids=[
        str(sorted(q.items() - GERMAN.items())) if n == "stay" and all(isinstance(v, (str, int)) for v in q.values()) else f"{n}-{k}"
        for k, (n, q) in enumerate(REFUSED)
    ],
)
def test_what_a_single_question_refuses_a_table_refuses(name: str, question: dict[str, Any], context: Context, tmp_path: Path) -> None:
    with pytest.raises(QuestionError) as caught:
        service(name).read(question, context.atlas)
    report, (row,) = bulk(name, [question], context, tmp_path)
    assert (report.rows, report.errors, row["verdict"]) == (1, 1, None)
    assert row["error"].startswith(f"{caught.value.field}: ")


@pytest.mark.parametrize(("name", "question"), ANSWERED, ids=range(len(ANSWERED)))
def test_what_a_single_question_answers_a_table_answers(name: str, question: dict[str, Any], context: Context, tmp_path: Path) -> None:
    asked = service(name)
    single = asked.respond(asked.read(question, context.atlas), context)
    report, (row,) = bulk(name, [question], context, tmp_path)
    assert (report.errors, row["verdict"]) == (0, single.verdict)
    if name == "refund":
        assert row["net_refund_fen"] == int(single.net_refund_cny.replace(".", ""))
    elif name == "arrival":
        assert row["deadline"] == single.deadline
    else:
        assert (row["scheme"], row["leave_by_date"]) == (single.scheme, single.leave_by_date)


def test_one_row_that_cannot_be_read_does_not_stop_the_others(context: Context, tmp_path: Path) -> None:
    rows = [{**GERMAN, "places": ["nowhere"]}, {**GERMAN, "places": ["CN-CQ"]}, {**GERMAN, "places": None}]
    report, told = bulk("stay", rows, context, tmp_path)
    assert (report.rows, report.errors) == (3, 1)
    assert [row["verdict"] for row in told] == [None, "yes", "yes"]
