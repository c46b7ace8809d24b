"""From what happened to the right that was asked about, or to those that fit (contract: rights)."""

from __future__ import annotations

from datetime import date
from typing import Any

from liziba.atlas import texts
from liziba.services.declaration import Context
from liziba.services.envelope import Change
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
    ("platform_named_seller", False, "platform_liability"),
    ("fair_over", True, "organiser_liability"),
    ("goods_back", None, "online_refund"),
    ("channel", "online", "online_return"),
    ("enrolled", None, "shop_no_reason"),
    ("promise", None, "shop_no_reason"),
    ("channel", "physical_shop", "shop_no_reason"),
)
# What a right rests on besides what was stated: shown as taken for granted.
TAKEN = {"food_tenfold": ("claim_against",), "tour_refusal": ("agency_able",), "online_return": ("goods",), "durable_burden": ("goods",)}


def respond(question: RightsQuestion, context: Context) -> RightsAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    teller = StepTeller("rights", question, context, as_of)
    counter = Counter(context.atlas, as_of)
    fitting = rights_of(question)
    if not fitting:
        return _nothing_said(teller, as_of, context)
    right = fitting[0]
    found = judge(right, question, counter, teller, as_of)
    verdict = found.verdict or ("unknown" if found.missing else "not_established")
    warnings = teller.warnings(found.grounds)
    if found.step is not None and counter.may_move(found.step) and found.step.last:
        warnings.insert(0, teller.warning("last_day_may_move", day=found.step.last))
    elif found.step is not None and found.step.last and found.step.row and found.step.row.moves and counter.weekend(found.step.last):
        warnings.insert(0, teller.warning("ends_on_weekend", day=found.step.last))
    return RightsAnswer(
        verdict=verdict,  # type: ignore[arg-type]
        headline=_headline(right, verdict, found, teller),
        as_of=as_of,
        atlas=stamp(context.atlas),
        assumptions=teller.taken(TAKEN.get(right, ())),
        missing=found.missing if verdict == "unknown" else [],
        warnings=warnings,
        grounds=found.grounds,
        what_would_change=_offers(right, question, found, counter, teller, as_of),
        decided_by=teller.decided_by("redress_rights"),
        right=right,
        also=[other for other in fitting[1:] if judge(other, question, counter, teller, as_of).verdict == "yes"],
        **found.values,
    )


def rights_of(question: RightsQuestion) -> list[str]:
    """The right asked about; without one, those that what was stated points to."""
    if question.right is not None:
        return [question.right]
    found = []
    for field, wanted, right in POINTERS:
        value = getattr(question, field)
        if value is not None and (wanted is None or value == wanted):
            found.append(right)
    return list(dict.fromkeys(found))


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
    """An earlier request, where only the time is over and the last day is not past."""
    last = found.values.get("last_day")
    if found.verdict != "no" or last is None or question.requested is None or question.requested <= last or last < as_of:
        return []
    earlier = question.model_copy(update={"requested": last})
    if judge(right, earlier, counter, teller, as_of).verdict != "yes":
        return []
    return [Change(set={"requested": last.isoformat()}, then={"verdict": "yes"}, text=texts.say("change.rights.requested", teller.language, value=last))]


def _headline(right: str, verdict: str, found: Found, teller: StepTeller) -> str:
    language = teller.language
    name = texts.say(f"code.right.{right}", language)
    if verdict == "unknown":
        fields = texts.join([teller.field_name(field) for field in found.missing], language)
        return texts.say("rights.headline.unknown", language, right=name, fields=fields)
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
