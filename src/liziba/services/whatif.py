"""What would a changed rule do? The same table of questions under the rules in force and under changed ones.

    effect = compare(service, table, [setting(atlas, "refund", "minimum_purchase_cny=500")], context, by=["place"])
    effect.groups           # a row a group, the first one of everything
    figures(effect)         # the same as records, for a table or a chart

Only the rule differs, so the difference is the effect of the change on the cases of the table. How people would behave
under the changed rule is not in it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from liziba.atlas.texts import Saying
from liziba.services.changed_rule import Setting, changed
from liziba.services.declaration import Context, Service
from liziba.services.declaration import service as service_of
from liziba.services.question import QuestionError, meta
from liziba.services.tables import Progress

ACCEPTED = ("yes", "partly", "yes_with_terms")
VISITOR = "visitor_id"  # a column of the table that tells visitors apart
GENERATED = "generated"  # a column of a made-up table
LABELS = ("id", VISITOR, GENERATED)  # columns that are no field and need no word
SIDES = ("before", "after")
_KEPT = 64  # comparisons of the made-up table; a page may be asked for any value


@dataclass(frozen=True)
class Effect:
    """Before and after, one row a group; money in fen. The first row, without a group, is of everything.

    `rows` are those of the table, `errors` those that could not be read (they are in no figure), `aside` the columns
    that are no field and were not used, `generated` says that the table is made up, `assumed` are the usual values of
    fields that the table does not have.
    """

    groups: pl.DataFrame
    settings: tuple[Setting, ...]
    by: tuple[str, ...]
    rows: int
    errors: int
    aside: tuple[str, ...] = ()
    generated: bool = False
    assumed: Mapping[str, Any] = field(default_factory=dict)


def topic_of(service: Service) -> str:
    """The topic whose rules and parameters a service uses: that of its package."""
    return service.question.__module__.split(".")[-2]


def compare(
    service: Service,
    table: Path | pl.DataFrame,
    settings: Sequence[Setting],
    context: Context,
    by: Sequence[str] = (),
    progress: Progress | None = None,
) -> Effect:
    """Answer a table under both rules and compare.

    `by` names columns of the table; those that are no field of the question are set aside and only used as groups.
    `visitor_id`, where the table has it, counts visitors. Raises QuestionError as `bulk` does.
    """
    asked = _scanned(table)
    schema = asked.collect_schema()
    fields, aside = columns(service, schema, by)
    other = replace(context, atlas=changed(context.atlas, settings))
    kept = asked.select([*dict.fromkeys(by), *([VISITOR] if VISITOR in schema and VISITOR not in by else [])]).collect()
    total = asked.select(pl.len()).collect().item()
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        questions = Path(folder) / "questions.parquet"
        asked.select(fields).sink_parquet(questions)
        for n, one in enumerate((context, other)):
            answers.append(_answers(service, questions, one, _counted(progress, n, total)))
    both = side_by_side(answers[0], answers[1], kept)
    made_up = GENERATED in schema and bool(asked.select(pl.col(GENERATED).cast(pl.String).eq("true").any()).collect().item())
    return Effect(summed(both, by), tuple(settings), tuple(by), total, both["error"].count(), aside, made_up, assumed(service, fields))


def columns(service: Service, schema: Mapping[str, Any], by: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """The columns of a table that are fields, and those that are neither fields nor used otherwise. Raises QuestionError."""
    if service.bulk is None:
        raise QuestionError("service", service.name, Saying("accepted.bulk_service"), Saying("error.no_bulk", name=service.name))
    known = list(service.question.model_fields)
    fields = [name for name in schema if name in known]
    if not fields:
        raise QuestionError("table", ", ".join(schema), Saying("accepted.one_of", names=known), Saying("error.no_field_in_table", name=service.name))
    for name in by:
        if name not in schema:
            raise QuestionError("by", name, Saying("accepted.one_of", names=list(schema)), Saying("error.no_such_column", table="table", name=name))
        if schema[name].is_nested() or name in _RESERVED:
            raise QuestionError("by", name, Saying("accepted.plain_column"), Saying("error.no_group", name=name))
    return fields, tuple(name for name in schema if name not in (*known, *by, *LABELS))


def assumed(service: Service, fields: Sequence[str]) -> dict[str, Any]:
    """The usual values that were taken for every row, because the table has no such column."""
    declared = {name: meta(one) for name, one in service.question.model_fields.items() if name not in fields}
    return {name: extra["assumed"] for name, extra in declared.items() if "assumed" in extra}


def _scanned(table: Path | pl.DataFrame) -> pl.LazyFrame:
    if isinstance(table, pl.DataFrame):
        return table.lazy()
    try:
        scan = pl.scan_parquet(table)
        scan.collect_schema()
    except FileNotFoundError:
        raise QuestionError("table", str(table), Saying("accepted.table"), Saying("error.no_such_file", path=table)) from None
    except (pl.exceptions.PolarsError, OSError):
        raise QuestionError("table", str(table), Saying("accepted.table"), Saying("error.not_table", path=table)) from None
    return scan


def _counted(progress: Progress | None, done_before: int, total: int) -> Progress | None:
    """Both runs as one."""
    return progress and (lambda done, _: progress(done + done_before * total, 2 * total))


def _answers(service: Service, questions: Path, context: Context, progress: Progress | None) -> pl.DataFrame:
    """The answers to a file of questions."""
    assert service.bulk is not None
    target = questions.with_name("answers.parquet")
    service.bulk(questions, target, context, progress)
    return pl.read_parquet(target)


def side_by_side(before: pl.DataFrame, after: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Verdict and money of both answers beside the columns that were kept, a row a question; `error` where it could not be read."""
    wanted = ["verdict", *(name for name in before.columns if name.endswith("_fen"))]
    sides = [frame.select(pl.col(wanted).name.suffix(f"_{side}")) for side, frame in zip(SIDES, (before, after), strict=True)]
    return pl.concat([*sides, before.select("error"), kept], how="horizontal")


