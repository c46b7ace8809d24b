"""Reads a rule sheet from YAML and checks every name on the way; errors say which line and what is accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from liziba.engines.rules.sheet import (
    COMPARISONS,
    DERIVATIONS,
    MISSES,
    REPAIRS,
    STATUS_NAMES,
    Check,
    Derive,
    FieldSpec,
    Level,
    LookUp,
    Operand,
    Scheme,
    Sheet,
    SheetError,
    Step,
    Test,
)


class _LineLoader(yaml.CSafeLoader):
    """Safe YAML that remembers on which line each mapping begins."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        mapping["__line__"] = node.start_mark.line + 1
        return mapping


# A scalar such as 2026-01-01 stays a word: days in a sheet would belong in a table.
_LineLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_sheet(text: str, path: str, fields: Sequence[FieldSpec]) -> Sheet:
    """Read and check a rule sheet. Raises SheetError with the line of the first thing that is wrong."""
    try:
        data = yaml.load(text, Loader=_LineLoader)  # a SafeLoader: nothing is executed
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise SheetError(path, mark.line + 1 if mark else 1, str(getattr(error, "problem", error))) from None
    if not isinstance(data, dict):
        raise SheetError(path, 1, "a sheet is a mapping")
    return _Reader(path, {f.name: f for f in fields}).sheet(data)


