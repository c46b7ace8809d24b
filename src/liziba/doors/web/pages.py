"""A page for each source."""

from __future__ import annotations

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.atlas import Atlas
from liziba.atlas.tables import TOPICS
from liziba.atlas.tables.sources import Source
from liziba.doors.frame import frame
from liziba.doors.web.conditions import seen
from liziba.doors.web.shell import page, switch


@gzip_page
@require_safe
def source(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """What a source is, where it stands and how it was seen."""
    context = frame(language)
    found = _sources(name, context.atlas)
    if not found:
        raise Http404
    shown = [(one, seen(one, language), str(one.url or "").startswith(("https://", "http://"))) for one in found]
    given = {"sources": shown, "switch": switch(lambda other: f"/{other}/source/{name}", language), "atlas": context.atlas}
    return page(request, "source.html", language, given)


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
