"""Seeded questions about stays, as a table: what border posts, airlines and travel desks would send in bulk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import polars as pl

from liziba.atlas import Atlas
from liziba.services.stay import question

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def stay_questions(atlas: Atlas, count: int, seed: int = 20261122, even: bool = False) -> pl.DataFrame:
    """Flat questions: entries of one year, most nationalities on a list, one value in 25 not said.

    Nine in ten enter at the city's own airport and nearly all with an ordinary passport; `even`: every port of the
    tables and every document alike, so that half of the rows meet a scheme that concerns few.
    """
    nations = [row.country for table in ("stay/unilateral", "stay/transit_countries") for row in atlas.table(table).rows]
    rows = atlas.table("stay/transit_ports").rows
    ports = [row.port for row in rows]
    if not even:
        own = [row.port for row in rows if "/" in row.territory]  # of a city's own table
        ports = [*own * (9 * len(ports) // len(own)), *ports]
    documents = [question.DOCUMENTS[0]] * (20 if even else 1000) + list(question.DOCUMENTS)
    luck = _Luck(count, seed)
    entry = luck.number((LAST - FIRST).days * 1440)
    stay = luck.number(24 * 1440)
    columns = {
        "nationality": luck.word(nations * 3 + list(atlas.countries())),
        "entry_at": luck.moment(entry),
        "entry_port": luck.word([*ports, "luohu"]),
        "exit_at": luck.moment(entry + stay),
        "arrive_from": luck.word(nations),
        "onward_to": luck.word(nations),
        "document": luck.word(documents),
        "purpose": luck.word([question.PURPOSES[0]] * 10 + list(question.PURPOSES)),
        "onward_ticket": luck.word([question.TICKETS[0]] * 10 + list(question.TICKETS)),
        "passport_valid_until": luck.moment(entry + luck.number(5 * 365 * 1440)).dt.date(),
    }
    return pl.DataFrame({"id": pl.Series(range(count), dtype=pl.Int64), **{name: luck.unsaid(column) for name, column in columns.items()}})


def with_lists(atlas: Atlas, flat: pl.DataFrame, seed: int = 20261122) -> pl.DataFrame:
    """The same questions with one to four places, and none to six stays of up to three weeks in the year before."""
    luck = _Luck(flat.height, seed + 500)
    rows = atlas.table("stay/transit_areas").rows
    own = [row.place for row in rows if "/" in row.territory] or [rows[0].place]
    towns = [row.place for row in rows]
    places = luck.lists(1, 4, lambda inner: inner.word(towns + own * (len(towns) // len(own))))
    entry = flat["entry_at"].dt.date().fill_null(FIRST)

    def stays(inner: _Luck) -> pl.Series:
        first = inner.number(364) + 1
        told = pl.DataFrame({"back": first, "long": inner.number(21), "basis": inner.word([*question.BASES, "mutual", "mutual"])})
        return told.to_struct()

    earlier = luck.lists(0, 6, stays)
    periods = (
        pl.DataFrame({"row": pl.int_range(flat.height, eager=True), "entry_day": entry, "stay": earlier})
        .filter(pl.col("stay").list.len() > 0)
        .explode("stay")
        .unnest("stay")
        .with_columns(entry=pl.col("entry_day") - pl.duration(days="back"))
        .with_columns(exit=pl.col("entry") + pl.duration(days="long"))
        .select("row", stay=pl.struct("entry", pl.min_horizontal("exit", "entry_day").alias("exit"), "basis"))
        .group_by("row", maintain_order=True)
        .agg(previous_stays="stay")
    )
    joined = flat.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64)).join(periods, on="row", how="left", maintain_order="left")
    return joined.drop("row").with_columns(luck.unsaid(places).alias("places"))


class _Luck:
    """Columns drawn with a seed."""

    def __init__(self, count: int, seed: int) -> None:
        self.count = count
        self.seed = seed

    def number(self, below: int) -> pl.Series:
        self.seed += 1
        return pl.int_range(below, eager=True).sample(self.count, with_replacement=True, seed=self.seed)

    def word(self, words: list[str]) -> pl.Series:
        return pl.Series(words).gather(self.number(len(words)))

    def moment(self, minutes: pl.Series) -> pl.Series:
        start = int((datetime(FIRST.year, FIRST.month, FIRST.day) - datetime(1970, 1, 1)).total_seconds())
        return ((minutes * 60 + start) * 1000).cast(pl.Datetime("ms"))

    def lists(self, least: int, most: int, draw: Callable[[_Luck], pl.Series]) -> pl.Series:
        """A list a row of so many elements; `draw` gives as many as are wanted."""
        lengths = self.number(most - least + 1) + least
        rows = pl.int_range(self.count, eager=True).repeat_by(lengths).explode(empty_as_null=False)
        drawn = pl.DataFrame({"row": rows, "one": draw(_Luck(len(rows), self.seed + 100))})
        held = drawn.group_by("row", maintain_order=True).agg("one")
        every = pl.DataFrame({"row": pl.int_range(self.count, eager=True)}).join(held, on="row", how="left", maintain_order="left")
        return every["one"]

    def unsaid(self, column: pl.Series) -> pl.Series:
        return column.to_frame("c").select(pl.when(pl.lit(self.number(25)) > 0).then(pl.col("c"))).to_series()
