"""Charts on pages: the figure that a page shows, and the picture, the table and the live chart behind their addresses.

    /en/chart/scoreboard.svg?framework=plan     .png  .csv  .json (Vega-Lite; with `vega=1` compiled for the live chart)

`narrow` and `dark` are the looks that a page asks for, `keep` the picture with its title, to be kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.doors.charts import data, drawing, registry, table
from liziba.doors.charts.data import Chart
from liziba.doors.charts.registry import Given, NoSuchChart
from liziba.doors.frame import frame
from liziba.doors.web import words
from liziba.doors.web.errors import explained
from liziba.doors.web.freshness import KEPT
from liziba.services.declaration import Context
from liziba.services.question import QuestionError

LONGEST = 80
# A picture opened on its own may not load or run anything; its own style attributes are all it has.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
LOOKS: Mapping[str, Mapping[str, str]] = {
    "wide": {},
    "dark": {"dark": "1"},
    "narrow": {"narrow": "1"},
    "narrow_dark": {"narrow": "1", "dark": "1"},
    "keep": {"keep": "1"},
}


@dataclass(frozen=True)
class Figure:
    """What `_chart.html` shows: the chart, its cells as readers see them, its addresses, and width and height of its pictures in pixels."""

    id: str
    chart: Chart
    alt: str
    columns: tuple[data.Column, ...]
    rows: tuple[tuple[tuple[str, bool], ...], ...]
    pictures: Mapping[str, str]
    wide: tuple[int, int]
    narrow: tuple[int, int]
    png: str
    csv: str
    live: str


def figure(name: str, context: Context, given: Given | None = None, chart: Chart | None = None) -> Figure:
    """The figure of a named chart for what is given. `chart`: the same chart, where the page has made it already. Raises NoSuchChart."""
    given = {word: text for word, text in (given or {}).items() if text != ""}
    made = chart or registry.draw(name, context, given)
    start = f"/{context.language}/chart/{name}"

    def address(ending: str, more: Mapping[str, str]) -> str:
        pairs = urlencode([*given.items(), *more.items()])
        return f"{start}.{ending}{'?' if pairs else ''}{pairs}"

    shown = [place for place, column in enumerate(made.columns) if column.role != "mark" and not column.filed]
    rows = tuple(
        tuple((row[place], isinstance(raw[place], int | float) or raw[place] is None) for place in shown)
        for row, raw in zip(data.cells(made), made.rows, strict=True)
    )
    return Figure(
        id="-".join(["chart", name, *(word for text in given.values() for word in text.lower().split())]),
        chart=made,
        alt=data.description(made, context.language),
        columns=tuple(made.columns[place] for place in shown),
        rows=rows,
        pictures={look: address("svg", more) for look, more in LOOKS.items()},
        wide=drawing.size(made, context.language),
        narrow=drawing.size(made, context.language, narrow=True),
        png=address("png", {}),
        csv=address("csv", {}),
        live=address("json", {"vega": "1"}),
    )


@gzip_page
@require_safe
def svg(request: HttpRequest, language: str, name: str) -> HttpResponseBase:
    """The picture; without its title where a page says that, with it to be kept."""
    looks = request.GET

    def drawn(chart: Chart) -> HttpResponse:
        keep = "keep" in looks
        text = drawing.svg(chart, language, narrow="narrow" in looks, dark="dark" in looks, bare=not keep)
        return picture(text, f"{name}.svg" if keep else "")

    return _answered(request, language, name, drawn)


@require_safe
def png(request: HttpRequest, language: str, name: str) -> HttpResponseBase:
    """The picture in dots, with its title, for documents."""

    def drawn(chart: Chart) -> HttpResponse:
        return file(drawing.png(chart, language, dark="dark" in request.GET), "image/png", f"{name}.png")

    return _answered(request, language, name, drawn)


@gzip_page
@require_safe
def csv(request: HttpRequest, language: str, name: str) -> HttpResponseBase:
    """The table behind the chart."""
    return _answered(request, language, name, lambda chart: file(table.csv(chart).encode(), "text/csv; charset=utf-8", f"{name}.csv"))


@gzip_page
@require_safe
def json(request: HttpRequest, language: str, name: str) -> HttpResponseBase:
    """The chart as Vega-Lite, or compiled to Vega."""
    looks = request.GET

    def drawn(chart: Chart) -> HttpResponse:
        narrow, dark = "narrow" in looks, "dark" in looks
        text = drawing.vega(chart, language, narrow, dark) if "vega" in looks else drawing.as_text(drawing.spec(chart, language, narrow, dark))
        return HttpResponse(text, content_type="application/json; charset=utf-8")

    return _answered(request, language, name, drawn)


def picture(drawn: str, file_name: str = "") -> HttpResponse:
    """An SVG that can do nothing but be looked at; to be kept where it has a file name."""
    response = HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")
    if file_name:
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response


def file(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to be kept."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _answered(request: HttpRequest, language: str, name: str, drawn: Callable[[Chart], HttpResponse]) -> HttpResponseBase:
    """The response for the chart of that address; the page of status 404 where there is none, of 400 where the words cannot be read.

    The tag names the facts and the content: after a change of either the reader's copy is not right any more.
    """
    context = frame(language)
    try:
        one = registry.find(name)
        given = _given(request, one.given)
        response = drawn(one.make(context, given))
    except NoSuchChart:
        raise Http404 from None
    except QuestionError:
        return explained(request, 400)
    etag = f'"{context.atlas.hash[:12]}-{hashlib.sha256(response.content).hexdigest()[:16]}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    return get_conditional_response(request, etag=etag, response=response) or response


def _given(request: HttpRequest, taken: tuple[str, ...]) -> dict[str, str]:
    """The words of the address that say what is drawn. Raises NoSuchChart for others, and for what is too long or stands twice."""
    given = {}
    for word, texts in request.GET.lists():
        if word in registry.LOOKS:
            continue
        text = words.clean(texts[0]).strip()
        if word not in taken or len(texts) > 1 or len(text) > LONGEST:
            raise NoSuchChart(word)
        if text:
            given[word] = text
    return given
