"""From a question about figures to the answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from liziba.services.declaration import Context
from liziba.services.envelope import Change, Ground
from liziba.services.explain import stamp
from liziba.services.observations.figures import PLAIN, Figure
from liziba.services.observations.judging import Asked, Finding, judge, offers, unlike
from liziba.services.observations.question import ObservationsAnswer, ObservationsQuestion, PerHead, ShownFigure
from liziba.services.observations.telling import ObservationsTeller, rounded

ASSUMED = ("release", "definition")


def respond(question: ObservationsQuestion, context: Context) -> ObservationsAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    teller = ObservationsTeller("observations", question, context, as_of)
    plain: dict[str, Any] = {"as_of": as_of, "atlas": stamp(context.atlas), "place": question.place, "indicator": question.indicator}
    if question.place is None or question.indicator is None:
        missing = [name for name in ("place", "indicator") if getattr(question, name) is None]
        told = teller.missing(missing)
        return ObservationsAnswer(verdict="unknown", headline=told, missing=missing, decided_by=teller.decided_by("observations"), **plain)
    asked = Asked(
        place=question.place,
        indicator=question.indicator,
        period=question.period,
        since=question.since,
        release=question.release or "revised",
        definition=question.definition or PLAIN,
        denominator=question.denominator or "",
        as_of=as_of,
    )
    finding = judge(context.atlas, asked)
    deciding = _deciding(finding, teller)
    return ObservationsAnswer(
        verdict=finding.verdict,
        headline=teller.headline(finding),
        assumptions=teller.taken(ASSUMED),
        warnings=teller.terms(finding),
        grounds=deciding,
        what_would_change=[
            Change(set=dict(change), then={"verdict": again.verdict}, text=teller.offered(change, again)) for change, again in offers(context.atlas, finding)
        ],
        decided_by=teller.publishers(finding),
        per_head=[_head(one, teller) for one in finding.heads],
        figures=[_shown(one, finding, teller) for one in finding.series],
        **plain,
        **_figures(finding),
    )


def _deciding(finding: Finding, teller: ObservationsTeller) -> list[Ground]:
    """The figures that the answer rests on, and whether they compare."""
    if finding.figure is None:
        return [teller.nothing(finding)]
    grounds = [teller.deciding(finding.figure, "observations.figure")]
    if finding.asked.since and finding.base is None:
        return [*grounds, teller.nothing(finding)]
    if finding.base is not None and finding.comparison is not None:
        grounds.append(teller.deciding(finding.base, "observations.base"))
        grounds += [teller.refusal(one, finding) for one in finding.comparison.reasons] or [teller.compared(finding)]
    if finding.published is not None:
        grounds += [teller.deciding(finding.published.rate, "observations.published_growth"), teller.implied(finding.figure, finding.published)]
    return grounds


def _figures(finding: Finding) -> dict[str, Any]:
    """The answer's own plain fields."""
    figure, base, published = finding.figure, finding.base, finding.published
    found: dict[str, Any] = {"state": state_of(figure)}
    if figure is not None:
        found |= {"value": _value(figure), "unit": figure.unit, "period": figure.period, "vintage": figure.vintage or None}
    if base is not None:
        found |= {"base": _value(base), "base_vintage": base.vintage or None}
    if finding.comparison is not None:
        found["reasons"] = list(finding.comparison.reasons)
    found |= {
        "growth_pct": _shown_float(finding.growth),
        "growth_between": [float(rounded(one)) for one in finding.growth_between or ()],
        "change_points": _shown_float(finding.points),
        "agrees": finding.agrees,
    }
    if published is not None:
        found |= {"published_growth_pct": _float(published.rate.value), "implied_base": _shown_float(published.implied)}
        found["implied_base_vintage"] = (published.nearest.vintage or None) if published.nearest is not None else None
    if finding.revision is not None:
        first, revised = finding.revision
        assert first.value
        assert revised.value is not None
        found["revision_pct"] = _shown_float((revised.value / first.value - 1) * 100)
    return found


def state_of(figure: Figure | None) -> str:
    """A figure, a true zero, not covered, not found: four different things."""
    if figure is None:
        return "not_found"
    return "zero" if figure.value == 0 else figure.state


def _shown(one: Figure, finding: Finding, teller: ObservationsTeller) -> ShownFigure:
    reason = unlike(one, finding.figure)
    return ShownFigure(
        period=one.period,
        value=_value(one),
        unit=one.unit,
        state="zero" if one.value == 0 else one.state,
        amount=teller.amount(one),
        text=teller.line(one, reason),
        vintage=one.vintage,
        definition=one.definition,
        status=one.status,
        qualifier=one.qualifier,
        denominator=one.denominator,
        confirmed=one.confirmed,
        chosen=one in (finding.figure, finding.base),
        comparable=reason is None if finding.figure is not None else None,
        reason=reason,
        sources=list(one.sources),
    )


def _head(one: Figure, teller: ObservationsTeller) -> PerHead:
    assert one.value is not None
    return PerHead(
        indicator=one.indicator,
        denominator=one.denominator,
        period=one.period,
        value=float(rounded(one.value)),
        unit=one.unit,
        amount=teller.amount(one),
        text=teller.head(one),
    )


def _value(one: Figure) -> float | None:
    """As it was printed; what we computed to two decimals."""
    return _shown_float(one.value) if one.denominator else _float(one.value)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _shown_float(value: Decimal | None) -> float | None:
    return None if value is None else float(rounded(value))
