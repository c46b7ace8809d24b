"""Every table that the atlas knows, by its name: TOPIC/FILE, or FILE where it belongs to no topic.

A new table is a class in the module of its topic. A file of another name in a territory is an error of `atlas check`.
"""

from __future__ import annotations

from collections.abc import Mapping

from liziba.atlas.rows import Record
from liziba.atlas.tables import (
    arrival,
    attention,
    calendar,
    city,
    extensions,
    index,
    measures,
    observations,
    parameters,
    places,
    redress,
    refund,
    stay,
)
from liziba.atlas.tables.sources import Source

_MODELS: tuple[type[Record], ...] = (
    *places.TABLES,
    *calendar.TABLES,
    *stay.TABLES,
    *extensions.TABLES,
    *arrival.TABLES,
    *refund.TABLES,
    *redress.TABLES,
    *measures.TABLES,
    *observations.TABLES,
    *index.TABLES,
    *attention.TABLES,
    *city.TABLES,
    *parameters.TABLES,
)

TABLES: Mapping[str, type[Record]] = {model.table: model for model in _MODELS}
TOPICS: frozenset[str] = frozenset(name.partition("/")[0] for name in TABLES if "/" in name)
RULE_SHEET = "rules.yaml"


def model_of(name: str) -> type[Record] | None:
    """The row model of a table, None where no such table is known. Every folder may have its `sources`."""
    if name == "sources" or name.endswith("/sources"):
        return Source
    return TABLES.get(name)
