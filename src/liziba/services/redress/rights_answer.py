"""From what happened to the right that was asked about, or to those that fit (contract: rights)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from liziba.atlas import texts
from liziba.atlas.tables.redress import Right as RightRow
from liziba.services.declaration import Context
from liziba.services.envelope import Change, Warning_
from liziba.services.explain import stamp
from liziba.services.redress.counting import Counter
from liziba.services.redress.judging import JUDGES, Case, Found
from liziba.services.redress.rights import RightsAnswer, RightsQuestion
from liziba.services.redress.telling import StepTeller

# Which right something that was stated points to, the first first: field, the values that point to it (None: any), the right.
POINTERS: tuple[tuple[str, Any, str], ...] = (
    ("fraud", True, "fraud_triple"),
    ("seller_knew", None, "food_tenfold"),
    ("label_flaw_only", None, "food_tenfold"),
    ("claim_against", None, "food_tenfold"),
    ("fault_found", None, "durable_burden"),
    ("defect", True, "defect_return"),
    ("dissolution_ground", True, "defect_return"),
    ("agency_refuses", True, "tour_refusal"),
    ("charge_cny", None, "tour_extra_charge"),
    ("missed_item_cny", None, "tour_breach"),
    ("trip_end", None, "tour_shopping"),
    ("platform_named_seller", None, "platform_liability"),
    ("fair_over", True, "organiser_liability"),
    ("goods_back", None, "online_refund"),
    ("channel", "online", "online_return"),
    ("enrolled", None, "shop_no_reason"),
    ("promise", None, "shop_no_reason"),
    ("channel", "physical_shop", "shop_no_reason"),
)
# Said about a purchase without any of these pointers: the question is whether a shop takes it back.
OF_A_PURCHASE = ("bought", "days_since_purchase", "received", "days_since_receipt", "formal_invoice")
# What a right rests on besides what was stated: shown as taken for granted.
TAKEN = {
    "food_tenfold": ("claim_against",),
    "tour_refusal": ("agency_able",),
    "online_return": ("goods",),
    "durable_burden": ("goods",),
    "shop_no_reason": ("channel",),
}


def respond(question: RightsQuestion, context: Context) -> RightsAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    teller = StepTeller("rights", question, context, as_of)
    counter = Counter(context.atlas, as_of)
    fitting = rights_of(question, counter)
    if not fitting:
        return _nothing_said(teller, as_of, context)
    right = fitting[0]
    found = judge(right, question, counter, teller, as_of)
    verdict: Any = found.verdict or ("unknown" if found.missing else "not_established")
    return RightsAnswer(
        verdict=verdict,
        headline=_headline(right, verdict, found, teller),
        as_of=as_of,
        atlas=stamp(context.atlas),
        assumptions=teller.taken(TAKEN.get(right, ())),
        missing=found.missing if verdict == "unknown" else [],
        warnings=[*_warnings(found, question, as_of, counter, teller), *teller.warnings(found.grounds)],
        grounds=found.grounds,
        what_would_change=_offers(right, question, found, counter, teller, as_of),
        decided_by=teller.decided_by("redress_rights"),
        right=right,
        also=[other for other in fitting[1:] if judge(other, question, counter, teller, as_of).verdict == "yes"],
        **found.values,
    )


def rights_of(question: RightsQuestion, counter: Counter) -> list[str]:
    """The right asked about; without one, those that what was stated points to."""
    if question.right is not None:
        return [question.right]
    found = []
    for field, wanted, right in POINTERS:
        value = getattr(question, field)
        if value is not None and (wanted is None or value == wanted):
            found.append(right)
    if not found and any(getattr(question, field) is not None for field in OF_A_PURCHASE):
        found.append("shop_no_reason")  # the usual channel is a shop
    if "durable_burden" in found and "defect_return" in found and question.goods not in durable_goods(counter):
        found.remove("durable_burden")  # a fault in goods that are not durable asks for the return
    return list(dict.fromkeys(found))


def durable_goods(counter: Counter) -> frozenset[str]:
    """The goods for which the seller must prove."""
    rows = [row for row in counter.atlas.table("redress/rights").rows if isinstance(row, RightRow) and row.right == "durable_burden"]
    return frozenset(code for row in rows for code in row.goods)


def judge(right: str, question: RightsQuestion, counter: Counter, teller: StepTeller, as_of: date) -> Found:
    """One right on what was stated."""
    case = Case(question, counter, teller, as_of)
    row = case.row(right)
    if row is None:
        text = texts.say("rights.ground.not_looked_up", teller.language, day=case.day)
        case.found.grounds.append(teller.told(f"rights.{right}", "unknown", text))
        case.found.verdict = "not_established"
    else:
        JUDGES[right](case, row)
    return case.found


def _offers(right: str, question: RightsQuestion, found: Found, counter: Counter, teller: StepTeller, as_of: date) -> list[Change]:
    """What the asker can truthfully do: ask earlier, ask for the invoice the law gives, claim against the producer. Each is judged again."""
    if found.verdict != "no":
        return []
    tried: list[tuple[str, Any]] = []
    last = found.values.get("last_day")
    if last is not None and question.requested is not None and question.requested > last >= as_of:
        tried.append(("requested", last))
    if right == "shop_no_reason" and not question.formal_invoice:
        tried.append(("formal_invoice", True))
    if right == "food_tenfold" and question.claim_against != "producer":
        tried.append(("claim_against", "producer"))
    offers = []
    for field, value in tried:
        changed = question.model_copy(update={field: value})
        if judge(right, changed, counter, teller, as_of).verdict == "yes":
            plain = value.isoformat() if isinstance(value, date) else value
            text = texts.say(f"change.rights.{field}", teller.language, value=value)
            offers.append(Change(set={field: plain}, then={"verdict": "yes"}, text=text))
    return offers


def _warnings(found: Found, question: RightsQuestion, as_of: date, counter: Counter, teller: StepTeller) -> Iterator[Warning_]:
    last = found.values.get("last_day")
    if (
        found.verdict == "yes"
        and last is not None
        and last < as_of
        and question.fault_found is None
        and question.requested is None
        and question.days_since_receipt is None
    ):
        yield teller.warning("last_day_passed", day=last)
    step = found.step
    if step is not None and step.last is not None:
        if counter.may_move(step):
            yield teller.warning("last_day_may_move", day=step.last)
        elif counter.stays_on_rest_day(step) and step.row is not None and step.row.moves:
            yield teller.warning("ends_on_day_off", day=step.last)
    for code, values in found.warnings:
        yield teller.warning(code, **values)


def _headline(right: str, verdict: str, found: Found, teller: StepTeller) -> str:
    language = teller.language
    name = texts.say(f"code.right.{right}", language)
    if verdict == "unknown":
        fields = texts.join([teller.field_name(field) for field in found.missing], language)
        return texts.say("rights.headline.unknown", language, right=name, fields=fields)
    if "burden_on" in found.values:
        return found.grounds[-1].text
    if verdict == "no":
        why = next((ground.text for ground in found.grounds if ground.result == "failed"), "")
        return texts.say("rights.headline.no", language, right=name, why=why)
    parts = [
        texts.say(f"rights.amount.{field}", language, value=value)
        for field, value in found.values.items()
        if texts.has(f"rights.amount.{field}", language) and value not in (None, [], "0.00")
    ]
    told = texts.say("word.semicolon", language).join(parts)
    key = f"rights.headline.{verdict}" + ("_with" if told and verdict == "yes" else "")
    return texts.say(key, language, right=name, told=told)


def _nothing_said(teller: StepTeller, as_of: date, context: Context) -> RightsAnswer:
    field = "right"
    return RightsAnswer(
        verdict="unknown",
        headline=texts.say("rights.headline.nothing_said", teller.language),
        as_of=as_of,
        atlas=stamp(context.atlas),
        missing=[field],
        decided_by=teller.decided_by("redress_rights"),
    )
