"""Whole tables on PySpark: bulk answers and changed rules, for tables that outgrow one machine (extra `spark`).

    from liziba.doors import spark
    answers = spark.bulk("refund", claims, today=date(2026, 11, 22))        # a Spark frame of answers
    effect = spark.whatif("refund", claims, ["minimum_purchase_cny=500"], today=date(2026, 11, 22), by=["place"])

One adapter for every service with a table: Arrow batches go through the same functions as on one machine, so the answers
are equal to the fen. Each worker reads the facts once. Today is said by the caller: workers must not differ in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from liziba.atlas.texts import Saying, say
from liziba.doors.frame import frame as context_of
from liziba.services import whatif as comparing
from liziba.services.changed_rule import changed, setting
from liziba.services.declaration import Context, Service, services
from liziba.services.declaration import service as service_of
from liziba.services.question import QuestionError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from liziba.services.whatif import Effect

ROWS = 100_000  # answered at a time: Spark's own batches are too small for columns to pay


def bulk(name: str, questions: DataFrame, *, today: date, language: str = "en", atlas: Path | str | None = None) -> DataFrame:
    """The answers to a frame of questions, a column a field; `id` is passed through. The columns are those of `liziba bulk`.

    `atlas` is a folder laid over the facts, at the same place on every machine. Raises QuestionError for a column that is no field.
    """
    service = _service(name)
    accepted = ["id", *service.question.model_fields]
    for column in questions.columns:
        if column not in accepted:
            raise QuestionError(column, column, Saying("accepted.one_of", names=accepted), Saying("error.no_such_field", field=column))
    setup = _Setup(name, today, language, atlas)
    return _mapped(questions, setup, setup.answer(_empty(questions)))


def whatif(
    name: str,
    questions: DataFrame,
    changes: Sequence[str],
    *,
    today: date,
    by: Sequence[str] = (),
    since: date | None = None,
    language: str = "en",
    atlas: Path | str | None = None,
) -> Effect:
    """What changed rules would do to a frame of questions; the same as `liziba whatif`."""
    service = _service(name)
    setup = _Setup(name, today, language, atlas, tuple(changes), since, tuple(by))
    empty = _empty(questions)
    fields, aside = comparing.columns(service, empty.schema, by)
    visitor = [comparing.VISITOR] if comparing.VISITOR in empty.columns and comparing.VISITOR not in by else []
    generated = [comparing.GENERATED] if comparing.GENERATED in empty.columns else []
    asked = questions.select(*dict.fromkeys([*fields, *by, *visitor, *generated]))
    both = setup.compare(_empty(asked))
    return _summed(_mapped(asked, setup, both), both, setup, fields, aside)


def _service(name: str) -> Service:
    service = service_of(name)
    if service.table is None:
        able = ", ".join(other.name for other in services().values() if other.table)
        raise QuestionError("service", name, able, Saying("error.no_bulk", name=name))
    return service


class _Setup:
    """What every worker is told. It goes over the wire; the facts do not: each process reads them once."""

    def __init__(
        self,
        name: str,
        today: date,
        language: str,
        atlas: Path | str | None,
        changes: tuple[str, ...] = (),
        since: date | None = None,
        by: tuple[str, ...] = (),
    ) -> None:
        self.name, self.today, self.language, self.atlas = name, today, language, str(atlas) if atlas else None
        self.changes, self.since, self.by = changes, since, by

    def context(self) -> Context:
        return context_of(self.language, self.atlas, self.today)

    def tables(self) -> tuple[Any, ...]:
        """What answers: under the rules in force, and under the changed ones where there are any."""
        return _tables(self.name, self.today, self.language, self.atlas, self.changes, self.since)

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        return self.compare(frame) if self.changes else self.answer(frame)

    def answer(self, frame: pl.DataFrame) -> pl.DataFrame:
        return _plain(self.tables()[0].answer(frame))

    def compare(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Both answers beside the columns by which they are counted."""
        fields = [name for name in frame.columns if name in service_of(self.name).question.model_fields]
        kept = frame.select(list(dict.fromkeys([*self.by, *(n for n in (comparing.VISITOR, comparing.GENERATED) if n in frame.columns)])))
        before, after = (table.answer(frame.select(fields)) for table in self.tables())
        return _plain(comparing.side_by_side(before, after, kept))


