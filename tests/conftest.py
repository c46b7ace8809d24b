"""What tests share: the atlas, the day that is today, and the context services answer in."""

from __future__ import annotations

import os
from datetime import date

import pytest

os.environ.setdefault("LIZIBA_TODAY", "2026-11-22")

from liziba.atlas import Atlas, load
from liziba.services.declaration import Context


@pytest.fixture(scope="session")
def today() -> date:
    """The day that is today in every test and example."""
    return date(2026, 11, 22)


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    return load()


@pytest.fixture(scope="session")
def context(atlas: Atlas, today: date) -> Context:
    return Context(atlas, today)
