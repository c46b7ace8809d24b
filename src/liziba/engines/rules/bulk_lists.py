"""Values that rest on lists of a question, for whole tables: elements outside a set, days in a window.

The same as in `arithmetic`, over columns: lists are laid out end to end, judged at once and put together again. A list
of codes becomes its words joined by commas, null where it is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import polars as pl

from liziba.engines.rules.arithmetic import belongs, is_wider
from liziba.engines.rules.dense import DenseGrid
from liziba.engines.rules.grid import Members
from liziba.engines.rules.sheet import Derive

LIST_FUNCTIONS = frozenset({"outside", "doubtful", "days_in_window"})
# What an element is to a set: in it, perhaps in it, wider than what is in it, outside.
WITHIN, PERHAPS, WIDE, OUT = range(4)
PERIODS = pl.List(pl.Struct({"entry": pl.Int32, "exit": pl.Int32, "basis": pl.String}))


def elements(step: Derive, given: pl.Expr, dense: DenseGrid, position: int, cell: pl.Expr) -> pl.Expr:
    """`outside` or `doubtful`: the elements of a list that do not belong to the set in a cell, as words."""
    sets = tuple(c.values[position] for c in dense.cells)
    judge = partial(_outside if step.function == "outside" else _doubtful, sets)
    return pl.struct(given.alias("named"), cell.alias("cell")).map_batches(judge, return_dtype=pl.String, is_elementwise=True)


def days_in_window(given: Sequence[pl.Expr], without: Sequence[str]) -> pl.Expr:
    """The most days in one window when a period from `first` to `last` is added to earlier ones (see `arithmetic`)."""
    names = ("periods", "first", "last", "window", "length")
    columns = pl.struct(*(one.alias(name) for name, one in zip(names, given, strict=True)))
    return columns.map_batches(partial(_days_in_window, tuple(without)), return_dtype=pl.Int64, is_elementwise=True)


# ---- elements of a set ----


def _outside(sets: Sequence[Members | None], asked: pl.Series) -> pl.Series:
    rows, told = _judged(sets, asked)
    wide = told.filter(pl.col("is") == WIDE)["row"]
    return _joined(rows, told.filter(pl.col("is") == OUT), wide)


def _doubtful(sets: Sequence[Members | None], asked: pl.Series) -> pl.Series:
    rows, told = _judged(sets, asked)
    return _joined(rows, told.filter(pl.col("is") == PERHAPS), pl.Series([], dtype=pl.UInt32))


def _judged(sets: Sequence[Members | None], asked: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """For each row whether list and set are known, and every element of the known lists with what it is to its set."""
    known = pl.Series([one is not None for one in sets], dtype=pl.Boolean)
    frame = asked.struct.unnest()
    if not isinstance(frame.schema["named"], pl.List):
        frame = frame.with_columns(pl.lit(None, dtype=pl.List(pl.String)).alias("named"))
    rows = frame.select(known=pl.col("named").is_not_null() & pl.lit(known).gather(pl.col("cell")).fill_null(False))
    told = frame.with_row_index("row").filter(rows["known"] & (pl.col("named").list.len() > 0)).explode("named")
    words = told["named"].unique().drop_nulls().sort().to_list()
    size = len(words) + 1
    pair = told["cell"].cast(pl.UInt32) * size + told["named"].cast(pl.Enum(words)).to_physical().cast(pl.UInt32)
    table = [WITHIN] * (len(sets) * size)
    for number in pair.unique().drop_nulls().to_list():
        one = sets[number // size]
        assert one is not None
        table[number] = _is(words[number % size], one)
    return rows, told.select("row", "named", **{"is": pl.Series(table, dtype=pl.UInt8).gather(pair)})


def _is(element: str, held: Members) -> int:
    if belongs(element, held.sure):
        return WITHIN
    if belongs(element, held.doubtful):
        return PERHAPS
    return WIDE if is_wider(element, held.sure) else OUT


def _joined(rows: pl.DataFrame, named: pl.DataFrame, unsure: pl.Series) -> pl.Series:
    """The named elements of each row as words; null where list or set is unknown, or nothing is named and the row is unsure."""
    words = named.group_by("row", maintain_order=True).agg(pl.col("named").str.join(","))
    at = rows.select(pl.col("known").cast(pl.UInt32)).to_series()  # 0: unknown, 1: nothing
    if len(unsure):
        at = at.scatter(unsure.unique(), 0)
    if words.height:
        at = at.scatter(words["row"], pl.int_range(2, words.height + 2, dtype=pl.UInt32, eager=True))
    return pl.concat([pl.Series([None, ""], dtype=pl.String), words["named"]]).gather(at)


# ---- days in a window ----


def _days_in_window(without: Sequence[str], asked: pl.Series) -> pl.Series:
    frame = asked.struct.unnest().with_row_index("row")
    if not isinstance(frame.schema["periods"], pl.List):
        frame = frame.with_columns(pl.lit(None, dtype=PERIODS).alias("periods"))
    counted = frame.filter(
        pl.col("first").is_not_null()
        & pl.col("last").is_not_null()
        & (pl.col("window").fill_null("") != "")
        & ((pl.col("window") != "rolling") | pl.col("length").is_not_null())
    ).with_columns(pl.col("first", "last").cast(pl.Int32))
    stays = (
        counted.select("row", "periods")
        .filter(pl.col("periods").list.len() > 0)
        .explode("periods")
        .unnest("periods")
        .filter(~pl.col("basis").is_in(without))
        .select("row", pl.col("entry", "exit").cast(pl.Int32))
    )
    every = pl.concat([stays, counted.select("row", entry="first", exit="last")])
    rolling, yearly = pl.col("window") == "rolling", pl.col("window") != "rolling"
    windows = [counted.filter(rolling).select("row", start=pl.col("last") - pl.col("length") + 1, end=pl.col("last"))]
    for day in ("first", "last"):
        year = pl.col(day).cast(pl.Date).dt.year()
        ends = (pl.date(year, 1, 1).cast(pl.Int32), pl.date(year, 12, 31).cast(pl.Int32))
        windows.append(counted.filter(yearly).select("row", start=ends[0], end=ends[1]))
    found = pl.repeat(None, frame.height, dtype=pl.Int64, eager=True)
    for window in windows:
        if window.height:
            days = _days_within(every, window)
            found = found.scatter(days["row"], pl.select(pl.max_horizontal(days["days"], found.gather(days["row"]))).to_series())
    return found


def _days_within(periods: pl.DataFrame, windows: pl.DataFrame) -> pl.DataFrame:
    """Different days of the periods of each row inside its window.

    Periods are sorted by row and first day; where one begins before the latest end so far, only the rest counts.
    """
    high = 1 << 20  # more than any day: row and day in one number, so that a running maximum never crosses rows
    clipped = (
        periods.join(windows, on="row", how="inner")
        .select("row", first=pl.max_horizontal("entry", "start"), last=pl.min_horizontal("exit", "end"))
        .filter(pl.col("first") <= pl.col("last"))
        .with_columns(first=pl.col("row").cast(pl.Int64) * high + pl.col("first"), last=pl.col("row").cast(pl.Int64) * high + pl.col("last"))
        .sort("first")
    )
    covered = pl.col("last").cum_max().shift(1, fill_value=-high)
    days = clipped.with_columns(days=(pl.col("last") - pl.max_horizontal(pl.col("first"), covered + 1) + 1).clip(lower_bound=0))
    return days.group_by("row", maintain_order=True).agg(pl.col("days").sum().cast(pl.Int64))


def words(value: Any) -> Any:
    """A literal list as these columns write it."""
    return ",".join(str(one) for one in value) if isinstance(value, tuple) else value
