"""The door for programs: the same answers as `ask`, and the contract's error for whatever else arrives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liziba.doors import flat
from liziba.services.declaration import Context, ask, service, services
from tests.doors import site

GERMAN = {"nationality": "DE", "entry_at": "2026-12-01T10:00", "entry_port": "CKG"}


def post(body: bytes | str, path: str = "/api/v1/stay", **headers: str) -> Any:
    return site.client().post(path, data=body, content_type="application/json", headers=headers)


def problem(response: Any, status: int = 400) -> dict[str, Any]:
    """The error in a response; everything that the contract says of it is checked here."""
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/json"
    body = json.loads(response.content)
    assert set(body) == {"error"}
    assert set(body["error"]) == {"field", "given", "accepted", "message"}
    assert body["error"]["message"]
    return dict(body["error"])


def test_every_example_is_answered_as_by_ask(context: Context) -> None:
    for asked in services().values():
        for fields in asked.examples.values():
            expected = json.loads(ask(asked.name, fields, context).model_dump_json())
            assert json.loads(post(json.dumps(fields), f"/api/v1/{asked.name}").content) == expected
            query = urlencode(flat.pairs_of(fields))
            if not any(isinstance(value, list) and value and isinstance(value[0], dict) for value in fields.values()):
                assert json.loads(site.client().get(f"/api/v1/{asked.name}?{query}").content) == expected


def test_lists_and_records_can_stand_in_an_address(context: Context) -> None:
    query = urlencode([*GERMAN.items(), ("places", "CN-CQ"), ("places", "CN-SC/Chengdu"), ("group.size", "4"), ("group.organiser", "mainland_agency")])
    fields = {**GERMAN, "places": ["CN-CQ", "CN-SC/Chengdu"], "group": {"size": 4, "organiser": "mainland_agency"}}
    assert json.loads(site.client().get(f"/api/v1/stay?{query}").content) == json.loads(ask("stay", fields, context).model_dump_json())


def test_the_language_comes_from_the_address_or_the_header() -> None:
    asked = json.dumps(GERMAN)
    english = json.loads(post(asked, "/api/v1/stay?language=en", **{"Accept-Language": "zh-CN"}).content)["headline"]
    chinese = json.loads(post(asked, **{"Accept-Language": "fr, zh-CN;q=0.8, en;q=0.5"}).content)["headline"]
    assert english.isascii()
    assert not chinese.isascii()
    assert json.loads(post(asked, **{"Accept-Language": "fr;q=x,;;,"}).content)["headline"] == english
    assert problem(post(asked, "/api/v1/stay?language=fr"))["field"] == "language"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"nationality": "XX"}, "nationality"),
        ({"nationality": 12}, "nationality"),
        ({"nationality": ["DE"]}, "nationality"),
        ({"nationality": {"a": 1}}, "nationality"),
        ({"nationality": "D\x00E"}, "nationality"),
        ({"entry_port": "XXX"}, "entry_port"),
        ({"entry_port": "LHR"}, "entry_port"),
        ({"entry_at": "tomorrow"}, "entry_at"),
        ({"entry_at": "2026-12-01T10:00+02:00"}, "entry_at"),
        ({"entry_at": "2026-12-02T10:00", "exit_at": "2026-12-01T10:00"}, "exit_at"),
        ({"places": "CN-CQ"}, "places"),
        ({"places": ["CN-CQ", "\u0007"]}, "places"),
        ({"places": ["CN-CQ"] * 1001}, "places"),
        ({"age": 1e300}, "age"),
        ({"age": -1}, "age"),
        ({"group": {"size": 1}}, "group.organiser"),
        ({"previous_stays": [{"entry": "2026-05-02", "exit": "2026-05-01", "basis": "visa"}]}, "previous_stays.exit"),
        ({"colour": "red"}, "colour"),
        ({"as_of": "0000-00-00"}, "as_of"),
        ({"illegal_stay_on": 0}, "illegal_stay_on"),
        ({"passport_valid_until": "1764583200"}, "passport_valid_until"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, Any], path: str) -> None:
    found = problem(post(json.dumps(fields)))
    assert found["field"] == path
    assert found["accepted"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"DE"',
        b"nationality=DE",
        b"\xff\xfe",
        b"\x00",
        b'{"nationality": "\\ud800"}',
        b'{"age": NaN}',
        b'{"age": 1e999}',
        b'{"age": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"group": ' * 20_000,
        b'{"group": ' + b'{"size":' * 150 + b"1" + b"}" * 150 + b"}",
    ],
    ids=range(15),
)
def test_a_body_that_is_no_question_is_an_error(body: bytes) -> None:
    problem(post(body))


def test_a_body_of_ten_megabytes_is_refused_before_it_is_read() -> None:
    problem(post(b'{"nationality": "' + b"D" * 10_000_000 + b'"}'), 413)


def test_an_address_with_too_many_fields_is_an_error() -> None:
    problem(site.client().get("/api/v1/stay?" + "&".join(f"places={n}" for n in range(1500))))


@pytest.mark.parametrize("name", ["nationality=DE&nationality=FR", "no_such=1", "a.b.c.d=1", "group=1", "nationality.x=1", "previous.0=1", "%00=%00", "age=x"])
def test_an_address_that_is_no_question_is_an_error(name: str) -> None:
    problem(site.client().get(f"/api/v1/stay?{name}"))


def test_personal_fields_are_not_taken_from_an_address() -> None:
    for field in flat.private_fields(service("stay").question):
        found = problem(site.client().get(f"/api/v1/stay?{urlencode(GERMAN)}&{field}=2027-01-01"))
        assert found["field"] == field
        assert found["given"] is None


def test_other_addresses_and_methods_answer_in_json() -> None:
    problem(site.client().get("/api/v1/no-such"), 404)
    problem(site.client().get("/api/no-such"), 404)
    assert "POST" in site.client().delete("/api/v1/stay").headers["Allow"]
    problem(site.client().delete("/api/v1/stay"), 405)
    problem(site.client().put("/api/v1/stay"), 405)
    problem(site.client().get("/api/v1/stay", headers={"Host": "evil.example"}), 400)
    assert json.loads(site.client().get("/api/v1/").content)["services"] == list(services())


def test_a_fault_of_ours_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("liziba.doors.api.ask", fail)
    response = post(json.dumps(GERMAN))
    problem(response, 500)
    assert b"secret" not in response.content


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for inner in node.values():
            yield from references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from references(inner)


def test_the_document_describes_every_service_and_no_personal_field_in_addresses() -> None:
    document = json.loads(site.client().get("/api/v1/openapi.json").content)
    for asked in services().values():
        ways = document["paths"][f"/api/v1/{asked.name}"]
        names = {parameter["name"].partition(".")[0] for parameter in ways["get"]["parameters"]}
        assert names == set(asked.question.model_fields) - flat.private_fields(asked.question) | {"language"}
        for way in ways.values():
            assert {"200", "400", "413"} <= set(way["responses"])
        body = ways["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        assert set(document["components"]["schemas"][body]["properties"]) == set(asked.question.model_fields)
    for reference in references(document):
        assert reference.removeprefix("#/components/schemas/") in document["components"]["schemas"]
    identifiers = [way["operationId"] for ways in document["paths"].values() for way in ways.values()]
    assert len(identifiers) == len(set(identifiers))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_question_breaks_the_door(data: st.DataObject) -> None:
    asked = data.draw(st.sampled_from(list(services().values())))
    fields = data.draw(st.dictionaries(st.sampled_from(list(asked.question.model_fields)) | st.text(max_size=8), JSON, max_size=6))
    response = post(json.dumps(fields), f"/api/v1/{asked.name}")
    if response.status_code == 200:
        assert json.loads(response.content)["headline"]
    else:
        problem(response)
