"""Drawn charts are kept on disk, named after all that made them, so that a kept one is never wrong, only unused.

The folder is LIZIBA_CHARTS, else `var/charts` of the checkout, else the reader's cache folder. Where it cannot be written, memory serves.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

LARGEST = 200_000_000  # bytes on disk; beyond them the pictures not asked for longest go
LOWERED = 0.8
IN_MEMORY = 16_000_000
DRAWING = ("data", "theme", "fonts", "drawing")
# Between two looks at how much the folder holds; and the time after which a picture in use is marked as used again.
WRITES_BETWEEN = 50
A_DAY = 24 * 3600


@cache
def folder() -> Path:
    """Where drawn charts are kept."""
    own = os.environ.get("LIZIBA_CHARTS")
    if own:
        return Path(own)
    checkout = Path(__file__).parents[4]
    if (checkout / "pyproject.toml").is_file() and (checkout / "src").is_dir():
        return checkout / "var" / "charts"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "liziba" / "charts"


@cache
def maker() -> str:
    """What draws: the libraries and the code that the picture depends on. Another one draws anew."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*(here / f"{name}.py" for name in DRAWING), *here.glob("kinds/*.py")]):
        digest.update(path.read_bytes())
    return f"{version('altair')}/{version('vl-convert-python')}/{digest.hexdigest()}"


class Kept:
    """Pictures in memory and, where it can be written, in a folder. Several processes may use one folder at once."""

    def __init__(self, place: Path, largest: int = LARGEST) -> None:
        self.place = place
        self.largest = largest
        self.drawn = 0  # since this process began
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._weight = 0
        self._writes = 0
        self._lock = threading.Lock()

    def get(self, said: str, ending: str, make: Callable[[], bytes]) -> bytes:
        """What was made of `said` before, else what `make` makes now."""
        digest = hashlib.sha256(f"{maker()} {said}".encode()).hexdigest()
        key = f"{digest}.{ending}"
        found = self._memory.get(key) or self._read(key)
        if found is None:
            found = make()
            self.drawn += 1
            self._write(key, found)
        self._remember(key, found)
        return found

    def held(self, said: str, ending: str) -> bytes | None:
        """What was made of `said` before; None where nothing was."""
        key = f"{hashlib.sha256(f'{maker()} {said}'.encode()).hexdigest()}.{ending}"
        return self._memory.get(key) or self._read(key)

    def _path(self, key: str) -> Path:
        return self.place / key[:2] / key

    def _read(self, key: str) -> bytes | None:
        path = self._path(key)
        try:
            found = path.read_bytes()
            if time.time() - path.stat().st_mtime > A_DAY:
                os.utime(path)
        except OSError:
            return None
        return found or None  # an empty file is what a fallen machine leaves

    def _write(self, key: str, drawn: bytes) -> None:
        """Whole or not at all: written beside, then put in place at one go."""
        path = self._path(key)
        beside = path.with_name(f".{key}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(drawn)
            beside.replace(path)
        except OSError:
            with suppress(OSError):
                beside.unlink()
            return
        self._writes += 1
        if self._writes % WRITES_BETWEEN == 1:
            self.trim()

    def _remember(self, key: str, drawn: bytes) -> None:
        with self._lock:
            if key not in self._memory:
                self._weight += len(drawn)
            self._memory[key] = drawn
            self._memory.move_to_end(key)
            while self._weight > IN_MEMORY and len(self._memory) > 1:
                self._weight -= len(self._memory.popitem(last=False)[1])

    def trim(self) -> None:
        """Take away what was not asked for longest, where the folder holds too much, and what was left half written."""
        held = []
        for path in self.place.glob("*/*"):
            with suppress(OSError):
                seen = path.stat()
                if path.name.startswith("."):
                    if time.time() - seen.st_mtime > A_DAY:
                        path.unlink()
                    continue
                held.append((seen.st_mtime, seen.st_size, path))
        weight = sum(size for _, size, _ in held)
        if weight <= self.largest:
            return
        for _, size, path in sorted(held, key=lambda one: one[0]):
            with suppress(OSError):
                path.unlink()
            weight -= size
            if weight <= self.largest * LOWERED:
                return


@cache
def kept() -> Kept:
    """The pictures of this site."""
    return Kept(folder())
