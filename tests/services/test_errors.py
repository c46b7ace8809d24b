"""A question that cannot be read: which field, what was given, what is accepted, in the reader's language and in our own words."""

from __future__ import annotations

import copy
import pickle
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
import pytest
from pydantic import BaseModel, Field, ValidationError

from liziba.atlas.texts import Saying
from liziba.services.accepted import accepted, by_path
from liziba.services.declaration import Context, ask, service, services
from liziba.services.first_error import first_error
from liziba.services.question import Question, QuestionError, question_field

COUNTRY = ("an ISO 3166-1 alpha-2 code of a country or region (DE, HK)", "国家或地区的 ISO 3166-1 两位字母代码（如 DE、HK）")
PLACE = ("an ISO 3166-2 code, with a town or district after a slash (CN-CQ, CN-SC/Chengdu)", "ISO 3166-2 代码，斜杠后可写城市或区县（如 CN-CQ、CN-SC/Chengdu）")
MOMENT = ("a day or a moment in Beijing time like 2026-11-22 or 2026-11-22T18:30", "北京时间的日期或时刻，如 2026-11-22 或 2026-11-22T18:30")
DAY = ("a day like 2026-11-22", "日期，如 2026-11-22")
TRUTH = ("true or false", "true（是）或 false（否）")
AGE = ("a whole number, from 0 to 150", "整数，0 至 150")
YUAN = ("an amount in yuan with at most two decimals, from 0 to 90000000000", "以元为单位的金额，最多两位小数，0 至 90000000000")
TICKETS = ("confirmed, open_date, none", "confirmed, open_date, none")
GROUP = {"size": 4, "organiser": "mainland_agency"}
STAY = {"entry": "2026-05-01", "exit": "2026-05-09", "basis": "visa"}

