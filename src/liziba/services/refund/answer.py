"""The answer of `refund` (contract: refund)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from liziba.services.envelope import Envelope, Part


class RefusedPurchase(Part):
    """A line that is not refunded."""

    store: str | None
    date: date | None
    reasons: list[str]
    text: str = ""


class BelowMinimum(Part):
    """The purchases of one buyer in one store on one day that stay under the minimum."""

    store: str | None
    date: date | None
    buyer: str | None
    total_cny: str
    short_by_cny: str
    text: str = ""


class Joined(Part):
    """What the purchases under the minimum would have added in one store on one day."""

    purchases: int = Field(description="how many of the purchases")
    gross_refund_cny: str
    net_refund_cny: str
    text: str = ""


class RefundAnswer(Envelope):
    """What comes back: gross, fee and net, or every reason why nothing does."""

    gross_refund_cny: str | None = Field(default=None, description="invoice amount times refund rate, each line rounded to the fen, halves up")
    agent_fee_cny: str | None = Field(default=None, description="fee of the agency, each line rounded to the fen, halves up")
    net_refund_cny: str | None = Field(default=None, description="gross refund less fee")
    cash_allowed: bool | None = Field(default=None, description="may it be paid in cash? null where before or after the fee would decide")
    confirmed_pieces: int | None = Field(default=None, description="pieces that customs confirms")
    is_overseas_visitor: bool | None = Field(default=None, description="is the buyer a person of the scheme?")
    store_may_issue_form: bool | None = Field(default=None, description="may the store issue the form on the day of purchase?")
    reasons: list[str] = Field(default=[], description="all reasons of a refusal")
    refused_purchases: list[RefusedPurchase] = []
    gross_refund_min_cny: str | None = Field(
        default=None, description="least gross refund while something is open: a VAT rate, a day, a line that nobody can decide"
    )
    gross_refund_max_cny: str | None = Field(default=None, description="most gross refund while a VAT rate or a day was not said")
    last_departure_date: date | None = Field(default=None, description="last day of leaving with all the purchases that nothing refuses now")
    payout_ways: list[str] = Field(default=[], description="how it may be paid: cash, bank_transfer, bank_card, mobile_payment")
    customs_check: Literal["random", "each", "readings_differ"] | None = Field(
        default=None, description="how customs inspects the largest form; readings_differ where the sales amount and the refund tell differently"
    )
    below_minimum: list[BelowMinimum] = Field(default=[], description="the purchases that stay under the minimum, by store and day")
    if_joined: Joined | None = Field(default=None, description="what buying those in one store on one day would have added")
