"""Tags for the answer about a journey: the whole answer of one traveller in one entry, one click away."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from liziba.doors.web import house
from liziba.doors.web.asked import Again, Asked
from liziba.doors.web.result import VERDICT_SIGNS
from liziba.services.declaration import services

register = template.Library()


@register.simple_tag(takes_context=True)
def whole_answer(context: Context, entry: int, traveller: Any) -> Again:
    """{% whole_answer entry.n traveller as again %}: the question to stay that the traveller's line rests on."""
    language = context["language"]
    text = house.text("web.itinerary.whole_of", language, entry=entry, traveller=traveller.called)
    return Asked(services()["stay"], traveller.ask, language).again(text)


@register.filter
def verdict_sign(verdict: str) -> str:
    """The sign of a verdict."""
    return VERDICT_SIGNS.get(verdict, "")
