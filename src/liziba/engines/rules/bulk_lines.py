"""A compiled sheet with lines, for tables: claims, their lines and the groups of lines as three frames.

    rules = BulkLines(single)
    claims, lines = rules.judge(claims, lines)      # lines.claim is the row number of the claim

Columns of lines are named by their path (`purchases.date`). The frames that come back hold the result of every
condition under `SCHEME.STEP`, so that a service can say more than the verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from liziba.engines.rules.bulk_scheme import BulkScheme
from liziba.engines.rules.expressions import bits, words_of
from liziba.engines.rules.layout import Bits, Layout
from liziba.engines.rules.plan import Scope
from liziba.engines.rules.ruling import FAILED, MET, OPEN, UNKNOWN
from liziba.engines.rules.sheet import Check, Derive, Level, LookUp, Step
from liziba.engines.rules.single import SingleRules

VERDICTS = ("yes", "partly", "no", "unknown", "not_established")
YES, PARTLY, NO, ASK, NOT_ESTABLISHED = range(len(VERDICTS))


class BulkLines:
    """A sheet of one scheme whose question holds lines."""

    def __init__(self, single: SingleRules) -> None:
        self.single = single
        self.sheet = single.sheet
        self.layout = Layout(single)
        self.bits = Bits(self.sheet)
        self.scheme = BulkScheme(single.scopes[0], self.layout, self.bits)
        self.scope: Scope = single.scopes[0]
        self.line = next(level for level in self.sheet.levels if level.each)
        self.group = next((level for level in self.sheet.levels if level.of), None)

    @property
    def prefix(self) -> str:
        return self.scheme.prefix

    def judge(self, claims: pl.DataFrame, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The claims and the lines with every result, verdict, what is missing and the sums."""
        levels = _Levels(claims, lines, self.line, self.group)
        self._prepare(levels)
        for step in self.scope.scheme.steps:
            levels.level = step.level
            if isinstance(step, Derive) and step.function == "sum":
                self._sum(levels, step)
            elif isinstance(step, LookUp):
                if step.name in self.scheme.dense:
                    self.scheme.look_up(levels, step)
            elif isinstance(step, Derive):
                levels.add(self.prefix + step.name, self.scheme.derived(step))
            elif isinstance(step, Check):
                levels.add(self.prefix + step.name, self.scheme.check(step))
        self._lines(levels)
        return self._claims(levels), levels.frames[self.line.name]

    def _prepare(self, levels: _Levels) -> None:
        """Which fields were not said; word codes and slots on every level that needs them."""
        for level in ("", self.line.name, *((self.group.name,) if self.group else ())):
            levels.level = level
            for field in self.layout.words:
                if field in levels.frame.columns:
                    levels.add(f"code:{field}", self.layout.code(field))
            for day, epochs in self.layout.epochs.items():
                if day in levels.frame.columns or (day == "as_of" and not level):
                    levels.add(f"slot:{day}", epochs.slot(pl.col(day), pl.col("as_of")))
        for level in ("", self.line.name):
            levels.level = level
            nulls = bits(0)
            for n, name in enumerate(self.bits.fields):
                if self.sheet.fields[name].level == level and name in levels.frame.columns:
                    nulls = nulls + pl.col(name).is_null().cast(pl.UInt32) * (1 << n)
            levels.add(f"nulls:{level}", nulls)

    def _conditions(self, level: str) -> list[LookUp | Check]:
        return [s for s in self.scheme.conditions if s.level == level and not (isinstance(s, Check) and s.informs)]

    def _failed(self, steps: Iterable[Step]) -> pl.Expr:
        flags = [pl.col(self.prefix + s.name) == FAILED for s in steps]
        return pl.any_horizontal(*flags) if flags else pl.lit(False)

    def _before(self, step: Step, level: str) -> list[LookUp | Check]:
        """The conditions of a level that stand before a step."""
        earlier = self.scope.scheme.steps[: self.scope.scheme.steps.index(step)]
        return [s for s in self._conditions(level) if s in earlier]

    def _sum(self, levels: _Levels, step: Derive) -> None:
        """A sum over the lines that are left; unknown where one of their values is."""
        value = self.scheme.read(step.operands[0])
        group = self.group.name if self.group else ""
        failed = self._failed(self._before(step, self.line.name))
        if not step.level:
            failed = failed | self._failed(self._before(step, group)) | self._failed(self._before(step, ""))
        levels.level = self.line.name
        levels.add("summed", pl.when(~failed).then(value))
        levels.add("unsummed", ~failed & value.is_null())
        key = "group" if step.level else "claim"
        sums = levels.frame.group_by(key).agg(pl.col("summed").sum(), pl.col("unsummed").any())
        levels.level = step.level
        joined = pl.DataFrame({key: pl.Series(range(levels.frame.height), dtype=pl.UInt32)}).join(sums, on=key, how="left", maintain_order="left")
        total = joined.select(pl.when(~pl.col("unsummed").fill_null(False)).then(pl.col("summed").fill_null(0)).alias("total")).to_series()
        levels.put(self.prefix + step.name, total)

    def _lacks(self, step: LookUp | Check) -> pl.Expr:
        fields = self.scope.fields_of(step)
        lacks = pl.col("nulls:") & pl.lit(self.bits.of_fields(f for f in fields if not self.sheet.fields[f].level), dtype=pl.UInt32)
        if step.level:
            of_line = pl.lit(self.bits.of_fields(f for f in fields if self.sheet.fields[f].level), dtype=pl.UInt32)
            lacks = lacks | (pl.col(f"nulls:{self.line.name}") & of_line)
        return lacks

    def _lines(self, levels: _Levels) -> None:
        """Result, reasons and what is missing of each line."""
        levels.level = self.line.name
        own = self._conditions(self.line.name)
        shared = self._conditions(self.group.name) if self.group else []
        levels.add("left", ~self._failed(own))
        levels.add("refused", self._failed(own) | (pl.col("left") & self._failed(shared)))
        reasons, missing, open_ = bits(0), bits(0), pl.lit(False)
        for step in (*own, *shared):
            result = pl.col(self.prefix + step.name)
            counts = pl.lit(True) if step in own else pl.col("left")
            reasons = reasons | pl.when(counts).then(self._reason(levels, step)).otherwise(bits(0))
            lacks = self._lacks(step)
            unknown = counts & (result == UNKNOWN)
            missing = missing | pl.when(unknown & ~pl.col("refused")).then(lacks).otherwise(bits(0))
            open_ = open_ | (counts & ((result == OPEN) | ((result == UNKNOWN) & (lacks == 0))))
        levels.add("line_reasons", reasons)
        levels.add("line_missing", missing)
        levels.add("line_open", open_ & ~pl.col("refused") & (missing == 0))

    def _reason(self, levels: _Levels, step: LookUp | Check) -> pl.Expr:
        if isinstance(step, LookUp):
            levels.ensure(f"{self.prefix}{step.name}#")
        return self.scheme.reason_bits(step, pl.col(self.prefix + step.name))

    def _claims(self, levels: _Levels) -> pl.DataFrame:
        lines = levels.frames[self.line.name]
        told = lines.group_by("claim").agg(
            lines=pl.len(),
            refused=pl.col("refused").sum(),
            any_left=pl.col("left").any(),
            line_reasons=pl.col("line_reasons").bitwise_or(),
            line_missing=pl.col("line_missing").bitwise_or(),
            line_open=pl.col("line_open").any(),
        )
        levels.level = ""
        frame = levels.frame.with_row_index("claim").with_columns(pl.col("claim").cast(pl.UInt32)).join(told, on="claim", how="left", maintain_order="left")
        frame = frame.with_columns(pl.col("lines", "refused", "line_reasons", "line_missing").fill_null(0), pl.col("any_left", "line_open").fill_null(False))
        claim = self._conditions("")
        lacking, open_, reasons = bits(0), pl.lit(False), bits(0)
        for step in claim:
            result = pl.col(self.prefix + step.name)
            lacks = self._lacks(step)
            lacking = lacking | pl.when(result == UNKNOWN).then(lacks).otherwise(bits(0))
            open_ = open_ | (result == OPEN) | ((result == UNKNOWN) & (lacks == 0))
            reasons = reasons | self.scheme.reason_bits(step, result)
        nothing = bits(self.bits.of_fields([self.line.each]))
        unsaid = pl.col("nulls:") & bits(self.bits.of_fields(f for f in self.bits.required if not self.sheet.fields[f].level and f != self.line.each))
        frame = frame.with_columns(
            failed=self._failed(claim) | ((pl.col("lines") > 0) & (pl.col("refused") == pl.col("lines"))),
            lacking=lacking | unsaid | pl.col("line_missing") | pl.when(pl.col("lines") == 0).then(nothing).otherwise(bits(0)),
            open=open_ | pl.col("line_open"),
            claim_reasons=reasons,
        )
        verdict = (
            pl.when(pl.col("failed"))
            .then(NO)
            .when(pl.col("lacking") != 0)
            .then(ASK)
            .when(pl.col("open"))
            .then(NOT_ESTABLISHED)
            .when(pl.col("refused") == 0)
            .then(YES)
            .otherwise(PARTLY)
        )
        frame = frame.with_columns(number=verdict.cast(pl.UInt8))
        missing = pl.when(pl.col("number") == ASK).then(pl.col("lacking")).otherwise(bits(0))
        return frame.with_columns(verdict=pl.lit(pl.Series(VERDICTS, dtype=pl.String)).gather(pl.col("number")), missing=words_of(missing, self.bits.fields))

    def all_met(self, frame: pl.DataFrame, steps: Sequence[str]) -> pl.Expr:
        """True where all those conditions are met, false where one has failed, else unknown."""
        columns = [pl.col(self.prefix + name) for name in steps]
        failed = pl.any_horizontal(*(c == FAILED for c in columns))
        met = pl.all_horizontal(*(c == MET for c in columns))
        return pl.when(failed).then(pl.lit(False)).when(met).then(pl.lit(True))


