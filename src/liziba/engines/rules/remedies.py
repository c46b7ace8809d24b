"""What would mend one failed condition of one scheme: each kind of repair that a sheet can name.

A repair says which fields to set. Whether it really turns the verdict is found out by whoever asks (`repair.py`),
which judges every repaired question again as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from liziba.engines.rules.arithmetic import MINUTES_A_DAY, belongs, is_wider
from liziba.engines.rules.grid import NEVER
from liziba.engines.rules.plan import Scope, results_by_status
from liziba.engines.rules.ruling import FAILED, MET, Ruling, SchemeRuling
from liziba.engines.rules.sheet import Check, LookUp, Operand
from liziba.engines.rules.single import SingleRules

Change = dict[str, Any]

# For a field of a question: the values that it could take, nearest first.
Nearest = Callable[[str, Mapping[str, Any], Collection[Any]], Sequence[Any]]
Judge = Callable[[Mapping[str, Any]], Ruling]

MOVE = ("into_force", "later", "sooner", "not_before")  # kinds of repair that move a stay as a whole
SHORTEN = ("earlier", "shorter")
MOST_DAYS_AHEAD = 366  # how far a stay is moved so that a window has room for it
MOST_NEW_DAYS = 3  # days on which a row changes that are tried for a condition


class Remedies:
    """The repairs of one refused scheme, for a question that may have been changed already.

    `known` is the day of knowledge, `floor` the first day that may be offered for anything.
    """

    def __init__(
        self, rules: SingleRules, at: int, scheme: SchemeRuling, question: Mapping[str, Any], known: int, floor: int, nearest: Nearest, judge: Judge
    ) -> None:
        self.rules = rules
        self.at = at
        self.scope: Scope = rules.scopes[at]
        self.scheme = scheme
        self.question = question
        self.known = known
        self.floor = floor
        self.nearest = nearest
        self.judge = judge
        self.values = scheme.values

    def of(self, step: LookUp | Check) -> list[Change]:
        """Every repair that the sheet names for the condition, in its order."""
        repair = step.repair
        found: list[Change] = []
        if any(self.question.get(field) is None for field in repair.get("said") or ()):
            return found
        moves_with = repair.get("moves_with") or ()
        if "another" in repair:
            found += self.another(step, repair)
        if "earlier" in repair and isinstance(step, Check):
            found += self.earlier(step, repair["earlier"])
        if "shorter" in repair:
            found += self.shorter(step, repair["shorter"], repair["after"])
        if "without" in repair:
            found += self.without(repair)
        if "sooner" in repair:
            found += self.sooner(step, repair["sooner"], moves_with)
        if "later" in repair:
            found += self.later(step, repair["later"], moves_with)
        if "not_before" in repair and isinstance(step, Check):
            found += self.not_before(step, repair["not_before"], moves_with)
        if "into_force" in repair:
            found += self.into_force(step, repair["into_force"], moves_with)
        return found

    # ---- other values ----

    def another(self, step: LookUp | Check, repair: Mapping[str, Any]) -> list[Change]:
        """Another value: those to try, or the keys that hold on the day in the table that was looked up; where none does, on the next such day."""
        field = repair["another"]
        then: Change = {}
        if "out_of" in repair:
            look_up = self.scope.steps[repair["out_of"]]
            assert isinstance(look_up, LookUp)
            found = self.holding(look_up, field, self.value(look_up.day) if look_up.day else self.known)
            if not found and "into_force" in repair:
                found, then = self.coming(look_up, field, repair)
            members = preferred(repair, found)
        else:
            members = words(repair.get("try"))
        current = self.question.get(field)
        changes = []
        for value in self.nearest(field, self.question, [m for m in members if m != current]):
            change = {field: value, **then}
            if "along" in repair and current is not None and self.question.get(repair["along"]) == current:
                change[repair["along"]] = value
            changes.append(change)
        return changes

    def coming(self, step: LookUp, field: str, repair: Mapping[str, Any]) -> tuple[list[Any], Change]:
        """The keys of the first later day on which any holds, and the stay moved to that day."""
        day = self.day_of(repair["into_force"])
        grid = self.rules.grids[self.scope.scheme.name, step.name]
        days = {d for key in grid.layers for d in grid.changing(key, self.known) if day is not None and day < d < NEVER}
        for later in sorted(days):
            found, moved = self.holding(step, field, later), self.moved(repair["into_force"], repair.get("moves_with") or (), [later - (day or 0)])
            if found and moved:
                return found, moved[0]
        return [], {}

    def holding(self, step: LookUp, field: str, day: int | None) -> list[Any]:
        """The values of a field for which the look-up finds a row that holds on a day; the other parts of its key stay."""
        if day is None:
            return []
        keys = self.rules.grids[self.scope.scheme.name, step.name].holding(day, self.known)
        if len(step.by) == 1:
            return keys
        parts = [None if operand.kind == "field" and operand.name == field else self.value(operand) for _, operand in step.by]
        wanted = parts.index(None)
        return [key[wanted] for key in keys if all(part is None or key[n] == part for n, part in enumerate(parts))]

    def without(self, repair: Mapping[str, Any]) -> list[Change]:
        """The list without the elements that failed; where none is left, one of the set that it is measured by."""
        field = repair["without"]
        said = self.question.get(field) or ()
        out = set(self.values.get(repair["elements"]) or ())
        if not out:
            return []
        cell = self.values[repair["instead"]]
        sure = cell.members.sure if cell.members else frozenset()
        kept = tuple(v for v in said if v not in out)
        found = [kept] if kept else []
        fine = tuple(v for v in kept if belongs(v, sure) or not is_wider(v, sure))  # a half-open province asks for its towns
        if fine and fine != kept:
            found.append(fine)
        if not fine:
            found += [(value,) for value in self.nearest(field, self.question, sorted(sure))]
        return [{field: value} for value in found]

    # ---- shorter stays ----

    def earlier(self, step: Check, field: str) -> list[Change]:
        """The same time of day on the last day that is allowed."""
        limit, moment = self.value(step.test.operands[-1]), self.question.get(field)
        if limit is None or moment is None:
            return []
        return [{field: limit * MINUTES_A_DAY + moment % MINUTES_A_DAY}]

    def shorter(self, step: LookUp | Check, field: str, after: str) -> list[Change]:
        """The longest stay that the condition lets pass, found by bisection: what is shorter passes too."""
        moment, start = self.question.get(field), self.question.get(after)
        if moment is None or start is None:
            return []
        low, high = start // MINUTES_A_DAY, moment // MINUTES_A_DAY

        def at(day: int) -> Change:
            return {field: max(day * MINUTES_A_DAY + moment % MINUTES_A_DAY, start)}

        if not self.passes(step, at(low)):
            return []
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.passes(step, at(middle)) else (low, middle)
        return [at(low)]

    # ---- other days ----

    def into_force(self, step: LookUp | Check, field: str, moves_with: Sequence[str]) -> list[Change]:
        """The next day on which the row holds; else the last stay that lies within, or begins before its end."""
        day = self.day_of(field)
        if day is None:
            return []
        if isinstance(step, Check):
            return self.on_new_days(step, field, moves_with, day)
        passing = {status for status, result in enumerate(results_by_status(step)) if result == MET}
        before, after = self.rules.grids[self.scope.scheme.name, step.name].around(self.key(step), day, self.known, passing)
        shifts = [after - day] if after is not None else []
        if before is not None:
            last = max([day, *(d for d in map(self.day_of, moves_with) if d is not None)])
            within, on_the_last_day = before - last, before - day
            shifts.append(within if day + within >= self.floor else on_the_last_day)
        return self.moved(field, moves_with, shifts)

    def on_new_days(self, step: Check, field: str, moves_with: Sequence[str], day: int) -> list[Change]:
        """The next days on which a row changes that the condition rests on, as far as the condition passes then."""
        days: set[int] = set()
        for name in self.scope.look_ups_of(step):
            look_up = self.scope.steps[name]
            assert isinstance(look_up, LookUp)
            days.update(self.rules.grids[self.scope.scheme.name, name].changing(self.key(look_up), self.known))
        after = sorted(d for d in days if day < d < NEVER)[:MOST_NEW_DAYS]
        tries = self.moved(field, moves_with, [d - day for d in after])
        return [change for change in tries if self.passes(step, change)][:1]

    def later(self, step: LookUp | Check, field: str, moves_with: Sequence[str]) -> list[Change]:
        """The first later day on which the condition lets the same stay pass, found by bisection."""
        day = self.day_of(field)
        if day is None or self.floor - day >= MOST_DAYS_AHEAD:  # so long past that no day ahead is near enough
            return []
        return self.shifted(step, field, moves_with, max(0, self.floor - day), MOST_DAYS_AHEAD)

    def sooner(self, step: LookUp | Check, field: str, moves_with: Sequence[str]) -> list[Change]:
        """The last earlier day on which the condition lets the same stay pass."""
        day = self.day_of(field)
        return [] if day is None or day <= self.floor else self.shifted(step, field, moves_with, 0, self.floor - day)

    def shifted(self, step: LookUp | Check, field: str, moves_with: Sequence[str], near: int, far: int) -> list[Change]:
        """The stay moved as little as the condition needs, between a shift that may be too little and one that is enough."""
        if not self.passes(step, self.moved(field, moves_with, [far])[0]):
            return []
        if near and self.passes(step, self.moved(field, moves_with, [near])[0]):
            return self.moved(field, moves_with, [near])
        while abs(far - near) > 1:
            middle = (near + far) // 2
            near, far = (near, middle) if self.passes(step, self.moved(field, moves_with, [middle])[0]) else (middle, far)
        return self.moved(field, moves_with, [far])

    def not_before(self, step: Check, field: str, moves_with: Sequence[str]) -> list[Change]:
        """The first day that is no longer too early."""
        day, limit = self.day_of(field), self.value(step.test.operands[-1])
        return [] if day is None or limit is None else self.moved(field, moves_with, [limit - day])

    def moved(self, field: str, moves_with: Sequence[str], shifts: Sequence[int]) -> list[Change]:
        """A moment and those that go with it, so many days later or earlier; no day before the first that may be offered."""
        found = []
        for shift in shifts:
            change = {f: self.question[f] + shift * MINUTES_A_DAY for f in (field, *moves_with) if self.question.get(f) is not None}
            if change[field] // MINUTES_A_DAY >= self.floor:
                found.append(change)
        return found

    # ---- values ----

    def passes(self, step: LookUp | Check, change: Change) -> bool:
        """Does the condition hold in the changed question, and does no doubt open by the change?"""
        scheme = self.judge({**self.question, **change}).schemes[self.at]
        return bool(scheme.results[self.scope.scheme.conditions().index(step)] == MET)

    def day_of(self, field: str) -> int | None:
        moment = self.question.get(field)
        return None if moment is None else moment // MINUTES_A_DAY

    def key(self, step: LookUp) -> Any:
        parts = tuple(self.value(operand) for _, operand in step.by)
        return parts[0] if len(parts) == 1 else parts

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


def failed_steps(scope: Scope, scheme: SchemeRuling, wanted: int = FAILED) -> list[LookUp | Check]:
    """The conditions of a scheme with that result, in the order of the sheet; those that only inform refuse nothing."""
    judged = zip(scope.scheme.conditions(), scheme.results, strict=True)
    return [step for step, result in judged if result == wanted and not (isinstance(step, Check) and step.informs)]


def moves_days(step: LookUp | Check) -> bool:
    return any(kind in step.repair for kind in MOVE)


def shortens(step: LookUp | Check) -> bool:
    return any(kind in step.repair for kind in SHORTEN)


def moments_of(step: LookUp | Check) -> set[str]:
    """The fields that the repairs of a condition move in time."""
    return {step.repair[kind] for kind in (*MOVE, *SHORTEN) if kind in step.repair} | set(step.repair.get("moves_with") or ())


def words(listed: Sequence[Any] | None) -> list[Any]:
    """The literals of a sheet's list."""
    return [v[1:] if isinstance(v, str) and v.startswith("=") else v for v in listed or []]


def preferred(repair: Mapping[str, Any], members: Sequence[Any]) -> list[Any]:
    """The members with those in front that the sheet prefers."""
    first = [v for v in words(repair.get("first")) if v in members]
    return [*first, *(m for m in members if m not in first)]
