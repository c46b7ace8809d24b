"""Whole tables of refund claims: a row a claim, its purchases as a list of structs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from liziba.atlas.texts import Saying
from liziba.engines.rules.bulk_lines import NO, PARTLY, YES, BulkLines
from liziba.engines.rules.expressions import words_of
from liziba.engines.rules.ruling import FAILED, MET
from liziba.services.accepted import one_of
from liziba.services.declaration import Context
from liziba.services.explain import days
from liziba.services.question import LONGEST_LIST, Question, QuestionError
from liziba.services.refund.question import Purchase, RefundQuestion
from liziba.services.refund.respond import CODEC, FORM, FORM_BARRED, OUTSIDE_THE_SCHEME, PERSON, TOPIC, engine_values, figures, rules_of
from liziba.services.tables import BulkReport, Progress, Reader, as_of_column, merged, run, singly
from liziba.services.values import MOST_YUAN

LINES = "purchases"
FEN_PLACES = 2
MOST_FEN = int(MOST_YUAN * 100)


def bulk(source: Path, target: Path, context: Context, progress: Progress | None = None) -> BulkReport:
    """Answer a Parquet file of claims: verdict, gross, fee and net in fen, missing and reasons as codes joined by commas.

    Raises QuestionError where the file cannot be read or has a column that is no field.
    """
    return run(source, target, list(RefundQuestion.model_fields), RefundTable(context).answer, progress)


class LineReader(Reader):
    """Reads amounts straight from decimal columns, which is what tables of purchases hold."""

    def _column(self, name: str, kind: str, given: pl.Series) -> pl.Series:
        if kind == "money" and isinstance(given.dtype, pl.Decimal) and given.dtype.scale <= FEN_PLACES:
            held = given.to_physical().cast(pl.Int64, strict=False)
            held = held.set((held < 0) | (held > MOST_FEN), None)  # before it is multiplied, so that nothing runs over
            return self._within(name, held * 10 ** (FEN_PLACES - given.dtype.scale), 100)
        return super()._column(name, kind, given)


class RefundTable:
    """Answers batches of claims with one atlas."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.rules = rules_of(context.atlas)
        self.vector = BulkLines(self.rules)
        lines = CODEC.lines[LINES].kinds
        self.form_flags = self._flags_of_form()
        self.claim_reader = Reader(RefundQuestion, {name: kind for name, kind in CODEC.kinds.items() if name != LINES}, context.atlas)
        self.line_reader = LineReader(Purchase, lines, context.atlas)
        fields = {f for step in self.vector.scope.steps.values() for f in self.vector.scope.fields_of(step)}
        self.claim_fields = sorted(f for f in fields if f in CODEC.kinds and f != LINES)
        by = {f"{LINES}.{name}" for level in self.rules.sheet.levels for name in level.by}
        self.line_fields = sorted(f.removeprefix(f"{LINES}.") for f in fields | by if f.startswith(f"{LINES}."))

    def answer(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One row of the answer for each claim of the batch."""
        claims, unread = self.claim_reader.read(frame, self.claim_fields)
        as_of, day_unread = as_of_column(frame, self.context)
        lines, doubtful = self._lines(frame, claims)
        told, _ = self.vector.judge(self._places(claims).with_columns(as_of), lines, self.form_flags)
        answered = self._shown(told).with_columns(error=pl.lit(None, dtype=pl.String))
        rows = (unread | day_unread | doubtful).arg_true()
        if len(rows):
            answered = merged(answered, rows, [self._row(one) for one in singly(TOPIC, frame, rows, self.context)])
        return answered if "id" not in frame.columns else answered.select(frame["id"], pl.all())

    def _lines(self, frame: pl.DataFrame, claims: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        """The purchases of all claims as one frame, and which claims hold one that is not read by columns."""
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
        read, unread = self.line_reader.read(flat, sorted({*self.line_fields, "pieces", "pieces_shown"}))
        read = read.with_columns(flat["claim"]) if flat.height else read.clear().with_columns(pl.Series("claim", [], dtype=pl.UInt32))
        late = read["date"] > claims["departure_date"].gather(read["claim"])
        doubtful = unread | late.fill_null(False) | (read["pieces_shown"] > read["pieces"]).fill_null(False)
        many = frame[LINES].list.len().fill_null(0) > LONGEST_LIST if flat.height else pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
        claimed = pl.Series(range(frame.height), dtype=pl.UInt32).is_in(read["claim"].filter(doubtful).unique().implode())
        return read.rename({name: f"{LINES}.{name}" for name in read.columns if name != "claim"}), claimed | many

    def _row(self, question: Question | str) -> dict[str, Any]:
        """A single claim, or what is wrong with it, as a row of the bulk answer."""
        if not isinstance(question, RefundQuestion):
            return {"error": question}
        values = engine_values(self.rules, question)
        ruling = self.rules.judge(values, days(question.as_of or self.context.today))
        found = figures(question, ruling, self.rules.scopes[0])
        paid = ruling.schemes[0].outcome if ruling.verdict in ("yes", "partly") else {}
        return {
            "verdict": ruling.verdict,
            "gross_refund_fen": paid.get("gross"),
            "agent_fee_fen": paid.get("fee"),
            "net_refund_fen": paid.get("net"),
            **{name: found.get(name) for name in ("cash_allowed", "is_overseas_visitor", "store_may_issue_form")},
            "missing": ",".join(ruling.missing),
            "reasons": ",".join(found["reasons"]),
        }

    def _places(self, claims: pl.DataFrame) -> pl.DataFrame:
        """A town that the table does not know apart counts with its province."""
        listed = set(self.rules.grids[self.rules.scopes[0].scheme.name, "scheme"].layers)
        found = [place for place in claims["place"].unique().drop_nulls().to_list() if place not in listed]
        if not found:
            return claims
        return claims.with_columns(pl.col("place").replace({place: place.partition("/")[0].removesuffix("-FTZ") for place in found}))

    def _flags_of_form(self) -> dict[str, pl.Expr]:
        """Conditions of a line that speak against a form, and those that leave it open."""
        prefix, steps = self.vector.prefix, self.vector.scope.steps
        own = [name for name in (*FORM, *FORM_BARRED) if steps[name].level]
        return {
            "form_failed": pl.any_horizontal(*(pl.col(f"{prefix}{name}") == FAILED for name in own)),
            "form_unmet": pl.any_horizontal(*(pl.col(f"{prefix}{name}") != MET for name in own if name in FORM)),
        }

    def _form(self) -> pl.Expr:
        """May the store issue the form? By claim, over its lines."""
        prefix, steps = self.vector.prefix, self.vector.scope.steps
        of_claim = [pl.col(f"{prefix}{name}") for name in FORM if not steps[name].level]
        barred = [pl.col(f"{prefix}{name}") for name in FORM_BARRED if not steps[name].level]
        failed = pl.any_horizontal(*(c == FAILED for c in (*of_claim, *barred)), pl.col("form_failed"))
        met = pl.all_horizontal(*(c == MET for c in of_claim), ~pl.col("form_unmet"), pl.col("lines") > 0)
        return pl.when(failed).then(pl.lit(False)).when(met).then(pl.lit(True))

    def _shown(self, told: pl.DataFrame) -> pl.DataFrame:
        prefix = self.vector.prefix
        paid = pl.col("number").is_in([YES, PARTLY])
        outside = sum(self.vector.bits.reason(code) for code in OUTSIDE_THE_SCHEME)
        of_lines = pl.when(pl.col("any_left")).then(pl.col("line_reasons") & pl.lit(~outside & 0xFFFFFFFF, dtype=pl.UInt32)).otherwise(pl.col("line_reasons"))
        refused = pl.col("number").is_in([NO, PARTLY]) | ~pl.col("person").fill_null(True) | ~pl.col("form").fill_null(True)
        mask = pl.when(refused).then(pl.col("claim_reasons") | of_lines).otherwise(pl.lit(0, dtype=pl.UInt32))
        return told.with_columns(form=self._form(), person=self.vector.all_met(told, PERSON)).select(
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
