"""A compiled sheet for one question: every scheme judged, every condition kept, the best and the nearest found.

    rules = SingleRules(read_sheet(text, path, fields), tables)
    rules.judge({"nationality": "DE", "entry_at": minutes}, known=day)

Question values are plain: words, integers, days since 1970-01-01, minutes since then, fen, basis points; None is
"not said". Speed: bench/rules.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from liziba.engines.rules import arithmetic, source
from liziba.engines.rules.grid import DatedRow
from liziba.engines.rules.plan import Scope, grids
from liziba.engines.rules.ruling import FAILED, MET, OPEN, UNKNOWN, LineRuling, Ruling, SchemeRuling
from liziba.engines.rules.sheet import HIT, NOT_ON_LIST, Check, LookUp, Operand, Sheet, Step

NOTHING: frozenset[str] = frozenset()


class SingleRules:
    """A sheet and its tables, compiled to Python."""

    def __init__(self, sheet: Sheet, tables: Mapping[str, Sequence[DatedRow]]) -> None:
        self.sheet = sheet
        self.scopes = tuple(Scope(sheet, scheme) for scheme in sheet.schemes)
        self.grids = grids(sheet, tables)
        self.source, names = source.write(sheet, self.grids)
        names |= {name: getattr(arithmetic, name) for name in ("months_after", "share", "percentage", "outside", "doubtful", "days_in_window")}
        exec(compile(self.source, f"<{sheet.path}>", "exec"), names)  # our own code, written from a checked sheet
        self._judge = names["judge"]
        self._assemblers = tuple(_Assembler(scope) for scope in self.scopes)
        self._required = tuple(f.name for f in sheet.fields.values() if f.need == "required" and not f.level)
        self._has_lines = any(level.each for level in sheet.levels)

    def judge(self, question: Mapping[str, Any], known: int) -> Ruling:
        """The ruling on one question by what was known on the day `known`."""
        raw, groups = self._judge(question, known)
        if self._has_lines:
            return self._assemblers[0].with_lines(question, raw[0], groups)
        return decide(tuple([a.scheme(question, *told) for a, told in zip(self._assemblers, raw, strict=True)]), self.unsaid(question))

    def unsaid(self, question: Mapping[str, Any]) -> list[str]:
        """The required fields that were not said."""
        return [name for name in self._required if not question.get(name) and _missing(question, name)]


class _Assembler:
    """Turns the raw results of one scheme into a ruling."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.sheet = scope.sheet
        self.name = scope.scheme.name
        self.group = scope.scheme.group
        self.occasional = scope.scheme.occasional
        self.conditions = scope.scheme.conditions()
        self.names = tuple(s.name for s in (*scope.sheet.shared, *scope.scheme.steps) if not isinstance(s, Check))
        at = {name: n for n, name in enumerate(self.names)}
        self.informs = frozenset(n for n, s in enumerate(self.conditions) if isinstance(s, Check) and s.informs)
        self.fields = tuple(scope.fields_of(s) for s in self.conditions)
        specs = scope.sheet.fields
        self.asked = tuple(
            (
                tuple(f for f in fields if not specs[f].level and specs[f].need in ("required", "optional")),
                tuple(f for f in fields if not specs[f].level and specs[f].is_list),
            )
            for fields in self.fields
        )
        self.list_gates = tuple(at[s.name] for s in self.conditions if s.gate and isinstance(s, LookUp))
        self.gates = tuple(n for n, s in enumerate(self.conditions) if s.gate)
        self.check_gates = tuple(n for n, s in enumerate(self.conditions) if s.gate and isinstance(s, Check))
        self._reasons = tuple((at[s.name], s.reasons) if isinstance(s, LookUp) else (-1, s.reason) for s in self.conditions)
        self._outcome = {name: self._getter(operand, at) for name, operand in scope.scheme.outcome.items()}
        self._length = self._outcome.get(scope.sheet.longest_by)

    def _getter(self, operand: Operand, at: Mapping[str, int]) -> Callable[[Mapping[str, Any], tuple[Any, ...]], Any]:
        if operand.kind == "value":
            return lambda question, found: operand.value
        if operand.kind == "field":
            return lambda question, found: question.get(operand.name)
        position = at[operand.name]
        if operand.kind == "local":
            return lambda question, found: found[position]
        column = self.scope.columns[operand.name].index(operand.column)
        return lambda question, found: found[position].values[column]

    def scheme(self, question: Mapping[str, Any], results: tuple[Any, ...], found: tuple[Any, ...]) -> SchemeRuling:
        tried = in_force = True
        for position in self.list_gates:
            status = found[position].status
            tried = tried and status != NOT_ON_LIST
            in_force = status == HIT
        for n in self.check_gates:
            tried = tried and results[n] != FAILED
        missing: set[str] = set()
        if UNKNOWN in results:
            results = self._open(question, results, missing)
        counted = [r for n, r in enumerate(results) if n not in self.informs] if self.informs else results
        result = FAILED if FAILED in counted else UNKNOWN if UNKNOWN in counted else OPEN if OPEN in counted else MET
        if result == FAILED and (UNKNOWN in results or OPEN in results):
            for n in self.gates:
                if results[n] in (UNKNOWN, OPEN):
                    tried = False  # nobody knows whether it concerns the asker, and it would be refused anyway
        return SchemeRuling(self, question, found, results, result, tried, in_force, frozenset(missing) if missing else NOTHING)

    def _open(self, question: Mapping[str, Any], results: tuple[Any, ...], missing: set[str]) -> tuple[Any, ...]:
        """Where everything was said and a condition is still unknown, nobody has established it."""
        kept = list(results)
        for n, result in enumerate(results):
            if result == UNKNOWN:
                lacking = self.lacking(n, question)
                if not lacking:
                    kept[n] = OPEN
                elif n not in self.informs:
                    missing |= lacking
        return tuple(kept)

    def lacking(self, n: int, question: Mapping[str, Any]) -> set[str]:
        """The fields that were not said and that condition n rests on; else a list that is too coarse to judge."""
        asked, lists = self.asked[n]
        unsaid = {f for f in asked if not question.get(f) and _missing(question, f)}
        return unsaid or set(lists)

    def reason(self, n: int, found: tuple[Any, ...]) -> str:
        position, reason = self._reasons[n]
        if position < 0:
            return str(reason)
        return str(reason.get(found[position].status, ""))  # type: ignore[union-attr]

    def reasons(self, results: tuple[Any, ...], found: tuple[Any, ...]) -> tuple[str, ...]:
        if FAILED not in results:
            return ()
        told: dict[str, None] = {}
        for n, result in enumerate(results):
            if result == FAILED and n not in self.informs:
                told[self.reason(n, found)] = None
        told.pop("", None)
        return tuple(told)

    def outcome(self, question: Mapping[str, Any], found: tuple[Any, ...]) -> dict[str, Any]:
        return {name: get(question, found) for name, get in self._outcome.items()}

    def length(self, question: Mapping[str, Any], found: tuple[Any, ...]) -> int:
        return (self._length(question, found) or 0) if self._length else 0

    # ---- questions with lines ----

    def with_lines(self, question: Mapping[str, Any], raw: tuple[tuple[Any, ...], tuple[Any, ...]], groups: Sequence[int] | None) -> Ruling:
        """One scheme whose question holds lines: yes where all are met, partly where some are, no where none is."""
        results, found = raw
        values = dict(zip(self.names, found, strict=True))
        lines_level = next(level for level in self.sheet.levels if level.each)
        rows = question.get(lines_level.each) or ()
        whole = [n for n, s in enumerate(self.conditions) if not s.level and n not in self.informs]
        missing: set[str] = set()
        said: list[int] = []
        for n in whole:
            lacking = self.lacking(n, question) if results[n] == UNKNOWN else set()
            missing |= lacking
            said.append(OPEN if results[n] == UNKNOWN and not lacking else results[n])
        claim = _worst(said)
        lines = tuple(self._line(question, row, i, results, values, groups, missing) for i, row in enumerate(rows))
        missing |= {f.name for f in self.sheet.fields.values() if f.need == "required" and not f.level and _missing(question, f.name)}
        verdict = _verdict_of_lines(claim, [line.result for line in lines], bool(missing))
        result = {"yes": MET, "partly": MET, "no": FAILED, "unknown": UNKNOWN}.get(verdict, OPEN)
        scheme = SchemeRuling(self, question, found, results, result, True, True, frozenset(missing))
        unanswered = tuple(sorted(missing)) if verdict == "unknown" else ()
        return Ruling(verdict, scheme if result == MET else None, scheme, (scheme,), unanswered, lines)

    def _line(
        self,
        question: Mapping[str, Any],
        row: Mapping[str, Any],
        i: int,
        results: tuple[Any, ...],
        values: Mapping[str, Any],
        groups: Sequence[int] | None,
        missing: set[str],
    ) -> LineRuling:
        own: list[tuple[int, int]] = []
        shared: list[tuple[int, int]] = []
        for n, step in enumerate(self.conditions):
            if not step.level or n in self.informs:
                continue
            level = self.sheet.level(step.level)
            of_group = bool(level and level.of)
            at = groups[i] if of_group and groups is not None else i
            (shared if of_group else own).append((n, results[n][at]))
        left = all(result != FAILED for _, result in own)
        judged = [*own, *shared] if left else own  # a line that is out is not tested with its group
        reasons = tuple(dict.fromkeys(self.line_reason(n, i, groups, values) for n, result in judged if result == FAILED))
        said: list[int] = []
        refused = bool(reasons)
        for n, result in judged:
            if result == UNKNOWN:
                lacking = self.lacking(n, question) | {f for f in self.fields[n] if self.sheet.fields[f].level and _unsaid(row, self.sheet.fields[f])}
                lacking -= {f for f in lacking if self.sheet.fields[f].is_list}
                said.append(UNKNOWN if lacking else OPEN)
                if not refused:
                    missing |= lacking
            else:
                said.append(result)
        return LineRuling(_worst(said), reasons, left, groups[i] if groups is not None else i)

    def line_reason(self, n: int, i: int, groups: Sequence[int] | None, values: Mapping[str, Any]) -> str:
        step: Step = self.conditions[n]
        if isinstance(step, LookUp):
            level = self.sheet.level(step.level)
            at = groups[i] if level and level.of and groups is not None else i
            return step.reasons.get(values[step.name][at].status, "")
        assert isinstance(step, Check)
        return step.reason


