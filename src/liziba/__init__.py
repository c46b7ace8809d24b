"""Dated, cited and explained answers, one function a service.

    >>> import liziba
    >>> liziba.stay(nationality="DE", entry_at="2026-12-01T10:00", entry_port="CKG").verdict
    'yes'

Nothing is loaded until a service is asked, so importing this package costs next to nothing.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"

# Errors live with the questions; they are handed out here so that a caller needs one import only.
_ERRORS = ("QuestionError",)


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(f"module 'liziba' has no attribute {name!r}")
    if name in _ERRORS:
        from liziba.services import question

        return getattr(question, name)
    from liziba.doors import python

    try:
        return python.function(name)
    except KeyError:
        raise AttributeError(f"module 'liziba' has no attribute {name!r}; it answers {', '.join(python.names())}") from None


def __dir__() -> list[str]:
    from liziba.doors import python

    return sorted([*globals(), *_ERRORS, *python.names()])
