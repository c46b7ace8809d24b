"""The one middleware: refuses foreign host names and heavy bodies, and sets the headers that protect readers.

The content policy allows nothing but our own style, script, pictures and suggestions; no page has inline style or script.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from liziba.doors.web import errors

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

STATIC_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

A_YEAR = 365 * 24 * 3600


class Protection:
    """Around every page and every call."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.refused(request) or self.get_response(request)
        if response.status_code == 405:
            response = errors.wrong_method(request, response.headers.get("Allow", ""))
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.HTTPS:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
        return response

    def refused(self, request: HttpRequest) -> HttpResponse | None:
        """The answer to a request that is not let in."""
        try:
            request.get_host()
        except DisallowedHost:
            return errors.bad_request(request)
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return errors.bad_request(request)
        return errors.too_large(request) if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE else None
