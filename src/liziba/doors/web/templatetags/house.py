"""Tags of our templates: texts of the catalogue, addresses of static files, entries of forms, a service's own part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

from liziba.atlas import texts
from liziba.doors.web import house, words
from liziba.doors.web.entries import Entry
from liziba.services.periods import when

register = template.Library()

HTML_LANGUAGES = {"zh": "zh-Hans"}


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, /, **values: Any) -> str:
    """{% say "web.front.title" %}: a text in the language of the page."""
    return house.text(key, context["language"], **values)


@register.simple_tag(takes_context=True)
def say_of(context: Context, *parts: Any) -> str:
    """{% say_of "web.verdict" verdict %}: the text of a key put together from its parts."""
    return house.text(".".join(str(part) for part in parts), context["language"])


@register.simple_tag(takes_context=True)
def service_text(context: Context, service: str, part: str, otherwise: str = "") -> str:
    """{% service_text service.name "title" %}: what a service says of itself; another text where it need not say it."""
    key = f"service.{service}.{part}"
    return house.first_text([key, otherwise] if otherwise else [key], context["language"])


@register.simple_tag(takes_context=True)
def code_of(context: Context, field: str, code: str) -> str:
    """{% code_of "status" one.status %}: a code in words; one that the catalogue does not know stays as it is."""
    return words.code(field, code, context["language"])


@register.simple_tag(takes_context=True)
def period(context: Context, written: str) -> str:
    """{% period one.period %}: a period as the language writes it."""
    return when(written, context["language"])


@register.filter
def html_language(language: str) -> str:
    """The language as HTML and browsers call it."""
    return HTML_LANGUAGES.get(language, language)


@register.simple_tag(takes_context=True)
def day(context: Context, value: date) -> str:
    """{% day answer.as_of %}: a day as the language writes it."""
    return texts.day(value, context["language"])


@register.simple_tag
def static(name: str) -> str:
    """{% static "liziba.css" %}: the address of a file with a hash of its content."""
    return house.static(name)


@register.simple_tag
def in_language(language: str, *parts: str, **values: Any) -> str:
    """{% in_language "zh" "web.paper.rule" %}: a text in a language that need not be that of the page."""
    return house.text(".".join(parts), language, **values)


@register.simple_tag(takes_context=True)
def service_hint(context: Context, service: str) -> str:
    """{% service_hint service.name as hint %}: what a service says above its form; empty where it says nothing."""
    return house.optional_text(f"service.{service}.hint", context["language"])


@register.simple_tag(takes_context=True)
def entry_of(context: Context, entry: Entry) -> SafeString:
    """{% entry_of entry %}: an entry of a form. Most are empty and the same on every page: those are made once.

    What somebody said is never kept.
    """
    make = _filled if entry.filled or entry.error else _empty
    return make(entry, context["service"].name, context["language"])


def _filled(entry: Entry, service: str, language: str) -> SafeString:
    return get_template("_entry.html").render({"entry": entry, "service": service, "language": language})


_empty = lru_cache(maxsize=1000)(_filled)


@register.simple_tag
def label_at(labels: tuple[str, ...], place: int) -> str:
    """{% label_at table.columns forloop.counter0 as label %}: the label of that column, which small screens show in each cell."""
    return labels[place]


@register.simple_tag
def short_address(url: str) -> str:
    """{% short_address source.url %}: an address as paper shows it: readable, and without what every address has."""
    return unquote(url).partition("://")[2].removeprefix("www.").rstrip("/")


@register.simple_tag
def own_part(service: str, part: str = "") -> str:
    """{% own_part service.name as own %}: the template for what only this service's answers have, "" where there is none.

    With "head" the one for what stands before the warnings.
    """
    return _own_part(f"{service}-{part}" if part else service)


@cache
def _own_part(service: str) -> str:
    name = f"_{service.replace('-', '_')}.html"
    return name if (Path(__file__).parents[1] / "templates" / name).exists() else ""


@register.filter
def checked_once(sources: Sequence[Any]) -> date | None:
    """The day on which all of several sources were checked, so that a list says it once; None where days differ."""
    days = {one.checked_on for one in sources}
    return days.pop() if len(days) == 1 and len(sources) > 1 else None
