"""From a question about a stay to the answer: judge every scheme, take the longest that fits, explain all of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from liziba.atlas import Atlas, texts
from liziba.engines.rules.ruling import Ruling, SchemeRuling
from liziba.engines.rules.sheet import MISSES
from liziba.engines.rules.single import SingleRules
from liziba.services.declaration import Context
from liziba.services.envelope import Ground, Warning_
from liziba.services.explain import Explainer, days, stamp
from liziba.services.rulebook import Codec, as_date, rulebook
from liziba.services.stay.answer import StayAnswer
from liziba.services.stay.changes import offers
from liziba.services.stay.question import StayQuestion

TOPIC = "stay"
FAR_AHEAD = timedelta(days=365)
CODEC = Codec(StayQuestion)


def rules_of(atlas: Atlas) -> SingleRules:
    """The rule sheet compiled over an atlas. Raises SheetError with the line of what is wrong."""
    return rulebook(atlas, TOPIC, CODEC)


def respond(question: StayQuestion, context: Context) -> StayAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    rules = rules_of(context.atlas)
    values = CODEC.read(question)
    ruling = rules.judge(values, days(as_of))
    explainer = Explainer(TOPIC, question, CODEC, context, as_of)
    shown = ruling.best or ruling.nearest
    outcome = ruling.outcome(rules.sheet.filled)
    tried = [(scope, scheme) for scope, scheme in zip(rules.scopes, ruling.schemes, strict=True) if scheme.tried]
    grounds = [ground for scope, scheme in _best_first(tried, shown) for ground in explainer.grounds(scope, scheme)]
    if not tried:
        grounds = [ground for scope, scheme in zip(rules.scopes, ruling.schemes, strict=True) for ground in explainer.grounds(scope, scheme)[:1]]
    deciding = [scope for scope, scheme in tried if scheme is ruling.best] or [scope for scope, _ in tried]
    answer = {
        "verdict": ruling.verdict,
        "headline": headline(ruling, outcome, question.nationality, explainer),
        "as_of": as_of,
        "atlas": stamp(context.atlas),
        "assumptions": explainer.assumptions(deciding),
        "missing": list(ruling.missing),
        "warnings": warnings(question, ruling, outcome, grounds, explainer),
        "grounds": grounds,
        "what_would_change": offers(rules, values, days(as_of), ruling, explainer),
        "decided_by": explainer.decided_by(rules.sheet.decided_by),
        **figures(ruling, outcome),
    }
    return StayAnswer(**answer)


def figures(ruling: Ruling, outcome: dict[str, Any]) -> dict[str, Any]:
    """The service's own fields: of the scheme that fits, or in a refusal of the nearest."""
    refused = ruling.refused_by() if ruling.verdict == "no" else {}
    if ruling.verdict == "no":
        shared = ruling.shared_reasons()
        refused = {**refused, **({"all": shared} if shared else {})}
    if ruling.verdict not in ("yes", "no"):
        return {"refused_by": {}}
    return {
        "scheme": outcome.get("scheme") if ruling.verdict == "yes" else None,
        "max_days": outcome.get("max_days"),
        "max_hours": outcome.get("max_hours"),
        "leave_by_date": as_date(outcome.get("leave_by_date")),
        "known_end": as_date(outcome.get("known_end")),
        "border_check": outcome.get("border_check"),
        "cap_days": outcome.get("cap_days"),
        "cap_window_days": outcome.get("cap_window_days"),
        "cap_window": outcome.get("cap_window") or None,
        "bad_places": list(outcome.get("bad_places") or ()),
        "refused_by": refused,
    }


def _best_first(tried: list[tuple[Any, SchemeRuling]], shown: SchemeRuling | None) -> list[tuple[Any, SchemeRuling]]:
    return sorted(tried, key=lambda pair: pair[1] is not shown)


def headline(ruling: Ruling, outcome: dict[str, Any], nationality: str | None, explainer: Explainer) -> str:
    """One sentence: the answer itself."""
    language = explainer.language
    if ruling.verdict == "yes":
        day = as_date(outcome.get("leave_by_date"))
        scheme = texts.say(f"scheme.{outcome['scheme']}", language)
        if day is None:  # how the day of entry counts is not established, or nothing at all: no last day is promised
            for length in ("max_days", "max_hours"):
                if outcome.get(length):
                    inside = "_inside" if outcome.get("border_check") is not None else ""
                    return texts.say(f"stay.headline.yes_{length}{inside}", language, n=outcome[length], scheme=scheme)
            return texts.say("stay.headline.yes_open", language, scheme=scheme)
        return texts.say("stay.headline.yes", language, day=day, scheme=scheme)
    if ruling.verdict == "unknown":
        names = [explainer.field_name(field) for field in ruling.missing]
        return texts.say("stay.headline.unknown", language, fields=texts.join(names, language))
    if ruling.verdict == "not_established":
        return texts.say("stay.headline.not_established", language)
    if explainer.atlas.is_home(nationality):
        return texts.say("stay.headline.home", language)
    return texts.say("stay.headline.no", language, reasons=refusals(ruling, explainer))


def refusals(ruling: Ruling, explainer: Explainer) -> str:
    """Why each scheme tried is refused, the nearest first; schemes for tour groups only where a group travels."""
    language = explainer.language
    told = sorted(ruling.refused_by().items(), key=lambda entry: (ruling.nearest is None or entry[0] != ruling.nearest.group, len(entry[1])))
    told = [(group, reasons) for group, reasons in told if "group_needed" not in reasons] or told
    if not told:
        return texts.say("reason.not_on_list", language)
    parts = [
        texts.say("stay.refusal", language, scheme=texts.say(f"scheme.{group}", language), reasons=texts.join(_reason_words(reasons, language), language))
        for group, reasons in told
    ]
    return texts.say("word.semicolon", language).join(parts)


def _reason_words(reasons: list[str], language: str) -> list[str]:
    return [texts.say(f"reason.{reason}", language) for reason in reasons]


def warnings(question: StayQuestion, ruling: Ruling, outcome: dict[str, Any], grounds: list[Ground], explainer: Explainer) -> list[Warning_]:
    """What the traveller must know before relying on the answer."""
    deciding = [g for g in grounds if ruling.best is None or g.scheme == ruling.best.group]
    known_end, last = as_date(outcome.get("known_end")), as_date(outcome.get("leave_by_date"))
    found = explainer.warnings(deciding, known_end)
    if ruling.best is None:
        return found
    last = question.exit_at.date() if question.exit_at else last
    if known_end and last and last > known_end:
        found.insert(0, explainer.warning("runs_past_end", day=known_end))
    if question.entry_at and question.entry_at.date() > explainer.as_of + FAR_AHEAD:
        found.append(explainer.warning("far_ahead", as_of=explainer.as_of))
    leaving = ruling.best.values.get("port_of_leaving")
    if question.exit_port and leaving is not None and leaving.status in MISSES:
        found.append(explainer.warning("exit_port_not_listed", port=explainer.name("port", question.exit_port)))
    if question.passport_valid_until and _sooner(question.passport_valid_until, as_date(outcome.get("leave_by_date"))):
        found.append(explainer.warning("passport_ends_first", day=question.passport_valid_until))
    return found


def _sooner(day: date, other: date | None) -> bool:
    return other is not None and day < other
