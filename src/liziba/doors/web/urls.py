"""Addresses: pages under /en/ and /zh/, the interface for programs under /api/v1/."""

from __future__ import annotations

from django.urls import path, register_converter

from liziba.atlas.texts import LANGUAGES
from liziba.doors.api import api
from liziba.doors.web import calendar_page, changes, factsheet_page, feeds, figure_files, figures, front, letter, pages, service_page, suggest, whatif
from liziba.doors.web.city import attention_page, board_file, hall_page, indicator_page, profile_page, scoreboard_page, tracker_page


class Language:
    """A language that the texts are written in."""

    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Language, "language")

urlpatterns = [
    path("", front.choose_language),
    path("api/v1/", api.urls),
    path("<language:language>/", front.front),
    path("<language:language>", front.with_slash),
    path("<language:language>/source/<str:name>", pages.source),
    path("<language:language>/changes", changes.changes),
    path("<language:language>/changes.atom", feeds.atom),
    path("<language:language>/changes.json", feeds.json_feed),
    path("<language:language>/suggest", suggest.suggest),
    path("<language:language>/chart/<slug:name>.svg", figures.svg),
    path("<language:language>/chart/<slug:name>.png", figures.png),
    path("<language:language>/chart/<slug:name>.csv", figures.csv),
    path("<language:language>/chart/<slug:name>.json", figures.json),
    path("<language:language>/whatif", whatif.first),
    path("<language:language>/whatif/<str:name>", whatif.show),
    path("<language:language>/whatif/<str:name>/chart.svg", whatif.chart),
    path("<language:language>/whatif/<str:name>/chart.png", whatif.dots),
    path("<language:language>/whatif/<str:name>/chart.json", whatif.live),
    path("<language:language>/whatif/<str:name>/table.csv", whatif.table),
    path("<language:language>/complaint/letter", letter.sheet),
    path("<language:language>/complaint/letter-<language:only>", letter.sheet),
    path("<language:language>/city-hall", hall_page.hall),
    path("<language:language>/attention/all", attention_page.attention),
    path("<language:language>/cities/<path:code>", profile_page.profile),
    path("<language:language>/scoreboard", scoreboard_page.scoreboard),
    path("<language:language>/scoreboard.csv", board_file.table),
    path("<language:language>/indicators", indicator_page.listed),
    path("<language:language>/indicators/<str:name>", indicator_page.indicator),
    path("<language:language>/measures/all", tracker_page.tracked),
    path("<language:language>/measures/all.csv", tracker_page.table),
    path("<language:language>/factsheet/print", factsheet_page.sheet),
    path("<language:language>/observations.csv", figure_files.table),
    path("<language:language>/observations.sdmx.csv", figure_files.sdmx),
    path("<language:language>/<str:name>/print", service_page.printed),
    path("<language:language>/<str:name>/calendar.ics", calendar_page.calendar),
    path("<language:language>/<str:name>", service_page.service),
]

handler400 = "liziba.doors.web.errors.bad_request"
handler403 = "liziba.doors.web.errors.form_not_ours"
handler404 = "liziba.doors.web.errors.not_found"
handler500 = "liziba.doors.web.errors.our_fault"
