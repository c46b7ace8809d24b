"""A changed rule: one column of a dated table set to another value, for all days or from a day on.

The changed facts are another `Atlas`: each row that holds the value is replaced by one that differs in that value only.
So it keeps its place among earlier and later notices, and whatever reads the table sees the change. Nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from liziba.atlas import Atlas
from liziba.atlas.rows import Row, key_of
from liziba.atlas.tables import model_of
from liziba.atlas.tables.parameters import Parameter
from liziba.atlas.texts import Saying
from liziba.services.question import QuestionError, brief

SMALLEST = {"cny": 100, "pct": 100, "days": 1, "hours": 1}  # fen, basis points, days, hours
TAKES = {"cny": "money", "pct": "percent", "days": "days_count", "hours": "hours_count"}
_DIRECT = re.compile(r"^(?P<of>[a-z_]+/[a-z_]+)\.(?P<column>[a-z_]+)(\[(?P<holder>[^\]]*)\])?$")
_KEPT = 32  # changed atlases; a page may be asked for any value


@dataclass(frozen=True)
class Setting:
    """One changed parameter: whose column, for which key, the new value as the table holds it, and from which day on (none: on all days).

    `clears` names columns that make no sense beside the new value, such as a second reading of the old one.
    """

    name: str
    of: str
    column: str
    holder: tuple[str, ...]
    value: Any
    clears: tuple[str, ...] = ()
    since: date | None = None


def parameters(atlas: Atlas, topic: str) -> list[Parameter]:
    """The named parameters of a topic."""
    try:
        return [row for row in atlas.records(f"{topic}/parameters", atlas.home) if isinstance(row, Parameter)]
    except KeyError:
        return []


def setting(atlas: Atlas, topic: str, text: str, since: date | None = None) -> Setting:
    """A change as people write it: `minimum_purchase_cny=500`, or `refund/minimums.minimum_fen[national]=50000` for any dated table.

    A name has the unit that it says, a column that of its table. Raises QuestionError where the parameter or its value cannot be read.
    """
    name, sign, given = (part.strip() for part in text.partition("="))
    known = {row.name: row for row in parameters(atlas, topic)}
    if not sign or not name:
        raise QuestionError("set", brief(text), Saying("accepted.setting", names=list(known)), Saying("error.not_setting", given=brief(text)))
    if name in known:
        row = known[name]
        found = Setting(name, row.of, row.column, row.holder, _amount(row, given), row.clears, since)
    else:
        found = _direct(name, given, known, since)
    if not any(_concerns(row, found) for row in atlas.table(found.of).rows):
        keys = dict.fromkeys(";".join(str(part) for part in key_of(row)) for row in atlas.table(found.of).rows)
        raise QuestionError(
            f"set.{name}",
            ";".join(found.holder),
            Saying("accepted.one_of", names=list(keys)[:20]),
            Saying("error.no_such_key", name=brief(name), table=found.of),
        )
    return found


def _direct(name: str, given: str, known: dict[str, Parameter], since: date | None) -> Setting:
    """A column of a table, with the value as a file of the table would write it."""
    parts = _DIRECT.match(name)
    model = model_of(parts["of"]) if parts else None
    if parts is None or model is None or not issubclass(model, Row):
        raise QuestionError("set", brief(name), Saying("accepted.setting", names=list(known)), Saying("error.no_such_parameter", name=brief(name)))
    own = [column for column in model.model_fields if column not in Row.model_fields and column not in model.key]
    if parts["column"] not in own:
        raise QuestionError(
            f"set.{parts['of']}", parts["column"], Saying("accepted.one_of", names=own), Saying("error.no_such_column", table=parts["of"], name=parts["column"])
        )
    holder = tuple(part.strip() for part in (parts["holder"] or "").split(";") if part.strip())
    clears = next((row.clears for row in known.values() if (row.of, row.column) == (parts["of"], parts["column"])), ())
    return Setting(name, parts["of"], parts["column"], holder, _cell(model, parts["column"], name, given), clears, since)


def _amount(row: Parameter, given: str) -> int:
    """An amount in the unit that people say, as the table holds it."""
    accepted, field = Saying(f"accepted.{TAKES[row.unit]}"), f"set.{row.name}"
    try:
        value = Decimal(given) * SMALLEST[row.unit]
    except ArithmeticError:  # no number, or one that is too large to hold
        value = Decimal("NaN")
    if not value.is_finite():
        raise QuestionError(field, brief(given), accepted, Saying("error.not_number", field=field, given=brief(given)))
    if value < 0:
        raise QuestionError(field, brief(given), accepted, Saying("error.too_small", field=field, given=brief(given), limit=0))
    if value > 10**15 or value != value.to_integral_value():
        raise QuestionError(field, brief(given), accepted, Saying("error.not_accepted", field=field, given=brief(given)))
    return int(value)


def _cell(model: type[Row], column: str, name: str, given: str) -> Any:
    """The value of a cell as the table's model reads it."""
    field = model.model_fields[column]
    if given:
        try:
            return TypeAdapter(field.rebuild_annotation()).validate_python(given)
        except ValidationError:
            pass
    takes = field.description or Saying("accepted.column", table=model.table, name=column)
    raise QuestionError(f"set.{name}", brief(given), takes, Saying("error.not_accepted", field=f"set.{name}", given=brief(given)))


def _concerns(row: Row, one: Setting) -> bool:
    """Does the row hold a value of that column for that key?"""
    key = [str(part) for part in key_of(row)]
    return row.stands() and getattr(row, one.column) not in (None, ()) and all(part in key for part in one.holder)


def changed(atlas: Atlas, settings: Sequence[Setting]) -> Atlas:
    """The facts with the changed parameters. The last few are kept, so that asking twice compiles once."""
    return _changed(atlas, tuple(settings))


@lru_cache(maxsize=_KEPT)
def _changed(atlas: Atlas, settings: tuple[Setting, ...]) -> Atlas:
    for one in settings:
        for row in atlas.table(one.of).rows:
            if _concerns(row, one):
                new = list(_replaced(row, one))
                if new != [row]:
                    atlas = atlas.without_row(row.row_id).with_rows(one.of, new)
    return atlas


def _replaced(row: Row, one: Setting) -> Iterator[Row]:
    """The row with the new value; from a day on, the row as it was until the day before, and the changed one after."""
    since = one.since
    update: dict[str, Any] = {one.column: one.value, **dict.fromkeys(one.clears), "row_id": f"{row.row_id}#{one.name}"}
    if since is None or (row.valid_from is not None and row.valid_from >= since):
        yield row.model_copy(update=update)
    elif row.valid_to is not None and row.valid_to < since:
        yield row
    else:
        yield row.model_copy(update={"valid_to": since - timedelta(days=1), "row_id": f"{row.row_id}#until"})
        yield row.model_copy(update=update | {"valid_from": since, "valid_from_kind": "exact"})
