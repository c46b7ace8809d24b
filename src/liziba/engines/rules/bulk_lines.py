"""A compiled sheet with lines, for tables: claims, their lines and the groups of lines.

    rules = BulkLines(single)
    claims, lines = rules.judge(claims, lines)      # lines.claim is the row number of the claim

Columns of lines are named by their path (`purchases.date`). The frames that come back hold the result of every
condition under `SCHEME.STEP`, so that a service can say more than the verdict. Steps of a group are worked out beside
each of its lines: they rest on what those have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from liziba.engines.rules.bulk_scheme import BulkScheme
from liziba.engines.rules.expressions import bits, words_of
from liziba.engines.rules.layout import Bits, Layout
from liziba.engines.rules.levels import Levels
from liziba.engines.rules.plan import Scope, operands_of
from liziba.engines.rules.ruling import FAILED, MET, OPEN, UNKNOWN
from liziba.engines.rules.sheet import Check, Derive, LookUp, SheetError, Step
from liziba.engines.rules.single import SingleRules

VERDICTS = ("yes", "partly", "no", "unknown", "not_established")
YES, PARTLY, NO, ASK, NOT_ESTABLISHED = range(len(VERDICTS))
_HIGH = 1 << 32  # reasons in the lower half of a number, missing fields in the upper


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
        self._shared_by_groups()
        self._slots = {day: epochs.slot(pl.col(day), pl.col("as_of")) for day, epochs in self.layout.epochs.items()}

    @property
    def prefix(self) -> str:
        return self.scheme.prefix

    def _shared_by_groups(self) -> None:
        """A step of a group may read of its lines only what they have in common."""
        if self.group is None:
            return
        common = {f"{self.line.each}.{name}" for name in self.group.by}
        for step in self.scope.scheme.steps:
            of_lines = {f for f in self._read_directly(step) if self.sheet.fields[f].level}
            if step.level == self.group.name and not of_lines <= common and not (isinstance(step, Derive) and step.function == "sum"):
                raise SheetError(self.sheet.path, step.line, f"{step.name} reads {', '.join(sorted(of_lines - common))}, which a group does not have")

    @staticmethod
    def _read_directly(step: Step) -> list[str]:
        return [operand.name for operand in operands_of(step) if operand.kind == "field"]

    def judge(self, claims: pl.DataFrame, lines: pl.DataFrame, flags: Mapping[str, pl.Expr] | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The claims and the lines with every result, verdict, what is missing and the sums.

        `flags` are conditions of a line: a claim gets a column of each name, whether any line of it has it.
        """
        levels = Levels(claims, lines, self.line, self.group)
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
        return self._claims(levels, flags or {}), levels.settled(self.line.name)

    def _prepare(self, levels: Levels) -> None:
        """Which fields were not said; word codes and slots on every level that needs them."""
        for level in ("", self.line.name):
            levels.level = level
            for field in self.layout.words:
                if levels.holds(field, level):
                    levels.add(f"code:{field}", self.layout.code(field))
            for day, slot in self._slots.items():
                if levels.holds(day, level) and (day != "as_of" or not level):
                    levels.add(f"slot:{day}", slot)
        for level in ("", self.line.name):
            levels.level = level
            nulls = bits(0)
            for n, name in enumerate(self.bits.fields):
                if self.sheet.fields[name].level == level and levels.holds(name, level):
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

    def _sum(self, levels: Levels, step: Derive) -> None:
        """A sum over the lines that are left; unknown where one of their values is."""
        value = self.scheme.read(step.operands[0])
        group = self.group.name if self.group else ""
        failed = self._failed(self._before(step, self.line.name))
        if not step.level:
            failed = failed | self._failed(self._before(step, group)) | self._failed(self._before(step, ""))
        added = levels.sum_of_groups if step.level else levels.sum_of_claims
        total = added(levels.values(pl.when(failed).then(0).otherwise(value).fill_null(0).cast(pl.Int64)))
        unsummed = levels.values(~failed & value.is_null())
        if unsummed.any():
            total = total.set(added(unsummed.cast(pl.Int64)) > 0, None)
        levels.level = step.level
        levels.put(self.prefix + step.name, total)

    def _lacks(self, step: LookUp | Check) -> pl.Expr:
        fields = self.scope.fields_of(step)
        lacks = pl.col("nulls:") & pl.lit(self.bits.of_fields(f for f in fields if not self.sheet.fields[f].level), dtype=pl.UInt32)
        if step.level:
            of_line = pl.lit(self.bits.of_fields(f for f in fields if self.sheet.fields[f].level), dtype=pl.UInt32)
            lacks = lacks | (pl.col(f"nulls:{self.line.name}") & of_line)
        return lacks

    def _lines(self, levels: Levels) -> None:
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
        levels.add("line_open", open_ & ~pl.col("refused") & (pl.col("line_missing") == 0))

    def _reason(self, levels: Levels, step: LookUp | Check) -> pl.Expr:
        if isinstance(step, LookUp):
            levels.ensure(f"{self.prefix}{step.name}#")
        return self.scheme.reason_bits(step, pl.col(self.prefix + step.name))

    def _claims(self, levels: Levels, flags: Mapping[str, pl.Expr]) -> pl.DataFrame:
        said = levels.any_of_claims(levels.values(pl.col("line_reasons").cast(pl.UInt64) + pl.col("line_missing").cast(pl.UInt64) * _HIGH))
        asked = {"any_left": pl.col("left"), "line_open": pl.col("line_open"), "any_refused": pl.col("refused"), "any_kept": ~pl.col("refused"), **flags}
        held = levels.any_of_claims(levels.values(pl.sum_horizontal(flag.cast(pl.UInt32) * (1 << n) for n, flag in enumerate(asked.values())).cast(pl.UInt32)))
        levels.level = ""
        frame = levels.frame.with_columns(
            lines=levels.count,
            line_reasons=(pl.lit(said) % _HIGH).cast(pl.UInt32),
            line_missing=(pl.lit(said) // _HIGH).cast(pl.UInt32),
            **{name: (pl.lit(held) & bits(1 << n)) != 0 for n, name in enumerate(asked)},
        )
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
            failed=self._failed(claim) | ((pl.col("lines") > 0) & ~pl.col("any_kept")),
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
            .when(~pl.col("any_refused"))
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
