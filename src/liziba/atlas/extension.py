"""An announcement that moves the end of many rows at once, written out: one row for each key, ready to be appended.

The announcement is one row of `extensions`. Who is concerned follows from what was known on the day before: every key that
stood on one of the old ends and, as far as was known, no longer on the day after. Each gets a row with its own first day
and terms, the new end, and the day and sources of the announcement. Rows that stand already are never touched.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from liziba.atlas.atlas import Atlas
from liziba.atlas.known import ONE_DAY, last_day, standing
from liziba.atlas.rows import FILLED_BY_READER, AtlasError, Row, key_of
from liziba.atlas.tables import TABLES, model_of
from liziba.atlas.tables.extensions import Extension

# What a row of the announcement says anew; the rest is as in the row that it extends.
_OWN = frozenset({"decision", "announced_on", "valid_to", "sources", "note"})


def announcements(atlas: Atlas) -> list[Extension]:
    """Every announcement of that kind, in the order of the files."""
    return [row for row in atlas.records(Extension.table) if isinstance(row, Extension)]


def written_out(atlas: Atlas, announcement: Extension) -> list[Row]:
    """The rows that the announcement stands for. Raises AtlasError where it cannot be right."""
    model = model_of(announcement.extends)
    if model is None or not issubclass(model, Row):
        accepted = ", ".join(sorted(name for name, table in TABLES.items() if issubclass(table, Row)))
        raise _wrong(announcement, "extends", f"given {announcement.extends!r}; accepted: {accepted}")
    known = announcement.announced_on - ONE_DAY
    by_key = _by_key(atlas, announcement)
    found: list[Row] = []
    for old_end in announcement.old_ends:
        if announcement.new_end is not None and announcement.new_end <= old_end:
            raise _wrong(announcement, "new_end", f"{announcement.new_end} does not lie after the old end, {old_end}")
        ending = {key: standing(rows, old_end, known) for key, rows in by_key.items() if last_day(rows, old_end, known) == old_end}
        of_this_end = [row for key, row in ending.items() if row is not None and not set(map(str, key)) & set(announcement.leaves_out)]
        if not of_this_end:
            raise _wrong(announcement, "old_ends", f"as known on {known} nothing in {announcement.extends} ends on {old_end}")
        found += [_extended(row, announcement) for row in of_this_end]
    return found


def missing(atlas: Atlas, announcement: Extension) -> list[Row]:
    """The rows of the announcement that the table does not hold yet."""
    expected = written_out(atlas, announcement)
    there = {_content(row) for rows in _by_key(atlas, announcement).values() for row in rows}
    return [row for row in expected if _content(row) not in there]


def surplus(atlas: Atlas, announcement: Extension) -> list[Row]:
    """Rows under the name of the decision that do not follow from the announcement."""
    expected = {_content(row) for row in written_out(atlas, announcement)}
    rows = (row for rows in _by_key(atlas, announcement).values() for row in rows)
    return [row for row in rows if getattr(row, "decision", None) == announcement.decision and _content(row) not in expected]


def problems(atlas: Atlas) -> Iterator[AtlasError]:
    """What does not fit between the announcements and the tables."""
    for announcement in announcements(atlas):
        try:
            lacking, too_many = missing(atlas, announcement), surplus(atlas, announcement)
        except AtlasError as error:
            yield error
            continue
        if lacking:
            yield _wrong(announcement, "decision", f"{announcement.decision} is not written out in {announcement.extends}: {_keys(lacking)}; run: atlas extend")
        for row in too_many:
            yield AtlasError(row.file, row.line, "", f"{_keys([row])} does not follow from {announcement.file}:{announcement.line}, {announcement.decision}")


def lines(rows: Sequence[Row], header: Sequence[str]) -> str:
    """The rows as lines of the table with that header: one line for all keys that share everything else."""
    together: dict[tuple[str, ...], list[str]] = defaultdict(list)
    many, one = next(iter(type(rows[0]).explode.items()), ("", ""))
    in_a_list = many in header
    for row in rows:
        cells = tuple("" if in_a_list and column == many else _cell(row, column) for column in header)
        together[cells].append(str(getattr(row, one)) if in_a_list else "")
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    for cells, keys in together.items():
        for _ in range(1 if in_a_list else len(keys)):
            writer.writerow([";".join(keys) if in_a_list and column == many else cell for column, cell in zip(header, cells, strict=True)])
    return written.getvalue()


def target(atlas: Atlas, announcement: Extension) -> Path:
    """The file that gets the lines: the table beside the announcement."""
    beside = next(file.path for file in atlas.files() if file.file == announcement.file)
    return beside.with_name(f"{announcement.extends.rpartition('/')[2]}.csv")


def header_of(atlas: Atlas, announcement: Extension) -> list[str]:
    """The columns of the table in that file; where it is not there yet, as the table has them elsewhere."""
    path = target(atlas, announcement)
    same = [path, *(file.path for file in atlas.files() if file.name == announcement.extends)]
    with next(one for one in same if one.exists()).open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file), [])


def append(path: Path, header: Sequence[str], text: str) -> None:
    """Put lines at the end of a table; what stands there stays as it is, byte for byte."""
    before = path.read_bytes() if path.exists() else (",".join(header) + "\n").encode()
    if before and not before.endswith(b"\n"):
        before += b"\n"
    put = path.with_name(f"{path.name}.new")
    put.write_bytes(before + text.encode())
    put.replace(path)


def _by_key(atlas: Atlas, announcement: Extension) -> Mapping[tuple[Any, ...], list[Row]]:
    """The rows of the table, of the same country's territories, by key."""
    country = announcement.territory.partition("/")[0]
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in atlas.records(announcement.extends):
        if isinstance(row, Row) and row.territory.partition("/")[0] == country:
            found[key_of(row)].append(row)
    return found


def _extended(row: Row, announcement: Extension) -> Row:
    before = getattr(row, "decision", "")
    own = {
        "decision": announcement.decision,
        "announced_on": announcement.announced_on,
        "valid_to": announcement.new_end,
        "sources": announcement.sources,
        "note": announcement.note or (f"extension of {before}" if before else ""),
        "row_id": "",
        "file": announcement.file,
        "line": announcement.line,
    }
    fields = type(row).model_fields
    return row.model_copy(update={name: value for name, value in own.items() if name in fields})


def _content(row: Row) -> tuple[Any, ...]:
    """What a row decides, without its sources, its note and where it stands."""
    names = [name for name in type(row).model_fields if name not in FILLED_BY_READER and name not in ("sources", "note")]
    return tuple(frozenset(value) if isinstance(value, tuple) else value for value in (getattr(row, name) for name in names))


def _cell(row: Row, column: str) -> str:
    value = getattr(row, column)
    if value is None or (column == "effect" and value == "grants") or (column == "valid_from_kind" and value == "exact"):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _keys(rows: Sequence[Row]) -> str:
    return ", ".join(" ".join(map(str, key_of(row))) for row in rows)


def _wrong(announcement: Extension, column: str, text: str) -> AtlasError:
    return AtlasError(announcement.file, announcement.line, column, text)
