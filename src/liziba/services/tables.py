"""Whole tables of questions: Parquet in, Parquet out, a batch at a time, so that memory stays flat.

A column is a field of the question; `id` is passed through. Rows are read by columns, lists and records too (see
`table_lists`). A row that holds anything that is not read at first sight is put as a single question: so a table accepts
exactly what a question accepts, and an error says the same. The error stands in a column of its own and the run goes on.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source
from pydantic import BaseModel

from liziba.atlas import Atlas
from liziba.atlas.texts import Saying, said
from liziba.services import fields, table_lists
from liziba.services.declaration import Context, service
from liziba.services.explain import days
from liziba.services.question import FIRST_DAY, LAST_DAY, LONGEST_TEXT, Question, QuestionError

BATCH, BATCH_OF_LISTS = 250_000, 100_000  # rows; those with lists weigh more
WORKERS = max(1, min(8, os.cpu_count() or 1))
Progress = Callable[[int, int], None]
MOMENT = "%Y-%m-%dT%H:%M"
# As strictly as a question: polars itself would also read 2026-5-1 and a blank in front.
WRITTEN_MOMENT, WRITTEN_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
LISTED = {"places": "place", "countries": "country"}  # kinds that hold a list, and the kind of one of its entries
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
) -> BulkReport:
    """Answer a Parquet file batch by batch into another.

    `answer` gives for each row of a batch one row with an `error` column. Raises QuestionError where the file cannot
    be read or holds a column that is no field.
    """
    scan = open_table(source, columns)
    report = BulkReport()
    batch = BATCH_OF_LISTS if any(held.is_nested() for held in scan.collect_schema().dtypes()) else BATCH
    total = next(_read(scan.select(pl.len()), source, 1)).item()
    batches = _read(scan, source, batch)

    broken: list[QuestionError] = []
    with ThreadPoolExecutor(WORKERS) as pool:
        # polars works without Python's lock, so each thread answers a batch of its own.
        waiting = deque(pool.submit(answer, frame) for frame in islice(batches, WORKERS))
        first = waiting[0].result() if waiting else answer(scan.clear().collect())

        def frames(*_: Any) -> Iterator[pl.DataFrame]:
            if not waiting:
                yield first
            while waiting:
                frame = waiting.popleft().result()
                try:
                    following = next(batches, None)
                except QuestionError as error:  # polars would tell it in words of its own
                    broken.append(error)
                    raise
                if following is not None:
                    waiting.append(pool.submit(answer, following))
                report.rows += frame.height
                report.errors += frame.height - frame["error"].null_count()
                if progress:
                    progress(report.rows, total)
                yield frame

        try:
            _write(frames, first.schema, target)
        except pl.exceptions.PolarsError:
            if broken:
                raise broken[0] from None
            raise
    return report


def _read(scan: pl.LazyFrame, source: Path, rows: int) -> Iterator[pl.DataFrame]:
    """The table in batches. Raises QuestionError where a part of the file cannot be read."""
    try:
        yield from scan.collect_batches(chunk_size=rows, maintain_order=True)
    except (pl.exceptions.PolarsError, OSError):
        raise _not_a_table(source) from None


def _not_a_table(source: Path) -> QuestionError:
    return QuestionError("input", str(source), Saying("accepted.table"), Saying("error.not_table", path=source))


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
        raise _not_a_table(source) from None
    for name in names:
        if name not in accepted:
            raise QuestionError(name, name, Saying("accepted.one_of", names=accepted), Saying("error.no_such_field", field=name))
    return scan


class Reader:
    """Turns columns of a table into engine columns of one question model, and marks the rows that it does not read."""

    def __init__(self, model: type[BaseModel], kinds: Mapping[str, str], atlas: Atlas, parts: Mapping[str, str] | None = None) -> None:
        """`parts` are the kinds of what single records hold, by path (group.size)."""
        self.model = model
        self.kinds = kinds
        self.parts = parts or {}
        self.choices = {name: frozenset(fields.choices(field)) for name, field in model.model_fields.items()}
        self.limits = {name: fields.limits(field) for name, field in model.model_fields.items()}
        for path in self.parts:
            part = fields.at(model, path)
            assert part is not None
            self.choices[path], self.limits[path] = frozenset(fields.choices(part)), fields.limits(part)
        self.codes: Mapping[str, Callable[[str], str | None]] = {"country": atlas.country_code, "port": atlas.port_code, "place": atlas.place_code}

    def bases(self, name: str) -> tuple[str, ...]:
        """The codes that the basis of a period may have."""
        held = fields.at(self.model, f"{name}.basis")
        return fields.choices(held) if held is not None else ()

    def read(self, frame: pl.DataFrame, wanted: Sequence[str]) -> tuple[pl.DataFrame, pl.Series]:
        """The wanted columns for the engine, and for each row whether something in it was not read."""
        good: dict[str, pl.Series] = {}
        unread = pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
        for name in [*wanted, *(n for n in frame.columns if n in self.kinds and n not in wanted)]:
            kind = self.kinds.get(name, "text")
            if name in wanted:
                good[name] = _nothing(frame, ENGINE_TYPES.get(kind, pl.String)).alias(name)
            if name not in frame.columns:
                continue
            given = frame[name]
            if given.dtype.is_nested():
                columns, not_read = self._nested(name, kind, given)
                unread = unread | not_read
                good |= {path: column.alias(path) for path, column in columns.items() if path in wanted or path in self.parts}
                continue
            read = self._column(name, kind, given)
            unread = unread | (given.is_not_null() & read.is_null())
            if name in wanted:
                good[name] = read.alias(name)
        for path, kind in self.parts.items():
            good.setdefault(path, _nothing(frame, ENGINE_TYPES.get(kind, pl.String)).alias(path))
        return pl.DataFrame(list(good.values())), unread

    def _nested(self, name: str, kind: str, given: pl.Series) -> tuple[Mapping[str, pl.Series], pl.Series]:
        """The columns of lists or a record that are read, and which rows are not."""
        column: pl.Series | None = None
        if kind in LISTED:
            column, unread = table_lists.codes(given, lambda flat: self._coded(name, LISTED[kind], flat))
        elif kind == "periods":
            column, unread = table_lists.periods(given, _days, self.bases(name))
        elif kind == "record":
            paths = {path: part for path, part in self.parts.items() if path.startswith(f"{name}.")}
            read = {path.removeprefix(f"{name}."): partial(self._column, path, part) for path, part in paths.items()}
            parts, unread = table_lists.record(given, read)
            return {f"{name}.{part}": column for part, column in (parts or {}).items()}, unread
        else:
            unread = table_lists.holds_something(given)
        return {} if column is None else {name: column}, unread

    def _column(self, name: str, kind: str, given: pl.Series) -> pl.Series:
        if given.dtype == pl.Null:
            return given.cast(ENGINE_TYPES.get(kind, pl.String))
        if kind == "moment":
            return _moments(given)
        if kind == "day":
            return _days(given)
        if kind in ("money", "percent", "rate"):
            return self._within(name, _hundredths(given), 100)
        if kind == "truth":
            return given if given.dtype == pl.Boolean else _nothing(given, pl.Boolean)
        if kind == "whole":
            return self._within(name, given.cast(pl.Int64, strict=False), 1) if given.dtype.is_integer() else _nothing(given, pl.Int64)
        if given.dtype not in (pl.String, pl.Categorical, pl.Enum):
            return _nothing(given, pl.String)
        text = given.cast(pl.String)
        if kind == "text":
            return text.set(text.str.len_chars() > LONGEST_TEXT, None)
        return self._coded(name, kind, text)

    def _coded(self, name: str, kind: str, text: pl.Series) -> pl.Series:
        """Codes written one way; only the few different ones are looked at."""
        found = text.unique().drop_nulls().to_list()
        check = self.codes.get(kind)
        written = {value: check(value) if check else (value if value in self.choices.get(name, ()) else None) for value in found}
        if all(value == code for value, code in written.items()):
            return text
        return text.replace_strict(list(written), list(written.values()), default=None, return_dtype=pl.String)

    def _within(self, name: str, numbers: pl.Series, unit: int) -> pl.Series:
        """Numbers within the limits of the field."""
        low, high = self.limits[name]
        if low is not None:
            numbers = numbers.set(numbers < int(low * unit), None)
        return numbers if high is None else numbers.set(numbers > int(high * unit), None)


def singly(name: str, frame: pl.DataFrame, rows: pl.Series, context: Context) -> Iterator[Question | str]:
    """Rows put as single questions: the question, or what is wrong with it in words."""
    asked = service(name)
    for row in frame.gather(rows).iter_rows(named=True):
        said_in_row = {field: value for field, value in row.items() if field != "id" and _is_said(value)}
        try:
            yield asked.read(said_in_row, context.atlas)
        except QuestionError as error:
            told = error.as_error(context.language)["error"]
            yield said(Saying("error.row", field=told["field"], given=told["given"], accepted=told["accepted"]), context.language)


def _is_said(value: Any) -> bool:
    """A record of nothing but nulls is how a table writes that there is none."""
    return any(part is not None for part in value.values()) if isinstance(value, dict) else value is not None


def merged(answered: pl.DataFrame, rows: pl.Series, told: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The answers with some rows put in the place of those that were answered by columns."""
    given = pl.DataFrame(told, schema=answered.schema).with_columns(row=rows.cast(pl.UInt32))
    numbered = answered.with_row_index("row").with_columns(pl.col("row").cast(pl.UInt32))
    return numbered.update(given, on="row", how="left", include_nulls=True).drop("row")


