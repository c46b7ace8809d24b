"""A chart of tests under a name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.doors.charts import sample


@pytest.fixture
def named() -> Iterator[str]:
    with sample.named() as name:
        yield name
