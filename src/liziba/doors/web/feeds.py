"""The changes as feeds: Atom (RFC 4287) and JSON Feed 1.1, in both languages.

An item appears on the day on which it becomes news, an end 60 days before. Its id is made of what it is about and of the
language, so it stays the same on every site; addresses go by the host that was asked.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from liziba.atlas import texts
from liziba.atlas.notices import latest
from liziba.doors import clock
from liziba.doors.frame import frame
from liziba.doors.web.changes import Choice, WrongChoice, read, subjects
from liziba.doors.web.errors import explained
from liziba.doors.web.freshness import fresh
from liziba.doors.web.shell import origin
from liziba.doors.web.telling import Told, subject, told
from liziba.doors.web.templatetags.house import html_language

# Items in a feed: more than a year of changes.
MOST = 40


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), clock.BEIJING)


def urn(item: Told, language: str) -> str:
    """The id of an item in one language."""
    return f"urn:uuid:{item.notice.id_in(language)}"


@gzip_page
@require_safe
def atom(request: HttpRequest, language: str) -> HttpResponseBase:
    """The feed in Atom."""
    return _feed(request, language, "atom")


@gzip_page
@require_safe
def json_feed(request: HttpRequest, language: str) -> HttpResponseBase:
    """The feed in JSON Feed."""
    return _feed(request, language, "json")


def _feed(request: HttpRequest, language: str, kind: str) -> HttpResponseBase:
    context = frame(language)
    try:
        choice = read({"subject": request.GET.get("subject", "")}, subjects(context.atlas, context.today), context.today)
    except WrongChoice:
        return explained(request, 400)
    found = [notice for notice in latest(context.atlas, context.today) if choice.subject in ("", notice.table)][:MOST]
    items = [told(notice, context.atlas, language, context.today) for notice in found]
    site = origin(request)
    title = texts.say("changes.feed.title", language)
    if choice.subject:
        title += texts.say("changes.feed.of", language, subject=subject(choice.subject, language))
    of_subject = f"?subject={choice.subject}" if choice.subject else ""
    own, home = (f"{site}/{language}/changes{rest}{of_subject}" for rest in (f".{kind}", ""))
    make = _atom if kind == "atom" else _json
    return fresh(request, make(items, title, own, home, site, language))


def _atom(items: list[Told], title: str, own: str, home: str, site: str, language: str) -> HttpResponse:
    feed = Atom1Feed(
        title=title,
        link=home,
        description=texts.say("changes.about", language),
        language=html_language(language),
        author_name=texts.say("web.name", language),
        feed_url=own,
        feed_guid=own,
    )
    for item in items:
        feed.add_item(
            title=item.headline,
            link=_address(item, site, language),
            description=_body(item, site, language),
            unique_id=urn(item, language),
            pubdate=_moment(item.notice.told_on),
            updateddate=_moment(item.notice.told_on),
            categories=(item.subject,),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _json(items: list[Told], title: str, own: str, home: str, site: str, language: str) -> HttpResponse:
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "description": texts.say("changes.about", language),
        "home_page_url": home,
        "feed_url": own,
        "language": html_language(language),
        "authors": [{"name": texts.say("web.name", language), "url": f"{site}/{language}/"}],
        "items": [
            {
                "id": urn(item, language),
                "url": _address(item, site, language),
                "title": item.headline,
                "content_html": _body(item, site, language),
                "content_text": item.text,
                "date_published": _moment(item.notice.told_on).isoformat(),
                "tags": [item.subject],
            }
            for item in items
        ],
    }
    return HttpResponse(json.dumps(feed, ensure_ascii=False), content_type="application/feed+json; charset=utf-8")


def _address(item: Told, site: str, language: str) -> str:
    """The page that shows the day of effect, at the item."""
    day = item.notice.day
    return f"{site}{Choice(since=day, until=day).address(language)}#{item.anchor}"


def _body(item: Told, site: str, language: str) -> str:
    return render_to_string("_notice_body.html", {"item": item, "site": site, "language": language}).strip()
