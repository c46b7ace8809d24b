"""Errors of composite indicators: each says which column, unit or line, what was given and what is accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


class CompositeError(ValueError):
    """Something that a composite indicator cannot be built from. The base of the others."""


class GapError(CompositeError):
    """A cell is empty where the method needs every one."""


class FewUnitsError(CompositeError):
    """A statistic was asked for that so few units cannot carry."""


class NotFittedError(CompositeError, AttributeError):
    """`transform` before `fit`. Also an AttributeError, as users of scikit-learn expect."""


@contextmanager
def named(codes: Sequence[str]) -> Iterator[None]:
    """Errors from within say the code of a column instead of its number."""
    try:
        yield
    except CompositeError as wrong:
        raise type(wrong)(re.sub(r"column (\d+)", lambda found: codes[int(found[1])], str(wrong))) from None
