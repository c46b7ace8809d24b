"""What every page is put into: the language, the way to the same page in the other language, this site's address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liziba.atlas import texts
from liziba.doors.web.asked import Again


def page(request: HttpRequest, template: str, language: str, given: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, template, {"language": language, **given}, status=status)


def switch(address: Callable[[str], str], language: str) -> list[Again]:
    """The page at its addresses in the other languages."""
    return [Again(texts.say("web.language", other), address(other), language=other) for other in texts.LANGUAGES if other != language]


def origin(request: HttpRequest) -> str:
    """The address of this site as readers have it: behind a proxy they come by https though the request does not."""
    return f"{'https' if settings.HTTPS else request.scheme}://{request.get_host()}"
