"""From what happened to a complaint: the right, a letter in both languages made of the stated facts, and who takes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from liziba.atlas import texts
from liziba.atlas.tables.redress import Channel
from liziba.atlas.texts import Saying
from liziba.services.declaration import Context, service
from liziba.services.envelope import Ask, Assumption, Envelope, NextStep, Part, Warning_
from liziba.services.explain import stamp
from liziba.services.places import OptionalPlaceCode
from liziba.services.question import LONGEST_LIST, Question, QuestionError, question_field
from liziba.services.redress.counting import Counter
from liziba.services.redress.letter import letter
from liziba.services.redress.rights import Claim, RightsAnswer
from liziba.services.redress.telling import StepTeller
from liziba.services.values import Day, Money, blank

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
PASSED_ON = ("loss_cny", "bought", "received", "goods_back", "trip_end", "seller_knew", "place", "promise_days")
# Which facts decide, by what happened: a form asks for these first.
DECIDING: dict[str, tuple[str, ...]] = {
    "deceived": ("price_cny", "loss_cny"),
    "unsafe_food": ("price_cny", "seller_knew", "loss_cny"),
    "defective": ("price_cny", "received", "requested"),
    "online_return_refused": ("price_cny", "received", "requested"),
    "not_repaid": ("price_cny", "goods_back"),
    "platform_hides_seller": ("price_cny",),
    "promised_return_refused": ("price_cny", "bought", "promise_days", "requested"),
    "tour_shopping": ("price_cny", "trip_end", "requested"),
    "tour_left_out": ("amount_cny", "trip_end"),
    "tour_refused": ("price_cny", "trip_end"),
    "tour_extra_charge": ("amount_cny", "trip_end"),
}
# What the price and the amount in dispute mean for the right, where they are not the price of goods.
PRICE_AS = {"tour_refused": "tour_fee_cny"}
AMOUNT_AS = {"tour_left_out": "missed_item_cny", "tour_extra_charge": "charge_cny"}
# Rights that must be asked for in time: without the day of the first request the day of the complaint counts.
ASKED_IN_TIME = frozenset({"defective", "online_return_refused", "promised_return_refused", "tour_shopping"})
# Fields of the question about rights that are asked under another name here.
AS_ASKED = {"tour_fee_cny": "price_cny", "missed_item_cny": "amount_cny", "charge_cny": "amount_cny"}
IN_ORDER = (("received", "bought"), ("requested", "bought"), ("requested", "received"), ("filed", "bought"), ("filed", "requested"), ("filed", "goods_back"))


class ComplaintQuestion(Question):
    """What happened, and what do I ask for?"""

    happened: Annotated[Happened | None, BeforeValidator(blank)] = question_field("required", "code", choices=tuple(HAPPENED), core=True)
    what: Words = question_field("optional", "text", core=True, group="letter")
    trader: Words = question_field("optional", "text", core=True, group="letter")
    place: OptionalPlaceCode = question_field("optional", "place", core=True, group="letter")
    bought: Day = question_field("optional", "day", core=True, group="letter")
    price_cny: Money = question_field("optional", "money", core=True, group="letter")
    departure_date: Day = question_field("optional", "day", core=True)
    amount_cny: Money = question_field("optional", "money")
    loss_cny: Money = question_field("none", "money")
    requested: Day = question_field("assumed", "day")
    received: Day = question_field("optional", "day")
    goods_back: Day = question_field("optional", "day")
    trip_end: Day = question_field("optional", "day")
    promise_days: Annotated[Annotated[int, Field(ge=0, le=36500)] | None, BeforeValidator(blank)] = question_field("none", "whole")
    seller_knew: bool | None = question_field("none", "truth")
    evidence: Annotated[list[Evidence], Field(max_length=LONGEST_LIST)] | None = question_field("none", "codes", choices=EVIDENCE, group="letter")
    demand: Annotated[list[Demand], Field(max_length=LONGEST_LIST)] | None = question_field("optional", "codes", choices=DEMANDS, group="letter")
    filed: Day = question_field("assumed", "day")
    complainant: Words = question_field("none", "text", private=True, group="letter")
    contact: Words = question_field("none", "text", private=True, group="letter")

    @model_validator(mode="after")
    def _in_order(self) -> ComplaintQuestion:
        for later, earlier in IN_ORDER:
            first, last = getattr(self, earlier), getattr(self, later)
            if first and last and last < first:
                raise QuestionError(later, last.isoformat(), "", Saying("error.lies_before", field=later, other=earlier))
        return self


class Body(Part):
    """Who takes the complaint, by when, and whether its first step ends before departure."""

    channel: str
    name: str
    contact: str
    text: str
    file_latest: date | None = Field(default=None, description="last day for handing it in there, where one is known")
    answer_latest: date | None = Field(default=None, description="last day for the first answer")
    ends_before_departure: bool | None = Field(default=None, description="is that day on or before the day of leaving?")


class ComplaintAnswer(Claim):
    """The right with what it gives, the letter in both languages, and the bodies that take it."""

    letter_en: str = Field(default="", description="the complaint in English")
    letter_zh: str = Field(default="", description="the complaint in Chinese, the language of the bodies")
    bodies: list[Body] = Field(default=[], description="who takes the complaint, one at a time")
    what_now: list[NextStep] = Field(default=[], description="what to do next, and what is left after a no")


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
    filed = question.filed or as_of
    rights = service("rights")
    judged = rights.respond(rights.read(_facts(question, filed, as_of), context.atlas), context)
    assert isinstance(judged, RightsAnswer)
    counter = Counter(context.atlas, as_of)
    bodies = list(_bodies(question, filed, counter, teller))
    asked = type(question).model_fields
    given = {name: getattr(judged, name) for name in Claim.model_fields if name not in Envelope.model_fields}
    return ComplaintAnswer(
        verdict=judged.verdict,
        headline=judged.headline,
        as_of=as_of,
        atlas=stamp(context.atlas),
        assumptions=[*judged.assumptions, *_assumed_days(question, filed, teller)],
        missing=[AS_ASKED.get(name, name) for name in judged.missing],
        warnings=[*_warnings(question, judged, bodies, filed, teller), *judged.warnings],
        grounds=judged.grounds,
        what_would_change=[offer for offer in judged.what_would_change if set(offer.set) <= set(asked)],
        decided_by=judged.decided_by,
        letter_en=letter(question, judged, counter, "en", filed),
        letter_zh=letter(question, judged, counter, "zh", filed),
        bodies=bodies,
        what_now=list(_what_now(question, judged, filed, teller)),
        **given,
    )


def _facts(question: ComplaintQuestion, filed: date, as_of: date) -> dict[str, Any]:
    """What was stated, as the question about rights has it."""
    happened = question.happened or ""
    facts = {name: getattr(question, name) for name in PASSED_ON} | HAPPENED[happened] | {"as_of": as_of}
    facts[PRICE_AS.get(happened, "price_cny")] = question.price_cny
    if happened in AMOUNT_AS:
        facts[AMOUNT_AS[happened]] = question.amount_cny
    begun = [day for day in (question.bought, question.received) if day]
    if happened in ASKED_IN_TIME and filed >= max(begun, default=filed):
        facts["requested"] = question.requested or filed
    return facts


def _assumed_days(question: ComplaintQuestion, filed: date, teller: StepTeller) -> Iterator[Assumption]:
    for field in ("filed", *(["requested"] if question.happened in ASKED_IN_TIME else [])):
        if getattr(question, field) is None:
            text = texts.say("envelope.assumed", teller.language, field=teller.field_name(field), value=filed)
            yield Assumption(field=field, value=filed.isoformat(), text=text)


def _bodies(question: ComplaintQuestion, filed: date, counter: Counter, teller: StepTeller) -> Iterator[Body]:
    """The bodies for goods or tours, at this place and day, each with the last day of its first answer."""
    kind = "tour" if question.happened in TOURS else "goods"
    rows = [row for row in counter.atlas.table("redress/channels").rows if isinstance(row, Channel)]
    for row in rows:
        if kind not in row.takes or not (row.known(teller.as_of) and row.covers(filed)) or (row.place and row.place != question.place):
            continue
        text = texts.say(f"channel.{row.channel}.about", teller.language)
        latest = counter.step(row.body, "file", question.trip_end).last if row.body and question.trip_end else None
        if latest is not None:
            text += texts.say("channel.file_latest" if filed <= latest else "channel.too_late", teller.language, day=latest)
        last = counter.step(row.body, "accept", filed).last if row.body and (latest is None or filed <= latest) else None
        yield Body(
            channel=row.channel,
            name=texts.say(f"channel.{row.channel}", teller.language),
            contact=row.contact,
            text=text,
            file_latest=latest,
            answer_latest=last,
            ends_before_departure=last <= question.departure_date if last and question.departure_date else None,
        )


def _warnings(question: ComplaintQuestion, judged: RightsAnswer, bodies: list[Body], filed: date, teller: StepTeller) -> Iterator[Warning_]:
    yield teller.warning("one_body_at_a_time")
    told = [body.ends_before_departure for body in bodies if body.ends_before_departure is not None]
    if question.departure_date is not None and question.departure_date >= filed and told and not any(told):
        yield teller.warning("none_ends_before_departure", day=question.departure_date)
    if judged.repay_latest is not None and judged.repay_latest >= filed:
        yield teller.warning("not_due_yet", day=judged.repay_latest)


def _what_now(question: ComplaintQuestion, judged: RightsAnswer, filed: date, teller: StepTeller) -> Iterator[NextStep]:
    """What to do next; after a no what is left. Never more than the answer holds. Then the same facts for the other services."""

    def step(code: str, ask: Ask | None = None) -> NextStep:
        return NextStep(code=code, text=texts.say(f"complaint.now.{code}", teller.language), ask=ask)

    yield step("repair" if judged.repair_or_replacement else judged.verdict if judged.verdict in ("yes", "no") else "open")
    yield step("after")
    known = {"as_of": question.as_of} if question.as_of else {}
    yield step("rights", Ask(service="rights", fields=_said(_facts(question, filed, filed) | {"as_of": None} | known)))
    body = {"body": "tourism"} if question.happened in TOURS else {}
    yield step("deadlines", Ask(service="deadlines", fields=_said(body | {"received": filed} | known)))
    if question.departure_date is not None and question.departure_date >= filed:
        yield step("green_channel", Ask(service="green-channel", fields=_said({"filed": filed, "departure_date": question.departure_date} | body | known)))


def _said(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as a question in JSON has them."""
    return {name: str(value) if isinstance(value, (date, Decimal)) else value for name, value in facts.items() if value is not None}
