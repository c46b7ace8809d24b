"""What a traveller notices about an answer of `stay`."""

from __future__ import annotations

from typing import Any

import pytest

from liziba.services.declaration import Context, ask, service
from liziba.services.question import QuestionError, meta
from liziba.services.stay.question import StayQuestion

AMERICAN = {"nationality": "US", "entry_at": "2026-12-01T10:00", "entry_port": "CKG", "arrive_from": "US", "onward_to": "TH"}
GERMAN = {"nationality": "DE", "entry_at": "2026-12-01T10:00", "entry_port": "CKG"}


def answer(question: dict[str, Any], context: Context) -> Any:
    return ask("stay", question, context)


def codes(found: Any) -> set[str]:
    return {warning.code for warning in found.warnings}


def test_a_german_learns_the_last_day_and_that_the_rule_ends_soon(context: Context) -> None:
    found = answer(GERMAN, context)
    assert (found.verdict, found.scheme, str(found.leave_by_date)) == ("yes", "unilateral", "2026-12-31")
    assert found.headline.startswith("You may stay until 24:00 on 31 December 2026, Beijing time")
    assert "ends_soon" in codes(found)


def test_the_answer_in_chinese_has_the_same_codes(context: Context) -> None:
    english, chinese = answer(GERMAN, context), answer(GERMAN, Context(context.atlas, context.today, "zh"))
    assert chinese.headline != english.headline
    assert [g.id for g in chinese.grounds] == [g.id for g in english.grounds]
    assert chinese.refused_by == english.refused_by


def test_a_stay_that_runs_past_the_end_of_the_rule_is_not_promised(context: Context) -> None:
    assert "runs_past_end" not in codes(answer({**GERMAN, "entry_at": "2026-12-20T10:00", "exit_at": "2026-12-31T10:00"}, context))
    late = answer({**GERMAN, "entry_at": "2026-12-20T10:00", "exit_at": "2027-01-05T10:00"}, context)
    assert "runs_past_end" in codes(late)


def test_every_ground_names_a_source(context: Context) -> None:
    for ground in [*answer(GERMAN, context).grounds, *answer(AMERICAN, context).grounds]:
        assert ground.sources, ground.id
        assert all(source.title and source.publisher for source in ground.sources)


def test_a_refusal_holds_although_other_fields_are_missing(context: Context) -> None:
    found = answer({"nationality": "US", "purpose": "work", "entry_at": "2026-12-01T10:00"}, context)
    assert (found.verdict, found.missing) == ("no", [])


def test_an_unknown_verdict_says_what_each_value_would_mean(context: Context) -> None:
    found = answer({key: value for key, value in AMERICAN.items() if key != "onward_to"}, context)
    assert (found.verdict, found.missing) == ("unknown", ["onward_to"])
    assert {offer.then["verdict"] for offer in found.what_would_change} == {"yes", "no"}


def test_of_open_schemes_the_one_that_lacks_fewest_says_what_is_missing(context: Context) -> None:
    assert answer({"nationality": "ES", "entry_port": "CKG"}, context).missing == ["entry_at"]
    assert answer({"nationality": "US", "entry_at": "2026-12-01T10:00"}, context).missing == ["arrive_from", "entry_port", "onward_to"]


def test_nobody_is_advised_to_change_who_they_are_or_why_they_come(context: Context) -> None:
    allowed = {name for name, field in StayQuestion.model_fields.items() if meta(field).get("changeable")}
    assert not allowed & {"nationality", "document", "purpose", "passport_valid_until", "previous_stays", "illegal_stay_on", "refused_visa_stamp"}
    for purpose in ("work", "study"):
        assert answer({**AMERICAN, "purpose": purpose}, context).what_would_change == []


def test_a_refusal_on_two_grounds_is_mended_as_a_whole(context: Context) -> None:
    found = answer({**AMERICAN, "onward_to": "US", "exit_at": "2026-12-20T10:00"}, context)
    assert found.refused_by["transit"] == ["same_place", "stay_too_long"]
    assert set(found.what_would_change[0].set) == {"onward_to", "exit_at"}