def measures(names: Sequence[str]) -> list[str]:
    """What is compared, in order, given the columns of `side_by_side`."""
    money = [name.removesuffix("_before") for name in names if name.endswith("_fen_before")]
    return ["accepted", *(["visitors"] if VISITOR in names else []), *money]


def summed(both: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The figures of everything, then of each group in order."""
    read = both.filter(pl.col("error").is_null())
    sums: list[pl.Expr] = [pl.len().cast(pl.Int64).alias("claims")]
    for measure in measures(both.columns):
        for side in SIDES:
            accepted = pl.col(f"verdict_{side}").is_in(ACCEPTED)
            if measure == "accepted":
                found = accepted.sum()
            elif measure == "visitors":
                found = pl.col(VISITOR).filter(accepted).drop_nulls().n_unique()
            else:
                found = pl.col(f"{measure}_{side}").sum()
            sums.append(found.cast(pl.Int64).alias(f"{measure}_{side}"))
    sums.append(pl.col("verdict_before").ne_missing(pl.col("verdict_after")).sum().cast(pl.Int64).alias("verdicts_turned"))
    parts = [read.select(*sums)]
    if by:
        parts.append(read.group_by(list(by)).agg(*sums).sort(list(by)))
        parts[0] = parts[0].select(*(pl.lit(None, dtype=both.schema[name]).alias(name) for name in by), pl.all())
    return pl.concat(parts, how="vertical")


_RESERVED = frozenset({"error", "claims", "verdicts_turned", *(f"verdict_{side}" for side in SIDES)})


def figures(effect: Effect) -> list[dict[str, Any]]:
    """One record a group and measure, for a table or a chart: before, after, difference, and its share of before.

    `group` is empty for everything; `unit` is `count` or `fen`; `share` is null where before is nothing.
    """
    names = [name.removesuffix("_before") for name in effect.groups.columns if name.endswith("_before")]
    found = []
    for n, row in enumerate(effect.groups.to_dicts()):
        group = {name: row[name] for name in effect.by} if n else {}
        for name in names:
            before, after = row[f"{name}_before"], row[f"{name}_after"]
            unit, measure = ("fen", name.removesuffix("_fen")) if name.endswith("_fen") else ("count", name)
            share = round((after - before) / before, 6) if before else None
            found.append(
                {"group": group, "claims": row["claims"], "measure": measure, "unit": unit, "before": before, "after": after}
                | {"difference": after - before, "share": share}
            )
    return found


def on_sample(name: str, settings: Sequence[Setting], context: Context, by: Sequence[str] = (), rows: int = 5_000, seed: int = 1) -> Effect:
    """The comparison on the made-up table of a service, for pages. The last few are kept, and the answers under the rules in force."""
    return _on_sample(name, tuple(settings), context, tuple(by), rows, seed)


@lru_cache(maxsize=_KEPT)
def _on_sample(name: str, settings: tuple[Setting, ...], context: Context, by: tuple[str, ...], rows: int, seed: int) -> Effect:
    service = service_of(name)
    table = _sample(name, rows, seed)
    fields, aside = columns(service, table.schema, by)
    after = _sample_answers(name, rows, seed, replace(context, atlas=changed(context.atlas, settings)))
    kept = table.select(list(dict.fromkeys([*by, VISITOR])))
    both = side_by_side(_sample_answers(name, rows, seed, context), after, kept)
    return Effect(summed(both, by), settings, by, rows, both["error"].count(), aside, True, assumed(service, fields))


@lru_cache(maxsize=4)
def _sample(name: str, rows: int, seed: int) -> pl.DataFrame:
    make = service_of(name).sample
    if make is None:
        raise QuestionError("service", name, Saying("accepted.sample_service"), Saying("error.no_sample", name=name))
    table: pl.DataFrame = make(rows, seed)
    return table


@lru_cache(maxsize=8)
def _sample_answers(name: str, rows: int, seed: int, context: Context) -> pl.DataFrame:
    service, table = service_of(name), _sample(name, rows, seed)
    assert service.table is not None, f"{name} has a sample but no table"
    fields, _ = columns(service, table.schema, ())
    answered: pl.DataFrame = service.table(context).answer(table.select(fields))
    return answered