# Service, fields, path of the field, what is accepted, message; the texts in English and Chinese.
WRONG: list[tuple[str, dict[str, Any], str, tuple[str, str], tuple[str, str]]] = [
    (
        "stay",
        {"entry_port": "XXX"},
        "entry_port",
        ("an IATA code or port_id", "IATA 机场三字代码或口岸编号（port_id）"),
        ("No such port: XXX.", "没有这个口岸：XXX。"),
    ),
    ("stay", {"nationality": "ZZ"}, "nationality", COUNTRY, ("No such country or region: ZZ.", "没有这个国家或地区：ZZ。")),
    ("stay", {"nationality": 5}, "nationality", COUNTRY, ("Not a code: 5.", "不是代码：5。")),
    ("stay", {"journey": ["DE", "ZZ"]}, "journey", COUNTRY, ("No such country or region: ZZ.", "没有这个国家或地区：ZZ。")),
    ("stay", {"places": ["CN-XX"]}, "places", PLACE, ("No such place: CN-XX.", "没有这个地点：CN-XX。")),
    ("stay", {"entry_at": "soon"}, "entry_at", MOMENT, ("entry_at is no moment: soon.", "entry_at 不是日期和时间：soon。")),
    ("stay", {"entry_at": "2026-13-01T10:00"}, "entry_at", MOMENT, ("entry_at is no moment: 2026-13-01T10:00.", "entry_at 不是日期和时间：2026-13-01T10:00。")),
    (
        "stay",
        {"entry_at": "2026-12-01T10:00+02:00"},
        "entry_at",
        MOMENT,
        ("entry_at is in Beijing time and takes no offset: 2026-12-01T10:00+02:00.", "entry_at 为北京时间，不写时差：2026-12-01T10:00+02:00。"),
    ),
    (
        "stay",
        {"entry_at": "2026-12-01T10:00", "exit_at": "2026-11-30T10:00"},
        "exit_at",
        (f"{MOMENT[0]}, not before entry_at", f"{MOMENT[1]}，不早于 entry_at"),
        ("exit_at lies before entry_at.", "exit_at 早于 entry_at。"),
    ),
    (
        "stay",
        {"passport_valid_until": "2026-02-30"},
        "passport_valid_until",
        DAY,
        ("passport_valid_until is no day: 2026-02-30.", "passport_valid_until 不是日期：2026-02-30。"),
    ),
    ("stay", {"illegal_stay_on": 0}, "illegal_stay_on", DAY, ("illegal_stay_on is no day: 0.", "illegal_stay_on 不是日期：0。")),
    ("stay", {"as_of": "yesterday"}, "as_of", DAY, ("as_of is no day: yesterday.", "as_of 不是日期：yesterday。")),
    ("stay", {"onward_ticket": "lost"}, "onward_ticket", TICKETS, ("onward_ticket has no such code: lost.", "onward_ticket 没有这个代码：lost。")),
    (
        "stay",
        {"leaves_airport": "perhaps"},
        "leaves_airport",
        TRUTH,
        ("leaves_airport is neither true nor false: perhaps.", "leaves_airport 既不是 true 也不是 false：perhaps。"),
    ),
    ("stay", {"age": "twelve"}, "age", AGE, ("age is no whole number: twelve.", "age 不是整数：twelve。")),
    ("stay", {"age": 1.5}, "age", AGE, ("age is no whole number: 1.5.", "age 不是整数：1.5。")),
    ("stay", {"age": -1}, "age", AGE, ("age is less than 0: -1.", "age 小于 0：-1。")),
    ("stay", {"age": 200}, "age", AGE, ("age is more than 150: 200.", "age 大于 150：200。")),
    (
        "stay",
        {"group": {**GROUP, "size": 0}},
        "group.size",
        ("a whole number, from 1 to 100000", "整数，1 至 100000"),
        ("group.size is less than 1: 0.", "group.size 小于 1：0。"),
    ),
    (
        "stay",
        {"group": "four"},
        "group",
        ("an object with size, organiser", "由 size、organiser 组成的对象"),
        ("group is no object: four.", "group 不是对象：four。"),
    ),
    (
        "stay",
        {"group": {**GROUP, "guide": 1}},
        "group.guide",
        ("one of: size, organiser", "以下之一：size、organiser"),
        ("No such field: group.guide.", "没有这个字段：group.guide。"),
    ),
    (
        "stay",
        {"previous_stays": [{**STAY, "entry": "May"}]},
        "previous_stays.entry",
        DAY,
        ("previous_stays.entry is no day: May.", "previous_stays.entry 不是日期：May。"),
    ),
    (
        "stay",
        {"previous_stays": [{"entry": "2026-05-01", "basis": "visa"}]},
        "previous_stays.exit",
        (f"{DAY[0]}, not before entry", f"{DAY[1]}，不早于 entry"),
        ("previous_stays.exit is missing.", "缺少 previous_stays.exit。"),
    ),
    (
        "stay",
        {"previous_stays": [{**STAY, "basis": "holiday"}]},
        "previous_stays.basis",
        (
            "visa, apec_card, the code of a scheme (unilateral, transit_240h), or unknown",
            "visa、apec_card、政策代码（如 unilateral、transit_240h），或 unknown",
        ),
        ("previous_stays.basis has no such code: holiday.", "previous_stays.basis 没有这个代码：holiday。"),
    ),
    (
        "stay",
        {"previous_stays": [{**STAY, "exit": "2026-04-01"}]},
        "previous_stays.exit",
        (f"{DAY[0]}, not before entry", f"{DAY[1]}，不早于 entry"),
        ("exit lies before entry.", "exit 早于 entry。"),
    ),
    (
        "stay",
        {"places": "CN-CQ"},
        "places",
        (
            "a list of ISO 3166-2 codes, each with a town or district after a slash (CN-CQ, CN-SC/Chengdu), at most 1000 of them",
            "ISO 3166-2 代码列表，斜杠后可写城市或区县（如 CN-CQ、CN-SC/Chengdu），最多 1000 项",
        ),
        ("places is no list: CN-CQ.", "places 不是列表：CN-CQ。"),
    ),
    (
        "refund",
        {"earlier_entries": ["2026-11-01"] * 1001},
        "earlier_entries",
        ("a list of days like 2026-11-22, at most 1000 of them", "日期列表，日期如 2026-11-22，最多 1000 项"),
        ("earlier_entries has more than 1000 entries.", "earlier_entries 超过 1000 项。"),
    ),
    ("refund", {"earlier_entries": [5]}, "earlier_entries", DAY, ("earlier_entries is no day: 5.", "earlier_entries 不是日期：5。")),
    ("refund", {"place": "Paris"}, "place", PLACE, ("No such place: Paris.", "没有这个地点：Paris。")),
    (
        "refund",
        {"purchases": [{"amount_cny": "much"}]},
        "purchases.amount_cny",
        YUAN,
        ("purchases.amount_cny is no number: much.", "purchases.amount_cny 不是数字：much。"),
    ),
    (
        "refund",
        {"purchases": [{"amount_cny": "NaN"}]},
        "purchases.amount_cny",
        YUAN,
        ("purchases.amount_cny is no number: NaN.", "purchases.amount_cny 不是数字：NaN。"),
    ),
    (
        "refund",
        {"purchases": [{"amount_cny": "1.234"}]},
        "purchases.amount_cny",
        YUAN,
        ("purchases.amount_cny has more than 2 decimals: 1.234.", "purchases.amount_cny 的小数超过 2 位：1.234。"),
    ),
    (
        "refund",
        {"agent_fee_pct": 130},
        "agent_fee_pct",
        ("a percentage with at most two decimals, from 0 to 100", "百分数（不写百分号），最多两位小数，0 至 100"),
        ("agent_fee_pct is more than 100: 130.", "agent_fee_pct 大于 100：130。"),
    ),
    (
        "refund",
        {"purchases": [{"store": 5}]},
        "purchases.store",
        ("text of at most 200 characters", "文字，最多 200 个字符"),
        ("purchases.store is no text: 5.", "purchases.store 不是文字：5。"),
    ),
    (
        "refund",
        {"purchases": [{"store": "s" * 300}]},
        "purchases.store",
        ("text of at most 200 characters", "文字，最多 200 个字符"),
        (f"purchases.store is longer than 200 characters: {'s' * 60}…", f"purchases.store 超过 200 个字符：{'s' * 60}…"),
    ),
    (
        "refund",
        {"purchases": [{"pieces": 1, "pieces_shown": 2}]},
        "purchases.pieces_shown",
        ("a whole number from 0 to pieces", "整数，0 至 pieces"),
        ("More pieces are shown than were bought.", "出示的件数多于购买的件数。"),
    ),
    (
        "refund",
        {"departure_date": "2026-12-01", "purchases": [{"date": "2026-12-02"}]},
        "purchases.date",
        (f"{DAY[0]}, not after departure_date", f"{DAY[1]}，不晚于 departure_date"),
        ("A purchase lies after the departure.", "有购物日期晚于离境日期。"),
    ),
]
# Words of the model library, which no reader should see.
LIBRARY = re.compile(r"[Ii]nput should|valid (integer|number|boolean|date|string|list)|unable to|pydantic|Value error|Extra inputs|Field required")


