"""Tags of our templates: texts of the catalogue, addresses of static files, suggestions for names."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from liziba.atlas import texts
from liziba.doors.web import house
from liziba.doors.web.names import names

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


# The options of datalists are the same on every page: made once for each kind, language and state of the facts.
_KEPT: dict[tuple[str, str, str], SafeString] = {}


@register.simple_tag(takes_context=True)
def suggestions(context: Context, kind: str) -> SafeString:
    """{% suggestions "country" %}: the options of a datalist, names in the language of the page with their codes."""
    atlas, language = context["atlas"], context["language"]
    key = (kind, language, atlas.hash)
    if key not in _KEPT:
        book = names(kind, atlas)
        pairs = sorted((book.name(code, language), code) for code in book.codes) if book else []
        _KEPT[key] = format_html_join("", '<option value="{}">{}</option>', pairs)
    return _KEPT[key]
