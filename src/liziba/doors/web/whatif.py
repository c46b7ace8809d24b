"""The page that tries a changed rule on a made-up table: before and after in words, as a chart, as a table and as files.

    /en/whatif/refund?set=minimum_purchase_cny&to=500&by=place

Only named parameters can be changed here; the command line takes any dated column and a table of one's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.atlas import texts
from liziba.doors.charts import Chart, Column, drawing
from liziba.doors.frame import frame
from liziba.doors.web import figures, words
from liziba.doors.web.freshness import fresh
from liziba.doors.web.shell import page, switch
from liziba.doors.web.trial import NamedParameter, Trial, named_parameters, trial, trials
from liziba.services import spreadsheets, whatif
from liziba.services.changed_rule import setting
from liziba.services.declaration import Context, Service, services
from liziba.services.question import QuestionError

# The kinds of groups that the made-up table has, besides none.
GROUPS = ("place", "visit")
MEASURES = ("accepted", "visitors", "net_refund")
FIRST_SERVICE = "refund"
LONGEST = 40


class WrongChoice(ValueError):
    """A choice that cannot be followed: which one, and why in the reader's language."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name)
        self.name = name
        self.text = text


@dataclass(frozen=True)
class Choice:
    """What the reader chose, as it was typed."""

    set: str = ""
    to: str = ""
    by: str = ""
    measure: str = MEASURES[0]

    def query(self, **other: str) -> str:
        said = {"set": self.set, "to": self.to, "by": self.by, "measure": self.measure if self.measure != MEASURES[0] else ""} | other
        return urlencode({name: value for name, value in said.items() if value})

    def address(self, language: str, service: str, part: str = "", **other: str) -> str:
        pairs = self.query(**other)
        return f"/{language}/whatif/{service}{part}{'?' if pairs else ''}{pairs}"


@require_safe
def first(request: HttpRequest, language: str) -> HttpResponse:
    return HttpResponseRedirect(f"/{language}/whatif/{FIRST_SERVICE}")


