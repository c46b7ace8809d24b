"""Whole tables for services without a rule sheet: each row is put as a single question, the answers become columns.

A table accepts exactly what a question accepts. Columns of the answer are those of the answer model: money in fen, days
as dates, lists as words joined by commas (amounts to choose from stay in yuan, as words), warnings as their codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from pydantic.fields import FieldInfo

from liziba.services import fields
from liziba.services.declaration import Context, Service, service
from liziba.services.envelope import Envelope
from liziba.services.tables import BulkReport, Progress, run, singly

YUAN, FEN = "_cny", "_fen"
TYPES: tuple[tuple[type, Any], ...] = ((bool, pl.Boolean), (date, pl.Date), (int, pl.Int64), (float, pl.Float64), (str, pl.String))


def bulk(name: str, source: Path, target: Path, context: Context, progress: Progress | None = None) -> BulkReport:
    """Answer a Parquet file of questions. Raises QuestionError where it cannot be read or has a column that is no field."""
    asked = service(name)
    columns = columns_of(asked.answer)
    return run(source, target, list(asked.question.model_fields), partial(_answered, asked, columns, context), progress)


def columns_of(answer: type[Envelope]) -> dict[str, Any]:
    """The columns of an answer with their types: verdict, what is missing, the service's own fields, the codes of warnings."""
    own = {name: field for name, field in answer.model_fields.items() if name not in Envelope.model_fields}
    kept = {_column(name, field): _type(name, field) for name, field in own.items() if fields.record(field) is None}
    return {"verdict": pl.String, "missing": pl.String, **kept, "warnings": pl.String, "error": pl.String}


def row_of(answer: Envelope, columns: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as a row."""
    found: dict[str, Any] = {}
    for name, field in type(answer).model_fields.items():
        column = _column(name, field)
        if column in columns:
            found[column] = _plain(getattr(answer, name), column != name)
    return found | {"warnings": ",".join(warning.code for warning in answer.warnings)}


def _answered(asked: Service, columns: Mapping[str, Any], context: Context, frame: pl.DataFrame) -> pl.DataFrame:
    rows = pl.Series(range(frame.height), dtype=pl.UInt32)
    told = [
        {"error": question} if isinstance(question, str) else row_of(asked.respond(question, context), columns)
        for question in singly(asked.name, frame, rows, context)
    ]
    answered = pl.DataFrame(told, schema=dict(columns))
    return answered if "id" not in frame.columns else answered.select(frame["id"], pl.all())


def _column(name: str, field: FieldInfo) -> str:
    return name.removesuffix(YUAN) + FEN if name.endswith(YUAN) and not fields.holds_list(field) else name


def _type(name: str, field: FieldInfo) -> Any:
    if fields.holds_list(field):
        return pl.String
    if name.endswith(YUAN):
        return pl.Int64
    held = set(fields.types_within(field.annotation))
    return next((kind for one, kind in TYPES if one in held), pl.String)


def _plain(value: Any, in_fen: bool) -> Any:
    if isinstance(value, list):
        return ",".join(str(one) for one in value)
    return int(Decimal(value) * 100) if in_fen and value is not None else value
