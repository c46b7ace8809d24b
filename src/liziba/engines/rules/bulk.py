"""A compiled sheet for tables: the same steps as `single`, written as polars expressions.

    rules = BulkRules(single)
    rules.judge(frame)          # a row a question; columns named after the fields, and `as_of`

Days are integers since 1970-01-01, moments minutes since then, money fen, rates basis points: no decimals and no
floating point, so that both ways give the same answer to the last fen (tests/engines/rules/test_equal.py).
Fields that are lists are not judged here: `doors` send rows that have one through the single function.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from typing import Any, Protocol

import polars as pl

from liziba.engines.rules.dense import DenseGrid, Epochs, Words, gather
from liziba.engines.rules.grid import Grid
from liziba.engines.rules.plan import Scope, operands_of, results_by_status
from liziba.engines.rules.ruling import FAILED, MET, OPEN, UNKNOWN
from liziba.engines.rules.sheet import HIT, NOT_ON_LIST, Check, Derive, LookUp, Operand, Sheet, SheetError, Test
from liziba.engines.rules.single import SingleRules

MOST_SPELT = 8  # with more names than this, only the masks that occur are spelt out
VERDICTS = ("yes", "no", "unknown", "not_established")


class BulkRules:
    """A sheet and its tables, compiled for polars."""

    def __init__(self, single: SingleRules) -> None:
        self.single = single
        self.sheet = single.sheet
        if self.sheet.levels:
            raise SheetError(self.sheet.path, 1, "sheets with lines are judged by BulkLines")
        self.bits = Bits(self.sheet)
        self.layout = Layout(single)
        self.schemes = tuple(BulkScheme(scope, self.layout, self.bits) for scope in single.scopes)

    @property
    def fields(self) -> list[str]:
        """The columns that `judge` wants, besides `as_of`."""
        return sorted({f for scheme in self.schemes for f in scheme.fields if not self.sheet.fields[f].is_list} | set(self.bits.fields))

    def judge(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One row a question: verdict, scheme, outcome, missing and the reasons of every group of schemes."""
        nulls = _bits(0)
        for n, name in enumerate(self.bits.fields):
            nulls = nulls + pl.col(name).is_null().cast(pl.UInt32) * (1 << n)
        frame = frame.with_columns(nulls=nulls, **self.layout.codes())
        waves = _Waves(frame)
        for name, step in self.layout.shared.items():
            waves.add(name, step)
        for name, slot in self.layout.slots():
            waves.add(name, slot)
        frame = waves.flush()
        for scheme in self.schemes:
            frame = scheme.judge(frame)
        return self._decide(frame)

    def _decide(self, frame: pl.DataFrame) -> pl.DataFrame:
        names = [s.own for s in self.schemes]
        met = [(pl.col(f"{p}tried") & (pl.col(f"{p}result") == MET)) for p in names]
        length = [pl.when(m).then(pl.col(f"{p}length")).otherwise(-1) for m, p in zip(met, names, strict=True)]
        rank = [
            pl.when(pl.col(f"{p}tried"))
            .then(pl.col(f"{p}reasons").bitwise_count_ones().cast(pl.Int64) * 10**8 + (~pl.col(f"{p}in_force")).cast(pl.Int64) * 10**7 - pl.col(f"{p}length"))
            .otherwise(10**12)
            for p in names
        ]
        frame = frame.with_columns(
            longest=pl.max_horizontal(*length),
            rank=pl.min_horizontal(*rank),
            unsaid=pl.col("nulls") & _bits(self.bits.of_fields(self.bits.required)),
            undecided=pl.any_horizontal(*(pl.col(f"{p}tried") & (pl.col(f"{p}result") == UNKNOWN) for p in names)),
            open=pl.any_horizontal(*(pl.col(f"{p}tried") & (pl.col(f"{p}result") == OPEN) for p in names)),
            fits=pl.any_horizontal(*met),
            any_tried=pl.any_horizontal(*(pl.col(f"{p}tried") for p in names)),
        )
        best = _first([(pl.col("longest") == one) & m for one, m in zip(length, met, strict=True)])
        near = _first([pl.col("rank") == one for one in rank])
        verdict = (
            pl.when(pl.col("fits") & (pl.col("unsaid") == 0))
            .then(0)
            .when(pl.col("fits") | pl.col("undecided"))
            .then(2)
            .when(pl.col("open"))
            .then(3)
            .otherwise(1)
            .cast(pl.UInt8)
        )
        chosen = pl.when(pl.col("fits")).then(best).when(pl.col("any_tried")).then(near).cast(pl.UInt8)
        frame = frame.with_columns(verdict=verdict, chosen=chosen)
        return self._shown(frame)

    def _shown(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The columns of the answer: outcomes of the chosen scheme, missing fields, reasons in words."""
        outcomes = list(dict.fromkeys(name for s in self.sheet.schemes for name in s.outcome if name != self.sheet.longest_by))
        columns: dict[str, pl.Expr] = {}
        said_yes, said_no = pl.col("verdict") == 0, pl.col("verdict") == 1
        for name in outcomes:
            choices = [s.outcome(name) for s in self.schemes]
            chosen = _pick(choices)
            if name in self.sheet.filled:
                others = [pl.when(said_no & pl.col(f"{s.own}tried")).then(c) for s, c in zip(self.schemes, choices, strict=True) if c is not None]
                chosen = pl.coalesce(chosen, *others)
            columns[name] = pl.when(said_yes if name == "scheme" else said_yes | said_no).then(chosen)
        frame = frame.with_columns(missing_mask=self._missing(), all_mask=self._shared(), **columns)
        groups = list(dict.fromkeys(s.scope.scheme.group for s in self.schemes))
        refused = {group: list_of(self._group_mask(group), self.bits.reasons) for group in groups}
        frame = frame.with_columns(missing=list_of(pl.col("missing_mask"), self.bits.fields), all=list_of(pl.col("all_mask"), self.bits.reasons), **refused)
        return frame.select(
            pl.lit(pl.Series(VERDICTS, dtype=pl.String)).gather(pl.col("verdict")).alias("verdict"),
            *outcomes,
            "missing",
            pl.when(pl.col("verdict") == 1).then(pl.struct(*groups, "all")).alias("refused_by"),
        )

    def _missing(self) -> pl.Expr:
        """Bits of the fields without which the verdict cannot be given: of the open scheme that lacks fewest."""
        open_ = [pl.col(f"{s.own}tried") & (pl.col(f"{s.own}result") == UNKNOWN) for s in self.schemes]
        masks = [pl.col(f"{s.own}lacking") for s in self.schemes]
        counts = [pl.when(o).then(m.bitwise_count_ones()).otherwise(255) for o, m in zip(open_, masks, strict=True)]
        fewest = pl.min_horizontal(*counts)
        lacking = pl.col("unsaid")
        for count, mask in zip(counts, masks, strict=True):
            lacking = lacking | pl.when((count == fewest) & (count < 255) & ~pl.col("fits")).then(mask).otherwise(_bits(0))
        return pl.when(pl.col("verdict") == 2).then(lacking).otherwise(_bits(0))

    def _group_mask(self, group: str) -> pl.Expr:
        """Bits of every reason of the schemes of a group; none unless the verdict is no."""
        mask = _bits(0)
        for s in self.schemes:
            if s.scope.scheme.group == group:
                mask = mask | pl.when(pl.col(f"{s.own}tried")).then(pl.col(f"{s.own}reasons")).otherwise(_bits(0))
        return pl.when(pl.col("verdict") == 1).then(mask).otherwise(_bits(0))

    def _shared(self) -> pl.Expr:
        """Bits of the reasons that every group tried shares; not on the list where none is tried."""
        shared = _bits((1 << len(self.bits.reasons)) - 1)
        for group in dict.fromkeys(s.scope.scheme.group for s in self.schemes):
            tried = pl.any_horizontal(*(pl.col(f"{s.own}tried") for s in self.schemes if s.scope.scheme.group == group))
            shared = pl.when(tried).then(shared & self._group_mask(group)).otherwise(shared)
        nobody = _bits(self.bits.reason("not_on_list"))
        return pl.when(pl.col("verdict") != 1).then(_bits(0)).when(pl.col("any_tried")).then(shared).otherwise(nobody)


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
        """Words that a field is looked for in: a literal list, or a list that a column holds."""
        for inner in test.tests:
            self._tested(scope, inner, words)
        if test.name != "in" or test.operands[0].kind != "field":
            return
        held = words.setdefault(test.operands[0].name, set())
        last = test.operands[1]
        if last.kind == "value":
            held.update(last.value)
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
        return {f"code:{field}": words.code(self.read_field(field)) for field, words in self.words.items()}

    def slots(self) -> Iterator[tuple[str, pl.Expr]]:
        for day, epochs in self.epochs.items():
            yield f"slot:{day}", epochs.slot(pl.col(day), pl.col("as_of"))


class Bits:
    """One bit for each reason and for each field that can be missing, the same in every scheme of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        reasons: list[str] = []
        for scheme in sheet.schemes:
            for step in scheme.conditions():
                reasons += list(step.reasons.values()) if isinstance(step, LookUp) else [step.reason]
        self.reasons = list(dict.fromkeys(r for r in ("not_on_list", *reasons) if r))
        self.fields = sorted(f.name for f in sheet.fields.values() if f.need in ("required", "optional") and f.assumed is None and not f.is_list)
        self.required = [f for f in self.fields if sheet.fields[f].need == "required"]

    def reason(self, code: str) -> int:
        return 1 << self.reasons.index(code) if code else 0

    def of_fields(self, names: Iterable[str]) -> int:
        wanted = set(names)
        return sum(1 << n for n, name in enumerate(self.fields) if name in wanted)


class BulkScheme:
    """One scheme as columns, each under the scheme's prefix."""

    def __init__(self, scope: Scope, layout: Layout, bits: Bits) -> None:
        self.scope = scope
        self.layout = layout
        self.bits = bits
        self.prefix = f"{scope.scheme.name}."  # before the names of its steps
        self.own = f"{scope.scheme.name}:"  # before what is said of the scheme as a whole
        self.sheet = scope.sheet
        self.conditions = scope.scheme.conditions()
        self.dense = {
            name: DenseGrid(layout.single.grids[scope.scheme.name, name], layout.epochs[layout.day_of(s)])
            for name, s in scope.steps.items()
            if isinstance(s, LookUp) and not s.members and scope.is_read(s)
        }
        self.shared = {step.name for step in scope.sheet.shared}
        self.fields = sorted({f for step in self.conditions for f in scope.fields_of(step) if not self.sheet.fields[f].level})
        operands = [o for s in scope.scheme.steps if not isinstance(s, LookUp) for o in operands_of(s)] + list(scope.scheme.outcome.values())
        self.read_columns = {f"{o.name}.{o.column}" for o in operands if o.kind == "column"}
        self.list_steps = {name for name in scope.steps if self._rests_on_list(name)}

    def _rests_on_list(self, name: str) -> bool:
        step = self.scope.steps[name]
        if isinstance(step, LookUp) and step.members:
            return True
        return any(self.sheet.fields[f].is_list for f in self.scope.fields_of(step))

    def judge(self, frame: pl.DataFrame) -> pl.DataFrame:
        waves = _Waves(frame)
        for name, step in self.scope.steps.items():
            if name in self.list_steps or name in self.shared:
                continue
            if isinstance(step, LookUp):
                if name in self.dense:
                    self.look_up(waves, step)
            elif isinstance(step, Derive):
                waves.add(self.prefix + name, self.derived(step))
            elif isinstance(step, Check) and not step.informs:
                waves.add(self.prefix + name, self.check(step))
        return self._ruling(waves)

    def check(self, step: Check) -> pl.Expr:
        """The result of a check."""
        code = self.test(step.test)
        if step.opens:
            code = pl.when(code == FAILED).then(pl.lit(OPEN, dtype=pl.UInt8)).otherwise(code)
        for operand in step.absent:
            code = pl.when(self.read(operand).is_null()).then(pl.lit(MET, dtype=pl.UInt8)).otherwise(code)
        return code

    def look_up(self, waves: Collector, step: LookUp) -> None:
        dense, name = self.dense[step.name], self.prefix + step.name
        waves.add(f"{name}#", dense.cell(self._key(step, dense), pl.col(f"slot:{self.layout.day_of(step)}")))
        cell = pl.col(f"{name}#")
        if step.is_condition:
            outcomes = results_by_status(step)
            waves.add(name, dense.by_cell([outcomes[c.status] for c in dense.cells], cell, pl.UInt8))
        for position, column in enumerate(self.scope.columns[step.name]):
            if f"{step.name}.{column}" in self.read_columns and not dense.holds_list(position):
                waves.add(f"{name}.{column}", dense.by_cell([c.values[position] for c in dense.cells], cell))

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

    def _ruling(self, waves: _Waves) -> pl.DataFrame:
        lacking, failed, unknown, open_ = _bits(0), [], [], []
        reasons = _bits(0)
        tried = pl.lit(True)
        in_force = pl.lit(True)
        for step in self.conditions:
            if step.name in self.list_steps or (isinstance(step, Check) and step.informs):
                continue
            result = pl.col(self.prefix + step.name)
            lacks = pl.col("nulls") & _bits(self.bits.of_fields(self.scope.fields_of(step)))
            failed.append(result == FAILED)
            unknown.append((result == UNKNOWN) & (lacks != 0))
            open_.append((result == OPEN) | ((result == UNKNOWN) & (lacks == 0)))
            lacking = lacking | pl.when(result == UNKNOWN).then(lacks).otherwise(_bits(0))
            reasons = reasons | self.reason_bits(step, result)
            if step.gate and isinstance(step, LookUp):
                dense = self.dense[step.name]
                cell = pl.col(f"{self.prefix}{step.name}#")
                tried = tried & dense.by_cell([c.status != NOT_ON_LIST for c in dense.cells], cell)
                in_force = dense.by_cell([c.status == HIT for c in dense.cells], cell)
            elif step.gate:
                tried = tried & (result != FAILED)
        length = self.read(self.scope.scheme.outcome[self.sheet.longest_by]) if self.sheet.longest_by else pl.lit(0)
        waves.add(self.own + "reasons", reasons)
        waves.add(self.own + "lacking", lacking)
        waves.add(self.own + "tried", tried)
        waves.add(self.own + "in_force", in_force)
        waves.add(self.own + "length", length.fill_null(0).cast(pl.Int64))
        result = (
            pl.when(pl.any_horizontal(*failed))
            .then(FAILED)
            .when(pl.any_horizontal(*unknown))
            .then(UNKNOWN)
            .when(pl.any_horizontal(*open_))
            .then(OPEN)
            .otherwise(MET)
        )
        waves.add(self.own + "result", result.cast(pl.UInt8))
        return waves.flush()

    def reason_bits(self, step: LookUp | Check, result: pl.Expr) -> pl.Expr:
        if isinstance(step, Check):
            return pl.when(result == FAILED).then(_bits(self.bits.reason(step.reason))).otherwise(_bits(0))
        dense = self.dense[step.name]
        outcomes = results_by_status(step)
        bits = [self.bits.reason(step.reasons.get(c.status, "")) if outcomes[c.status] == FAILED else 0 for c in dense.cells]
        return dense.by_cell(bits, pl.col(f"{self.prefix}{step.name}#"), pl.UInt32)

    def outcome(self, name: str) -> pl.Expr | None:
        operand = self.scope.scheme.outcome.get(name)
        if operand is None or (operand.kind in ("local", "column") and operand.name in self.list_steps):
            return None
        return self.read(operand)

    # ---- expressions ----

    def read(self, operand: Operand) -> pl.Expr:
        if operand.kind == "column":
            return pl.col(f"{self.prefix}{operand.name}.{operand.column}")
        if operand.kind == "local" and operand.name not in self.shared:
            return pl.col(self.prefix + operand.name)
        return self.layout.read(operand)

    def derived(self, step: Derive) -> pl.Expr:
        given = [self.read(operand) for operand in step.operands]
        return derived(step, given)

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
        if test.name == "in":
            words, code = self.layout.words[first.name], pl.col(f"code:{first.name}")
            if last.kind == "column":
                position = self.scope.columns[last.name].index(last.column)
                holds = self.dense[last.name].contains(position, pl.col(f"{self.prefix}{last.name}#"), words, code)
            else:
                holds = gather(pl.Series([False, *(w in last.value for w in words.words)], dtype=pl.Boolean), code)
        else:
            given = [self.read(operand) for operand in test.operands]
            holds = _compared(test.name, given)
        return pl.when(holds.is_null()).then(UNKNOWN).when(holds).then(MET).otherwise(FAILED).cast(pl.UInt8)


class Collector(Protocol):
    """Takes new columns."""

    def add(self, name: str, expression: pl.Expr) -> None: ...


class _Waves:
    """Collects columns and adds them together as long as none needs another of the same wave."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self.pending: dict[str, pl.Expr] = {}

    def add(self, name: str, expression: pl.Expr) -> None:
        if any(root in self.pending for root in expression.meta.root_names()):
            self.flush()
        self.pending[name] = expression

    def flush(self) -> pl.DataFrame:
        if self.pending:
            self.frame = self.frame.with_columns(**self.pending)
            self.pending = {}
        return self.frame


def derived(step: Derive, given: Sequence[pl.Expr]) -> pl.Expr:
    """A derived value as an expression (see `arithmetic` for what each means)."""
    if step.function == "day_of":
        return given[0] // 1440
    if step.function in ("day_plus", "plus"):
        total = given[0]
        for value in given[1:]:
            total = total + value
        return total
    if step.function == "minus":
        return given[0] - given[1]
    if step.function == "days_between":
        return given[1] - given[0]
    if step.function == "first_known":
        return pl.coalesce(*given)
    if step.function == "months_after":
        months = step.operands[1].value
        return given[0].cast(pl.Int32).cast(pl.Date).dt.offset_by(f"{months}mo").cast(pl.Int32).cast(pl.Int64)
    if step.function == "percentage":
        return (given[0] * given[1] + 5000) // 10000
    if step.function == "proportion":
        amount, part, whole = given
        return pl.when(whole > 0).then((2 * amount * part + whole) // (2 * whole))
    raise ValueError(f"{step.function} has no expression: it works on lists")


def _compared(name: str, given: Sequence[pl.Expr]) -> pl.Expr:
    if name == "is":
        return given[0] == given[1]
    if name == "at_most":
        return given[0] <= given[1]
    if name == "at_least":
        return given[0] >= given[1]
    return (given[1] <= given[0]) & (given[0] <= given[2])


def _bits(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt32)


def _first(flags: Sequence[pl.Expr]) -> pl.Expr:
    """The number of the first flag that is set."""
    return pl.coalesce(*(pl.when(flag).then(pl.lit(n, dtype=pl.UInt8)) for n, flag in enumerate(flags)))


def _pick(choices: Sequence[pl.Expr | None]) -> pl.Expr:
    """The choice with the number of the chosen scheme."""
    told = [pl.when(pl.col("chosen") == n).then(choice) for n, choice in enumerate(choices) if choice is not None]
    return pl.coalesce(*told) if told else pl.lit(None)


def list_of(mask: pl.Expr, names: Sequence[str]) -> pl.Expr:
    """The names whose bits are set, as a list."""
    return mask.map_batches(partial(_spelt, tuple(names)), return_dtype=pl.List(pl.Enum(names)), is_elementwise=True)


def _spelt(names: tuple[str, ...], masks: pl.Series) -> pl.Series:
    if len(names) <= MOST_SPELT:
        return _spellings(names).gather(masks)
    unique = masks.unique()
    at = masks.replace_strict(unique, pl.Series(range(len(unique)), dtype=pl.UInt32), return_dtype=pl.UInt32)
    return _spell(names, unique.to_list()).gather(at)


@cache
def _spellings(names: tuple[str, ...]) -> pl.Series:
    """Every mask spelt out once."""
    return _spell(names, range(1 << len(names)))


def _spell(names: tuple[str, ...], masks: Iterable[int]) -> pl.Series:
    return pl.Series([[name for n, name in enumerate(names) if mask >> n & 1] for mask in masks], dtype=pl.List(pl.Enum(names)))
