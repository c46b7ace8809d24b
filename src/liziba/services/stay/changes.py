"""What the traveller can truthfully change: the route, the port, the ticket, the length, the day, the places.

Every offer was judged again before it is shown. For an unknown verdict the offers say what the missing values mean.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from liziba.atlas import texts
from liziba.engines.rules.plan import operands_of
from liziba.engines.rules.repair import Repair, preferred, repairs, words
from liziba.engines.rules.ruling import Ruling
from liziba.engines.rules.single import SingleRules
from liziba.services.envelope import Change
from liziba.services.explain import Explainer
from liziba.services.question import meta
from liziba.services.rulebook import as_json
from liziba.services.stay.question import StayQuestion

CHANGEABLE = frozenset(name for name, field in StayQuestion.model_fields.items() if meta(field).get("changeable"))
MOST_NEAR = 3
MOST_OFFERS = 5


def offers(rules: SingleRules, values: Mapping[str, Any], known: int, ruling: Ruling, explainer: Explainer) -> list[Change]:
    """The smallest changes first; empty where nothing that the traveller can do helps."""

    def nearest(field: str, current: Any, members: Collection[Any]) -> Sequence[Any]:
        if field == "entry_port":
            return nearest_ports(explainer, current, members)
        return list(members)[:MOST_NEAR]

    def complete(question: Mapping[str, Any], open_: Ruling) -> Mapping[str, Any] | None:
        return next((m.set for m in meanings(rules, question, known, open_, nearest) if m.verdict == "yes"), None)

    if ruling.verdict == "no":
        found = repairs(rules, values, known, ruling, CHANGEABLE, nearest, complete, MOST_OFFERS)
    elif ruling.verdict == "unknown":
        found = [*meanings(rules, values, known, ruling, nearest), *repairs(rules, values, known, ruling, CHANGEABLE, nearest, complete, MOST_OFFERS)]
        found = [repair for n, repair in enumerate(found) if repair.set not in [one.set for one in found[:n]]][:MOST_OFFERS]
    else:
        return []
    return [change(repair, explainer) for repair in found]


def nearest_ports(explainer: Explainer, current: Any, members: Collection[Any]) -> list[Any]:
    """Open ports: those of the same province first, then airports as the list has them."""
    known = {port.port: port for port in explainer.atlas.ports()}
    here = known[current].province if current in known else ""
    near = [p for p in members if here and p in known and known[p].province == here]
    airports = [p for p in members if p in known and known[p].mode == "airport"]
    return list(dict.fromkeys([*near[:MOST_NEAR], *airports]))[: MOST_NEAR + 1]


def meanings(rules: SingleRules, values: Mapping[str, Any], known: int, ruling: Ruling, nearest: Any) -> list[Repair]:
    """For missing fields: one example of each verdict that their values can lead to."""
    choices = {field: _candidates(rules, values, field, known, nearest) for field in ruling.missing}
    if not choices or not all(choices.values()):
        return []
    tries: list[dict[str, Any]] = []
    longest = max(len(c) for c in choices.values())
    for shift in range(longest):
        tries.append({f: c[(shift + n) % len(c)] for n, (f, c) in enumerate(choices.items())})
        tries.append({f: c[shift % len(c)] for f, c in choices.items()})
    found: dict[str, Repair] = {}
    for change in tries:
        after = rules.judge({**values, **change}, known)
        if after.verdict in ("yes", "no") and after.verdict not in found:
            scheme = after.best.name if after.best else ""
            found[after.verdict] = Repair(change, after.verdict, (), scheme, (len(change), 0, 0))
    return [found[verdict] for verdict in ("yes", "no") if verdict in found]


def _candidates(rules: SingleRules, values: Mapping[str, Any], field: str, known: int, nearest: Any) -> list[Any]:
    """Example values of a field: what the sheet offers where the field is tested, and what it is compared with there."""
    if field not in CHANGEABLE:
        return []
    if field == "entry_port":
        return next((list(nearest(field, None, keys)) for keys in _open_ports(rules, known)), [])
    offered: list[Any] = []
    compared: list[Any] = []
    for scope in rules.scopes:
        for step in scope.scheme.conditions():
            tested = [operand.name for operand in operands_of(step) if operand.kind == "field"]
            if "try" in step.repair and field in tested:
                offered += words(step.repair["try"])[:MOST_NEAR]
                compared += [values[other] for other in tested if other != field and values.get(other)]
    return list(dict.fromkeys([*offered, *compared]))


def _open_ports(rules: SingleRules, known: int) -> list[list[Any]]:
    """For each condition that offers another port of entry: the ports on its list, the preferred ones first."""
    found = []
    for scope in rules.scopes:
        for step in scope.scheme.conditions():
            if step.repair.get("another") == "entry_port":
                found.append(preferred(step.repair, rules.grids[scope.scheme.name, step.name].holding(known, known)))
    return found


def change(repair: Repair, explainer: Explainer) -> Change:
    """An offer in words."""
    language, codec = explainer.language, explainer.codec
    plain = {field: codec.shown(field, value) for field, value in repair.set.items()}
    parts: list[str] = []
    for field, value in plain.items():
        shown = explainer.name(codec.kinds[field], value, field) if value else texts.say("word.none", language)
        key = f"change.stay.{field}"
        part = texts.say(key, language, value=shown)
        parts.append(part[:1].lower() + part[1:] if parts else part)
    sentence = texts.say("change.and", language).join(parts)
    text = texts.say(f"change.then.{repair.verdict}", language, change=sentence)
    return Change(set={field: as_json(value) for field, value in plain.items()}, then={"verdict": repair.verdict}, text=text)
