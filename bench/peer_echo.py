"""The least that an interface can do on the same stack: a django-ninja endpoint that reads a body and gives it back.

.venv/bin/python bench/peer_echo.py PORT WORKERS      # bench/load.py starts it
"""

from __future__ import annotations

import os
import sys
from typing import Any

import django
from django.conf import settings
from django.http import HttpRequest

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY=os.urandom(16).hex(), USE_I18N=False)
    django.setup()

from django.core.wsgi import get_wsgi_application
from django.urls import path
from ninja import NinjaAPI, Schema

api = NinjaAPI()


class Question(Schema):
    """The fields that both take."""

    nationality: str | None = None
    entry_at: str | None = None
    entry_port: str | None = None
    exit_at: str | None = None
    arrive_from: str | None = None
    onward_to: str | None = None


@api.post("/stay")
def echo(request: HttpRequest, question: Question) -> Any:
    return question


urlpatterns = [path("api/v1/", api.urls)]
application = get_wsgi_application()


def main(port: int, workers: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    target = "peer_echo:application"
    Server(
        target, address="127.0.0.1", port=port, interface=Interfaces.WSGI, workers=workers, blocking_threads=1, websockets=False, log_level=LogLevels.error
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
