"""Whole tables of questions about duties after entry: by columns, rows that are not read at first sight one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from liziba.engines.rules.bulk import BulkRules
from liziba.services.arrival.question import ArrivalQuestion, is_covered, province_of
from liziba.services.arrival.respond import CODEC, MONEY, PLAIN, TOPIC, engine_values, rules_of, verdict_of
from liziba.services.declaration import Context
from liziba.services.explain import days
from liziba.services.question import Question
from liziba.services.rulebook import plain_value
from liziba.services.tables import BulkReport, Progress, Reader, as_of_column, merged, run, singly

FEN = tuple(MONEY.values())
VERDICTS = pl.Enum(("yes", "no", "unknown", "not_established"))
MINUTE_IN_MS = 60_000


def bulk(source: Path, target: Path, context: Context, progress: Progress | None = None) -> BulkReport:
    """Answer a Parquet file of questions: verdict, figures of the topic and missing fields; money in fen.

    Raises QuestionError where the file cannot be read or has a column that is no field.
    """
    return run(source, target, list(ArrivalQuestion.model_fields), ArrivalTable(context).answer, progress)


class ArrivalTable:
    """Answers batches of questions with one atlas."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.rules = rules_of(context.atlas)
        self.vector = BulkRules(self.rules)
        self.reader = Reader(ArrivalQuestion, CODEC.kinds, context.atlas)
        self.wanted = sorted({*self.vector.fields, "date", "moved_in_at"})

    def answer(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One row of the answer for each row of the batch."""
        questions, unread = self.reader.read(frame, self.wanted)
        as_of, day_unread = as_of_column(frame, self.context)
        places, outside = self._in_provinces(questions["place"])
        answered = shown(self.vector.judge(_dated(questions.with_columns(as_of, places))))
        rows = (unread | day_unread | outside).arg_true()
        if len(rows):
            answered = merged(answered, rows, [self._row(one) for one in singly(TOPIC, frame, rows, self.context)])
        return answered if "id" not in frame.columns else answered.select(frame["id"], pl.all())

    def _in_provinces(self, places: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Every town as its province, and which places are outside of what the law covers."""
        found = places.unique().drop_nulls().to_list()
        outside = [place for place in found if not is_covered(place, self.context.atlas)]
        return places.replace(found, [province_of(place) for place in found]), places.is_in(outside).fill_null(False)

    def _row(self, question: Question | str) -> dict[str, Any]:
        """A single question, or what is wrong with it, as a row of the bulk answer."""
        if not isinstance(question, ArrivalQuestion):
            return {"error": question}
        as_of = question.as_of or self.context.today
        ruling = self.rules.judge(engine_values(question, as_of), days(as_of))
        outcome = ruling.outcome()
        return {
            "verdict": verdict_of(ruling),
            "registered_by": outcome.get("registered_by"),
            "deadline": plain_value("moment", outcome.get("deadline")),
            **{name: outcome.get(name) for name in (*PLAIN, *FEN)},
            "missing": ",".join(ruling.missing),
        }


def shown(told: pl.DataFrame) -> pl.DataFrame:
    """The columns of the answer from those of the engine."""
    asked = pl.col("verdict").is_in(["yes", "no"])
    verdict = pl.when(~asked).then(pl.col("verdict").cast(pl.String)).when(pl.col("answer")).then(pl.lit("yes")).when(~pl.col("answer")).then(pl.lit("no"))
    return told.select(
        verdict.cast(VERDICTS).alias("verdict"),
        pl.col("registered_by").cast(pl.String),
        (pl.col("deadline").cast(pl.Int64) * MINUTE_IN_MS).cast(pl.Datetime("ms")),
        *(pl.col(name).cast(pl.Int32 if name == "max_days" else pl.Boolean) for name in PLAIN),
        *(pl.col(name).cast(pl.Int64) for name in FEN),
        "missing",
        error=pl.lit(None, dtype=pl.String),
    )


def _dated(questions: pl.DataFrame) -> pl.DataFrame:
    """The day judged: as said, else the day of moving in, else the day of knowledge."""
    moved_in_on = (pl.col("moved_in_at") // 1440).cast(pl.Int32)
    return questions.with_columns(date=pl.coalesce(pl.col("date").cast(pl.Int32), moved_in_on, pl.col("as_of")))
