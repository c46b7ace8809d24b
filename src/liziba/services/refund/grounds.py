"""What a refund answer rests on: the conditions of the claim and of each line, then fee, payment, customs and rounding."""

from __future__ import annotations

from typing import Any

from liziba.atlas import Atlas, texts
from liziba.atlas.tables.refund import Inspection, PaymentWays
from liziba.engines.rules.grid import Cell
from liziba.engines.rules.plan import Scope
from liziba.engines.rules.ruling import FAILED, MET, RESULT_NAMES, LineRuling, Ruling, SchemeRuling
from liziba.engines.rules.sheet import HIT, STATUS_NAMES, Check, LookUp
from liziba.services.envelope import Ground
from liziba.services.explain import Explainer
from liziba.services.refund.basket import PAID, Basket
from liziba.services.refund.dated import found, grid_of
from liziba.services.rulebook import plain_value

# What a condition counts, where it is not days: fen or basis points.
UNITS = {"enough": "money", "enough_for_certain": "money", "rate_known": "rate"}


def conditions(explainer: Explainer, scope: Scope, ruling: Ruling) -> list[Ground]:
    """The conditions of the claim, and of each line those that decide it."""
    scheme = ruling.schemes[0]
    told: list[Ground] = []
    for n, step in enumerate(scope.scheme.conditions()):
        if isinstance(step, Check) and step.informs:
            continue
        if not step.level:
            told.append(explainer.ground(scope, scheme, n))
            continue
        for i, line in enumerate(ruling.lines):
            if not _is_idle(explainer, step, i, scheme, line):
                told.append(_of_line(explainer, scope, scheme, n, step, i, line, ruling))
    return told


def _is_idle(explainer: Explainer, step: LookUp | Check, i: int, scheme: SchemeRuling, line: LineRuling) -> bool:
    """Pieces that nobody counted, and a minimum that is not in doubt: nothing to show."""
    if step.name == "shown":
        return bool(explainer.question.purchases[i].pieces_shown is None)  # type: ignore[attr-defined]
    if step.name != "enough_for_certain":
        return False
    total, minimum = scheme.values["total"][line.group], scheme.values["minimum"][line.group].row
    least = scheme.values["least"][line.group]
    return total is None or least is None or total < least or total >= minimum.minimum_fen


def _of_line(explainer: Explainer, scope: Scope, scheme: SchemeRuling, n: int, step: LookUp | Check, i: int, line: LineRuling, ruling: Ruling) -> Ground:
    level = scope.sheet.level(step.level)
    at = line.group if level and level.of else i
    result = scheme.results[n][at]
    cells = [scheme.values[name] for name in ([step.name] if isinstance(step, LookUp) else scope.look_ups_of(step))]
    rows = [cell.row for cell in (c[at] if isinstance(c, list) and at < len(c) else c for c in cells) if getattr(cell, "row", None) is not None]
    ids = list(dict.fromkeys([*(s for row in rows for s in row.sources), *step.sources]))
    sources = explainer.cite(ids)
    said, limit = _sides(scope, scheme, step, at)
    outcome = STATUS_NAMES[scheme.values[step.name][at].status] if isinstance(step, LookUp) else RESULT_NAMES[result]
    text = explainer.text(scope.scheme.name, step.name, outcome, n=i + 1, found=_shown(said), limit=_shown(limit), start=rows[0].valid_from if rows else "")
    first = rows[0] if rows else None
    return Ground(
        id=f"{scope.scheme.name}.{step.name}.{i + 1}",
        scheme=scope.scheme.group,
        result=RESULT_NAMES[result],
        found=said,
        limit=limit,
        text=text,
        sources=sources,
        valid_from=first.valid_from if first else None,
        valid_to=first.valid_to if first else None,
        confirmed=any(s.access != "memory" for s in sources) if sources else True,
        reason=(step.reasons.get(scheme.values[step.name][at].status) if isinstance(step, LookUp) else step.reason) if result == FAILED else None,
    )


def _sides(scope: Scope, scheme: SchemeRuling, step: LookUp | Check, at: int) -> tuple[Any, Any]:
    """What was found and the limit, of numbers: money in yuan, else days or pieces."""
    if isinstance(step, LookUp) or not step.test.operands or step.test.name not in ("at_most", "at_least"):
        return None, None
    sides = []
    for operand in step.test.operands[:2]:
        value: Any = operand.value
        if operand.kind in ("local", "column"):
            value = scheme.values[operand.name]
            value = value[at] if isinstance(value, list) else value
        if operand.kind == "column":
            value = value.values[scope.columns[operand.name].index(operand.column)]
        sides.append(plain_value(UNITS.get(step.name, ""), value))
    return sides[0], sides[1]


