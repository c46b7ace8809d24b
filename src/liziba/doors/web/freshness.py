"""Pages and feeds that change with the facts and the day only: readers keep them, and ask whether they are still right."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

# Feed readers and browsers ask again after this many seconds at the earliest.
KEPT = 600


def fresh(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The response with a tag of its content; only "not modified" where the reader has it already."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    found: HttpResponseBase | None = get_conditional_response(request, etag=etag, response=response)
    return found or response
