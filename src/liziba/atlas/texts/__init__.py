"""Everything a person reads: one catalogue of PO files a language, used below Django and in templates alike.

A text has a key (`stay.headline.yes`) and named places to fill in (`{day}`). Files are split by subject only for the
people who edit them; they are read as one catalogue. `say` is the only way to a text; a `Saying` is a text that whoever
makes it says before the reader's language is known.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any, Self

LANGUAGES = ("en", "zh")
FOLDER = Path(__file__).parent


class MissingText(KeyError):
    """A key that the catalogue of that language does not hold."""


@cache
def catalogue(language: str) -> GNUTranslations:
    """All texts of a language. Raises KeyError for a language that is not spoken here."""
    if language not in LANGUAGES:
        raise KeyError(language)
    merged: GNUTranslations | None = None
    for path in sorted((FOLDER / language).glob("*.po")):
        texts = _read(path)
        if merged is None:
            merged = texts
        else:
            merged._catalog.update({k: v for k, v in texts._catalog.items() if k != ""})  # type: ignore[attr-defined]
    assert merged is not None, f"no texts in {FOLDER / language}"
    return merged


def _read(path: Path) -> GNUTranslations:
    """One PO file, from its compiled twin where that is not older."""
    compiled = path.with_suffix(".mo")
    try:
        if compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            with compiled.open("rb") as stored:
                return GNUTranslations(stored)
    except OSError:
        pass
    # Loaded only when a file has changed: every start of a command would wait for it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    buffer = io.BytesIO()
    with path.open("rb") as source:
        write_mo(buffer, read_po(source, locale=path.parent.name))
    written = compiled.with_name(f"{compiled.name}.{os.getpid()}.mo")
    try:
        # Put in place as a whole: another process may be reading just now.
        written.write_bytes(buffer.getvalue())
        written.replace(compiled)
    except OSError:
        pass  # a read-only installation reads the PO file each time
    buffer.seek(0)
    return GNUTranslations(buffer)


def keys(language: str) -> set[str]:
    """The keys of a language's catalogue."""
    found = set()
    for key in catalogue(language)._catalog:  # type: ignore[attr-defined]
        name = key[0] if isinstance(key, tuple) else key
        if name:
            found.add(name)
    return found


def has(key: str, language: str) -> bool:
    return catalogue(language).gettext(key) != key


def say(key: str, language: str, /, **values: Any) -> str:
    """The text of that key with its places filled in. Dates are written as the language writes them.

    A text with a plural takes its number from `n`. Raises MissingText where the key is not in the catalogue.
    """
    texts = catalogue(language)
    n = values.get("n")
    found = texts.ngettext(key, key, n) if isinstance(n, int) else texts.gettext(key)
    if found == key and isinstance(n, int):
        found = texts.gettext(key)
    if found == key:
        raise MissingText(f"{language}: {key}")
    return found.format(**{name: shown(value, language) for name, value in values.items()})


class Saying(str):
    """A text by its key and values: as a str it is English, and it can be said in the other language.

    A value may be a Saying too; it is then said in the language of the whole.
    """

    key: str
    values: Mapping[str, Any]

    def __new__(cls, key: str, /, **values: Any) -> Self:
        saying = super().__new__(cls, say(key, LANGUAGES[0], **values))
        saying.key, saying.values = key, values
        return saying

    def in_language(self, language: str) -> str:
        """The text as readers of that language have it."""
        return say(self.key, language, **self.values)

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.key,), dict(self.values)  # so that it can be copied and sent to another process


def said(text: str, language: str) -> str:
    """A text in that language where it can be said so; words of machines, such as codes, are the same in all."""
    return text.in_language(language) if isinstance(text, Saying) else text


def shown(value: Any, language: str) -> Any:
    """A value as people of that language read it."""
    if isinstance(value, Saying):
        return value.in_language(language)
    if isinstance(value, datetime):
        return f"{day(value.date(), language)} {value:%H:%M}"
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, (list, tuple, set, frozenset)):
        return join([str(shown(item, language)) for item in value], language)
    return value


# English names of the months, so that a process's locale never changes an answer.
MONTHS = ("January February March April May June July August September October November December").split()


def day(value: date, language: str) -> str:
    """11 May 2026, or 2026年5月11日."""
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def join(items: list[str], language: str) -> str:
    """A list in words, in the order given."""
    return ("、" if language == "zh" else ", ").join(items)
