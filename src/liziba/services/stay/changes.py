"""What the traveller can truthfully change: the route, the port, the ticket, the length, the day, the places.

Every offer was judged again before it is shown. For an unknown verdict the offers say what the missing values mean.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from liziba.atlas import Atlas, texts
from liziba.engines.rules.arithmetic import MINUTES_A_DAY, belongs, is_wider
from liziba.engines.rules.plan import operands_of
from liziba.engines.rules.remedies import Nearest, preferred, words
from liziba.engines.rules.repair import Repair, repairs
from liziba.engines.rules.ruling import Ruling
from liziba.engines.rules.sheet import LookUp
from liziba.engines.rules.single import SingleRules
from liziba.services.envelope import Change
from liziba.services.explain import Explainer
from liziba.services.question import meta
from liziba.services.rulebook import as_date, as_json
from liziba.services.stay.judging import shortest_stay, without_hour
from liziba.services.stay.question import StayQuestion

CHANGEABLE = frozenset(name for name, field in StayQuestion.model_fields.items() if meta(field).get("changeable"))
ORDER = ("leaves_airport", "arrive_from", "entry_at", "both_ports", "entry_port", "onward_ticket", "places", "exit_at", "exit_port", "onward_to")  # as told
ROUTE = ("arrive_from", "onward_to", "entry_port", "exit_at")  # told in other words where nothing was said before
MOST_NEAR = 3
MOST_PORTS = 5
MOST_OFFERS = 5


def offers(rules: SingleRules, question: StayQuestion, values: Mapping[str, Any], known: int, ruling: Ruling, explainer: Explainer) -> list[Change]:
    """The smallest changes first; empty where nothing that the traveller can do helps."""
    if ruling.verdict == "yes" or explainer.atlas.is_home(question.nationality):
        return []
    vague = without_hour(question)
    tried = {scheme.group for scheme in ruling.tried()}
    if ruling.missing and set(ruling.missing) <= set(vague):
        return [change(repair, values, (), tried, explainer) for repair in hours(rules, values, known, ruling.missing)]

    def nearest(field: str, asked: Mapping[str, Any], members: Collection[Any]) -> Sequence[Any]:
        if field in ("entry_port", "exit_port"):
            return nearest_ports(explainer.atlas, asked.get("entry_port"), members)
        if field == "places":
            return nearest_places(explainer.atlas, asked.get("entry_port"), members)
        beside = {"onward_to": "arrive_from", "arrive_from": "onward_to"}.get(field, "")
        return [m for m in members if not beside or m != asked.get(beside)][:MOST_NEAR]

    def complete(asked: Mapping[str, Any], open_: Ruling) -> Mapping[str, Any] | None:
        return next((m.set for m in meanings(rules, asked, known, open_, nearest) if m.verdict == "yes"), None)

    found = repairs(rules, values, known, ruling, CHANGEABLE, nearest, complete, first_day(values, known), MOST_OFFERS)
    if ruling.verdict == "unknown":
        found = [*meanings(rules, values, known, ruling, nearest), *found]
        found = [repair for n, repair in enumerate(found) if repair.set not in [one.set for one in found[:n]]][:MOST_OFFERS]
    return [change(repair, values, vague, tried, explainer) for repair in found]


def first_day(values: Mapping[str, Any], known: int) -> int:
    """The first day that may be offered: nobody travels in the past. Who asks about a past trip is told of later days than that."""
    entry, leaving = (values[field] // MINUTES_A_DAY if values.get(field) is not None else None for field in ("entry_at", "exit_at"))
    if entry is None or entry >= known or (leaving is not None and leaving >= known):
        return known
    return int(entry)


def nearest_ports(atlas: Atlas, current: Any, members: Collection[Any]) -> list[Any]:
    """Open ports: those of the same town and province first, airports for airports; then other airports as the sheet prefers them; then the rest."""
    known = {port.port: port for port in atlas.ports()}
    here = known.get(current)
    near = [known[p] for p in members if here and p in known and known[p].province == here.province]
    near.sort(key=lambda port: here is not None and (port.city != here.city, (port.mode == "airport") != (here.mode == "airport")))
    airports = [p for p in members if p in known and known[p].mode == "airport"]
    return list(dict.fromkeys([*[port.port for port in near[:MOST_NEAR]], *airports, *members]))[:MOST_PORTS]


def nearest_places(atlas: Atlas, port: Any, members: Collection[Any]) -> list[Any]:
    """A place of the stay area where the port lies: its province, else a town of it, the port's own first; else any."""
    known = {one.port: one for one in atlas.ports()}
    here = known.get(port)
    province, city = (here.province, here.city) if here else ("", "")
    towns = sorted((p for p in members if p.startswith(f"{province}/")), key=lambda p: p.partition("/")[2] not in city)
    return [*[p for p in members if p == province], *towns, *members][:1]


