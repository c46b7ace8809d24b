"""From a question about popularity to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liziba.atlas.tables.attention import Count
from liziba.services.attention.judging import Finding, apart, bounded, judge
from liziba.services.attention.own_counts import A_YEAR, LEAST_DAYS, WEEKLY_FROM, Fitted, fitted
from liziba.services.attention.question import COUNTS, AttentionAnswer, AttentionQuestion
from liziba.services.attention.series import Point, latest, points, printed
from liziba.services.attention.telling import AttentionTeller
from liziba.services.declaration import Context
from liziba.services.envelope import Verdict, Warning_
from liziba.services.explain import stamp
from liziba.services.telling import undated

ALIKE = 0.01  # a leap year is as long as another year
VERDICTS: dict[str, Verdict] = {"lasting": "yes", "mixed": "partly", "flash": "no", "undecided": "not_established"}


def respond(question: AttentionQuestion, context: Context) -> AttentionAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    teller = AttentionTeller("attention", question, context, as_of)
    answer: dict[str, Any] = {"as_of": as_of, "atlas": stamp(context.atlas)}
    if question.counts is not None:
        return _own(question, teller, answer)
    if question.spot is None:
        told = teller.headline_missing(["spot"])
        return AttentionAnswer(verdict="unknown", headline=told, missing=["spot"], decided_by=teller.publisher([]), **answer)
    rows = [row for row in context.atlas.table(COUNTS).rows if isinstance(row, Count)]
    held = points(context.atlas, question.spot, as_of, question.computed is not False)
    finding = judge(held, as_of, question.measure, question.window, question.peak)
    name = next(teller.spot(row) for row in rows if row.spot == question.spot)
    wider = [printed(row) for row in latest(row for row in rows if question.spot in row.includes and row.known(as_of))]
    used = [one for one in held if finding.role(one) != "beside"]
    alike = [one for one in held if one not in used and apart(one, finding, question.spot) is None]
    grounds = [teller.count(one, finding, question.spot) for one in (*used, *alike, *(one for one in held if one not in (*used, *alike)), *wider)]
    deciding = grounds[: len(used)]
    return AttentionAnswer(
        verdict=VERDICTS[finding.kind],
        headline=teller.headline(finding, name),
        assumptions=[*teller.assumed(question, finding), *teller.taken(["computed"])],
        warnings=[*_warnings(held, finding, teller), *teller.warnings(deciding)],
        grounds=[*(undated(one) for one in deciding), *teller.left(finding), *(undated(one) for one in grounds[len(used) :])],
        decided_by=teller.publisher(used),
        comparisons=[teller.shown(one, finding, question.spot) for one in (*held, *wider)],
        **_figures(finding),
        **answer,
    )


def _figures(finding: Finding) -> dict[str, Any]:
    """The figures of the finding as plain fields."""
    figures: dict[str, Any] = {"kind": finding.kind, "reason": finding.why}
    if finding.group is not None:
        figures |= {"measure": finding.group[0], "window": finding.group[1]}
    if finding.peak is not None:
        figures |= {"peak": finding.peak.first_day, "peak_per_day": _rounded(finding.peak.per_day)}
    if finding.later is not None and finding.ratio is not None:
        figures |= {"later": finding.later.first_day, "later_per_day": _rounded(finding.later.per_day)}
        figures |= {"ratio_total": round(finding.ratio.ratio_total, 2), "ratio_per_day": round(finding.ratio.ratio_per_day, 2), "kept": finding.ratio.kept}
    if finding.share is not None:
        low, high = (bounded(one) for one in finding.share)
        figures |= {"lasting_share_low": low, "lasting_share_high": high}
        if finding.before is not None and low is not None and high is not None:
            figures |= {"lasting_share": low, "share_of": "rise"}
    return figures


def _warnings(held: Sequence[Point], finding: Finding, teller: AttentionTeller) -> list[Warning_]:
    """What makes the comparison weaker than it looks."""
    found: list[Warning_] = []
    group = [one for one in held if (one.measure, one.window) == finding.group]
    used = [one for one in group if finding.role(one) != "beside"]
    peak, later = finding.peak, finding.later
    if peak is not None and later is not None:
        if abs((peak.days or 1) - (later.days or 1)) > ALIKE * (peak.days or 1):
            found.append(teller.warning("attention_unequal_days", peak=teller.days(peak.days or 1), later=teller.days(later.days or 1)))
        if finding.second is None:
            found.append(teller.warning("attention_one_later", year=str(later.year)))
        if finding.before is None:
            found.append(teller.warning("attention_no_level_before"))
    if any(one.computed for one in used):
        found.append(teller.warning("attention_computed"))
    if any(one.interrupted for one in group):
        found.append(teller.warning("attention_interruption", years=[str(one.year) for one in group if one.interrupted]))
    if any(one.measure.startswith("phones") for one in used or group):
        found.append(teller.warning("attention_phones"))
    events = dict.fromkeys(one.row.event for one in held if one.row.event)
    if events:
        found.append(teller.warning("attention_event", events=[teller.code("event", one) for one in events]))
    if any(one.row.qualifier for one in used):
        found.append(teller.warning("attention_rounded"))
    return found


def _own(question: AttentionQuestion, teller: AttentionTeller, answer: dict[str, Any]) -> AttentionAnswer:
    """The answer to the asker's own daily counts; published ones are another measure and are never joined to them."""
    found = fitted(question.counts or [], question.before_a_day, question.weekly is not False)
    return AttentionAnswer(
        verdict=VERDICTS[found.kind],
        headline=teller.headline_own(found),
        assumptions=teller.taken(["weekly"]) if found.weekly else [],
        warnings=_warnings_own(question, found, teller),
        grounds=teller.own(found),
        decided_by=teller.decided_by("attention"),
        kind=found.kind,
        reason=found.why,
        **_figures_own(question, found),
        **answer,
    )


def _figures_own(question: AttentionQuestion, found: Fitted) -> dict[str, Any]:
    if found.fit is None or found.why == "no_decay":
        return {}
    fit = found.fit
    figures: dict[str, Any] = {"half_life": round(fit.half_life, 2), "peak_per_day": _rounded(fit.level + fit.flash), "later_per_day": _rounded(fit.level)}
    figures |= dict(zip(("half_life_low", "half_life_high"), (round(one, 2) for one in fit.half_life_interval), strict=True))
    if found.share is not None and found.share_interval is not None:
        low, high = (bounded(one) for one in found.share_interval)
        share_of = "peak" if question.before_a_day is None else "rise"
        figures |= {"lasting_share": bounded(found.share), "lasting_share_low": low, "lasting_share_high": high, "share_of": share_of}
    return figures


def _warnings_own(question: AttentionQuestion, found: Fitted, teller: AttentionTeller) -> list[Warning_]:
    codes = []
    if found.counted >= LEAST_DAYS and found.days < A_YEAR:
        codes.append("attention_short_series")
    if found.fit is not None and question.weekly is not False and not found.weekly:
        codes.append("attention_no_week")
    values = {"days": teller.days(found.days), "least": teller.days(WEEKLY_FROM)}
    return [teller.warning(code, **values) for code in codes]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