def _nothing(given: pl.Series | pl.DataFrame, dtype: Any) -> pl.Series:
    """A column of which nothing is read at first sight."""
    return pl.repeat(None, len(given), dtype=dtype, eager=True)


_DAYS = (days(FIRST_DAY), days(LAST_DAY))


def _moments(given: pl.Series) -> pl.Series:
    """Minutes since 1970-01-01 from moments without a zone, or from text like 2026-11-22T18:30 and nothing behind it."""
    if given.dtype in (pl.String, pl.Categorical):
        given = _like(given, WRITTEN_MOMENT).str.to_datetime(MOMENT, strict=False, exact=True, time_unit="ms")
    if given.dtype == pl.Date:
        given = given.cast(pl.Datetime("ms"))
    if not isinstance(given.dtype, pl.Datetime) or given.dtype.time_zone is not None:
        return _nothing(given, pl.Int64)
    minutes = given.dt.epoch("s") // 60
    return minutes.set((minutes < _DAYS[0] * 1440) | (minutes >= (_DAYS[1] + 1) * 1440), None)


def _like(given: pl.Series, pattern: str) -> pl.Series:
    """Text that looks like the pattern, null where it does not."""
    text = given.cast(pl.String)
    return text.set(~text.str.contains(pattern), None)


def _days(given: pl.Series) -> pl.Series:
    """Days since 1970-01-01 from dates or text like 2026-11-22."""
    if given.dtype in (pl.String, pl.Categorical):
        given = _like(given, WRITTEN_DAY).str.to_date("%Y-%m-%d", strict=False)
    if given.dtype != pl.Date:
        return _nothing(given, pl.Int32)
    counted = given.cast(pl.Int32)
    return counted.set((counted < _DAYS[0]) | (counted > _DAYS[1]), None)


