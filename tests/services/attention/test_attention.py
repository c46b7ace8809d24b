"""Flash or lasting: which counts compare, which decides, and where nothing may be said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liziba.atlas import Atlas
from liziba.atlas.tables.attention import Count
from liziba.services.attention.series import per_day_counts
from liziba.services.declaration import Context, ask
from liziba.services.question import QuestionError

SPOT = "test_gate"


def count(year: int, figure: int, days: int = 7, **more: str) -> dict[str, Any]:
    """A printed count of a National Day of that many days, announced in its November."""
    usual = {
        "place": "CN-CQ",
        "spot": SPOT,
        "name_en": "Test Gate",
        "name_zh": "测试门",
        "measure": "visits",
        "window": "national_day",
        "first_day": f"{year}-10-01",
        "last_day": f"{year}-10-{days:02d}",
        "figure": str(figure),
        "unit_measure": "visits",
        "announced_on": f"{year}-11-01",
        "valid_from": f"{year}-11-01",
        "sources": "a_nd18;a_nd24",
    }
    return {**usual, **more}


def told(context: Context, *rows: dict[str, Any], language: str = "en", **fields: Any) -> Any:
    atlas: Atlas = context.atlas.with_rows("attention/counts", rows) if rows else context.atlas
    return ask("attention", {"spot": SPOT, **fields} if rows else fields, Context(atlas, context.today, language))


BEFORE, PEAK = count(2022, 70_000, window="chinese_new_year", spot="other"), count(2023, 770_000)


def wave(*later: int, first: int = 2024) -> list[dict[str, Any]]:
    """A level of 10,000 a day in 2018, a peak of 110,000 in 2023, and what came each year from 2024 on."""
    return [count(2018, 70_000), PEAK, *(count(first + n, figure) for n, figure in enumerate(later))]


# The class


@pytest.mark.parametrize(
    ("later", "verdict", "kind", "share"),
    [
        ((90_000, 84_000), "no", "flash", 0.02),
        ((350_000, 420_000), "partly", "mixed", 0.5),
        ((700_000, 630_000), "yes", "lasting", 0.8),
        ((770_000,), "yes", "lasting", 1.0),
        ((70_000,), "no", "flash", 0.0),
    ],
)
def test_the_class_follows_from_what_is_left_of_the_rise_by_the_day(context: Context, later: tuple[int, ...], verdict: str, kind: str, share: float) -> None:
    answer = told(context, *wave(*later), peak="2023")
    assert (answer.verdict, answer.kind, answer.lasting_share, answer.share_of) == (verdict, kind, share, "rise")


def test_two_later_counts_of_different_classes_decide_nothing(context: Context) -> None:
    answer = told(context, *wave(770_000, 80_000), peak="2023")
    assert (answer.verdict, answer.reason) == ("not_established", "classes_disagree")


def test_without_a_level_before_only_what_no_level_could_turn_is_decided(context: Context) -> None:
    assert told(context, PEAK, count(2024, 780_000)).kind == "lasting"
    assert told(context, PEAK, count(2024, 70_000)).kind == "flash"
    between = told(context, PEAK, count(2024, 500_000))
    assert (between.kind, between.reason, between.lasting_share) == ("undecided", "no_level_before", None)
    assert between.lasting_share_high == 0.65


def test_a_level_before_as_high_as_the_peak_is_no_wave(context: Context) -> None:
    answer = told(context, count(2018, 900_000), PEAK, count(2024, 700_000), peak="2023")
    assert (answer.verdict, answer.reason) == ("not_established", "no_rise")


def test_unequal_holidays_compare_by_the_day_and_say_so(context: Context) -> None:
    answer = told(context, count(2023, 700_000), count(2024, 720_000, days=8))
    assert (answer.ratio_total, answer.ratio_per_day, answer.kept) == (1.03, 0.9, False)
    assert "attention_unequal_days" in [one.code for one in answer.warnings]


def test_a_newest_count_of_long_ago_says_nothing_about_today(context: Context) -> None:
    rows = [count(2016, 700_000), count(2018, 720_000)]
    assert told(context, *rows).reason == "too_old"
    assert told(context, *rows, as_of="2019-06-01").kind == "lasting"


# What is never joined


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"measure": "overnight_visitors"}, "other_measure"),
        ({"window": "may_day"}, "other_window"),
        ({"kind": "forecast"}, "forecast"),
        ({"unit_measure": "percent"}, "no_count"),
        ({"spot": "gates", "includes": f"{SPOT};another"}, "other_place"),
        ({"first_day": "2025-10", "last_day": "2025-11"}, "no_days"),
        ({"unit_measure": "views in all"}, "summed_up"),
    ],
)
def test_what_does_not_compare_never_decides_and_says_why(context: Context, more: dict[str, str], reason: str) -> None:
    answer = told(context, *wave(700_000), count(2025, 1_234, **more), peak="2023", measure="visits", window="national_day")
    assert (answer.kind, answer.later) == ("lasting", "2024-10-01")
    assert [(one.reason, one.comparable, one.ratio_per_day) for one in answer.comparisons if one.count == 1234] == [(reason, False, None)]
    assert reason in [ground.reason for ground in answer.grounds]


def test_counts_of_the_time_without_travel_are_shown_and_decide_nothing(context: Context) -> None:
    answer = told(context, count(2018, 700_000), count(2021, 60_000), count(2024, 710_000))
    assert (answer.kind, answer.later) == ("lasting", "2024-10-01")
    assert [(one.reason, one.ratio_per_day) for one in answer.comparisons if one.count == 60_000] == [("interruption", 0.09)]
    assert "attention_interruption" in [one.code for one in answer.warnings]


def test_a_forecast_alone_is_no_count(context: Context) -> None:
    assert told(context, count(2024, 900_000, kind="forecast")).reason == "no_counts"


# Computed counts


def test_a_printed_growth_gives_the_year_before_in_both_readings(context: Context) -> None:
    """National Day 2017 had eight days and that of 2018 seven: the level before lies between two readings."""
    (before, *_) = [one for one in told(context, spot="hongyadong").comparisons if one.role == "before"]
    assert (before.first_day, before.days, before.computed) == ("2017-10-01", 8, True)
    assert (before.per_day, before.per_day_high) == (pytest.approx(280035 / 8, abs=1), pytest.approx(796700 / 7 / 2.845, abs=1))


def test_a_growth_of_daily_means_has_one_reading(context: Context) -> None:
    (before, *_) = [one for one in told(context, spot="harbin").comparisons if one.role == "before"]
    assert (before.per_day, before.per_day_high) == (pytest.approx(1_261_250 / 1.817, abs=1), None)


def test_without_computed_counts_only_printed_ones_are_used(context: Context) -> None:
    answer = told(context, spot="hongyadong", computed=False)
    assert not any(one.computed for one in answer.comparisons)
    assert (answer.kind, answer.lasting_share, answer.lasting_share_low) == ("lasting", None, 1.29)


def test_the_count_that_decides_is_always_a_printed_one(context: Context) -> None:
    """A growth over 2019 printed in 2024 gives a later count than 2018: it is shown and decides nothing."""
    answer = told(context, count(2018, 700_000), count(2024, 710_000, growth_2019_pct="-90"), as_of="2024-12-01")
    computed = [one for one in answer.comparisons if one.computed]
    assert [(one.first_day, one.reason) for one in computed] == [("2019-10-01", "computed")]
    assert answer.later == "2024-10-01"


def test_without_the_length_of_a_holiday_nothing_is_computed(context: Context) -> None:
    rows = [count(2024, 710_000, growth_pct="20", window="fair")]
    assert [one.computed for one in told(context, *rows).comparisons] == [False]


def test_two_sums_from_one_day_give_the_days_between(context: Context) -> None:
    rows = [count(2024, 700, 7, window="boom"), count(2024, 1_900, 17, window="boom")]
    answer = told(context, *rows)
    assert [(one.first_day, one.count, one.per_day) for one in answer.comparisons] == [("2024-10-01", 700, 100.0), ("2024-10-08", 1200, 120.0)]
    assert answer.reason == "not_past_its_peak"
    assert told(context, rows[0], count(2024, 1_100, 17, window="boom")).reason == "too_soon"


# What was known when


def test_a_count_is_known_from_the_day_it_was_announced(context: Context) -> None:
    rows = wave(70_000)
    assert told(context, *rows, peak="2023").kind == "flash"
    assert told(context, *rows, peak="2023", as_of="2024-10-31").reason == "no_later_count"


def test_a_revision_stands_in_place_of_the_first_report(context: Context) -> None:
    revised = count(2024, 760_000, announced_on="2025-03-01", valid_from="2025-03-01")
    assert told(context, *wave(70_000), revised, peak="2023").kind == "lasting"
    assert told(context, *wave(70_000), revised, peak="2023", as_of="2025-02-28").kind == "flash"


# Grounds


def test_every_ground_with_a_count_cites_its_row(context: Context) -> None:
    spots = dict.fromkeys(row.spot for row in context.atlas.table("attention/counts").rows if isinstance(row, Count))
    for spot in spots:
        answer = told(context, spot=spot)
        assert len(answer.grounds) >= len(answer.comparisons) > 0
        assert all(ground.sources for ground in answer.grounds)
        assert answer.decided_by


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_spot_is_answered_in_words(context: Context, language: str) -> None:
    for spot in dict.fromkeys(row.spot for row in context.atlas.table("attention/counts").rows if isinstance(row, Count)):
        answer = told(context, spot=spot, language=language)
        said = " ".join([answer.headline, *(ground.text for ground in answer.grounds), *(one.text for one in answer.warnings)])
        assert "_" not in said
        assert "{" not in said


def test_without_the_row_about_a_holiday_no_year_before_is_computed(context: Context) -> None:
    (window,) = [row for row in context.atlas.records("attention/windows") if getattr(row, "window", "") == "national_day"]
    less = context.atlas.without_row(window.row_id)
    answer = ask("attention", {"spot": "hongyadong"}, Context(less, context.today))
    assert (answer.lasting_share, told(context, spot="hongyadong").lasting_share) == (None, 1.42)


# For charts


def test_counts_by_the_day_stand_apart_by_measure_and_window(context: Context) -> None:
    found = per_day_counts(context.atlas, "hongyadong", context.today, computed=False)
    assert [(one.year, round(one.per_day or 0)) for one in found["visits", "national_day"]] == [(2018, 113814), (2021, 72857), (2024, 147143)]
    assert all({one.measure, one.window} == set(group) for group, members in found.items() for one in members)
    assert all(one.row.kind == "published" for members in found.values() for one in members)
    assert per_day_counts(context.atlas, "nowhere", context.today) == {}
    assert per_day_counts(context.atlas, "hongyadong", date(2018, 1, 1)) == {}


# Garbage


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"spot": "atlantis"}, "spot"),
        ({"spot": 7}, "spot"),
        ({"spot": ["hongyadong"]}, "spot"),
        ({"spot": "hongyadong", "measure": "applause"}, "measure"),
        ({"spot": "hongyadong", "window": "Black Friday"}, "window"),
        ({"spot": "hongyadong", "peak": "long ago"}, "peak"),
        ({"spot": "hongyadong", "peak": "2024-13"}, "peak"),
        ({"spot": "hongyadong", "peak": True}, "peak"),
        ({"spot": "hongyadong", "peak": "0000"}, "peak"),
        ({"counts": ["a", "b"]}, "counts"),
        ({"counts": [1, -1]}, "counts"),
        ({"counts": [1, 1e300]}, "counts"),
        ({"counts": [True, False]}, "counts"),
        ({"counts": {"day": "2024-01-01", "count": 3}}, "counts"),
        ({"counts": [{"day": "2024-01-01"}]}, "counts"),
        ({"counts": [{"day": "2024-01-01", "count": 1}, {"day": "2024-01-01", "count": 2}]}, "counts"),
        ({"counts": [{"day": "1990-01-01", "count": 1}, {"day": "2024-01-01", "count": 2}]}, "counts"),
        ({"counts": [1] * 1001}, "counts"),
        ({"counts": "1 " * 1001}, "counts"),
        ({"counts": [[1], [2]]}, "counts"),
        ({"counts": [1, 2], "peak": "2024"}, "peak"),
        ({"counts": [1, 2], "window": "national_day"}, "window"),
        ({"spot": "hongyadong", "before_a_day": 500}, "before_a_day"),
        ({"counts": [1, 2], "before_a_day": -1}, "before_a_day"),
        ({"counts": [1, 2], "before_a_day": "nan"}, "before_a_day"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_read_names_its_field(context: Context, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(QuestionError) as caught:
        told(context, **fields)
    assert caught.value.field == field
    assert caught.value.accepted
    assert caught.value.in_language("zh").message != caught.value.message


def test_without_a_level_before_nothing_is_called_lasting_in_the_headline(context: Context) -> None:
    alone = told(context, count(2023, 770_000), count(2024, 900_000))
    assert (alone.kind, alone.headline.startswith("No fall so far")) == ("lasting", True)
    assert told(context, spot="hongyadong").headline.startswith("Lasting so far")
