"""What other people's indices gave the cities, in words with their sources. Nothing of it enters a score here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from liziba.doors.web.city.cited import Cited
from liziba.doors.web.conditions import Seen
from liziba.services.declaration import Context
from liziba.services.index.standing import published
from liziba.services.index.telling import TOPIC, IndexTeller

Told = tuple[str, tuple[tuple[int, Seen], ...]]


def others(context: Context, places: Sequence[str], as_of: date, teller: IndexTeller) -> tuple[list[Told], Cited]:
    """A sentence with its sources for each published value, the newest first, as known on a day; and all sources."""
    cited = Cited(context.atlas, context.language, TOPIC)
    return [(teller.other(row).text, cited.marks(row.sources)) for row in published(context.atlas, places, as_of)], cited
