"""The ASEM example: 51 countries, 49 indicators, four levels; and the chain that the worked cases call the default."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from liziba.engines.composite import Framework, Impute, Index, Table, TreatOutliers

DATA = Path(__file__).parents[2] / "data" / "composite"
SIZES = ("Area", "Energy", "GDP", "Population")
FRAMEWORK = Framework.from_file(DATA / "asem_framework.csv")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def asem() -> Table:
    return Table.from_rows(rows("asem.csv"), FRAMEWORK.columns, unit="uCode", group="EurAsia_group", sizes=SIZES)


def panel() -> Table:
    return Table.from_rows(rows("asem_panel.csv"), FRAMEWORK.columns, unit="uCode", period="Time", group="EurAsia_group", sizes=SIZES)


def noisy_weights() -> list[np.ndarray]:
    """A hundred sets of weights of all nodes."""
    return [FRAMEWORK.weights_by_code({code: float(value) for code, value in row.items() if code != "draw"}) for row in rows("asem_noisy_weights.csv")]


def chain(**changed: Any) -> Index:
    return Index(**{"framework": FRAMEWORK, "impute": Impute(), "treat": TreatOutliers(), **changed})