def test_who_comes_a_day_early_is_offered_the_first_day(context: Context) -> None:
    found = answer({"nationality": "SE", "entry_at": "2025-11-09T10:00", "entry_port": "CKG", "exit_at": "2025-11-16T10:00", "as_of": "2025-11-05"}, context)
    assert {"entry_at": "2025-11-10T10:00", "exit_at": "2025-11-17T10:00"} in [offer.set for offer in found.what_would_change]


def test_nobody_is_sent_into_the_past(context: Context) -> None:
    found = answer({"nationality": "RU", "entry_at": "2026-10-05T09:00", "entry_port": "CKG", "as_of": "2026-10-01", "exit_at": "2026-10-20T09:00"}, context)
    assert found.verdict == "yes"
    # A day of knowledge of which no later notice can say anything new.
    gone = answer({"nationality": "JP", "entry_at": "2021-03-01T10:00", "entry_port": "CKG", "exit_at": "2021-03-10T10:00", "as_of": "2021-02-01"}, context)
    assert gone.verdict != "yes"
    assert all(offer.set.get("entry_at", "9") >= "2021-02-01" for offer in gone.what_would_change)


def test_a_town_that_nobody_looked_up_is_not_refused(context: Context) -> None:
    found = answer({**AMERICAN, "entry_at": "2023-06-10T10:00", "entry_port": "CTU", "places": ["CN-SC/Leshan"]}, context)
    assert found.verdict == "not_established"


def test_half_a_province_asks_for_the_towns(context: Context) -> None:
    found = answer({**AMERICAN, "places": ["CN-SC"]}, context)
    assert (found.verdict, found.missing) == ("unknown", ["places"])


def test_agreements_print_no_last_day_and_the_edge_is_open(context: Context) -> None:
    thai = {"nationality": "TH", "entry_at": "2026-05-01T09:00", "entry_port": "CKG"}
    assert answer(thai, context).leave_by_date is None
    assert answer({**thai, "exit_at": "2026-05-30T09:00"}, context).verdict == "yes"
    assert answer({**thai, "exit_at": "2026-05-31T09:00"}, context).verdict == "not_established"
    assert answer({**thai, "exit_at": "2026-06-01T09:00"}, context).refused_by["mutual"] == ["stay_too_long"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"nationality": "XX"}, "nationality"),
        ({"entry_port": "XXX"}, "entry_port"),
        ({"entry_port": "LAX"}, "entry_port"),
        ({"entry_at": "tomorrow"}, "entry_at"),
        ({"entry_at": "2026-12-01T10:00+01:00"}, "entry_at"),
        ({"exit_at": "2026-11-30T10:00"}, "exit_at"),
        ({"places": ["CN-XX"]}, "places"),
        ({"purpose": "fun"}, "purpose"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_input_names_the_field(wrong: dict[str, Any], field: str, context: Context) -> None:
    with pytest.raises(QuestionError) as caught:
        service("stay").read({**GERMAN, **wrong}, context.atlas)
    assert caught.value.field == field
    assert caught.value.accepted
    assert caught.value.message


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
def test_a_day_that_nobody_can_count_with_is_an_error_not_a_fault(year: str, context: Context) -> None:
    for field, value in (("entry_at", f"{year}-12-31T23:59"), ("passport_valid_until", f"{year}-12-31"), ("as_of", f"{year}-12-31")):
        with pytest.raises(QuestionError) as caught:
            service("stay").read({**GERMAN, field: value}, context.atlas)
        assert caught.value.field == field


def test_the_last_day_that_can_be_counted_with_is_answered(context: Context) -> None:
    found = answer({**AMERICAN, "entry_at": "2199-06-30T10:00"}, context)
    assert (found.verdict, "far_ahead" in codes(found)) == ("yes", True)
