"""Where facts come from: title, publisher, date, address, and how the source was seen."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from liziba.atlas.rows import Day, Record

Access = Literal["full", "excerpt", "indirect", "memory"]


class Source(Record):
    """A source. `published` may be cut to a month or a year; `access` says how it was seen.

    full: read as a whole; excerpt: parts of it; indirect: through other pages that cite it; memory: nobody confirmed it.
    """

    table: ClassVar[str] = "sources"
    key: ClassVar[tuple[str, ...]] = ("id",)
    refers: ClassVar[dict[str, str]] = {}

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$", description="a word of small letters, digits and _")]
    title: Annotated[str, Field(min_length=1, description="a title")]
    publisher: str = ""
    published: Annotated[str, Field(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$", description="a day, a month, a year, or empty")] = ""
    url: Annotated[str, Field(pattern=r"^(https?://\S+)?$", description="an address that begins with http, or empty")] = ""
    language: str = ""
    kind: str = ""
    checked_on: Day = None
    access: Annotated[Access, Field(description="full, excerpt, indirect or memory")]
