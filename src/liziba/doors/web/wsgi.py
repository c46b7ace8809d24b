"""What the server runs: the site, with its few static files served before Django is asked.

Static addresses carry a hash of the file, so that browsers may keep them for good.
"""

from __future__ import annotations

import os
from wsgiref.headers import Headers

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liziba.doors.web.settings")

_site = get_wsgi_application()

from django.conf import settings  # noqa: E402  (settings can be read only now)

from liziba.doors.web.protection import STATIC_HEADERS  # noqa: E402

A_YEAR = 365 * 24 * 3600


def _protect(headers: Headers, path: str, url: str) -> None:
    for name, value in STATIC_HEADERS.items():
        headers[name] = value


application = WhiteNoise(
    _site,
    root=str(settings.STATIC_FOLDER),
    prefix="static",
    max_age=0 if settings.DEBUG else A_YEAR,
    autorefresh=settings.DEBUG,
    allow_all_origins=False,
    add_headers_function=_protect,
)
