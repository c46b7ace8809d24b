"""What is said to one question about a figure: the figure, the series beside it, its growth, and what it is a head.

`judge` decides everything; `telling` puts it into words. It is asked again for every offered change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from liziba.atlas import Atlas
from liziba.atlas.periods import period as period_of
from liziba.services.envelope import Verdict
from liziba.services.observations.comparing import IN_POINTS, Comparison, Reason, agree, compare, growth, growth_between, points, year_before
from liziba.services.observations.figures import PLAIN, Figure, Release, chosen, figures, indicators

MOST_OFFERS = 3


@dataclass(frozen=True)
class Asked:
    """A question with everything filled in; `period` None: the newest."""

    place: str
    indicator: str
    period: str | None
    since: str | None
    release: Release
    definition: str
    denominator: str
    as_of: date


@dataclass(frozen=True)
class Published:
    """The published growth over the year before, and the figure of that year that follows from it."""

    rate: Figure
    implied: Decimal
    nearest: Figure | None


@dataclass(frozen=True)
class Finding:
    """What the figures say. `comparison` and `base` only where growth was asked for."""

    asked: Asked
    verdict: Verdict
    figure: Figure | None
    base: Figure | None
    comparison: Comparison | None
    series: tuple[Figure, ...]
    unconfirmed: Figure | None
    published: Published | None
    agrees: bool | None
    revision: tuple[Figure, Figure] | None
    heads: tuple[Figure, ...]

    @property
    def growth(self) -> Decimal | None:
        """Percent, where figures compare and are no shares or ranks."""
        if self.comparison is None or not self.comparison.holds or self.base is None or self.figure is None or self.figure.unit in IN_POINTS:
            return None
        return growth(self.base, self.figure)

    @property
    def growth_between(self) -> tuple[Decimal, Decimal] | None:
        """Least and largest growth, where a figure was printed as over, about or nearly."""
        if self.growth is None or self.base is None or self.figure is None or not (self.base.qualifier or self.figure.qualifier):
            return None
        return growth_between(self.base, self.figure)

    @property
    def points(self) -> Decimal | None:
        """Points between shares, rates and ranks that compare."""
        if self.comparison is None or not self.comparison.holds or self.base is None or self.figure is None or self.figure.unit not in IN_POINTS:
            return None
        return points(self.base, self.figure)


def judge(atlas: Atlas, asked: Asked) -> Finding:
    """The whole finding to one question."""
    series = tuple(figures(atlas, asked.place, asked.indicator, asked.as_of, denominator=asked.denominator))
    figure = _figure(atlas, asked, series)
    base = _base(atlas, asked, asked.since, series) if asked.since else None
    comparison = None
    if asked.since and figure is not None and base is not None:
        comparison = compare(base, figure)
        if comparison.holds and figure.unit not in IN_POINTS and growth(base, figure) is None:
            comparison = Comparison(("base_not_positive",), ())
        if comparison.holds and period_of(base.period).last >= period_of(figure.period).first:
            comparison = Comparison(("not_before",), ())
    published = _published(atlas, asked, figure)
    agrees = None
    if figure is not None and base is not None and comparison is not None and comparison.holds and published is not None:
        agrees = agree(base, figure, published.rate) if base.period == year_before(figure.period) else None
        if agrees is False:
            comparison = replace(comparison, terms=(*comparison.terms, "disagrees"))
    return Finding(
        asked=asked,
        verdict=_verdict(asked, figure, base, comparison),
        figure=figure,
        base=base,
        comparison=comparison,
        series=series,
        unconfirmed=_unconfirmed(atlas, asked, figure),
        published=published,
        agrees=agrees,
        revision=_revision(atlas, asked, figure),
        heads=tuple(_heads(atlas, asked, figure)),
    )


def unlike(one: Figure, figure: Figure | None) -> Reason | None:
    """Why a figure of the series does not compare with the one of the answer, None where it does."""
    if figure is None or one == figure:
        return None
    earlier, later = sorted((one, figure), key=lambda held: period_of(held.period).last)
    return next(iter(compare(earlier, later).reasons), None)


def offers(atlas: Atlas, finding: Finding) -> list[tuple[dict[str, str], Finding]]:
    """Changes after which there is a figure, or growth can be said: each is judged again.

    Without a figure another definition that was counted; where growth is refused the release, the base or the period, the nearest first.
    """
    found: list[tuple[dict[str, str], Finding]] = []
    for change in _changes(finding):
        again = judge(atlas, _changed(finding.asked, change))
        if again.verdict in ("yes", "yes_with_terms"):
            found.append((change, again))
        if len(found) == MOST_OFFERS:
            break
    return found


def _changes(finding: Finding) -> Iterator[dict[str, str]]:
    """What may be tried."""
    asked = finding.asked
    if finding.figure is None:
        yield from ({"definition": one} for one in dict.fromkeys(one.definition for one in finding.series if one.period == asked.period or not asked.period))
    elif finding.comparison is not None and not finding.comparison.holds:
        yield {"release": "first" if asked.release == "revised" else "revised"}
        yield from _other_bases(finding)


def _changed(asked: Asked, change: dict[str, str]) -> Asked:
    return Asked(**{**{one.name: getattr(asked, one.name) for one in fields(asked)}, **change})


def _other_bases(finding: Finding) -> Iterator[dict[str, str]]:
    """Other periods to grow from, those next to the one that was named first; then other periods to grow to."""
    assert finding.figure is not None
    assert finding.asked.since is not None
    named, reached = period_of(finding.asked.since).last, period_of(finding.figure.period).last
    periods = {one.period: period_of(one.period).last for one in finding.series if one.state == "figure"}
    for text, last in sorted(periods.items(), key=lambda item: abs(item[1] - named)):
        if last < reached and text != finding.asked.since:
            yield {"since": text}
    for text, last in sorted(periods.items(), key=lambda item: abs(item[1] - reached)):
        if last > named and text != finding.figure.period:
            yield {"period": text}


def _verdict(asked: Asked, figure: Figure | None, base: Figure | None, comparison: Comparison | None) -> Verdict:
    if figure is None or (asked.since and base is None):
        return "not_established"
    if comparison is None:
        return "yes" if figure.state == "figure" else "not_established"
    if not comparison.holds:
        return "no"
    return "yes_with_terms" if comparison.terms else "yes"


def _figure(atlas: Atlas, asked: Asked, series: tuple[Figure, ...]) -> Figure | None:
    """The figure of the period asked for; of none the newest of its definition, as long as the base where growth is asked for."""
    if asked.period:
        return _pick(atlas, asked, asked.period)
    for text in dict.fromkeys(one.period for one in reversed(series) if one.definition == asked.definition):
        if asked.since and (text == asked.since or year_length(text) != year_length(asked.since)):
            continue
        if period_of(text).first > asked.as_of:  # a projection is given only to those who ask for its year
            continue
        found = _pick(atlas, asked, text)
        if found is not None:
            return found
    return None


def year_length(text: str) -> tuple[int, int]:
    """What a period must have in common with another one to be compared at first sight: its length, and the month in which it begins."""
    one = period_of(text)
    return (one.last - one.first).days // 27, one.first.month if one.is_part_of_year else 0


def _pick(atlas: Atlas, asked: Asked, text: str, *, unconfirmed: bool = False) -> Figure | None:
    """The figure that stands for a period."""
    how = (asked.release, asked.definition, asked.denominator)
    return chosen(atlas, asked.place, asked.indicator, text, asked.as_of, release=how[0], definition=how[1], denominator=how[2], unconfirmed=unconfirmed)


def _base(atlas: Atlas, asked: Asked, since: str, series: tuple[Figure, ...]) -> Figure | None:
    """The figure to grow from. Where only something else was counted then, that: the answer says why it does not compare."""
    held = _pick(atlas, asked, since)
    if held is not None:
        return held
    others = dict.fromkeys(one.definition for one in series if one.period == since and one.confirmed)
    return next((found for one in others if (found := _pick(atlas, replace(asked, definition=one), since)) is not None), None)


def _unconfirmed(atlas: Atlas, asked: Asked, figure: Figure | None) -> Figure | None:
    """A figure from memory for a period without a confirmed one."""
    if figure is not None or not asked.period:
        return None
    return _pick(atlas, asked, asked.period, unconfirmed=True)


def _published(atlas: Atlas, asked: Asked, figure: Figure | None) -> Published | None:
    """The growth that was published with the figure. What follows from it is held against each release of the year before."""
    if figure is None or figure.value is None or figure.denominator:
        return None
    of = [one.indicator for one in indicators(atlas).values() if one.growth_of == figure.indicator]
    rates = (chosen(atlas, asked.place, one, figure.period, asked.as_of, definition=figure.definition, release=asked.release) for one in of)
    rate = next((one for one in rates if one is not None and one.value is not None), None)
    if rate is None or rate.value is None or rate.value <= -100:
        return None
    implied = figure.value / (1 + rate.value / 100)
    before = year_before(figure.period)
    held = replace(asked, definition=figure.definition)
    both = (_pick(atlas, replace(held, release=release), before) for release in ("first", "revised"))
    candidates = [one for one in both if one is not None and one.value is not None]
    nearest = min(candidates, key=lambda one: abs((one.value or 0) - implied), default=None)
    return Published(rate, implied, nearest)


def _revision(atlas: Atlas, asked: Asked, figure: Figure | None) -> tuple[Figure, Figure] | None:
    """First and revised figure of the period, where both were published."""
    if figure is None:
        return None
    held = replace(asked, definition=figure.definition)
    both = [_pick(atlas, replace(held, release=release), figure.period) for release in ("first", "revised")]
    first, revised = both
    if first is None or revised is None or (first.vintage, revised.vintage) != ("first", "revised") or not first.value or revised.value is None:
        return None
    return first, revised


def _heads(atlas: Atlas, asked: Asked, figure: Figure | None) -> Iterator[Figure]:
    """The figure a head, by each way of counting heads: two that differ must stand side by side."""
    if figure is None or figure.value is None:
        return
    known = indicators(atlas)
    others: dict[str, list[str]] = {}
    for one in known.values():
        if one.instead_of:
            others.setdefault(one.instead_of, []).append(one.indicator)
    for one in known.values():
        if one.denominator not in others or figure.indicator not in (one.numerator, one.indicator) or figure.definition != PLAIN:
            continue
        for below in (one.denominator, *others[one.denominator]):
            found = chosen(atlas, asked.place, one.indicator, figure.period, asked.as_of, release=asked.release, denominator=below)
            if found is not None and found.value is not None:
                yield found
