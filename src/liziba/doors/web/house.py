"""What all pages share: texts with a fallback in development, and addresses of static files."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from liziba.atlas import texts


def text(key: str, language: str, /, **values: Any) -> str:
    """A text of the catalogue. In development a key that is not written yet shows as its last words; else it is an error."""
    try:
        return texts.say(key, language, **values)
    except texts.MissingText:
        if not settings.DEBUG:
            raise
        return key.rpartition(".")[2].replace("_", " ")


def first_text(keys: list[str], language: str, /, **values: Any) -> str:
    """The text of the first key that is written; the last key must be."""
    for key in keys[:-1]:
        if texts.has(key, language):
            return texts.say(key, language, **values)
    return text(keys[-1], language, **values)


def optional_text(key: str, language: str) -> str:
    """A text that need not be there, like the help of a field that explains itself."""
    return texts.say(key, language) if texts.has(key, language) else ""


@cache
def static(name: str) -> str:
    """The address of a static file with a hash of its content, so that a changed file has a new address."""
    digest = hashlib.sha256(Path(f"{settings.STATIC_FOLDER}/{name}").read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
