"""The atlas reads, checks, cites and overlays the territories; it also holds the texts that people read."""

from liziba.atlas.atlas import Atlas, Sheet, Table, load
from liziba.atlas.rows import AtlasError, Row

__all__ = ["Atlas", "AtlasError", "Row", "Sheet", "Table", "load"]
