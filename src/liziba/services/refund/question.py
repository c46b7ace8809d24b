"""The question of `refund`: who leaves when, and what was bought where and when (contract: refund)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from liziba.atlas.texts import Saying
from liziba.services.places import OptionalPlaceCode
from liziba.services.question import LONGEST_LIST, Question, QuestionError, question_field, read_day
from liziba.services.values import Day, Money, blank

VISITORS = (
    "foreign_national",
    "hong_kong_resident_with_mainland_travel_permit",
    "macao_resident_with_mainland_travel_permit",
    "taiwan_resident_with_travel_permit",
    "mainland_citizen_living_abroad",
)
Visitor = Literal[
    "foreign_national",
    "hong_kong_resident_with_mainland_travel_permit",
    "macao_resident_with_mainland_travel_permit",
    "taiwan_resident_with_travel_permit",
    "mainland_citizen_living_abroad",
]


Percent = Annotated[Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] | None, BeforeValidator(blank)]
Pieces = Annotated[Annotated[int, Field(ge=0, le=1_000_000)] | None, BeforeValidator(blank)]
Words = Annotated[str | None, BeforeValidator(blank)]


class Purchase(BaseModel):
    """One line: an article bought in a store on a day."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, str_max_length=200)

    date: Day = question_field("required", "day", core=True, accepted="refund.purchase_day")
    amount_cny: Money = question_field("required", "money", core=True)
    vat_rate_pct: Percent = question_field("required", "rate", core=True)
    store: Words = question_field("assumed", "text", core=True)
    invoice: Words = question_field("assumed", "text")
    buyer: Words = question_field("assumed", "text")
    refund_store: bool | None = question_field("assumed", "truth", assumed=True)
    unused: bool | None = question_field("assumed", "truth", assumed=True)
    carried_out: bool | None = question_field("assumed", "truth", assumed=True)
    customs_confirmed: bool | None = question_field("assumed", "truth", assumed=True)
    restricted: bool | None = question_field("none", "truth")
    vat_exempt: bool | None = question_field("none", "truth")
    is_service: bool | None = question_field("none", "truth")
    pieces: Pieces = question_field("none", "whole")
    pieces_shown: Pieces = question_field("assumed", "whole", accepted="refund.pieces_shown")

    @model_validator(mode="after")
    def _shows_what_was_bought(self) -> Purchase:
        if self.pieces is not None and self.pieces_shown is not None and self.pieces_shown > self.pieces:
            raise QuestionError("pieces_shown", self.pieces_shown, "", Saying("error.more_shown_than_bought"))
        return self


class RefundQuestion(Question):
    """What tax do I get back when I leave?"""

    place: OptionalPlaceCode = question_field("required", "place", core=True)
    departure_date: Day = question_field("required", "day", core=True, changeable=True)
    purchases: Annotated[list[Purchase], Field(max_length=LONGEST_LIST)] | None = question_field("required", "lines", core=True, changeable=True)
    visitor: Annotated[Visitor | None, BeforeValidator(blank)] = question_field("assumed", "code", assumed="foreign_national", choices=VISITORS)
    last_entry_date: Day = question_field("assumed", "day", private=True)
    last_entry_shown: bool | None = question_field("assumed", "truth", assumed=True)
    earlier_entries: Annotated[list[Annotated[date, BeforeValidator(read_day)]] | None, Field(max_length=LONGEST_LIST)] = question_field(
        "none", "days", private=True
    )
    stay_days_at_departure: Annotated[Annotated[int, Field(ge=0, le=36500)] | None, BeforeValidator(blank)] = question_field("assumed", "whole")
    form_date: Day = question_field("assumed", "day")
    agent_fee_pct: Percent = question_field("assumed", "percent", assumed=2)

    @model_validator(mode="after")
    def _leaves_after_buying(self) -> RefundQuestion:
        for purchase in self.purchases or ():
            if self.departure_date and purchase.date and purchase.date > self.departure_date:
                raise QuestionError("purchases.date", purchase.date.isoformat(), "", Saying("error.bought_after_leaving"))
        return self
