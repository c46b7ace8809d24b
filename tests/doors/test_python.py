"""The Python door: `liziba.stay(...)` and its like."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

import liziba
from liziba.atlas import Atlas
from tests.doors import tiny


@pytest.fixture
def boat() -> Iterator[None]:
    with tiny.declared():
        yield


def test_question_is_a_function_call() -> None:
    answer = liziba.stay(nationality="DE", entry_at="2026-12-01T10:00", entry_port="CKG")
    assert answer.verdict == "yes"
    assert answer.headline


def test_days_and_moments_may_be_objects() -> None:
    said = liziba.stay(nationality="DE", entry_at="2026-12-01T10:00", entry_port="CKG", as_of="2026-11-20")
    objects = liziba.stay(nationality="DE", entry_at=datetime(2026, 12, 1, 10), entry_port="CKG", as_of=date(2026, 11, 20))
    assert said == objects


def test_hyphens_of_a_service_become_underscores(boat: None) -> None:
    assert liziba.tiny_boat(length_m=3).verdict == "yes"
    assert "tiny_boat" in dir(liziba)


def test_language_day_and_facts_are_keywords(boat: None, atlas: Atlas) -> None:
    answer = liziba.tiny_boat(length_m=3, language="zh", today=date(2026, 1, 2), atlas=atlas)
    assert answer.headline == "放得下。"
    assert answer.as_of == date(2026, 1, 2)


def test_unreadable_question_says_field_given_and_accepted(boat: None, tmp_path: Path) -> None:
    with pytest.raises(liziba.QuestionError) as caught:
        liziba.tiny_boat(length_m=-1)
    assert (caught.value.field, caught.value.given) == ("length_m", -1)
    with pytest.raises(liziba.QuestionError, match="No such field: wings"):
        liziba.tiny_boat(wings=2)
    with pytest.raises(liziba.QuestionError, match="No such language: fr"):
        liziba.tiny_boat(length_m=1, language="fr")
    with pytest.raises(liziba.QuestionError, match="No such folder"):
        liziba.tiny_boat(length_m=1, atlas=tmp_path / "absent")


def test_unknown_name_says_what_there_is() -> None:
    with pytest.raises(AttributeError, match="stay"):
        _ = liziba.no_such_service


def test_help_shows_the_fields() -> None:
    signature = inspect.signature(liziba.stay)
    assert {"nationality", "entry_at", "entry_port", "language", "atlas", "today"} <= set(signature.parameters)
    assert "QuestionError" in (liziba.stay.__doc__ or "")


def test_import_loads_nothing_else() -> None:
    loaded = "import sys, liziba; print([name for name in ('pydantic', 'django', 'polars', 'typer', 'yaml') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.strip() == "[]"