def _hundredths(given: pl.Series) -> pl.Series:
    """Fen or basis points from decimals, whole numbers, or text with at most two decimals; never through floating point."""
    if given.dtype.is_integer():
        whole = given.cast(pl.Int64, strict=False)
        return (whole * 100).set(whole < 0, None)
    if not (given.dtype.is_numeric() or given.dtype in (pl.String, pl.Categorical, pl.Enum)):
        return _nothing(given, pl.Int64)
    text = given.cast(pl.String, strict=False)
    parts = text.str.extract_groups(r"^(\d{1,11})(?:\.(\d{1,2})0*)?$").struct
    yuan = parts.field("1").cast(pl.Int64, strict=False)
    fen = parts.field("2").fill_null("").str.pad_end(2, "0").cast(pl.Int64, strict=False).fill_null(0)
    return yuan * 100 + fen


def as_of_column(frame: pl.DataFrame, context: Context) -> tuple[pl.Series, pl.Series]:
    """The day of knowledge of each row as the engine counts it (today where it is not said), and which were not read."""
    today = days(context.today)
    if "as_of" not in frame.columns:
        return pl.repeat(today, frame.height, dtype=pl.Int32, eager=True).alias("as_of"), pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    given = frame["as_of"]
    read = _days(given)
    return read.fill_null(today).alias("as_of"), given.is_not_null() & read.is_null()