class _Reader:
    """Turns the mappings of a sheet into steps and checks every name on the way."""

    def __init__(self, path: str, fields: Mapping[str, FieldSpec]) -> None:
        self.path = path
        self.fields = fields
        self.levels: list[Level] = []
        self.locals: dict[str, str] = {}  # derived value -> level
        self.lookups: dict[str, LookUp] = {}
        self.scheme = ""

    def fail(self, line: int, message: str) -> SheetError:
        return SheetError(self.path, line, message)

    def take(self, data: dict[str, Any], allowed: Sequence[str], what: str) -> int:
        line = int(data.get("__line__", 1))
        for key in data:
            if key != "__line__" and key not in allowed:
                raise self.fail(line, f"unknown key {key!r} in {what}; accepted: {', '.join(allowed)}")
        return line

    def sheet(self, data: dict[str, Any]) -> Sheet:
        line = self.take(data, ("sheet", "decided_by", "levels", "derive", "schemes", "longest_by", "filled"), "a sheet")
        if not data.get("sheet") or not isinstance(data.get("schemes"), dict):
            raise self.fail(line, "a sheet has a name (sheet) and schemes")
        for name, level in (data.get("levels") or {}).items():
            if name == "__line__":
                continue
            at = self.take(level, ("each", "of", "by"), f"level {name}")
            if not str(name).isidentifier():
                raise self.fail(at, f"not a name: {name!r}")
            above = next((known.each for known in self.levels if known.name == level.get("of")), "")
            if level.get("of") and not above:
                raise self.fail(at, f"level {name}: no level {level['of']!r} before it")
            for field in level.get("by") or ():
                if f"{above}.{field}" not in self.fields:
                    raise self.fail(at, f"level {name}: no field {above}.{field}")
            if level.get("each") and level["each"] not in self.fields:
                raise self.fail(at, f"level {name}: no field {level['each']!r}")
            self.levels.append(Level(name, level.get("each", ""), level.get("of", ""), tuple(level.get("by") or ())))
        shared = tuple(self.step(step) for step in data.get("derive") or ())
        shared_names = dict(self.locals), dict(self.lookups)
        schemes = []
        for name, scheme in data["schemes"].items():
            if name == "__line__":
                continue
            at = self.take(scheme, ("group", "occasional", "steps", "outcome"), f"scheme {name}")
            self.locals, self.lookups = dict(shared_names[0]), dict(shared_names[1])
            self.scheme = str(name)
            steps = tuple(self.step(step) for step in scheme.get("steps") or ())
            names = [s.name for s in (*shared, *steps)]
            doubled = sorted({n for n in names if names.count(n) > 1})
            if doubled:
                raise self.fail(at, f"scheme {name}: step name used twice: {', '.join(doubled)}")
            outcome = {key: self.operand(value, at) for key, value in (scheme.get("outcome") or {}).items() if key != "__line__"}
            schemes.append(Scheme(name, scheme.get("group", name), steps, outcome, at, bool(scheme.get("occasional"))))
        return Sheet(
            name=data["sheet"],
            path=self.path,
            fields=self.fields,
            levels=tuple(self.levels),
            shared=shared,
            schemes=tuple(schemes),
            longest_by=data.get("longest_by", ""),
            decided_by=data.get("decided_by", ""),
            filled=tuple(data.get("filled") or ()),
        )

    def step(self, data: dict[str, Any]) -> Step:
        line = int(data.get("__line__", 1))
        level = data.get("level", "")
        if level and level not in {known.name for known in self.levels}:
            raise self.fail(line, f"no such level: {level}")
        for kind, read in (("lookup", self.look_up), ("derive", self.derive), ("check", self.check)):
            if kind in data:
                step = read(data, level, line)
                if not str(step.name).isidentifier():
                    raise self.fail(line, f"not a name: {step.name!r}")
                return step
        raise self.fail(line, "a step is a lookup, a derive or a check")

    def look_up(self, data: dict[str, Any], level: str, line: int) -> LookUp:
        self.take(
            data,
            ("lookup", "level", "table", "by", "day", "reasons", "open_on", "fails_on", "gate", "nearest", "members", "otherwise", "repair", "sources"),
            "a look-up",
        )
        by = tuple((column, self.operand(value, line)) for column, value in (data.get("by") or {}).items() if column != "__line__")
        if not data.get("table") or not by:
            raise self.fail(line, f"look-up {data['lookup']}: needs a table and what it is looked up by")
        reasons: dict[int, str] = {}
        for status, reason in (data.get("reasons") or {}).items():
            if status == "__line__":
                continue
            reasons[self.finding(status, line)] = reason
        open_on = frozenset(self.finding(status, line) for status in data.get("open_on") or ())
        fails_on = frozenset(self.finding(status, line) for status in data.get("fails_on") or ())
        step = LookUp(
            name=data["lookup"],
            level=level,
            line=line,
            table=data["table"],
            by=by,
            day=self.operand(data["day"], line) if "day" in data else None,
            reasons=reasons,
            open_on=open_on,
            fails_on=fails_on or MISSES - open_on,
            gate=bool(data.get("gate")),
            nearest=bool(data.get("nearest", True)),
            members=data.get("members", ""),
            otherwise={k: v for k, v in (data.get("otherwise") or {}).items() if k != "__line__"},
            repair=self.repair(data.get("repair"), line),
            sources=tuple(data.get("sources") or ()),
        )
        self.lookups[step.name] = step
        return step

    def finding(self, status: str, line: int) -> int:
        if status not in STATUS_NAMES:
            raise self.fail(line, f"no such finding: {status}; accepted: {', '.join(STATUS_NAMES)}")
        return STATUS_NAMES.index(status)

    def derive(self, data: dict[str, Any], level: str, line: int) -> Derive:
        functions = [key for key in data if key in DERIVATIONS]
        self.take(data, ("derive", "level", *DERIVATIONS), "a derived value")
        if len(functions) != 1:
            raise self.fail(line, f"a derived value uses one of: {', '.join(DERIVATIONS)}")
        function = functions[0]
        given = data[function] if isinstance(data[function], list) else [data[function]]
        count = DERIVATIONS[function]
        if count is not None and len(given) != count:
            raise self.fail(line, f"{function} takes {count} operands, not {len(given)}")
        operands = tuple(self.operand(value, line) for value in given)
        self.locals[data["derive"]] = level
        return Derive(data["derive"], level, line, function, operands)

    def check(self, data: dict[str, Any], level: str, line: int) -> Check:
        self.take(data, ("check", "level", "test", "reason", "absent", "gate", "informs", "opens", "repair", "sources"), "a check")
        if "test" not in data:
            raise self.fail(line, f"check {data['check']}: has no test")
        absent = data.get("absent") or []
        return Check(
            name=data["check"],
            level=level,
            line=line,
            test=self.test(data["test"], line),
            reason=data.get("reason", ""),
            absent=tuple(self.operand(value, line) for value in (absent if isinstance(absent, list) else [absent])),
            gate=bool(data.get("gate")),
            informs=bool(data.get("informs")),
            opens=bool(data.get("opens")),
            repair=self.repair(data.get("repair"), line),
            sources=tuple(data.get("sources") or ()),
        )

    def repair(self, data: Any, line: int) -> dict[str, Any]:
        """Which fields a repair sets and how: words that the search knows, fields of the question, look-ups before it."""
        found = _plain(data)
        for word, value in found.items():
            if word not in REPAIRS:
                raise self.fail(line, f"no such repair: {word}; accepted: {', '.join(REPAIRS)}")
            named = [value] if isinstance(value, str) else list(value) if word in ("moves_with", "said") else []
            unknown = [name for name in named if REPAIRS[word] == "field" and name not in self.fields]
            if unknown:
                raise self.fail(line, f"repair {word}: no such field: {unknown[0]}")
        return found

    def test(self, data: Any, line: int) -> Test:
        if not isinstance(data, dict):
            raise self.fail(line, "a test is a mapping such as {is: [purpose, =tourism]}")
        names = [key for key in data if key != "__line__"]
        line = int(data.get("__line__", line))
        if len(names) != 1:
            raise self.fail(line, "a test has one name")
        name = names[0]
        if name in COMPARISONS:
            given = data[name]
            if not isinstance(given, list) or len(given) != COMPARISONS[name]:
                raise self.fail(line, f"{name} takes {COMPARISONS[name]} operands")
            return Test(name, tuple(self.operand(value, line) for value in given))
        if name == "not":
            return Test(name, tests=(self.test(data[name], line),))
        if name in ("any", "all") and isinstance(data[name], list) and data[name]:
            return Test(name, tests=tuple(self.test(test, line) for test in data[name]))
        raise self.fail(line, f"no such test: {name}; accepted: {', '.join((*COMPARISONS, 'any', 'all', 'not'))}")

    def operand(self, given: Any, line: int) -> Operand:
        if isinstance(given, str):
            if given == "=@scheme":  # the name of the scheme itself, so that schemes can share their steps
                return Operand("value", value=self.scheme)
            if given.startswith("="):
                return Operand("value", value=given[1:])
            if given in self.fields:
                return Operand("field", given)
            if given in self.locals:
                return Operand("local", given)
            look_up, _, column = given.partition(".")
            if look_up in self.lookups and column:
                return Operand("column", look_up, column)
            raise self.fail(line, f"no such field, value or column: {given} (a word is written ={given})")
        if isinstance(given, (bool, int)) or given is None:
            return Operand("value", value=given)
        if isinstance(given, list):
            return Operand("value", value=tuple(v[1:] if isinstance(v, str) and v.startswith("=") else v for v in given))
        raise self.fail(line, f"not an operand: {given!r}")


def _plain(data: Any) -> dict[str, Any]:
    return {key: value for key, value in (data or {}).items() if key != "__line__"}
