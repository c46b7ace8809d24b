"""Tables that are broken, empty or of the wrong types: an error in words for the file or for the row, never a fault."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from liziba.services.declaration import Context, service, services
from liziba.services.question import QuestionError
from tests.services.judged import refused

pytestmark = pytest.mark.slow

LINE = {"date": "2026-12-01", "amount_cny": "400.00", "vat_rate_pct": 13}
CLAIM = {"place": "CN-CQ", "departure_date": "2026-12-10"}
BULK = [name for name, one in services().items() if one.bulk]
NEEDY = [name for name in BULK if name != "index"]  # which takes the usual framework, cities and year


def answer(name: str, table: pl.DataFrame | bytes, context: Context, folder: Path) -> tuple[Any, pl.DataFrame]:
    source, target = folder / "in.parquet", folder / "out.parquet"
    if isinstance(table, bytes):
        source.write_bytes(table)
    else:
        table.write_parquet(source)
    report = service(name).bulk(source, target, context)  # type: ignore[misc]
    return report, pl.read_parquet(target)


def parquet(folder: Path, rows: int = 1000) -> bytearray:
    path = folder / "sound.parquet"
    pl.DataFrame({"id": range(rows), "as_of": ["2026-11-22"] * rows}).write_parquet(path)
    return bytearray(path.read_bytes())


@pytest.mark.parametrize("name", BULK)
@pytest.mark.parametrize("fault", ["empty", "text", "only the mark", "cut", "a page overwritten", "a folder"])
def test_a_file_that_is_no_sound_table_is_named(name: str, fault: str, context: Context, tmp_path: Path) -> None:
    sound = parquet(tmp_path)
    broken = {"empty": b"", "text": b"id,as_of\n1,2026-11-22\n", "only the mark": b"PAR1PAR1", "cut": bytes(sound[:-30])}
    sound[8:60] = b"\xff" * 52
    source = tmp_path / "in.parquet"
    if fault == "a folder":
        source.mkdir()
    else:
        source.write_bytes(broken.get(fault, bytes(sound)))
    with pytest.raises(QuestionError) as caught:
        service(name).bulk(source, tmp_path / "out.parquet", context)  # type: ignore[misc]
    assert caught.value.field == "input"
    assert "arquet" in caught.value.accepted
    assert list(tmp_path.glob("out*")) == []


@pytest.mark.parametrize("name", BULK)
def test_a_table_of_nothing_is_answered_with_nothing(name: str, context: Context, tmp_path: Path) -> None:
    for table in (pl.DataFrame(), pl.DataFrame(schema={"id": pl.Int64})):
        report, told = answer(name, table, context, tmp_path)
        assert (report.rows, report.errors, told.height) == (0, 0, 0)


@pytest.mark.parametrize("name", NEEDY)
def test_rows_in_which_nothing_is_said_are_asked_what_is_missing(name: str, context: Context, tmp_path: Path) -> None:
    report, told = answer(name, pl.DataFrame({"id": ["a", None, "a"]}), context, tmp_path)
    assert (report.rows, report.errors, told["id"].to_list()) == (3, 0, ["a", None, "a"])
    assert set(told["verdict"]) == {"unknown"}
    assert all(told["missing"])


@pytest.mark.parametrize("name", BULK)
def test_a_column_that_is_no_field_is_named_with_those_that_are(name: str, context: Context, tmp_path: Path) -> None:
    for column in ("colour", "ID", " id", "nationality.x", ""):
        with pytest.raises(QuestionError) as caught:
            answer(name, pl.DataFrame({"id": [1], column: ["red"]}), context, tmp_path)
        assert caught.value.field == column


COLUMNS: dict[str, pl.Series] = {
    "numbers": pl.Series([5]),
    "fractions": pl.Series([1.5]),
    "no number": pl.Series([float("nan")]),
    "truth": pl.Series([True]),
    "bytes": pl.Series([b"DE"]),
    "days": pl.Series([date(2026, 12, 1)]),
    "moments elsewhere": pl.Series([datetime(2026, 12, 1)]).dt.replace_time_zone("Europe/Berlin"),
    "lengths of time": pl.Series([timedelta(days=3)]),
    "decimals": pl.Series(["5.5"]).cast(pl.Decimal(10, 2)),
    "large numbers": pl.Series([2**64 - 1], dtype=pl.UInt64),
    "lists": pl.Series([["DE"]]),
    "lists of nothing": pl.Series([[None]]),
    "lists of lists": pl.Series([[["DE"]]]),
    "fixed lists": pl.Series([["CN-CQ", "DE"]], dtype=pl.Array(pl.String, 2)),
    "records": pl.Series([{"size": "x", "wings": 2}]),
    "lists of records": pl.Series([[{"entry": 5}]]),
    "categories": pl.Series(["DE"], dtype=pl.Categorical),
    "nothing printed": pl.Series(["D\x00E"]),
    "long": pl.Series(["x" * 100_000]),
    "nearly a day": pl.Series(["2026-5-1"]),
    "nearly a moment": pl.Series([" 2026-05-01T1:00"]),
}


@pytest.mark.parametrize("label", COLUMNS)
@pytest.mark.parametrize("name", BULK)
def test_a_column_of_any_type_in_any_field_is_read_as_a_single_question_reads_it(name: str, label: str, context: Context, tmp_path: Path) -> None:
    """A row a field, which says nothing but that field."""
    fields = list(service(name).question.model_fields)
    given = COLUMNS[label]
    try:
        _, told = answer(name, table_of(fields, given), context, tmp_path)
    except QuestionError as error:  # a list of lines that cannot be one is refused as a whole
        whole = error.field.partition(".")[0]
        fields.remove(whole)
        _, told = answer(name, table_of(fields, given), context, tmp_path)
    for field, said in zip(fields, told["error"], strict=True):
        wrong = refusal(name, {field: given.to_list()[0]}, context)
        assert (said is None) == (wrong is None), (field, said, wrong)
        if said is not None and wrong is not None:
            assert said.startswith(wrong.field), field
            assert len(said) < 1200


def table_of(fields: list[str], given: pl.Series) -> pl.DataFrame:
    nothing = pl.Series([None], dtype=given.dtype)
    return pl.DataFrame({field: pl.concat([given if n == at else nothing for n in range(len(fields))]) for at, field in enumerate(fields)})


def refusal(name: str, fields: dict[str, Any], context: Context) -> QuestionError | None:
    """Why a single question cannot be read."""
    try:
        service(name).read({field: value for field, value in fields.items() if value is not None}, context.atlas)
    except QuestionError as error:
        return error
    return None


def stays(count: int) -> list[dict[str, Any]]:
    """Questions with lists, some of which cannot be read."""
    luck = random.Random(20261122)
    places = ["CN-CQ", "cn-sc", "CN-SC/Leshan", "CN-SC/Aba", "CN-XZ/Lhasa", "CN-BJ"]

    def stay() -> dict[str, Any]:
        first = date(2026, 11, 30) - timedelta(days=luck.randint(0, 300))
        return {"entry": first, "exit": first + timedelta(days=luck.randint(-1, 40)), "basis": luck.choice(["visa", "mutual", "apec_card", "unilateral"])}

    return [
        {
            "nationality": luck.choice(["DE", "US", "SG", "TH", "BY", "RS", "SE", "KH", None]),
            "entry_at": luck.choice(["2026-12-01T10:00", "2024-12-20T23:59", None]),
            "entry_port": luck.choice(["CKG", "KWL", "HAK", "PEK", None]),
            "exit_at": luck.choice(["2026-12-09T10:00", "2026-12-29T10:00", None]),
            "arrive_from": luck.choice(["US", "KR"]),
            "onward_to": luck.choice(["JP", "KR", None]),
            "places": luck.choice([None, [], [luck.choice(places) for _ in range(luck.randint(1, 4))], ["nowhere"] if luck.random() < 0.1 else ["CN-CQ"]]),
            "previous_stays": luck.choice([None, [], [stay() for _ in range(luck.randint(1, 6))]]),
            "group": luck.choice([None, None, {"size": luck.randint(0, 6), "organiser": luck.choice(["mainland_agency", "hong_kong_agency"])}]),
        }
        for _ in range(count)
    ]


@pytest.mark.parametrize("as_text", [False, True], ids=["days", "days as text"])
def test_rows_with_lists_are_answered_as_single_questions_are(as_text: bool, context: Context, tmp_path: Path) -> None:
    asked, rows = service("stay"), stays(400)
    for row in rows:
        for one in (row["previous_stays"] or ()) if as_text else ():
            one |= {"entry": one["entry"].isoformat(), "exit": one["exit"].isoformat()}
    _, told = answer("stay", pl.DataFrame(rows, infer_schema_length=None), context, tmp_path)
    refusals = 0
    for fields, row in zip(rows, told.iter_rows(named=True), strict=True):
        wrong = refusal("stay", fields, context)
        assert (row["error"] is None) == (wrong is None), (fields, row["error"])
        if wrong is not None:
            refusals += 1
            assert row["error"].startswith(wrong.field), fields
            continue
        single = asked.respond(asked.read({name: value for name, value in fields.items() if value is not None}, context.atlas), context)
        assert (row["verdict"], row["scheme"], row["leave_by_date"]) == (single.verdict, single.scheme, single.leave_by_date), fields
        assert row["missing"] == ",".join(single.missing), fields
        assert row["bad_places"] == ",".join(single.bad_places), fields
        assert {group: sorted(reasons) for group, reasons in refused(row["refused_by"]).items()} == {
            group: sorted(reasons) for group, reasons in single.refused_by.items() if reasons
        }, fields
    assert 0 < refusals < len(rows) / 2
