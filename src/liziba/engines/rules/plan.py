"""What both compilers need to know about a sheet: which look-ups read which columns, and which fields a step rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from liziba.engines.rules.grid import DatedRow, Grid
from liziba.engines.rules.ruling import FAILED, MET, OPEN, UNKNOWN
from liziba.engines.rules.sheet import (
    NOT_ESTABLISHED,
    NOT_KNOWN,
    STATUS_NAMES,
    Check,
    Derive,
    LookUp,
    Operand,
    Scheme,
    Sheet,
    SheetError,
    Step,
    Test,
)


@dataclass(frozen=True)
class Scope:
    """A scheme with the shared steps in front of it: everything its operands can name."""

    sheet: Sheet
    scheme: Scheme

    @cached_property
    def steps(self) -> dict[str, Step]:
        return {step.name: step for step in (*self.sheet.shared, *self.scheme.steps)}

    @cached_property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """Look-up -> the columns that the scheme reads from it, in a fixed order."""
        wanted: dict[str, list[str]] = {name: [] for name, step in self.steps.items() if isinstance(step, LookUp)}
        operands = [o for step in self.steps.values() for o in operands_of(step)]
        for operand in (*operands, *self.scheme.outcome.values()):
            if operand.kind == "column" and operand.column not in wanted[operand.name]:
                wanted[operand.name].append(operand.column)
        return {name: tuple(columns) for name, columns in wanted.items()}

    def fields_of(self, step: Step) -> frozenset[str]:
        """Every field of the question that the step rests on, directly or through other steps."""
        return self._fields[step.name]

    @cached_property
    def _fields(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for name, step in self.steps.items():
            fields: set[str] = set()
            for operand in operands_of(step):
                if operand.kind == "field":
                    fields.add(operand.name)
                elif operand.kind in ("local", "column"):
                    fields |= found[operand.name]
            found[name] = frozenset(fields)
        return found

    def is_read(self, step: LookUp) -> bool:
        """Does a condition, a value or the outcome rest on the look-up? (Others are only there for the explanation.)"""
        return step.is_condition or bool(self.columns[step.name])

    def look_ups_of(self, step: Step) -> list[str]:
        """The look-ups whose rows the step cites, nearest first."""
        return self._look_ups[step.name]

    @cached_property
    def _look_ups(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, step in self.steps.items():
            told: list[str] = []
            for operand in operands_of(step):
                if operand.kind == "column":
                    told.append(operand.name)
                elif operand.kind == "local":
                    told += found[operand.name]
            found[name] = list(dict.fromkeys(told))
        return found

    def level_of(self, operand: Operand) -> str:
        if operand.kind == "field":
            return self.sheet.fields[operand.name].level
        if operand.kind in ("local", "column"):
            return self.steps[operand.name].level
        return ""


def operands_of(step: Step) -> Iterator[Operand]:
    if isinstance(step, LookUp):
        yield from (operand for _, operand in step.by)
        if step.day:
            yield step.day
    elif isinstance(step, Derive):
        yield from step.operands
    elif isinstance(step, Check):
        yield from operands_of_test(step.test)


def operands_of_test(test: Test) -> Iterator[Operand]:
    yield from test.operands
    for inner in test.tests:
        yield from operands_of_test(inner)


def results_by_status(step: LookUp) -> tuple[int, ...]:
    """The result of a look-up for each finding."""
    found = []
    for status in range(len(STATUS_NAMES)):
        if status == NOT_KNOWN:
            found.append(UNKNOWN)
        elif status == NOT_ESTABLISHED or status in step.open_on:
            found.append(OPEN)
        else:
            found.append(FAILED if status in step.fails_on else MET)
    return tuple(found)


def grids(sheet: Sheet, tables: Mapping[str, Sequence[DatedRow]]) -> dict[tuple[str, str], Grid]:
    """A grid for each look-up, by scheme and step. Raises SheetError for a table or column that is not there."""
    found: dict[tuple[str, str], Grid] = {}
    for scheme in sheet.schemes:
        scope = Scope(sheet, scheme)
        for step in scope.steps.values():
            if not isinstance(step, LookUp):
                continue
            if step.table not in tables:
                raise SheetError(sheet.path, step.line, f"look-up {step.name}: no such table: {step.table}")
            rows = tables[step.table]
            wanted = [c for c in (*scope.columns[step.name], *(k for k, _ in step.by)) if c != "known_end"]
            for column in wanted:
                if rows and not hasattr(rows[0], column):
                    raise SheetError(sheet.path, step.line, f"look-up {step.name}: table {step.table} has no column {column}")
            found[scheme.name, step.name] = Grid(
                rows, [k for k, _ in step.by], scope.columns[step.name], nearest=step.nearest, members=step.members, otherwise=step.otherwise
            )
    return found
