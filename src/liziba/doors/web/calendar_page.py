"""The last days of an answer as a file for the reader's calendar, asked for as the answer itself: by address or by form."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from liziba.doors.ics import MEDIA_TYPE, calendar_file, has_calendar, has_days
from liziba.doors.web.service_page import asked_for, guarded, service, understood
from liziba.services.declaration import ask
from liziba.services.question import QuestionError


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """The file. A question that cannot be read gets its form with what is wrong; an answer without a day has no file."""
    found, context, asked = asked_for(request, language, name)
    if not has_calendar(found):
        raise Http404
    try:
        answer = ask(name, understood(asked, context).fields, context)
    except QuestionError:
        return service(request, language, name)
    if not has_days(found, answer):
        raise Http404
    response = HttpResponse(calendar_file(found, answer, context), content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return guarded(response, asked.posted)
