"""What came and went, put together as readers hear of it: one item for all keys that one notice changed in the same way.

Changes are told by the notice that made them. What no notice of its own made is told by the day of effect: an end that
passes or will pass, and old rules whose announcement nobody found.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from liziba.atlas.changes import Because, ChangeNote, What, changes
from liziba.atlas.check import ENDS_SOON
from liziba.atlas.tables import TABLES

if TYPE_CHECKING:
    from liziba.atlas.atlas import Atlas

# The name space of the ids, so that an item keeps its id on every site and in every reader.
_IDS = uuid.UUID("0c1f2a52-5f5e-5a3c-9a50-7d2c0f9b6a11")
_NAMED = frozenset({"country", "port", "place"})


@dataclass(frozen=True)
class Turned:
    """One column: the values before (several where the keys differed) and the one after."""

    name: str
    old: tuple[Any, ...]
    new: Any


@dataclass(frozen=True)
class Notice:
    """Keys of one table that came, went or changed together.

    `day`: when it takes effect. `announced_on`: since when it is known, None where it is told by the day of effect only.
    `who`: the codes of those concerned, with `kind` (country, port, place, or "" for a name of the table's own).
    `within`: the other parts of the key, which they share (scheme, region). `until`: the last known day after the change.
    """

    table: str
    what: What
    because: Because
    day: date
    announced_on: date | None
    at_latest: bool
    until: date | None
    column: str
    kind: str
    who: tuple[str, ...]
    within: tuple[tuple[str, str], ...]
    turned: tuple[Turned, ...]
    sources: tuple[str, ...]

    @cached_property
    def id(self) -> str:
        """Made of what the item is about, never of its words or its place in a list."""
        return self.id_in("")

    def id_in(self, language: str) -> str:
        """The id of the item as told in one language."""
        about = [self.table, self.what, str(self.announced_on or ""), str(self.day), *(code for _, code in self.within), *sorted(self.who)]
        return str(uuid.uuid5(_IDS, "/".join([*([language] if language else []), *about])))

    @cached_property
    def told_on(self) -> date:
        """The day on which it is news: of its announcement, else of its effect; of an end, the day from which it is near."""
        if self.announced_on is not None:
            return self.announced_on
        return self.day - ENDS_SOON if self.because == "end_passed" else self.day


def notices(atlas: Atlas, today: date) -> tuple[Notice, ...]:
    """Everything that is known today, past and ahead, newest effect first. Kept for the day last asked about."""
    kept: dict[date, tuple[Notice, ...]] = atlas.keep("notices", dict)
    found = kept.get(today)
    if found is None:
        found = tuple(sorted(_gathered(atlas, today), key=lambda one: (one.day, one.told_on, one.table, one.who), reverse=True))
        kept.clear()
        kept[today] = found
    return found


def latest(atlas: Atlas, today: date) -> list[Notice]:
    """All that is news by today, the last first."""
    return sorted((one for one in notices(atlas, today) if one.told_on <= today), key=lambda one: (one.told_on, one.day), reverse=True)


def _gathered(atlas: Atlas, today: date) -> Iterable[Notice]:
    announced = for_readers(changes(atlas, date.min, today, announced=True))
    told = {(note.table, note.territory.partition("/")[0], note.key, note.what, note.holds_from) for note in announced}
    yield from _together(announced, by_announcement=True)
    in_effect = for_readers(changes(atlas, date.min, date.max, known=today))
    untold = [note for note in in_effect if (note.table, note.territory.partition("/")[0], note.key, note.what, note.day) not in told]
    yield from _together(untold, by_announcement=False)


def for_readers(notes: Iterable[ChangeNote]) -> list[ChangeNote]:
    """Changes of rules: without figures, and without what only our own bookkeeping changed."""
    return [note for note in notes if getattr(TABLES[note.table], "told", True)]


def _together(notes: Iterable[ChangeNote], by_announcement: bool) -> Iterable[Notice]:
    found: dict[Any, list[ChangeNote]] = defaultdict(list)
    for note in notes:
        who, within = _parts(note)
        new = tuple((field.name, _plain(field.new)) for field in note.fields)
        # A prolongation of several ends is one decision; what else a notice says holds from one day.
        from_day = None if [name for name, _ in new] == ["valid_to"] else note.holds_from
        found[note.table, note.what, note.because, note.day, from_day, note.at_latest, note.until, who[0], within, new].append(note)
    for (table, what, because, day, _, at_latest, until, column, within, _), same in found.items():
        codes = {_parts(note)[0][1] for note in same}
        yield Notice(
            table=table,
            what=what,
            because=because,
            day=min(note.holds_from for note in same),
            announced_on=day if by_announcement else None,
            at_latest=at_latest,
            until=until,
            column=column,
            kind=_parts(same[0])[0][2],
            who=tuple(sorted(codes)),
            within=within,
            turned=tuple(_turned(same)),
            sources=tuple(dict.fromkeys(source for note in same for source in note.sources)),
        )


def _parts(note: ChangeNote) -> tuple[tuple[str, str, str], tuple[tuple[str, str], ...]]:
    """Who is concerned (the part of the key that names a country, port or place, else the first), and the rest of the key."""
    columns = note.columns()
    who = next((part for part in columns if part[2] in _NAMED), columns[0])
    return (who[0], who[1], who[2] if who[2] in _NAMED else ""), tuple((column, code) for column, code, _ in columns if column != who[0])


def _turned(notes: list[ChangeNote]) -> Iterable[Turned]:
    for position, field in enumerate(notes[0].fields):
        old = {str(note.fields[position].old): note.fields[position].old for note in notes}
        yield Turned(field.name, tuple(value for _, value in sorted(old.items())), field.new)


def _plain(value: Any) -> Any:
    return frozenset(value) if isinstance(value, tuple) else value
