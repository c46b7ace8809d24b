"""Expressions that bulk rules are made of: derived values, comparisons, bits, lists of names, and stages of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache, partial

import polars as pl

from liziba.engines.rules.sheet import Derive

MOST_SPELT = 10  # with more names than this, only the masks that occur are spelt out


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
        """Add every stage to a frame and take what is wanted."""
        for stage in self.stages:
            frame = frame.with_columns(**stage)
        return frame.select(shown)


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


def words_of(mask: pl.Expr, names: Sequence[str]) -> pl.Expr:
    """The names whose bits are set, joined by commas."""
    return mask.map_batches(partial(_spelt, tuple(names)), return_dtype=pl.String, is_elementwise=True)


def _spelt(names: tuple[str, ...], masks: pl.Series) -> pl.Series:
    masks = masks.fill_null(0)  # polars blanks rows that a condition around this expression has ruled out
    if len(names) <= MOST_SPELT:
        return _spellings(names).gather(masks)
    unique = masks.unique()
    at = masks.replace_strict(unique, pl.Series(range(len(unique)), dtype=pl.UInt32), return_dtype=pl.UInt32)
    return pl.Series([_words(names, mask) for mask in unique.to_list()], dtype=pl.String).gather(at)


@cache
def _spellings(names: tuple[str, ...]) -> pl.Series:
    """Every mask spelt out once."""
    return pl.Series([_words(names, mask) for mask in range(1 << len(names))], dtype=pl.String)


def _words(names: Sequence[str], mask: int) -> str:
    return ",".join([name for n, name in enumerate(names) if mask >> n & 1])


def refusals(masks: pl.Expr, groups: Sequence[str], reasons: Sequence[str]) -> pl.Expr:
    """Masks of reasons by group in words: `transit=same_place,stay_too_long;all=same_place`; see `spell`.

    The combinations that occur are few: each is spelt out once. Words, not nested lists: those cost five times the
    time of all rules together.
    """
    return masks.map_batches(partial(_spell_refusals, tuple(groups), tuple(reasons)), return_dtype=pl.String, is_elementwise=True)


def spell(refused: Mapping[str, Sequence[str]]) -> str:
    """Reasons by group of schemes as the bulk answer writes them, only groups that have any."""
    return ";".join(f"{group}={','.join(reasons)}" for group, reasons in refused.items() if reasons)


def _mixed(groups: Sequence[str]) -> pl.Expr:
    """A number for each combination of masks: 64 bits, mixed by odd factors, so that different ones hardly meet."""
    number = pl.lit(0, dtype=pl.UInt64)
    for group in groups:
        number = number * pl.lit(0x9E3779B97F4A7C15, dtype=pl.UInt64) + pl.col(group).cast(pl.UInt64)
    return number


def _spell_refusals(groups: tuple[str, ...], reasons: tuple[str, ...], masks: pl.Series) -> pl.Series:
    columns = masks.struct.unnest()
    hashes = columns.select(_mixed(groups)).to_series()
    first = hashes.arg_unique()
    spelt = [_entries(groups, reasons, row) for row in columns.select(pl.col(g).gather(first) for g in groups).iter_rows()]
    at = hashes.replace_strict(hashes.gather(first), pl.Series(range(len(first)), dtype=pl.UInt32), return_dtype=pl.UInt32)
    met = columns.select((pl.col(g).gather(first).gather(at) != pl.col(g)).any() for g in groups)
    if any(met.row(0)):  # two combinations with one number: never seen, and then spelt one by one
        spelt = [_entries(groups, reasons, row) for row in columns.select(groups).iter_rows()]
        return pl.Series(spelt, dtype=pl.String)
    return pl.Series(spelt, dtype=pl.String).gather(at)


@lru_cache(maxsize=100_000)
def _entries(groups: tuple[str, ...], reasons: tuple[str, ...], masks: tuple[int, ...]) -> str:
    """One combination in words; the next batch meets most of them again."""
    return ";".join([f"{group}={_words(reasons, mask)}" for group, mask in zip(groups, masks, strict=True) if mask])
