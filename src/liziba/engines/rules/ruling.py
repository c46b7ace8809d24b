"""Rulings: what a compiled sheet says about one question, before anybody puts it into words.

Results are small integers: MET, FAILED, UNKNOWN (the asker can say), OPEN (nobody has established it).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

MET, FAILED, UNKNOWN, OPEN = range(4)
RESULT_NAMES = ("met", "failed", "unknown", "unknown")


class SchemeRuling:
    """One scheme judged: the results of its conditions in the order of the sheet, and every value on the way.

    `tried` is false where the scheme does not concern the asker; `in_force` says whether its list holds on the day.
    `values` maps a step's name to what it found: for look-ups the cell, for derived values the value, for a level
    below the question a list of them. Values, reasons and outcome are worked out when somebody asks for them.
    """

    __slots__ = ("_found", "_question", "_scheme", "in_force", "missing", "result", "results", "tried")

    def __init__(
        self,
        scheme: Described,
        question: Mapping[str, Any],
        found: tuple[Any, ...],
        results: tuple[Any, ...],
        result: int,
        tried: bool,
        in_force: bool,
        missing: frozenset[str] = frozenset(),
    ) -> None:
        self._scheme = scheme
        self._question = question
        self._found = found
        self.results = results
        self.result = result
        self.tried = tried
        self.in_force = in_force
        self.missing = missing

    def unsettled(self, other: SchemeRuling, missing: Collection[str]) -> SchemeRuling:
        """This ruling with every condition unknown that the other one judges otherwise, for want of the missing fields."""
        results = tuple(mine if mine == theirs else UNKNOWN for mine, theirs in zip(self.results, other.results, strict=True))
        result = FAILED if FAILED in results else UNKNOWN
        return SchemeRuling(self._scheme, self._question, self._found, results, result, self.tried, self.in_force, self.missing | frozenset(missing))

    @property
    def name(self) -> str:
        return self._scheme.name

    @property
    def group(self) -> str:
        return self._scheme.group

    @property
    def occasional(self) -> bool:
        return self._scheme.occasional

    @property
    def values(self) -> dict[str, Any]:
        return dict(zip(self._scheme.names, self._found, strict=True))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every reason that follows from what was stated about the question as a whole, in the order of the sheet."""
        return self._scheme.reasons(self.results, self._found)

    @property
    def informs_failed(self) -> tuple[str, ...]:
        """The conditions that only inform and are not met."""
        return tuple(self._scheme.conditions[n].name for n in self._scheme.informs if self.results[n] == FAILED)

    @property
    def outcome(self) -> dict[str, Any]:
        return self._scheme.outcome(self._question, self._found)

    @property
    def length(self) -> int:
        return self._scheme.length(self._question, self._found)


class Described(Protocol):
    """What a ruling needs to know of its scheme."""

    name: str
    group: str
    occasional: bool
    names: tuple[str, ...]
    informs: frozenset[int]

    @property
    def conditions(self) -> Sequence[Any]: ...

    def reasons(self, results: tuple[Any, ...], found: tuple[Any, ...]) -> tuple[str, ...]: ...

    def outcome(self, question: Mapping[str, Any], found: tuple[Any, ...]) -> dict[str, Any]: ...

    def length(self, question: Mapping[str, Any], found: tuple[Any, ...]) -> int: ...


@dataclass(slots=True)
class Ruling:
    """A question judged under every scheme of a sheet. (Not frozen: a frozen one takes three times as long to make.)"""

    verdict: str
    best: SchemeRuling | None
    nearest: SchemeRuling | None
    schemes: tuple[SchemeRuling, ...]
    missing: tuple[str, ...] = ()
    lines: Sequence[LineRuling] = ()

    def tried(self) -> list[SchemeRuling]:
        return [scheme for scheme in self.schemes if scheme.tried]

    def outcome(self, filled: Sequence[str] = ()) -> dict[str, Any]:
        """The figures of a yes or a no: of the scheme that fits or came nearest, `filled` ones from the next that has them."""
        shown = self.best or self.nearest
        if shown is None or self.verdict not in ("yes", "no"):
            return {}
        found = shown.outcome
        if self.verdict == "no":
            for name in filled:
                if found.get(name) is None:
                    found[name] = next((v for v in (s.outcome.get(name) for s in self.tried()) if v is not None), None)
        return found

    def shared_reasons(self) -> list[str]:
        """The reasons that every group tried shares; not on the list where none is tried."""
        groups = [set(reasons) for reasons in self.refused_by().values()]
        return sorted(set.intersection(*groups)) if groups else ["not_on_list"]

    def refused_by(self) -> dict[str, list[str]]:
        """Group of schemes -> every reason that follows from what was stated."""
        found: dict[str, list[str]] = {}
        for scheme in self.tried():
            reasons = found.setdefault(scheme.group, [])
            reasons.extend(reason for reason in scheme.reasons if reason not in reasons)
        return found


@dataclass(frozen=True, slots=True)
class LineRuling:
    """One element of a list field judged: its own conditions and those of its group.

    `left` says that no condition of its own has failed; `group` is the number of its group.
    """

    result: int
    reasons: tuple[str, ...]
    left: bool
    group: int