def decide(schemes: tuple[SchemeRuling, ...], unsaid: Sequence[str] = ()) -> Ruling:
    """The ruling over competing schemes: the longest that fits, else the nearest; what is missing, else refusal.

    `unsaid` are required fields that were not said: without them nothing is granted, while a refusal stands. Of the
    schemes that are still open the one that lacks fewest fields says what is missing; schemes that concern few only
    where no other is open.
    """
    tried = [s for s in schemes if s.tried]
    fitting = [s for s in tried if s.result == MET]
    if fitting:
        best = max(fitting, key=_length) if len(fitting) > 1 else fitting[0]
        if unsaid:
            return Ruling("unknown", None, best, schemes, tuple(sorted(unsaid)))
        return Ruling("yes", best, best, schemes)
    nearest = min(tried, key=_distance) if len(tried) > 1 else tried[0] if tried else None
    open_ = [s for s in tried if s.result == UNKNOWN]
    undecided = [s.missing for s in open_ if not s.occasional] or [s.missing for s in open_]
    if undecided:
        fewest = min(len(m) for m in undecided)
        missing = frozenset(unsaid).union(*(m for m in undecided if len(m) == fewest))
        return Ruling("unknown", None, nearest, schemes, tuple(sorted(missing)))
    if OPEN in [s.result for s in tried]:
        return Ruling("not_established", None, nearest, schemes)
    return Ruling("no", None, nearest, schemes)


def _length(scheme: SchemeRuling) -> int:
    return scheme.length


def _distance(scheme: SchemeRuling) -> tuple[int, bool, int]:
    """How far a scheme is from fitting: fewest reasons, then in force, then the longest."""
    return len(scheme.reasons), not scheme.in_force, -scheme.length


def _verdict_of_lines(claim: int, lines: Sequence[int], missing: bool) -> str:
    if claim == FAILED or (lines and all(line == FAILED for line in lines)):
        return "no"
    if missing:
        return "unknown"
    if claim == OPEN or OPEN in lines:
        return "not_established"
    return "yes" if all(line == MET for line in lines) else "partly"


def _worst(results: Sequence[int]) -> int:
    return FAILED if FAILED in results else UNKNOWN if UNKNOWN in results else OPEN if OPEN in results else MET


def _missing(question: Mapping[str, Any], field: str) -> bool:
    value = question.get(field)
    return value is None or value == () or value == []


def _unsaid(row: Mapping[str, Any], spec: Any) -> bool:
    return spec.assumed is None and spec.need in ("required", "optional") and row.get(spec.name.rpartition(".")[2]) is None
