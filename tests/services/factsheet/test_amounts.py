"""Numbers and periods as readers of a language write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from liziba.services.factsheet.amounts import amount
from liziba.services.factsheet.spans import span


@pytest.mark.parametrize(
    ("value", "unit", "en", "zh"),
    [
        ("16688.50", "cny_100m", "1,668.85 billion yuan", "16,688.5亿元"),
        ("0.3561", "cny_100m", "35.61 million yuan", "3,561万元"),
        ("1668.8", "billion CNY", "1,668.8 billion yuan", "16,688亿元"),
        ("3187.26", "10k_persons", "31.8726 million people", "3,187.26万人"),
        ("50000", "10k_trips", "500 million", "5亿人次"),
        ("33.8", "10k_trips", "338,000", "33.8万人次"),
        ("41580", "cny", "41,580 yuan", "41,580元"),
        ("82400", "km2", "82,400 km²", "82,400平方公里"),
        ("-0.7", "pct", "−0.7%", "−0.7%"),
        ("319", "count", "319", "319个"),
    ],
)
def test_units_come_in_the_steps_of_the_language(value: str, unit: str, en: str, zh: str) -> None:
    assert amount(Decimal(value), unit, "", "en") == en
    assert amount(Decimal(value), unit, "", "zh") == zh


def test_growth_has_its_sign_and_what_is_not_exact_says_so() -> None:
    assert amount(Decimal("5.3"), "pct", "", "en", signed=True) == "+5.3%"
    assert amount(Decimal("9000"), "persons", "over", "en") == "over 9,000 people"


def test_a_unit_without_a_text_stays_as_it_stands() -> None:
    assert amount(Decimal("7"), "things", "", "en") == "7"


@pytest.mark.parametrize(
    ("period", "en", "zh"),
    [
        ("2025", "2025", "2025年"),
        ("2022/2024", "2022–2024", "2022年至2024年"),
        ("2025-09", "September 2025", "2025年9月"),
        ("2025-01/2025-06", "January–June 2025", "2025年1月至6月"),
        ("2024-05/2025-06", "May 2024 – June 2025", "2024年5月至2025年6月"),
        ("2026-02-15/2026-02-23", "15–23 February 2026", "2026年2月15日至23日"),
        ("2024-04-26/2024-05-31", "26 April – 31 May 2024", "2024年4月26日至5月31日"),
        ("2025-12-30/2026-01-02", "30 December 2025 – 2 January 2026", "2025年12月30日至2026年1月2日"),
        ("2024-12-06/2024-12-06", "6 December 2024", "2024年12月6日"),
    ],
)
def test_a_period_says_no_year_twice(period: str, en: str, zh: str) -> None:
    assert (span(period, "en"), span(period, "zh")) == (en, zh)