def meanings(rules: SingleRules, values: Mapping[str, Any], known: int, ruling: Ruling, nearest: Nearest) -> list[Repair]:
    """For missing fields: one example of each verdict that their values can lead to."""
    choices = {field: _candidates(rules, values, field, known, ruling, nearest) for field in ruling.missing}
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
            found[after.verdict] = Repair(change, after.verdict, (), after)
    return [found[verdict] for verdict in ("yes", "no") if verdict in found]


def hours(rules: SingleRules, values: Mapping[str, Any], known: int, vague: Collection[str]) -> list[Repair]:
    """For days said without an hour, where hours count: an example of each verdict that the hours can lead to."""
    shortest, longest = shortest_stay(values, vague), values
    found: dict[str, Repair] = {}
    for asked in (shortest, longest):
        after = rules.judge(asked, known)
        found.setdefault(after.verdict, Repair({field: asked[field] for field in vague}, after.verdict, (), after))
    return [repair for verdict, repair in found.items() if verdict in ("yes", "no")]


def _candidates(rules: SingleRules, values: Mapping[str, Any], field: str, known: int, ruling: Ruling, nearest: Nearest) -> list[Any]:
    """Example values of a field: what the sheet offers where the field is tested, and what it is compared with there."""
    if field not in CHANGEABLE:
        return []
    if field == "entry_port":
        return next((list(nearest(field, values, keys)) for keys in _open_ports(rules, known)), [])
    if field == "places":
        return _named_towns(rules, values, ruling, nearest)
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
            if isinstance(step, LookUp) and step.repair.get("another") == "entry_port" and len(step.by) == 1:
                found.append(preferred(step.repair, rules.grids[scope.scheme.name, step.name].holding(known, known)))
    return found


def _named_towns(rules: SingleRules, values: Mapping[str, Any], ruling: Ruling, nearest: Nearest) -> list[Any]:
    """The named places with a town of the stay area instead of each province that is open only in parts, for each scheme that asks."""
    found = []
    for scope, scheme in zip(rules.scopes, ruling.schemes, strict=True):
        for step in scope.scheme.conditions():
            if step.repair.get("without") != "places" or "places" not in scheme.missing or not scheme.tried:
                continue
            members = scheme.values[step.repair["instead"]].members
            if members is None:
                continue
            towns = {p: [code for code in sorted(members.sure) if not belongs(p, members.sure) and is_wider(p, {code})] for p in values["places"]}
            found.append(tuple(nearest("places", values, inside)[0] if inside else place for place, inside in towns.items()))
    return found


def change(repair: Repair, values: Mapping[str, Any], vague: Collection[str], tried: Collection[str], explainer: Explainer) -> Change:
    """An offer in words; a scheme that was not tried is named."""
    language, codec = explainer.language, explainer.codec
    plain = {field: codec.shown(field, value) for field, value in repair.set.items()}
    plain = {field: value.date() if field in vague else value for field, value in plain.items()}
    told = dict(plain)
    if "entry_port" in told and told["entry_port"] == told.get("exit_port"):
        told["both_ports"] = told.pop("entry_port")
        del told["exit_port"]
    parts: list[str] = []
    for field in sorted(told, key=ORDER.index):
        kind = codec.kinds.get(field, "port")
        value = told[field]
        if kind == "moment" and values.get("leaves_airport") is not False:  # hours count only for who stays inside the port
            value = day_of(value)
        key = f"change.stay.{field}" if values.get(field) is not None or field not in ROUTE else f"change.stay.{field}.first"
        part = texts.say(key, language, value=explainer.name(kind, value, field))
        parts.append(part[:1].lower() + part[1:] if parts else part)
    sentence = texts.say("change.stay.comma", language).join(parts[:-1]) + texts.say("change.stay.and", language) * (len(parts) > 1) + parts[-1]
    past = ends_before(repair, values) if repair.verdict == "yes" else None
    best = repair.ruling.best if repair.verdict == "yes" else None
    if best is not None and best.group not in tried:
        text = texts.say("change.stay.then.yes_other", language, change=sentence, scheme=texts.say(f"scheme.{best.outcome['scheme']}", language))
    else:
        text = texts.say(f"change.stay.then.{repair.verdict}", language, change=sentence)
    if past:
        text = texts.say("change.stay.past_end", language, offer=text, day=past)
    return Change(set={field: as_json(value) for field, value in plain.items()}, then={"verdict": repair.verdict}, text=text)


def day_of(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def ends_before(repair: Repair, values: Mapping[str, Any]) -> date | None:
    """The last known day of the rule, where the offered stay would run past it."""
    leaving = repair.set.get("exit_at", values.get("exit_at"))
    known_end = repair.ruling.best.outcome.get("known_end") if repair.ruling.best else None
    return as_date(known_end) if leaving is not None and known_end is not None and leaving // MINUTES_A_DAY > known_end else None
