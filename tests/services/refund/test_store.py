"""Which shops may join the scheme, and by when the tax office must have filed them."""

from __future__ import annotations

import pytest

from liziba.services.declaration import Context, ask


@pytest.mark.parametrize(
    ("level", "filed", "verdict"),
    [
        ("A", "2026-05-12", "yes"),
        ("B", "2024-05-12", "yes"),
        ("M", "2026-05-12", "yes"),
        ("M", "2025-04-25", "no"),
        ("M", "2025-04-26", "not_established"),
        ("M", "2025-04-27", "yes"),
        ("C", "2026-05-12", "no"),
        ("D", None, "no"),
    ],
)
def test_levels_accepted_on_the_day_of_filing(level: str, filed: str | None, verdict: str, context: Context) -> None:
    found = ask("refund-store", {"tax_credit_level": level, "filed": filed}, context)
    assert found.verdict == verdict
    assert ("doubtful_day" in {warning.code for warning in found.warnings}) == (verdict == "not_established")
    assert [one.field for one in found.assumptions] == ([] if filed else ["filed"])


def test_a_level_that_was_announced_later_was_not_accepted_as_far_as_anybody_knew(context: Context) -> None:
    assert ask("refund-store", {"tax_credit_level": "M", "filed": "2025-05-01", "as_of": "2025-04-20"}, context).verdict == "no"


@pytest.mark.parametrize(
    ("complete", "done"), [("2025-04-28", "2025-05-08"), ("2026-09-30", "2026-10-13"), ("2026-11-02", "2026-11-09"), ("2024-05-06", None), ("2026-12-28", None)]
)
def test_five_working_days_from_complete_papers(complete: str, done: str | None, context: Context) -> None:
    found = ask("refund-store", {"papers_complete": complete}, context)
    assert (str(found.filing_done_latest) if found.filing_done_latest else None) == done
    assert found.missing == ["tax_credit_level"]
