"""Logs of faults without the words of the fault, which may hold what somebody asked: the place in the code is enough."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType


class Discreet(logging.Formatter):
    """A formatter that tells of an exception its kind and where it happened."""

    def formatException(self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]) -> str:
        kind, _, trace = ei
        places = (f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace))
        return "\n".join((*places, kind.__name__ if kind else ""))