@gzip_page
@require_safe
def show(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """The page; a choice that cannot be followed gets the form back with what is wrong."""
    service, context, known = _opened(language, name)
    choice, problem, done = _said(request.GET), None, None
    try:
        done = _tried(service, context, known, choice)
    except WrongChoice as wrong:
        problem = wrong
    given = {
        "service": service,
        "parameters": known,
        "groups": [(one, texts.say(f"whatif.page.by.{one}", language)) for one in GROUPS],
        "measures": [(one, texts.say(f"whatif.{one}", language)) for one in MEASURES],
        "choice": choice,
        "problem": problem,
        "trial": done,
        "trials": trials(service, language) if done is None else (),
        "pictures": _pictures(choice, language, name) if done else (),
        "png": choice.address(language, name, "/chart.png"),
        "live": choice.address(language, name, "/chart.json"),
        "table_file": choice.address(language, name, "/table.csv"),
        "switch": switch(lambda other: choice.address(other, name), language),
        "atlas": context.atlas,
    }
    response = page(request, "whatif.html", language, given, status=400 if problem else 200)
    return response if problem else fresh(request, response)


@gzip_page
@require_safe
def chart(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """The chart as SVG with its text as text; `narrow` and `dark` are the looks that the page asks for."""
    done = _part(request, language, name)
    drawn = drawing.svg(_pairs(done, language), language, "narrow" in request.GET, "dark" in request.GET)
    return fresh(request, figures.picture(drawn, f"whatif-{name}.svg" if "keep" in request.GET else ""))


@require_safe
def dots(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """The chart as PNG, to be kept."""
    done = _part(request, language, name)
    return fresh(request, figures.file(drawing.png(_pairs(done, language), language), "image/png", f"whatif-{name}.png"))


@gzip_page
@require_safe
def live(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """The chart for those who point at it, compiled to Vega."""
    done = _part(request, language, name)
    text = drawing.vega(_pairs(done, language), language, "narrow" in request.GET, "dark" in request.GET)
    return fresh(request, HttpResponse(text, content_type="application/json; charset=utf-8"))


def _pairs(done: Trial, language: str) -> Chart:
    """Before and after of one measure, group by group."""
    group = texts.say("whatif.page.measure", language)
    columns = (Column("group", group, "name"), Column("before", done.sides[0], "before"), Column("after", done.sides[1], "after"))
    return Chart("pairs", done.measure_name, columns, done.bars, unit=done.unit, alt=done.alt)


@gzip_page
@require_safe
def table(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """All figures as CSV, money in yuan. Every row says that the table is made up."""
    done = _part(request, language, name)
    rows: list[list[object]] = [["generated", "set", *done.by, "claims", "measure", "unit", "before", "after", "difference", "share"]]
    for one in done.figures:
        money = one["unit"] == "fen"
        amounts = [Decimal(one[side]).scaleb(-2) if money else one[side] for side in ("before", "after", "difference")]
        group = [one["group"].get(column) or "" for column in done.by]
        rows.append([True, done.change, *group, one["claims"], one["measure"], "cny" if money else "count", *amounts, one["share"]])
    response = HttpResponse(spreadsheets.MARK + spreadsheets.table(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="whatif-{name}.csv"'
    return fresh(request, response)


def _opened(language: str, name: str) -> tuple[Service, Context, tuple[NamedParameter, ...]]:
    service = services().get(name)
    if service is None or service.sample is None:
        raise Http404
    context = frame(language)
    known = named_parameters(service, context)
    if not known:
        raise Http404
    return service, context, known


def _part(request: HttpRequest, language: str, name: str) -> Trial:
    """The comparison for a picture or a file: there is none where the choice cannot be followed."""
    service, context, known = _opened(language, name)
    try:
        done = _tried(service, context, known, _said(request.GET))
    except WrongChoice:
        done = None
    if done is None:
        raise Http404
    return done


def _said(sent: Mapping[str, str]) -> Choice:
    def one(name: str) -> str:
        return words.clean(sent.get(name, "")).strip()[:LONGEST]

    return Choice(one("set"), one("to"), one("by"), one("measure") or MEASURES[0])


def _tried(service: Service, context: Context, known: tuple[NamedParameter, ...], choice: Choice) -> Trial | None:
    """Both rules on the made-up table; None where nothing was chosen. Raises WrongChoice."""
    language = context.language
    if not choice.set and not choice.to:
        return None
    chosen = next((one for one in known if one.name == choice.set), None)
    if chosen is None:
        raise WrongChoice("set", texts.say("whatif.page.error.set", language, given=choice.set))
    if choice.by and choice.by not in GROUPS:
        raise WrongChoice("by", texts.say("whatif.page.error.choice", language, given=choice.by))
    if choice.measure not in MEASURES:
        raise WrongChoice("measure", texts.say("whatif.page.error.choice", language, given=choice.measure))
    try:
        changed = setting(context.atlas, whatif.topic_of(service), f"{choice.set}={choice.to}")
        # Figures have no language: one comparison serves all.
        effect = whatif.on_sample(service.name, [changed], replace(context, language=texts.LANGUAGES[0]), [choice.by] if choice.by else [])
    except QuestionError:
        raise WrongChoice("to", texts.say(f"whatif.page.error.to.{chosen.unit}", language, given=choice.to)) from None
    return trial(service, effect, chosen, choice.to, choice.measure, context)


def _pictures(choice: Choice, language: str, name: str) -> dict[str, str]:
    """The chart for wide and narrow windows, in both themes, and to keep."""
    looks: dict[str, dict[str, str]] = {
        "wide": {},
        "dark": {"dark": "1"},
        "narrow": {"narrow": "1"},
        "narrow_dark": {"narrow": "1", "dark": "1"},
        "keep": {"keep": "1"},
    }
    return {look: choice.address(language, name, "/chart.svg", **more) for look, more in looks.items()}
