"""Claims, their lines and the groups of lines as frames, and what is added up over them.

Lines stand in the order of their claims, so that the lines of a claim are one stretch: a sum over it is the difference
of two running sums, and whether any line has a flag is found by looking back 1, 2, 4 ... lines. What a group has in
common stands beside each of its lines. Nothing here is hashed or joined: that cost more than all rules together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import polars as pl

from liziba.engines.rules.sheet import Level

_BITS = 63  # that a sorted key may have


class Levels:
    """The frames of claims and lines; a column of the claims is brought down when a line reads it.

    `level` names where a column is read or added: "" for the claims, else the lines (those of a group share its values).
    """

    def __init__(self, claims: pl.DataFrame, lines: pl.DataFrame, line: Level, group: Level | None) -> None:
        self.line, self.level = line, ""
        if not lines["claim"].is_sorted():
            lines = lines.sort("claim", maintain_order=True)
        self._frames = {"": claims, line.name: lines}
        self._waiting: dict[str, dict[str, pl.Expr]] = {"": {}, line.name: {}}
        self.claim = lines["claim"].cast(pl.UInt32)
        self.count = _count(self.claim, claims.height)
        self.ends = self.count.cum_sum().cast(pl.UInt32)
        self._position: pl.Series | None = None
        by = [f"{line.each}.{name}" for name in group.by] if group else []
        self._by = [name for name in by if name in lines.columns]
        self._sorted: tuple[pl.Series, pl.Series, pl.Series] | None = None

    @property
    def frame(self) -> pl.DataFrame:
        return self.settled(self.level)

    @property
    def _at(self) -> str:
        return self.line.name if self.level else ""

    def settled(self, level: str) -> pl.DataFrame:
        """The frame of a level with all that was added."""
        at = self.line.name if level else ""
        if self._waiting[at]:
            self._frames[at] = self._frames[at].with_columns(**self._waiting[at])
            self._waiting[at] = {}
        return self._frames[at]

    def put(self, name: str, column: pl.Series) -> None:
        self._frames[self._at] = self.frame.with_columns(column.alias(name))

    def add(self, name: str, expression: pl.Expr) -> None:
        """Add a column. Columns that do not need each other are worked out together, when one is read that does."""
        roots = expression.meta.root_names()
        for root in roots:
            self.ensure(root)
        if not self._waiting[self._at].keys().isdisjoint(roots):
            self.settled(self.level)
        self._waiting[self._at][name] = expression

    def holds(self, name: str, level: str) -> bool:
        at = self.line.name if level else ""
        return name in self._frames[at].columns or name in self._waiting[at]

    def ensure(self, name: str) -> None:
        """Bring a column of the claims to the lines."""
        if self.level and not self.holds(name, self.level) and self.holds(name, ""):
            self._waiting[self._at][name] = pl.lit(self.settled("")[name]).gather(pl.lit(self.claim))

    def values(self, expression: pl.Expr) -> pl.Series:
        """An expression over the lines."""
        self.level = self.line.name
        for root in expression.meta.root_names():
            self.ensure(root)
        return self.frame.select(expression.alias("values")).to_series()

    def sum_of_claims(self, values: pl.Series) -> pl.Series:
        """A number of each line, added up by claim."""
        return _stretches(values, self.ends)

    def sum_of_groups(self, values: pl.Series) -> pl.Series:
        """A number of each line, added up by group, beside each line."""
        order, ends, group = self._groups()
        return _stretches(values.gather(order), ends).gather(group)

    def any_of_claims(self, masks: pl.Series) -> pl.Series:
        """The bits that any line of a claim has; none for a claim without lines."""
        steps, longest = 1, int(self.count.max() or 0)  # type: ignore[arg-type]
        frame = pl.DataFrame({"mask": masks, "position": self._positions()})
        while steps < longest:
            seen = pl.when(pl.col("position") >= steps).then(pl.col("mask") | pl.col("mask").shift(steps)).otherwise(pl.col("mask"))
            frame = frame.with_columns(mask=seen)
            steps *= 2
        last = pl.DataFrame({"count": self.count, "end": self.ends}).select(pl.when(pl.col("count") > 0).then(pl.col("end") - 1)).to_series()
        return frame["mask"].gather(last).fill_null(0)

    def _positions(self) -> pl.Series:
        """The number of each line within its claim."""
        if self._position is None:
            starts = self.ends - self.count
            self._position = pl.int_range(len(self.claim), dtype=pl.UInt32, eager=True) - starts.gather(self.claim)
        return self._position

    def _groups(self) -> tuple[pl.Series, pl.Series, pl.Series]:
        """Lines in the order of their groups, where each group ends in it, and the number of the group of each line."""
        if self._sorted is None:
            by = [self.settled(self.line.name)[name] for name in self._by]
            order, starts = _ordered(self.claim, [column for column in by if column.null_count() < len(column)])
            numbers = starts.cast(pl.UInt32).cum_sum().cast(pl.UInt32) - 1
            ends = pl.concat([starts.arg_true().slice(1), pl.Series([len(order)], dtype=pl.UInt32)], rechunk=True) if len(order) else order
            group = pl.zeros(len(order), dtype=pl.UInt32, eager=True).scatter(order, numbers)
            self._sorted = (order, ends, group)
        return self._sorted


def _count(claim: pl.Series, claims: int) -> pl.Series:
    """How many lines each claim has, the claims of the lines being in order."""
    counts = pl.zeros(claims, dtype=pl.UInt32, eager=True)
    if not len(claim):
        return counts
    runs = claim.set_sorted().to_frame("claim").group_by("claim", maintain_order=True).agg(pl.len().cast(pl.UInt32))
    return counts.scatter(runs["claim"], runs["len"])


def _stretches(values: pl.Series, ends: pl.Series) -> pl.Series:
    """Sums over stretches that follow each other and end before `ends`; an empty one has 0."""
    running = values.cum_sum()
    last = ends.to_frame("end").select(pl.when(pl.col("end") > 0).then(pl.col("end") - 1)).to_series()
    reached = running.gather(last).fill_null(0)
    return reached - reached.shift(1, fill_value=0)


def _ordered(claim: pl.Series, by: Sequence[pl.Series]) -> tuple[pl.Series, pl.Series]:
    """The numbers of the lines in the order of claim and group, and for each whether it begins a group."""
    codes = [_codes(column) for column in by]
    sizes = [int(code.max() or 0) + 1 for code in codes]  # type: ignore[arg-type]
    lines = max(len(claim), 1)
    most = (int(claim.max() or 0) + 1) * reduce(lambda a, b: a * b, sizes, 1)  # type: ignore[arg-type]
    if most * lines >= 1 << _BITS:  # too many to number: slower, and never met by batches of usual size
        frame = pl.DataFrame([claim.alias("claim"), *(code.alias(str(n)) for n, code in enumerate(codes))])
        order = frame.select(pl.arg_sort_by(*frame.columns).cast(pl.UInt32)).to_series()
        held = frame[order]
        differs = pl.any_horizontal(pl.col(name) != pl.col(name).shift(1) for name in frame.columns)
        return order, held.select(differs.fill_null(True)).to_series()
    key = claim.cast(pl.UInt64)
    for code, size in zip(codes, sizes, strict=True):
        key = key * size + code
    # The number of the line stands in the lowest digits: one sort of plain numbers gives both order and groups.
    packed = (key * lines + pl.int_range(len(claim), dtype=pl.UInt64, eager=True)).sort()
    held = packed.to_frame("packed").select(order=(pl.col("packed") % lines).cast(pl.UInt32), key=pl.col("packed") // lines)
    starts = held.select((pl.col("key") != pl.col("key").shift(1)).fill_null(True)).to_series()
    return held["order"], starts


def _codes(column: pl.Series) -> pl.Series:
    """A number for each value of a column, 0 where there is none; equal values have equal numbers."""
    value = pl.col("value")
    if column.dtype.is_integer():
        number = value.cast(pl.Int64) - value.min().cast(pl.Int64)
    else:
        number = value.cast(pl.String).cast(pl.Categorical).to_physical().cast(pl.Int64)
    return column.to_frame("value").select((number + 1).fill_null(0).cast(pl.UInt64)).to_series()
