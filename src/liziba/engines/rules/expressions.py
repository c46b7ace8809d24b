"""Expressions that bulk rules are made of: derived values, comparisons, bits, lists of names, and stages of columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, partial

import polars as pl

from liziba.engines.rules.sheet import Derive

MOST_SPELT = 14  # with more names than this, only the masks that occur are spelt out


class Stages:
    """Columns in the order in which they can be computed: what needs nothing of a stage belongs to it."""

    def __init__(self) -> None:
        self.stages: list[dict[str, pl.Expr]] = []
        self.stage_of: dict[str, int] = {}

    def add(self, name: str, expression: pl.Expr) -> None:
        stage = max((self.stage_of.get(root, -1) + 1 for root in expression.meta.root_names()), default=0)
        while len(self.stages) <= stage:
            self.stages.append({})
        self.stages[stage][name] = expression
        self.stage_of[name] = stage

    def select(self, frame: pl.DataFrame, shown: Sequence[pl.Expr]) -> pl.DataFrame:
        """Add every stage to a frame and take what is wanted: one query, so that no column outlives its use."""
        query = frame.lazy()
        for stage in self.stages:
            query = query.with_columns(**stage)
        return query.select(shown).collect()


TABLED_DAYS = 65_536  # to the year 2149


def _months_after(months: int, days: pl.Series) -> pl.Series:
    """So many months after each day; from a table where all days are of our time, which is ten times faster."""
    low, high = days.min(), days.max()
    if isinstance(low, int) and isinstance(high, int) and low >= 0 and high < TABLED_DAYS:
        return _months_table(months).gather(days.cast(pl.UInt32))
    return _calendar_months_after(months, days)


@cache
def _months_table(months: int) -> pl.Series:
    return _calendar_months_after(months, pl.Series(range(TABLED_DAYS), dtype=pl.Int32))


def _calendar_months_after(months: int, days: pl.Series) -> pl.Series:
    return days.cast(pl.Date).dt.offset_by(f"{months}mo").cast(pl.Int32)


def compared(name: str, given: Sequence[pl.Expr]) -> pl.Expr:
    if name == "is":
        return given[0] == given[1]
    if name == "at_most":
        return given[0] <= given[1]
    if name == "at_least":
        return given[0] >= given[1]
    return (given[1] <= given[0]) & (given[0] <= given[2])


def bits(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt32)


def first_of(flags: Sequence[pl.Expr]) -> pl.Expr:
    """The number of the first flag that is set."""
    return pl.coalesce(*(pl.when(flag).then(pl.lit(n, dtype=pl.UInt8)) for n, flag in enumerate(flags)))


def derived(step: Derive, given: Sequence[pl.Expr]) -> pl.Expr:
    """A derived value as an expression (see `arithmetic` for what each means)."""
    if step.function == "day_of":
        return given[0] // 1440
    if step.function in ("day_plus", "plus"):
        total = given[0]
        for value in given[1:]:
            total = total + value
        return total
    if step.function == "minus":
        return given[0] - given[1]
    if step.function == "days_between":
        return given[1] - given[0]
    if step.function == "first_known":
        return pl.coalesce(*given)
    if step.function == "months_after":
        return given[0].cast(pl.Int32).map_batches(partial(_months_after, step.operands[1].value), return_dtype=pl.Int32, is_elementwise=True)
    if step.function == "percentage":
        return (given[0] * given[1] + 5000) // 10000
    if step.function == "proportion":
        amount, part, whole = given
        return pl.when(whole > 0).then((2 * amount * part + whole) // (2 * whole))
    raise ValueError(f"{step.function} has no expression: it works on lists")


def list_of(mask: pl.Expr, names: Sequence[str]) -> pl.Expr:
    """The names whose bits are set, as a list."""
    return mask.map_batches(partial(_spelt, tuple(names)), return_dtype=pl.List(pl.Enum(names)), is_elementwise=True)


def _spelt(names: tuple[str, ...], masks: pl.Series) -> pl.Series:
    masks = masks.fill_null(0)  # polars blanks rows that a condition around this expression has ruled out
    if len(names) <= MOST_SPELT:
        return _spellings(names).gather(masks)
    unique = masks.unique()
    at = masks.replace_strict(unique, pl.Series(range(len(unique)), dtype=pl.UInt32), return_dtype=pl.UInt32)
    return _spell(names, unique.to_list()).gather(at)


@cache
def _spellings(names: tuple[str, ...]) -> pl.Series:
    """Every mask spelt out once, doubled for each further name."""
    kind = pl.List(pl.Enum(names))
    told = pl.Series([[]], dtype=kind)
    for name in names:
        told = pl.concat([told, told.list.concat(pl.Series([[name]], dtype=kind))])
    return told.rechunk()


def _spell(names: tuple[str, ...], masks: Iterable[int]) -> pl.Series:
    return pl.Series([[name for n, name in enumerate(names) if mask >> n & 1] for mask in masks], dtype=pl.List(pl.Enum(names)))


def refusals(masks: pl.Expr, groups: Sequence[str], every: Sequence[str], reasons: Sequence[str]) -> pl.Expr:
    """Masks of reasons by group as a list of entries {scheme, reasons}, one for each group that has any.

    `every` are the groups that can ever occur. The combinations that do occur are few: each is spelt out once.
    """
    entry = pl.Struct({"scheme": pl.Enum(every), "reasons": pl.List(pl.Enum(reasons))})
    spell = partial(_spell_refusals, tuple(groups), tuple(reasons), entry)
    return masks.map_batches(spell, return_dtype=pl.List(entry), is_elementwise=True)


def _mixed(groups: Sequence[str]) -> pl.Expr:
    """A number for each combination of masks: 64 bits, mixed by odd factors, so that different ones hardly meet."""
    number = pl.lit(0, dtype=pl.UInt64)
    for group in groups:
        number = number * pl.lit(0x9E3779B97F4A7C15, dtype=pl.UInt64) + pl.col(group).cast(pl.UInt64)
    return number


def _spell_refusals(groups: tuple[str, ...], reasons: tuple[str, ...], entry: pl.Struct, masks: pl.Series) -> pl.Series:
    columns = masks.struct.unnest()
    hashes = columns.select(_mixed(groups)).to_series()
    first = hashes.arg_unique()
    different = columns.select(pl.all().gather(first))
    entries = [pl.when(pl.col(group) != 0).then(pl.struct(scheme=pl.lit(group), reasons=list_of(pl.col(group), reasons)).cast(entry)) for group in groups]
    spelt = different.select(pl.concat_list(*entries).list.drop_nulls()).to_series()
    at = hashes.replace_strict(hashes.gather(first), pl.Series(range(len(first)), dtype=pl.UInt32), return_dtype=pl.UInt32)
    return spelt.gather(at)
