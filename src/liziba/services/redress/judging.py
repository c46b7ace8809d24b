"""Each right judged on what was stated: does it hold, which amounts, until when. One function a right.

Money is in fen on the way; the laws are those that the table of rights names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from liziba.atlas import texts
from liziba.atlas.rows import Row
from liziba.atlas.tables.redress import Promise
from liziba.atlas.tables.redress import Right as RightRow
from liziba.services.envelope import Ground, Result
from liziba.services.redress.counting import Counter, Step
from liziba.services.redress.rights import RightsQuestion
from liziba.services.redress.telling import StepTeller
from liziba.services.rulebook import engine_value, plain_value


@dataclass
class Found:
    """What was found about one right. `verdict` None: nothing decides yet, `missing` says what would."""

    verdict: str | None = "yes"
    values: dict[str, Any] = field(default_factory=dict)
    grounds: list[Ground] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    step: Step | None = None
    warnings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


class Case:
    """One question, with the row of the right in force and the means to count and to tell."""

    def __init__(self, question: RightsQuestion, counter: Counter, teller: StepTeller, as_of: date) -> None:
        self.q = question
        self.counter = counter
        self.teller = teller
        self.day = question.bought or question.received or question.trip_end or as_of
        self.found = Found()

    def row(self, right: str) -> RightRow | None:
        """The right in force on the day of the purchase, None where none was."""
        row: RightRow | None = self.counter.held("redress/rights", ("right",), right, self.day)
        return row

    def fen(self, name: str) -> int | None:
        value = getattr(self.q, name)
        return None if value is None else int(engine_value("money", value))

    def give(self, **amounts: int | None) -> None:
        """Amounts for the answer, from fen."""
        self.found.values |= {name: plain_value("money", amount) for name, amount in amounts.items() if amount is not None}

    def ground(self, name: str, met: bool | None, row: Row | None, **values: Any) -> bool | None:
        """A condition with its finding; a condition that fails refuses, one that nobody stated leaves the verdict open."""
        result: Result = "unknown" if met is None else "met" if met else "failed"
        text = texts.say(f"rights.ground.{name}.{result}", self.teller.language, **values)
        self.found.grounds.append(self.teller.told(f"rights.{name}", result, text, row))
        if met is False:
            self.found.verdict = "no"
        elif met is None and self.found.verdict == "yes":
            self.found.verdict = None
        return met

    def needs(self, name: str) -> bool:
        """Whether a field was said; else it is missing."""
        if getattr(self.q, name) is not None:
            return True
        self.found.missing.append(name)
        if self.found.verdict == "yes":
            self.found.verdict = None
        return False

    def in_time(self, row: RightRow, begun: date | None, passed: int | None = None) -> bool | None:
        """Is the request within the time of the right? Gives `last_day`; None where nothing was said about time.

        Days that have passed count from the day on which the time began; without that day the last one cannot be moved
        off a holiday, which is told where it might matter.
        """
        limit = row.value
        if begun is not None and limit is not None:
            self.found.step = self.counter.of_row(Step(row.right, "right", begun, None, "", row, sources=row.sources), row)
            last = self.found.step.last
            self.found.values["last_day"] = last
            asked = self.q.requested or (begun + timedelta(days=passed) if passed is not None else None)
            shown = {"last": last, "asked": asked or texts.say("word.not_said", self.teller.language)}
            return self.ground("until", asked is None or last is None or asked <= last, row, **shown)
        if passed is not None and limit is not None:
            met = self.ground("in_time", passed <= limit, row, n=passed, limit=limit)
            if not met and row.moves:
                self.found.warnings.append(("dates_would_tell", {}))
            return met
        return None

    def no_day(self, row: RightRow, field: str) -> None:
        """The right holds only for a time, and nobody said when that began."""
        unit = texts.say(f"length.{row.unit}", self.teller.language, n=row.value)
        self.found.warnings.append(("time_not_said", {"length": unit, "field": self.teller.field_name(field)}))


def fraud_triple(case: Case, row: RightRow) -> None:
    """Three times the price, at least the floor, on top of the price and the loss (Consumer Law, article 55)."""
    if case.ground("fraud", case.q.fraud is not False, row) is False:
        case.give(extra_compensation_cny=0)
        return
    paid = "tour_fee_cny" if case.q.price_cny is None and case.q.tour_fee_cny is not None else "price_cny"
    price = case.fen(paid) if case.needs(paid) else None
    if price is not None:
        if case.q.bill_cny is not None:
            case.ground("base", True, row, price=plain_value("money", price), bill=plain_value("money", case.fen("bill_cny")))
        extra = _times(price, row)
        case.give(extra_compensation_cny=extra, with_refund_of_price_cny=extra + price, refund_cny=price, loss_cny=case.fen("loss_cny"))


def _times(base: int, row: RightRow) -> int:
    return max(base * (row.multiplier or 0), row.floor_fen or 0)


def food_tenfold(case: Case, row: RightRow) -> None:
    """Ten times the price or three times the loss, at least the floor (Food Safety Law, article 148)."""
    q = case.q
    against_producer = q.claim_against == "producer"
    loss = case.fen("loss_cny")
    harmless = q.label_flaw_only is True
    if case.ground("label", not harmless, row) is False:
        case.give(extra_compensation_cny=0)
        case.found.values |= {"claim_against_producer_possible": False}
        return
    if not against_producer:
        if not case.needs("seller_knew"):
            return
        if case.ground("seller_knew", bool(q.seller_knew), row) is False:
            case.give(extra_compensation_cny=0, loss_cny=loss)
            case.found.values |= {"loss_claim": True, "claim_against_producer_possible": True}
            return
    if not case.needs("price_cny"):
        return
    price = case.fen("price_cny") or 0
    by_price = _times(price, row)
    by_loss = case.row("food_triple_loss")
    options = [by_price]
    if loss and by_loss is not None:
        options.append(_times(loss, by_loss))
        case.found.values["extra_compensation_options_cny"] = [plain_value("money", option) for option in options]
        case.give(best_cny=max(options), loss_cny=loss)
    case.found.values["loss_claim"] = True
    case.give(extra_compensation_cny=max(options), with_refund_of_price_cny=max(options) + price, refund_cny=price)


def online_return(case: Case, row: RightRow) -> None:
    """Seven days without a reason for goods bought at a distance (Consumer Law, article 25)."""
    q = case.q
    case.ground("distance", q.channel != "physical_shop", row)
    case.ground("goods", q.goods not in row.goods, row, goods=case.teller.name("code", q.goods or "ordinary", "goods"))
    if case.in_time(row, q.received, q.days_since_receipt) is None:
        case.no_day(row, "received")
    if case.found.verdict == "yes":
        case.give(refund_cny=case.fen("price_cny"))
        if not q.freight_agreed:
            _freight(case, "consumer", row)


def _freight(case: Case, bearer: str, row: RightRow) -> None:
    """Who bears the cost of sending back. It is told beside the refund, never taken off it."""
    case.found.values["freight_borne_by"] = bearer
    if case.q.return_freight_cny is not None:
        case.ground(f"freight_{bearer}", True, row, freight=plain_value("money", case.fen("return_freight_cny")))


def online_refund(case: Case, row: RightRow) -> None:
    """The price within seven days after the seller has the goods back (Consumer Law, article 25)."""
    if not case.needs("goods_back"):
        return
    step = Step(row.right, "right", case.q.goods_back or case.day, None, "", row, sources=row.sources)
    case.found.step = case.counter.of_row(step, row)
    case.found.values["repay_latest"] = case.found.step.last
    case.ground("repay", True, row, last=case.found.step.last)
    case.give(refund_cny=case.fen("price_cny"))


def defect_return(case: Case, row: RightRow) -> None:
    """Seven days for defective goods; afterwards where the contract may be dissolved, else repair (Consumer Law, article 24)."""
    q = case.q
    if case.ground("defect", q.defect is not False, row) is False:
        return
    begun, passed = q.received, q.days_since_receipt
    if begun is None and passed is None and q.channel != "online" and (q.bought or q.days_since_purchase is not None):
        begun, passed = q.bought, q.days_since_purchase  # what is bought in a shop is taken along
        case.found.warnings.append(("received_when_bought", {}))
    in_time = case.in_time(row, begun, passed)
    if in_time is None and not q.dissolution_ground:
        case.needs("received")
        return
    if not in_time:
        late = case.found.grounds.pop() if in_time is False else None
        case.found.verdict = "yes"
        if case.ground("defect_late", bool(q.dissolution_ground), row, when=late.text if late else "") is False:
            case.found.values["repair_or_replacement"] = True
    _freight(case, "seller", row)
    case.give(extra_compensation_cny=0 if q.fraud is False else None)
    if case.found.verdict == "yes":
        case.give(refund_cny=case.fen("price_cny"))


def durable_burden(case: Case, row: RightRow) -> None:
    """For six months the seller must prove that durable goods had no defect (Consumer Law, article 23)."""
    if case.ground("durable", (case.q.goods or "ordinary") in row.goods, row) is False:
        case.found.values["burden_on"] = "consumer"
        return
    if not (case.needs("received") and case.needs("fault_found")):
        return
    step = case.counter.of_row(Step(row.right, "right", case.q.received or case.day, None, "", row, sources=row.sources), row)
    case.found.step, case.found.values["last_day"] = step, step.last
    early = step.last is not None and case.q.fault_found is not None and case.q.fault_found <= step.last
    case.ground("burden", early, row, last=step.last, asked=case.q.fault_found)
    case.found.values["burden_on"] = "seller" if early else "consumer"


def platform_liability(case: Case, row: RightRow) -> None:
    """The platform answers where it cannot name the seller (Consumer Law, article 44)."""
    if case.ground("platform", case.q.platform_named_seller is False, row):
        case.give(loss_cny=case.fen("loss_cny"))


def organiser_liability(case: Case, row: RightRow) -> None:
    """After a fair or a counter lease the organiser or lessor answers too (Consumer Law, article 43)."""
    if case.ground("organiser", case.q.fair_over is True, row):
        case.give(loss_cny=case.fen("loss_cny"))


def shop_no_reason(case: Case, row: RightRow) -> None:
    """In a shop there is only what the shop, or an alliance of shops of the place, promised."""
    q = case.q
    local = _local_promise(case) if q.enrolled else None
    own = q.promise is True or (q.promise is None and q.promise_days is not None)
    if not own and not q.enrolled:
        case.ground("promise", False, row)
        return
    rests_on: Row = row if own and q.promise_days is not None else local or row
    promised = q.promise_days if own and q.promise_days is not None else local.value if local else None
    if rests_on is local and local is not None and local.needs_invoice:
        case.ground("invoice", bool(q.formal_invoice), local)
    if promised is None and not own:
        if case.found.verdict == "yes":
            case.ground("promise_length", None, rests_on)
            case.needs("promise_days")
        return
    if promised is None:
        case.ground("promise_open", True, rests_on)
        case.found.warnings.append(("promise_length_not_said", {}))
    else:
        _in_promised_time(case, promised, rests_on)
    if case.found.verdict == "yes":
        case.give(refund_cny=case.fen("price_cny"))


def _local_promise(case: Case) -> Promise | None:
    """What the shops that take part promise at the place, else in its province."""
    places = dict.fromkeys((case.q.place or "", (case.q.place or "").partition("/")[0]))
    return next((row for row in (case.counter.held("redress/promises", ("place",), place, case.day) for place in places) if row), None)


def _in_promised_time(case: Case, promised: int, row: Row) -> None:
    """A promise counts as it says: its last day does not move."""
    q = case.q
    case.ground("promise", True, row, n=promised)
    last = q.bought + timedelta(days=promised) if q.bought is not None else None
    if last is not None:
        case.found.values["last_day"] = last
    if q.days_since_purchase is not None:
        case.ground("in_time", q.days_since_purchase <= promised, row, n=q.days_since_purchase, limit=promised)
    elif last is not None and q.requested is not None:
        case.ground("until", q.requested <= last, row, last=last, asked=q.requested)


def tour_shopping(case: Case, row: RightRow) -> None:
    """Thirty days after the trip the agency must handle the return and advance the price (Tourism Law, article 35)."""
    if case.in_time(row, case.q.trip_end) is None:
        case.no_day(row, "trip_end")
    if case.found.verdict == "yes":
        case.give(refund_cny=case.fen("charge_cny" if case.q.price_cny is None else "price_cny"))


def tour_refusal(case: Case, row: RightRow) -> None:
    """One to three times the fee where an able agency refuses and the visitor is stranded or harmed (Tourism Law, article 70)."""
    q = case.q
    case.ground("refuses", q.agency_refuses is not False, row)
    case.ground("able", q.agency_able is not False, row)
    case.ground("stranded", bool(q.stranded), row)
    fee = case.fen("tour_fee_cny")
    if case.found.verdict == "no":
        case.give(extra_compensation_cny=0)
    elif fee is not None:
        case.give(extra_compensation_min_cny=fee * (row.multiplier or 0), extra_compensation_max_cny=fee * (row.most or 0))


def tour_breach(case: Case, row: RightRow) -> None:
    """What was left out is paid back (Tourism Law, article 70)."""
    case.ground("breach", True, row)
    case.give(refund_cny=case.fen("missed_item_cny"), loss_cny=case.fen("loss_cny"))


def tour_extra_charge(case: Case, row: RightRow) -> None:
    """A charge for refusing to shop, or for age or occupation, is paid back (court provisions on tourism, article 20)."""
    case.ground("charge", True, row)
    case.give(refund_cny=case.fen("charge_cny"))


JUDGES: dict[str, Callable[[Case, RightRow], None]] = {
    judge.__name__: judge
    for judge in (
        fraud_triple,
        food_tenfold,
        online_return,
        online_refund,
        defect_return,
        durable_burden,
        platform_liability,
        organiser_liability,
        shop_no_reason,
        tour_shopping,
        tour_refusal,
        tour_breach,
        tour_extra_charge,
    )
}
