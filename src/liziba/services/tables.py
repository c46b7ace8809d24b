"""Whole tables of questions: Parquet in, Parquet out, a batch at a time, so that memory stays flat.

A column is a field of the question; `id` is passed through. A row that cannot be read gets an error in its own column
and the run goes on. Rows with lists that the sheet judges go through the single function and are merged.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from liziba.atlas import Atlas
from liziba.atlas.texts import Saying, said
from liziba.services.declaration import Context
from liziba.services.explain import days
from liziba.services.question import FIRST_DAY, LAST_DAY, QuestionError

BATCH = 250_000
WORKERS = max(1, min(8, os.cpu_count() or 1))
Progress = Callable[[int, int], None]
MOMENT = "%Y-%m-%dT%H:%M"
ENGINE_TYPES: Mapping[str, Any] = {
    "moment": pl.Int64,
    "day": pl.Int32,
    "truth": pl.Boolean,
    "whole": pl.Int64,
    "money": pl.Int64,
    "percent": pl.Int64,
    "rate": pl.Int64,
}


@dataclass
class BulkReport:
    """How many rows were answered and how many could not be read."""

    rows: int = 0
    errors: int = 0


def run(
    source: Path,
    target: Path,
    columns: Sequence[str],
    answer: Callable[[pl.DataFrame], pl.DataFrame],
    progress: Progress | None = None,
    batch: int = BATCH,
) -> BulkReport:
    """Answer a Parquet file batch by batch into another.

    `answer` gives for each row of a batch one row with an `error` column. Raises QuestionError where the file cannot
    be read or holds a column that is no field.
    """
    scan = open_table(source, columns)
    report = BulkReport()
    total = scan.select(pl.len()).collect().item()
    batches = iter(scan.collect_batches(chunk_size=batch, maintain_order=True))

    with ThreadPoolExecutor(WORKERS) as pool:
        # polars works without Python's lock, so each thread answers a batch of its own.
        waiting = deque(pool.submit(answer, frame) for frame in islice(batches, WORKERS))
        first = waiting[0].result() if waiting else answer(scan.clear().collect())

        def frames(*_: Any) -> Iterator[pl.DataFrame]:
            if not waiting:
                yield first
            while waiting:
                frame = waiting.popleft().result()
                following = next(batches, None)
                if following is not None:
                    waiting.append(pool.submit(answer, following))
                report.rows += frame.height
                report.errors += frame.height - frame["error"].null_count()
                if progress:
                    progress(report.rows, total)
                yield frame

        _write(frames, first.schema, target)
    return report


def _write(frames: Callable[..., Iterator[pl.DataFrame]], schema: pl.Schema, target: Path) -> None:
    """Write batches to a file that appears only when it is whole."""
    partial = target.with_name(target.name + ".partial")
    try:
        register_io_source(frames, schema=schema).sink_parquet(partial, compression="zstd", compression_level=1, statistics=False)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def open_table(source: Path, columns: Sequence[str]) -> pl.LazyFrame:
    """The table, once its columns are known to be fields."""
    accepted = ["id", *columns]
    try:
        scan = pl.scan_parquet(source)
        names = scan.collect_schema().names()
    except FileNotFoundError:
        raise QuestionError("input", str(source), Saying("accepted.table"), Saying("error.no_such_file", path=source)) from None
    except (pl.exceptions.PolarsError, OSError):
        raise QuestionError("input", str(source), Saying("accepted.table"), Saying("error.not_table", path=source)) from None
    for name in names:
        if name not in accepted:
            raise QuestionError(name, name, Saying("accepted.one_of", names=accepted), Saying("error.no_such_field", field=name))
    return scan


class Reader:
    """Turns columns of a table into engine columns of one question model and notes what is wrong with them."""

    def __init__(self, kinds: Mapping[str, str], accepted: Mapping[str, str], atlas: Atlas, choices: Mapping[str, Sequence[str]]) -> None:
        self.kinds = kinds
        self.accepted = accepted
        self.choices = choices
        self.codes: Mapping[str, Callable[[str], str | None]] = {"country": atlas.country_code, "port": atlas.port_code, "place": atlas.place_code}

    def read(self, frame: pl.DataFrame, wanted: Sequence[str], prefix: str = "") -> tuple[pl.DataFrame, dict[str, pl.Series]]:
        """Engine columns and, a column a field, the given value where it cannot be read."""
        good: dict[str, pl.Series | pl.Expr] = {}
        bad: dict[str, pl.Series] = {}
        for name in wanted:
            path = prefix + name
            kind = self.kinds[name]
            if path not in frame.columns:
                good[path] = pl.lit(None, dtype=ENGINE_TYPES.get(kind, pl.String))
                continue
            given = frame[path]
            read = self._column(name, kind, given)
            good[path] = read.alias(path)
            lost = given.is_not_null() & read.is_null()
            if lost.any():
                bad[path] = frame.select(pl.when(lost).then(given.cast(pl.String, strict=False))).to_series()
        return frame.select(**good), bad

    def _column(self, name: str, kind: str, given: pl.Series) -> pl.Series:
        if given.dtype == pl.Null:
            return given.cast(ENGINE_TYPES.get(kind, pl.String))
        if kind == "moment":
            return _moments(given)
        if kind == "day":
            return _days(given)
        if kind in ("money", "percent", "rate"):
            return _hundredths(given)
        if kind == "truth":
            return given if given.dtype == pl.Boolean else given.cast(pl.String, strict=False).replace_strict(_TRUTH, default=None, return_dtype=pl.Boolean)
        if kind == "whole":
            whole = given.cast(pl.Int64, strict=False)
            return whole.set(whole < 0, None)
        text = given.cast(pl.String, strict=False)
        if kind == "text":
            return text
        return self._coded(name, kind, text)

    def _coded(self, name: str, kind: str, text: pl.Series) -> pl.Series:
        """Codes written one way; only the few different ones are looked at."""
        found = text.unique().drop_nulls().to_list()
        check = self.codes.get(kind)
        written = {value: check(value) if check else (value if value in self.choices.get(name, ()) else None) for value in found}
        if all(value == code for value, code in written.items()):
            return text
        return text.replace_strict(list(written), list(written.values()), default=None, return_dtype=pl.String)

    def error(self, bad: Mapping[str, pl.Series], height: int, language: str) -> pl.Series:
        """The first thing that is wrong with each row, in words of that language; null where nothing is."""
        if not bad:
            return pl.repeat(None, height, dtype=pl.String, eager=True).alias("error")
        told = [
            pl.when(given.is_not_null()).then(
                pl.format(said(Saying("error.row", field=name, given="{}", accepted=self.accepted.get(name, "")), language), given)
            )
            for name, given in bad.items()
        ]
        return pl.select(pl.coalesce(*told).alias("error")).to_series()


_DAYS = (days(FIRST_DAY), days(LAST_DAY))
_TRUTH = {"true": True, "false": False, "True": True, "False": False, "1": True, "0": False}


def _moments(given: pl.Series) -> pl.Series:
    """Minutes since 1970-01-01 from moments without a zone, or from text like 2026-11-22T18:30."""
    if given.dtype in (pl.String, pl.Categorical):
        given = given.cast(pl.String).str.slice(0, 16).str.to_datetime(MOMENT, strict=False, time_unit="ms")
    if given.dtype == pl.Date:
        given = given.cast(pl.Datetime("ms"))
    if not isinstance(given.dtype, pl.Datetime) or given.dtype.time_zone is not None:
        return pl.Series(given.name, [None] * len(given), dtype=pl.Int64)
    minutes = given.dt.epoch("s") // 60
    return minutes.set((minutes < _DAYS[0] * 1440) | (minutes >= (_DAYS[1] + 1) * 1440), None)


def _days(given: pl.Series) -> pl.Series:
    """Days since 1970-01-01 from dates, moments or text like 2026-11-22."""
    if given.dtype in (pl.String, pl.Categorical):
        given = given.cast(pl.String).str.to_date("%Y-%m-%d", strict=False)
    if isinstance(given.dtype, pl.Datetime):
        given = given.dt.date()
    if given.dtype != pl.Date:
        return pl.Series(given.name, [None] * len(given), dtype=pl.Int32)
    counted = given.cast(pl.Int32)
    return counted.set((counted < _DAYS[0]) | (counted > _DAYS[1]), None)


def _hundredths(given: pl.Series) -> pl.Series:
    """Fen or basis points from decimals, whole numbers, or text with at most two decimals; never through floating point."""
    if given.dtype.is_integer():
        whole = given.cast(pl.Int64, strict=False)
        return (whole * 100).set(whole < 0, None)
    text = given.cast(pl.String, strict=False)
    parts = text.str.extract_groups(r"^(\d{1,11})(?:\.(\d{1,2})0*)?$").struct
    yuan = parts.field("1").cast(pl.Int64, strict=False)
    fen = parts.field("2").fill_null("").str.pad_end(2, "0").cast(pl.Int64, strict=False).fill_null(0)
    return yuan * 100 + fen


def as_of_column(frame: pl.DataFrame, context: Context) -> tuple[pl.Series, pl.Series | None]:
    """The day of knowledge of each row as the engine counts it (today where it is not said), and what cannot be read."""
    today = days(context.today)
    if "as_of" not in frame.columns:
        return pl.repeat(today, frame.height, dtype=pl.Int32, eager=True).alias("as_of"), None
    given = frame["as_of"]
    read = _days(given) if given.dtype != pl.Null else given.cast(pl.Int32)
    lost = given.is_not_null() & read.is_null()
    bad = frame.select(pl.when(lost).then(given.cast(pl.String, strict=False))).to_series() if lost.any() else None
    return read.fill_null(today).alias("as_of"), bad
