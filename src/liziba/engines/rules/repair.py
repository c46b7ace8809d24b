"""What would turn a refusal: failed conditions are mended one after another, and every repaired question is judged again.

Only fields that the caller marks as changeable are touched. A repair is kept when the question, judged again as a
whole, gets the better verdict; the smallest comes first (fewest changes, then least moved).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liziba.engines.rules.arithmetic import MINUTES_A_DAY
from liziba.engines.rules.remedies import Change, Nearest, Remedies, failed_steps, moments_of, moves_days, shortens
from liziba.engines.rules.ruling import FAILED, OPEN, Ruling, SchemeRuling
from liziba.engines.rules.sheet import NOT_ON_LIST, Check, LookUp
from liziba.engines.rules.single import SingleRules

MOST_JUDGED = 160  # so many questions are judged again for one refusal
MOST_STEPS = 6  # so many conditions of one scheme are mended together
MANY = 2
MOST_ALIKE = 2  # offers that set the same fields, where others exist
FEW = 3
ANOTHER_VALUE = 3 * MINUTES_A_DAY  # another port or place weighs as much as a stay moved by three days
FAR = 366 * MINUTES_A_DAY


@dataclass(frozen=True)
class Repair:
    """Fields to set, the verdict that follows, the conditions it repairs, and how far it moves things."""

    set: Mapping[str, Any]
    verdict: str
    mends: tuple[str, ...]
    ruling: Ruling
    size: tuple[int, int] = (0, 0)  # how many things change, and the minutes by which time moves
    lost: int = 0  # the minutes by which a stay is cut


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
    floor: int | None = None,
    most: int = 5,
) -> list[Repair]:
    """The smallest changes that turn a verdict into a yes, at most so many; no day before `floor` (left out: the day of knowledge) is offered.

    Schemes that were tried come first. Where none of them can be mended and the verdict is a refusal, those are that a change would open.
    """
    search = _Search(rules, question, known, changeable, nearest, complete, known if floor is None else floor)
    wanted = (FAILED, OPEN) if ruling.verdict == "not_established" else (FAILED,)
    for tried in (True, False):
        for at, scheme in enumerate(ruling.schemes):
            if scheme.tried is tried and scheme.result in wanted and not _is_hopeless(search, at, scheme):
                search.mend(at, ruling, {}, ())
        if search.found or ruling.verdict != "no":
            break
    return chosen(list(search.found.values()), most)


def _is_hopeless(search: _Search, at: int, scheme: SchemeRuling) -> bool:
    """Has a condition failed that no change can mend: one without a repair, or a list that does not know the asker at all?"""
    failed = failed_steps(search.rules.scopes[at], scheme)
    for step in failed:
        if not step.repair or (step.repair.get("alone") and len(failed) > 1):
            return True
        never = isinstance(step, LookUp) and scheme.values[step.name].status == NOT_ON_LIST
        if never and not any(operand.name in search.changeable for _, operand in step.by if operand.kind == "field"):  # type: ignore[union-attr]
            return True
    return False


class _Search:
    """Mends scheme after scheme, depth first, and keeps what turns the verdict."""

    def __init__(
        self,
        rules: SingleRules,
        question: Mapping[str, Any],
        known: int,
        changeable: Collection[str],
        nearest: Nearest,
        complete: Complete,
        floor: int,
    ) -> None:
        self.rules = rules
        self.question = question
        self.known = known
        self.changeable = changeable
        self.nearest = nearest
        self.complete = complete
        self.floor = floor
        self.moments = {f for scope in rules.scopes for step in scope.scheme.conditions() for f in moments_of(step)}
        self.judged = 0
        self.found: dict[tuple[Any, ...], Repair] = {}

    def judge(self, question: Mapping[str, Any]) -> Ruling:
        self.judged += 1
        return self.rules.judge(question, self.known)

    def mend(self, at: int, ruling: Ruling, change: Change, mends: tuple[str, ...]) -> bool:
        """Mend the next failed condition of a scheme in every way; true where one of them ended in a yes."""
        scheme, scope = ruling.schemes[at], self.rules.scopes[at]
        question = {**self.question, **change}
        failed = failed_steps(scope, scheme)
        if any(not step.repair or step.name in mends for step in failed):
            return False
        failed = failed or [step for step in failed_steps(scope, scheme, OPEN) if step.repair and step.name not in mends]
        if len(mends) + len(failed) > MOST_STEPS:
            return False
        remedies = Remedies(self.rules, at, scheme, question, self.known, self.floor, self.nearest, self.judge)
        turned = False
        for name, option in self.options(remedies, failed, alone=len(mends) + len(failed) == 1):
            if self.judged >= MOST_JUDGED:
                return turned
            turned |= self.follow(at, {**change, **option}, (*mends, name))
            if turned and len(mends) + len(failed) > MANY:
                return True  # one way out of so many failures is enough
        return turned

    def options(self, remedies: Remedies, failed: Sequence[LookUp | Check], *, alone: bool) -> Iterator[tuple[str, Change]]:
        """What mends the first failed condition that can be mended now; where it would move the stay, also what would cut it before."""
        for n, step in enumerate(failed):
            found = [option for option in remedies.of(step) if self.may(step, option, alone)]
            yield from ((step.name, option) for option in found)
            if found and moves_days(step):
                cut = next((other for other in failed[n + 1 :] if shortens(other)), None)
                yield from ((cut.name, option) for option in remedies.of(cut) if self.may(cut, option, alone)) if cut else ()
            if found:
                return

    def may(self, step: LookUp | Check, option: Change, alone: bool) -> bool:
        """Only what the asker can change, no day that is over, and what helps only by itself not together with others."""
        late = all(value // MINUTES_A_DAY >= self.floor for field, value in option.items() if field in self.moments)
        return late and all(field in self.changeable for field in option) and (alone or not step.repair.get("alone"))

    def follow(self, at: int, change: Change, mends: tuple[str, ...]) -> bool:
        """Judge a changed question: a yes is kept, what is still refused is mended further."""
        if any(self.question.get(field) == value for field, value in change.items() if field in self.question):
            change = {field: value for field, value in change.items() if self.question.get(field) != value}
        after = self.judge({**self.question, **change})
        if after.verdict == "unknown" and after.schemes[at].result not in (FAILED, OPEN):
            more = self.complete({**self.question, **change}, after)
            if more is not None:
                change = {**change, **more}
                after = self.judge({**self.question, **change})
        if after.verdict == "yes":
            key = tuple(sorted((field, repr(value)) for field, value in change.items()))
            self.found.setdefault(key, Repair(change, "yes", mends, after, *self.size(change)))
            return True
        if after.schemes[at].result in (FAILED, OPEN):
            return self.mend(at, after, change, mends)
        return False

    def size(self, change: Mapping[str, Any]) -> tuple[tuple[int, int], int]:
        """How many things change (what moves or goes along with another counts once), how far time moves, what is cut."""
        shifts = [value - self.question[field] for field, value in change.items() if field in self.moments and self.question.get(field) is not None]
        others = {repr(value) for field, value in change.items() if field not in self.moments}
        together = len(shifts) > 1 and len(set(shifts)) == 1
        moved = max([*map(abs, shifts), ANOTHER_VALUE if others else 0])
        return (len(set(shifts)) + len(others), moved), 0 if together else max(map(abs, shifts), default=0)


def chosen(found: Sequence[Repair], most: int) -> list[Repair]:
    """The smallest, without those that only add to a smaller one, without days far off where nearer ones exist, and of various kinds."""
    ordered = sorted(found, key=lambda repair: repair.size)
    near = [repair for repair in ordered if repair.size[1] <= FAR]
    kept: list[Repair] = []
    for repair in near or ordered:
        if not any(_is_enough(one, repair) for one in kept):
            kept.append(repair)
    kinds: dict[frozenset[str], int] = {}
    various: list[Repair] = []
    alike: list[Repair] = []
    for repair in kept:
        kind = frozenset(repair.set)
        kinds[kind] = kinds.get(kind, 0) + 1
        (various if kinds[kind] <= MOST_ALIKE else alike).append(repair)
    various += alike[: max(0, FEW - len(various))]
    return sorted(various[:most], key=lambda repair: repair.size)


def _is_enough(smaller: Repair, other: Repair) -> bool:
    """Does the other change the same things or more, and gain nothing by it?"""
    if not set(smaller.set) <= set(other.set) or other.lost < smaller.lost or smaller.size[1] > max(other.size[1], ANOTHER_VALUE):
        return False
    return set(smaller.set) != set(other.set) or all(isinstance(value, int) or other.set[field] == value for field, value in smaller.set.items())