class _Levels:
    """The frames of claims, lines and groups; a column of a level above is brought down when it is read."""

    def __init__(self, claims: pl.DataFrame, lines: pl.DataFrame, line: Level, group: Level | None) -> None:
        self.line, self.group, self.level = line, group, ""
        self.frames = {"": claims, line.name: lines}
        if group:
            by = ["claim", *(f"{line.each}.{name}" for name in group.by)]
            groups = lines.group_by(by, maintain_order=True).agg(pl.first(c) for c in lines.columns if c not in by)
            groups = groups.with_row_index("group").with_columns(pl.col("group").cast(pl.UInt32))
            numbered = lines.join(groups.select("group", *by), on=by, how="left", nulls_equal=True, maintain_order="left")
            self.frames |= {group.name: groups, line.name: numbered}

    @property
    def frame(self) -> pl.DataFrame:
        return self.frames[self.level]

    def put(self, name: str, column: pl.Series) -> None:
        self.frames[self.level] = self.frame.with_columns(column.alias(name))

    def add(self, name: str, expression: pl.Expr) -> None:
        for root in expression.meta.root_names():
            self.ensure(root)
        self.frames[self.level] = self.frame.with_columns(expression.alias(name))

    def ensure(self, name: str) -> None:
        """Bring a column of a level above to this one."""
        if name in self.frame.columns or not self.level:
            return
        above = [(self.group.name, "group")] if self.group and self.level == self.line.name else []
        for level, key in (*above, ("", "claim")):
            if name in self.frames[level].columns:
                self.put(name, self.frames[level][name].gather(self.frame[key]))
                return
