"""What tests of pages share: two questions, and how a reader without scripts gets a page."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

from liziba.doors import flat
from tests.doors import site

LANGUAGES = ("en", "zh")
GERMAN = {"nationality": "DE", "entry_at": "2026-12-01T10:00", "entry_port": "CKG"}
AMERICAN = {**GERMAN, "nationality": "US", "exit_at": "2026-12-04T10:00", "arrive_from": "KR", "onward_to": "KR"}
PERSONAL = {"passport_valid_until": "2030-05-06", "refused_visa_stamp": "false", "previous_stays.0.entry": "2026-03-04", "previous_stays.0.exit": "2026-03-05"}
PERSONAL["previous_stays.0.basis"] = "visa"


def get(path: str, **headers: str) -> Any:
    return site.client().get(path, headers=headers)


def text(response: Any) -> str:
    return unescape(response.content.decode())


def address(fields: dict[str, Any], language: str = "en") -> str:
    return f"/{language}/stay?{urlencode(flat.pairs_of(fields), safe=':/')}"


def links(page: str) -> list[str]:
    return re.findall(r'(?:href|action)="([^"]*)"', page)
