"""What a buyer can truthfully change: buy more in the same store on the same day, or leave earlier.

Every offer was judged again before it is shown. Nothing here helps to pass by the customs check.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liziba.atlas import texts
from liziba.engines.rules.ruling import LineRuling, Ruling
from liziba.engines.rules.single import SingleRules
from liziba.services.envelope import Change
from liziba.services.explain import Explainer
from liziba.services.refund.question import RefundQuestion
from liziba.services.rulebook import as_date, plain_value

MOST_OFFERS = 3


def offers(rules: SingleRules, question: RefundQuestion, values: Mapping[str, Any], known: int, ruling: Ruling, explainer: Explainer) -> list[Change]:
    """The smallest changes that turn a refusal, of the amount or of the day of leaving."""
    if ruling.verdict not in ("no", "partly"):
        return []
    return [*_enough(rules, question, values, known, ruling, explainer), *_in_time(rules, values, known, ruling, explainer)]


def _enough(rules: SingleRules, question: RefundQuestion, values: Mapping[str, Any], known: int, ruling: Ruling, explainer: Explainer) -> list[Change]:
    """For the group that lacks least: what more must be bought in this store on that day."""
    scheme = ruling.schemes[0]
    totals, minimums = scheme.values["total"], scheme.values["minimum"]
    short: list[tuple[int, int, LineRuling]] = []
    for i, line in enumerate(ruling.lines):
        total, minimum = totals[line.group], minimums[line.group].values[0]
        if "below_minimum" in line.reasons and total is not None and minimum is not None:
            short.append((minimum - total, i, line))
    found: dict[int, Change] = {}
    for lacking, i, line in sorted(short, key=lambda one: one[:2]):
        if line.group in found:
            continue
        lines = [dict(one) for one in values["purchases"]]
        lines[i]["amount_cny"] += lacking
        after = rules.judge({**values, "purchases": tuple(lines)}, known)
        if after.verdict == ruling.verdict:
            continue
        said = question.model_dump(mode="json", exclude_none=True)["purchases"]
        said[i]["amount_cny"] = plain_value("money", lines[i]["amount_cny"])
        text = texts.say("change.refund.amount", explainer.language, amount=plain_value("money", lacking), day=as_date(values["purchases"][i]["date"]))
        found[line.group] = Change(set={"purchases": said}, then={"verdict": after.verdict}, text=text)
    return list(found.values())[:MOST_OFFERS]


def _in_time(rules: SingleRules, values: Mapping[str, Any], known: int, ruling: Ruling, explainer: Explainer) -> list[Change]:
    """The last day of leaving on which a line that is too old now is not."""
    scheme = ruling.schemes[0]
    limits = scheme.values["days_to_departure"]
    last_days = sorted(
        {
            values["purchases"][i]["date"] + limits[i]
            for i, line in enumerate(ruling.lines)
            if "over_90_days" in line.reasons and limits[i] is not None and values["purchases"][i].get("date") is not None
        },
        reverse=True,
    )
    found = []
    for day in last_days:
        if any(line.get("date") is not None and line["date"] > day for line in values["purchases"]):
            continue
        after = rules.judge({**values, "departure_date": day}, known)
        if after.verdict != ruling.verdict and after.verdict in ("yes", "partly"):
            text = texts.say("change.refund.departure_date", explainer.language, day=as_date(day))
            found.append(Change(set={"departure_date": as_date(day).isoformat()}, then={"verdict": after.verdict}, text=text))  # type: ignore[union-attr]
    return found[:MOST_OFFERS]
