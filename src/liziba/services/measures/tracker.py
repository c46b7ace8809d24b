"""All targets with their state: reached, not reached, open, or without a result. Computed from the results, never typed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args

from liziba.atlas import Atlas
from liziba.atlas.periods import period
from liziba.atlas.tables.measures import PublishedResult
from liziba.services.measures.judging import Finding, judge
from liziba.services.measures.known import results, targets
from liziba.services.measures.respond import figures

State = Literal["reached", "not_reached", "open", "no_result"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True)
class Tracked:
    """A target beside its newest comparable result. `no_result`: its time is over and no result that decides was found; the
    answer of `measures` is `unknown`.

    `share_pct`: result in percent of the target; `margin`: how much better than the target; `gap_points`: percentage points missing.
    """

    finding: Finding
    state: State
    share_pct: Decimal | None = None
    margin: Decimal | None = None
    gap_points: Decimal | None = None

    @property
    def year(self) -> int:
        """The year by which it is to be reached."""
        return period(self.finding.target.target_by).last.year


def tracker(atlas: Atlas, as_of: date) -> tuple[Tracked, ...]:
    """Every target that was known on the day, by what was published until then, in the order of the tables."""
    published: dict[str, list[PublishedResult]] = {}
    for row in results(atlas, as_of):
        published.setdefault(row.metric, []).append(row)
    return tuple(_tracked(judge(row, published.get(row.metric, ()), as_of)) for row in targets(atlas, as_of))


def counts(tracked: tuple[Tracked, ...]) -> Mapping[State, int]:
    """How many targets are in each state; every state is named."""
    return {state: sum(one.state == state for one in tracked) for state in STATES}


def _tracked(finding: Finding) -> Tracked:
    told: Mapping[str, Any] = figures(finding)
    return Tracked(finding, _state(finding), told.get("share_pct"), told.get("margin"), told.get("gap_points"))


def _state(finding: Finding) -> State:
    if finding.reached is not None:
        return "reached" if finding.reached else "not_reached"
    return "open" if finding.why == "year_not_come" else "no_result"
