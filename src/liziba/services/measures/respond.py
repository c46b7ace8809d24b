"""From a question about a measure to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liziba.atlas import texts
from liziba.atlas.tables.measures import Target
from liziba.services.declaration import Context
from liziba.services.envelope import Assumption, Warning_
from liziba.services.explain import stamp
from liziba.services.measures import known
from liziba.services.measures.judging import PERCENT, Finding, judge
from liziba.services.measures.question import MeasuresAnswer, MeasuresQuestion
from liziba.services.measures.telling import MeasureTeller
from liziba.services.telling import undated


def respond(question: MeasuresQuestion, context: Context) -> MeasuresAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    teller = MeasureTeller("measures", question, context, as_of)
    targets = _targets(question, context, as_of)
    results = [row for row in known.results(context.atlas, as_of) if row.metric == question.metric]
    years = sorted({row.target_by for row in targets})
    missing = [name for name in ("programme", "metric") if getattr(question, name) is None]
    if not missing and len(years) > 1:
        missing = ["target_by"]
    answer: dict[str, Any] = {"as_of": as_of, "atlas": stamp(context.atlas), "missing": missing}
    if missing:
        grounds = [teller.target(row) for row in targets if question.programme is not None]
        told = teller.headline_missing(missing, years)
        return MeasuresAnswer(verdict="unknown", headline=told, grounds=grounds, decided_by=teller.publisher(None), results=teller.listed(results), **answer)
    if not targets:
        others = sorted({row.metric for row in _targets(question.model_copy(update={"metric": None, "target_by": None, "definition": None}), context, as_of)})
        grounds = [teller.no_target(others), *(teller.result_alone(row) for row in results)]
        told = teller.headline_no_target()
        return MeasuresAnswer(
            verdict="not_established", headline=told, grounds=grounds, decided_by=teller.publisher(None), results=teller.listed(results), **answer
        )
    findings = [judge(row, results, as_of) for row in targets]
    finding = max(findings, key=lambda one: (one.reached is not None, one.result is not None))  # of equally good ones the first
    deciding = [teller.target(finding.target), *([teller.result(finding, finding.result)] if finding.result else [teller.no_result(finding)])]
    beside = [teller.result(finding, one) for one in finding.compared if one is not finding.result and one.reason is not None]
    return MeasuresAnswer(
        verdict={True: "yes", False: "no", None: "unknown"}[finding.reached],
        headline=teller.headline(finding),
        assumptions=_assumed(question, finding.target, teller),
        warnings=[*_warnings(finding, findings, teller), *teller.warnings(deciding)],
        grounds=[deciding[0], undated(deciding[1]), *beside],
        decided_by=teller.publisher(finding),
        results=teller.listed([one.row for one in finding.compared], finding),
        **answer,
        **figures(finding),
    )


def _targets(question: MeasuresQuestion, context: Context, as_of: date) -> list[Target]:
    """The targets asked for, as known on the day."""
    asked = {name: wanted for name in ("programme", "metric", "target_by", "definition") if (wanted := getattr(question, name)) is not None}
    return [row for row in known.targets(context.atlas, as_of) if all(getattr(row, name) == wanted for name, wanted in asked.items())]


def figures(finding: Finding) -> dict[str, Any]:
    """The figures of the contract: what lies between target and result."""
    target, found = finding.target, finding.result
    figures: dict[str, Any] = {
        "target": target.target,
        "operator": target.operator,
        "unit": target.unit_measure,
        "target_by": target.target_by,
        "definition": target.definition,
    }
    if found is None or found.value is None:
        return figures
    figures |= {"result": found.value, "result_date": found.date}
    if target.target and found.reason is None:
        figures["share_pct"] = round(found.value / target.target * 100, 1)
    if finding.reached:
        figures["margin"] = abs(found.value - target.target)
    elif target.unit_measure.startswith(PERCENT) and found.reason is None:
        gap = target.target - found.value if target.operator != "<=" else found.value - target.target
        figures["gap_points"] = max(gap, Decimal(0))
    return figures


def _assumed(question: MeasuresQuestion, target: Target, teller: MeasureTeller) -> list[Assumption]:
    """The programme's only target, where no year was said."""
    if question.target_by is not None:
        return []
    text = texts.say("envelope.assumed", teller.language, field=teller.field_name("target_by"), value=target.target_by)
    return [Assumption(field="target_by", value=target.target_by, text=text)]


def _warnings(finding: Finding, findings: Sequence[Finding], teller: MeasureTeller) -> list[Warning_]:
    """What makes the comparison weaker than it looks."""
    found: list[Warning_] = []
    if len(findings) > 1:
        told = [teller.code("definition", one.target.definition) for one in findings if one is not finding]
        found.append(teller.warning("measures_several_targets", counted=teller.code("definition", finding.target.definition), others=told))
    if finding.why == "early" and finding.result is not None:
        found.append(teller.warning("measures_early", date=teller.when(finding.result.date), year=teller.when(finding.target.target_by)))
    if finding.result is not None and finding.result.row.basis in ("later", "mixed"):
        found.append(teller.warning("measures_revised"))
    if finding.result is not None and finding.result.row.basis in ("forecast", "narrower"):
        found.append(teller.warning(f"measures_{finding.result.row.basis}"))
    return found
