"""CSV that spreadsheets open right: a mark for UTF-8, lines as RFC 4180 says, and no text that they would compute."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

MARK = "\ufeff"  # at the beginning of a file it says that the file is UTF-8
# A text that begins so is a formula to a spreadsheet; an apostrophe before it keeps it text (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def table(rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV, first the one with the names of the columns; without the mark. Numbers stay as they are, None is empty."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue()


def _written(cell: object) -> object:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA) else cell
