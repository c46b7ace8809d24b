"""What an address of city hall chooses (a state, a year, a day of knowledge), read one by one, with an error that names what is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from liziba.atlas import texts
from liziba.doors.web import words

_YEAR = re.compile(r"(19|20)\d{2}")


class WrongChoice(ValueError):
    """A choice that cannot be followed: its name, and the key of the text that says why."""

    def __init__(self, name: str, key: str, given: str, **values: Any) -> None:
        super().__init__(name)
        self.name = name
        self.key = key
        self.values = {"given": words.clean(given), **values}

    def text(self, language: str) -> str:
        return texts.say(self.key, language, **self.values)


def typed(said: Mapping[str, str], name: str) -> str:
    """What stands in the address under that name; "" where nothing does."""
    return words.clean(said.get(name, "")).strip()


def one_of(said: Mapping[str, str], name: str, known: Collection[str]) -> str:
    """A word out of a list; "" where none was chosen. Raises WrongChoice."""
    given = typed(said, name)
    if given and given not in known:
        raise WrongChoice(name, "city.error.choice", given)
    return given


def year(said: Mapping[str, str], name: str) -> int | None:
    """A year; None where none was chosen. Raises WrongChoice."""
    given = typed(said, name)
    if not given:
        return None
    if not _YEAR.fullmatch(given):
        raise WrongChoice(name, "city.error.year", given)
    return int(given)


def as_of(said: Mapping[str, str], today: date) -> date:
    """The day of knowledge, today where none was chosen: what will be known later nobody can say. Raises WrongChoice."""
    given = typed(said, "as_of")
    if not given:
        return today
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise WrongChoice("as_of", "city.error.day", given) from None
    if day > today:
        raise WrongChoice("as_of", "city.error.later", given, today=today)
    return day


def address(path: str, **said: object) -> str:
    """An address with what was chosen; what was not is left out."""
    pairs = urlencode({name: str(value) for name, value in said.items() if value not in ("", None)}, safe="/")
    return f"{path}{'?' if pairs else ''}{pairs}"
