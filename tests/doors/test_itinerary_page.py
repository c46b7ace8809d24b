"""The page of a journey: typed into two boxes, answered entry by entry, with what is personal kept out of every link."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.doors import site

PATH = "/en/itinerary"
BACK = {"stops": "LAX\r\nICN\r\nCKG 2026-12-01 10:00 to 2026-12-05 18:00\r\nICN\r\nLAX", "travellers": "Germany\r\nUnited States"}


def test_the_form_works_by_posting_and_leads_to_a_link() -> None:
    response = site.client().post(PATH, BACK)
    assert response.status_code == 303
    page = site.client().get(response.headers["Location"])
    text = unescape(page.content.decode())
    assert page.status_code == 200
    assert "Traveller 2 (United States): no visa-free scheme fits" in text
    assert "From Chongqing go to Hong Kong first" in text
    # The boxes hold what was asked, one stop a line.
    assert "LAX\nICN\nCKG 2026-12-01T10:00/2026-12-05T18:00\nICN\nLAX</textarea>" in text


def test_each_traveller_leads_to_the_whole_answer() -> None:
    page = unescape(site.client().get(site.client().post(PATH, BACK).headers["Location"]).content.decode())
    links = re.findall(r'<div class="whole"><a href="([^"]+)"', page)
    assert len(links) == 2
    answers = [unescape(site.client().get(link).content.decode()) for link in links]
    assert "You may stay until 24:00 on 31 December 2026" in answers[0]
    assert "No visa-free scheme fits" in answers[1]


def test_what_is_personal_stays_out_of_every_address() -> None:
    said = {**BACK, "particulars.0.traveller": "1", "particulars.0.name": "Xanthippe", "particulars.0.passport_valid_until": "2031-03-07"}
    response = site.client().post(PATH, said)
    assert response.status_code == 200
    page = unescape(response.content.decode())
    assert "Xanthippe" in page
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page)
    assert [address for address in addresses if "2031-03-07" in address or "Xanthippe" in address] == []


def test_personal_fields_are_not_taken_from_an_address() -> None:
    response = site.client().get(f"{PATH}?stops=BKK;CKG&travellers=DE&particulars.0.name=Xanthippe")
    assert response.status_code == 400
    assert "Xanthippe" not in response.content.decode()


def test_a_name_that_is_not_known_is_shown_at_the_box_with_what_may_have_been_meant() -> None:
    response = site.client().get(f"{PATH}?stops=Seoul;Chonqing&travellers=DE")
    page = unescape(response.content.decode())
    assert response.status_code == 400
    assert "Did you mean Chongqing" in page
    assert "Seoul\nChonqing</textarea>" in page or "Seoul;Chonqing</textarea>" in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_missing_parts_of_a_stop_are_named_in_words(language: str) -> None:
    page = site.client().get(f"/{language}/itinerary?stops=BKK;Beijing 2026-12-01;HKG&travellers=US").content.decode()
    assert ("Port of entry on the way to stop 2" if language == "en" else "前往第2站时经过的口岸") in page
