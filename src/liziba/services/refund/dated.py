"""Dated rows of the refund tables that no rule sheet looks up: which row holds for a key on a day, as known on another."""

from __future__ import annotations

from typing import Any

from liziba.atlas import Atlas
from liziba.engines.rules.grid import Cell, Grid


def grid_of(atlas: Atlas, table: str, key: str) -> Grid:
    """The table as a grid over that column, made once an atlas."""

    def make() -> Grid:
        rows: Any = atlas.table(table).rows
        return Grid(rows, (key,))

    return atlas.keep(("refund grid", table), make)


def found(cell: Cell) -> Any:
    """The row that a look-up found, or the nearest; columns are those of its table."""
    return cell.row
