"""`atlas check`: reads every file of every territory and says file, line, column and what is wrong.

Errors are facts that cannot be right. Warnings are facts to look at again; those that depend on the day need `today`.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from liziba.atlas import extension
from liziba.atlas.atlas import Atlas, AtlasFile, topic_of
from liziba.atlas.known import last_day, standing
from liziba.atlas.reading import read_file
from liziba.atlas.rows import FILLED_BY_READER, Record, Row, key_of
from liziba.atlas.tables import RULE_SHEET, TABLES, TOPICS, model_of
from liziba.atlas.tables.sources import Source

ENDS_SOON = timedelta(days=60)
CHECKED_LONG_AGO = timedelta(days=30)
_BESIDES = frozenset({"announced_on", "valid_from", "valid_from_kind", "valid_to", "sources", "note", "decision"}) | FILLED_BY_READER


@dataclass(frozen=True)
class Problem:
    """Something wrong or doubtful, and where it stands."""

    severity: Literal["error", "warning"]
    file: str
    line: int
    column: str
    text: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{self.severity}: {where}{f', column {self.column}' if self.column else ''}: {self.text}"


def check(atlas: Atlas, today: date | None = None) -> list[Problem]:
    """All problems, errors first. Without `today` nothing is said about ends, old checks and what decides now."""
    problems: list[Problem] = []
    rows: list[Record] = []
    for file in atlas.files():
        found, wrong = _read(file)
        rows += found
        problems += wrong
    rows = [row for row in (*rows, *atlas.added) if row.row_id not in atlas.removed]
    known = _Known(rows)
    for row in rows:
        problems += _row(row, known)
    for file in atlas.files():
        if file.path.name == RULE_SHEET:
            problems += _sheet(file, known)
    for same in _together(rows, lambda row: (_table(row), row.territory.partition("/")[0], key_of(row))):
        problems += _clashes(same)
    if not any(problem.severity == "error" for problem in problems):
        problems += [_error(one.file, one.line, one.column, one.text) for one in extension.problems(atlas)]
    if today is not None:
        problems += _to_look_at(rows, known, today)
    return sorted(dict.fromkeys(problems), key=lambda one: (one.severity != "error", one.file, one.line, one.column))


def _read(file: AtlasFile) -> tuple[tuple[Record, ...], list[Problem]]:
    if file.path.suffix == ".md" or file.path.name == RULE_SHEET:
        return (), []
    model = model_of(file.name) if file.path.suffix == ".csv" else None
    if model is None:
        return (), [_error(file.file, 0, "", f"no table is called {file.name}; {_nearest(file.name)}")]
    reading = read_file(file.path, file.file, file.territory, model)
    return reading.rows, [_error(one.file, one.line, one.column, one.text) for one in reading.problems]


def _nearest(name: str) -> str:
    known = [*TABLES, *(f"{topic}/sources" for topic in sorted(TOPICS)), *(f"{topic}/{RULE_SHEET}" for topic in sorted(TOPICS))]
    near = difflib.get_close_matches(name, known, n=1)
    return f"do you mean {near[0]}?" if near else f"accepted: {', '.join(sorted(known))}"


class _Known:
    """What cells may name: every code that some table defines."""

    def __init__(self, rows: Sequence[Record]) -> None:
        self.values: dict[str, set[str]] = defaultdict(set)
        self.sources: dict[str, list[Source]] = defaultdict(list)
        self.dated: set[str] = set()
        for row in rows:
            if isinstance(row, Source):
                self.sources[row.id].append(row)
                self.values["source"].add(row.id)
                continue
            for column in row.key:
                self.values[f"{_table(row)}.{column}"].add(str(getattr(row, column)))
                if isinstance(row, Row):
                    self.dated.add(f"{row.table}.{column}")
        self.values["country"] = self.values["countries.code"]
        self.values["port"] = self.values["ports.port"]

    def names(self, kind: str, value: str) -> bool:
        if kind == "place":
            head = value.partition("/")[0].removesuffix("-FTZ")
            return head in self.values["provinces.code"] or value in self.values["country"]
        return value in self.values[kind]

    def near(self, kind: str, value: str) -> str:
        found = difflib.get_close_matches(value, sorted(self.values[kind]), n=1)
        return f"; do you mean {found[0]}?" if found else ""

    def of(self, row: Row) -> list[Source]:
        """The sources of a row: those of its topic where an id means different things."""
        found = []
        for source_id in row.sources:
            same = self.sources.get(source_id, [])
            found += [source for source in same if topic_of(source) == topic_of(row)][:1] or same[:1]
        return found


def _row(row: Record, known: _Known) -> Iterator[Problem]:
    for column, kind in row.refers.items():
        given = getattr(row, column)
        for value in given if isinstance(given, tuple) else (given,):
            if value and not known.names(kind, value):
                yield _error(row.file, row.line, _in_file(row, column), f"no such {kind.rpartition('.')[2]}: {value}{known.near(kind, value)}")
    if not isinstance(row, Row):
        return
    if not row.sources:
        yield _error(row.file, row.line, "sources", "empty; accepted: ids of sources joined by ;")
    if row.valid_from is None:
        yield _error(row.file, row.line, "valid_from", "empty; accepted: the first day, with at_latest in valid_from_kind where an earlier one is possible")
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        yield _error(row.file, row.line, "valid_to", f"{row.valid_to} lies before valid_from, {row.valid_from}")
    elif row.announced_on and row.valid_to and row.valid_to < row.announced_on:
        yield _warning(row.file, row.line, "announced_on", f"{row.announced_on} lies after the last day, {row.valid_to}: it never held while it was known")
    if row.announced_on is None and row.valid_from_kind == "exact":
        yield _warning(row.file, row.line, "announced_on", "empty, so it counts as always known; give the first day where no announcement was found")


def _sheet(file: AtlasFile, known: _Known) -> Iterator[Problem]:
    """What a rule sheet names outside itself: tables and sources. Its steps are checked by the engine that reads it."""
    import yaml

    try:
        root = yaml.compose(file.path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        yield _error(file.file, mark.line + 1 if mark else 0, "", f"not YAML: {error.problem}")
        return
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        if not isinstance(node, yaml.MappingNode):
            continue
        for name, value in node.value:
            waiting.append(value)
            if name.value == "table" and isinstance(value, yaml.ScalarNode) and model_of(value.value) is None:
                yield _error(file.file, value.start_mark.line + 1, "table", f"no such table: {value.value}; {_nearest(value.value)}")
            if name.value == "sources" and isinstance(value, yaml.SequenceNode):
                for cited in value.value:
                    if not known.names("source", str(cited.value)):
                        near = known.near("source", str(cited.value))
                        yield _error(file.file, cited.start_mark.line + 1, "sources", f"no such source: {cited.value}{near}")


def _clashes(rows: Sequence[Record]) -> Iterator[Problem]:
    """Of one key: lines that stand twice, and lines that contradict each other without a later one to decide."""
    first = rows[0]
    if not isinstance(first, Row):
        for row in rows[1:]:
            # A source may be listed again for another territory, but then it must be the same one.
            again = isinstance(row, Source) and isinstance(first, Source) and row.file != first.file and (row.title, row.url) == (first.title, first.url)
            if not again:
                yield _error(row.file, row.line, "", f"{' '.join(map(str, key_of(row)))} stands already in {first.file}:{first.line}")
        return
    dated = [row for row in rows if isinstance(row, Row)]
    for place, row in enumerate(dated):
        for earlier in dated[:place]:
            if row.announced_on != earlier.announced_on or not _overlap(row, earlier):
                continue
            key = " ".join(map(str, key_of(row)))
            where = f"{earlier.file}:{earlier.line}"
            if _values(row) != _values(earlier):
                yield _error(row.file, row.line, "valid_from", f"{key}: contradicts {where}, announced on the same day for the same days")
            elif (row.valid_from, row.valid_to) == (earlier.valid_from, earlier.valid_to):
                yield _error(row.file, row.line, "", f"{key}: the same as {where}")
            else:
                yield _error(row.file, row.line, "valid_from", f"{key}: the days overlap with {where}, announced on the same day")


def _to_look_at(rows: Sequence[Record], known: _Known, today: date) -> Iterator[Problem]:
    ending: dict[tuple[str, int, date], list[str]] = defaultdict(list)
    decides: dict[tuple[str, int], Row] = {}
    stands: dict[str, set[str]] = defaultdict(set)
    for same in _together([row for row in rows if isinstance(row, Row)], lambda row: (row.table, row.territory.partition("/")[0], key_of(row))):
        row = standing(same, today, today)
        if row is None:
            continue
        decides[row.file, row.line] = row
        for column in row.key:
            stands[f"{row.table}.{column}"].add(str(getattr(row, column)))
        end = last_day(same, today, today)
        if end is not None and end - today <= ENDS_SOON:
            ending[row.file, row.line, end].append(" ".join(map(str, key_of(row))))
    for (file, line, end), keys in ending.items():
        yield _warning(file, line, "valid_to", f"ends on {end}, in {(end - today).days} days: {', '.join(sorted(keys))}")
    for row in decides.values():
        if any(kind in known.dated and str(getattr(row, column)) not in stands[kind] for column, kind in row.refers.items()):
            continue  # what it belongs to has ended: an area of a region that is no more
        cited = known.of(row)
        if cited and all(source.access == "memory" for source in cited):
            yield _warning(row.file, row.line, "sources", "unconfirmed: rests on memory only")
        elif len(cited) == 1 and not row.one_publisher:
            yield _warning(row.file, row.line, "sources", f"one source decides: {cited[0].id}")
        for source in cited:
            age = today - source.checked_on if source.checked_on else timedelta()
            if age > CHECKED_LONG_AGO:
                yield _warning(source.file, source.line, "checked_on", f"{source.id} was last checked on {source.checked_on}, {age.days} days ago")
    for later in rows:
        if isinstance(later, Row) and later.announced_on is not None and later.announced_on > today:
            yield _warning(later.file, later.line, "announced_on", f"{later.announced_on} lies after today, {today}")


def _together(rows: Sequence[Any], key: Callable[[Any], Any]) -> Iterator[list[Any]]:
    found: Mapping[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    yield from found.values()


def _overlap(one: Row, other: Row) -> bool:
    return (one.valid_from or date.min) <= (other.valid_to or date.max) and (other.valid_from or date.min) <= (one.valid_to or date.max)


def _values(row: Row) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in type(row).model_fields if name not in _BESIDES)


def _table(row: Record) -> str:
    return f"{topic_of(row)}/sources" if isinstance(row, Source) else row.table


def _in_file(row: Record, column: str) -> str:
    """The column as it stands in the file, where a list holds the key."""
    return next((many for many, one in row.explode.items() if one == column), column)


def _error(file: str, line: int, column: str, text: str) -> Problem:
    return Problem("error", file, line, column, text)


def _warning(file: str, line: int, column: str, text: str) -> Problem:
    return Problem("warning", file, line, column, text)
