"""Who enters without a visa on a day, counted from the lists that decide every answer, and the sentence made of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from liziba.atlas import Atlas
from liziba.atlas.check import ENDS_SOON
from liziba.services.declaration import Context, ask
from liziba.services.stay.opening import besides, sentence
from liziba.services.stay.standing import standing

TODAY = date(2026, 11, 22)
TABLE = "stay/unilateral"
ROW = {"decision": "X1", "max_days": "30", "purposes": "tourism", "sources": "mfa_faq_2025"}


def said(atlas: Atlas, day: date, language: str = "en", as_of: date | None = None) -> str:
    return sentence(Context(atlas, day, language), as_of=as_of)


def test_the_sentence_of_today(atlas: Atlas) -> None:
    found = standing(atlas, TODAY)["unilateral"]
    assert (len(found.countries), [(str(end), len(countries)) for end, countries in found.ends]) == (50, [("2026-12-31", 48), ("2027-12-31", 1)])
    assert said(atlas, TODAY) == (
        "50 countries enter without a visa today under the unilateral exemption; 48 of these rules end on 31 December 2026, no extension is known."
    )
    assert said(atlas, TODAY, "zh") == "今天，50个国家的公民可凭单方面免签政策入境；其中48国的政策将于2026年12月31日到期，目前未见延期公告。"


def test_the_countries_are_those_whose_people_are_let_in(atlas: Atlas) -> None:
    for day in (TODAY, date(2027, 1, 1)):
        listed = set(standing(atlas, day, TODAY)["unilateral"].countries)
        question = {"entry_at": f"{day}T10:00", "entry_port": "CKG", "as_of": "2026-11-22"}
        for code in atlas.countries():
            if atlas.is_home(code):
                continue
            answer = ask("stay", {"nationality": code, **question}, Context(atlas, TODAY))
            holds = any(ground.id == "unilateral.rule" and ground.result == "met" for ground in answer.grounds)
            assert holds == (code in listed), code


def test_it_counts_by_what_was_known(atlas: Atlas) -> None:
    day = date(2026, 6, 1)
    assert len(standing(atlas, day, date(2025, 11, 2))["unilateral"].countries) < len(standing(atlas, day)["unilateral"].countries)
    known_later = standing(atlas, date(2025, 12, 1), TODAY)["unilateral"]
    known_then = standing(atlas, date(2025, 12, 1), date(2025, 11, 2))["unilateral"]
    assert {str(end) for end, _ in known_then.ends} == {"2025-12-31", "2026-05-31", "2026-06-08", "2026-09-14"}
    assert max(end for end, _ in known_later.ends) > date(2026, 9, 14)


def test_a_scheme_that_is_suspended_has_nobody(atlas: Atlas) -> None:
    found = standing(atlas, date(2020, 6, 1))
    assert found["transit"].suspended
    assert found["transit"].countries == ()
    assert not found["mutual"].suspended
    assert found["mutual"].countries
    assert besides(Context(atlas, date(2020, 6, 1))).endswith("visa-free transit is open to none.")


def test_what_nobody_has_established_is_counted_apart(atlas: Atlas) -> None:
    found = standing(atlas, date(2013, 6, 1))["transit"]
    assert found.open
    assert not set(found.open) & set(found.countries)


def test_agreements_and_transit_are_told_beside_it(atlas: Atlas) -> None:
    found = standing(atlas, TODAY)
    assert besides(Context(atlas, TODAY)).startswith(
        f"{len(found['mutual'].countries)} more enter under mutual agreements, and {len(found['transit'].countries)} may"
    )


@pytest.mark.parametrize(
    ("day", "clause"),
    [
        (date(2023, 10, 1), "; no end is set for any of these rules."),
        (date(2025, 7, 1), "; none of these rules ends within 60 days, the next 37 on 31 December 2025."),
        (date(2020, 5, 1), "No country enters without a visa today under the unilateral exemption."),
        (date(2028, 2, 1), "1 country enters without a visa today under the unilateral exemption; no end is set for any of these rules."),
        (date(2024, 5, 10), "; 12 of these rules, once due to end on 30 November 2024, now run until 31 December 2025."),
    ],
)
def test_other_states_have_sentences_of_their_own(atlas: Atlas, day: date, clause: str) -> None:
    assert said(atlas, day).endswith(clause)


def test_several_ends_are_told_one_by_one(atlas: Atlas) -> None:
    ending = {"effect": "ends", "announced_on": "2026-11-20", "valid_from": "2026-12-15", "countries": "DE;FR"}
    two = said(atlas.with_rows(TABLE, [{**ROW, **ending}]), TODAY)
    assert two.endswith("; 2 of these rules end on 14 December 2026, 46 on 31 December 2026, no extension is known.")


def test_all_at_once(atlas: Atlas) -> None:
    ending = {"effect": "ends", "announced_on": "2026-11-20", "valid_from": "2027-01-01", "countries": "RU;BN"}
    assert said(atlas.with_rows(TABLE, [{**ROW, **ending}]), TODAY).endswith("; all of these rules end on 31 December 2026, no extension is known.")


def extended(atlas: Atlas, countries: list[str], until: str) -> Atlas:
    row = {**ROW, "announced_on": "2026-11-20", "valid_from": "2026-02-17", "valid_to": until, "countries": ";".join(countries)}
    return atlas.with_rows(TABLE, [row])


def test_an_extension_of_some_is_told_beside_the_ends_of_the_others(atlas: Atlas) -> None:
    some = list(standing(atlas, TODAY)["unilateral"].ends[0][1])[:40]
    text = said(extended(atlas, some, "2027-12-31"), TODAY)
    assert "; 8 of these rules end on 31 December 2026, no extension is known; " in text
    assert text.endswith("; 40 of these rules, once due to end on 31 December 2026, now run until 31 December 2027.")


def test_an_extension_without_an_end(atlas: Atlas) -> None:
    every = list(standing(atlas, TODAY)["unilateral"].ends[0][1])
    assert said(extended(atlas, every, ""), TODAY).endswith("; 48 of these rules, once due to end, now have no end.")


def test_an_extension_is_no_news_once_the_old_end_has_passed(atlas: Atlas) -> None:
    every = list(standing(atlas, TODAY)["unilateral"].ends[0][1])
    after = extended(atlas, every, "2027-12-31")
    assert "once due to end" in said(after, date(2026, 12, 31))
    assert "once due to end" not in said(after, date(2027, 1, 1))


def test_soon_begins_where_the_warning_of_answers_begins(atlas: Atlas) -> None:
    end = date(2026, 12, 31)
    assert "no extension is known" in said(atlas, end - ENDS_SOON, as_of=TODAY)
    assert "no extension is known" not in said(atlas, end - ENDS_SOON - timedelta(days=1), as_of=TODAY)


def test_another_day_is_named(atlas: Atlas) -> None:
    assert " without a visa on 1 January 2027 under " in sentence(Context(atlas, TODAY), day=date(2027, 1, 1), as_of=TODAY)
