"""A compiled sheet for tables: the same steps as `single`, written as polars expressions.

    rules = BulkRules(single)
    rules.judge(frame)          # a row a question; columns named after the fields, and `as_of`

Days are integers since 1970-01-01, moments minutes since then, money fen, rates basis points: no decimals and no
floating point, so that both ways give the same answer to the last fen (tests/engines/rules/test_equal.py).
Rows that hold a list are judged by plans of their own, so that flat rows never pay for lists.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from liziba.engines.rules.bulk_scheme import BulkScheme
from liziba.engines.rules.dense import gather
from liziba.engines.rules.expressions import Stages, bits, first_of, refusals, words_of
from liziba.engines.rules.layout import Bits, Layout
from liziba.engines.rules.ruling import MET, OPEN, UNKNOWN
from liziba.engines.rules.sheet import SheetError
from liziba.engines.rules.single import SingleRules

# Which schemes a plan judges; LISTS on top where the rows hold lists.
USUAL, ALL, LISTS = 0, 1, 2
VERDICTS = ("yes", "no", "unknown", "not_established")


class BulkRules:
    """A sheet and its tables, compiled for polars.

    Schemes that concern few are judged only for rows that their first gate may let in: most rows never meet them.
    """

    def __init__(self, single: SingleRules) -> None:
        self.sheet = single.sheet
        if self.sheet.levels:
            raise SheetError(self.sheet.path, 1, "sheets with lines are judged by BulkLines")
        rested_on = {f for scope in single.scopes for step in scope.scheme.conditions() for f in scope.fields_of(step)}
        self.lists = sorted(f for f in rested_on if self.sheet.fields[f].is_list)
        self.single, self.bits, self.layout = single, Bits(self.sheet, self.lists), Layout(single)
        schemes = [BulkScheme(scope, self.layout, self.bits) for scope in single.scopes]
        self.plans = {USUAL: self._plan(schemes, USUAL), ALL: self._plan(schemes, ALL)}
        self.codes = self.layout.codes()
        occasional = [s.may_concern() for s in schemes if s.scope.scheme.occasional]
        self.rare = pl.any_horizontal(*occasional) if occasional else pl.lit(False)
        self._fields = {f for s in schemes for f in s.fields if not self.sheet.fields[f].is_list} | set(self.bits.plain)

    @property
    def fields(self) -> list[str]:
        """The columns that `judge` wants, besides `as_of`."""
        return sorted(self._fields)

    def judge(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One row a question: verdict, scheme, outcome, missing and the reasons of every group of schemes."""
        frame = frame.with_columns(**self.codes)
        plan = self._plans_of(frame)
        wanted = plan.unique().to_list() or [USUAL]
        if not self.plans.keys() >= set(wanted):
            listed = [BulkScheme(scope, self.layout, self.bits, lists=True) for scope in self.single.scopes]
            self.plans |= {LISTS | one: self._plan(listed, one) for one in (USUAL, ALL)}
        if len(wanted) == 1:
            return self.plans[wanted[0]].judge(frame)
        parts = {n: plan == n for n in wanted}
        both = pl.concat([self.plans[n].judge(frame.filter(rows)) for n, rows in parts.items()], how="vertical_relaxed")
        at = pl.repeat(0, len(plan), dtype=pl.UInt32, eager=True)
        start = 0
        for rows in parts.values():
            at = (rows.cum_sum() - 1 + start).cast(pl.UInt32).zip_with(rows, at)
            start += int(rows.sum() or 0)
        return both.select(pl.all().gather(at))

    def _plan(self, schemes: Sequence[BulkScheme], which: int) -> _Plan:
        return _Plan([s for s in schemes if which == ALL or not s.scope.scheme.occasional], self.layout, self.bits)

    def _plans_of(self, frame: pl.DataFrame) -> pl.Series:
        """The number of the plan that judges each row."""
        rare = frame.select(rare=self.rare).to_series()
        if 2 * int(rare.sum() or 0) > len(rare):
            rare = pl.repeat(True, len(rare), dtype=pl.Boolean, eager=True)
        plan = rare.cast(pl.UInt8)
        held = [frame[name].is_not_null() for name in self.lists if isinstance(frame.schema.get(name), pl.List)]
        for rows in held:
            plan = (plan | LISTS).zip_with(rows, plan)
        return plan


