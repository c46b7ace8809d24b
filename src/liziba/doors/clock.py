"""What day it is: the one place where the clock is read. Everything below the doors is told."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta, timezone

from liziba.atlas.texts import Saying
from liziba.services.question import QuestionError, brief

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
        raise QuestionError("LIZIBA_TODAY", said, Saying("accepted.day"), Saying("error.not_day", field="LIZIBA_TODAY", given=brief(said))) from None