def error_of(name: str, fields: Any, context: Context) -> QuestionError:
    with pytest.raises(QuestionError) as caught:
        ask(name, fields, context)
    return caught.value


@pytest.mark.parametrize(("name", "fields", "path", "takes", "message"), WRONG, ids=[f"{path}-{n}" for n, (_, _, path, _, _) in enumerate(WRONG)])
def test_says_in_both_languages_which_field_and_what_is_accepted(
    name: str, fields: dict[str, Any], path: str, takes: tuple[str, str], message: tuple[str, str], context: Context
) -> None:
    error = error_of(name, fields, context)
    for n, language in enumerate(("en", "zh")):
        body = error.as_error(language)["error"]
        assert (body["field"], body["accepted"], body["message"]) == (path, takes[n], message[n])
        assert not LIBRARY.search(f"{body['accepted']} {body['message']}")


def test_the_error_of_the_contract(context: Context) -> None:
    error = error_of("stay", {"entry_port": "XXX"}, context)
    expected = {"field": "entry_port", "given": "XXX", "accepted": "an IATA code or port_id", "message": "No such port: XXX."}
    assert error.as_error() == {"error": expected}
    assert (error.accepted, error.message, str(error)) == (expected["accepted"], expected["message"], expected["message"])


@pytest.mark.parametrize("fields", [{"age": "twelve"}, {"places": ["CN-XX"]}, {"previous_stays": [{**STAY, "exit": "2026-04-01"}]}, {"wings": 2}])
def test_only_the_texts_depend_on_the_language(fields: dict[str, Any], context: Context) -> None:
    error = error_of("stay", fields, context)
    english, chinese = error.as_error("en")["error"], error.as_error("zh")["error"]
    assert (english["field"], english["given"]) == (chinese["field"], chinese["given"])
    assert english["message"] != chinese["message"]


def test_a_field_that_nobody_knows_is_told_those_that_there_are(context: Context) -> None:
    body = error_of("stay", {"wings": 2}, context).as_error("zh")["error"]
    assert (body["field"], body["given"], body["message"]) == ("wings", 2, "没有这个字段：wings。")
    assert body["accepted"].startswith("以下之一：as_of、nationality、entry_at")


@pytest.mark.parametrize(("fields", "message"), [([1], "问题应是由字段组成的对象。"), ({5: 6}, "无法识别这个问题。")])
def test_what_is_no_question_is_told_so(fields: Any, message: str, context: Context) -> None:
    assert error_of("stay", fields, context).as_error("zh")["error"]["message"] == message


