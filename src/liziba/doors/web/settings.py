"""Settings of the site. Without any environment it runs safely on this machine; a public site sets the variables below.

LIZIBA_HOSTS       names the site answers to, separated by commas
LIZIBA_HTTPS       1 when readers come by https (through a proxy): cookies and browsers then keep to it
LIZIBA_SECRET_KEY  a secret of your own; one is made at each start when there is none, which is enough as nothing is kept
LIZIBA_DEBUG       1 for development only
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def _on(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes")


DEBUG = _on("LIZIBA_DEBUG")
HTTPS = _on("LIZIBA_HTTPS")
SECRET_KEY = os.environ.get("LIZIBA_SECRET_KEY") or secrets.token_urlsafe(48)
ALLOWED_HOSTS = [host.strip() for host in os.environ.get("LIZIBA_HOSTS", "127.0.0.1,localhost").split(",") if host.strip()]

HERE = Path(__file__).parent
STATIC_FOLDER = HERE / "static"
ROOT_URLCONF = "liziba.doors.web.urls"
WSGI_APPLICATION = "liziba.doors.web.wsgi.application"
INSTALLED_APPS: list[str] = []

# One piece of our own: the interface answers in a fraction of a millisecond, so what only pages need is put on the pages.
MIDDLEWARE = ["liziba.doors.web.protection.Protection"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "builtins": [
                "liziba.doors.web.templatetags.house",
                "liziba.doors.web.templatetags.journey",
                "liziba.doors.web.templatetags.shopping",
                "liziba.doors.web.templatetags.ranking",
            ]
        },
    }
]

# No database, no sessions, no translations of Django's own: texts come from the catalogue.
DATABASES: dict[str, dict[str, str]] = {}
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
DEFAULT_CHARSET = "utf-8"

# Limits on what a question may weigh.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# The one cookie: it shows that a form was sent from our own page.
CSRF_COOKIE_NAME = "liziba_form"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"] if HTTPS else []
CSRF_FAILURE_VIEW = "liziba.doors.web.errors.form_not_ours"

# Django logs paths without query strings, and our formatter leaves out what faults say: both may hold what people asked.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "liziba.doors.web.discreet.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