@lru_cache(maxsize=8)
def _tables(name: str, today: date, language: str, atlas: str | None, changes: tuple[str, ...], since: date | None) -> tuple[Any, ...]:
    """Kept as long as the process: a worker answers many batches."""
    service, context = service_of(name), context_of(language, atlas, today)
    assert service.table is not None
    found = [service.table(context)]
    if changes:
        settings = [setting(context.atlas, comparing.topic_of(service), change, since) for change in changes]
        found.append(service.table(Context(changed(context.atlas, settings), today, language)))
    return tuple(found)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Types that Spark has: words as text, counts as whole numbers with a sign."""
    types: dict[Any, Any] = {pl.Enum: pl.String, pl.Categorical: pl.String, pl.UInt8: pl.Int64, pl.UInt16: pl.Int64, pl.UInt32: pl.Int64, pl.Null: pl.String}
    return frame.with_columns(pl.col(name).cast(types[type(dtype)]) for name, dtype in frame.schema.items() if type(dtype) in types)


def _empty(frame: DataFrame) -> pl.DataFrame:
    """A frame of the same columns without rows."""
    try:
        from pyspark.sql.pandas.types import to_arrow_schema
    except ImportError as error:
        raise ImportError(say("spark.missing", "en", problem=error)) from error
    found = pl.from_arrow(to_arrow_schema(frame.schema).empty_table())
    assert isinstance(found, pl.DataFrame)
    return found


def _mapped(questions: DataFrame, setup: _Setup, told: pl.DataFrame) -> DataFrame:
    """The frame with every batch put through `setup.run`; `told` is what an empty batch gives."""
    from pyspark.sql.pandas.types import from_arrow_schema

    def answered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return _answered(setup, batches)

    return questions.mapInArrow(answered, from_arrow_schema(told.to_arrow().schema))


def _answered(setup: _Setup, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """In a worker: batches of questions in, batches of answers out, in the same order."""
    import pyarrow as pa
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    schema: Any = None
    for table in _gathered(batches):
        frame = pl.from_arrow(table)
        assert isinstance(frame, pl.DataFrame)
        found = setup.run(frame).to_arrow()
        schema = schema or to_arrow_schema(from_arrow_schema(found.schema))
        yield from pa.Table.cast(found, schema).to_batches()


def _gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Small batches joined to some that columns pay for."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(len(one) for one in waiting) >= ROWS:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def _summed(both: DataFrame, empty: pl.DataFrame, setup: _Setup, asked: Sequence[str], aside: tuple[str, ...]) -> Effect:
    """The figures of everything and of each group, counted by Spark in one pass."""
    from pyspark.sql import functions as f

    by = list(setup.by)
    read = f.col("error").isNull()
    sums = [f.count(f.when(read, 1)).alias("claims")]
    for measure in comparing.measures(empty.columns):
        for side in comparing.SIDES:
            accepted = read & f.col(f"verdict_{side}").isin(*comparing.ACCEPTED)
            if measure == "accepted":
                found = f.count(f.when(accepted, 1))
            elif measure == "visitors":
                found = f.countDistinct(f.when(accepted, f.col(comparing.VISITOR)))
            else:
                found = f.coalesce(f.sum(f.when(read, f.col(f"{measure}_{side}"))), f.lit(0))
            sums.append(found.cast("long").alias(f"{measure}_{side}"))
    sums.append(f.count(f.when(read & ~f.col("verdict_before").eqNullSafe(f.col("verdict_after")), 1)).alias("verdicts_turned"))
    generated = f.count(f.when(f.col(comparing.GENERATED), 1)) if comparing.GENERATED in empty.columns else f.lit(0)
    sums += [f.count(f.lit(1)).alias("rows of it"), f.count("error").alias("errors of it"), generated.alias("generated of it")]
    grouped = (
        both.groupingSets([[], [f.col(name) for name in by]], *by).agg(f.grouping_id().alias("level"), *sums)
        if by
        else both.agg(f.lit(1).alias("level"), *sums)
    )
    records = [row.asDict() for row in grouped.collect()]
    # A table without rows has no row of everything either.
    everything = next((row for row in records if row["level"] or not by), dict.fromkeys(grouped.columns, 0) | dict.fromkeys(by))
    schema = comparing.summed(empty, by).schema
    groups = pl.DataFrame([row for row in records if not row["level"] and row["claims"]] if by else [], schema=schema).sort(by or "claims")
    service = service_of(setup.name)
    settings = tuple(setting(setup.context().atlas, comparing.topic_of(service), change, setup.since) for change in setup.changes)
    whole = pl.DataFrame([everything], schema=schema)
    made_up, assumed = bool(everything["generated of it"]), comparing.assumed(service, asked)
    rows, errors = int(everything["rows of it"] or 0), int(everything["errors of it"] or 0)
    return comparing.Effect(pl.concat([whole, groups]), settings, setup.by, rows, errors, aside, made_up, assumed)
