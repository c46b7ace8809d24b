"""The page of a service: its form, above it the answer where something was asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from liziba.atlas import texts
from liziba.doors import flat
from liziba.doors.frame import frame
from liziba.doors.ics import has_calendar, has_days
from liziba.doors.web import words
from liziba.doors.web.asked import Again, Asked
from liziba.doors.web.examples import SHOWN, examples
from liziba.doors.web.form import form
from liziba.doors.web.guided import choices
from liziba.doors.web.paper import has_paper, paper
from liziba.doors.web.reading import MORE_ROWS, PersonalInAddress, as_said, read, rows_sent
from liziba.doors.web.result import overtaken, result
from liziba.doors.web.shell import origin, page
from liziba.services.declaration import Context, Service, ask, services
from liziba.services.envelope import Envelope
from liziba.services.question import QuestionError

SEE_OTHER = 303

# The service whose answer holds a letter, and those whose pages have a style of their own with it.
LETTERS = "complaint"
REDRESS = (LETTERS, "rights", "deadlines", "green-channel")

# What a form sends besides the fields of a question.
OURS = ("csrfmiddlewaretoken", MORE_ROWS)


@gzip_page
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """The form; a question from it that holds nothing personal gets an address of its own, which this page answers too."""
    found, context, asked = asked_for(request, language, name)
    posted = request.method == "POST"
    rows = rows_sent(_pairs(request)) if posted else ("", 0)
    answer = error = None
    try:
        if rows[0]:
            pass  # more lines of a list are wanted, no answer yet
        elif asked.fields or posted:
            asked = understood(asked, context)
            if posted and asked.fields and not asked.has_private:
                response = HttpResponseRedirect(asked.address())
                response.status_code = SEE_OTHER
                return response
            answer = ask(name, asked.fields, context)
    except QuestionError as problem:
        error = problem
        if isinstance(problem, PersonalInAddress):
            asked = replace(asked, fields=asked.public)  # it is not answered, and not repeated either
    shown = examples(found, context)
    given: dict[str, Any] = {
        "service": found,
        "asked": words.asked(found, asked.fields, language, context.atlas) if answer else (),
        "result": result(asked, answer, origin(request), context.atlas) if answer else None,
        "paper": _paper_link(asked, answer),
        "calendar": calendar_link(asked, answer),
        "question": asked,
        "form": form(asked, context.atlas, error, answer.missing if answer else (), rows),
        "redress": REDRESS,
        "start": choices(asked),
        "letter": asked.again(texts.say("complaint.letter.print", language), part="/letter") if name == LETTERS and answer and not answer.missing else None,
        "error": error,
        "examples": shown[:SHOWN],
        "further_examples": shown[SHOWN:],
        "switch": [asked.again(texts.say("web.language", other), language=other) for other in texts.LANGUAGES if other != language],
        "atlas": context.atlas,
    }
    return guarded(page(request, "service.html", language, given, status=400 if error else 200), posted)


@gzip_page
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def printed(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """The answer on one sheet of paper in both languages, for whoever must read it at a desk."""
    found, context, asked = asked_for(request, language, name)
    if not has_paper(found):
        raise Http404
    sheet = None
    try:
        asked = understood(asked, context)
        sheet = paper(asked, context, origin(request))
    except QuestionError:
        asked = replace(asked, fields=asked.public)
    given = {
        "service": found,
        "sheet": sheet,
        "back": asked.again(texts.say("web.paper.back", language)),
        "switch": [asked.again(texts.say("web.language", other), language=other, part="/print") for other in texts.LANGUAGES if other != language],
        "atlas": context.atlas,
    }
    return guarded(page(request, "paper.html", language, given, status=200 if sheet else 400), request.method == "POST")


def asked_for(request: HttpRequest, language: str, name: str) -> tuple[Service, Context, Asked]:
    """The service of an address with what was sent to it. Raises Http404 for a service that has no page."""
    found = services().get(name)
    if found is None or not found.page:
        raise Http404
    context = frame(language)
    posted = request.method == "POST"
    sent = [(key, value) for key, value in _pairs(request) if not posted or key not in OURS]
    return found, context, Asked(found, read(found, sent, context.atlas), language, posted)


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    sent = request.POST if request.method == "POST" else request.GET
    return [(key, value) for key, values in sent.lists() for value in values]


def understood(asked: Asked, context: Context) -> Asked:
    """The question as the service reads it. Raises QuestionError; an address with personal fields ends up in histories and is one."""
    private = flat.private_fields(asked.service.question)
    if not asked.posted and (told := next((key for key in asked.fields if key.partition(".")[0] in private), None)):
        raise PersonalInAddress(told)
    understood = flat.fields_of(asked.service.read(asked.fields, context.atlas))
    return replace(asked, fields=as_said(asked.service, asked.fields, understood))


def calendar_link(asked: Asked, answer: Envelope | None) -> Again | None:
    """The way to the calendar file of an answer, where it has a last day to put into one."""
    if answer is None or not has_calendar(asked.service) or not has_days(asked.service, answer):
        return None
    return asked.again(texts.say("web.answer.calendar", asked.language), part="/calendar.ics")


def _paper_link(asked: Asked, answer: Envelope | None) -> Any:
    if answer is None or answer.verdict != "yes" or overtaken(answer) or not has_paper(asked.service):
        return None
    return asked.again(texts.say(f"service.{asked.service.name}.paper", asked.language), part="/print")


def guarded(response: HttpResponse, posted: bool) -> HttpResponse:
    """The response with what keeps a question to its reader."""
    # The form is checked against the address it was sent from, which "no-referrer" would hide from ourselves as well.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store" if posted else "private, no-cache"
    return response
