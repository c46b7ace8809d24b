"""The addresses of the site and one more: a page with every sample chart."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from liziba.doors.frame import frame
from liziba.doors.web import urls
from liziba.doors.web.figures import figure
from tests.doors.charts.sample import CHARTS

TEMPLATE = """{% extends "base.html" %}{% block title %}Charts{% endblock %}
{% block head %}<link rel="stylesheet" href="{% static "chart.css" %}"><script src="{% static "chart.js" %}" defer></script>{% endblock %}
{% block main %}<h1>Charts</h1>{% for figure in figures %}{% include "_chart.html" with figure=figure %}{% endfor %}{% endblock %}"""


def show(request: HttpRequest, language: str) -> HttpResponse:
    figures = [figure("sample", frame(language), {"kind": kind}) for kind in CHARTS]
    return HttpResponse(engines["django"].from_string(TEMPLATE).render({"language": language, "figures": figures}, request))


urlpatterns = [path("<language:language>/all-charts", show), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
