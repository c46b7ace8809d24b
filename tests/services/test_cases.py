"""The worked cases, put to the services themselves and to their bulk mode."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from liziba.services.declaration import Context, ask, service
from tests.services.judged import cases, differences, refused

SERVICES = (
    "stay",
    "arrival",
    "itinerary",
    "refund",
    "instant-refund",
    "refund-store",
    "rights",
    "deadlines",
    "green-channel",
    "measures",
    "observations",
    "index",
    "attention",
    "factsheet",
)
BOTH = [(name, case) for name in SERVICES for case in cases(name)]


@pytest.mark.parametrize(("name", "case"), BOTH, ids=[case["id"] for _, case in BOTH])
def test_answers_as_the_case_expects(name: str, case: dict[str, Any], context: Context) -> None:
    answer = ask(name, case["input"], context).model_dump(mode="json")
    assert differences(case["expected"], answer) == []


@pytest.mark.parametrize(("name", "case"), BOTH, ids=[case["id"] for _, case in BOTH])
def test_every_offered_change_keeps_its_promise(name: str, case: dict[str, Any], context: Context) -> None:
    for offer in ask(name, case["input"], context).what_would_change:
        again = ask(name, {**case["input"], **offer.set}, context)
        assert again.verdict == offer.then["verdict"], offer


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "itinerary"])
def test_bulk_answers_as_the_cases_expect(name: str, context: Context, tmp_path: Path) -> None:
    told = list(cases(name))
    fields = sorted({field for case in told for field in case["input"] if field not in _OBJECTS})
    rows = [{"id": case["id"], **{field: _row(case["input"].get(field)) for field in fields}} for case in told]
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(tmp_path / "in.parquet")
    report = service(name).bulk(tmp_path / "in.parquet", tmp_path / "out.parquet", context)  # type: ignore[misc]
    assert (report.rows, report.errors) == (len(told), 0)
    wrong = {}
    for case, row in zip(told, pl.read_parquet(tmp_path / "out.parquet").iter_rows(named=True), strict=True):
        found = differences(case["expected"], _answer(row))
        if found:
            wrong[case["id"]] = found
    assert wrong == {}


_LISTS = {"missing", "reasons", "bad_places", "registered_by", "competent", "next_steps", "extra_compensation_options_cny"}
_OBJECTS = {"journey", "airlines", "residence", "age", "arrives_by"}
_LINE_FIELDS = ("date", "amount_cny", "vat_rate_pct", "store", "refund_store", "unused", "carried_out", "customs_confirmed", "restricted", "vat_exempt")


def _row(value: Any) -> Any:
    """Lists of objects become structs of one shape, as a table needs."""
    if isinstance(value, list) and value and isinstance(value[0], dict) and "entry" not in value[0]:
        return [{name: line.get(name) for name in _LINE_FIELDS} for line in value]
    return value


def _answer(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the bulk answer in the form of the contract: days as text, fen as yuan."""
    answer: dict[str, Any] = {}
    for name, value in row.items():
        if name.endswith("_fen"):
            answer[name.removesuffix("_fen") + "_cny"] = None if value is None else f"{value // 100}.{value % 100:02d}"
        elif name == "refused_by":
            answer[name] = refused(value)
        elif name in _LISTS:
            answer[name] = [word for word in (value or "").split(",") if word]
        elif isinstance(value, datetime):
            answer[name] = value.isoformat(timespec="minutes")
        else:
            answer[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return answer
