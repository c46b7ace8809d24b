"""Does the order survive what the figures leave open: their rounding, a revision of the size of the last one, and weak pages?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from liziba.atlas import Atlas
from liziba.engines.composite import CompositeError, drawn
from liziba.services.index.cells import Cell
from liziba.services.index.scoring import Scored, score
from liziba.services.observations.figures import Figure, figures, indicators, is_weak

DRAWS = 1000


@dataclass(frozen=True)
class Steadiness:
    """Shares of the draws in which the whole order stays as it is; None where no revision is known. `revised`: what was revised, and by how much.

    weak: cells that rest on weak pages alone; without_weak: ranks of the same places without these, None where that leaves nothing to rank.
    """

    rounding: float
    revision: float | None
    revised: tuple[tuple[str, float], ...]
    weak: tuple[Cell, ...] = ()
    without_weak: Mapping[str, int] | None = None


def steadiness(atlas: Atlas, scored: Scored, as_of: date) -> Steadiness:
    """Draw the figures anew within half of their last printed digit, and within the largest revision that was published of their indicator."""
    index = scored.index
    assert index is not None
    sizes = {leaf.node: last_revision(atlas, leaf.indicator, as_of) for leaf in scored.matrix.held.leaves if leaf.node in scored.used}
    known = tuple((node, size) for node, size in sizes.items() if size)
    revision = np.abs(np.nan_to_num(index.sized_)) * np.array([sizes[node] for node in scored.used])
    weak = tuple(cell for place in scored.ranked for node in scored.used if _is_weak(atlas, cell := scored.matrix.of(place, node)))
    return Steadiness(_kept(scored, rounding(scored)), _kept(scored, revision) if known else None, known, weak, _without(scored, weak) if weak else None)


def _is_weak(atlas: Atlas, cell: Cell) -> bool:
    return cell.counts and cell.figure is not None and is_weak(atlas, cell.figure)


def _without(scored: Scored, weak: tuple[Cell, ...]) -> Mapping[str, int] | None:
    try:
        left = score(scored.matrix.dropping(lambda cell: cell in weak), 0.0, scored.ranked)
    except CompositeError:
        return None
    return {place: left.rank(place) or 0 for place in scored.ranked} if left.index is not None else None


def rounding(scored: Scored) -> NDArray[np.float64]:
    """How far each cell may be from the true figure, shape (ranked places, used leaves): half of its last printed digit."""
    return np.array([[_half_digit(scored.matrix.of(place, node)) for node in scored.used] for place in scored.ranked])


def _kept(scored: Scored, errors: NDArray[np.float64]) -> float:
    index = scored.index
    assert index is not None
    runs = drawn(index, DRAWS, cell_error=errors, error_shape="uniform")
    return round(float((runs.ranks == index.ranks_).all(axis=-1).mean()), 3)


def _half_digit(cell: Cell) -> float:
    """Half of the last printed digit of a figure; zeros at the end may be rounding, so they count as such. Of a computed one: of both its parts."""
    if not cell.counts or cell.figure is None or not cell.figure.value:
        return 0.0
    parts = sum(_rounding(row.figure) / abs(float(row.figure)) for row in cell.figure.rows if row.figure)
    return abs(float(cell.figure.value)) * parts


def _rounding(printed: object) -> float:
    digits = f"{printed:f}" if hasattr(printed, "as_tuple") else str(printed)
    if "." in digits:
        return 0.5 * 10.0 ** -len(digits.partition(".")[2])
    return 0.5 * 10.0 ** (len(digits) - len(digits.rstrip("0")))


def last_revision(atlas: Atlas, indicator: str, as_of: date) -> float:
    """The largest change, as a part, between first and revised release of the newest period of an indicator that has both; 0 where none is known."""
    held = indicators(atlas).get(indicator)
    if held is None:
        return 0.0
    above = held.numerator or indicator
    return _revision(atlas, above, as_of)


def _revision(atlas: Atlas, indicator: str, as_of: date) -> float:
    changes: dict[str, list[float]] = {}
    for place in {row.place for row in atlas.table("observations/observations").rows if getattr(row, "indicator", "") == indicator}:  # type: ignore[attr-defined]
        by_period: dict[tuple[str, str], dict[str, Figure]] = {}
        for one in figures(atlas, place, indicator, as_of):
            if one.value and one.confirmed:
                by_period.setdefault((one.period, one.definition), {})[one.vintage] = one
        for (period, _), seen in by_period.items():
            if "first" in seen and "revised" in seen:
                first, revised = (float(seen[vintage].value or 1) for vintage in ("first", "revised"))
                changes.setdefault(period, []).append(abs(revised / first - 1))
    return max(changes[max(changes)]) if changes else 0.0
