"""One scheme of a sheet as polars expressions: every step a column under the scheme's prefix.

Steps that rest on a list of the question cost the most and few rows need them: they are written only where `lists` is true.
"""

from __future__ import annotations

import math
from typing import Any, Protocol

import polars as pl

from liziba.engines.rules import bulk_lists
from liziba.engines.rules.dense import DenseGrid, gather
from liziba.engines.rules.expressions import bits, compared, derived
from liziba.engines.rules.layout import Bits, Layout, in_words, listed
from liziba.engines.rules.plan import Scope, operands_of, results_by_status
from liziba.engines.rules.ruling import FAILED, MET, OPEN, UNKNOWN
from liziba.engines.rules.sheet import HIT, NOT_ON_LIST, Check, Derive, LookUp, Operand, SheetError, Test


class Columns(Protocol):
    """Takes new columns."""

    def add(self, name: str, expression: pl.Expr) -> None: ...


class BulkScheme:
    """One scheme as columns, each under the scheme's prefix."""

    def __init__(self, scope: Scope, layout: Layout, codes: Bits, lists: bool = False) -> None:
        self.scope = scope
        self.layout = layout
        self.codes = codes
        self.prefix = f"{scope.scheme.name}."  # before the names of its steps
        self.own = f"{scope.scheme.name}:"  # before what is said of the scheme as a whole
        self.sheet = scope.sheet
        self.conditions = scope.scheme.conditions()
        self.dense = {
            name: DenseGrid(layout.single.grids[scope.scheme.name, name], layout.epochs[layout.day_of(s)])
            for name, s in scope.steps.items()
            if isinstance(s, LookUp) and (lists or not s.members) and scope.is_read(s)
        }
        self.shared = {step.name for step in scope.sheet.shared}
        self.fields = sorted({f for step in self.conditions for f in scope.fields_of(step) if not self.sheet.fields[f].level})
        operands = [o for s in scope.scheme.steps if not isinstance(s, LookUp) for o in operands_of(s)] + list(scope.scheme.outcome.values())
        self.read_columns = {f"{o.name}.{o.column}" for o in operands if o.kind == "column"}
        self.skipped = set() if lists else {name for name in scope.steps if self._rests_on_list(name)}

    def _rests_on_list(self, name: str) -> bool:
        step = self.scope.steps[name]
        if isinstance(step, LookUp) and step.members:
            return True
        return any(self.sheet.fields[f].is_list for f in self.scope.fields_of(step))

    def may_concern(self) -> pl.Expr:
        """Rows that the scheme's first gate may let in, whatever the day: by the words of one field."""
        step = next(s for s in self.conditions if s.gate)
        if isinstance(step, Check):
            return self.check(step) != FAILED
        position, operand = next((n, o) for n, (_, o) in enumerate(step.by) if o.kind == "field")
        words = self.layout.words[operand.name]
        keys = [key if isinstance(key, tuple) else (key,) for key in self.dense[step.name].keys]
        literals = {n: o.value for n, (_, o) in enumerate(step.by) if o.kind == "value"}
        listed_words = {key[position] for key in keys if all(key[n] == value for n, value in literals.items())}
        concerned = gather(pl.Series([False, *(w in listed_words for w in words.words)], dtype=pl.Boolean), pl.col(f"code:{operand.name}"))
        return concerned.fill_null(True)

    def plan(self, columns: Columns) -> None:
        """Add every column of the scheme."""
        for name, step in self.scope.steps.items():
            if name in self.skipped or name in self.shared:
                continue
            if isinstance(step, LookUp):
                if name in self.dense:
                    self.look_up(columns, step)
            elif isinstance(step, Derive):
                columns.add(self.prefix + name, self.derived(step))
            elif isinstance(step, Check) and not step.informs:
                columns.add(self.prefix + name, self.check(step))
        self._ruling(columns)

    def check(self, step: Check) -> pl.Expr:
        """The result of a check."""
        code = self.test(step.test)
        if step.opens:
            code = pl.when(code == FAILED).then(pl.lit(OPEN, dtype=pl.UInt8)).otherwise(code)
        for operand in step.absent:
            code = pl.when(self.read(operand).is_null()).then(pl.lit(MET, dtype=pl.UInt8)).otherwise(code)
        return code

    def look_up(self, columns: Columns, step: LookUp) -> None:
        dense, name = self.dense[step.name], self.prefix + step.name
        columns.add(f"{name}#", dense.cell(self._key(step, dense), pl.col(f"slot:{self.layout.day_of(step)}")))
        cell = pl.col(f"{name}#")
        if step.is_condition:
            outcomes = results_by_status(step)
            columns.add(name, dense.by_cell([outcomes[c.status] for c in dense.cells], cell, pl.UInt8))
        for position, column in enumerate(self.scope.columns[step.name]):
            if f"{step.name}.{column}" in self.read_columns and not dense.holds_list(position):
                columns.add(f"{name}.{column}", dense.by_cell([c.values[position] for c in dense.cells], cell))

    def _key(self, step: LookUp, dense: DenseGrid) -> pl.Expr:
        """The number of the key of a look-up: worked out from word codes, or straight from the cell of another look-up."""
        if len(step.by) == 1:
            return self._part(step.by[0][1], dense.keys)
        parts: list[dict[Any, int]] = [{} for _ in step.by]
        for key in dense.keys:
            for part, value in zip(parts, key, strict=True):
                part.setdefault(value, len(part) + 1)
        sizes = [len(part) + 1 for part in parts]
        table = [0] * math.prod(sizes)
        for key, number in dense.keys.items():
            at = 0
            for part, size, value in zip(parts, sizes, key, strict=True):
                at = at * size + part[value]
            table[at] = number
        combined = pl.lit(0, dtype=pl.UInt32)
        for (_, operand), part, size in zip(step.by, parts, sizes, strict=True):
            combined = combined * size + self._part(operand, part)
        return gather(pl.Series(table, dtype=pl.UInt32), combined)

    def _part(self, operand: Operand, numbers: dict[Any, int]) -> pl.Expr:
        """One column of a key as a number, 0 where it is on no row, null where it is unknown."""
        if operand.kind == "value":
            return pl.lit(numbers.get(operand.value, 0), dtype=pl.UInt32)
        if operand.kind == "field":
            words = self.layout.words[operand.name]
            return gather(pl.Series(words.table(numbers), dtype=pl.UInt32), pl.col(f"code:{operand.name}"))
        if operand.kind == "column":
            other = self.dense[operand.name]
            position = self.scope.columns[operand.name].index(operand.column)
            held = [c.values[position] for c in other.cells]
            table = [None if value is None else numbers.get(value, 0) for value in held]
            return other.by_cell(table, pl.col(f"{self.prefix}{operand.name}#"), pl.UInt32)
        raise SheetError(self.sheet.path, 1, f"a look-up by the derived value {operand.name} is not possible in bulk")

    def _ruling(self, columns: Columns) -> None:
        lacking, failed, unknown, open_ = bits(0), [], [], []
        reasons = bits(0)
        tried, unsure = pl.lit(True), pl.lit(False)
        in_force = pl.lit(True)
        for step in self.conditions:
            if step.name in self.skipped or (isinstance(step, Check) and step.informs):
                continue
            result = pl.col(self.prefix + step.name)
            lacks = self._lacks(step)
            failed.append(result == FAILED)
            unknown.append((result == UNKNOWN) & (lacks != 0))
            open_.append((result == OPEN) | ((result == UNKNOWN) & (lacks == 0)))
            lacking = lacking | pl.when(result == UNKNOWN).then(lacks).otherwise(bits(0))
            reasons = reasons | self.reason_bits(step, result)
            if step.gate:
                unsure = unsure | (result >= UNKNOWN)
            if step.gate and isinstance(step, LookUp):
                dense = self.dense[step.name]
                cell = pl.col(f"{self.prefix}{step.name}#")
                tried = tried & dense.by_cell([c.status != NOT_ON_LIST for c in dense.cells], cell)
                in_force = dense.by_cell([c.status == HIT for c in dense.cells], cell)
            elif step.gate:
                tried = tried & (result != FAILED)
        length = self.read(self.scope.scheme.outcome[self.sheet.longest_by]) if self.sheet.longest_by else pl.lit(0)
        columns.add(self.own + "reasons", reasons)
        columns.add(self.own + "lacking", lacking)
        columns.add(self.own + "tried", tried & ~(unsure & pl.any_horizontal(*failed)))
        columns.add(self.own + "in_force", in_force)
        columns.add(self.own + "length", length.fill_null(0).cast(pl.Int64))
        result = (
            pl.when(pl.any_horizontal(*failed))
            .then(FAILED)
            .when(pl.any_horizontal(*unknown))
            .then(UNKNOWN)
            .when(pl.any_horizontal(*open_))
            .then(OPEN)
            .otherwise(MET)
        )
        columns.add(self.own + "result", result.cast(pl.UInt8))

    def _lacks(self, step: LookUp | Check) -> pl.Expr:
        """Bits of the fields that were not said and that a condition rests on; else of a list that is too coarse to judge."""
        fields = self.scope.fields_of(step)
        lacks = pl.col("nulls") & bits(self.codes.of_fields(fields))
        coarse = 0 if self.skipped else self.codes.of_lists(fields)
        return pl.when(lacks == 0).then(bits(coarse)).otherwise(lacks) if coarse else lacks

    def reason_bits(self, step: LookUp | Check, result: pl.Expr) -> pl.Expr:
        if isinstance(step, Check):
            return pl.when(result == FAILED).then(bits(self.codes.reason(step.reason))).otherwise(bits(0))
        dense = self.dense[step.name]
        outcomes = results_by_status(step)
        masks = [self.codes.reason(step.reasons.get(c.status, "")) if outcomes[c.status] == FAILED else 0 for c in dense.cells]
        return dense.by_cell(masks, pl.col(f"{self.prefix}{step.name}#"), pl.UInt32)

    def outcome(self, name: str) -> pl.Expr | None:
        operand = self.scope.scheme.outcome.get(name)
        if operand is None or (operand.kind in ("local", "column") and operand.name in self.skipped):
            return None
        return self.read(operand)

    # ---- expressions ----

    def read(self, operand: Operand) -> pl.Expr:
        if operand.kind == "column":
            return pl.col(f"{self.prefix}{operand.name}.{operand.column}")
        if operand.kind == "value":
            return pl.lit(bulk_lists.words(operand.value))
        if operand.kind == "local" and operand.name not in self.shared:
            return pl.col(self.prefix + operand.name)
        return self.layout.read(operand)

    def derived(self, step: Derive) -> pl.Expr:
        if step.function in ("outside", "doubtful"):
            named, held = step.operands
            position = self.scope.columns[held.name].index(held.column)
            return bulk_lists.elements(step, self.read(named), self.dense[held.name], position, pl.col(f"{self.prefix}{held.name}#"))
        if step.function == "days_in_window":
            *given, without = step.operands
            return bulk_lists.days_in_window([self.read(operand) for operand in given], listed(without.value))
        return derived(step, [self.read(operand) for operand in step.operands])

    def test(self, test: Test) -> pl.Expr:
        if test.name == "not":
            inner = self.test(test.tests[0])
            return pl.when(inner == MET).then(FAILED).when(inner == FAILED).then(MET).otherwise(UNKNOWN).cast(pl.UInt8)
        if test.name in ("any", "all"):
            parts = [self.test(inner) for inner in test.tests]
            wins, loses = (MET, FAILED) if test.name == "any" else (FAILED, MET)
            some = pl.any_horizontal(*(p == wins for p in parts))
            open_ = pl.any_horizontal(*(p == UNKNOWN for p in parts))
            return pl.when(some).then(wins).when(open_).then(UNKNOWN).otherwise(loses).cast(pl.UInt8)
        first, last = test.operands[0], test.operands[-1]
        if in_words(test):
            words, code = self.layout.words[first.name], pl.col(f"code:{first.name}")
            if last.kind == "column":
                position = self.scope.columns[last.name].index(last.column)
                holds = self.dense[last.name].contains(position, pl.col(f"{self.prefix}{last.name}#"), words, code)
            else:
                holds = gather(pl.Series([False, *(w in listed(last.value) for w in words.words)], dtype=pl.Boolean), code)
        else:
            given = [self.read(operand) for operand in test.operands]
            holds = compared(test.name, given)
        return pl.when(holds.is_null()).then(UNKNOWN).when(holds).then(MET).otherwise(FAILED).cast(pl.UInt8)
