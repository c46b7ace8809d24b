"""Whole tables of questions about stays: flat rows by columns, rows with places one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import polars as pl

from liziba.engines.rules.bulk import BulkRules
from liziba.engines.rules.expressions import spell
from liziba.engines.rules.ruling import Ruling
from liziba.services.accepted import by_path
from liziba.services.declaration import Context
from liziba.services.question import meta
from liziba.services.rulebook import Codec, engine_value, rulebook
from liziba.services.stay.question import Group, PreviousStay, StayQuestion
from liziba.services.tables import BulkReport, Progress, Reader, as_of_column, run

CODEC = Codec(StayQuestion)
TOPIC = "stay"
# Fields that no rule reads are taken as they are; their types were never looked at.
DAYS = ("leave_by_date", "known_end")
FIGURES = ("max_days", "max_hours", "cap_days", "cap_window_days", "cap_window", "border_check")
LISTS = ("places", "previous_stays")


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
        self.rules = rulebook(context.atlas, TOPIC, CODEC)
        self.vector = BulkRules(self.rules)
        choices = {name: meta(f).get("choices", ()) for name, f in StayQuestion.model_fields.items()}
        choices["group.organiser"] = get_args(Group.model_fields["organiser"].annotation)
        kinds = {**CODEC.kinds, **CODEC.parts}
        self.reader = Reader(kinds, by_path(StayQuestion), context.atlas, choices)
        self.wanted = [name for name in self.vector.fields if name in kinds]

    def answer(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One row of the answer for each row of the batch."""
        if "group" in frame.columns and isinstance(frame["group"].dtype, pl.Struct):
            frame = frame.with_columns(pl.col("group").struct.field(part).alias(f"group.{part}") for part in frame["group"].struct.fields)
        questions, bad = self.reader.read(frame, self.wanted)
        as_of, lost = as_of_column(frame, self.context)
        if lost is not None:
            bad["as_of"] = lost
        backwards = questions["exit_at"] < questions["entry_at"]
        if backwards.any():
            unread = bad.get("exit_at", pl.lit(None, dtype=pl.String))
            given = pl.when(backwards).then(pl.col("exit_at").cast(pl.String))
            bad["exit_at"] = frame.select(pl.coalesce(unread, given)).to_series()
        error = self.reader.error(bad, frame.height, self.context.language)
        answered = self.vector.judge(questions.with_columns(as_of))
        answered = self._with_lists(frame, questions, as_of, answered)
        return self._shown(frame, answered, error)

    def _with_lists(self, frame: pl.DataFrame, questions: pl.DataFrame, as_of: pl.Series, answered: pl.DataFrame) -> pl.DataFrame:
        """Rows that hold a list are judged one by one: lists are not judged by columns."""
        answered = answered.with_columns(bad_places=pl.lit(""))
        lists = [name for name in LISTS if name in frame.columns and isinstance(frame[name].dtype, pl.List)]
        if not lists:
            return answered
        rows = frame.select(pl.any_horizontal(*(pl.col(name).list.len().fill_null(0) > 0 for name in lists))).to_series().arg_true()
        if not len(rows):
            return answered
        said = questions.gather(rows).with_columns(frame.select(lists).gather(rows).get_columns())
        single = [
            self._row(self.rules.judge(self._values(question), known)) for question, known in zip(said.iter_rows(named=True), as_of.gather(rows), strict=True)
        ]
        given = pl.DataFrame(single, schema=answered.schema).with_columns(row=rows.cast(pl.UInt32))
        numbered = answered.with_row_index("row").with_columns(pl.col("row").cast(pl.UInt32))
        return numbered.update(given, on="row", how="left", include_nulls=True).drop("row")

    def _values(self, question: dict[str, Any]) -> dict[str, Any]:
        """A row in the engine's values, lists and all."""
        values = {name: value for name, value in question.items() if value is not None}
        if "places" in values:
            values["places"] = tuple(self.context.atlas.place_code(place) or place for place in values["places"] if place)
        if "previous_stays" in values:
            values["previous_stays"] = engine_value("periods", [PreviousStay(**stay) for stay in values["previous_stays"]])
        return values

    def _row(self, ruling: Ruling) -> dict[str, Any]:
        """A ruling as a row of the bulk answer."""
        outcome = ruling.outcome(self.rules.sheet.filled)
        refused = {**ruling.refused_by(), "all": ruling.shared_reasons()} if ruling.verdict == "no" else {}
        return {
            "verdict": ruling.verdict,
            **{name: outcome.get(name) for name in (*FIGURES, *DAYS)},
            "scheme": outcome.get("scheme") if ruling.verdict == "yes" else None,
            "missing": ",".join(ruling.missing),
            "refused_by": spell(refused),
            "bad_places": ",".join(outcome.get("bad_places") or ()),
        }

    def _shown(self, frame: pl.DataFrame, answered: pl.DataFrame, error: pl.Series) -> pl.DataFrame:
        fine = error.is_null()
        columns = list(answered.columns)
        dates = [pl.col(name).cast(pl.Int32).cast(pl.Date) for name in DAYS]
        shown = answered.with_columns(*dates)
        if not fine.all():
            shown = shown.select(pl.when(fine).then(pl.col(name)).alias(name) for name in columns)
        passed = [frame["id"]] if "id" in frame.columns else []
        return pl.DataFrame([*passed, *shown.get_columns(), error.alias("error")])
