"""The scoreboard as a file for spreadsheets: a line a city, in its order, at /en/scoreboard.csv by the choices of the page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.doors.frame import frame
from liziba.doors.web.city import boards
from liziba.doors.web.city.choice import WrongChoice
from liziba.doors.web.freshness import fresh
from liziba.services import spreadsheets
from liziba.services.index.scoreboard import of

COLUMNS = ("framework", "year", "as_of", "place", "city", "rank", "best_rank", "worst_rank", "score", "coverage_pct", "sourced_pct")


@gzip_page
@require_safe
def table(request: HttpRequest, language: str) -> HttpResponse:
    """Rank, range, score and known share of each city, then its score in every dimension. An empty field: not ranked, or no figure."""
    context = frame(language)
    try:
        choice = boards.read(request.GET, context)
    except WrongChoice as wrong:
        return HttpResponse(f"{wrong.text(language)}\n", status=400, content_type="text/plain; charset=utf-8")
    except KeyError:
        raise Http404 from None
    done = boards.standing(context, choice)
    teller, dimensions = boards.teller(context, choice), boards.dimensions(done.held)
    rows: list[list[object]] = [[*COLUMNS, *(f"score_{code}" for code in dimensions)]]
    for line in of(done.held, done).lines:
        asked = (choice.framework, done.asked.reading.year, choice.as_of.isoformat(), line.place, teller.place(line.place))
        scores = (_number(line.dimensions.get(code)) if line.rank else "" for code in dimensions)
        shares = (round(line.coverage * 100), round(line.sourced * 100))
        rows.append([*asked, line.rank, line.best, line.worst, _number(line.score), *shares, *scores])
    response = HttpResponse(spreadsheets.MARK + spreadsheets.table(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="scoreboard.csv"'
    return fresh(request, response)


def _number(score: float | None) -> str:
    return "" if score is None else f"{score:.1f}"
