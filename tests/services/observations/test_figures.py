"""Which figure is chosen where several were published, what is derived, and what was known when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from liziba.atlas import Atlas
from liziba.services.observations.figures import Figure, chosen, figures

TODAY = date(2026, 11, 22)
INDICATORS, OBSERVATIONS, BREAKS = "observations/indicators", "observations/observations", "observations/breaks"


def row(**said: Any) -> dict[str, Any]:
    """A made-up figure of a city that the tables do not hold."""
    usual = {"place": "CN-GZ", "indicator": "made_up", "period": "2024", "status": "press", "sources": "example", "announced_on": "2025-01-20"}
    return {**usual, "valid_from": said.get("announced_on", "2025-01-20"), **said}


@pytest.fixture
def empty(atlas: Atlas) -> Atlas:
    """The atlas with an indicator of its own and a source for it."""
    held = atlas.with_rows(INDICATORS, [{"indicator": "made_up", "name_en": "Made up", "name_zh": "虚构", "unit_measure": "cny_100m", "direction": "1"}])
    known = [{"id": "example", "title": "An example", "access": "full"}, {"id": "other", "title": "Another", "access": "full"}]
    return held.with_rows("observations/sources", known)


def value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure is not None else None


def pick(atlas: Atlas, **how: Any) -> Figure | None:
    return chosen(atlas, "CN-GZ", "made_up", "2024", how.pop("as_of", TODAY), **how)


def test_a_revised_figure_stands_before_the_first_one_unless_the_first_is_asked_for(empty: Atlas) -> None:
    both = empty.with_rows(OBSERVATIONS, [row(figure="10", vintage="first"), row(figure="12", vintage="revised", announced_on="2025-12-01")])
    assert value(pick(both)) == 12
    assert value(pick(both, release="first")) == 10


def test_a_revision_is_never_read_as_a_first_release(empty: Atlas) -> None:
    assert pick(empty.with_rows(OBSERVATIONS, [row(figure="12", vintage="revised")]), release="first") is None


def test_before_its_day_a_revision_was_not_known(empty: Atlas) -> None:
    both = empty.with_rows(OBSERVATIONS, [row(figure="10", vintage="first"), row(figure="12", vintage="revised", announced_on="2025-12-01")])
    assert value(pick(both, as_of=date(2025, 6, 1))) == 10
    assert pick(both, as_of=date(2024, 6, 1)) is None


def test_an_exact_figure_stands_before_a_round_one_of_a_better_publisher(empty: Atlas) -> None:
    rows = [row(figure="10", qualifier="about", status="official"), row(figure="10.2", status="digest", sources="other")]
    assert value(pick(empty.with_rows(OBSERVATIONS, rows))) == Decimal("10.2")


@pytest.mark.parametrize(("better", "worse"), [("official", "press"), ("press", "dataset"), ("dataset", "digest")])
def test_of_two_exact_figures_the_better_publisher_decides(empty: Atlas, better: str, worse: str) -> None:
    rows = [row(figure="10", status=better), row(figure="11", status=worse, sources="other", announced_on="2026-01-01")]
    assert value(pick(empty.with_rows(OBSERVATIONS, rows))) == 10


def test_of_equals_the_later_announcement_decides(empty: Atlas) -> None:
    rows = [row(figure="10"), row(figure="11", sources="other", announced_on="2025-03-01")]
    assert value(pick(empty.with_rows(OBSERVATIONS, rows))) == 11


def test_a_source_that_corrects_itself_replaces_its_own_word(empty: Atlas) -> None:
    rows = [row(figure="10"), row(figure="11", announced_on="2025-03-01")]
    found = figures(empty.with_rows(OBSERVATIONS, rows), "CN-GZ", "made_up", TODAY)
    assert [one.value for one in found] == [11]
    withdrawn = [*rows, row(figure="11", announced_on="2025-04-01", effect="ends")]
    assert figures(empty.with_rows(OBSERVATIONS, withdrawn), "CN-GZ", "made_up", TODAY) == []


def test_what_rests_on_memory_is_left_out_unless_asked_for(empty: Atlas) -> None:
    remembered = empty.with_rows(OBSERVATIONS, [row(figure="10", status="memory", sources="memory")])
    assert pick(remembered) is None
    found = pick(remembered, unconfirmed=True)
    assert found is not None
    assert (found.value, found.confirmed) == (10, False)


def test_not_covered_is_a_figure_without_a_number(empty: Atlas) -> None:
    found = pick(empty.with_rows(OBSERVATIONS, [row(state="not_covered")]))
    assert found is not None
    assert (found.state, found.value) == ("not_covered", None)


def test_what_is_counted_otherwise_is_another_series(empty: Atlas) -> None:
    held = empty.with_rows(OBSERVATIONS, [row(figure="10", definition="overnight")])
    assert pick(held) is None
    assert value(pick(held, definition="overnight")) == 10


def test_a_derived_figure_rests_on_both_of_its_parts(atlas: Atlas) -> None:
    found = chosen(atlas, "CN-CQ", "retail_per_capita", "2025", TODAY)
    assert found is not None
    sales, people = (one.figure for one in found.rows)
    assert sales is not None
    assert people is not None
    assert found.value == sales / people * 10000
    assert {one.indicator for one in found.rows} == {"retail_total", "population_resident"}
    assert set(found.sources) == {source for one in found.rows for source in one.sources}


def test_the_denominator_can_be_another_count_of_the_same_unit(atlas: Atlas) -> None:
    by = {one: value(chosen(atlas, "CN-CQ", "retail_per_capita", "2025", TODAY, denominator=one)) for one in ("", "population_agglomeration_un")}
    assert by[""] is not None
    assert by["population_agglomeration_un"] is not None
    assert by["population_agglomeration_un"] > by[""] * Decimal("1.7")
    with pytest.raises(ValueError, match="area_km2"):
        chosen(atlas, "CN-CQ", "retail_per_capita", "2025", TODAY, denominator="area_km2")


def test_over_a_number_divided_by_more_than_one_says_nothing_sure(empty: Atlas) -> None:
    made = [{"indicator": "share", "name_en": "Share", "name_zh": "份额", "unit_measure": "ratio", "direction": "1"} | {"numerator": "made_up"}]
    held = empty.with_rows(INDICATORS, [{**made[0], "denominator": "area_km2", "scale": "1"}])
    both = [row(figure="10", qualifier="over"), row(indicator="area_km2", figure="5", qualifier="over")]
    found = chosen(held.with_rows(OBSERVATIONS, both), "CN-GZ", "share", "2024", TODAY)
    assert found is not None
    assert (found.value, found.qualifier) == (2, "about")


def test_nothing_is_divided_by_zero(empty: Atlas) -> None:
    made = {"indicator": "share", "name_en": "Share", "name_zh": "份额", "unit_measure": "ratio", "direction": "1", "numerator": "made_up"}
    held = empty.with_rows(INDICATORS, [{**made, "denominator": "area_km2", "scale": "1"}])
    assert chosen(held.with_rows(OBSERVATIONS, [row(figure="10"), row(indicator="area_km2", figure="0")]), "CN-GZ", "share", "2024", TODAY) is None


@pytest.mark.parametrize(
    ("period", "vintage", "side"),
    [
        ("2020", "revised", "before"),
        ("2021", "first", "before"),
        ("2022", "revised", "moved"),
        ("2022", "", "open"),
        ("2023", "", "after"),
        ("2023-01/2023-06", "first", "after"),
        ("2021/2023", "first", "before"),
    ],
)
def test_on_which_side_of_a_break_a_figure_stands(empty: Atlas, period: str, vintage: str, side: str) -> None:
    broken = {"indicator": "made_up", "first_period": "2023", "revised_since": "2021", "kind": "census", "sources": "example", "valid_from": "2023-01-01"}
    held = empty.with_rows(BREAKS, [broken]).with_rows(OBSERVATIONS, [row(figure="1", period=period, vintage=vintage)])
    (found,) = figures(held, "CN-GZ", "made_up", TODAY)
    assert [one for _, one in found.basis] == [side]
