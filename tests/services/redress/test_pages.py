"""Every example is answered on its page, with a name for each field and each code."""

from __future__ import annotations

import re

import pytest

from liziba.services.declaration import services
from tests.doors import site

NAMES = ("rights", "deadlines", "green-channel", "complaint")
ASKED = [(name, label, language) for name in NAMES for label in services()[name].examples for language in ("en", "zh")]


@pytest.mark.parametrize(("name", "label", "language"), ASKED)
def test_every_example_is_answered_on_its_page(name: str, label: str, language: str) -> None:
    fields = services()[name].examples[label]
    page = site.client().get(f"/{language}/{name}", fields)
    assert page.status_code == 200
    words = re.sub("<(script|style|code|pre|template)[^>]*>.*?</\\1>|<[^>]*>", " ", page.content.decode(), flags=re.DOTALL)
    raw = set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", words.partition("curl")[0]))
    if name != "complaint":  # its bodies are records; its own page comes with the guided path
        assert raw == set(), "codes without a name"
