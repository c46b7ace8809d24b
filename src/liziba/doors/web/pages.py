"""The pages: front, one for each service with question and answer together, one for each source."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from liziba.atlas import Atlas, texts
from liziba.atlas.tables import TOPICS
from liziba.atlas.tables.sources import Source
from liziba.doors import flat, languages
from liziba.doors.frame import frame
from liziba.doors.web import house, words
from liziba.doors.web.asked import Again, Asked
from liziba.doors.web.form import PersonalInAddress, form, read
from liziba.doors.web.result import result, seen
from liziba.services.declaration import Service, ask, services
from liziba.services.question import QuestionError

SEE_OTHER = 303


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """The front page in the reader's language."""
    response = HttpResponseRedirect(f"/{languages.accepted(request.headers.get('Accept-Language', ''))}/")
    response.headers["Vary"] = "Accept-Language"
    return response


@require_safe
def front_with_slash(request: HttpRequest, language: str) -> HttpResponse:
    return HttpResponseRedirect(f"/{language}/")


@gzip_page
@require_safe
def front(request: HttpRequest, language: str) -> HttpResponse:
    """What this is, one real answer, and what can be asked."""
    pages = [found for found in services().values() if found.page]
    context = frame(language)
    shown = []
    for found in pages:
        examples = _examples(found, language)
        answered = None
        if found.examples:
            answered = ask(found.name, next(iter(found.examples.values())), context)
        shown.append({"service": found, "examples": examples, "answered": answered})
    return _page(request, "front.html", language, {"services": shown, "switch": _switch(lambda other: f"/{other}/", language), "atlas": context.atlas})


@gzip_page
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """The form of a service, above it the answer where something was asked."""
    found = services().get(name)
    if found is None or not found.page:
        raise Http404
    context = frame(language)
    posted = request.method == "POST"
    sent = [(key, value) for key, values in (request.POST if posted else request.GET).lists() for value in values if key != "csrfmiddlewaretoken"]
    fields = read(found, sent, context.atlas)
    private = flat.private_fields(found.question)
    asked = Asked(found, fields, language, posted)
    answer = error = None
    try:
        if not posted and (told := next((key for key in fields if key.partition(".")[0] in private), None)):
            # An address with personal fields ends up in histories: it is not answered, and not repeated either.
            fields = {key: value for key, value in fields.items() if key not in private}
            raise PersonalInAddress(told)
        if fields or posted:
            asked = Asked(found, flat.fields_of(found.read(fields, context.atlas)), language, posted)
            if posted and asked.fields and not asked.has_private:
                response = HttpResponseRedirect(asked.address())
                response.status_code = SEE_OTHER
                return response
            answer = ask(name, asked.fields, context)
    except QuestionError as problem:
        error = problem
        asked = Asked(found, fields, language, posted)
    given: dict[str, Any] = {
        "service": found,
        "asked": words.asked(found, asked.fields, language, context.atlas) if answer else (),
        "result": result(asked, answer, _origin(request), context.atlas) if answer else None,
        "form": form(found, asked.fields, language, context.atlas, error, answer.missing if answer else ()),
        "error": error,
        "examples": _examples(found, language),
        "switch": [asked.again(texts.say("web.language", other), language=other) for other in texts.LANGUAGES if other != language],
        "atlas": context.atlas,
    }
    response = _page(request, "service.html", language, given, status=400 if error else 200)
    # The form is checked against the address it was sent from, which "no-referrer" would hide from ourselves as well.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store" if posted else "private, no-cache"
    return response


@gzip_page
@require_safe
def source(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """What a source is, where it stands and how it was seen."""
    context = frame(language)
    found = _sources(name, context.atlas)
    if not found:
        raise Http404
    shown = [(one, seen(one, language), str(one.url or "").startswith(("https://", "http://"))) for one in found]
    given = {"sources": shown, "switch": _switch(lambda other: f"/{other}/source/{name}", language), "atlas": context.atlas}
    return _page(request, "source.html", language, given)


def _origin(request: HttpRequest) -> str:
    """The address of this site as readers have it: behind a proxy they come by https though the request does not."""
    return f"{'https' if settings.HTTPS else request.scheme}://{request.get_host()}"


def _sources(name: str, atlas: Atlas) -> list[Source]:
    """The source of that id; several where topics use one id for different sources."""
    try:
        return [atlas.source(name)]
    except KeyError:
        found = []
        for topic in sorted(TOPICS):
            with suppress(KeyError):
                found.append(atlas.source(name, topic=topic))
        return found


def _page(request: HttpRequest, template: str, language: str, given: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, template, {"language": language, **given}, status=status)


def _switch(address: Any, language: str) -> list[Again]:
    return [Again(texts.say("web.language", other), address(other), language=other) for other in texts.LANGUAGES if other != language]


def _examples(found: Service, language: str) -> list[Again]:
    """The examples of a service as questions to click."""
    return [
        Asked(found, dict(fields), language).again(house.text(f"example.{found.name}.{name}", language)) for name, fields in list(found.examples.items())[:3]
    ]
