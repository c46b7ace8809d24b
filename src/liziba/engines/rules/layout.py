"""What the schemes of a sheet share in bulk: numbered words, epochs and slots, one bit a reason and a field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl

from liziba.engines.rules.dense import Epochs, Words
from liziba.engines.rules.expressions import derived
from liziba.engines.rules.grid import Grid
from liziba.engines.rules.plan import Scope
from liziba.engines.rules.sheet import Check, Derive, LookUp, Operand, Sheet, Test
from liziba.engines.rules.single import SingleRules


class Layout:
    """What the schemes of a sheet share in bulk: numbered words, epochs and slots, shared derived values."""

    def __init__(self, single: SingleRules) -> None:
        self.single = single
        self.sheet = single.sheet
        self.shared = {step.name: derived(step, [self.read(o) for o in step.operands]) for step in self.sheet.shared if isinstance(step, Derive)}
        self.epochs: dict[str, Epochs] = {}
        self.words: dict[str, Words] = {}
        grids: dict[str, list[Grid]] = {}
        words: dict[str, set[Any]] = {}
        for scope in single.scopes:
            for step in scope.steps.values():
                if isinstance(step, LookUp) and scope.is_read(step):
                    grid = single.grids[scope.scheme.name, step.name]
                    grids.setdefault(self.day_of(step), []).append(grid)
                    for n, (_, operand) in enumerate(step.by):
                        if operand.kind == "field":
                            words.setdefault(operand.name, set()).update(key if len(step.by) == 1 else key[n] for key in grid.layers)
                elif isinstance(step, Check):
                    self._tested(scope, step.test, words)
        self.epochs = {day: Epochs(found) for day, found in grids.items()}
        self.words = {field: Words(found) for field, found in words.items()}

    def _tested(self, scope: Scope, test: Test, words: dict[str, set[Any]]) -> None:
        """Words that a field is compared with: a literal, a literal list, or a list that a column holds."""
        for inner in test.tests:
            self._tested(scope, inner, words)
        if not in_words(test):
            return
        held = words.setdefault(test.operands[0].name, set())
        last = test.operands[1]
        if last.kind == "value":
            held.update(listed(last.value))
        elif last.kind == "column":
            grid = self.single.grids[scope.scheme.name, last.name]
            position = scope.columns[last.name].index(last.column)
            cells = [c for _, told in grid.layers.values() for _, row in told for c in row]
            held.update(value for c in cells for value in c.values[position] or ())

    @staticmethod
    def day_of(step: LookUp) -> str:
        """The name of the column whose epochs the look-up uses."""
        return step.day.name if step.day else "as_of"

    def read(self, operand: Operand) -> pl.Expr:
        if operand.kind == "value":
            return pl.lit(operand.value)
        return self.read_field(operand.name) if operand.kind == "field" else pl.col(operand.name)

    def read_field(self, name: str) -> pl.Expr:
        """A field with its usual value where it was not said."""
        assumed = self.sheet.fields[name].assumed
        return pl.col(name) if assumed is None else pl.col(name).fill_null(pl.lit(assumed))

    def codes(self) -> dict[str, pl.Expr]:
        return {f"code:{field}": self.code(field) for field in self.words}

    def code(self, field: str) -> pl.Expr:
        """The words of a field as numbers; what was not said counts as its usual word."""
        words, assumed = self.words[field], self.sheet.fields[field].assumed
        code = words.code(pl.col(field))
        return code if assumed is None else code.fill_null(words.codes.get(assumed, 0))

    def slots(self) -> Iterator[tuple[str, pl.Expr]]:
        for day, epochs in self.epochs.items():
            yield f"slot:{day}", epochs.slot(pl.col(day), pl.col("as_of"))


def in_words(test: Test) -> bool:
    """Is the test about the words of a field, so that numbered words decide it?"""
    if not test.operands or test.operands[0].kind != "field":
        return False
    last = test.operands[-1]
    return test.name == "in" or (test.name == "is" and last.kind == "value" and isinstance(last.value, str))


def listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, tuple) else (value,)


class Bits:
    """One bit for each reason and for each field that can be missing, the same in every scheme of a sheet."""

    def __init__(self, sheet: Sheet, lists: Iterable[str] = ()) -> None:
        """`lists` are the fields that hold lists and that conditions rest on."""
        reasons: list[str] = []
        for scheme in sheet.schemes:
            for step in scheme.conditions():
                reasons += list(step.reasons.values()) if isinstance(step, LookUp) else [step.reason]
        self.reasons = list(dict.fromkeys(r for r in ("not_on_list", *reasons) if r))
        self.plain = sorted(f.name for f in sheet.fields.values() if f.need in ("required", "optional") and f.assumed is None and not f.is_list)
        self.lists = sorted(lists)
        self.fields = sorted([*self.plain, *self.lists])
        self.required = [f for f in self.plain if sheet.fields[f].need == "required"]

    def reason(self, code: str) -> int:
        return 1 << self.reasons.index(code) if code else 0

    def of_fields(self, names: Iterable[str]) -> int:
        return self._of(set(names).intersection(self.plain))

    def of_lists(self, names: Iterable[str]) -> int:
        return self._of(set(names).intersection(self.lists))

    def _of(self, wanted: set[str]) -> int:
        return sum(1 << n for n, name in enumerate(self.fields) if name in wanted)
