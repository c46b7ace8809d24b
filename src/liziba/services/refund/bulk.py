"""Whole tables of refund claims: a row a claim, its purchases as a list of structs."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from liziba.atlas.texts import Saying
from liziba.engines.rules.bulk_lines import NO, PARTLY, YES, BulkLines
from liziba.engines.rules.expressions import words_of
from liziba.engines.rules.ruling import FAILED, MET
from liziba.services.accepted import by_path, one_of
from liziba.services.declaration import Context
from liziba.services.question import QuestionError, meta
from liziba.services.refund.question import Purchase, RefundQuestion
from liziba.services.refund.respond import CODEC, FORM, OUTSIDE_THE_SCHEME, PERSON, TOPIC
from liziba.services.rulebook import rulebook
from liziba.services.tables import BulkReport, Progress, Reader, as_of_column, run

LINES = "purchases"


def bulk(source: Path, target: Path, context: Context, progress: Progress | None = None) -> BulkReport:
    """Answer a Parquet file of claims: verdict, gross, fee and net in fen, missing and reasons as codes joined by commas.

    Raises QuestionError where the file cannot be read or has a column that is no field.
    """
    return run(source, target, list(RefundQuestion.model_fields), RefundTable(context).answer, progress)


class RefundTable:
    """Answers batches of claims with one atlas."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.rules = rulebook(context.atlas, TOPIC, CODEC)
        self.vector = BulkLines(self.rules)
        choices = {name: meta(f).get("choices", ()) for name, f in RefundQuestion.model_fields.items()}
        self.claim_reader = Reader(CODEC.kinds, by_path(RefundQuestion), context.atlas, choices)
        self.line_reader = Reader(CODEC.lines[LINES].kinds, by_path(Purchase), context.atlas, {})
        fields = {f for step in self.vector.scope.steps.values() for f in self.vector.scope.fields_of(step)}
        self.claim_fields = sorted(f for f in fields if f in CODEC.kinds and f != LINES)
        by = {f"{LINES}.{name}" for level in self.rules.sheet.levels for name in level.by}
        self.line_fields = sorted(f.removeprefix(f"{LINES}.") for f in fields | by if f.startswith(f"{LINES}."))

    def answer(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One row of the answer for each claim of the batch."""
        claims, bad = self.claim_reader.read(frame, self.claim_fields)
        as_of, lost = as_of_column(frame, self.context)
        if lost is not None:
            bad["as_of"] = lost
        lines, wrong = self._lines(frame)
        bad |= wrong
        late = self._bought_after_leaving(claims, lines)
        if late is not None:
            unread = bad.get(f"{LINES}.date", pl.lit(None, dtype=pl.String))
            bad[f"{LINES}.date"] = pl.select(pl.coalesce(unread, late)).to_series()
        error = self.claim_reader.error(bad, frame.height, self.context.language)
        told, judged = self.vector.judge(self._places(claims).with_columns(as_of), lines)
        return self._shown(frame, told, self._form(told, judged), error)

    def _lines(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
        """The purchases of all claims as one frame, and for each claim what could not be read of them."""
        if LINES not in frame.columns or frame[LINES].dtype == pl.Null:
            flat = pl.DataFrame({"claim": pl.Series([], dtype=pl.UInt32)})
        else:
            held = frame[LINES].dtype
            if not isinstance(held, pl.List) or not isinstance(held.inner, pl.Struct):
                raise QuestionError(LINES, str(held), Saying("accepted.list_of_structs"), Saying("error.not_list_of_structs", field=LINES))
            said = frame.select(LINES).with_row_index("claim").filter(pl.col(LINES).list.len() > 0)
            flat = said.explode(LINES).unnest(LINES).with_columns(pl.col("claim").cast(pl.UInt32))
            for name in flat.columns:
                if name not in ("claim", *Purchase.model_fields):
                    raise QuestionError(f"{LINES}.{name}", name, one_of(Purchase), Saying("error.no_such_field", field=f"{LINES}.{name}"))
        read, bad = self.line_reader.read(flat, self.line_fields)
        wrong: dict[str, pl.Series] = {}
        for name, given in bad.items():
            first = pl.DataFrame({"claim": flat["claim"], "given": given}).drop_nulls().group_by("claim").agg(pl.first("given"))
            places = pl.DataFrame({"claim": pl.Series(range(frame.height), dtype=pl.UInt32)})
            wrong[f"{LINES}.{name}"] = places.join(first, on="claim", how="left", maintain_order="left")["given"]
        renamed = read.rename({name: f"{LINES}.{name}" for name in read.columns})
        return renamed.with_columns(flat["claim"]) if flat.height else _no_lines(renamed), wrong

    @staticmethod
    def _bought_after_leaving(claims: pl.DataFrame, lines: pl.DataFrame) -> pl.Series | None:
        """For each claim the day of its first purchase that lies after the departure."""
        left = claims.select("departure_date").with_row_index("claim").with_columns(pl.col("claim").cast(pl.UInt32))
        day = pl.col(f"{LINES}.date")
        late = lines.join(left, on="claim").filter(day > pl.col("departure_date")).group_by("claim", maintain_order=True).agg(day.first())
        if not late.height:
            return None
        told = left.join(late, on="claim", how="left", maintain_order="left")
        return told.select(day.cast(pl.Int32).cast(pl.Date).cast(pl.String)).to_series()

    def _places(self, claims: pl.DataFrame) -> pl.DataFrame:
        """A town that the table does not know apart counts with its province."""
        listed = set(self.rules.grids[self.rules.scopes[0].scheme.name, "scheme"].layers)
        found = [place for place in claims["place"].unique().drop_nulls().to_list() if place not in listed]
        if not found:
            return claims
        return claims.with_columns(pl.col("place").replace({place: place.partition("/")[0].removesuffix("-FTZ") for place in found}))

    def _form(self, claims: pl.DataFrame, lines: pl.DataFrame) -> pl.Series:
        """May the store issue the form? By claim, over its lines."""
        prefix = self.vector.prefix
        own = [name for name in FORM if f"{prefix}{name}" in lines.columns and self.vector.scope.steps[name].level]
        of_claim = [pl.col(f"{prefix}{name}") for name in FORM if name not in own]
        by_line = lines.group_by("claim").agg(
            failed=pl.any_horizontal(*(pl.col(f"{prefix}{name}") == FAILED for name in own)).any(),
            met=pl.all_horizontal(*(pl.col(f"{prefix}{name}") == MET for name in own)).all(),
        )
        joined = claims.join(by_line, on="claim", how="left", maintain_order="left", suffix="_form")
        failed = pl.any_horizontal(*(c == FAILED for c in of_claim), pl.col("failed_form").fill_null(False))
        met = pl.all_horizontal(*(c == MET for c in of_claim), pl.col("met").fill_null(False))
        return joined.select(pl.when(failed).then(pl.lit(False)).when(met).then(pl.lit(True)).alias("form")).to_series()

    def _shown(self, frame: pl.DataFrame, told: pl.DataFrame, form: pl.Series, error: pl.Series) -> pl.DataFrame:
        prefix = self.vector.prefix
        paid = pl.col("number").is_in([YES, PARTLY])
        outside = sum(self.vector.bits.reason(code) for code in OUTSIDE_THE_SCHEME)
        of_lines = pl.when(pl.col("any_left")).then(pl.col("line_reasons") & pl.lit(~outside & 0xFFFFFFFF, dtype=pl.UInt32)).otherwise(pl.col("line_reasons"))
        refused = pl.col("number").is_in([NO, PARTLY]) | ~pl.col("person").fill_null(True) | ~pl.col("form").fill_null(True)
        mask = pl.when(refused).then(pl.col("claim_reasons") | of_lines).otherwise(pl.lit(0, dtype=pl.UInt32))
        shown = told.with_columns(form, person=self.vector.all_met(told, PERSON)).select(
            "verdict",
            pl.when(paid).then(pl.col(f"{prefix}gross_total")).alias("gross_refund_fen"),
            pl.when(paid).then(pl.col(f"{prefix}fee_total")).alias("agent_fee_fen"),
            pl.when(paid).then(pl.col(f"{prefix}net_total")).alias("net_refund_fen"),
            pl.when(paid & (pl.col(f"{prefix}cash_before_fee") == MET))
            .then(pl.lit(True))
            .when(paid & (pl.col(f"{prefix}cash_after_fee") == FAILED))
            .then(pl.lit(False))
            .alias("cash_allowed"),
            pl.col("person").alias("is_overseas_visitor"),
            pl.col("form").alias("store_may_issue_form"),
            "missing",
            words_of(mask, self.vector.bits.reasons).alias("reasons"),
        )
        if error.null_count() < len(error):
            fine = error.is_null()
            shown = shown.select(pl.when(fine).then(pl.col(name)).alias(name) for name in shown.columns)
        passed = [frame["id"]] if "id" in frame.columns else []
        return pl.DataFrame([*passed, *shown.get_columns(), error.alias("error")])


def _no_lines(read: pl.DataFrame) -> pl.DataFrame:
    """The columns of lines without any line."""
    return read.clear().with_columns(pl.Series("claim", [], dtype=pl.UInt32))
