"""The answer of `refund` (contract: refund)."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from liziba.services.envelope import Envelope, Part


class RefusedPurchase(Part):
    """A line that is not refunded."""

    store: str | None
    date: date | None
    reasons: list[str]


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