def _shown(value: Any) -> Any:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else value


# ---- around the conditions ----


def beside(explainer: Explainer, basket: Basket, fee_is_published: bool) -> tuple[list[Ground], dict[str, Any]]:
    """Fee, ways of payment, inspection and rounding of a claim that is paid: grounds, and the fields of the answer."""
    if basket.ruling.verdict not in PAID:
        return [], {}
    language = explainer.language
    fields: dict[str, Any] = {}
    grounds = [_fee(explainer, basket, fee_is_published)]
    ways = _row(explainer.atlas, "refund/payment_ways", basket)
    if isinstance(ways, PaymentWays):
        fields["payout_ways"] = list(ways.ways)
        named = [texts.say(f"code.payout_ways.{way}", language) for way in ways.ways]
        grounds.append(_ground(explainer, "payout_ways", "met", ways, list(ways.ways), None, ways=named))
    inspection = _row(explainer.atlas, "refund/inspections", basket)
    forms = _forms(basket)
    if isinstance(inspection, Inspection) and inspection.each_from_fen is not None and forms:
        limit = inspection.each_from_fen
        sales, refund = max(form[0] for form in forms), max(form[1] for form in forms)
        by = ["each" if amount >= limit else "random" for amount in (sales, refund)]
        fields["customs_check"] = by[0] if by[0] == by[1] else "readings_differ"
        seen = {"sales_cny": plain_value("money", sales), "refund_cny": plain_value("money", refund), "by_sales": by[0], "by_refund": by[1]}
        told: dict[str, Any] = {"sales": seen["sales_cny"], "refund": seen["refund_cny"], "limit": plain_value("money", limit)}
        told |= {f"by_{name}": texts.say(f"code.customs_check.{code}", language) for name, code in zip(("sales", "refund"), by, strict=True)}
        grounds.append(_ground(explainer, "customs_check", "met" if by[0] == by[1] else "unknown", inspection, seen, told["limit"], **told))
    grounds.append(_ground(explainer, "rounding", "met", None, None, None))
    return grounds, fields


def _ground(explainer: Explainer, name: str, result: Any, row: Any, found: Any, least: Any, **told: Any) -> Ground:
    text = texts.say(f"refund.ground.{name}" if name != "fee" else f"refund.ground.fee.{result}", explainer.language, **told)
    sources = explainer.cite(row.sources if row else ())
    start, end = (row.valid_from, row.valid_to) if row else (None, None)
    return Ground(
        id=f"departure_refund.{name}",
        scheme="departure_refund",
        result=result,
        found=found,
        limit=least,
        text=text,
        sources=sources,
        valid_from=start,
        valid_to=end,
        confirmed=any(s.access != "memory" for s in sources) if sources else True,
    )


def _fee(explainer: Explainer, basket: Basket, published: bool) -> Ground:
    """The fee of the agency: said by the asker or set by the terms or published (met), else only taken."""
    cells: list[Cell] = [basket.value("published_fee"), *basket.value("window")]
    row: Any = next((cell.row for cell in cells if cell.status == HIT and getattr(cell.row, "fee_bp", None) is not None), None)
    if row is None:  # what agencies take in general
        general = basket.values.get("place", "").partition("-")[0]
        row = next((one for one in explainer.atlas.table("refund/agent_fees").rows if getattr(one, "place", None) == general), None)
    rates = sorted({rate for rate in basket.value("fee_rate") if rate is not None})
    shown = texts.join([f"{plain_value('rate', rate):g}" for rate in rates], explainer.language)
    said = explainer.question.agent_fee_pct is not None  # type: ignore[attr-defined]
    return _ground(explainer, "fee", "met" if published or said else "unknown", None if said else row, shown, None, fee=shown)


def _forms(basket: Basket) -> list[tuple[int, int]]:
    """The sales amount and the refund of each form: one a buyer, store and day."""
    forms = []
    for lines in basket.groups().values():
        paid = [i for i in lines if basket.ruling.lines[i].result == MET]
        if paid:
            forms.append((sum(basket.lines[i].get("amount_cny") or 0 for i in paid), sum(basket.value("gross")[i] or 0 for i in paid)))
    return forms


def _row(atlas: Atlas, table: str, basket: Basket) -> Any:
    """The row of a table of terms on the day of leaving."""
    terms = [cell.row.terms for cell in basket.value("scheme") if cell.status == HIT]
    cell = grid_of(atlas, table, "terms").find(terms[0], basket.values.get("departure_date"), basket.known) if terms else None
    return found(cell) if cell is not None and cell.status == HIT else None
