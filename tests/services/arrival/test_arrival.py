"""What a visitor notices about an answer of `arrival`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from liziba.atlas import texts
from liziba.services.arrival.question import TOPICS
from liziba.services.declaration import Context, ask, service
from liziba.services.question import QuestionError

HOME = {"topic": "registration", "lodging": "home", "moved_in_at": "2026-05-01T20:00"}


def answer(question: dict[str, Any], context: Context, language: str = "en") -> Any:
    return ask("arrival", question, Context(context.atlas, context.today, language))


def test_the_headline_names_the_last_moment_of_registration(context: Context) -> None:
    assert "2 May 2026 20:00" in answer(HOME, context).headline
    assert "2026年5月2日 20:00" in answer(HOME, context, "zh").headline


def test_the_headline_never_says_that_the_fine_is_certain(context: Context) -> None:
    for overstayed in (1, 2, 20, 500):
        english = answer({"topic": "overstay", "overstay_days": overstayed}, context).headline
        assert english.index("warning") < english.index("serious") < english.index("fine")
        chinese = answer({"topic": "overstay", "overstay_days": overstayed}, context, "zh").headline
        assert chinese.index("警告") < chinese.index("情节严重") < chinese.index("罚款")


def test_beyond_the_largest_fine_the_answer_says_that_it_is_the_largest(context: Context) -> None:
    assert "the most that the law allows" in answer({"topic": "overstay", "overstay_days": 21}, context).headline
    assert "the most that the law allows" not in answer({"topic": "overstay", "overstay_days": 20}, context).headline


def test_leaving_in_time_is_no_overstay(context: Context) -> None:
    found = answer({"topic": "overstay", "overstay_days": 0}, context)
    assert (found.fine_cny, found.warning_possible) == ("0.00", False)
    assert "no overstay" in found.headline


def test_detention_the_ban_and_the_practice_are_told_with_their_sources(context: Context) -> None:
    grounds = {ground.id.rpartition(".")[2]: ground for ground in answer({"topic": "overstay", "overstay_days": 3}, context).grounds}
    assert "5 to 15 days" in grounds["detention"].text
    assert "10 years" in grounds["ban"].text
    assert [source.id for source in grounds["practice"].sources] == ["zaobao_overstay_2013"]


def test_the_topic_is_asked_for(context: Context) -> None:
    found = answer({"lodging": "home"}, context)
    assert (found.verdict, found.missing, found.grounds, found.assumptions, found.what_would_change) == ("unknown", ["topic"], [], [], [])
    assert "arrival card" in found.headline


def test_every_offer_keeps_its_promise(context: Context) -> None:
    for place in ("CN-SH", "CN-CQ"):
        question = {"topic": "online_registration", "place": place, "date": "2026-01-01"}
        offers = answer(question, context).what_would_change
        assert offers
        for offer in offers:
            assert answer({**question, **offer.set}, context).verdict == offer.then["verdict"] == "yes"


def test_a_day_too_early_for_the_online_step_leads_to_the_first_day(context: Context) -> None:
    found = answer({"topic": "online_registration", "lodging": "home", "place": "CN-SH/Pudong", "date": "2026-05-01"}, context)
    (offer,) = found.what_would_change
    assert (offer.set, offer.then) == ({"date": "2026-09-21"}, {"verdict": "yes"})
    assert "21 September 2026" in offer.text


def test_a_town_and_a_free_trade_zone_count_with_their_province(context: Context) -> None:
    for place in ("CN-CQ/Yuzhong", "CN-CQ-FTZ", "CN-CQ"):
        assert answer({"topic": "online_registration", "place": place, "date": "2026-05-01"}, context).online_available is True


def test_in_a_hotel_nobody_is_sent_to_a_form(context: Context) -> None:
    told = answer({"topic": "online_registration", "lodging": "hotel"}, context).headline
    assert told.startswith("In a hotel, the hotel registers you.")


@pytest.mark.parametrize("place", ["CN-HK", "CN-MO", "HK", "JP", "CN"])
def test_places_outside_the_mainland_are_refused_by_name(place: str, context: Context, tmp_path: Path) -> None:
    with pytest.raises(QuestionError) as refused:
        answer({"topic": "registration", "place": place}, context)
    assert (refused.value.field, refused.value.given) == ("place", place)
    assert "CN-CQ" in refused.value.accepted
    assert bulk([{"topic": "registration", "place": place}], context, tmp_path)[0]["error"]


@pytest.mark.parametrize(("field", "given"), [("overstay_days", -1), ("topic", "visa"), ("lodging", "tent"), ("scheme", "none"), ("moved_in_at", "soon")])
def test_what_cannot_be_read_names_its_field(field: str, given: Any, context: Context) -> None:
    with pytest.raises(QuestionError) as refused:
        answer({"topic": "overstay", field: given}, context)
    assert (refused.value.field, refused.value.given) == (field, given)


def test_who_decides_follows_the_topic(context: Context) -> None:
    told = {topic: answer({"topic": topic, "overstay_days": 1}, context).decided_by for topic in TOPICS}
    assert "police of the place" in told["registration"]
    assert "border inspection" in told["arrival_card"]
    assert "exit-entry administration" in told["overstay"]
    assert told["overstay"] == told["stay_permit"]


def test_the_usual_values_are_listed_where_they_matter(context: Context) -> None:
    def assumed(question: dict[str, Any]) -> dict[str, Any]:
        return {item.field: item.value for item in answer(question, context).assumptions}

    assert assumed({"topic": "registration"}) == {"lodging": "hotel", "date": context.today}
    assert assumed({**HOME}) == {"place": "CN-CQ"}
    assert assumed({"topic": "arrival_card", "date": "2026-10-01"}) == {"scheme": "unilateral"}
    assert assumed({"topic": "stay_permit", "as_of": "2026-01-31"}) == {"date": date(2026, 1, 31)}


def test_all_topics_speak_both_languages(context: Context) -> None:
    days = ("2010-01-01", "2019-01-01", "2025-06-01", "2026-03-19", "2026-09-20", "2026-11-22")
    for topic in TOPICS:
        for day in days:
            for more in ({}, {"lodging": "home"}, {"scheme": "direct_24h"}, {"place": "CN-GD"}, {"overstay_days": 30}, {"as_of": "2011-01-01"}):
                english, chinese = (answer({"topic": topic, "date": day, **more}, context, language) for language in texts.LANGUAGES)
                assert english.verdict == chinese.verdict
                assert english.headline != chinese.headline
                assert "{" not in english.headline + "".join(ground.text for ground in english.grounds)


def test_a_table_says_what_single_questions_say(context: Context, tmp_path: Path) -> None:
    questions: list[dict[str, Any]] = [
        {"topic": topic, "date": day, "place": place, "lodging": lodging, "overstay_days": overstayed, "moved_in_at": "2026-05-01T20:00"}
        for topic in (*TOPICS, None)
        for day in (None, "2010-01-01", "2025-11-19", "2026-05-01")
        for place in (None, "CN-CQ/Yuzhong", "CN-SH")
        for lodging in (None, "home")
        for overstayed in (None, 0, 21)
    ]
    for question, row in zip(questions, bulk(questions, context, tmp_path), strict=True):
        single = answer(question, context).model_dump(mode="json")
        assert row["error"] is None
        assert [word for word in row["missing"].split(",") if word] == single["missing"]
        assert [word for word in (row["registered_by"] or "").split(",") if word] == single["registered_by"]
        assert (row["deadline"].isoformat(timespec="minutes") if row["deadline"] else None) == single["deadline"]
        for name in ("verdict", "online_available", "paper_available", "needed", "warning_possible", "max_days"):
            assert row[name] == single[name], (question, name)
        for name in ("fee", "fine", "max_fine"):
            fen = row[f"{name}_fen"]
            assert (None if fen is None else f"{fen / 100:.2f}") == single[f"{name}_cny"], (question, name)


def bulk(questions: list[dict[str, Any]], context: Context, folder: Path) -> list[dict[str, Any]]:
    pl.DataFrame(questions, infer_schema_length=None).write_parquet(folder / "in.parquet")
    answered = service("arrival").bulk
    assert answered is not None
    answered(folder / "in.parquet", folder / "out.parquet", context)
    return pl.read_parquet(folder / "out.parquet").to_dicts()
