"""All targets with their state: each as `measures` answers it, turned by a new result, and by the day of knowledge."""

from __future__ import annotations

from datetime import date
from typing import Any

from liziba.services.declaration import Context, ask
from liziba.services.measures.tracker import STATES, Tracked, counts, tracker

SAID = {"reached": "yes", "not_reached": "no", "open": "unknown", "no_result": "unknown"}


def of(found: tuple[Tracked, ...], programme: str, metric: str) -> Tracked:
    return next(one for one in found if (one.finding.target.programme, one.finding.target.metric) == (programme, metric))


def published(metric: str, period: str, figure: str, unit: str, announced: str = "2026-11-01") -> dict[str, Any]:
    usual = {"definition": "plain", "place": "CN-CQ", "valid_from": announced, "sources": "udn_2026"}
    return {"metric": metric, "period": period, "figure": figure, "unit_measure": unit, "announced_on": announced, **usual}


def test_every_state_is_the_verdict_of_the_service(context: Context) -> None:
    found = tracker(context.atlas, context.today)
    assert len(found) > 70
    for one in found:
        asked = {name: getattr(one.finding.target, name) for name in ("programme", "metric", "target_by", "definition")}
        answer: Any = ask("measures", asked, context)
        assert (asked, answer.verdict) == (asked, SAID[one.state])
        assert answer.share_pct == (float(one.share_pct) if one.share_pct is not None else None)


def test_the_counts_name_every_state_and_sum_to_all_targets(context: Context) -> None:
    found = tracker(context.atlas, context.today)
    assert list(counts(found)) == list(STATES)
    assert sum(counts(found).values()) == len(found)
    assert counts(()) == dict.fromkeys(STATES, 0)


def test_a_new_result_turns_a_state(context: Context) -> None:
    assert of(tracker(context.atlas, context.today), "gwr25", "gdp_growth").state == "not_reached"
    revised = context.atlas.with_rows("measures/results", [published("gdp_growth", "2025", "6.1", "percent")])
    assert of(tracker(revised, context.today), "gwr25", "gdp_growth").state == "reached"
    assert of(tracker(revised, date(2026, 10, 31)), "gwr25", "gdp_growth").state == "not_reached", "nobody knew it then"


def test_what_is_over_without_a_result_is_unknown_and_not_missed(context: Context) -> None:
    one = of(tracker(context.atlas, context.today), "fyp14t", "tourism_revenue")
    assert (one.state, one.share_pct, one.year) == ("no_result", None, 2025)
    assert of(tracker(context.atlas, date(2024, 6, 1)), "fyp14t", "tourism_revenue").state == "open"


def test_a_target_that_nobody_knew_of_is_not_there(context: Context) -> None:
    assert tracker(context.atlas, date(2000, 1, 1)) == ()
    assert {one.finding.target.programme for one in tracker(context.atlas, date(2014, 1, 1))} == {"op13"}
