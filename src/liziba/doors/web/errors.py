"""Pages for what went wrong, in the house style and the reader's language; programs get the error body of the contract."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from liziba.atlas import texts
from liziba.atlas.texts import Saying
from liziba.doors import languages
from liziba.services.question import QuestionError

# The field that a program is told; its texts are `api.error.STATUS` and, but for our own faults, `api.error.STATUS.accepted`.
FIELDS = {400: "request", 403: "request", 404: "path", 405: "method", 413: "body", 500: ""}


def reader(request: HttpRequest) -> str:
    """The language of the address, else the one that the browser asks for."""
    first = request.path.strip("/").partition("/")[0]
    return first if first in texts.LANGUAGES else languages.accepted(request.headers.get("Accept-Language", ""))


def for_programs(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def explained(request: HttpRequest, status: int, given: str | None = None) -> HttpResponse:
    """The answer for that status: a page, or a body of JSON under /api/."""
    if for_programs(request):
        accepted = Saying(f"api.error.{status}.accepted") if FIELDS[status] else ""
        problem = QuestionError(FIELDS[status], given, accepted, Saying(f"api.error.{status}"))
        return JsonResponse(problem.as_error(reader(request)), status=status)
    language = reader(request)
    page = render_to_string("error.html", {"language": language, "status": status, "key": f"web.error.{status}", "switch": []})
    return HttpResponse(page, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return explained(request, 400)


def form_not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:
    return explained(request, 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return explained(request, 404, request.path[:200])


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    response = explained(request, 405, request.method)
    response.headers["Allow"] = allowed
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    return explained(request, 413)


def our_fault(request: HttpRequest) -> HttpResponse:
    return explained(request, 500)
