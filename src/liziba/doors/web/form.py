"""The form of a service, made from its question model: the fields asked first, those behind "more", and what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liziba.atlas import Atlas
from liziba.atlas.texts import Saying
from liziba.doors.web import house, words
from liziba.doors.web.asked import Again, Asked
from liziba.doors.web.entries import MORE, Entry, entry, with_error
from liziba.doors.web.grouping import Group, groups
from liziba.doors.web.guided import asked_first
from liziba.doors.web.names import KINDS, names
from liziba.doors.web.reading import PersonalInAddress
from liziba.services import fields
from liziba.services.declaration import Service
from liziba.services.first_error import SENTENCES, SENTENCES_BY_FAMILY, SENTENCES_BY_KIND
from liziba.services.question import Question, QuestionError, meta

# What is wrong with a value of any service's field: these pages have words of their own for it, by the kind of the field.
USUAL = {"error.not_accepted", *(key for key, _ in SENTENCES.values()), *SENTENCES_BY_FAMILY.values(), *SENTENCES_BY_KIND.values()}


# A form with less than this before its parts begins with the first of them.
FEW = 2


@dataclass(frozen=True)
class Form:
    """The form of a service: the fields shown first, the parts that have a name, and what stays behind "more".

    Those behind "more" stay closed when they are only `filled`: the page says how many are. `near` are the names that
    may have been meant by one that is not known, each as the question asked with it.
    """

    core: tuple[Entry, ...]
    more: tuple[Entry, ...]
    error: Entry | None = None
    error_text: str = ""
    near: tuple[Again, ...] = ()
    open: bool = False
    filled: int = 0
    groups: tuple[Group, ...] = ()


def form(asked: Asked, atlas: Atlas, error: QuestionError | None = None, missing: Iterable[str] = (), rows: tuple[str, int] = ("", 0)) -> Form:
    """The form filled in with that question; with the error at the field that it names, or with more lines of a list."""
    service, language = asked.service, asked.language
    wrong = _wrong_entry(error.field, service.question) if error else ""
    entries = []
    first = asked_first(service.name, asked.fields)
    for name, info in service.question.model_fields.items():
        made = entry(service, name, asked.fields.get(name), language, atlas, rows[1] + MORE if name == rows[0] else 0)
        if error is not None and name == wrong:
            made = with_error(made, error_text(service, error, language), error.given, error.field.partition(".")[2])
        if made.filled or made.error or not meta(info).get("for_record"):
            entries.append((made, name in first if first else bool(meta(info).get("core"))))
    core = tuple(made for made, first in entries if first)
    # The day of knowledge is every question's own and the last that a reader thinks of.
    more = tuple(sorted((made for made, first in entries if not first), key=lambda made: made.name == "as_of"))
    at_fault = next((made for made, _ in entries if made.error), None)
    wanted = {made.name for made in more} & {*(name.partition(".")[0] for name in missing), rows[0]}
    text = "" if error is None else at_fault.error if at_fault else error_text(service, error, language)
    parts = groups(service, more, language, wanted, open_first=len(core) < FEW)
    more = tuple(made for made in more if not any(made in part.entries for part in parts))
    is_open = any(made.error for made in more) or any(made.name in wanted for made in more) or not core
    filled = sum(made.filled for made in more)
    return Form(core, more, at_fault, text, _near(asked, error, wrong, atlas) if error else (), is_open, filled, parts)


def _wrong_entry(path: str, question: type[Question]) -> str:
    head = path.partition(".")[0]
    return head if head in question.model_fields else ""


def _near(asked: Asked, error: QuestionError, name: str, atlas: Atlas) -> tuple[Again, ...]:
    """The same question with a name that looks like the one given."""
    if not name or not isinstance(error.given, str) or isinstance(error, PersonalInAddress):
        return ()
    book = names(meta(asked.service.question.model_fields[name]).get("kind", ""), atlas)
    if book is None:
        return ()
    said = asked.fields.get(name)

    def with_code(code: str) -> Any:
        return [code if item == error.given else item for item in said] if isinstance(said, list) else code

    return tuple(asked.again(book.shown(code, asked.language), {name: with_code(code)}) for code in book.near(words.clean(error.given)))


def error_text(service: Service, error: QuestionError, language: str) -> str:
    """What is wrong with a field, in the reader's language."""
    name = _wrong_entry(error.field, service.question)
    if isinstance(error, PersonalInAddress):
        return house.text("web.error.field.personal", language)
    given = words.clean(str(error.given)) if error.given not in (None, "") else ""
    if not name:
        return house.text("web.error.field.unknown", language, field=words.clean(error.field), given=given)
    part = fields.at(service.question, error.field) if given and error.field != name else None
    kind = fields.kind(part) if part is not None else meta(service.question.model_fields[name]).get("kind", "text")
    if kind in words.LONG:
        return error.in_language(language).message
    own = house.optional_text(f"error.{service.name}.{error.field}", language)
    if own and (kind != "moment" or _reads_as_moment(given)):
        return own
    if kind not in KINDS and isinstance(error.message, Saying) and error.message.key not in USUAL:
        return error.in_language(language).message  # a rule of this service, which its own sentence explains best
    return house.first_text([f"web.error.field.{kind}", "web.error.field.text"], language, given=given)


def _reads_as_moment(given: str) -> bool:
    try:
        datetime.fromisoformat(given)
    except ValueError:
        return False
    return True
