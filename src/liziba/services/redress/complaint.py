"""From what happened to a complaint: the right, a letter in both languages made of the stated facts, and who takes it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from liziba.atlas import texts
from liziba.atlas.tables.redress import Channel
from liziba.atlas.texts import LANGUAGES, Saying
from liziba.services.declaration import Context, service
from liziba.services.envelope import Envelope, Part
from liziba.services.explain import stamp
from liziba.services.places import OptionalPlaceCode
from liziba.services.question import LONGEST_LIST, Question, QuestionError, question_field
from liziba.services.redress.counting import Counter
from liziba.services.redress.fields import Day, Money, blank
from liziba.services.redress.letter import letter
from liziba.services.redress.rights import RightsAnswer
from liziba.services.redress.telling import StepTeller

# What people say has happened, and what it means for the question about rights.
HAPPENED: dict[str, dict[str, Any]] = {
    "deceived": {"right": "fraud_triple", "fraud": True},
    "unsafe_food": {"right": "food_tenfold"},
    "defective": {"right": "defect_return", "defect": True},
    "online_return_refused": {"right": "online_return", "channel": "online"},
    "not_repaid": {"right": "online_refund", "channel": "online"},
    "platform_hides_seller": {"right": "platform_liability", "channel": "online", "platform_named_seller": False},
    "promised_return_refused": {"right": "shop_no_reason", "promise": True},
    "tour_shopping": {"right": "tour_shopping"},
    "tour_left_out": {"right": "tour_breach"},
    "tour_refused": {"right": "tour_refusal", "agency_refuses": True, "stranded": True},
    "tour_extra_charge": {"right": "tour_extra_charge"},
}
TOURS = frozenset(name for name in HAPPENED if name.startswith("tour_"))
EVIDENCE = ("receipt", "invoice", "payment_record", "photos", "messages", "contract", "goods", "witness", "test_report", "medical_record")
DEMANDS = ("money_back", "extra_compensation", "loss", "repair_or_replacement", "apology")
Happened = Literal[
    "deceived",
    "unsafe_food",
    "defective",
    "online_return_refused",
    "not_repaid",
    "platform_hides_seller",
    "promised_return_refused",
    "tour_shopping",
    "tour_left_out",
    "tour_refused",
    "tour_extra_charge",
]
Evidence = Literal["receipt", "invoice", "payment_record", "photos", "messages", "contract", "goods", "witness", "test_report", "medical_record"]
Demand = Literal["money_back", "extra_compensation", "loss", "repair_or_replacement", "apology"]
Words = Annotated[str | None, BeforeValidator(blank)]
PASSED_ON = ("price_cny", "loss_cny", "bought", "received", "goods_back", "trip_end", "seller_knew", "place", "promise_days")


class ComplaintQuestion(Question):
    """What happened, and what do I ask for?"""

    happened: Annotated[Happened | None, BeforeValidator(blank)] = question_field("required", "code", choices=tuple(HAPPENED), core=True)
    what: Words = question_field("optional", "text", core=True)
    trader: Words = question_field("optional", "text", core=True)
    place: OptionalPlaceCode = question_field("optional", "place", core=True)
    bought: Day = question_field("optional", "day", core=True)
    price_cny: Money = question_field("optional", "money", core=True)
    departure_date: Day = question_field("optional", "day", core=True)
    loss_cny: Money = question_field("none", "money")
    received: Day = question_field("optional", "day")
    goods_back: Day = question_field("optional", "day")
    trip_end: Day = question_field("optional", "day")
    promise_days: Annotated[Annotated[int, Field(ge=0, le=36500)] | None, BeforeValidator(blank)] = question_field("none", "whole")
    seller_knew: bool | None = question_field("none", "truth")
    evidence: Annotated[list[Evidence], Field(max_length=LONGEST_LIST)] | None = question_field("none", "codes", choices=EVIDENCE)
    demand: Annotated[list[Demand], Field(max_length=LONGEST_LIST)] | None = question_field("optional", "codes", choices=DEMANDS)
    filed: Day = question_field("assumed", "day")
    complainant: Words = question_field("none", "text", private=True)
    contact: Words = question_field("none", "text", private=True)

    @model_validator(mode="after")
    def _in_order(self) -> ComplaintQuestion:
        if self.bought and self.filed and self.filed < self.bought:
            raise QuestionError("filed", self.filed.isoformat(), "", Saying("error.lies_before", field="filed", other="bought"))
        return self


class Body(Part):
    """Who takes the complaint, and whether its first step ends before departure."""

    channel: str
    name: str
    contact: str
    text: str
    answer_latest: date | None = None
    ends_before_departure: bool | None = None


class ComplaintAnswer(Envelope):
    """The right, the letter in both languages, and the bodies that take it."""

    right: str | None = Field(default=None, description="the right that the complaint rests on")
    last_day: date | None = Field(default=None, description="last day of the right")
    letter_en: str = Field(default="", description="the complaint in English")
    letter_zh: str = Field(default="", description="the complaint in Chinese, the language of the bodies")
    bodies: list[Body] = Field(default=[], description="who takes the complaint")


def respond(question: ComplaintQuestion, context: Context) -> ComplaintAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    teller = StepTeller("complaint", question, context, as_of)
    if question.happened is None:
        return ComplaintAnswer(
            verdict="unknown",
            headline=texts.say("complaint.headline.unknown", teller.language, fields=teller.field_name("happened")),
            as_of=as_of,
            atlas=stamp(context.atlas),
            missing=["happened"],
            decided_by=teller.decided_by("redress_rights"),
        )
    fields = {name: getattr(question, name) for name in PASSED_ON} | HAPPENED[question.happened] | {"as_of": as_of}
    rights = service("rights")
    judged = rights.respond(rights.read(fields, context.atlas), context)
    assert isinstance(judged, RightsAnswer)
    letters = {language: letter(question, judged, context.atlas, language, as_of) for language in LANGUAGES}
    counter = Counter(context.atlas, as_of)
    return ComplaintAnswer(
        verdict=judged.verdict,
        headline=judged.headline,
        as_of=as_of,
        atlas=stamp(context.atlas),
        missing=[name for name in judged.missing if name in type(question).model_fields],
        warnings=judged.warnings,
        grounds=judged.grounds,
        decided_by=judged.decided_by,
        right=judged.right,
        last_day=judged.last_day or judged.repay_latest,
        letter_en=letters["en"],
        letter_zh=letters["zh"],
        bodies=list(_bodies(question, as_of, counter, teller)),
    )


def _bodies(question: ComplaintQuestion, as_of: date, counter: Counter, teller: StepTeller) -> list[Body]:
    """The bodies for goods or tours, at this place and day, each with the last day of its first answer."""
    kind = "tour" if question.happened in TOURS else "goods"
    filed = question.filed or as_of
    found = []
    for row in counter.atlas.table("redress/channels").rows:
        if not isinstance(row, Channel) or kind not in row.takes or not (row.known(as_of) and row.covers(filed)):
            continue
        if row.place and row.place != question.place:
            continue
        step = counter.step(row.body, "accept", filed) if row.body else None
        last = step.last if step else None
        found.append(
            Body(
                channel=row.channel,
                name=texts.say(f"channel.{row.channel}", teller.language),
                contact=row.contact,
                text=texts.say(f"channel.{row.channel}.about", teller.language),
                answer_latest=last,
                ends_before_departure=last <= question.departure_date if last and question.departure_date else None,
            )
        )
    return found
