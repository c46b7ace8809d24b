"""The site as tests meet it: Django set up once, without a database, and a client that comes from this machine."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liziba.doors.web.settings")
os.environ.setdefault("LIZIBA_TODAY", "2026-11-22")

import django

django.setup()

from django.test import Client


def client(**options: Any) -> Client:
    """A browser without scripts. Faults of ours come back as the page that readers would see."""
    return Client(HTTP_HOST="localhost", raise_request_exception=False, **options)