def test_a_service_that_nobody_knows(context: Context) -> None:
    body = error_of("sty", {}, context).as_error("zh")["error"]
    assert (body["field"], body["given"], body["accepted"], body["message"]) == ("service", "sty", ", ".join(services()), "没有这项服务：sty。")


def test_an_unspoken_language_gets_the_error_in_english(context: Context) -> None:
    assert error_of("stay", {"age": "x"}, context).as_error("fr") == error_of("stay", {"age": "x"}, context).as_error("en")


def test_long_input_is_quoted_short(context: Context) -> None:
    assert len(error_of("stay", {"nationality": "x" * 100_000}, context).message) < 120


@pytest.mark.parametrize("name", list(services()))
def test_every_field_says_in_both_languages_what_it_accepts(name: str) -> None:
    for path, takes in by_path(service(name).question).items():
        assert takes, path
        if isinstance(takes, Saying):
            assert not takes.in_language("zh").isascii(), path


class Box(BaseModel):
    weight: Annotated[Decimal, Field(ge=0)]


class Luggage(Question):
    """A question of no service, declared without a word about what its fields accept."""

    port: str | None = question_field("required", "port")
    left_on: date | None = question_field("required", "day")
    kind: Literal["bag", "box"] | None = question_field("none", "code", choices=("bag", "box"))
    pieces: Annotated[int, Field(le=9)] | None = question_field("none", "whole")
    boxes: list[Box] | None = question_field("none", "records")
    heavy: bool | None = question_field("none", "truth")
    labels: list[str] | None = question_field("none", "texts")


def test_a_new_question_needs_no_words_of_its_own() -> None:
    assert {path: str(takes) for path, takes in by_path(Luggage).items() if path != "as_of"} == {
        "port": "an IATA code or port_id",
        "left_on": "a day like 2026-11-22",
        "kind": "bag, box",
        "pieces": "a whole number, at most 9",
        "boxes": "a list of objects with weight",
        "boxes.weight": "a number, at least 0",
        "heavy": "true or false",
        "labels": "a list of texts",
    }
    assert accepted(Luggage, "wings") == ""


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"port": 5}, "port is no text: 5."),
        ({"left_on": "soon"}, "left_on is no day: soon."),
        ({"pieces": {}}, "pieces is no whole number: {}."),
        ({"boxes": [{}]}, "boxes.weight is missing."),
        ({"boxes": [{"weight": float("inf")}]}, "boxes.weight is no number: inf."),
        ({"labels": [None]}, "labels is no text: null."),
    ],
)
def test_errors_of_a_new_question_are_in_our_own_words(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Luggage.model_validate(fields)
    assert first_error(caught.value, Luggage).message == message


def test_a_saying_is_text_that_can_be_copied_and_sent() -> None:
    saying = Saying("accepted.up_to", what=Saying("accepted.days"), most=3)
    assert saying == "a list of days like 2026-11-22, at most 3 of them"
    for same in (copy.deepcopy(saying), pickle.loads(pickle.dumps(saying))):
        assert same == saying
        assert same.in_language("zh") == "日期列表，日期如 2026-11-22，最多 3 项"


@pytest.mark.parametrize(("language", "told"), [("en", "{}: {} is not accepted; accepted: {}"), ("zh", "{}：{} 无法识别；应填：{}")])
def test_a_table_says_the_same_of_a_row_as_a_single_question(language: str, told: str, context: Context, tmp_path: Path) -> None:
    spoken = Context(context.atlas, context.today, language)
    rows: dict[str, list[dict[str, Any]]] = {
        "stay": [
            {"nationality": "ZZ"},
            {"entry_port": "XXX"},
            {"entry_at": "soon"},
            {"entry_at": "2026-12-01T10:00", "exit_at": "2026-11-30T10:00"},
            {"exit_at": "later"},
        ],
        "refund": [
            {"place": "Paris"},
            {"departure_date": "2026-12-01", "purchases": [{"date": "2026-11-01"}, {"date": "2026-12-03"}, {"date": "2026-12-02"}]},
            {"departure_date": "2026-12-01", "purchases": [{"date": "soon"}]},
        ],
    }
    for name, asked in rows.items():
        source, target = tmp_path / f"{name}.parquet", tmp_path / f"{name}.answers.parquet"
        pl.DataFrame(asked, infer_schema_length=None).write_parquet(source)
        bulk = service(name).bulk
        assert bulk is not None
        assert bulk(source, target, spoken).errors == len(asked)
        for fields, error in zip(asked, pl.read_parquet(target)["error"], strict=True):
            body = error_of(name, fields, spoken).as_error(language)["error"]
            assert error == told.format(body["field"], body["given"], body["accepted"])
