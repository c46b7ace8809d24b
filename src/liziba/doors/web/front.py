"""The front page: what holds today in one sentence, the question that most people come with, and the way to everything else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.atlas.notices import latest
from liziba.doors import languages
from liziba.doors.frame import frame
from liziba.doors.web.asked import Asked
from liziba.doors.web.form import Form, form
from liziba.doors.web.shell import page, switch
from liziba.doors.web.telling import told
from liziba.services.declaration import Context, services
from liziba.services.stay.opening import besides, sentence

# The service whose question stands on the front page, and the fields that are asked there.
OPENING = "stay"
FIRST = ("nationality", "entry_at", "entry_port", "exit_at")

# How many of the latest changes are shown.
LATEST = 3


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """The front page in the reader's language."""
    response = HttpResponseRedirect(f"/{languages.accepted(request.headers.get('Accept-Language', ''))}/")
    response.headers["Vary"] = "Accept-Language"
    return response


@require_safe
def with_slash(request: HttpRequest, language: str) -> HttpResponse:
    return HttpResponseRedirect(f"/{language}/")


@gzip_page
@csrf_protect
@require_safe
def front(request: HttpRequest, language: str) -> HttpResponse:
    """The page."""
    context = frame(language)
    given: dict[str, Any] = {
        "sentence": sentence(context),
        "besides": besides(context),
        "service": services()[OPENING],
        "form": _short_form(context),
        "others": _others(),
        "latest": [told(notice, context.atlas, language, context.today) for notice in latest(context.atlas, context.today)[:LATEST]],
        "switch": switch(lambda other: f"/{other}/", language),
        "atlas": context.atlas,
    }
    response = page(request, "front.html", language, given)
    # The form is checked against the address it was sent from, which "no-referrer" would hide from ourselves as well.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _others() -> list[tuple[str, list[str]]]:
    """The names of the other services under their headings, both in the order in which they are declared."""
    found: dict[str, list[str]] = {}
    for one in services().values():
        if one.page and one.name != OPENING:
            found.setdefault(one.heading, []).append(one.name)
    return list(found.items())


def _short_form(context: Context) -> Form:
    """The form of the service with its first fields only; the rest is asked where it decides."""
    whole = form(Asked(services()[OPENING], {}, context.language, False), context.atlas)
    return replace(whole, core=tuple(entry for entry in whole.core if entry.name in FIRST), more=())
