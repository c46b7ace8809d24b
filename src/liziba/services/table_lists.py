"""Columns of a table that hold lists or records, read as strictly as a single question reads them.

Each function gives the column for the engine and says which rows hold something that is not read at first sight; a
column of an unexpected type is not read at all. What is not read is put as a single question (see `tables`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from liziba.services.question import LONGEST_LIST

PERIOD = {"entry": pl.Int32, "exit": pl.Int32, "basis": pl.String}
Written = Callable[[pl.Series], pl.Series]


def codes(given: pl.Series, written: Written) -> tuple[pl.Series | None, pl.Series]:
    """Lists of codes, each written one way; `written` gives null for what is no code."""
    held = given.dtype
    if not isinstance(held, pl.List) or held.inner not in (pl.String, pl.Null):
        return None, given.is_not_null()
    given = given.cast(pl.List(pl.String))
    unread = _too_long(given)
    flat = given.explode(empty_as_null=False, keep_nulls=False)
    told = written(flat)
    wrong = told.is_null()
    if wrong.any():
        unread = unread | _any(given, wrong)
    return given if told is flat else _lists(given, told), unread


def periods(given: pl.Series, day: Written, bases: Sequence[str]) -> tuple[pl.Series | None, pl.Series]:
    """Lists of earlier stays: first day, last day, basis, one of `bases`; `day` gives null for what is no day."""
    held = given.dtype
    if not isinstance(held, pl.List):
        return None, given.is_not_null()
    if held.inner == pl.Null:
        given = given.cast(pl.List(pl.Struct(PERIOD)))
        return given, given.list.len().fill_null(0) > 0
    if not isinstance(held.inner, pl.Struct) or {part.name for part in held.inner.fields} != set(PERIOD):
        return None, given.is_not_null()
    flat = given.explode(empty_as_null=False, keep_nulls=False)
    entry, exit_, basis = (flat.struct.field(name) for name in PERIOD)
    if basis.dtype != pl.String:
        return None, given.is_not_null()
    told = pl.DataFrame({"entry": day(entry), "exit": day(exit_), "basis": basis})
    wrong = told.select(pl.any_horizontal(pl.all().is_null(), pl.col("exit") < pl.col("entry"), ~pl.col("basis").is_in(bases)).fill_null(True)).to_series()
    unread = _too_long(given)
    if wrong.any():
        unread = unread | _any(given, wrong)
    if list(held.inner.to_schema()) == list(PERIOD) and entry.dtype == exit_.dtype == pl.Date:
        return given.cast(pl.List(pl.Struct(PERIOD))), unread  # as it stands: no list has to be put together again
    return _lists(given, told.to_struct()), unread


def record(given: pl.Series, parts: Mapping[str, Written]) -> tuple[dict[str, pl.Series] | None, pl.Series]:
    """One record a row: its parts as columns of their own. A record with nothing in it was not said."""
    held = given.dtype
    if not isinstance(held, pl.Struct) or {part.name for part in held.fields} != set(parts):
        return None, holds_something(given)
    told = {name: written(given.struct.field(name)) for name, written in parts.items()}
    wrong = pl.DataFrame(told).select(pl.any_horizontal(pl.all().is_null())).to_series()
    return told, holds_something(given) & wrong


def holds_something(given: pl.Series) -> pl.Series:
    """Rows of a nested column that are not empty."""
    if isinstance(given.dtype, pl.List):
        return given.list.len().fill_null(0) > 0
    if not isinstance(given.dtype, pl.Struct):
        return given.is_not_null()
    parts = given.struct.unnest()
    return parts.select(pl.any_horizontal(pl.all().is_not_null())).to_series() if parts.width else given.is_not_null()


def _too_long(given: pl.Series) -> pl.Series:
    return given.list.len().fill_null(0) > LONGEST_LIST


def _ends(given: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Where the list of each row begins and ends among all elements laid end to end."""
    lengths = given.list.len().fill_null(0).cast(pl.UInt32)
    ends = lengths.cum_sum().cast(pl.UInt32)
    return ends - lengths, ends


def _any(given: pl.Series, flags: pl.Series) -> pl.Series:
    """Rows with a flag among their elements."""
    starts, ends = _ends(given)
    counted = pl.concat([pl.Series([0], dtype=pl.UInt32), flags.cast(pl.UInt32).cum_sum().cast(pl.UInt32)])
    return counted.gather(ends) > counted.gather(starts)


def _lists(given: pl.Series, flat: pl.Series) -> pl.Series:
    """Elements put back into the lists of their rows."""
    rows = given.list.len().fill_null(0).cast(pl.UInt32)
    told = pl.DataFrame({"row": pl.int_range(len(given), dtype=pl.UInt32, eager=True).repeat_by(rows).explode(empty_as_null=False), "told": flat})
    grouped = told.group_by("row", maintain_order=True).agg("told")
    at = given.is_not_null().cast(pl.UInt32)  # 0: no list, 1: an empty one
    at = at.scatter(grouped["row"], pl.int_range(2, grouped.height + 2, dtype=pl.UInt32, eager=True)) if grouped.height else at
    return pl.concat([pl.Series([None, []], dtype=pl.List(flat.dtype)), grouped["told"].cast(pl.List(flat.dtype))]).gather(at)
