"""A rule sheet: look-ups, derived values, checks and outcomes, read from YAML and checked before anything is compiled.

A sheet names schemes; a scheme is a list of steps. Operands are names: a field of the question (`nationality`,
`purchases.date`), a value derived before (`last_day`), a column of a row looked up before (`rule.max_days`); or
literals: numbers, truth values, lists, and words written with an equals sign (`=confirmed`).
Nothing here knows a country, a port or a day: those are in the sheet and in the tables it looks up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

Need = Literal["required", "assumed", "none", "optional"]

# What a look-up can find: the row that holds, or why there is none (the nearest row is still returned).
HIT, NOT_ON_LIST, NOT_YET_IN_FORCE, EXPIRED, SUSPENDED, NOT_ESTABLISHED, NOT_KNOWN = range(7)
MISSES = frozenset((NOT_ON_LIST, NOT_YET_IN_FORCE, EXPIRED, SUSPENDED))
STATUS_NAMES = ("hit", "not_on_list", "not_yet_in_force", "expired", "suspended", "not_established", "not_known")

# Derived values: name -> number of operands (None: any number).
DERIVATIONS: Mapping[str, int | None] = {
    "day_of": 1,
    "day_plus": 2,
    "months_after": 2,
    "days_between": 2,
    "first_known": None,
    "plus": None,
    "minus": 2,
    "proportion": 3,
    "percentage": 2,
    "outside": 2,
    "doubtful": 2,
    "days_in_window": 6,
    "sum": 1,
}
# Words of a repair: what their value names (see remedies.py).
REPAIRS: Mapping[str, str] = {
    "another": "field",
    "out_of": "look-up",
    "try": "values",
    "first": "values",
    "along": "field",
    "said": "field",
    "alone": "truth",
    "earlier": "field",
    "shorter": "field",
    "after": "field",
    "without": "field",
    "elements": "value",
    "instead": "look-up",
    "into_force": "field",
    "later": "field",
    "sooner": "field",
    "not_before": "field",
    "moves_with": "field",
}
COMPARISONS: Mapping[str, int] = {"is": 2, "in": 2, "at_most": 2, "at_least": 2, "between": 3}


class SheetError(ValueError):
    """A rule sheet that cannot be used: which file, which line, what is wrong."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path = path
        self.line = line
        self.message = message


@dataclass(frozen=True)
class FieldSpec:
    """A field of the question as the engine sees it. `level` is the level whose rows carry it."""

    name: str
    need: Need
    assumed: Any = None
    level: str = ""
    is_list: bool = False


@dataclass(frozen=True)
class Operand:
    """A field, a derived value, a column of a looked-up row, or a literal."""

    kind: Literal["field", "local", "column", "value"]
    name: str = ""
    column: str = ""
    value: Any = None


@dataclass(frozen=True)
class Test:
    """A comparison of operands, or `any`, `all`, `not` over tests."""

    name: str
    operands: tuple[Operand, ...] = ()
    tests: tuple[Test, ...] = ()


@dataclass(frozen=True)
class Step:
    """What every kind of step has."""

    name: str
    level: str
    line: int


@dataclass(frozen=True)
class LookUp(Step):
    """A dated, keyed row, known since a day.

    `reasons` maps a finding to a reason code; findings in `fails_on` refuse (every miss, unless said otherwise),
    those in `open_on` mean that nobody has established it. `members` collects the values of that column over all rows
    of the key that hold. `otherwise` gives columns where the key is on no row (without `nearest`: on every miss). A look-up without
    either is no condition of its own.
    """

    table: str = ""
    by: tuple[tuple[str, Operand], ...] = ()
    day: Operand | None = None
    reasons: Mapping[int, str] = field(default_factory=dict)
    open_on: frozenset[int] = frozenset()
    fails_on: frozenset[int] = frozenset()
    gate: bool = False
    nearest: bool = True
    members: str = ""
    otherwise: Mapping[str, Any] = field(default_factory=dict)
    repair: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    @property
    def is_condition(self) -> bool:
        return bool(self.reasons or self.open_on) or self.gate


@dataclass(frozen=True)
class Derive(Step):
    """A value computed from others; unknown where an operand is unknown."""

    function: str = ""
    operands: tuple[Operand, ...] = ()


@dataclass(frozen=True)
class Check(Step):
    """A condition: met, failed or unknown.

    `absent` operands that were not said make it met. `informs` conditions are reported but never refuse. With `opens`
    a condition that fails says that nobody has established it.
    """

    test: Test = field(default_factory=lambda: Test("all"))
    reason: str = ""
    absent: tuple[Operand, ...] = ()
    gate: bool = False
    informs: bool = False
    opens: bool = False
    repair: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scheme:
    """One rule under which the answer can be yes."""

    name: str
    group: str
    steps: tuple[Step, ...]
    outcome: Mapping[str, Operand]
    line: int
    occasional: bool = False  # concerns few: in bulk it is judged only where its first gate may be open

    def conditions(self) -> tuple[LookUp | Check, ...]:
        return self._conditions

    @cached_property
    def _conditions(self) -> tuple[LookUp | Check, ...]:
        return tuple(s for s in self.steps if (isinstance(s, LookUp) and s.is_condition) or isinstance(s, Check))


@dataclass(frozen=True)
class Level:
    """A level below the question: the elements of a list field, or groups of them by some of their fields."""

    name: str
    each: str = ""
    of: str = ""
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A checked rule sheet."""

    name: str
    path: str
    fields: Mapping[str, FieldSpec]
    levels: tuple[Level, ...]
    shared: tuple[Step, ...]
    schemes: tuple[Scheme, ...]
    longest_by: str
    decided_by: str
    filled: tuple[str, ...] = ()  # outcomes that the next scheme tried gives where the nearest has none

    def tables(self) -> set[str]:
        return {s.table for s in self.steps() if isinstance(s, LookUp)}

    def steps(self) -> Iterator[Step]:
        yield from self.shared
        for scheme in self.schemes:
            yield from scheme.steps

    def level(self, name: str) -> Level | None:
        return next((level for level in self.levels if level.name == name), None)
