"""What would turn a refusal: each failed condition knows its repair, and every repaired question is judged again.

Only fields that the caller marks as changeable are touched. A repair is kept when the question, judged again as a
whole, gets the better verdict; the smallest comes first (fewest fields, then least moved).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from liziba.engines.rules.arithmetic import MINUTES_A_DAY
from liziba.engines.rules.plan import Scope
from liziba.engines.rules.ruling import FAILED, MET, OPEN, Ruling, SchemeRuling
from liziba.engines.rules.sheet import Check, LookUp, Operand
from liziba.engines.rules.single import SingleRules

MOST_TRIES_A_SCHEME = 24


@dataclass(frozen=True)
class Repair:
    """Fields to set, the verdict that follows, the conditions it repairs, and how far it moves things."""

    set: Mapping[str, Any]
    verdict: str
    mends: tuple[str, ...]
    scheme: str
    size: tuple[int, int, int]


# For a field: the values that it could take, nearest first.
Nearest = Callable[[str, Any, Collection[Any]], Sequence[Any]]


# For a question that is still open: values for what is missing that make it a yes, or None.
Complete = Callable[[Mapping[str, Any], Ruling], Mapping[str, Any] | None]


def repairs(
    rules: SingleRules,
    question: Mapping[str, Any],
    known: int,
    ruling: Ruling,
    changeable: Collection[str],
    nearest: Nearest,
    complete: Complete,
    most: int = 5,
) -> list[Repair]:
    """The smallest changes that turn a refusal into a yes, at most so many."""
    found: dict[tuple[Any, ...], Repair] = {}
    for scope, scheme in zip(rules.scopes, ruling.schemes, strict=True):
        if not scheme.tried or scheme.result != FAILED:
            continue
        mender = _Mender(rules, scope, scheme, question, known, changeable, nearest)
        for mends, change in mender.changes():
            key = tuple(sorted((k, repr(v)) for k, v in change.items()))
            if key in found:
                continue
            after = rules.judge({**question, **change}, known)
            if after.verdict == "unknown":
                more = complete({**question, **change}, after)
                if more is not None:
                    change = {**change, **more}
                    after = rules.judge({**question, **change}, known)
            if after.verdict == "yes":
                best = after.best.name if after.best else scheme.name
                found[key] = Repair(change, "yes", mends, best, mender.size(change))
    return sorted(found.values(), key=lambda r: r.size)[:most]


class _Mender:
    """Finds the repairs of one refused scheme."""

    def __init__(
        self,
        rules: SingleRules,
        scope: Scope,
        scheme: SchemeRuling,
        question: Mapping[str, Any],
        known: int,
        changeable: Collection[str],
        nearest: Nearest,
    ) -> None:
        self.rules = rules
        self.scope = scope
        self.scheme = scheme
        self.question = question
        self.known = known
        self.changeable = changeable
        self.nearest = nearest
        self.values = scheme.values

    def changes(self) -> Iterable[tuple[tuple[str, ...], dict[str, Any]]]:
        """Every combination of one repair a failed condition; nothing where one of them has none."""
        failed = [s for s, r in zip(self.scope.scheme.conditions(), self.scheme.results, strict=True) if r == FAILED]
        options = [self.options(step) for step in failed]
        if not all(options):
            return
        mends = tuple(step.name for step in failed)
        for choice in islice(product(*options), MOST_TRIES_A_SCHEME):
            merged: dict[str, Any] = {}
            for change in choice:
                merged |= change
            yield mends, merged

    def options(self, step: LookUp | Check) -> list[dict[str, Any]]:
        repair = step.repair
        found: list[dict[str, Any]] = []
        if "into_force" in repair and isinstance(step, LookUp):
            found = self.into_force(step, repair["into_force"], repair.get("moves_with") or [])
        elif "another" in repair:
            found = self.another(step, repair)
        elif "earlier" in repair and isinstance(step, Check):
            found = self.earlier(step, repair["earlier"])
        elif "shorter" in repair:
            found = self.shorter(step, repair["shorter"], repair["after"])
        elif "without" in repair:
            found = self.without(repair["without"], repair["elements"])
        return [change for change in found if all(field in self.changeable for field in change)]

    def into_force(self, step: LookUp, field: str, moves_with: Sequence[str]) -> list[dict[str, Any]]:
        """The next day on which the row holds; where none is known, the last stay that still lies within."""
        key = tuple(self.value(operand) for _, operand in step.by)
        day = self.value(step.day) if step.day else None
        moment = self.question.get(field)
        if day is None or moment is None:
            return []
        passing = {status for status in range(7) if status not in step.fails_on}
        before, after = self.rules.grids[self.scope.scheme.name, step.name].around(key[0] if len(key) == 1 else key, day, self.known, passing)
        last = max([day, *(self.question[f] // MINUTES_A_DAY for f in moves_with if self.question.get(f) is not None)])
        shifts = [after - day] if after is not None else []
        if before is not None:
            shifts.append(before - last)
        found = []
        for shift in shifts:
            if day >= self.known > day + shift:
                continue  # nobody can travel in the past
            change = {field: moment + shift * MINUTES_A_DAY}
            for other in moves_with:
                if self.question.get(other) is not None:
                    change[other] = self.question[other] + shift * MINUTES_A_DAY
            found.append(change)
        return found

    def another(self, step: LookUp | Check, repair: Mapping[str, Any]) -> list[dict[str, Any]]:
        field = repair["another"]
        if "out_of" in repair and isinstance(step, LookUp):
            day = self.value(step.day) if step.day else None
            grid = self.rules.grids[self.scope.scheme.name, step.name]
            members = [] if day is None else preferred(repair, grid.holding(day, self.known))
        else:
            members = words(repair.get("try"))
        current = self.question.get(field)
        return [{field: value} for value in self.nearest(field, current, [m for m in members if m != current])]

    def earlier(self, step: Check, field: str) -> list[dict[str, Any]]:
        """The same time of day on the last day that is allowed."""
        limit = self.value(step.test.operands[-1])
        moment = self.question.get(field)
        if limit is None or moment is None:
            return []
        compared = step.test.operands[0]
        if compared.kind == "field" and compared.name == field:  # a day, compared as it is
            return [{field: limit}]
        return [{field: limit * MINUTES_A_DAY + moment % MINUTES_A_DAY}]

    def shorter(self, step: LookUp | Check, field: str, after: str) -> list[dict[str, Any]]:
        """The longest stay that the condition lets pass, found by bisection: what is shorter passes too."""
        moment, start = self.question.get(field), self.question.get(after)
        if moment is None or start is None:
            return []
        low, high = start // MINUTES_A_DAY, moment // MINUTES_A_DAY
        if not self.passes(step, field, low, moment):
            return []
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.passes(step, field, middle, moment) else (low, middle)
        return [{field: max(low * MINUTES_A_DAY + moment % MINUTES_A_DAY, start)}]

    def passes(self, step: LookUp | Check, field: str, day: int, moment: int) -> bool:
        ruling = self.rules.judge({**self.question, field: day * MINUTES_A_DAY + moment % MINUTES_A_DAY}, self.known)
        scheme = next(s for s in ruling.schemes if s.name == self.scheme.name)
        results = dict(zip((s.name for s in self.scope.scheme.conditions()), scheme.results, strict=True))
        return results[step.name] == MET and OPEN not in scheme.results

    def without(self, field: str, elements: str) -> list[dict[str, Any]]:
        out = set(self.values.get(elements) or ())
        kept = tuple(v for v in self.question.get(field) or () if v not in out)
        return [{field: kept}] if out else []

    def value(self, operand: Operand) -> Any:
        if operand.kind == "value":
            return operand.value
        if operand.kind == "field":
            spec = self.scope.sheet.fields[operand.name]
            said = self.question.get(operand.name)
            return spec.assumed if said is None else said
        if operand.kind == "local":
            return self.values[operand.name]
        return self.values[operand.name].values[self.scope.columns[operand.name].index(operand.column)]

    def size(self, change: Mapping[str, Any]) -> tuple[int, int, int]:
        """Fewest fields first, then the least minutes moved, then the order in which values were offered."""
        moved = 0
        for field, value in change.items():
            before = self.question.get(field)
            if isinstance(value, int) and isinstance(before, int):
                moved = max(moved, abs(value - before))
        return len(change), 0 if moved == 0 else 1, moved


def words(listed: Sequence[Any] | None) -> list[Any]:
    """The literals of a sheet's list."""
    return [v[1:] if isinstance(v, str) and v.startswith("=") else v for v in listed or []]


def preferred(repair: Mapping[str, Any], members: Sequence[Any]) -> list[Any]:
    """The members with those in front that the sheet prefers."""
    first = [v for v in words(repair.get("first")) if v in members]
    return [*first, *(m for m in members if m not in first)]
