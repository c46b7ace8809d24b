"""Sources beside a figure: each once, with a number in the list of the page."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from liziba.atlas import Atlas
from liziba.doors.web.conditions import Seen, seen


@dataclass
class Cited:
    """The sources of one page, numbered in the order in which they are first named. `topic` says whose ids they are."""

    atlas: Atlas
    language: str
    topic: str
    found: dict[str, tuple[int, Seen]] = field(default_factory=dict)

    def marks(self, ids: Iterable[str]) -> tuple[tuple[int, Seen], ...]:
        """Numbers and sources for these ids; an id that names no source is left out."""
        return tuple(mark for one in dict.fromkeys(ids) if (mark := self._mark(one)))

    @property
    def sources(self) -> tuple[Seen, ...]:
        """All that were named, in the order of their numbers."""
        return tuple(one for _, one in self.found.values())

    def _mark(self, id_: str) -> tuple[int, Seen] | None:
        if id_ not in self.found:
            with suppress(KeyError):
                source = self.atlas.source(id_, topic=self.topic)
                self.found[id_] = (len(self.found) + 1, seen(source, self.language))
        return self.found.get(id_)
