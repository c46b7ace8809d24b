"""What came, went or changed between two days: by day of effect, or by the day on which it became known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from liziba.atlas.known import ONE_DAY, deciding, last_day, standing, turning_days
from liziba.atlas.rows import Row, key_of
from liziba.atlas.tables import TABLES

if TYPE_CHECKING:
    from liziba.atlas.atlas import Atlas

What = Literal["came", "went", "changed"]
Because = Literal["decision", "end_passed"]

# Columns that tell decisions apart and say nothing about what holds.
_LABELS = frozenset({"decision"})


@dataclass(frozen=True)
class FieldChange:
    """One column before and after. `valid_to` stands for the last known day, empty for none."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True)
class ChangeNote:
    """One key of one table that came, went or changed.

    `day` is the day of effect, or of knowledge where changes were asked for by announcement; `holds_from` is the day of
    effect in both. `parts` are the codes in its key. `at_latest`: it may have held before. `until` is the last known day after the change.
    `announced_on`: since when the decision behind it is known, None where that was not found.
    """

    day: date
    table: str
    key: str
    parts: tuple[str, ...]
    what: What
    holds_from: date
    at_latest: bool
    because: Because
    fields: tuple[FieldChange, ...]
    until: date | None
    announced_on: date | None
    territory: str
    row_id: str
    sources: tuple[str, ...]
    note: str

    def columns(self) -> tuple[tuple[str, str, str], ...]:
        """The parts of the key: column, code, and what the code stands for (country, port, place, or nothing)."""
        model = TABLES[self.table]
        return tuple((column, part, model.refers.get(column, "")) for column, part in zip(model.key, self.parts, strict=True))

    def name(self, atlas: Atlas, language: str) -> str:
        """What the key stands for, in words."""
        named = {"country": atlas.country_name, "port": atlas.port_name, "place": atlas.place_name}
        words = [named[kind](part, language) for _, part, kind in self.columns() if kind in named]
        return ("，" if language == "zh" else ", ").join(words)


def changes(atlas: Atlas, since: date, until: date, announced: bool = False, within: str | None = None, known: date | None = None) -> list[ChangeNote]:
    """The changes of all tables from `since` to `until`, both included, as known on `known` (else on `until`).

    By day of effect: what began, ended or turned on a day, also where only the last known end passed.
    `announced`: what decisions of those days changed in what was known before, whenever it takes effect.
    """
    notes: list[ChangeNote] = []
    for name, model in TABLES.items():
        if not issubclass(model, Row):
            continue
        for rows in _by_key([row for row in atlas.records(name, within) if isinstance(row, Row)]).values():
            notes += _announced(rows, since, until) if announced else _in_effect(rows, since, until, known or until)
    return sorted(notes, key=lambda note: (note.day, note.table, note.key, note.holds_from))


def _by_key(rows: Sequence[Row]) -> Mapping[tuple[Any, ...], list[Row]]:
    """Rows of one key together; a city's rows belong to its country's."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault((row.territory.partition("/")[0], *key_of(row)), []).append(row)
    return found


def _in_effect(rows: Sequence[Row], since: date, until: date, known: date) -> Iterator[ChangeNote]:
    for day in sorted(turning_days(row for row in rows if row.known(known))):
        if not since <= day <= until:
            continue
        before, after = standing(rows, day - ONE_DAY, known), standing(rows, day, known)
        end = last_day(rows, day, known) if after else None
        if after is not None and before is None:
            yield _note(after, day, "came", day, (), end)
        elif before is not None and after is None:
            ended_by = deciding(rows, day, known)
            yield _note(ended_by or before, day, "went", day, (), None, "decision" if ended_by else "end_passed")
        elif before is not None and after is not None:
            fields = _differences(before, after)
            if fields:
                yield _note(after, day, "changed", day, fields, end)


def _announced(rows: Sequence[Row], since: date, until: date) -> Iterator[ChangeNote]:
    days = sorted({row.announced_on for row in rows if row.announced_on is not None and since <= row.announced_on <= until})
    for known in days:
        before = known - ONE_DAY
        for row in sorted((row for row in rows if row.announced_on == known), key=lambda row: row.valid_from or date.min):
            day = row.valid_from or known
            old, new = standing(rows, day, before), standing(rows, day, known)
            if new is None:
                if old is not None:
                    yield _note(row, known, "went", day, (), None)
                continue
            end = last_day(rows, day, known)
            # A prolongation may begin where the old end lies: then the day before is what it prolongs.
            earlier = (old, day) if old else (standing(rows, day - ONE_DAY, before), day - ONE_DAY)
            if earlier[0] is None:
                yield _note(new, known, "came", day, (), end)
                continue
            fields = _differences(earlier[0], new)
            old_end = last_day(rows, earlier[1], before)
            if old_end != end:
                if not fields:  # all stays as it was until the nearer of the two ends
                    day = min(last for last in (old_end, end) if last is not None) + ONE_DAY
                fields = (*fields, FieldChange("valid_to", old_end, end))
            if fields:
                yield _note(new, known, "changed", day, fields, end)


def _differences(old: Row, new: Row) -> tuple[FieldChange, ...]:
    common = set(Row.model_fields) | set(old.key) | set(old.aside) | _LABELS
    names = [name for name in type(new).model_fields if name not in common]
    return tuple(FieldChange(name, getattr(old, name), getattr(new, name)) for name in names if _content(old, name) != _content(new, name))


def _content(row: Row, name: str) -> Any:
    value = getattr(row, name)
    return frozenset(value) if isinstance(value, tuple) else value  # lists of words have no order


def _note(row: Row, day: date, what: What, holds_from: date, fields: tuple[FieldChange, ...], until: date | None, because: Because = "decision") -> ChangeNote:
    parts = tuple(str(part) for part in key_of(row))
    return ChangeNote(
        day=day,
        table=row.table,
        key=" ".join(parts),
        parts=parts,
        what=what,
        holds_from=holds_from,
        at_latest=what == "came" and row.valid_from_kind == "at_latest",
        because=because,
        fields=fields,
        until=until,
        announced_on=row.announced_on,
        territory=row.territory,
        row_id=row.row_id,
        sources=row.sources,
        note=row.note,
    )
