"""Published figures to take along, at the addresses /LANG/observations.csv and /LANG/observations.sdmx.csv?place=CN-CQ&indicator=retail_total."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.doors.frame import frame
from liziba.doors.web import words
from liziba.doors.web.freshness import fresh
from liziba.services.declaration import service
from liziba.services.observations.export import MEDIA_TYPES, as_csv, as_sdmx_csv, rows
from liziba.services.question import QuestionError
from liziba.services.spreadsheets import MARK

FIELDS = ("place", "indicator", "as_of")


@gzip_page
@require_safe
def table(request: HttpRequest, language: str) -> HttpResponse:
    """CSV for people who open it in a spreadsheet."""
    return _file(request, language, "csv")


@gzip_page
@require_safe
def sdmx(request: HttpRequest, language: str) -> HttpResponse:
    """SDMX-CSV for programs."""
    return _file(request, language, "sdmx-csv")


def _file(request: HttpRequest, language: str, kind: str) -> HttpResponse:
    context = frame(language)
    said = {name: words.clean(request.GET[name]).strip() for name in FIELDS if request.GET.get(name)}
    try:
        asked = service("observations").read(said, context.atlas)
    except QuestionError as error:
        told = error.in_language(language)
        return HttpResponse(f"{told.message} {told.accepted}\n", status=400, content_type="text/plain; charset=utf-8")
    found = rows(context.atlas, asked.as_of or context.today, getattr(asked, "place", None), getattr(asked, "indicator", None))
    text = MARK + as_csv(context.atlas, found) if kind == "csv" else as_sdmx_csv(context.atlas, found)
    response = HttpResponse(text, content_type=MEDIA_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{"observations.csv" if kind == "csv" else "observations.sdmx.csv"}"'
    return fresh(request, response)
