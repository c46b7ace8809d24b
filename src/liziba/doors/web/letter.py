"""The letter of a complaint on one sheet of A4: both languages side by side, or one of them alone to hand in.

A question with personal fields is posted, so that a name or an address of a person never stands in an address of a page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from liziba.atlas import texts
from liziba.doors.web.asked import Asked
from liziba.doors.web.service_page import LETTERS, asked_for, guarded, understood
from liziba.doors.web.shell import page
from liziba.services.declaration import Context, ask
from liziba.services.question import QuestionError
from liziba.services.redress.complaint import ComplaintAnswer

# The language of the bodies stands first on the sheet: whoever must act on it reads that.
SIDES = ("zh", "en")


@dataclass(frozen=True)
class Letter:
    """The letter in the languages that stand on the sheet; each line holds the same thing in all of them."""

    languages: tuple[str, ...]
    lines: tuple[tuple[tuple[str, str], ...], ...]

    @property
    def title(self) -> tuple[tuple[str, str], ...]:
        return self.lines[0]

    @property
    def body(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        return self.lines[1:]


@gzip_page
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, language: str, only: str = "") -> HttpResponse:
    """The page with the sheet; without what happened there is no letter, and the page leads back."""
    found, context, asked = asked_for(request, language, LETTERS)
    made, status = None, 200
    try:
        asked = understood(asked, context)
        made = letter(asked, context, (only,) if only else SIDES)
    except QuestionError:
        asked, status = replace(asked, fields=asked.public), 400
    part = f"/letter{f'-{only}' if only else ''}"
    given = {
        "service": found,
        "sheet": made,
        "only": only,
        "back": asked.again(texts.say("complaint.letter.back", language)),
        "others": [asked.again(texts.say(f"complaint.letter.only.{other}", language), part=f"/letter-{other}") for other in SIDES if other != only]
        + ([asked.again(texts.say("complaint.letter.both", language), part="/letter")] if only else []),
        "switch": [asked.again(texts.say("web.language", other), language=other, part=part) for other in texts.LANGUAGES if other != language],
        "atlas": context.atlas,
    }
    return guarded(page(request, "letter.html", language, given, status=status), request.method == "POST")


def letter(asked: Asked, context: Context, languages: tuple[str, ...] = SIDES) -> Letter | None:
    """The letter of that question, None where what happened was not said. Raises QuestionError."""
    answer = ask(LETTERS, asked.fields, context)
    assert isinstance(answer, ComplaintAnswer)
    if not answer.letter_zh:
        return None
    columns = [getattr(answer, f"letter_{language}").split("\n") for language in languages]
    lines = zip(*columns, strict=True)
    return Letter(languages, tuple(tuple(zip(languages, line, strict=True)) for line in lines))
