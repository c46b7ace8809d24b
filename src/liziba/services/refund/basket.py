"""Around the sums of a claim: what stays under the minimum, the range while something is open, the last day of leaving.

Joining purchases is shown only as what buying in one store on one day would have added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from liziba.engines.rules.ruling import FAILED, MET, OPEN, Ruling
from liziba.engines.rules.single import SingleRules
from liziba.services.refund.answer import BelowMinimum, Joined
from liziba.services.rulebook import as_date, plain_value

MINIMUM = "below_minimum"
PAID = ("yes", "partly")
LEAVING, DAY, VAT = "departure_date", "purchases.date", "purchases.vat_rate_pct"
# What a buyer may not know yet before buying: the range is told without it.
OPEN_BEFORE_BUYING = frozenset({LEAVING, DAY, VAT})


@dataclass(frozen=True)
class Basket:
    """A claim as it was judged, with all that is needed to judge it again."""

    rules: SingleRules
    values: Mapping[str, Any]
    known: int
    ruling: Ruling

    def again(self, **changed: Any) -> Basket:
        """The same claim with other values."""
        values = {**self.values, **changed}
        return Basket(self.rules, values, self.known, self.rules.judge(values, self.known))

    @property
    def lines(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(self.values.get("purchases") or ())

    def value(self, step: str) -> Any:
        """What a step found: a value, or a list of them for a step of lines or groups."""
        return self.ruling.schemes[0].values[step]

    def column(self, step: str, column: str, at: int | None = None) -> Any:
        """A column of the row that a look-up found."""
        cell = self.value(step)
        return (cell if at is None else cell[at]).values[self.rules.scopes[0].columns[step].index(column)]

    def result(self, step: str) -> Any:
        """The result of a condition: of the claim, or a list of those of lines or groups."""
        names = [one.name for one in self.rules.scopes[0].scheme.conditions()]
        return self.ruling.schemes[0].results[names.index(step)]

    def groups(self) -> dict[int, list[int]]:
        """The lines of each buyer, store and day."""
        found: dict[int, list[int]] = {}
        for i, line in enumerate(self.ruling.lines):
            found.setdefault(line.group, []).append(i)
        return found

    def outcome(self, name: str) -> int:
        """A total of what is paid now, 0 where nothing is."""
        return int(self.ruling.schemes[0].outcome[name] or 0) if self.ruling.verdict in PAID else 0

    def last_departure(self) -> int | None:
        """The last day of leaving with all the goods that nothing refuses now: by their age and by the length of the stay."""
        if self.ruling.verdict == "no":
            return None
        limits, places = self.value("days_to_departure"), self.result("scheme")
        if OPEN in places:  # nobody knows whether the scheme runs there at all
            return None
        left = [i for i, line in enumerate(self.ruling.lines) if line.result != FAILED]
        if any(self.lines[i].get("date") is None or limits[i] is None for i in left):
            return None
        days = [self.lines[i]["date"] + limits[i] for i in left]
        stay = self.last_day_of_stay()
        return min([*days, *([stay] if stay is not None else [])]) if days else None

    def last_day_of_stay(self) -> int | None:
        """The last day on which the stay is not too long, where it is known when it began."""
        longest, leaving, stayed = self.column("limits", "days_of_stay"), self.values.get("departure_date"), self.values.get("stay_days_at_departure")
        if longest is None or (stayed is not None and leaving is None):
            return None
        if stayed is not None:
            return int(leaving - stayed + longest)
        entered = self.values.get("last_entry_date")
        return None if entered is None else int(entered + longest)


def around(basket: Basket) -> dict[str, Any]:
    """The fields of the answer that stand around its sums."""
    verdict, last = basket.ruling.verdict, basket.last_departure()
    found: dict[str, Any] = {"below_minimum": _below(basket), "if_joined": _joined(basket), "last_departure_date": as_date(last)}
    if verdict == "unknown" and OPEN_BEFORE_BUYING.issuperset(basket.ruling.missing):
        found |= _range(basket)
    if verdict == "not_established":
        sure = sum(basket.value("gross")[i] or 0 for i, line in enumerate(basket.ruling.lines) if line.result == MET)
        found |= {"gross_refund_min_cny": plain_value("money", sure)} if sure else {}
    return found


def _below(basket: Basket) -> list[BelowMinimum]:
    found = []
    for group, lines in basket.groups().items():
        total, minimum = basket.value("total")[group], basket.column("minimum", "minimum_fen", group)
        if total is None or minimum is None or not any(MINIMUM in basket.ruling.lines[i].reasons for i in lines):
            continue
        first = basket.lines[lines[0]]
        found.append(
            BelowMinimum(
                store=first.get("store"),
                date=as_date(first.get("date")),
                buyer=first.get("buyer"),
                total_cny=plain_value("money", total),
                short_by_cny=plain_value("money", minimum - total),
            )
        )
    return found


def _joined(basket: Basket) -> Joined | None:
    """For each buyer the purchases that only the minimum refuses, put into one store and onto the last of their days."""
    small = [i for i, line in enumerate(basket.ruling.lines) if line.reasons == (MINIMUM,)]
    by_buyer: dict[Any, list[int]] = {}
    for i in small:
        by_buyer.setdefault(basket.lines[i].get("buyer"), []).append(i)
    last: dict[int, int] = {}
    for of_buyer in by_buyer.values():
        if len({basket.ruling.lines[i].group for i in of_buyer}) > 1:
            last |= dict.fromkeys(of_buyer, max(basket.lines[i]["date"] for i in of_buyer))
    if not last:
        return None
    lines = tuple({**line, "store": "\x00joined", "date": last[i]} if i in last else line for i, line in enumerate(basket.lines))
    after = basket.again(purchases=lines)
    more = {name: after.outcome(name) - basket.outcome(name) for name in ("gross", "net")}
    if more["gross"] <= 0:
        return None
    return Joined(purchases=len(last), gross_refund_cny=plain_value("money", more["gross"]), net_refund_cny=plain_value("money", more["net"]))


def supposed(basket: Basket) -> Basket:
    """The claim as if bought on the day of asking, where no day was said, and left with all goods in time."""
    lines = tuple({**line, "date": basket.known} if line.get("date") is None else line for line in basket.lines)
    leaving = basket.values.get("departure_date")
    return basket.again(purchases=lines, departure_date=max((line["date"] for line in lines), default=basket.known) if leaving is None else leaving)


def _range(basket: Basket) -> dict[str, Any]:
    """The least and the most: for each VAT rate that has a refund rate, bought and left in time where no day was said."""
    then = supposed(basket)
    if any(line["date"] > then.values["departure_date"] for line in then.lines):
        return {}
    grid = basket.rules.grids[basket.rules.scopes[0].scheme.name, "rate_by_vat"]
    sums = []
    for rate in sorted({key[1] for key in grid.layers if isinstance(key[1], int)}):
        lines = tuple({**line, "vat_rate_pct": rate} if line.get("vat_rate_pct") is None else line for line in then.lines)
        after = then.again(purchases=lines)
        if after.ruling.verdict in PAID:
            sums.append(after.outcome("gross"))
    if not sums:
        return {}
    return {"gross_refund_min_cny": plain_value("money", min(sums)), "gross_refund_max_cny": plain_value("money", max(sums))}


def shown_in_part(basket: Basket) -> bool:
    """Whether a form falls under the minimum once only the pieces shown to customs count: nobody published what holds then."""
    for group, lines in basket.groups().items():
        minimum = basket.column("minimum", "minimum_fen", group)
        left = [i for i in lines if basket.ruling.lines[i].result == MET]
        if minimum is not None and left and sum(basket.value("amount")[i] or 0 for i in left) < minimum:
            return True
    return False


def in_doubt(basket: Basket) -> list[date]:
    """The days of purchases that reach one reading of the minimum and not the other."""
    open_groups = [g for g, result in enumerate(basket.result("enough_for_certain")) if result not in (MET, FAILED) and basket.result("enough")[g] == MET]
    found = {as_date(basket.lines[i]["date"]) for g in open_groups for i in basket.groups().get(g, ())}
    return sorted(day for day in found if day is not None)
