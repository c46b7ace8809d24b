"""Around the sums of a claim: what stays under the minimum, the last day of leaving, the ways of payment, the customs check.

Joining purchases is shown only as what buying in one store on one day would have added. Nothing here helps to pass by
the customs check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liziba.atlas import Atlas
from liziba.atlas.tables.refund import Inspection, PaymentWays
from liziba.engines.rules.grid import Grid
from liziba.engines.rules.ruling import MET, Ruling
from liziba.engines.rules.sheet import HIT
from liziba.engines.rules.single import SingleRules
from liziba.services.refund.answer import BelowMinimum, Joined
from liziba.services.rulebook import as_date, plain_value

MINIMUM = "below_minimum"
VAT = "purchases.vat_rate_pct"


def around(rules: SingleRules, values: Mapping[str, Any], known: int, ruling: Ruling, atlas: Atlas) -> dict[str, Any]:
    """The fields of the answer that stand around its sums."""
    found: dict[str, Any] = {"below_minimum": _below(values, ruling), "if_joined": _joined(rules, values, known, ruling)}
    if ruling.verdict in ("yes", "partly"):
        found |= {"last_departure_date": _last_departure(values, ruling), "payout_ways": _ways(values, known, ruling, atlas)}
        found["customs_check"] = _customs(values, known, ruling, atlas)
    if ruling.verdict == "unknown" and list(ruling.missing) == [VAT]:
        found |= _range(rules, values, known)
    return found


def _groups(ruling: Ruling) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for i, line in enumerate(ruling.lines):
        groups.setdefault(line.group, []).append(i)
    return groups


def _below(values: Mapping[str, Any], ruling: Ruling) -> list[BelowMinimum]:
    scheme = ruling.schemes[0]
    found = []
    for group, lines in _groups(ruling).items():
        total, minimum = scheme.values["total"][group], scheme.values["minimum"][group].values[0]
        if total is None or minimum is None or not any(MINIMUM in ruling.lines[i].reasons for i in lines):
            continue
        first = values["purchases"][lines[0]]
        found.append(
            BelowMinimum(
                store=first.get("store"),
                date=as_date(first.get("date")),
                buyer=first.get("buyer"),
                total_cny=plain_value("money", total),
                short_by_cny=plain_value("money", minimum - total),
            )
        )
    return found


def _joined(rules: SingleRules, values: Mapping[str, Any], known: int, ruling: Ruling) -> Joined | None:
    """All purchases of one buyer that only the minimum refuses, put into one store and onto the last of their days."""
    small = [i for i, line in enumerate(ruling.lines) if line.reasons == (MINIMUM,)]
    buyers = {values["purchases"][i].get("buyer") for i in small}
    dates = {values["purchases"][i].get("date") for i in small}
    if len({ruling.lines[i].group for i in small}) < 2 or len(buyers) > 1 or None in dates:
        return None
    one = {"store": "\x00joined", "date": max(d for d in dates if d is not None)}
    lines = tuple({**line, **one} if i in small else line for i, line in enumerate(values["purchases"]))
    after = rules.judge({**values, "purchases": lines}, known)
    if after.verdict not in ("yes", "partly"):
        return None
    now = ruling.schemes[0].outcome if ruling.verdict in ("yes", "partly") else {}
    more = {name: (after.schemes[0].outcome[name] or 0) - (now.get(name) or 0) for name in ("gross", "net")}
    if more["gross"] <= 0:
        return None
    return Joined(purchases=len(small), gross_refund_cny=plain_value("money", more["gross"]), net_refund_cny=plain_value("money", more["net"]))


def _last_departure(values: Mapping[str, Any], ruling: Ruling) -> date | None:
    limits = ruling.schemes[0].values["days_to_departure"]
    last = [
        values["purchases"][i]["date"] + limits[i]
        for i, line in enumerate(ruling.lines)
        if line.result == MET and limits[i] is not None and values["purchases"][i].get("date") is not None
    ]
    return as_date(min(last)) if last else None


def _row(atlas: Atlas, table: str, ruling: Ruling, day: int | None, known: int) -> Any:
    terms: Sequence[Any] = [cell.row.terms for cell in ruling.schemes[0].values["scheme"] if cell.status == HIT]
    grid = atlas.keep(("refund grid", table), lambda: Grid(atlas.table(table).rows, ("terms",)))
    cell = grid.find(terms[0], day, known) if terms else None
    return cell.row if cell is not None and cell.status == HIT else None


def _ways(values: Mapping[str, Any], known: int, ruling: Ruling, atlas: Atlas) -> list[str]:
    row = _row(atlas, "refund/payment_ways", ruling, values.get("departure_date"), known)
    return list(row.ways) if isinstance(row, PaymentWays) else []


def _customs(values: Mapping[str, Any], known: int, ruling: Ruling, atlas: Atlas) -> str | None:
    """How the largest form is inspected: by its sales amount and by its refund, since the pages that tell it differ."""
    row = _row(atlas, "refund/inspections", ruling, values.get("departure_date"), known)
    if not isinstance(row, Inspection) or row.each_from_fen is None:
        return None
    scheme = ruling.schemes[0]
    forms = []
    for lines in _groups(ruling).values():
        paid = [i for i in lines if ruling.lines[i].result == MET]
        if paid:
            forms.append((sum(scheme.values["amount"][i] or 0 for i in paid), sum(scheme.values["gross"][i] or 0 for i in paid)))
    if not forms:
        return None
    by_sales, by_refund = max(f[0] for f in forms) >= row.each_from_fen, max(f[1] for f in forms) >= row.each_from_fen
    return "readings_differ" if by_sales != by_refund else "each" if by_sales else "random"


def _range(rules: SingleRules, values: Mapping[str, Any], known: int) -> dict[str, Any]:
    """The least and the most for the VAT rates that have a refund rate."""
    grid = rules.grids[rules.scopes[0].scheme.name, "rate_by_vat"]
    rates = {key[1] for key in grid.layers if isinstance(key[1], int)}
    sums = []
    for rate in rates:
        lines = tuple({**line, "vat_rate_pct": rate} if line.get("vat_rate_pct") is None else line for line in values["purchases"])
        after = rules.judge({**values, "purchases": lines}, known)
        if after.verdict in ("yes", "partly"):
            sums.append(after.schemes[0].outcome["gross"])
    if not sums:
        return {}
    return {"gross_refund_min_cny": plain_value("money", min(sums)), "gross_refund_max_cny": plain_value("money", max(sums))}

