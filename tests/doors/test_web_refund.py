"""The pages on refunds: purchases typed into lines, what becomes of each, the day for a calendar, other countries beside it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from liziba.atlas import texts
from liziba.doors import flat
from liziba.doors.ics import calendar_file
from liziba.services.declaration import Context, ask, service
from tests.doors import site
from tests.doors.reader import LANGUAGES, get, links, text

CLAIM: dict[str, Any] = {
    "place": "CN-CQ",
    "departure_date": "2027-02-20",
    "purchases": [
        {"date": "2026-12-01", "amount_cny": "12000.00", "vat_rate_pct": "13", "store": "Mall"},
        {"date": "2026-12-02", "amount_cny": "150.00", "vat_rate_pct": "9", "store": "Mall"},
        {"date": "2026-12-02", "amount_cny": "120.00", "vat_rate_pct": "13", "store": "Tea shop"},
        {"date": "2026-11-01", "amount_cny": "900.00", "vat_rate_pct": "13", "store": "Silk shop"},
    ],
}
SMALL: dict[str, Any] = {
    **CLAIM,
    "departure_date": "2026-12-10",
    "purchases": [{"date": "2026-12-01", "amount_cny": "180.00", "vat_rate_pct": "13", "store": "Mall"}],
}
PRIVATE = {"last_entry_date": "2026-11-03", "earlier_entries": "2026-04-05"}


def address(fields: dict[str, Any], language: str = "en", name: str = "refund") -> str:
    return f"/{language}/{name}?{urlencode(flat.pairs_of(fields), safe=':/')}"


def rows(page: str, table: int = 0) -> list[str]:
    """The rows of a table as people read them."""
    found = re.findall(r'<table class="records".*?</table>', page, re.DOTALL)[table]
    return [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in re.findall(r"<tr.*?</tr>", found, re.DOTALL)[1:]]


def answered(fields: dict[str, Any], context: Context, language: str = "en") -> Any:
    return ask("refund", fields, Context(context.atlas, context.today, language))


def test_a_person_fills_lines_and_gets_an_address() -> None:
    typed = {"place": "Chongqing", "purchases.0.amount_cny": "400", "purchases.0.vat_rate_pct": "13", "purchases.1.amount_cny": "", "purchases.1.store": " "}
    response = site.client().post("/en/refund", typed)
    assert response.status_code == 303
    assert response.headers["Location"] == "/en/refund?place=CN-CQ&purchases.0.amount_cny=400&purchases.0.vat_rate_pct=13"


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_buying_place_and_amount_are_enough(language: str, context: Context) -> None:
    fields = {"place": "CN-CQ", "purchases": [{"amount_cny": "400"}]}
    page = text(get(address(fields, language)))
    answer = answered(fields, context, language)
    assert answer.gross_refund_min_cny < answer.gross_refund_max_cny
    assert f"<h1>{answer.headline}</h1>" in page
    for figure in (answer.gross_refund_min_cny, answer.gross_refund_max_cny):
        assert f"<dd>{figure}</dd>" in page


def test_a_line_asks_four_things_and_folds_the_rest() -> None:
    page = text(get("/en/refund"))
    line = page[page.index('aria-label="Purchase 1"') : page.index('aria-label="Purchase 2"')]
    shown, folded = line.split("<details", 1)
    assert re.findall(r'name="purchases\.0\.(\w+)"', shown) == ["date", "amount_cny", "vat_rate_pct", "store"]
    assert "unused" in folded
    assert re.findall(r'<option value="(\d*)"', shown) == ["", "13", "9"]
    assert texts.say("field.refund.purchases.vat_rate_pct.unsaid", "en") in shown


def test_a_rate_that_no_form_offers_stays_what_was_said() -> None:
    page = text(get(address({**SMALL, "purchases": [{**SMALL["purchases"][0], "vat_rate_pct": "6"}]})))
    assert '<option value="6" selected>6%</option>' in page


def test_more_lines_are_added_without_scripts_and_what_was_typed_stays() -> None:
    sent = {"place": "CN-CQ", "purchases.0.amount_cny": "400", "purchases.1.amount_cny": "", "more_rows": "purchases"}
    page = text(site.client().post("/en/refund", sent))
    assert len(re.findall(r'name="purchases\.\d+\.amount_cny"', page)) > 2
    assert 'value="400"' in page
    assert 'class="answer"' not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_purchase_says_what_becomes_of_it(language: str, context: Context) -> None:
    page = text(get(address(CLAIM, language)))
    answer = answered(CLAIM, context, language)
    refused = {(part.store, part.date.isoformat()): part.reasons for part in answer.refused_purchases}
    for purchase, row in zip(CLAIM["purchases"], rows(page), strict=True):
        assert purchase["store"] in row
        assert purchase["amount_cny"] in row
        reasons = refused.get((purchase["store"], purchase["date"]), [])
        told = [reason for reason in ("below_minimum", "over_90_days") if texts.say(f"reason.{reason}", language) in row]
        assert told == reasons
        assert ("11%" in row) == (not reasons)


def test_goods_that_are_out_on_their_own_are_not_blamed_on_the_minimum() -> None:
    small = {"date": "2026-12-01", "amount_cny": "150.00", "vat_rate_pct": "13", "store": "Mall"}
    page = text(get(address({**SMALL, "purchases": [small, {**small, "restricted": "true"}]})))
    first, second = rows(page)
    assert texts.say("reason.below_minimum", "en") in first
    assert texts.say("reason.excluded_goods", "en") in second
    assert texts.say("reason.below_minimum", "en") not in second


def test_where_the_whole_claim_is_refused_no_purchase_looks_refunded() -> None:
    page = text(get(address({**CLAIM, "visitor": "mainland_citizen_living_abroad"})))
    assert all("✗" in row for row in rows(page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_page_holds_all_of_the_answer(language: str, context: Context) -> None:
    page = text(get(address(CLAIM, language)))
    answer = answered(CLAIM, context, language)
    head = page[page.index('class="verdict') : page.index('class="decides"')]
    for figure in (answer.gross_refund_cny, answer.agent_fee_cny, answer.net_refund_cny):
        assert figure in head
    assert texts.say("answer.refund.net_refund_cny.supposed", language, agent_fee_pct=2) in head
    for part in answer.below_minimum:
        assert part.text in page
    assert answer.if_joined.text in page
    assert texts.day(answer.last_departure_date, language) in page
    for way in answer.payout_ways:
        assert texts.say(f"code.payout_ways.{way}", language) in page
    # Customs: both readings, with what each measures.
    terms = page[page.index(texts.say("web.refund.leaving", language)) :]
    for shown in ("12000.00", "1320.00", texts.say("code.customs_check.each", language), texts.say("code.customs_check.random", language)):
        assert shown in terms[: terms.index("</dl>")]


def test_a_refusal_offers_its_changes_as_links_that_keep_their_promise(context: Context) -> None:
    page = text(get(address(SMALL)))
    offers = answered(SMALL, context).what_would_change
    assert offers
    for offer in offers:
        there = address({**SMALL, **offer.set})
        assert there in links(page)
        assert texts.say(f"web.verdict.{offer.then['verdict']}", "en") in text(get(there))


@pytest.mark.parametrize("language", LANGUAGES)
def test_personal_days_are_posted_and_stand_in_no_address(language: str) -> None:
    sent = {**dict(flat.pairs_of(CLAIM)), **PRIVATE}
    response = site.client().post(f"/{language}/refund", sent)
    page = text(response)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert [link for link in links(page) if "2026-11-03" in link or "2026-04-05" in link] == []
    # The calendar is asked for by posting, too.
    assert f'<form method="post" action="/{language}/refund/calendar.ics"' in page
    assert get(address({**CLAIM, "last_entry_date": "2026-11-03"}, language)).status_code == 400


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"amount_cny": "40x"}, ("web.error.field.money", "40x")),
        ({"amount_cny": "-5"}, ("web.error.field.money", "-5")),
        ({"date": "2027-03-30"}, ("error.bought_after_leaving", "")),
        ({"pieces": "2", "pieces_shown": "3"}, ("error.more_shown_than_bought", "")),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_with_a_line_is_said_at_its_input(language: str, line: dict[str, str], said: tuple[str, str]) -> None:
    purchases = [CLAIM["purchases"][0], {**CLAIM["purchases"][1], **line}]
    response = get(address({**CLAIM, "purchases": purchases}, language))
    page = text(response)
    wrong = f"field-purchases-1-{list(line)[-1]}"
    assert response.status_code == 400
    assert texts.say(said[0], language, given=said[1]) in page
    assert f'href="#{wrong}"' in page
    marked = re.findall(r'id="([^"]*)"[^>]*aria-invalid="true"', page)
    assert marked == [wrong]
    assert ('class="further folded" open' in page) == (wrong.endswith("pieces_shown"))


@pytest.mark.parametrize(("name", "fields"), [("refund", CLAIM), ("instant-refund", {"place": "CN-CQ", "date": "2026-11-20"})])
def test_the_last_day_goes_into_a_calendar(name: str, fields: dict[str, Any], context: Context) -> None:
    there = address(fields, "zh", name).replace("?", "/calendar.ics?")
    assert there in links(text(get(address(fields, "zh", name))))
    response = get(there)
    expected = Context(context.atlas, context.today, "zh")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.content == calendar_file(service(name), ask(name, fields, expected), expected)
    posted = site.client().post(f"/zh/{name}/calendar.ics", dict(flat.pairs_of(fields)))
    assert posted.content == response.content
    assert posted.headers["Cache-Control"] == "no-store"


def test_a_calendar_keeps_to_the_rules_of_its_page() -> None:
    assert get(address({**CLAIM, "last_entry_date": "2026-11-03"}).replace("?", "/calendar.ics?")).status_code == 400
    assert get("/en/refund/calendar.ics?place=nowhere").status_code == 400
    assert get("/en/refund/calendar.ics?place=CN-CQ").status_code == 404, "no day to put into one"
    assert get("/en/stay/calendar.ics?nationality=DE").status_code == 404
    assert site.client(enforce_csrf_checks=True).post("/en/refund/calendar.ics", {"place": "CN-CQ"}).status_code == 403
    assert "calendar.ics" not in text(get(address(SMALL))), "a refusal has no day"


@pytest.mark.parametrize("name", ["refund", "instant-refund", "refund-store"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_three_examples_show_a_yes_a_no_and_an_open_answer(name: str, language: str) -> None:
    page = text(get(f"/{language}/{name}"))
    assert re.findall(r'<li class="verdict-(\w+)">', page[page.index('class="examples"') :]) == ["yes", "no", "unknown"]


def test_a_broken_promise_shows_when_the_card_is_charged(context: Context) -> None:
    fields = {"place": "CN-CQ", "date": "2026-11-20", "days_until_departure": "40"}
    answer: Any = ask("instant-refund", fields, context)
    assert texts.day(answer.charge_latest, "en") in text(get(address(fields, name="instant-refund"))).partition('class="decides"')[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_countries_stand_in_a_table_with_days_and_sources(language: str, context: Context) -> None:
    fields = {"date": "2026-11-22"}
    page = text(get(address(fields, language, "refund-abroad")))
    answer: Any = ask("refund-abroad", fields, Context(context.atlas, context.today, language))
    shown = rows(page)
    assert len(shown) == len(answer.schemes)
    for scheme, row in zip(answer.schemes, shown, strict=True):
        assert scheme.minimum is None or f"{scheme.minimum} {scheme.currency}" in row
        assert texts.day(scheme.valid_from, language) in row
        assert (texts.say("web.abroad.unsure", language) in row) == bool(scheme.unsure or not scheme.confirmed)
    table = page[page.index('<table class="records"') : page.index("</table>")]
    for ground in answer.grounds:
        for source in ground.sources:
            assert f"/{language}/source/{source.id}" in table


def test_a_scheme_known_only_to_have_run_by_a_day_says_so() -> None:
    page = text(get("/en/refund-abroad?country=SG&date=2026-11-22"))
    assert "at the latest" in rows(page)[0]
    assert "at the latest" not in rows(text(get("/en/refund-abroad?country=JP&date=2026-11-22")))[0]


def test_the_page_leads_to_its_neighbours_with_what_is_known() -> None:
    page = text(get(address(CLAIM)))
    for there in ("/en/instant-refund?place=CN-CQ&date=2026-11-01", "/en/refund-abroad?date=2026-11-01"):
        assert there in links(page)
        assert get(there).status_code == 200


def test_no_record_is_shown_raw() -> None:
    for fields in (CLAIM, SMALL):
        page = unescape(get(address(fields)).content.decode())
        for raw in ("datetime.date", "store='", "{'", "short_by_cny", "vat_rate_pct="):
            seen = page.partition('class="elsewhere"')[0]
            assert raw not in re.sub(r'(?:href|action)="[^"]*"', "", seen)


def test_what_was_asked_is_listed_with_labels() -> None:
    page = text(get(address(SMALL)))
    asked = page[page.index('class="asked"') : page.index('class="elsewhere"')]
    assert f"{texts.say('field.refund.purchases.store', 'en')}: Mall" in asked
    assert f"{texts.say('field.refund.purchases.date', 'en')}: 1 December 2026" in asked
