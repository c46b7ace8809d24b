"""The sheet of a city or a sector on two pages of A4, in the language of the page: numbers, notes and sources to hand out.

The same facts and the same day give the same bytes: nothing of the moment, of the reader or of this site's process stands on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.atlas import texts
from liziba.doors.web.service_page import asked_for, guarded, understood
from liziba.doors.web.shell import origin, page
from liziba.services.declaration import ask
from liziba.services.factsheet.question import FactsheetAnswer, Section
from liziba.services.question import QuestionError

NAME = "factsheet"
PART = "/print"
PAGES = (1, 2)
# A sheet with many sources is set smaller, so that they still fit, and one with few larger.
DENSE, ROOMY = 24, 20


@dataclass(frozen=True)
class Side:
    """One of the two pages with the sections that stand on it."""

    sections: Sequence[Section]


@gzip_page
@require_safe
def sheet(request: HttpRequest, language: str) -> HttpResponse:
    """The two pages; where no sheet is held, why, and the way back."""
    found, context, asked = asked_for(request, language, NAME)
    answer, told, status = None, "", 200
    try:
        asked = understood(asked, context)
        given = ask(NAME, asked.fields, context)
        assert isinstance(given, FactsheetAnswer)
        answer, told = (given, "") if given.sections else (None, given.headline)
    except QuestionError as problem:
        asked, told, status = replace(asked, fields=asked.public), problem.in_language(language).message, 400
    shown = {
        "service": found,
        "answer": answer,
        "told": told,
        "sides": [Side([one for one in answer.sections if one.page == number]) for number in PAGES] if answer else [],
        "set": _set(len(answer.sources)) if answer else "",
        "link": origin(request) + asked.address({"as_of": answer.as_of.isoformat()}) if answer else "",
        "back": asked.again(texts.say("factsheet.page.back", language)),
        "switch": [asked.again(texts.say("web.language", other), language=other, part=PART) for other in texts.LANGUAGES if other != language],
        "atlas": context.atlas,
    }
    return guarded(page(request, "factsheet.html", language, shown, status=status), posted=False)


def _set(sources: int) -> str:
    """How large the sheet is set."""
    return "dense" if sources > DENSE else "roomy" if sources <= ROOMY else ""
