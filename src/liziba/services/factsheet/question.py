"""Two cited pages on a city or a sector: the question and the answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo

from liziba.atlas import Atlas
from liziba.atlas.rows import Record
from liziba.atlas.tables.city import SheetLine, Subject
from liziba.services import codes
from liziba.services.envelope import Envelope, Part
from liziba.services.places import OptionalPlaceCode
from liziba.services.question import Question, question_field

SUBJECTS, SHEETS = "city/subjects", "city/sheets"


def subjects(atlas: Atlas) -> tuple[Subject, ...]:
    """What the tables hold sheets about, in their order."""
    return tuple(row for row in atlas.table(SUBJECTS).rows if isinstance(row, Subject))


def lines(atlas: Atlas) -> tuple[SheetLine, ...]:
    """The lines of all sheets."""
    rows: tuple[Record, ...] = atlas.records(SHEETS, atlas.home)
    return tuple(row for row in rows if isinstance(row, SheetLine))


def _subject(value: object, info: ValidationInfo) -> str | None:
    known = list(dict.fromkeys(row.subject for row in subjects((info.context or {})["atlas"])))
    return codes.read(value, known.__contains__, "error.no_such_subject", accepted=", ".join(known))


class FactsheetQuestion(Question):
    """Two cited pages on the city or one of its six brand sectors."""

    subject: Annotated[str | None, BeforeValidator(_subject), codes.TEXT] = question_field(
        "required", "code", core=True, accepted="factsheet.subject", choices_of=f"{SUBJECTS}.subject"
    )
    place: OptionalPlaceCode = question_field("assumed", "place")


class Cited(Part):
    """A source with the number under which the lines cite it."""

    number: int
    id: str
    title: str
    publisher: str
    published: str | None = None
    url: str | None = None
    access: str | None = None
    checked_on: date | None = None


class Line(Part):
    """One line: what it is about, the figure as people read it, and how sure it is.

    `text` says all of it in one sentence. `value` is in `unit`; both are empty where there is nothing to count.
    """

    kind: str
    text: str
    label: str
    shown: str
    value: float | None = None
    unit: str = ""
    period: str = Field(default="", description="year, months or day that the figure is about")
    when: str = Field(default="", description="the period in words")
    status: str = Field(default="", description="official, press, dataset, digest: the best of its sources; computed where we computed it")
    confirmed: bool = True
    old: bool = Field(default=False, description="ends more than two years before the day of knowledge")
    top: bool = Field(default=False, description="one of the large figures above the sheet")
    notes: list[str] = []
    sources: list[int] = []


class Section(Part):
    """Lines under one heading; `page` is the side of the sheet on which they stand."""

    code: str
    heading: str
    page: int
    lines: list[Line]


class Gap(Part):
    """What the sheet does not show, and why: nothing was found, only memory holds it, or whoever counts does not count this city."""

    code: str
    reason: str
    text: str


class FactsheetAnswer(Envelope):
    """The sheet."""

    subject: str | None = Field(default=None, json_schema_extra={"in_grounds": True}, description="code of the subject")
    title: str | None = Field(default=None, description="heading of the sheet")
    place: str | None = Field(default=None, json_schema_extra={"in_grounds": True})
    sections: list[Section] = Field(default=[], json_schema_extra={"in_grounds": True}, description="the lines by heading, in the order of the sheet")
    gaps: list[Gap] = Field(default=[], description="what is not known or not shown")
    sources: list[Cited] = Field(default=[], json_schema_extra={"in_grounds": True}, description="the numbered sources")
    checked_from: date | None = Field(default=None, description="the source of these that was checked longest ago: on this day")
    checked_until: date | None = Field(default=None, description="the source of these that was checked last: on this day")
