"""Vega as it lies in the static folder: whole, licensed, packed for browsers, and loaded by no page before a click."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.doors import site
from tests.doors.reader import get, text

site.client()
from django.conf import settings

VEGA = Path(settings.STATIC_FOLDER) / "vega"
SCRIPTS = sorted(VEGA.glob("*.js"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_the_packed_file_is_the_same_as_the_plain_one(path: Path) -> None:
    packed = path.with_name(f"{path.name}.gz").read_bytes()
    assert gzip.decompress(packed) == path.read_bytes()
    assert len(packed) < path.stat().st_size / 2


def test_the_licence_and_what_was_changed_stand_beside() -> None:
    assert "Redistribution and use in source and binary forms" in (VEGA / "LICENSE").read_text()
    about = (VEGA / "README.md").read_text()
    assert SCRIPTS
    for path in SCRIPTS:
        assert f"`{path.name}`" in about


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_the_server_sends_the_packed_file_to_be_kept_for_good(path: Path) -> None:
    from wsgiref.util import setup_testing_defaults

    from liziba.doors.web.wsgi import application

    told: dict[str, str] = {}
    environ = {"PATH_INFO": f"/static/vega/{path.name}", "HTTP_ACCEPT_ENCODING": "gzip", "REQUEST_METHOD": "GET"}
    setup_testing_defaults(environ)
    body = b"".join(application(environ, lambda status, headers: told.update(headers)))
    assert told["Content-Encoding"] == "gzip"
    assert "max-age=31536000" in told["Cache-Control"]
    assert gzip.decompress(body) == path.read_bytes()


def test_a_page_names_vega_but_does_not_load_it() -> None:
    page = text(get("/en/whatif/refund?set=minimum_purchase_cny&to=500"))
    assert 'data-vega="/static/vega/vega.min.js?v=' in page
    assert 'src="/static/vega' not in page
    assert 'href="/static/vega' not in page
