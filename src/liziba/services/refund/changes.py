"""What a buyer can truthfully change: buy more in the same store on the same day, leave earlier, or both.

Every offer was judged again before it is shown. None asks for a day before the purchases, nor, of somebody who has not
left yet, for a day that is over. Nothing here helps to pass by the customs check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from liziba.atlas import texts
from liziba.services.envelope import Change
from liziba.services.explain import Explainer
from liziba.services.refund.basket import MINIMUM, Basket
from liziba.services.refund.question import RefundQuestion
from liziba.services.rulebook import as_date, plain_value

MOST_OFFERS = 3
MOST_DAYS = 8
BETTER = ("no", "partly", "yes")


@dataclass(frozen=True)
class Offer:
    """A changed claim: the day of leaving, where it changes, and fen more for some lines."""

    day: int | None
    more: tuple[tuple[int, int], ...]
    after: Basket

    @property
    def size(self) -> tuple[int, int, int]:
        """How much it asks for: fewest parts first, then the least money, then the latest day."""
        return len(self.more) + (self.day is not None), sum(fen for _, fen in self.more), -(self.day or 0)

    @property
    def worth(self) -> int:
        return BETTER.index(self.after.ruling.verdict)


def offers(basket: Basket, question: RefundQuestion, explainer: Explainer) -> list[Change]:
    """The smallest changes that turn a refusal; a larger one only where it brings back more of the claim."""
    if basket.ruling.verdict not in ("no", "partly"):
        return []
    now = BETTER.index(basket.ruling.verdict)
    better = sorted((o for o in _tried(basket) if o.after.ruling.verdict in BETTER and o.worth > now), key=lambda o: o.size)
    found: list[Offer] = []
    for offer in better:
        parts = offer.size[0]
        if any(o.size[0] < parts and o.worth >= offer.worth for o in found):
            continue
        if any(o.size[0] == parts and o.worth >= offer.worth and _alike(o, offer) for o in found):
            continue
        found.append(offer)
    best = max((o.worth for o in found), default=now)
    kept = found[:MOST_OFFERS]
    if found and all(o.worth < best for o in kept):
        kept.append(next(o for o in found if o.worth == best))
    return [_change(offer, basket, question, explainer) for offer in kept]


def _alike(one: Offer, other: Offer) -> bool:
    """Both only change the day, or both change the day and buy more: the smaller of them is enough."""
    return one.day is not None and other.day is not None


def _tried(basket: Basket) -> Iterator[Offer]:
    """Every change worth a try: each store and day by itself and all together, now and on each earlier day of leaving."""
    short = _short(basket)
    for one in short[:MOST_OFFERS]:
        yield _topped(basket, None, [one])
    yield from _together(basket, None, short)
    for day in _days(basket):
        after = basket.again(**_leaving(basket, day))
        yield Offer(day, (), after)
        yield from _together(after, day, _short(after), alone=True)


def _together(basket: Basket, day: int | None, short: Sequence[tuple[int, int]], alone: bool = False) -> Iterator[Offer]:
    if alone and short:
        yield _topped(basket, day, short[:1])
    if len(short) > 1:
        yield _topped(basket, day, short)


def _topped(basket: Basket, day: int | None, more: Sequence[tuple[int, int]]) -> Offer:
    lines = [dict(line) for line in basket.lines]
    for i, fen in more:
        lines[i]["amount_cny"] += fen
    return Offer(day, tuple(more), basket.again(purchases=tuple(lines)))


def _short(basket: Basket) -> list[tuple[int, int]]:
    """A line of each store and day under the minimum, and what lacks there: least first."""
    found: dict[int, tuple[int, int]] = {}
    for i, line in enumerate(basket.ruling.lines):
        total, minimum = basket.value("total")[line.group], basket.column("minimum", "minimum_fen", line.group)
        if MINIMUM in line.reasons and total is not None and minimum is not None and line.group not in found:
            found[line.group] = (i, minimum - total)
    return sorted(found.values(), key=lambda one: (one[1], one[0]))


def _days(basket: Basket) -> list[int]:
    """Earlier days of leaving on which less is refused: latest first."""
    leaving = basket.values.get("departure_date")
    if leaving is None or any(line.get("date") is None for line in basket.lines):
        return []
    limits = basket.value("days_to_departure")
    lines = basket.lines
    days = {lines[i]["date"] + limits[i] for i, line in enumerate(basket.ruling.lines) if "over_90_days" in line.reasons and limits[i] is not None}
    stay = basket.last_day_of_stay()
    if stay is not None and stay < leaving:
        days = {min(day, stay) for day in days} | {stay}
    first = max([basket.values.get("last_entry_date") or 0, *(line["date"] for line in lines), *([basket.known] if leaving >= basket.known else [])])
    possible = sorted((day for day in days if first <= day < leaving), reverse=True)
    return possible if len(possible) <= MOST_DAYS else [*possible[: MOST_DAYS - 1], possible[-1]]


def _leaving(basket: Basket, day: int) -> dict[str, Any]:
    """The values of leaving on that day: whose stay was counted in days has then stayed fewer."""
    stayed, longest = basket.values.get("stay_days_at_departure"), basket.column("limits", "days_of_stay")
    if stayed is None or longest is None or stayed <= longest:
        return {"departure_date": day}
    return {"departure_date": day, "stay_days_at_departure": stayed - (basket.values["departure_date"] - day)}


def _change(offer: Offer, basket: Basket, question: RefundQuestion, explainer: Explainer) -> Change:
    """The offer in words; of days that are over it says what would have been."""
    language, known = explainer.language, basket.known
    changed: dict[str, Any] = {}
    parts: list[str] = []
    over = False
    if offer.day is not None:
        day = as_date(offer.day)
        over = offer.day < known
        parts.append(texts.say("change.refund.departure_date", language, day=day))
        changed["departure_date"] = day.isoformat() if day else None
        stayed = offer.after.values.get("stay_days_at_departure")
        if stayed != basket.values.get("stay_days_at_departure"):
            changed["stay_days_at_departure"] = stayed
    if offer.more:
        said = question.model_dump(mode="json", exclude_none=True)["purchases"]
        for i, fen in offer.more:
            line = offer.after.lines[i]
            over = over or line["date"] < known
            said[i]["amount_cny"] = plain_value("money", line["amount_cny"])
            key = "change.refund.amount_in" if line.get("store") else "change.refund.amount"
            parts.append(texts.say(key, language, amount=plain_value("money", fen), day=as_date(line["date"]), store=line.get("store")))
        changed["purchases"] = said
    verdict = offer.after.ruling.verdict
    text = texts.say(f"change.refund.{'over' if over else 'then'}.{verdict}", language, change=texts.say("change.and", language).join(parts))
    return Change(set=changed, then={"verdict": verdict}, text=text)
