"""The calendar file, read again by hand: no library reads it back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from liziba.doors.cli.commands import command_line
from liziba.doors.ics import calendar_file
from liziba.services.declaration import Context, ask, service
from liziba.services.question import QuestionError
from tests.doors import site

BOUGHT = {"place": "CN-CQ", "purchases": [{"store": "Secret shop", "date": "2026-11-20", "amount_cny": "777.00", "vat_rate_pct": 13}]}
CLAIM = {**BOUGHT, "departure_date": "2026-12-01"}
PROMISE = {"place": "CN-CQ", "date": "2026-11-20"}


def events(content: bytes) -> list[dict[str, str]]:
    """The events: folded lines joined, one name and value each."""
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = content.decode().replace("\r\n ", "").splitlines()
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    found = []
    for block in re.findall(r"BEGIN:VEVENT\n(.*?)END:VEVENT", "\n".join(lines), re.DOTALL):
        own = re.sub(r"BEGIN:VALARM\n.*?END:VALARM\n", "", block, flags=re.DOTALL)
        found.append({line.partition(":")[0].partition(";")[0]: line.partition(":")[2] for line in own.splitlines()})
    return found


def made(name: str, fields: dict[str, Any], context: Context) -> bytes:
    return calendar_file(service(name), ask(name, fields, context), context)


@pytest.mark.parametrize("fields", [CLAIM, BOUGHT], ids=["day of leaving said", "not said yet"])
def test_the_last_day_of_leaving_with_the_goods_is_a_whole_day(fields: dict[str, Any], context: Context) -> None:
    (event,) = events(made("refund", fields, context))
    assert (event["DTSTART"], event["DTEND"], event["DTSTAMP"]) == ("20270218", "20270219", "20261122T000000Z")
    assert "goods" in event["SUMMARY"]
    assert "As known on 22 November 2026" in event["DESCRIPTION"]


def test_the_promised_day_of_the_refund_in_the_store(context: Context) -> None:
    (event,) = events(made("instant-refund", PROMISE, context))
    assert event["DTSTART"] == "20261218"
    assert "promised" in event["SUMMARY"]


def test_both_languages_speak_of_the_same_event(context: Context) -> None:
    (english,) = events(made("refund", CLAIM, context))
    (chinese,) = events(made("refund", CLAIM, Context(context.atlas, context.today, "zh")))
    assert english["UID"] == chinese["UID"]
    assert "离境" in chinese["SUMMARY"]


def test_the_same_answer_gives_the_same_bytes_and_nothing_of_the_question(context: Context) -> None:
    first = made("refund", CLAIM, context)
    assert first == made("refund", CLAIM, context)
    assert b"Secret" not in first
    assert b"777" not in first


@pytest.mark.parametrize(
    "fields",
    [{**CLAIM, "departure_date": "2027-03-30"}, {"place": "CN-CQ"}, {"place": "CN-CQ", "purchases": [{"amount_cny": "777", "vat_rate_pct": 13}]}],
    ids=["refused", "nothing bought", "day of purchase not said"],
)
def test_an_answer_without_a_last_day_has_no_calendar(fields: dict[str, Any], context: Context) -> None:
    with pytest.raises(QuestionError):
        made("refund", fields, context)


def test_the_command_writes_the_file_beside_the_answer(tmp_path: Path, context: Context) -> None:
    target = tmp_path / "leave.ics"
    done = CliRunner().invoke(command_line("en"), ["instant-refund", "--place", "CN-CQ", "--date", "2026-11-20", "--ics", str(target)])
    assert done.exit_code == 0, done.output
    assert target.read_bytes() == made("instant-refund", PROMISE, context)
    missing = CliRunner().invoke(command_line("en"), ["instant-refund", "--place", "CN-CQ", "--ics", str(target)])
    assert missing.exit_code == 1
    assert "To answer, say" in missing.stdout


def test_the_address_gives_the_file_and_errors_as_the_answer_does(context: Context) -> None:
    response = site.client().get("/api/v1/instant-refund.ics?place=CN-CQ&date=2026-11-20")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert events(response.content) == events(made("instant-refund", PROMISE, context))
    refused = site.client().get("/api/v1/instant-refund.ics?place=nowhere")
    assert (refused.status_code, refused.json()["error"]["field"]) == (400, "place")
    private = site.client().get("/api/v1/refund.ics?last_entry_date=2026-01-01")
    assert (private.status_code, private.json()["error"]["field"]) == (400, "last_entry_date")
