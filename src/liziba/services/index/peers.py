"""The cities that are compared: those of the frameworks, in the order of the tables."""

from __future__ import annotations

from liziba.atlas import Atlas
from liziba.services.index.frameworks import frameworks


def peers(atlas: Atlas) -> tuple[str, ...]:
    """The codes of all places that any framework compares, the first one named first."""
    return tuple(dict.fromkeys(place for held in frameworks(atlas).values() for place in held.row.cities))
