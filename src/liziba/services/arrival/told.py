"""The answer of `arrival` in words: the headline, the conditions with their figures, what was taken for granted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from liziba.atlas import texts
from liziba.engines.rules.plan import Scope
from liziba.engines.rules.ruling import Ruling, SchemeRuling
from liziba.engines.rules.sheet import Check
from liziba.services.arrival.question import ArrivalQuestion
from liziba.services.declaration import Context
from liziba.services.envelope import Assumption, Ground
from liziba.services.explain import Explainer
from liziba.services.rulebook import Codec, plain_value

# Columns of the rows found whose figures the texts name, with what they count.
COLUMNS = {"hours": "whole", "fen_a_day": "money", "max_fen": "money", "least": "whole", "most": "whole", "max_days": "whole"}
FREE = "0.00"


class Told(Explainer):
    """Puts one ruling into words. `day` is the day judged; `figures` are numbers of the rows found, by look-up and column."""

    def __init__(self, topic: str, question: ArrivalQuestion, codec: Codec, context: Context, as_of: date, day: date | None) -> None:
        super().__init__(topic, question, codec, context, as_of)
        self.asked = question
        self.day = day
        self.figures: dict[str, Any] = {}

    def numbers(self, scheme: SchemeRuling, found: Mapping[str, Any]) -> dict[str, Any]:
        """What the texts may name: the figures of the answer, and those of the rows as LOOKUP_COLUMN."""
        said: dict[str, Any] = {name: yuan(value) if name.endswith("_cny") else value for name, value in found.items()}
        for name, cell in scheme.values.items():
            row = getattr(cell, "row", None)
            for column, kind in COLUMNS.items():
                value = getattr(row, column, None)
                if value is not None:
                    said[f"{name}_{column}"] = yuan(plain_value(kind, value)) if kind == "money" else value
        said["place"] = self.name("place", self.asked.place or self.usual("place"))
        said["under"] = self.name("code", self.asked.scheme or self.usual("scheme"), "scheme")
        said["day"] = self.day
        said["card"] = self.card(found) if found else ""
        said["overstay_days"] = self.asked.overstay_days
        return said

    def usual(self, field: str) -> Any:
        """The value that holds where nothing was said."""
        return next((spec.assumed for spec in self.codec.specs if spec.name == field), None)

    def name(self, kind: str, value: Any, field: str = "") -> Any:
        if kind == "place" and value:
            return self.atlas.place_name(value, self.language)
        if field == "scheme" and value:
            return texts.say(f"scheme.{value}", self.language)
        return super().name(kind, value, field)

    def text(self, scheme: str, step: str, outcome: str, **values: Any) -> str:
        if step == "card" and outcome == "hit":
            outcome += self.figures["card"]
        return super().text(scheme, step, outcome, **{**self.figures, **values})

    def grounds(self, scope: Scope, ruling: SchemeRuling) -> list[Ground]:
        """Every condition of the topic; which topic it is needs no words."""
        steps = enumerate(scope.scheme.conditions())
        return [self.ground(scope, ruling, n) for n, step in steps if not (isinstance(step, Check) and step.gate)]

    def headline(self, ruling: Ruling, shown: SchemeRuling | None, found: Mapping[str, Any]) -> str:
        """One sentence: the answer itself."""
        if ruling.verdict == "unknown":
            missing = ruling.missing[0]
            return texts.say(f"arrival.headline.unknown.{missing}", self.language)
        assert shown is not None, "a topic was said, so a scheme was tried"
        if ruling.verdict == "not_established":
            return texts.say("arrival.headline.not_established", self.language, day=self.day)
        return texts.say(f"arrival.headline.{shown.name}{self.variant(shown, found)}", self.language, **self.figures)

    def variant(self, shown: SchemeRuling, found: Mapping[str, Any]) -> str:
        """Which of the headlines of a scheme says it."""
        if shown.name == "registration_home":
            return ".until" if found.get("deadline") else ".within"
        if shown.name == "online_registration":
            where = self.asked.lodging or self.usual("lodging")
            return f".{'yes' if found['online_available'] else 'no'}.{where}"
        if shown.name == "arrival_card":
            return self.card(found)
        if shown.name in ("overstay", "overstay_most"):
            return ".one" if self.figures["overstay_days"] == 1 else ".many"
        return ""

    @staticmethod
    def card(found: Mapping[str, Any]) -> str:
        """Whether an arrival card is needed, and how it can be filled in."""
        if not found["needed"]:
            return ".not_needed"
        return ".paper" if not found["online_available"] else ".free" if found["fee_cny"] == FREE else ".online"

    def assumptions(self, scopes: Iterable[Scope]) -> list[Assumption]:
        """The usual values, and the day where it follows from nothing that was said."""
        scopes = list(scopes)
        found = super().assumptions(scopes)
        said = self.asked.date or self.asked.moved_in_at
        if scopes and not said:
            text = texts.say("envelope.assumed", self.language, field=self.field_name("date"), value=self.day)
            found.append(Assumption(field="date", value=self.day, text=text))
        return found


def yuan(amount: str | None) -> str | None:
    """An amount as people read it: with separators, and without fen where there are none."""
    if amount is None:
        return None
    whole, _, fen = amount.partition(".")
    return f"{int(whole):,}" + ("" if fen == "00" else f".{fen}")
