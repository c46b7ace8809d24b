"""What day it is: the one place where the clock is read. Everything below the doors is told."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta, timezone

from liziba.services.question import QuestionError

# Without the time zone database, which a small system may lack: Beijing time has had no summer time since 1991.
BEIJING = timezone(timedelta(hours=8))


def today() -> date:
    """Today in Beijing time, or the day in LIZIBA_TODAY (for tests and examples). Raises QuestionError when that is no day."""
    said = os.environ.get("LIZIBA_TODAY")
    if not said:
        return datetime.now(BEIJING).date()
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise QuestionError("LIZIBA_TODAY", said, "a day like 2026-11-22", f"LIZIBA_TODAY is not a day: {said}.") from None
