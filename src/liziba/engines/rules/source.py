"""Writes the Python of a compiled sheet: straight code, a local variable a value, no interpretation at run time.

The generated function takes the question's values and the day of knowledge and returns, a scheme, the results of its
conditions and every value on the way. Values of a level below the question are lists, an entry a line or group.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liziba.engines.rules.grid import Grid
from liziba.engines.rules.plan import Scope, operands_of, results_by_status
from liziba.engines.rules.ruling import FAILED, MET, OPEN, UNKNOWN
from liziba.engines.rules.sheet import Check, Derive, LookUp, Operand, Sheet, SheetError, Step, Test

_DERIVED = {
    "day_of": "{0} // 1440",
    "day_plus": "{0} + {1}",
    "months_after": "months_after({0}, {1})",
    "days_between": "{1} - {0}",
    "minus": "{0} - {1}",
    "proportion": "share({0}, {1}, {2})",
    "percentage": "percentage({0}, {1})",
    "outside": "outside({0}, {1})",
    "doubtful": "doubtful({0}, {1})",
    "days_in_window": "days_in_window({0}, {1}, {2}, {3}, {4}, {5})",
}
_COMPARED = {"is": "{0} == {1}", "in": "{0} in {1}", "at_most": "{0} <= {1}", "at_least": "{0} >= {1}", "between": "{1} <= {0} <= {2}"}


def write(sheet: Sheet, grids: dict[tuple[str, str], Grid]) -> tuple[str, dict[str, Any]]:
    """The source of `judge(question, known)` and the names it needs."""
    writer = _Writer(sheet, grids)
    writer.function()
    return "\n".join(writer.lines) + "\n", writer.names


class _Writer:
    def __init__(self, sheet: Sheet, grids: dict[tuple[str, str], Grid]) -> None:
        self.sheet = sheet
        self.grids = grids
        self.lines: list[str] = []
        self.names: dict[str, Any] = {}
        self.constants: dict[Any, str] = {}
        self.stored: set[str] = set()  # variables of a lower level that an earlier loop has stored

    def constant(self, value: Any) -> str:
        if value is None or isinstance(value, (bool, int)):
            return repr(value)
        if (type(value), value) not in self.constants:
            name = f"k{len(self.constants)}"
            self.constants[type(value), value] = name
            self.names[name] = value
        return self.constants[type(value), value]

    def function(self) -> None:
        self.lines.append("def judge(question, known):")
        used = sorted({o.name for scheme in self.sheet.schemes for o in _fields(Scope(self.sheet, scheme))})
        for name in used:
            if not self.sheet.fields[name].level:
                self.fetch(name, "question", "    ")
        for below in self.sheet.levels:
            if below.each:
                self.lines.append(f"    {below.name}_rows = question.get({below.each!r}) or ()")
                self.lines.append(f"    {below.name}_count = len({below.name}_rows)")
            else:
                self.group(below.name, below.of, below.by)
        for number, scheme in enumerate(self.sheet.schemes):
            self.stored = set()
            scope = Scope(self.sheet, scheme)
            prefix = f"s{number}_"
            steps = [*self.sheet.shared, *scheme.steps]
            for level, run in _runs(steps):
                self.run(scope, level, run, prefix)
            results = "".join(f"{self.result_name(s, prefix)}, " for s in scheme.conditions())
            values = "".join(f"{self.stored_name(s, prefix)}, " for s in steps if not isinstance(s, Check))
            self.lines.append(f"    out{number} = (({results}), ({values}))")
        outs = ", ".join(f"out{n}" for n in range(len(self.sheet.schemes)))
        extra = "".join(f", {level.name}_of" for level in self.sheet.levels if level.of)
        self.lines.append(f"    return ({outs},){extra}" if extra else f"    return ({outs},), None")

    def fetch(self, name: str, row: str, indent: str) -> None:
        spec = self.sheet.fields[name]
        short = name.rpartition(".")[2] if spec.level else name
        self.lines.append(f"{indent}{_variable(name)} = {row}.get({short!r})")
        if spec.assumed is not None:
            self.lines.append(f"{indent}if {_variable(name)} is None: {_variable(name)} = {self.constant(spec.assumed)}")

    def group(self, name: str, of: str, by: Sequence[str]) -> None:
        """Number the groups of a level's rows by the values of some fields."""
        self.lines += [f"    {name}_of = []", f"    {name}_numbers = {{}}", f"    {name}_rows = []", f"    for row in {of}_rows:"]
        keys = []
        for field in by:
            path = f"{self.sheet.level(of).each}.{field}"  # type: ignore[union-attr]
            self.fetch(path, "row", "        ")
            keys.append(_variable(path))
        self.lines += [
            f"        key = ({', '.join(keys)},)",
            f"        number = {name}_numbers.get(key)",
            "        if number is None:",
            f"            {name}_numbers[key] = number = len({name}_rows)",
            f"            {name}_rows.append(row)",
            f"        {name}_of.append(number)",
            f"    {name}_count = len({name}_rows)",
        ]

    def run(self, scope: Scope, level: str, steps: Sequence[Step], prefix: str) -> None:
        """Consecutive steps of one level: straight code for the question, one loop for a level below."""
        if not level:
            for step in steps:
                self.step(scope, step, prefix, "    ", "")
            return
        stored = [self.variable(step, prefix) for step in steps]
        for name in stored:
            self.lines.append(f"    {name}_s = []")
        for step in steps:
            if isinstance(step, Derive) and step.function == "sum":
                self.total(scope, step, prefix)
        self.lines.append(f"    for i in range({level}_count):")
        self.lines.append(f"        row = {level}_rows[i]")
        names = {o.name for s in steps for o in _step_fields(s) if scope.level_of(o)}
        for name in sorted(names):
            self.fetch(name, "row", "        ")
        for step in steps:
            self.step(scope, step, prefix, "        ", level)
            name = self.variable(step, prefix)
            self.lines.append(f"        {name}_s.append({name})")
        self.stored |= set(stored)

    def total(self, scope: Scope, step: Derive, prefix: str) -> None:
        """A sum over the lines that no condition of their own has failed; unknown where an amount is."""
        operand = step.operands[0]
        lines = self.sheet.level(step.level).of if step.level else scope.level_of(operand)  # type: ignore[union-attr]
        left = self.left(scope, lines, prefix, step)
        target = f"{prefix}{step.name}_total"
        count = f"{step.level}_count" if step.level else "1"
        number = f"{step.level}_of[i]" if step.level else "0"
        self.lines += [f"    {target} = [0] * {count}", f"    for i in range({lines}_count):"]
        if operand.kind == "field":
            self.lines.append(f"        row = {lines}_rows[i]")
            self.fetch(operand.name, "row", "        ")
            value = _variable(operand.name)
        else:
            value = f"{prefix}{operand.name}_s[i]"
        self.lines += [
            f"        if {left}:",
            f"            if {value} is None or {target}[{number}] is None: {target}[{number}] = None",
            f"            else: {target}[{number}] += {value}",
        ]

    def left(self, scope: Scope, lines: str, prefix: str, until: Step) -> str:
        """Code that says whether line i is left: no earlier condition of the line, its group or the question failed."""
        parts = []
        for step in scope.scheme.steps:
            if step is until:
                break
            if not ((isinstance(step, LookUp) and step.is_condition) or (isinstance(step, Check) and not step.informs)):
                continue
            name = self.result_name(step, prefix)
            level = self.sheet.level(step.level) if step.level else None
            if level is None:
                if not until.level:
                    parts.append(f"{name} != {FAILED}")
            elif level.each and level.name == lines:
                parts.append(f"{name}[i] != {FAILED}")
            elif level.of == lines and not until.level:
                parts.append(f"{name}[{level.name}_of[i]] != {FAILED}")
        return " and ".join(parts) or "True"

    def step(self, scope: Scope, step: Step, prefix: str, indent: str, level: str) -> None:
        name = self.variable(step, prefix)
        if isinstance(step, LookUp):
            keys = [self.read(scope, operand, prefix, level) for _, operand in step.by]
            key = keys[0]
            if len(keys) > 1:
                known = " or ".join(f"{k} is None" for k in keys)
                key = f"None if {known} else ({', '.join(keys)},)"
            grid = self.grids[scope.scheme.name, step.name]
            self.names[f"find_{prefix}{step.name}"] = grid.find
            day = self.read(scope, step.day, prefix, level) if step.day else "known"
            self.lines.append(f"{indent}{name} = find_{prefix}{step.name}({key}, {day}, known)")
            if step.is_condition:
                table = self.constant(results_by_status(step))
                self.lines.append(f"{indent}{name}_r = {table}[{name}.status]")
                if level:
                    self.lines.append(f"{indent}{name}_r_s.append({name}_r)")
                    self.lines.insert(self._loop_start(level), f"    {name}_r_s = []")
                    self.stored.add(f"{name}_r")
        elif isinstance(step, Derive):
            self.lines.append(f"{indent}{name} = {self.derived(scope, step, prefix, level)}")
        elif isinstance(step, Check):
            code = self.test(scope, step.test, prefix, level)
            if step.opens:
                code = f"({MET}, {OPEN}, {UNKNOWN})[{code}]"
            for operand in step.absent:
                code = f"{MET} if {self.read(scope, operand, prefix, level)} is None else {code}"
            self.lines.append(f"{indent}{name} = {code}")

    def _loop_start(self, level: str) -> int:
        """Where the loop that is being written begins."""
        start = f"    for i in range({level}_count):"
        return max(n for n, line in enumerate(self.lines) if line == start)

    def derived(self, scope: Scope, step: Derive, prefix: str, level: str) -> str:
        if step.function == "sum":
            if not level:
                self.total(scope, step, prefix)
            return f"{prefix}{step.name}_total[{'i' if level else '0'}]"
        given = [self.read(scope, operand, prefix, level) for operand in step.operands]
        if step.function == "first_known":
            code = given[-1]
            for value in reversed(given[:-1]):
                code = f"{value} if {value} is not None else {code}"
            return code
        if step.function == "plus":
            code = " + ".join(given)
        else:
            code = _DERIVED[step.function].format(*given)
        if step.function == "days_in_window":
            return code  # says itself what it can do without
        known = " or ".join(f"{g} is None" for g, o in zip(given, step.operands, strict=True) if o.kind != "value")
        return f"None if {known} else {code}" if known else code

    def test(self, scope: Scope, test: Test, prefix: str, level: str) -> str:
        if test.name == "not":
            return f"({FAILED}, {MET}, {UNKNOWN})[{self.test(scope, test.tests[0], prefix, level)}]"
        if test.name in ("any", "all"):
            parts = [self.test(scope, inner, prefix, level) for inner in test.tests]
            self.names.setdefault("any_of", any_of)
            self.names.setdefault("all_of", all_of)
            return f"{test.name}_of({', '.join(parts)})"
        given = [self.read(scope, operand, prefix, level) for operand in test.operands]
        known = " or ".join(f"{g} is None" for g, o in zip(given, test.operands, strict=True) if o.kind != "value")
        code = f"({MET} if {_COMPARED[test.name].format(*given)} else {FAILED})"
        return f"({UNKNOWN} if {known} else {code})" if known else code

    def read(self, scope: Scope, operand: Operand, prefix: str, level: str) -> str:
        """The code that reads an operand from inside a level."""
        if operand.kind == "value":
            return self.constant(operand.value)
        if operand.kind == "field":
            return _variable(operand.name)
        step = scope.steps[operand.name]
        name = self.variable(step, prefix)
        if step.level and step.level != level:
            above = self.sheet.level(step.level)
            if not level or above is None or above.of != level:
                raise SheetError(self.sheet.path, step.line, f"{operand.name} is a value of level {step.level}: use a sum")
            name = f"{name}_s[{step.level}_of[i]]"
        elif step.level and name in self.stored:
            name = f"{name}_s[i]"
        if operand.kind == "local":
            return name
        index = scope.columns[operand.name].index(operand.column)
        return f"{name}.values[{index}]"

    def variable(self, step: Step, prefix: str) -> str:
        return f"{prefix}{step.name}"

    def stored_name(self, step: Step, prefix: str) -> str:
        return f"{self.variable(step, prefix)}_s" if step.level else self.variable(step, prefix)

    def result_name(self, step: Step, prefix: str) -> str:
        name = self.variable(step, prefix) + ("_r" if isinstance(step, LookUp) else "")
        return f"{name}_s" if step.level else name


def any_of(*results: int) -> int:
    """Met where one is met; unknown where one could still be."""
    return MET if MET in results else UNKNOWN if UNKNOWN in results else FAILED


def all_of(*results: int) -> int:
    """Failed where one has failed; unknown where one still could."""
    return FAILED if FAILED in results else UNKNOWN if UNKNOWN in results else MET


def _variable(field: str) -> str:
    return "f_" + field.replace(".", "_")


def _runs(steps: Sequence[Step]) -> list[tuple[str, list[Step]]]:
    runs: list[tuple[str, list[Step]]] = []
    for step in steps:
        if not runs or runs[-1][0] != step.level:
            runs.append((step.level, []))
        runs[-1][1].append(step)
    return runs


def _fields(scope: Scope) -> set[Operand]:
    return {o for step in scope.steps.values() for o in _step_fields(step)} | {o for o in scope.scheme.outcome.values() if o.kind == "field"}


def _step_fields(step: Step) -> set[Operand]:
    found = {o for o in operands_of(step) if o.kind == "field"}
    if isinstance(step, Check):
        found |= {o for o in step.absent if o.kind == "field"}
    return found
