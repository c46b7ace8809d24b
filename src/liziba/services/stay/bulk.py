"""Whole tables of questions about stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from liziba.engines.rules.bulk import BulkRules
from liziba.engines.rules.expressions import spell
from liziba.services.declaration import Context
from liziba.services.explain import days
from liziba.services.question import Question
from liziba.services.rulebook import as_date
from liziba.services.stay.judging import CODEC, judged
from liziba.services.stay.question import StayQuestion
from liziba.services.stay.respond import TOPIC, rules_of
from liziba.services.tables import BulkReport, Progress, Reader, as_of_column, merged, run, singly

DAYS = ("leave_by_date", "known_end")
FIGURES = ("max_days", "max_hours", "cap_days", "cap_window_days", "cap_window", "border_check")


def bulk(source: Path, target: Path, context: Context, progress: Progress | None = None) -> BulkReport:
    """Answer a Parquet file of questions: verdict, scheme, figures, missing and reasons as codes.

    Lists are words joined by commas; `refused_by` is written `transit=same_place,stay_too_long;all=same_place`.

    Raises QuestionError where the file cannot be read or has a column that is no field.
    """
    table = StayTable(context)
    return run(source, target, list(StayQuestion.model_fields), table.answer, progress)


class StayTable:
    """Answers batches of questions with one atlas."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.rules = rules_of(context.atlas)
        self.vector = BulkRules(self.rules)
        self.reader = Reader(StayQuestion, CODEC.kinds, context.atlas, CODEC.parts)
        self.wanted = [name for name in (*self.vector.fields, *self.vector.lists) if name in CODEC.kinds]

    def answer(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One row of the answer for each row of the batch."""
        questions, unread = self.questions(frame)
        answered = self.vector.judge(questions).with_columns(
            *(pl.col(name).cast(pl.Int32).cast(pl.Date) for name in DAYS),
            pl.col("bad_places").cast(pl.String).fill_null(""),
            error=pl.lit(None, dtype=pl.String),
        )
        rows = unread.arg_true()
        if len(rows):
            answered = merged(answered, rows, [self._row(one) for one in singly(TOPIC, frame, rows, self.context)])
        return answered if "id" not in frame.columns else answered.select(frame["id"], pl.all())

    def questions(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        """The columns that the engine wants, and for each row whether it has to be put as a single question."""
        questions, unread = self.reader.read(frame, self.wanted)
        as_of, day_unread = as_of_column(frame, self.context)
        backwards = (questions["exit_at"] < questions["entry_at"]).fill_null(False)
        if any(field in frame.columns and frame[field].dtype == pl.Date for field in ("entry_at", "exit_at")):
            unread = unread | (~questions["leaves_airport"]).fill_null(False)  # days without hours, where hours count
        return questions.with_columns(as_of), unread | day_unread | backwards

    def _row(self, question: Question | str) -> dict[str, Any]:
        """A single question, or what is wrong with it, as a row of the bulk answer."""
        if not isinstance(question, StayQuestion):
            return {"error": question}
        _, ruling = judged(self.rules, question, days(question.as_of or self.context.today))
        outcome = ruling.outcome(self.rules.sheet.filled)
        refused = {**ruling.refused_by(), "all": ruling.shared_reasons()} if ruling.verdict == "no" else {}
        return {
            "verdict": ruling.verdict,
            **{name: outcome.get(name) for name in FIGURES},
            **{name: as_date(outcome.get(name)) for name in DAYS},
            "scheme": outcome.get("scheme") if ruling.verdict == "yes" else None,
            "missing": ",".join(ruling.missing),
            "refused_by": spell(refused),
            "bad_places": ",".join(outcome.get("bad_places") or ()),
        }
