"""Reads one CSV file of a territory into rows, and says of every wrong cell where it stands and what is accepted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from liziba.atlas.rows import AtlasError, Record, Row, columns_of, key_of

LONGEST_QUOTE = 100


@dataclass(frozen=True)
class Reading:
    """What a file holds: its rows, and an error for each cell that could not be read."""

    rows: tuple[Record, ...]
    problems: tuple[AtlasError, ...]


def read_file(path: Path, file: str, territory: str, model: type[Record]) -> Reading:
    """The rows of a file. `file` is the name under which rows and errors speak of it. A file is read again when it changed."""
    stat = path.stat()
    return _read(path, file, territory, model, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=512)
def _read(path: Path, file: str, territory: str, model: type[Record], _changed: int, _size: int) -> Reading:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return Reading((), (AtlasError(file, line, "", "not UTF-8; save the file as UTF-8"),))
    return read_text(text, file, territory, model)


def read_text(text: str, file: str, territory: str, model: type[Record]) -> Reading:
    """The rows of a table in CSV with a header line."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(lines, [])
        problems = list(_header_problems(header, file, model))
        if problems:
            return Reading((), tuple(problems))
        rows: list[Record] = []
        for cells in lines:
            line = lines.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                text_ = f"{len(cells)} cells; accepted: {len(header)}, as in the header (quote a cell that holds a comma)"
                problems.append(AtlasError(file, line, "", text_))
                continue
            found, wrong = rows_of(dict(zip(header, cells, strict=True)), file, line, territory, model)
            rows += found
            problems += wrong
    except csv.Error as error:
        return Reading((), (AtlasError(file, lines.line_num, "", f"not a CSV line: {error}"),))
    return Reading(numbered(rows), tuple(problems))


def _header_problems(header: Sequence[str], file: str, model: type[Record]) -> Iterator[AtlasError]:
    accepted = columns_of(model)
    single = set(model.explode.values())
    for name in header:
        if name not in accepted and name not in single:
            yield AtlasError(file, 1, name, f"no such column; accepted: {', '.join(accepted)}")
        if list(header).count(name) > 1:
            yield AtlasError(file, 1, name, "the column stands twice")
    for many, one in model.explode.items():
        if many in header and one in header:
            yield AtlasError(file, 1, one, f"accepted: either {one} or {many}, not both")
    for name, field in model.model_fields.items():
        column = next((many for many, one in model.explode.items() if one == name and one not in header), name)
        if field.is_required() and column in accepted + tuple(single) and column not in header:
            yield AtlasError(file, 1, column, "the column is missing")


def rows_of(cells: Mapping[str, Any], file: str, line: int, territory: str, model: type[Record]) -> tuple[list[Record], list[AtlasError]]:
    """The rows of one line: one for each element of its list column, else one."""
    given = {name: cell.strip() if isinstance(cell, str) else cell for name, cell in cells.items()}
    given = {name: cell for name, cell in given.items() if cell is not None and cell != ""}
    where = {"row_id": "", "territory": territory, "file": file, "line": line}
    lists = {many: one for many, one in model.explode.items() if many in cells}
    if not lists:
        return _validated(given | where, {}, model)
    ((many, one),) = lists.items()
    listed = given.pop(many, "")
    elements = [part.strip() for part in listed.split(";") if part.strip()] if isinstance(listed, str) else list(listed)
    if not elements:
        return [], [AtlasError(file, line, many, f"empty; accepted: {_accepted(model, one)}")]
    problems = [AtlasError(file, line, many, f"{part!r} stands twice") for part in sorted({part for part in elements if elements.count(part) > 1})]
    elements = list(dict.fromkeys(elements))
    rows, wrong = _validated(given | where | {one: elements[0]}, {one: many}, model)
    problems += wrong
    # The rest of the line is the same for each element: it is validated once and copied, which keeps reading fast.
    for element in elements[1:]:
        try:
            value = _key_reader(model, one).validate_python(element)
        except ValidationError:
            problems.append(AtlasError(file, line, many, f"given {_quoted(element)}; accepted: {_accepted(model, one)}"))
            continue
        rows += [rows[0].model_copy(update={one: value})] if rows else []
    return rows, problems


@lru_cache(maxsize=64)
def _key_reader(model: type[Record], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(model.model_fields[name].rebuild_annotation())


def _validated(values: dict[str, Any], renamed: Mapping[str, str], model: type[Record]) -> tuple[list[Record], list[AtlasError]]:
    file, line = values["file"], values["line"]
    try:
        row = model.model_validate(values)
    except ValidationError as error:
        return [], [_problem(one, file, line, renamed, model) for one in error.errors(include_url=False)]
    if isinstance(row, Row) and row.stands():
        empty = [name for name in row.filled if getattr(row, name) in (None, "", ())]
        if empty:
            return [], [AtlasError(file, line, name, f"empty; accepted: {_accepted(model, name)}") for name in empty]
    return [row], []


def _problem(error: Any, file: str, line: int, renamed: Mapping[str, str], model: type[Record]) -> AtlasError:
    name = str(error["loc"][0]) if error["loc"] else ""
    column = renamed.get(name, name)
    if error["type"] == "missing":
        return AtlasError(file, line, column, f"empty; accepted: {_accepted(model, name)}")
    if error["type"] == "extra_forbidden":
        return AtlasError(file, line, column, f"no such column; accepted: {', '.join(columns_of(model))}")
    return AtlasError(file, line, column, f"given {_quoted(error['input'])}; accepted: {_accepted(model, name) or error['msg']}")


def _quoted(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _accepted(model: type[Record], name: str) -> str:
    field = model.model_fields.get(name)
    return (field.description if field else None) or "text"


def numbered(rows: Iterable[Record]) -> tuple[Record, ...]:
    """The rows with an id each, made of what they say, so that a line put in between changes no other id."""
    seen: set[str] = set()
    result = []
    for row in rows:
        wanted = row_id = row.row_id or _row_id(row)
        times = 1
        while row_id in seen:
            times += 1
            row_id = f"{wanted}#{times}"
        seen.add(row_id)
        result.append(row if row.row_id == row_id else row.model_copy(update={"row_id": row_id}))
    return tuple(result)


def _row_id(row: Record) -> str:
    parts = [row.territory, f"{Path(row.file).parent.name}/sources" if row.table == "sources" else row.table]
    parts += [str(part) for part in key_of(row)]
    if isinstance(row, Row):
        parts += [str(row.announced_on or "always"), str(row.valid_from or "always")]
    return "/".join(parts)
