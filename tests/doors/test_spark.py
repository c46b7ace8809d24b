"""On Spark a table gets the same answers, and a changed rule the same comparison, as on one machine: equal to the fen.

Only in ./test full, which installs PySpark and Java; without them these tests fail, they are never skipped.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from liziba.doors import spark
from liziba.services import whatif
from liziba.services.changed_rule import setting
from liziba.services.declaration import Context, service
from liziba.services.question import QuestionError
from liziba.services.refund.sample import sample

pytestmark = pytest.mark.full

TODAY = date(2026, 11, 22)
GERMAN = {"nationality": "DE", "entry_at": "2026-12-01T10:00", "entry_port": "CKG"}
STAYS = [
    GERMAN | {"id": 1},
    {"id": 2, "nationality": "US", "entry_at": "2026-12-01T10:00", "entry_port": "CKG", "arrive_from": "JP", "onward_to": "TH"},
    {"id": 3, "nationality": "US", "entry_at": "2026-12-01T10:00", "entry_port": "CKG", "arrive_from": "JP", "onward_to": "JP"},
    {"id": 4, "nationality": "US", "entry_port": "CKG"},
    GERMAN | {"id": 5, "nationality": "ZZ"},
    GERMAN | {"id": 6, "places": ["CN-CQ"]},
    GERMAN | {"id": 7, "exit_at": "2027-02-20T10:00"},
]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """Spark on two local workers, on this machine's own address."""
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.fail("Java is missing: ./test full installs openjdk-17-jre-headless")
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        pytest.fail(f"PySpark is missing ({error}): ./test full installs the extra `spark`")
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.files.maxPartitionBytes": "100000",
    }
    builder = SparkSession.builder.master("local[2]").appName("liziba")
    for name, value in settings.items():
        builder = builder.config(name, value)
    started = builder.getOrCreate()
    started.sparkContext.setLogLevel("ERROR")
    yield started
    started.stop()


def told(frame: Any) -> pl.DataFrame:
    """The rows of a Spark frame in the order of their ids."""
    found = pl.from_arrow(frame.toArrow())
    assert isinstance(found, pl.DataFrame)
    return found.sort("id")


def locally(name: str, source: Path, context: Context) -> pl.DataFrame:
    target = source.with_name("answers.parquet")
    service(name).bulk(source, target, context)  # type: ignore[misc]
    return pl.read_parquet(target).sort("id")


def test_claims_get_the_same_answers_to_the_fen(session: Any, context: Context, tmp_path: Path) -> None:
    claims = sample(6_000, seed=5).drop("visitor_id", "visit", "generated").with_row_index("id").with_columns(pl.col("id").cast(pl.Int64))
    claims = claims.with_columns(place=pl.when(pl.col("id") % 1000 == 0).then(pl.lit("nowhere")).otherwise("place"))
    source = tmp_path / "claims.parquet"
    claims.write_parquet(source)
    answers = told(spark.bulk("refund", session.read.parquet(str(source)).repartition(3), today=TODAY))
    expected = locally("refund", source, context)
    assert answers.columns == expected.columns
    assert answers.rows() == expected.rows()
    assert answers["net_refund_fen"].sum() > 0
    assert answers["error"].count() == 6


@pytest.mark.parametrize("language", ["en", "zh"])
def test_stays_get_the_same_answers_with_lists_and_errors(language: str, session: Any, context: Context, tmp_path: Path) -> None:
    source = tmp_path / "stays.parquet"
    pl.DataFrame(STAYS, infer_schema_length=None).write_parquet(source)
    answers = told(spark.bulk("stay", session.read.parquet(str(source)), today=TODAY, language=language))
    expected = locally("stay", source, Context(context.atlas, TODAY, language))
    assert answers.rows() == expected.with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String)).rows()
    assert set(answers["verdict"].drop_nulls()) == {"yes", "no", "unknown"}


@pytest.mark.parametrize("by", [(), ("place",), ("place", "visit"), ("visitor_id",)], ids=str)
@pytest.mark.parametrize("since", [None, date(2026, 9, 1)])
def test_a_changed_rule_gives_the_same_comparison(by: tuple[str, ...], since: date | None, session: Any, context: Context, tmp_path: Path) -> None:
    claims = sample(2_000, seed=9).with_columns(place=pl.when(pl.col("visitor_id") % 97 == 0).then(None).otherwise("place"))
    source = tmp_path / "claims.parquet"
    claims.write_parquet(source)
    changes = ["minimum_purchase_cny=500", "refund_rate_9_pct=6"]
    found = spark.whatif("refund", session.read.parquet(str(source)).repartition(3), changes, today=TODAY, by=by, since=since)
    settings = [setting(context.atlas, "refund", change, since) for change in changes]
    expected = whatif.compare(service("refund"), source, settings, context, by)
    assert found.groups.rows() == expected.groups.rows()
    assert whatif.figures(found) == whatif.figures(expected)
    for name in ("settings", "by", "rows", "errors", "generated", "assumed"):
        assert getattr(found, name) == getattr(expected, name), name
    assert set(found.aside) == set(expected.aside)


def test_an_empty_table_has_no_answers(session: Any, tmp_path: Path) -> None:
    source = tmp_path / "none.parquet"
    sample(0).write_parquet(source)
    none = session.read.parquet(str(source))
    assert spark.bulk("refund", none.drop("visitor_id", "visit", "generated"), today=TODAY).count() == 0
    effect = spark.whatif("refund", none, ["minimum_purchase_cny=500"], today=TODAY, by=["place"])
    assert (effect.rows, effect.groups.height) == (0, 1)


def test_mistakes_are_told_before_any_work_is_sent_out(session: Any) -> None:
    frame = session.createDataFrame([(1, "DE")], "id long, nation string")
    with pytest.raises(QuestionError) as caught:
        spark.bulk("stay", frame, today=TODAY)
    assert (caught.value.field, "nationality" in caught.value.accepted) == ("nation", True)
    with pytest.raises(QuestionError) as caught:
        spark.bulk("stays", frame, today=TODAY)
    assert caught.value.field == "service"
    with pytest.raises(QuestionError) as caught:
        spark.whatif("stay", frame.withColumnRenamed("nation", "nationality"), ["unilateral_max_days=soon"], today=TODAY)
    assert caught.value.field == "set.unilateral_max_days"


def test_facts_laid_over_reach_every_worker(session: Any, tmp_path: Path) -> None:
    folder = tmp_path / "facts" / "china" / "refund"
    folder.mkdir(parents=True)
    (folder / "minimums.csv").write_text("terms,minimum_fen,announced_on,valid_from,sources\nnational,999900,2026-11-01,2026-01-01,mofcom84\n")
    source = tmp_path / "claims.parquet"
    sample(300).drop("visitor_id", "visit", "generated").write_parquet(source)
    asked = session.read.parquet(str(source)).repartition(2)
    paid = {atlas: spark.bulk("refund", asked, today=TODAY, atlas=atlas).filter("verdict in ('yes', 'partly')").count() for atlas in (None, tmp_path / "facts")}
    assert paid[None] > 200
    assert paid[tmp_path / "facts"] < 20
