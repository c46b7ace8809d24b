"""What an answer cites decides it: without the cited row the answer is another one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liziba.atlas import Atlas
from liziba.atlas.rows import key_of
from liziba.atlas.tables import TABLES
from liziba.engines.rules.grid import Cell
from liziba.engines.rules.sheet import LookUp
from liziba.services.arrival.respond import CODEC as ARRIVAL
from liziba.services.arrival.respond import engine_values as arrival_values
from liziba.services.declaration import Context, ask, service
from liziba.services.explain import days
from liziba.services.refund.respond import CODEC as REFUND
from liziba.services.rulebook import rulebook
from liziba.services.stay.respond import CODEC as STAY

CODECS = {"stay": STAY, "arrival": ARRIVAL, "refund": REFUND}

AMERICAN = {"nationality": "US", "entry_at": "2026-12-01T10:00", "entry_port": "CKG", "arrive_from": "US", "onward_to": "TH", "places": ["CN-CQ"]}
GERMAN = {"nationality": "DE", "entry_at": "2026-12-01T10:00", "entry_port": "CKG"}
SUSPENDED = {**AMERICAN, "entry_at": "2021-06-01T09:00"}
HAINAN = {"nationality": "PH", "entry_at": "2026-12-01T10:00", "entry_port": "HAK", "places": ["CN-HI"]}
CLAIM = {
    "place": "CN-CQ",
    "departure_date": "2026-12-10",
    "purchases": [{"date": "2026-12-01", "amount_cny": "250.00", "vat_rate_pct": 13}],
}
OLD_CLAIM = {
    "place": "CN-CQ",
    "departure_date": "2018-08-20",
    "purchases": [{"date": "2018-08-10", "amount_cny": "1000.00", "vat_rate_pct": 16}],
}
LARGE = {**CLAIM, "purchases": [{"date": "2026-12-01", "amount_cny": "150000.00", "vat_rate_pct": 13}]}

# For every look-up table in use: a question whose answer rests on one of its rows.
WITNESSES: dict[str, tuple[str, dict[str, Any]]] = {
    "stay/mutual": ("stay", {**GERMAN, "nationality": "TH"}),
    "stay/non_ordinary": ("stay", {**GERMAN, "nationality": "AT", "document": "diplomatic_passport", "purpose": "visit"}),
    "stay/direct_airports": ("stay", {**AMERICAN, "nationality": "IN", "leaves_airport": False, "exit_at": "2026-12-01T20:00"}),
    "stay/regional_countries": ("stay", HAINAN),
    "stay/regional_ports": ("stay", HAINAN),
    "stay/regional_terms": ("stay", HAINAN),
    "stay/regional_areas": ("stay", HAINAN),
    "stay/unilateral": ("stay", GERMAN),
    "stay/transit_countries": ("stay", AMERICAN),
    "stay/transit_ports": ("stay", AMERICAN),
    "stay/transit_periods": ("stay", AMERICAN),
    "stay/transit_areas": ("stay", AMERICAN),
    "stay/suspensions": ("stay", SUSPENDED),
    "arrival/registration": ("arrival", {"topic": "registration", "lodging": "home"}),
    "arrival/online_registration": ("arrival", {"topic": "online_registration", "place": "CN-CQ/Yuzhong"}),
    "arrival/arrival_card": ("arrival", {"topic": "arrival_card"}),
    "arrival/penalties": ("arrival", {"topic": "overstay", "overstay_days": 3}),
    "arrival/permits": ("arrival", {"topic": "stay_permit"}),
    "refund/scheme": ("refund", CLAIM),
    "refund/windows": ("refund", CLAIM),
    "refund/rates": ("refund", CLAIM),
    "refund/minimums": ("refund", CLAIM),
    "refund/agent_fees": ("refund", {**CLAIM, "place": "CN-ZJ"}),
    "refund/cash_caps": ("refund", LARGE),
}


# Tables of services without a rule sheet: a question and the key of the row that its answer rests on.
ROWS: dict[str, tuple[str, dict[str, Any], tuple[Any, ...]]] = {
    "redress/deadlines": ("deadlines", {"received": "2026-11-16"}, ("market_regulation", "accept")),
    "redress/refusal_grounds": ("deadlines", {"received": "2026-11-16", "other_body_accepted": True}, ("market_regulation", "already_handled")),
    "redress/competence": ("deadlines", {"seller_kind": "shop"}, ("market_regulation", "shop")),
    "redress/rights": ("rights", {"right": "fraud_triple", "price_cny": "300.00"}, ("fraud_triple",)),
    "redress/promises": (
        "rights",
        {"place": "CN-YN/Dali", "bought": "2026-03-05", "days_since_purchase": 30, "enrolled": True, "formal_invoice": True},
        ("CN-YN/Dali",),
    ),
    "redress/priorities": ("green-channel", {"filed": "2026-11-02", "departure_date": "2026-11-20"}, ("P3",)),
    "redress/channels": ("complaint", {"happened": "deceived"}, ("consumers_association",)),
    "measures/targets": ("measures", {"programme": "gwr25", "metric": "gdp_growth"}, ("gwr25", "gdp_growth", "2025", "plain", "CN-CQ")),
    "attention/counts": ("attention", {"spot": "ice_snow_world"}, ("ice_snow_world", "visits", "season", "2024-12-21", "2025-02-26")),
    "attention/interruptions": ("attention", {"spot": "hongyadong"}, ("epidemic",)),
    "index/frameworks": ("index", {}, ("mission",)),
    "index/nodes": ("index", {}, ("mission", "airport_pax")),
    "index/published": ("index", {}, ("kearney_gci", 2021, "CN-BJ", "rank")),
    "observations/observations": (
        "observations",
        {"place": "CN-TJ", "indicator": "consulates", "period": "2022-12"},
        ("CN-TJ", "consulates", "2022-12", "plain", "", ("consul_yd22",)),
    ),
    "observations/breaks": (
        "observations",
        {"place": "CN-CQ", "indicator": "retail_total", "period": "2025", "since": "2024", "release": "first"},
        ("retail_total", "2025"),
    ),
    "measures/results": ("measures", {"programme": "gwr25", "metric": "gdp_growth"}, ("gdp_growth", "2025", "CN-CQ", "plain")),
    "city/subjects": ("factsheet", {"subject": "city"}, ("CN-CQ", "made")),
    "city/facts": ("factsheet", {"subject": "made"}, ("CN-CQ", "export_laptops", "2025")),
    "city/events": ("factsheet", {"subject": "invest"}, ("CN-CQ", "wcifit", date(2025, 5, 22))),
    "city/first_stores": ("factsheet", {"subject": "city"}, ("CN-CQ", "city", "2022/2024", "all", ("first_25", "rp_892"))),
    "city/business_districts": ("factsheet", {"subject": "city"}, ("CN-CQ", "top100_2025", "daping")),
    "city/districts": ("factsheet", {"subject": "city"}, ("CN-CQ", "beibei")),
    "city/organisations": ("factsheet", {"subject": "made"}, ("CN-CQ", "customs")),
}
# Tables that say which codes a question may name, or how long a window was in another year (tests/services/attention).
NAMES = {"measures/programmes", "observations/indicators", "attention/windows", "city/sheets"}


@pytest.mark.parametrize("table", sorted(ROWS))
def test_without_its_row_an_answer_without_a_rule_sheet_changes(table: str, context: Context) -> None:
    name, question, key = ROWS[table]
    rows = [row.row_id for row in context.atlas.table(table).rows if key_of(row) == key and row.effect == "grants"]
    assert rows
    less: Atlas = context.atlas
    for row in rows:
        less = less.without_row(row)
    assert _compared(ask(name, question, context)) != _compared(ask(name, question, Context(less, context.today)))


def test_every_table_of_services_without_a_rule_sheet_has_a_witness() -> None:
    assert {name for name in TABLES if name.startswith(("redress/", "measures/", "observations/", "index/", "attention/", "city/"))} == set(ROWS) | NAMES


def _tables(context: Context) -> set[str]:
    return set().union(*(rulebook(context.atlas, name, codec).sheet.tables() for name, codec in CODECS.items()))


def test_every_table_in_use_has_a_witness(context: Context) -> None:
    assert _tables(context) == set(WITNESSES)


@pytest.mark.parametrize("table", sorted(WITNESSES))
def test_without_the_cited_row_the_answer_changes(table: str, context: Context) -> None:
    name, question = WITNESSES[table]
    before = _compared(ask(name, question, context))
    rows = _cited(table, name, question, context)
    assert rows, f"the answer rests on no row of {table}"
    less: Atlas = context.atlas
    for row in rows:
        less = less.without_row(row)
    after = _compared(ask(name, question, Context(less, context.today)))
    assert before != after


def test_a_rate_for_all_goods_is_cited_too(context: Context) -> None:
    rows = _cited("refund/rates", "refund", OLD_CLAIM, context)
    less = context.atlas
    for row in rows:
        less = less.without_row(row)
    assert ask("refund", OLD_CLAIM, context).verdict == "yes"
    assert ask("refund", OLD_CLAIM, Context(less, context.today)).verdict == "not_established"


def _compared(answer: Any) -> dict[str, Any]:
    """The answer without the stamp of the facts, which any change of facts changes."""
    return {key: value for key, value in answer.model_dump(mode="json").items() if key != "atlas"}


def _cited(table: str, name: str, question: dict[str, Any], context: Context) -> list[str]:
    """The rows of a table that the ruling on a question found."""
    rules = rulebook(context.atlas, name, CODECS[name])
    read: Any = service(name).read(question, context.atlas)
    values = arrival_values(read, context.today) if name == "arrival" else CODECS[name].read(read)
    ruling = rules.judge(values, days(context.today))
    found: list[str] = []
    for scope, scheme in zip(rules.scopes, ruling.schemes, strict=True):
        for step in scope.steps.values():
            if isinstance(step, LookUp) and step.table == table:
                told = scheme.values[step.name]
                cells: list[Cell] = told if isinstance(told, list) else [told]
                found += [row.row_id for cell in cells for row in (cell.rows or ([cell.row] if cell.row else []))]
    return list(dict.fromkeys(found))
