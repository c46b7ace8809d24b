"""The door for programs over HTTP: each declared service at /api/v1/NAME, described in /api/v1/openapi.json.

GET takes flat fields, POST a JSON object. Both go through `ask`, so answers and errors are those of every other door.
Personal fields are not taken from addresses, which end up in logs and histories: they come by POST.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

import liziba
from liziba.atlas.texts import Saying
from liziba.doors import flat, languages, openapi
from liziba.doors.frame import frame
from liziba.doors.ics import MEDIA_TYPE, calendar_file, has_calendar
from liziba.doors.lines import from_json
from liziba.services.declaration import Context, Service, ask, services
from liziba.services.envelope import Envelope
from liziba.services.question import QuestionError

ABOUT = "Dated, cited and explained answers. One question has one answer here, on the command line, in Python, through MCP and on the pages."


class DescribedAPI(NinjaAPI):
    """An interface whose document holds the models of all services, each under a name of its own."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**kwargs)
        document["components"]["schemas"].update(openapi.models())
        return document


api = DescribedAPI(title="Liziba", version=liziba.__version__, description=ABOUT, docs_url=None, openapi_url=None, urls_namespace="api-1")


def error(problem: QuestionError, language: str, status: int = 400) -> HttpResponse:
    """The error body of the contract."""
    return JsonResponse(problem.as_error(language), status=status)


def _as_json(asked: Service, answer: Envelope, context: Context) -> HttpResponse:
    return HttpResponse(answer.model_dump_json(), content_type="application/json")


def _as_calendar(asked: Service, answer: Envelope, context: Context) -> HttpResponse:
    """The last days of the answer as a file for a calendar."""
    response = HttpResponse(calendar_file(asked, answer, context), content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{asked.name}.ics"'
    return response


Form = Callable[[Service, Envelope, Context], HttpResponse]


def _answered(request: HttpRequest, asked: Service, read: Callable[[], Mapping[str, Any]], form: Form = _as_json) -> HttpResponse:
    language = languages.accepted(request.headers.get("Accept-Language", ""))
    try:
        language = languages.asked_for(request.GET.get("language"), request.headers.get("Accept-Language", ""))
        context = frame(language)
        response = form(asked, ask(asked.name, read(), context), context)
    except QuestionError as problem:
        response = error(problem, language)
    except SuspiciousOperation:
        response = error(QuestionError("query", None, Saying("accepted.fewer_fields"), Saying("error.too_many_fields")), language)
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-store" if request.method == "POST" else "no-cache"
    return response


def from_address(request: HttpRequest, asked: Service) -> dict[str, Any]:
    """The fields in the query string. Raises QuestionError for a personal one."""
    pairs = [(name, value) for name, values in request.GET.lists() for value in values if name != "language"]
    for name, _ in pairs:
        if name.partition(".")[0] in flat.private_fields(asked.question):
            raise QuestionError(name, None, Saying("accepted.in_body"), Saying("error.personal", field=name))
    return flat.gathered(pairs, asked.question)


def from_body(request: HttpRequest) -> dict[str, Any]:
    """The fields in a JSON body. Raises QuestionError where the body is no JSON object."""
    unknown = next((name for name in request.GET if name != "language"), None)
    if unknown is not None:
        raise QuestionError(unknown, request.GET[unknown], Saying("accepted.fields_in_body"), Saying("error.belongs_into_body", field=unknown))
    accepted = Saying("accepted.json_object")
    try:
        fields = from_json(request.body)
    except QuestionError:
        raise
    except (ValueError, RecursionError):
        raise QuestionError("", None, accepted, Saying("error.body_not_json")) from None
    except UnreadablePostError:
        raise QuestionError("", None, accepted, Saying("error.body_cut")) from None
    if not isinstance(fields, dict):
        raise QuestionError("", fields, accepted, Saying("error.not_question"))
    return fields


def _declare(asked: Service) -> None:
    def get(request: HttpRequest) -> HttpResponse:
        return _answered(request, asked, lambda: from_address(request, asked))

    def post(request: HttpRequest) -> HttpResponse:
        return _answered(request, asked, lambda: from_body(request))

    summary = (asked.question.__doc__ or asked.name).strip().splitlines()[0]
    tags = list(asked.audiences)
    for method, view, extra in (("GET", get, openapi.by_address(asked)), ("POST", post, openapi.by_body(asked))):
        api.api_operation([method], f"/{asked.name}", summary=summary, tags=tags, operation_id=f"{asked.name}_{method.lower()}", openapi_extra=extra)(view)


def _declare_calendar(asked: Service) -> None:
    """/api/v1/NAME.ics beside a service whose answers hold last days; questions and errors are the same."""

    def get(request: HttpRequest) -> HttpResponse:
        return _answered(request, asked, lambda: from_address(request, asked), _as_calendar)

    def post(request: HttpRequest) -> HttpResponse:
        return _answered(request, asked, lambda: from_body(request), _as_calendar)

    for method, view in (("GET", get), ("POST", post)):
        api.api_operation([method], f"/{asked.name}.ics", include_in_schema=False)(view)


for _service in services().values():
    _declare(_service)
    if has_calendar(_service):
        _declare_calendar(_service)


@api.get("/", summary="What can be asked", operation_id="services", openapi_extra=openapi.INDEX)
def index(request: HttpRequest) -> HttpResponse:
    """The names of the services and the address of the document."""
    return JsonResponse({"services": list(services()), "document": "/api/v1/openapi.json"})


@api.get("/openapi.json", include_in_schema=False)
def document(request: HttpRequest) -> HttpResponse:
    """What can be asked here, for machines."""
    return HttpResponse(_document(), content_type="application/json")


@cache
def _document() -> bytes:
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False).encode()
