"""What are my rights as a consumer? (contract: rights): the question and the answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from liziba.atlas.texts import Saying
from liziba.services.envelope import Envelope
from liziba.services.places import OptionalPlaceCode
from liziba.services.question import Question, QuestionError, question_field
from liziba.services.values import Day, Days, Money, blank

Right = Literal[
    "fraud_triple",
    "food_tenfold",
    "online_return",
    "online_refund",
    "defect_return",
    "durable_burden",
    "platform_liability",
    "organiser_liability",
    "shop_no_reason",
    "tour_shopping",
    "tour_refusal",
    "tour_breach",
    "tour_extra_charge",
]
Goods = Literal["ordinary", "custom_made", "perishable", "downloaded_software", "newspaper", "computer", "tour"]
GOODS: tuple[str, ...] = get_args(Goods)
RIGHTS: tuple[str, ...] = get_args(Right)
Channel = Literal["physical_shop", "online"]
Against = Literal["seller", "producer"]


class RightsQuestion(Question):
    """What are my rights as a consumer?"""

    right: Annotated[Right | None, BeforeValidator(blank)] = question_field("optional", "code", choices=RIGHTS, core=True)
    channel: Annotated[Channel | None, BeforeValidator(blank)] = question_field(
        "assumed", "code", assumed="physical_shop", choices=("physical_shop", "online"), core=True
    )
    place: OptionalPlaceCode = question_field("none", "place", group="returns")
    goods: Annotated[Goods | None, BeforeValidator(blank)] = question_field("assumed", "code", assumed="ordinary", choices=GOODS, core=True)
    price_cny: Money = question_field("required", "money", core=True)
    bill_cny: Money = question_field("none", "money", group="deceit")
    loss_cny: Money = question_field("none", "money", group="deceit")
    fraud: bool | None = question_field("none", "truth", group="deceit")
    seller_knew: bool | None = question_field("required", "truth", group="food")
    label_flaw_only: bool | None = question_field("none", "truth", group="food")
    claim_against: Annotated[Against | None, BeforeValidator(blank)] = question_field(
        "assumed", "code", assumed="seller", choices=("seller", "producer"), group="food"
    )
    defect: bool | None = question_field("none", "truth", group="fault")
    dissolution_ground: bool | None = question_field("none", "truth", group="fault")
    bought: Day = question_field("optional", "day", group="time")
    received: Day = question_field("optional", "day", core=True)
    days_since_purchase: Days = question_field("optional", "whole", group="time")
    days_since_receipt: Days = question_field("optional", "whole", group="time")
    fault_found: Day = question_field("optional", "day", group="fault")
    goods_back: Day = question_field("optional", "day", group="returns")
    formal_invoice: bool | None = question_field("none", "truth", group="returns")
    enrolled: bool | None = question_field("none", "truth", group="returns")
    promise: bool | None = question_field("none", "truth", group="returns")
    promise_days: Days = question_field("none", "whole", group="returns")
    freight_agreed: bool | None = question_field("none", "truth", group="returns")
    return_freight_cny: Money = question_field("none", "money", group="returns")
    platform_named_seller: bool | None = question_field("assumed", "truth", assumed=True, group="platform")
    fair_over: bool | None = question_field("none", "truth", group="platform")
    trip_end: Day = question_field("optional", "day", group="tour")
    requested: Day = question_field("optional", "day", changeable=True, group="time")
    tour_fee_cny: Money = question_field("optional", "money", group="tour")
    missed_item_cny: Money = question_field("optional", "money", group="tour")
    charge_cny: Money = question_field("optional", "money", group="tour")
    agency_refuses: bool | None = question_field("none", "truth", group="tour")
    agency_able: bool | None = question_field("assumed", "truth", assumed=True, group="tour")
    stranded: bool | None = question_field("none", "truth", group="tour")

    @model_validator(mode="after")
    def _in_order(self) -> RightsQuestion:
        for later, earlier in (("received", "bought"), ("fault_found", "received"), ("requested", "received"), ("requested", "bought")):
            first, last = getattr(self, earlier), getattr(self, later)
            if first and last and last < first:
                raise QuestionError(later, last.isoformat(), "", Saying("error.lies_before", field=later, other=earlier))
        return self


class Claim(Envelope):
    """What a right gives: which amounts, until when, who must prove and who bears the freight."""

    right: str | None = Field(default=None, description="the right that was judged")
    extra_compensation_cny: str | None = Field(default=None, description="extra compensation on top of the refund")
    extra_compensation_min_cny: str | None = Field(default=None, description="least of a range")
    extra_compensation_max_cny: str | None = Field(default=None, description="most of a range")
    extra_compensation_options_cny: list[str] = Field(default=[], description="the amounts to choose from: by price, by loss")
    best_cny: str | None = Field(default=None, description="the best of them")
    loss_cny: str | None = Field(default=None, description="the loss that is payable besides")
    loss_claim: bool | None = Field(default=None, description="may the loss be claimed?")
    claim_against_producer_possible: bool | None = Field(default=None, description="does the producer owe the extra where this seller does not?")
    with_refund_of_price_cny: str | None = Field(default=None, description="extra compensation and price together")
    refund_cny: str | None = Field(default=None, description="amount to be paid back")
    freight_borne_by: Literal["consumer", "seller"] | None = Field(default=None, description="who bears the return freight")
    burden_on: Literal["consumer", "seller"] | None = Field(default=None, description="who must prove")
    repair_or_replacement: bool | None = Field(default=None, description="repair or replacement may be asked")
    last_day: date | None = Field(default=None, description="last day of the right")
    repay_latest: date | None = Field(default=None, description="last day for paying back")


class RightsAnswer(Claim):
    """Whether the right holds, what it gives, and which others fit."""

    also: list[str] = Field(default=[], description="other rights that fit what was stated")
