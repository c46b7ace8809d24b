"""What the tables of `measures` held on a day: of each target the row announced last, and every result published by then."""

from __future__ import annotations

from datetime import date
from typing import Any

from liziba.atlas import Atlas
from liziba.atlas.rows import key_of
from liziba.atlas.tables.measures import Programme, PublishedResult, Target
from liziba.services.measures.question import PROGRAMMES, RESULTS, TARGETS


def programmes(atlas: Atlas, as_of: date) -> list[Programme]:
    """The programmes known on the day, in the order of the tables."""
    return [row for row in atlas.table(PROGRAMMES).rows if isinstance(row, Programme) and row.known(as_of) and row.stands()]


def targets(atlas: Atlas, as_of: date) -> list[Target]:
    """The targets as known on the day: of each the one announced last, in the order of the tables."""
    latest: dict[tuple[Any, ...], Target] = {}
    for row in atlas.table(TARGETS).rows:
        if not isinstance(row, Target) or not row.known(as_of):
            continue
        before = latest.get(key_of(row))
        if before is None or (before.announced_on or date.min) <= (row.announced_on or date.min):
            latest[key_of(row)] = row
    return [row for row in latest.values() if row.stands()]


def results(atlas: Atlas, as_of: date) -> list[PublishedResult]:
    """Every result published by the day."""
    return [row for row in atlas.table(RESULTS).rows if isinstance(row, PublishedResult) and row.known(as_of)]
