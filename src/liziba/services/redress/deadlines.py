"""By when must whom do what? (contract: deadlines): the question and the answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from liziba.atlas.texts import Saying
from liziba.services.envelope import Envelope
from liziba.services.places import OptionalPlaceCode
from liziba.services.question import Question, QuestionError, question_field
from liziba.services.values import Day, Days, Money, blank

BODIES = ("market_regulation", "industry_and_commerce", "tourism", "court")
Body = Literal["market_regulation", "industry_and_commerce", "tourism", "court"]
Paper = Literal["complaint", "report"]
Seller = Literal["shop", "online"]
IN_ORDER = (("filed", "known"), ("received", "filed"), ("accepted", "received"), ("accepted", "filed"), ("termination_decision", "accepted"))


class DeadlinesQuestion(Question):
    """By when must whom do what?"""

    body: Annotated[Body | None, BeforeValidator(blank)] = question_field("assumed", "code", assumed="market_regulation", choices=BODIES, core=True)
    received: Day = question_field("optional", "day", group="complaint")
    filed: Day = question_field("optional", "day", group="complaint")
    accepted: Day = question_field("optional", "day", group="complaint")
    test_working_days: Days = question_field("none", "whole", group="complaint")
    termination_decision: Day = question_field("optional", "day", group="complaint")
    agreement_in_force: Day = question_field("optional", "day", group="agreement")
    order_confirmed: Day = question_field("optional", "day", group="agreement")
    performance_due: Day = question_field("optional", "day", group="agreement")
    judicially_confirmed: bool | None = question_field("none", "truth", group="agreement")
    settlement_signed: bool | None = question_field("none", "truth", group="agreement")
    paid: bool | None = question_field("none", "truth", group="agreement")
    trader_consents: bool | None = question_field("assumed", "truth", assumed=True, group="complaint")
    known: Day = question_field("optional", "day", group="limitation")
    known_for_months: Days = question_field("optional", "whole", group="limitation")
    other_body_accepted: bool | None = question_field("none", "truth", group="refusal")
    for_living_needs: bool | None = question_field("assumed", "truth", assumed=True, group="refusal")
    own_identity: bool | None = question_field("assumed", "truth", assumed=True, group="refusal")
    false_material: bool | None = question_field("none", "truth", group="refusal")
    contains: Annotated[list[Paper], Field(max_length=2)] | None = question_field("assumed", "code", choices=("complaint", "report"), group="refusal")
    seller_kind: Annotated[Seller | None, BeforeValidator(blank)] = question_field(
        "assumed", "code", assumed="shop", choices=("shop", "online"), group="office"
    )
    real_place: OptionalPlaceCode = question_field("optional", "place", group="office")
    registered_place: OptionalPlaceCode = question_field("optional", "place", group="office")
    foreign_related: bool | None = question_field("none", "truth", group="court")
    amount_cny: Money = question_field("optional", "money", group="court")

    @model_validator(mode="after")
    def _in_order(self) -> DeadlinesQuestion:
        for later, earlier in IN_ORDER:
            first, last = getattr(self, earlier), getattr(self, later)
            if first and last and last < first:
                raise QuestionError(later, last.isoformat(), "", Saying("error.lies_before", field=later, other=earlier))
        return self


class DeadlinesAnswer(Envelope):
    """The days that the given events allow, and whether the body must accept the complaint."""

    accept_latest: date | None = Field(default=None, description="last day for the decision on acceptance")
    mediation_end: date | None = Field(default=None, description="last day of mediation")
    rule: str | None = Field(default=None, description="how mediation_end is counted")
    notice_latest: date | None = Field(default=None, description="last day for telling both sides that mediation ended")
    confirm_latest: date | None = Field(default=None, description="last day for the joint request for judicial confirmation")
    enforce_latest: date | None = Field(default=None, description="last day for applying for enforcement")
    limitation_end: date | None = Field(default=None, description="last day of limitation")
    reasons: list[str] = Field(default=[], description="grounds of refusal")
    competent: list[str] = Field(default=[], description="which office may handle it")
    handled: str | None = Field(default=None, description="complaint and report in one paper: separately")
    mediation: Literal["goes_on", "ends"] | None = Field(default=None, description="does mediation go on?")
    next_steps: list[str] = Field(default=[], description="what is left")
    directly_enforceable: bool | None = Field(default=None, description="may the settlement be enforced without a further step?")
    small_claims: bool | None = Field(default=None, description="is the small-claims procedure open?")
