"""Do two figures compare, and how much lies between them? A figure is held against another one of the same release only.

A growth rate over two releases measures the revision, not the city. Where nobody said which release a figure is, it
compares within one source, with a warning, and across sources not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from liziba.atlas.periods import MONTHS_A_YEAR, Period
from liziba.atlas.periods import period as period_of
from liziba.services.observations.figures import Figure

Reason = Literal[
    "other_definition",
    "other_length",
    "other_part_of_year",
    "across_break",
    "across_vintages",
    "unknown_vintage",
    "not_before",
    "base_not_positive",
    "not_covered",
]
Term = Literal["unknown_vintage", "not_exact", "unconfirmed", "disagrees"]

# Figures that are shares or places in a ranking: between them lie points, not percent.
IN_POINTS = frozenset({"pct", "per_mille", "rank"})
HALF_A_TENTH = Decimal("0.05")


@dataclass(frozen=True)
class Comparison:
    """Why two figures do not compare, or on which terms they do."""

    reasons: tuple[Reason, ...]
    terms: tuple[Term, ...]

    @property
    def holds(self) -> bool:
        return not self.reasons


def compare(base: Figure, later: Figure) -> Comparison:
    """Holds the later figure against the base. Both are of one indicator and one place."""
    reasons: list[Reason] = []
    terms: list[Term] = []
    if "not_covered" in (base.state, later.state):
        reasons.append("not_covered")
    if base.definition != later.definition or base.denominator != later.denominator:
        reasons.append("other_definition")
    first, second = period_of(base.period), period_of(later.period)
    if _months(first) != _months(second) or _is_moment(first) != _is_moment(second):
        reasons.append("other_length")
    elif first.is_part_of_year and first.first.month != second.first.month:
        reasons.append("other_part_of_year")
    release = _release(base, later)
    if release == "one_source":
        terms.append("unknown_vintage")
    elif release is not None:
        reasons.append(release)
    if base.qualifier or later.qualifier:
        terms.append("not_exact")
    if not (base.confirmed and later.confirmed):
        terms.append("unconfirmed")
    return Comparison(tuple(reasons), tuple(terms) if not reasons else ())


def _release(base: Figure, later: Figure) -> Literal["across_break", "across_vintages", "unknown_vintage", "one_source"] | None:
    """Whether both stand on one basis: None where they do, `one_source` where only their common source speaks for it.

    The breaks come first. They also say when a first release and a revised figure are on one basis: after a census the
    revised base year is set anew just as the first release of the next year is.
    """
    sides = dict(later.basis)
    pairs = [{one, sides[name]} for name, one in base.basis if name in sides]
    if any("before" in pair and pair & {"after", "moved"} for pair in pairs):
        return "across_break"
    vintages = {base.vintage, later.vintage}
    if "" in vintages or any("open" in pair for pair in pairs):
        return "one_source" if set(base.sources) & set(later.sources) else "unknown_vintage"
    # A revised figure that a break moved stands on the basis of the first releases after it.
    if len(vintages) > 1 and {"moved", "after"} not in pairs:
        return "across_vintages"
    return None


def growth(base: Figure, later: Figure) -> Decimal | None:
    """Percent from base to later, exact; None where the base is not above zero."""
    if base.value is None or later.value is None or base.value <= 0:
        return None
    return (later.value / base.value - 1) * 100


def growth_between(base: Figure, later: Figure) -> tuple[Decimal, Decimal] | None:
    """The least and the largest growth in percent that the printed numbers allow; None where growth cannot be said."""
    if growth(base, later) is None:
        return None
    (base_least, base_most), (least, most) = within(base), within(later)
    if base_least <= 0:
        return None
    return (least / base_most - 1) * 100, (most / base_least - 1) * 100


def points(base: Figure, later: Figure) -> Decimal | None:
    """Points between two shares, rates or ranks."""
    return later.value - base.value if base.value is not None and later.value is not None else None


def within(figure: Figure) -> tuple[Decimal, Decimal]:
    """The least and the largest true value that the printed number allows.

    Half a step of its last printed digit; a round number that is about, over or nearly is no more exact than its last digit
    that is not zero.
    """
    assert figure.value is not None
    value = figure.value
    number = value.normalize() if figure.qualifier else value
    exponent = number.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    if figure.qualifier == "over":
        return value, value + step
    if figure.qualifier == "nearly":
        return value - step, value
    return value - step / 2, value + step / 2


def agree(base: Figure, later: Figure, published: Figure) -> bool:
    """Could the published growth come from these two figures, all three as exact as they were printed? What rounds to the same tenth agrees."""
    (base_least, base_most), (least, most), (rate_least, rate_most) = within(base), within(later), within(published)
    if base_least <= 0:
        return False
    return (least / base_most - 1) * 100 <= rate_most + HALF_A_TENTH and (most / base_least - 1) * 100 >= rate_least - HALF_A_TENTH


def year_before(text: str) -> str:
    """The same period a year earlier, as it is written."""
    return "/".join(f"{int(part[:4]) - 1}{part[4:]}" for part in text.split("/"))


def _months(one: Period) -> int:
    days = (one.last - one.first).days
    if days == 0:
        return 0
    return (one.last.year - one.first.year) * MONTHS_A_YEAR + one.last.month - one.first.month + 1


def _is_moment(one: Period) -> bool:
    """A day on which something was counted."""
    return one.first == one.last
