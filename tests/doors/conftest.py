"""Charts that tests draw are kept in one folder of their own, so that each is drawn once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liziba.doors.charts import cache


@pytest.fixture(scope="session", autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("charts")
    patch = pytest.MonkeyPatch()
    patch.setenv("LIZIBA_CHARTS", str(place))
    cache.folder.cache_clear()
    cache.kept.cache_clear()
    yield place
    patch.undo()
    cache.folder.cache_clear()
    cache.kept.cache_clear()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Every process that collects the fuzzed requests makes them, which takes seconds: only where their ring runs."""
    return True if collection_path.name == "test_schemathesis.py" and "not full" in config.option.markexpr else None
