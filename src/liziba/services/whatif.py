"""What would a changed rule do? The same table of questions under the rules in force and under changed ones.

A change is an overlay: every row of the parameter that is known today gets a copy announced today with the new value.
Nothing else differs, so that the difference of the answers is the effect of the change on the cases of the table. How
people would behave under the changed rule is not in it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import polars as pl

from liziba.atlas import Atlas
from liziba.atlas.rows import Row, key_of
from liziba.atlas.tables import model_of
from liziba.atlas.tables.parameters import Parameter
from liziba.atlas.texts import Saying
from liziba.services.declaration import Context, Service
from liziba.services.question import QuestionError, brief
from liziba.services.tables import Progress

PAID = ("yes", "partly", "yes_with_terms")
SMALLEST = {"cny": 100, "pct": 100, "days": 1}  # fen, basis points, days
_DIRECT = re.compile(r"^(?P<of>[a-z_]+/[a-z_]+)\.(?P<column>[a-z_]+)(\[(?P<holder>[^\]]*)\])?$")


@dataclass(frozen=True)
class Setting:
    """One changed parameter: whose column, for which key, and the new value in the table's own unit."""

    name: str
    of: str
    column: str
    holder: tuple[str, ...]
    value: Any


def parameters(atlas: Atlas, topic: str) -> list[Parameter]:
    """The named parameters of a topic."""
    try:
        return [row for row in atlas.records(f"{topic}/parameters", atlas.home) if isinstance(row, Parameter)]
    except KeyError:
        return []


def setting(atlas: Atlas, topic: str, text: str) -> Setting:
    """A change as people write it: `minimum_purchase_cny=500`, or `refund/minimums.minimum_fen[national]=50000` for any dated table.

    Raises QuestionError where the parameter or its value cannot be read.
    """
    name, _, given = (part.strip() for part in text.partition("="))
    known = {row.name: row for row in parameters(atlas, topic)}
    direct = _DIRECT.match(name)
    if name in known:
        row = known[name]
        return Setting(name, row.of, row.column, row.holder, _number(name, given, SMALLEST[row.unit]))
    model = model_of(direct["of"]) if direct else None
    if direct is None or model is None or not issubclass(model, Row) or direct["column"] not in _own_columns(model):
        raise QuestionError("set", brief(text), Saying("accepted.one_of", names=list(known)), Saying("error.no_such_parameter", name=brief(name)))
    holder = tuple(part.strip() for part in (direct["holder"] or "").split(";") if part.strip())
    return Setting(name, direct["of"], direct["column"], holder, _number(name, given, 1))


def _own_columns(model: type[Row]) -> set[str]:
    return set(model.model_fields) - set(Row.model_fields) - set(model.key)


def _number(name: str, given: str, smallest: int) -> int:
    try:
        value = Decimal(given) * smallest
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0 or value != value.to_integral_value():
        raise QuestionError(f"set.{name}", brief(given), Saying("accepted.number"), Saying("error.not_number", field=f"set.{name}", given=brief(given)))
    return int(value)


def changed(atlas: Atlas, settings: Iterable[Setting], context: Context) -> Atlas:
    """The facts with the changed parameters, known from today on."""
    for one in settings:
        rows = [row for row in atlas.table(one.of).rows if row.known(context.today) and row.stands() and _holds(row, one.holder)]
        if not rows:
            raise QuestionError("set", one.name, Saying("accepted.parameter_key"), Saying("error.no_such_parameter", name=one.name))
        copies = [
            row.model_copy(update={one.column: one.value, "announced_on": context.today, "row_id": f"{row.row_id}#{one.name}"})
            for row in rows
            if getattr(row, one.column) is not None
        ]
        atlas = atlas.with_rows(one.of, copies)
    return atlas


def _holds(row: Row, holder: Sequence[str]) -> bool:
    key = [str(part) for part in key_of(row)]
    return all(part in key for part in holder)


@dataclass(frozen=True)
class Effect:
    """Before and after, one row a group; money in fen. `all` is the row of everything."""

    groups: pl.DataFrame
    settings: tuple[Setting, ...]
    rows: int
    errors: int


def compare(service: Service, table: Path, settings: Sequence[Setting], context: Context, by: Sequence[str] = (), progress: Progress | None = None) -> Effect:
    """Answer a Parquet table under both rules and compare.

    `by` names columns of the table; those that are no field of the question are set aside and only used as groups.
    `visitor_id`, where the table has it, counts visitors. Raises QuestionError as `bulk` does.
    """
    if service.bulk is None:
        raise QuestionError("service", service.name, Saying("accepted.bulk_service"), Saying("error.no_bulk", name=service.name))
    asked = pl.scan_parquet(table)
    names = asked.collect_schema().names()
    for name in by:
        if name not in names:
            raise QuestionError("by", name, Saying("accepted.one_of", names=names), Saying("error.no_such_field", field=name))
    fields = [name for name in names if name in service.question.model_fields]
    aside = asked.select([name for name in names if name in by or name == "visitor_id"]).collect()
    with tempfile.TemporaryDirectory() as folder:
        questions = Path(folder) / "questions.parquet"
        asked.select(fields).sink_parquet(questions)
        before, errors = _answers(service, questions, Path(folder) / "before.parquet", context, progress)
        other = replace(context, atlas=changed(context.atlas, settings, context))
        after, _ = _answers(service, questions, Path(folder) / "after.parquet", other, progress)
    both = pl.concat([before.rename(lambda n: f"{n}_before"), after.rename(lambda n: f"{n}_after"), aside], how="horizontal")
    parts = [_summed(both, [])] + ([_summed(both, list(by))] if by else [])
    return Effect(pl.concat(parts, how="diagonal"), tuple(settings), both.height, errors)


def _answers(service: Service, questions: Path, target: Path, context: Context, progress: Progress | None) -> tuple[pl.DataFrame, int]:
    assert service.bulk is not None
    report = service.bulk(questions, target, context, progress)
    found = pl.read_parquet(target)
    return found.select(["verdict", *(name for name in found.columns if name.endswith("_fen"))]), report.errors


def _summed(both: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    sums: list[pl.Expr] = [pl.len().alias("claims")]
    for side in ("before", "after"):
        paid = pl.col(f"verdict_{side}").is_in(PAID)
        sums.append(paid.sum().alias(f"paid_{side}"))
        if "visitor_id" in both.columns:
            sums.append(pl.col("visitor_id").filter(paid).n_unique().alias(f"visitors_{side}"))
        sums += [pl.col(name).sum().alias(name) for name in both.columns if name.endswith(f"_fen_{side}")]
    turned = pl.col("verdict_before").ne_missing(pl.col("verdict_after")).sum().alias("verdicts_turned")
    if not by:
        return both.select(*sums, turned)
    return both.group_by(by, maintain_order=True).agg(*sums, turned).sort(by)


def as_records(effect: Effect) -> list[Mapping[str, Any]]:
    """The groups as plain records."""
    return effect.groups.to_dicts()
