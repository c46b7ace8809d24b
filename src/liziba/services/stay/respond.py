"""From a question about a stay to the answer: judge every scheme, take the longest that fits, explain all of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from liziba.atlas import Atlas, texts
from liziba.engines.rules.ruling import Ruling, SchemeRuling
from liziba.engines.rules.single import SingleRules
from liziba.services.declaration import Context
from liziba.services.envelope import Change
from liziba.services.explain import Explainer, days, stamp
from liziba.services.rulebook import as_date, rulebook
from liziba.services.stay.answer import StayAnswer
from liziba.services.stay.changes import offers
from liziba.services.stay.judging import CODEC, judged
from liziba.services.stay.question import StayQuestion
from liziba.services.stay.warnings import passport_ends_first, warnings, window_runs_out
from liziba.services.stay.what_now import past_headline, past_last_day, presence, what_now

TOPIC = "stay"


def rules_of(atlas: Atlas) -> SingleRules:
    """The rule sheet compiled over an atlas. Raises SheetError with the line of what is wrong."""
    return rulebook(atlas, TOPIC, CODEC)


def respond(question: StayQuestion, context: Context) -> StayAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    rules = rules_of(context.atlas)
    values, ruling = judged(rules, question, days(as_of))
    explainer = Explainer(TOPIC, question, CODEC, context, as_of)
    shown = ruling.best or ruling.nearest
    outcome = ruling.outcome(rules.sheet.filled)
    tried = [(scope, scheme) for scope, scheme in zip(rules.scopes, ruling.schemes, strict=True) if scheme.tried]
    grounds = [ground for scope, scheme in _best_first(tried, shown) for ground in explainer.grounds(scope, scheme)]
    if not tried:
        grounds = [ground for scope, scheme in zip(rules.scopes, ruling.schemes, strict=True) for ground in explainer.grounds(scope, scheme)[:1]]
    deciding = [scope for scope, scheme in tried if scheme is ruling.best] or [scope for scope, _ in tried]
    left = window_runs_out(rules, question, ruling, values, days(as_of))
    here = presence(question, ruling, outcome, as_of)
    changes = offers(rules, question, values, days(as_of), ruling, explainer)
    answer = {
        "verdict": ruling.verdict,
        "headline": past_headline(here, ruling, explainer) or headline(ruling, outcome, question, left, changes, explainer),
        "as_of": as_of,
        "atlas": stamp(context.atlas),
        "assumptions": explainer.assumptions(deciding),
        "missing": list(ruling.missing),
        "warnings": [*past_last_day(here, explainer), *warnings(question, ruling, outcome, grounds, left, explainer)],
        "grounds": grounds,
        "what_would_change": changes,
        "what_now": what_now(question, ruling, here, changes, explainer),
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


def headline(ruling: Ruling, outcome: dict[str, Any], question: StayQuestion, left: date | None, changes: list[Change], explainer: Explainer) -> str:
    """One sentence: the answer itself."""
    language = explainer.language
    if ruling.verdict in ("yes", "no") and explainer.atlas.is_home(question.nationality):
        return texts.say("stay.headline.home", language)
    if ruling.verdict == "yes":
        day = as_date(outcome.get("leave_by_date"))
        scheme = texts.say(f"scheme.{outcome['scheme']}", language)
        if left is not None:
            return texts.say("stay.headline.yes_cap", language, day=left, scheme=scheme, n=outcome["cap_days"])
        if passport_ends_first(question, day):
            return texts.say("stay.headline.yes_passport", language, day=question.passport_valid_until, limit=day, scheme=scheme)
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
    return texts.say("stay.headline.no" if changes else "stay.headline.no_change", language, reasons=refusals(ruling, explainer))


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
