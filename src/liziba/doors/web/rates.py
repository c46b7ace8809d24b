"""The VAT rates that a form offers: those for which a refund rate is in force, the highest first."""

from __future__ import annotations

from liziba.atlas import Atlas
from liziba.atlas.tables.refund import Rate


def vat_rates(atlas: Atlas) -> tuple[str, ...]:
    """The rates in percent, as a form sends them."""
    return atlas.keep("vat rates of forms", lambda: _rates(atlas))


def _rates(atlas: Atlas) -> tuple[str, ...]:
    rows = [row for row in atlas.table("refund/rates").rows if isinstance(row, Rate) and row.valid_to is None]
    held = sorted({row.vat_rate_bp for row in rows if isinstance(row.vat_rate_bp, int)}, reverse=True)
    return tuple(f"{rate / 100:g}" for rate in held)
