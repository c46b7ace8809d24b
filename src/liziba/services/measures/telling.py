"""Targets and results in words, each with its sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from liziba.atlas import texts
from liziba.atlas.tables.measures import PublishedResult, Target
from liziba.services.envelope import Ground, Result
from liziba.services.measures.judging import Compared, Finding
from liziba.services.measures.question import ShownResult
from liziba.services.periods import when
from liziba.services.telling import Teller, undated

RESULT_OF: dict[bool | None, Result] = {True: "met", False: "failed", None: "unknown"}
PLAIN = "plain"
BESIDE = "measures_beside"
_SPACES = re.compile(r"\W+")


class MeasureTeller(Teller):
    """Words for one question about a measure."""

    def amount(self, value: Decimal, unit: str, sign: str = "") -> str:
        """A number with its unit, and what stands before it: at least, over, about."""
        slug = _SPACES.sub("_", unit)
        if texts.has(f"measures.scale.{slug}", self.language):  # 1.5 billion is 15 times 亿 in Chinese
            value = (value * Decimal(texts.say(f"measures.scale.{slug}", self.language))).normalize()
        key, number = f"measures.unit.{slug}", f"{value:,f}"
        told = texts.say(key, self.language, value=number) if texts.has(key, self.language) else f"{number} {unit}"
        return texts.say(f"measures.sign.{sign}", self.language, amount=told) if sign else told

    def when(self, text: str) -> str:
        """A period as people write it: 2024, September 2024, January 2024 to November 2024."""
        return when(text, self.language)

    def wanted(self, target: Target) -> str:
        """The target as an amount."""
        signs = {">": "more_than", ">=": "at_least", "<=": "at_most", "~": "about", "=": ""}
        return self.amount(target.target, target.unit_measure, signs[target.operator])

    def counted(self, definition: str) -> str:
        """What exactly is counted, in brackets; nothing where nothing more is said."""
        if definition == PLAIN:
            return ""
        return texts.say("measures.counted", self.language, counted=self.code("definition", definition))

    # ---- grounds ----

    def target(self, row: Target) -> Ground:
        """What the programme wants."""
        text = texts.say(
            f"measures.ground.target.{row.measured}",
            self.language,
            programme=self.code("programme", row.programme),
            metric=self.code("metric", row.metric) + self.counted(row.definition),
            wanted=self.wanted(row),
            year=self.when(row.target_by),
            since=row.first_year,
        )
        return self.told("measures.target", "met", text, row, limit=float(row.target))

    def result(self, finding: Finding, one: Compared) -> Ground:
        """A published result: the one that decides, or one that does not compare, with the reason."""
        decides = one is finding.result
        outcome = RESULT_OF[finding.reached] if decides else "unknown"
        key = f"measures.ground.result.{outcome}" if decides and one.reason is None else f"measures.ground.apart.{one.reason}"
        if one.reason == "other_definition" and finding.target.definition == PLAIN:
            key += ".plain"
        text = texts.say(
            key,
            self.language,
            published=self._published(one.row),
            wanted=self.wanted(finding.target),
            counted=self.code("definition", finding.target.definition),
            unit=self.code("unit", finding.target.unit_measure),
            year=self.when(finding.target.target_by),
            place=self.atlas.place_name(finding.target.place, self.language),
        )
        name = "measures.result" if decides else f"measures.apart.{one.row.period}.{one.row.definition}"
        reason = one.reason if not decides or one.reason else "not_reached" if finding.reached is False else None
        told = self.told(name, outcome, text, one.row, reason=reason, found=float(one.row.figure))
        return told if decides else _beside(told)

    def result_alone(self, row: PublishedResult) -> Ground:
        """A figure that no target stands beside."""
        text = texts.say("measures.ground.alone", self.language, published=self._published(row))
        return _beside(self.told(f"measures.apart.{row.period}.{row.definition}", "unknown", text, row, found=float(row.figure)))

    def no_result(self, finding: Finding) -> Ground:
        """No figure that compares was found."""
        text = texts.say("measures.ground.no_result", self.language, metric=self.code("metric", finding.target.metric), as_of=self.as_of)
        return self.told("measures.result", "unknown", text)

    def no_target(self, others: Sequence[str]) -> Ground:
        """The programme has no such target; which it has."""
        question = self._named()
        key = "others" if others else "none"
        text = texts.say(f"measures.ground.no_target.{key}", self.language, **question, others=[self.code("metric", one) for one in others])
        return self.told("measures.target", "unknown", text)

    # ---- around the verdict ----

    def headline(self, finding: Finding) -> str:
        """One sentence: whether it was reached, with both figures."""
        values = {"metric": self.code("metric", finding.target.metric), "wanted": self.wanted(finding.target), "year": self.when(finding.target.target_by)}
        one = finding.result
        if one is None:
            return texts.say(f"measures.headline.{finding.why}.nothing", self.language, **values)
        values |= {"result": self.amount(one.row.figure, one.row.unit_measure, one.row.qualifier), "date": self.when(one.row.as_at or one.row.period)}
        if finding.reached is not None:
            return texts.say(f"measures.headline.{'yes' if finding.reached else 'no'}", self.language, **values)
        return texts.say(f"measures.headline.{finding.why}", self.language, **values)

    def headline_no_target(self) -> str:
        return texts.say("measures.headline.not_established", self.language, **self._named())

    def headline_missing(self, missing: Sequence[str], years: Sequence[str]) -> str:
        if "target_by" in missing:
            return texts.say("measures.headline.which_year", self.language, years=[self.when(year) for year in years])
        return texts.say("measures.headline.unknown", self.language, fields=[self.field_name(name) for name in missing])

    def publisher(self, finding: Finding | None) -> str:
        """Who published the figure: the publishers of what was read, and the body that set the target."""
        if finding is None:
            return self.decided_by("measures")
        bodies = [self.code("body", one) for one in finding.target.responsible]
        if finding.result is None:
            return texts.say("decided_by.measures.target", self.language, bodies=bodies)
        publishers = [self.source(one).publisher for one in finding.result.row.sources]
        return texts.say("decided_by.measures.result", self.language, bodies=bodies, publishers=list(dict.fromkeys(publishers)))

    def listed(self, rows: Sequence[PublishedResult], finding: Finding | None = None) -> list[ShownResult]:
        """All figures as plain fields. Without a target they are compared with the newest of them."""
        reasons = {id(one.row): one.reason for one in finding.compared} if finding else {}
        newest = max(rows, key=lambda row: (row.period.rpartition("/")[2], row.announced_on is not None), default=None)
        shown = []
        for row in rows:
            reason = reasons[id(row)] if finding else _unlike(row, newest)
            shown.append(
                ShownResult(
                    value=float(row.figure),
                    unit=row.unit_measure,
                    period=row.period,
                    definition=row.definition,
                    place=row.place,
                    qualifier=row.qualifier,
                    basis=row.basis,
                    comparable=reason is None,
                    reason=reason,
                    sources=list(row.sources),
                )
            )
        return shown

    def _published(self, row: PublishedResult) -> str:
        return texts.say(
            "measures.published",
            self.language,
            metric=self.code("metric", row.metric) + self.counted(row.definition),
            amount=self.amount(row.figure, row.unit_measure, row.qualifier),
            when=self.when(row.as_at or row.period),
            place=self.atlas.place_name(row.place, self.language),
        )

    def _named(self) -> dict[str, str]:
        """The programme and the metric that were asked about."""
        return {name: self.code(name, str(getattr(self.question, name))) for name in ("programme", "metric")}


def _beside(ground: Ground) -> Ground:
    """A figure that decides nothing, in a part of its own."""
    return undated(ground).model_copy(update={"scheme": BESIDE})


def _unlike(row: PublishedResult, newest: PublishedResult | None) -> str | None:
    """Why a figure does not compare with the newest one."""
    if newest is None or row is newest:
        return None
    for column, reason in (("place", "other_place"), ("definition", "other_definition"), ("unit_measure", "other_unit")):
        if getattr(row, column) != getattr(newest, column):
            return reason
    return None
