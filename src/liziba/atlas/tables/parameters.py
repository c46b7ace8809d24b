"""The parameters of a topic that people may try out, by the name under which they ask for them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from liziba.atlas.rows import Entry, Words


class Parameter(Entry):
    """A name for a column of a dated table: for which key (empty: all rows), and in what unit people say it.

    `clears` names columns that are emptied by a change, such as a second reading of the old value.
    """

    table: ClassVar[str] = "refund/parameters"
    key: ClassVar[tuple[str, ...]] = ("name",)

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$", description="a name like minimum_purchase_cny")]
    of: Annotated[str, Field(pattern=r"^[a-z_]+/[a-z_]+$", description="a table like refund/minimums")]
    column: Annotated[str, Field(pattern=r"^[a-z_]+$", description="a column")]
    holder: Words = ()
    clears: Words = ()
    unit: Annotated[Literal["cny", "pct", "days", "hours"], Field(description="cny, pct, days or hours")]


class StayParameter(Parameter):
    """The same for the stay tables."""

    table: ClassVar[str] = "stay/parameters"


TABLES = (Parameter, StayParameter)