class _Plan:
    """Every column of some schemes, and the decision between them."""

    def __init__(self, schemes: Sequence[BulkScheme], layout: Layout, codes: Bits) -> None:
        self.schemes = schemes
        self.layout = layout
        self.sheet = layout.sheet
        self.bits = codes
        self.stages = Stages()
        self._prepare()
        for scheme in self.schemes:
            scheme.plan(self.stages)
        self._decide()
        self.shown = self._shown()

    def judge(self, frame: pl.DataFrame) -> pl.DataFrame:
        return self.stages.select(frame, self.shown)

    def _prepare(self) -> None:
        """Which fields were not said, shared values and slots."""
        nulls = bits(0)
        for name in self.bits.plain:
            nulls = nulls + pl.col(name).is_null().cast(pl.UInt32) * self.bits.of_fields([name])
        shared = {"nulls": nulls, **self.layout.shared, **dict(self.layout.slots())}
        for name, expression in shared.items():
            self.stages.add(name, expression)

    def _add(self, **columns: pl.Expr) -> None:
        for name, expression in columns.items():
            self.stages.add(name, expression)

    def _decide(self) -> None:
        """The verdict and the scheme whose figures are shown."""
        names = [s.own for s in self.schemes]
        met = [(pl.col(f"{p}tried") & (pl.col(f"{p}result") == MET)) for p in names]
        length = [pl.when(m).then(pl.col(f"{p}length")).otherwise(-1) for m, p in zip(met, names, strict=True)]
        rank = [
            pl.when(pl.col(f"{p}tried"))
            .then(pl.col(f"{p}reasons").bitwise_count_ones().cast(pl.Int64) * 10**8 + (~pl.col(f"{p}in_force")).cast(pl.Int64) * 10**7 - pl.col(f"{p}length"))
            .otherwise(10**12)
            for p in names
        ]
        self._add(
            longest=pl.max_horizontal(*length),
            rank=pl.min_horizontal(*rank),
            unsaid=pl.col("nulls") & bits(self.bits.of_fields(self.bits.required)),
            undecided=pl.any_horizontal(*(pl.col(f"{p}tried") & (pl.col(f"{p}result") == UNKNOWN) for p in names)),
            open=pl.any_horizontal(*(pl.col(f"{p}tried") & (pl.col(f"{p}result") == OPEN) for p in names)),
            fits=pl.any_horizontal(*met),
            any_tried=pl.any_horizontal(*(pl.col(f"{p}tried") for p in names)),
        )
        best = first_of([(pl.col("longest") == one) & m for one, m in zip(length, met, strict=True)])
        near = first_of([pl.col("rank") == one for one in rank])
        verdict = (
            pl.when(pl.col("fits") & (pl.col("unsaid") == 0))
            .then(0)
            .when(pl.col("fits") | pl.col("undecided"))
            .then(2)
            .when(pl.col("open"))
            .then(3)
            .otherwise(1)
            .cast(pl.UInt8)
        )
        chosen = pl.when(pl.col("fits")).then(best).when(pl.col("any_tried")).then(near).cast(pl.UInt8)
        self._add(verdict=verdict, chosen=chosen)

    def _shown(self) -> list[pl.Expr]:
        """The columns of the answer: outcomes of the chosen scheme, missing fields, reasons in words."""
        outcomes = list(dict.fromkeys(name for s in self.sheet.schemes for name in s.outcome if name != self.sheet.longest_by))
        columns: dict[str, pl.Expr] = {}
        said_yes, said_no = pl.col("verdict") == 0, pl.col("verdict") == 1
        for name in outcomes:
            choices = [s.outcome(name) for s in self.schemes]
            chosen = _pick(choices)
            if name in self.sheet.filled:
                others = [pl.when(said_no & pl.col(f"{s.own}tried")).then(c) for s, c in zip(self.schemes, choices, strict=True) if c is not None]
                chosen = pl.coalesce(chosen, *others)
            columns[name] = pl.when(said_yes if name == "scheme" else said_yes | said_no).then(chosen)
        self._add(missing_mask=self._missing(), **columns)
        groups = list(dict.fromkeys(s.scope.scheme.group for s in self.schemes))
        self._add(**{f"{group}:mask": self._group_mask(group) for group in groups})
        self._add(all_mask=self._shared())
        masks = pl.struct(*(pl.col(f"{group}:mask").alias(group) for group in groups), pl.col("all_mask").alias("all"))
        self._add(missing=words_of(pl.col("missing_mask"), self.bits.fields), refused_by=refusals(masks, [*groups, "all"], self.bits.reasons))
        return [
            gather(pl.Series(VERDICTS, dtype=pl.Enum(VERDICTS)), pl.col("verdict")).alias("verdict"),
            *(pl.col(name) for name in outcomes),
            pl.col("missing"),
            pl.col("refused_by"),
        ]

    def _missing(self) -> pl.Expr:
        """Bits of the fields without which the verdict cannot be given: of the open scheme that lacks fewest.

        Schemes that concern few say what is missing only where no other scheme is open.
        """
        lacking = pl.col("unsaid")
        usual_open = pl.any_horizontal(*(self._is_open(s) for s in self.schemes if not s.scope.scheme.occasional))
        for occasional in (False, True):
            schemes = [s for s in self.schemes if s.scope.scheme.occasional == occasional]
            if not schemes:
                continue
            masks = [pl.col(f"{s.own}lacking") for s in schemes]
            counts = [pl.when(self._is_open(s)).then(m.bitwise_count_ones()).otherwise(255) for s, m in zip(schemes, masks, strict=True)]
            fewest = pl.min_horizontal(*counts)
            asks = ~pl.col("fits") & (~usual_open if occasional else pl.lit(True))
            for count, mask in zip(counts, masks, strict=True):
                lacking = lacking | pl.when((count == fewest) & (count < 255) & asks).then(mask).otherwise(bits(0))
        return pl.when(pl.col("verdict") == 2).then(lacking).otherwise(bits(0))

    @staticmethod
    def _is_open(scheme: BulkScheme) -> pl.Expr:
        return pl.col(f"{scheme.own}tried") & (pl.col(f"{scheme.own}result") == UNKNOWN)

    def _group_mask(self, group: str) -> pl.Expr:
        """Bits of every reason of the schemes of a group; none unless the verdict is no."""
        mask = bits(0)
        for s in self.schemes:
            if s.scope.scheme.group == group:
                mask = mask | pl.when(pl.col(f"{s.own}tried")).then(pl.col(f"{s.own}reasons")).otherwise(bits(0))
        return pl.when(pl.col("verdict") == 1).then(mask).otherwise(bits(0))

    def _shared(self) -> pl.Expr:
        """Bits of the reasons that every group tried shares; not on the list where none is tried."""
        every = bits((1 << len(self.bits.reasons)) - 1)
        shared = every
        for group in dict.fromkeys(s.scope.scheme.group for s in self.schemes):
            tried = pl.any_horizontal(*(pl.col(f"{s.own}tried") for s in self.schemes if s.scope.scheme.group == group))
            shared = shared & pl.when(tried).then(pl.col(f"{group}:mask")).otherwise(every)
        nobody = bits(self.bits.reason("not_on_list"))
        return pl.when(pl.col("verdict") != 1).then(bits(0)).when(pl.col("any_tried")).then(shared).otherwise(nobody)


def _pick(choices: Sequence[pl.Expr | None]) -> pl.Expr:
    """The choice with the number of the chosen scheme."""
    told = [pl.when(pl.col("chosen") == n).then(choice) for n, choice in enumerate(choices) if choice is not None]
    return pl.coalesce(*told) if told else pl.lit(None)
