"""The letter of a complaint and the bodies that take it."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from liziba.services.declaration import Context, ask, service
from liziba.services.question import QuestionError
from liziba.services.redress.complaint import DEMANDS, EVIDENCE, HAPPENED
from tests.doors import site

BRACELET = {"happened": "deceived", "what": "silver bracelet", "trader": "Old Street Silver", "place": "CN-CQ", "bought": "2026-11-20", "price_cny": "300"}
OPEN = {"en": "[to be filled in]", "zh": "［待填写］"}


def answer(question: dict[str, Any], context: Context, language: str = "en") -> Any:
    return ask("complaint", question, Context(context.atlas, context.today, language))


def codes(found: Any) -> set[str]:
    return {warning.code for warning in found.warnings}


@pytest.mark.parametrize("happened", sorted(HAPPENED))
def test_what_nobody_said_stays_open(happened: str, context: Context) -> None:
    found = answer({"happened": happened}, context)
    for language, letter in (("en", found.letter_en), ("zh", found.letter_zh)):
        assert letter.count(OPEN[language]) >= 6, "name, contact, trader, place, day, what"
        assert "None" not in letter
        assert not re.search(r"\{\w*\}", letter)
    assert re.findall(r"\d+", found.letter_en.replace("22 November 2026", "").partition("Basis")[0]) == [], "no figure and no day was stated"


def test_both_letters_hold_every_fact_that_was_stated(context: Context) -> None:
    said = {**BRACELET, "loss_cny": "40", "evidence": ["receipt", "photos"], "departure_date": "2026-11-27", "complainant": "Ada Example", "contact": "+44 1"}
    found = answer(said, context)
    for part in ("silver bracelet", "Old Street Silver", "300.00", "900.00", "40.00", "Ada Example", "+44 1"):
        assert part in found.letter_en
        assert part in found.letter_zh
    for part in ("20 November 2026", "27 November 2026", "Chongqing", "receipt", "photos", "article 55"):
        assert part in found.letter_en
    for part in ("2026年11月20日", "2026年11月27日", "重庆", "购物小票", "照片", "第55条第1款"):
        assert part in found.letter_zh
    assert OPEN["en"] not in found.letter_en


@pytest.mark.parametrize(
    "question",
    [
        {"happened": "defective", "received": "2026-11-01"},
        {"happened": "unsafe_food", "seller_knew": False},
        {"happened": "unsafe_food"},
        {"happened": "tour_shopping", "trip_end": "2026-05-06"},
    ],
    ids=str,
)
def test_without_the_right_the_letter_claims_no_article(question: dict[str, Any], context: Context) -> None:
    found = answer({**question, "price_cny": "60"}, context)
    assert found.verdict != "yes"
    assert "Basis" not in found.letter_en
    assert "依据" not in found.letter_zh
    assert "60.00" in found.letter_en, "the facts are still stated"
    assert found.what_now


def test_a_late_return_asks_for_repair(context: Context) -> None:
    found = answer({"happened": "defective", "received": "2026-11-01", "price_cny": "60"}, context)
    assert (found.verdict, "repair or replacement" in found.letter_en, "修理" in found.letter_zh) == ("no", True, True)
    asked = answer({"happened": "defective", "received": "2026-11-01", "requested": "2026-11-05", "price_cny": "60"}, context)
    assert (asked.verdict, "60.00 yuan back" in asked.letter_en) == ("yes", True)


@pytest.mark.parametrize("code", DEMANDS)
def test_every_demand_is_asked_for_in_both_languages(code: str, context: Context) -> None:
    chosen, without = answer({**BRACELET, "demand": [code]}, context), answer({**BRACELET, "demand": ["apology"]}, context)
    lines = [next(line for line in found.letter_en.split("\n") if line.startswith("I ask for")) for found in (chosen, without)]
    assert (lines[0] == lines[1]) is (code == "apology")
    assert re.search("请求：.", chosen.letter_zh)


@pytest.mark.parametrize("code", EVIDENCE)
def test_every_piece_of_evidence_is_named_once(code: str, context: Context) -> None:
    found = answer({"happened": "deceived", "evidence": [code, code]}, context)
    (line,) = [line for line in found.letter_zh.split("\n") if line.startswith("证据")]
    assert "、" not in line


def test_what_the_agency_could_do_is_not_stated_for_the_visitor(context: Context) -> None:
    found = answer({"happened": "tour_refused", "price_cny": "3000"}, context)
    assert "although" not in found.letter_en
    assert "具备" not in found.letter_zh
    assert "3000.00 to 9000.00" in found.letter_en
    assert "agency_able" in {taken.field for taken in found.assumptions}


@pytest.mark.parametrize("happened", ["tour_left_out", "tour_extra_charge"])
def test_the_amount_in_dispute_is_what_comes_back(happened: str, context: Context) -> None:
    assert "80.00 yuan back" in answer({"happened": happened, "amount_cny": "80", "price_cny": "3000"}, context).letter_en


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ({"happened": "deceived", "place": "CN-CQ"}, {"merchant", "market_regulation", "city_hotline", "consumers_association", "court"}),
        ({"happened": "tour_shopping", "place": "CN-CQ"}, {"merchant", "tourism", "city_hotline", "consumers_association", "court"}),
        (
            {"happened": "deceived", "place": "CN-SC/Chengdu"},
            {"merchant", "market_regulation", "city_hotline", "consumers_association", "chengdu_fund", "court"},
        ),
    ],
    ids=["deceived", "tour", "with_a_fund"],
)
def test_who_takes_it(question: dict[str, Any], bodies: set[str], context: Context) -> None:
    found = answer(question, context)
    assert {body.channel for body in found.bodies} == bodies
    assert "one_body_at_a_time" in codes(found)
    names = [body.name for body in answer(question, context, "zh").bodies]
    assert all(re.search("[一-鿿]", name) for name in names)


def test_what_ends_before_departure(context: Context) -> None:
    leaving = answer({**BRACELET, "place": "CN-SC/Chengdu", "filed": "2026-11-23", "departure_date": "2026-11-27"}, context)
    ends = {body.channel: (body.answer_latest, body.ends_before_departure) for body in leaving.bodies if body.answer_latest}
    assert ends == {"market_regulation": (date(2026, 12, 2), False), "chengdu_fund": (date(2026, 11, 26), True)}
    assert "none_ends_before_departure" not in codes(leaving)
    assert "none_ends_before_departure" in codes(answer({**BRACELET, "departure_date": "2026-11-24"}, context))


def test_after_leaving_the_letter_does_not_ask_for_an_answer_before_it(context: Context) -> None:
    found = answer({**BRACELET, "departure_date": "2026-11-21", "filed": "2026-11-22"}, context)
    assert "I left the mainland on 21 November 2026." in found.letter_en
    assert "before that day" not in found.letter_en


def test_the_tourism_body_takes_nothing_after_ninety_days(context: Context) -> None:
    def tourism(trip_end: str) -> Any:
        return next(b for b in answer({"happened": "tour_left_out", "trip_end": trip_end}, context).bodies if b.channel == "tourism")

    assert (tourism("2026-08-24").file_latest, tourism("2026-08-24").answer_latest) == (date(2026, 11, 22), date(2026, 11, 24))
    assert (tourism("2026-08-23").file_latest, tourism("2026-08-23").answer_latest) == (date(2026, 11, 21), None)


def test_money_that_is_not_due_is_not_called_late(context: Context) -> None:
    assert "not_due_yet" in codes(answer({"happened": "not_repaid", "goods_back": "2026-11-20"}, context))
    assert "not_due_yet" not in codes(answer({"happened": "not_repaid", "goods_back": "2026-11-02"}, context))


def test_a_question_about_nothing_is_asked_back(context: Context) -> None:
    found = answer({"what": "tea"}, context)
    assert (found.verdict, found.missing, found.letter_en) == ("unknown", ["happened"], "")
    assert answer({"happened": "tour_refused"}, context).missing == []


def test_missing_fields_are_named_as_they_are_asked_here(context: Context) -> None:
    for happened in HAPPENED:
        found = answer({"happened": happened}, context)
        assert set(found.missing) <= set(service("complaint").question.model_fields), happened


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"happened": "bored"}, "happened"),
        ({"filed": "2026-11-01", "bought": "2026-11-02"}, "filed"),
        ({"requested": "2026-11-01", "received": "2026-11-02"}, "requested"),
        ({"evidence": ["smell"]}, "evidence"),
        ({"what": "x" * 201}, "what"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_by_field(question: dict[str, Any], field: str, context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        service("complaint").read(question, context.atlas)
    assert caught.value.field == field


@pytest.mark.parametrize("field", ["complainant", "contact"])
def test_who_complains_is_never_part_of_an_address(field: str) -> None:
    by_address = site.client().get("/api/v1/complaint", {"happened": "deceived", field: "Ada Example"})
    assert by_address.status_code == 400
    assert json.loads(by_address.content)["error"]["field"] == field
    by_post = site.client().post("/api/v1/complaint", json.dumps({"happened": "deceived", field: "Ada Example"}), content_type="application/json")
    assert "Ada Example" in json.loads(by_post.content)["letter_en"]
