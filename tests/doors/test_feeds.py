"""The feeds: valid Atom (RFC 4287) and JSON Feed 1.1, with ids that stay and addresses of the site that was asked."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
from django.test import override_settings

from liziba.atlas import texts
from liziba.doors.frame import frame
from tests.doors import site

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGES = texts.LANGUAGES


def get(path: str, **headers: str) -> Any:
    return site.client().get(path, headers=headers)


def atom(path: str = "/en/changes.atom", **headers: str) -> Tree.Element:
    return Tree.fromstring(get(path, **headers).content)


def json_feed(path: str = "/en/changes.json", **headers: str) -> dict[str, Any]:
    return dict(json.loads(get(path, **headers).content))


def one(element: Tree.Element, name: str) -> str:
    """The text of an element that must stand exactly once."""
    (found,) = element.findall(ATOM + name)
    return found.text or ""


def links(element: Tree.Element) -> dict[str, str]:
    return {link.get("rel", "alternate"): link.get("href", "") for link in element.findall(f"{ATOM}link")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_atom_feed_has_what_the_standard_requires(language: str) -> None:
    response = get(f"/{language}/changes.atom")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = Tree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    assert one(feed, "title")
    assert one(feed, "id").startswith("http")
    assert feed.findall(f"{ATOM}author/{ATOM}name")
    assert links(feed)["self"] == f"http://localhost/{language}/changes.atom"
    assert links(feed)["alternate"] == f"http://localhost/{language}/changes"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) >= 10
    for entry in entries:
        assert one(entry, "title")
        assert one(entry, "id").startswith("urn:uuid:")
        assert links(entry)["alternate"].startswith(f"http://localhost/{language}/changes?")
        assert one(entry, "summary")
        assert datetime.fromisoformat(one(entry, "published")) <= datetime.fromisoformat(one(entry, "updated"))
    assert len({one(entry, "id") for entry in entries}) == len(entries)
    days = [one(entry, "updated") for entry in entries]
    assert days == sorted(days, reverse=True), "newest first"
    assert one(feed, "updated") == days[0]
    assert all(datetime.fromisoformat(day).tzinfo for day in days)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_json_feed_has_what_the_standard_requires(language: str) -> None:
    response = get(f"/{language}/changes.json")
    assert response.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == f"http://localhost/{language}/changes.json"
    assert feed["home_page_url"] == f"http://localhost/{language}/changes"
    assert feed["language"] == {"en": "en", "zh": "zh-Hans"}[language]
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids) >= 10
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_text"]
        assert item["content_html"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo
        assert item["url"].startswith(f"http://localhost/{language}/changes?")
        assert not set(item) - {"id", "url", "title", "content_html", "content_text", "date_published", "tags"}


def test_both_feeds_tell_the_same_items() -> None:
    entries = atom().findall(f"{ATOM}entry")
    items = json_feed()["items"]
    assert [(one(entry, "id"), one(entry, "title"), one(entry, "summary")) for entry in entries] == [
        (item["id"], item["title"], item["content_html"]) for item in items
    ]


def test_the_forty_eight_are_one_item_with_every_name() -> None:
    first = json_feed()["items"][0]
    assert first["title"] == "Unilateral exemption: 48 countries fall off the list on 1 January 2027"
    assert first["date_published"] == "2026-11-02T00:00:00+08:00", "60 days before: when answers begin to warn"
    assert sum(name in first["content_text"] for name in ("Andorra", "Germany", "Japan", "Sweden", "Canada", "Uruguay")) == 6


def test_nothing_in_a_feed_lies_in_the_future() -> None:
    today = frame("en").today
    assert all(date.fromisoformat(item["date_published"][:10]) <= today for item in json_feed()["items"])


def test_ids_are_the_same_on_every_site_and_addresses_its_own() -> None:
    with override_settings(ALLOWED_HOSTS=["localhost", "visits.example"], HTTPS=True):
        there = json_feed(Host="visits.example")
    here = json_feed()
    assert [item["id"] for item in there["items"]] == [item["id"] for item in here["items"]]
    assert there["items"][0]["url"].startswith("https://visits.example/en/changes?")
    assert "localhost" not in json.dumps(there)


def test_each_language_has_items_of_its_own() -> None:
    english, chinese = json_feed(), json_feed("/zh/changes.json")
    assert len(english["items"]) == len(chinese["items"])
    assert not {item["id"] for item in english["items"]} & {item["id"] for item in chinese["items"]}


def test_an_address_leads_to_its_item() -> None:
    for item in json_feed()["items"][:5]:
        path, _, anchor = item["url"].removeprefix("http://localhost").partition("#")
        assert f'id="{anchor}"' in get(path).content.decode()


def test_a_feed_of_one_subject() -> None:
    feed = json_feed("/en/changes.json?subject=stay/mutual")
    assert {tag for item in feed["items"] for tag in item["tags"]} == {texts.say("changes.table.stay.mutual", "en")}
    assert feed["feed_url"].endswith("?subject=stay/mutual")
    page = get("/en/changes?subject=stay/mutual").content.decode()
    assert 'href="/en/changes.json?subject=stay/mutual"' in page


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_a_subject_that_is_not_there_is_refused(kind: str) -> None:
    assert get(f"/en/changes.{kind}?subject=stay/no_such").status_code == 400


@pytest.mark.parametrize("path", ["/en/changes.atom", "/zh/changes.atom", "/en/changes.json", "/zh/changes.json"])
def test_feeds_are_light_and_not_sent_twice(path: str) -> None:
    response = get(path)
    assert len(response.content) <= 150_000
    assert "max-age" in response.headers["Cache-Control"]
    again = get(path, **{"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    packed = get(path, **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert get(path, **{"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/en/", "/zh/changes"])
def test_pages_tell_readers_of_feeds_where_the_feeds_are(path: str) -> None:
    page = get(path).content.decode()
    language = path[1:3]
    assert f'<link rel="alternate" type="application/atom+xml" href="/{language}/changes.atom"' in page
    assert f'<link rel="alternate" type="application/feed+json" href="/{language}/changes.json"' in page
