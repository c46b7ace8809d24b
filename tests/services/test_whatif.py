"""A changed rule over a table gives what single questions over the changed facts give, and touches nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from liziba.atlas import Atlas
from liziba.services import whatif
from liziba.services.changed_rule import changed, parameters, setting
from liziba.services.declaration import Context, service
from liziba.services.question import QuestionError
from liziba.services.refund.sample import sample

REFUND, STAY = service("refund"), service("stay")
MINIMUM = "minimum_purchase_cny=500"


def one(context: Context, *changes: str, since: date | None = None) -> list[Any]:
    return [setting(context.atlas, "refund", change, since) for change in changes]


def asked(context: Context, atlas: Atlas, fields: dict[str, Any]) -> Any:
    return REFUND.respond(REFUND.read(fields, atlas), Context(atlas, context.today))


def fen(text: str | None) -> int:
    return int((text or "0.00").replace(".", ""))


def purchase(day: str, yuan: str) -> dict[str, Any]:
    return {"place": "CN-CQ", "departure_date": "2026-10-30", "purchases": [{"date": day, "amount_cny": yuan, "vat_rate_pct": 13}]}


def test_the_comparison_is_what_single_questions_give(context: Context) -> None:
    claims = sample(300, seed=3)
    settings = one(context, MINIMUM, "refund_rate_9_pct=6", "max_days_to_departure=12")
    effect = whatif.compare(REFUND, claims, settings, context, by=["place"])
    sums: dict[tuple[Any, str], list[int]] = {}
    visitors: dict[str, set[int]] = {"before": set(), "after": set()}
    for row in claims.to_dicts():
        fields = {name: row[name] for name in ("place", "departure_date", "last_entry_date", "purchases")}
        for side, atlas in (("before", context.atlas), ("after", changed(context.atlas, settings))):
            answer = asked(context, atlas, fields)
            accepted = answer.verdict in whatif.ACCEPTED
            if accepted:
                visitors[side].add(row["visitor_id"])
            for group in (None, row["place"]):
                held = sums.setdefault((group, side), [0, 0, 0, 0])
                for n, number in enumerate((accepted, fen(answer.gross_refund_cny), fen(answer.agent_fee_cny), fen(answer.net_refund_cny))):
                    held[n] += number
    for row in effect.groups.to_dicts():
        for side in whatif.SIDES:
            told = [row[f"{name}_{side}"] for name in ("accepted", "gross_refund_fen", "agent_fee_fen", "net_refund_fen")]
            assert told == sums[row["place"], side], (row["place"], side)
    first = effect.groups.row(0, named=True)
    assert (first["visitors_before"], first["visitors_after"]) == (len(visitors["before"]), len(visitors["after"]))
    assert first["verdicts_turned"] > 0
    assert effect.groups["place"].to_list() == [None, *sorted(set(claims["place"]))]


def test_a_stay_has_verdicts_and_no_money(context: Context) -> None:
    stays = pl.DataFrame(
        {"nationality": ["DE", "DE", "FR"], "entry_port": "CKG", "entry_at": "2026-12-01T10:00", "exit_at": ["2026-12-10T10:00", "2026-12-20T10:00", None]}
    )
    shorter = [setting(context.atlas, "stay", "unilateral_max_days=14")]
    effect = whatif.compare(STAY, stays, shorter, context)
    assert [(one["measure"], one["before"], one["after"]) for one in whatif.figures(effect)] == [("accepted", 3, 2)]


def test_from_a_day_on_the_days_before_keep_the_rule_in_force(context: Context) -> None:
    atlas = changed(context.atlas, one(context, MINIMUM, since=date(2026, 9, 1)))
    for day, yuan, verdict in (("2026-08-31", "300", "yes"), ("2026-09-01", "300", "no"), ("2026-09-01", "500", "yes"), ("2026-08-31", "199", "no")):
        assert asked(context, atlas, purchase(day, yuan)).verdict == verdict, (day, yuan)


def test_a_change_ends_the_doubt_between_two_readings(context: Context) -> None:
    doubtful = {**purchase("2025-04-26", "300"), "departure_date": "2025-05-10"}
    assert asked(context, context.atlas, doubtful).verdict == "not_established"
    for minimum, verdict in (("100", "yes"), ("400", "no")):
        for name in ("minimum_purchase_cny", "refund/minimums.minimum_fen[national]"):
            value = minimum if name.endswith("cny") else f"{minimum}00"
            assert asked(context, changed(context.atlas, one(context, f"{name}={value}")), doubtful).verdict == verdict


def test_a_change_brings_back_no_rule_that_has_ended(context: Context) -> None:
    rows = context.atlas.table("stay/unilateral").rows
    longer = changed(context.atlas, [setting(context.atlas, "stay", "unilateral_max_days=90")])
    before, after = ({(r.country, r.announced_on, r.valid_from, r.valid_to, r.effect) for r in one} for one in (rows, longer.table("stay/unilateral").rows))  # type: ignore[attr-defined]
    assert before == after
    assert {r.max_days for r in longer.table("stay/unilateral").rows if r.stands()} == {90}  # type: ignore[attr-defined]


def test_the_rule_in_force_is_not_touched(context: Context) -> None:
    before = context.atlas.hash
    atlas = changed(context.atlas, one(context, MINIMUM))
    assert atlas.hash != before
    assert context.atlas.hash == before
    assert asked(context, context.atlas, purchase("2026-10-01", "300")).verdict == "yes"


def test_any_column_of_a_dated_table_can_be_set(context: Context) -> None:
    found = setting(context.atlas, "refund", "refund/instant_terms.promised_days[CN-CQ]=10")
    assert (found.of, found.column, found.holder, found.value) == ("refund/instant_terms", "promised_days", ("CN-CQ",), 10)
    later = changed(context.atlas, [found])
    assert {row.promised_days for row in later.table("refund/instant_terms").rows if row.place == "CN-CQ"} <= {10, None}  # type: ignore[attr-defined]


@pytest.mark.parametrize("topic", ["refund", "stay"])
def test_every_named_parameter_can_be_set_and_has_a_name_in_both_languages(topic: str, context: Context) -> None:
    from liziba.atlas import texts

    names = parameters(context.atlas, topic)
    assert names
    for row in names:
        assert changed(context.atlas, [setting(context.atlas, topic, f"{row.name}=1")]).hash != context.atlas.hash
        assert all(texts.has(f"whatif.parameter.{row.name}", language) for language in texts.LANGUAGES), row.name


WRONG = [
    ("minimum_purchase=500", "set", "minimum_purchase", "No such parameter: minimum_purchase.", "没有该参数：minimum_purchase。"),
    ("minimum_purchase_cny", "set", "minimum_purchase_cny", "No change of a parameter: minimum_purchase_cny.", "不是参数的改变：minimum_purchase_cny。"),
    (
        "minimum_purchase_cny=much",
        "set.minimum_purchase_cny",
        "much",
        "set.minimum_purchase_cny is no number: much.",
        "set.minimum_purchase_cny 不是数字：much。",
    ),
    ("minimum_purchase_cny=-5", "set.minimum_purchase_cny", "-5", "set.minimum_purchase_cny is less than 0: -5.", "set.minimum_purchase_cny 小于 0：-5。"),
    (
        "minimum_purchase_cny=1.234",
        "set.minimum_purchase_cny",
        "1.234",
        "set.minimum_purchase_cny cannot be read: 1.234.",
        "set.minimum_purchase_cny 无法识别：1.234。",
    ),
    ("max_days_of_stay=1.5", "set.max_days_of_stay", "1.5", "set.max_days_of_stay cannot be read: 1.5.", "set.max_days_of_stay 无法识别：1.5。"),
    ("refund/minimums.least=5", "set.refund/minimums", "least", "refund/minimums has no column least.", "refund/minimums 没有该列：least。"),
    ("refund/minimums.valid_to=5", "set.refund/minimums", "valid_to", "refund/minimums has no column valid_to.", "refund/minimums 没有该列：valid_to。"),
    ("refund/nothing.least=5", "set", "refund/nothing.least", "No such parameter: refund/nothing.least.", "没有该参数：refund/nothing.least。"),
]


@pytest.mark.parametrize(("text", "field", "given", "english", "chinese"), WRONG, ids=[wrong[0] for wrong in WRONG])
def test_a_change_that_cannot_be_read_is_told_in_both_languages(text: str, field: str, given: str, english: str, chinese: str, context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        setting(context.atlas, "refund", text)
    told = [caught.value.as_error(language)["error"] for language in ("en", "zh")]
    assert [(one["field"], one["given"], one["message"]) for one in told] == [(field, given, english), (field, given, chinese)]
    assert all(one["accepted"] for one in told)


def test_a_key_that_no_row_has_is_told_those_that_there_are(context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        setting(context.atlas, "refund", "refund/minimums.minimum_fen[abroad]=5")
    assert "national" in caught.value.accepted


def test_an_empty_table_has_no_groups_and_nothing_to_count(context: Context) -> None:
    effect = whatif.compare(REFUND, sample(0), one(context, MINIMUM), context, by=["place"])
    assert (effect.rows, effect.errors, effect.groups.height) == (0, 0, 1)
    assert all(row["before"] == row["after"] == 0 and row["share"] is None for row in whatif.figures(effect))


def test_rows_that_cannot_be_read_are_counted_and_in_no_figure(context: Context) -> None:
    claims = sample(5).with_columns(place=pl.Series(["CN-CQ", "nowhere", "CN-CQ", "CN-CQ", "CN-CQ"]))
    effect = whatif.compare(REFUND, claims, one(context, MINIMUM), context, by=["place"])
    assert (effect.rows, effect.errors) == (5, 1)
    assert effect.groups["claims"].to_list() == [4, 4]


def test_columns_that_are_no_field_are_named(context: Context, tmp_path: Path) -> None:
    sample(20).with_columns(counter=1).write_parquet(tmp_path / "claims.parquet")
    effect = whatif.compare(REFUND, tmp_path / "claims.parquet", one(context, MINIMUM), context, by=["visit"])
    assert effect.aside == ("counter",)
    assert effect.assumed == {"visitor": "foreign_national", "last_entry_shown": True, "agent_fee_pct": 2}
    assert effect.generated


@pytest.mark.parametrize(("by", "given"), [("city", "city"), ("purchases", "purchases")])
def test_a_group_that_cannot_be_made_is_told(by: str, given: str, context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        whatif.compare(REFUND, sample(3), one(context, MINIMUM), context, by=[by])
    assert (caught.value.field, caught.value.given) == ("by", given)


def test_a_table_without_any_field_is_told_what_fields_there_are(context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        whatif.compare(REFUND, pl.DataFrame({"a": [1]}), one(context, MINIMUM), context)
    assert caught.value.field == "table"
    assert "purchases" in caught.value.accepted


def test_progress_runs_to_the_end_once(context: Context) -> None:
    seen: list[tuple[int, int]] = []
    whatif.compare(REFUND, sample(50), one(context, MINIMUM), context, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (100, 100)


def test_the_made_up_table_gives_the_same_and_the_second_time_from_memory(context: Context) -> None:
    first = whatif.on_sample("refund", one(context, "minimum_purchase_cny=345"), context, by=["place"])
    assert whatif.on_sample("refund", one(context, "minimum_purchase_cny=345"), context, by=["place"]) is first
    same = whatif.compare(REFUND, sample(5_000), one(context, "minimum_purchase_cny=345"), context, by=["place"])
    assert same.groups.equals(first.groups)
    assert first.generated


def test_the_sample_is_the_same_for_everybody(tmp_path: Path) -> None:
    claims = sample(1_000, seed=7)
    assert claims.equals(sample(1_000, seed=7))
    assert not claims.equals(sample(1_000, seed=8))
    assert claims["generated"].all()
    lines = claims.select("departure_date", "last_entry_date", "purchases").explode("purchases").unnest("purchases")
    assert lines.select(((pl.col("date") >= pl.col("last_entry_date")) & (pl.col("date") <= pl.col("departure_date"))).all()).item()
    first = claims.row(0, named=True)
    # Drawn by counting with whole numbers: these stay the same whatever library versions do.
    assert (first["place"], first["departure_date"], len(first["purchases"])) == ("CN-BJ", date(2026, 11, 12), 4)
