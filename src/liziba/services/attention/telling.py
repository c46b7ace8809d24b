"""Counts and their comparison in words, each with its sources."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from liziba.atlas import texts
from liziba.atlas.tables.attention import Count
from liziba.services.attention.judging import Finding, apart, bounded, compared
from liziba.services.attention.own_counts import Fitted
from liziba.services.attention.question import AttentionQuestion, Compared
from liziba.services.attention.series import A_DAY, INDICES, Point
from liziba.services.envelope import Assumption, Ground, Result
from liziba.services.periods import when
from liziba.services.telling import Teller, undated

BESIDE = "attention_beside"
RESULTS: dict[str, Result] = {"lasting": "met", "flash": "failed", "mixed": "unknown", "undecided": "unknown"}


class AttentionTeller(Teller):
    """Words for one question about a spot."""

    def spot(self, row: Count) -> str:
        return row.name_zh if self.language == "zh" else row.name_en

    def number(self, value: float) -> str:
        """A count as people write it: 1,030,000, or 103万."""
        for size in ("large", "small"):
            scale = int(texts.say(f"attention.scale.{size}", self.language))
            if 1 < scale <= value:
                return texts.say(f"attention.scaled.{size}", self.language, value=f"{value / scale:,.2f}".rstrip("0").rstrip("."))
        return f"{value:,.0f}"

    def amount(self, value: float, unit: str, sign: str = "") -> str:
        key = f"attention.unit.{unit.replace(' ', '_')}"
        told = texts.say(key, self.language, value=self.number(value)) if texts.has(key, self.language) else f"{self.number(value)} {unit}"
        return texts.say(f"measures.sign.{sign}", self.language, amount=told) if sign else told

    def when(self, one: Point) -> str:
        return when(one.first_day if one.first_day == one.last_day else f"{one.first_day}/{one.last_day}", self.language)

    def counted(self, one: Point) -> str:
        """A count with its window, its days and what it is a day."""
        unit = one.row.unit_measure
        values = {
            "window": self.code("window", one.window),
            "when": self.when(one),
            "measure": self.code("measure", one.measure),
            "amount": self.amount(one.count, unit, "" if one.computed else one.row.qualifier),
        }
        index = unit in INDICES
        plain = unit.replace(" ", "_") == one.measure  # visits are visits: that needs no second word
        told = texts.say("attention.index" if index else "attention.plain" if plain else "attention.count", self.language, **values)
        if one.row.spot != getattr(self.question, "spot", None):
            told = texts.say("attention.elsewhere", self.language, spot=self.spot(one.row), counted=told)
        if one.per_day is not None and one.days is not None and not unit.endswith(A_DAY):
            told += texts.say("attention.per_day", self.language, days=self.days(one.days), per_day=self.level(one))
        return told + (texts.say(f"attention.computed.{one.computed}", self.language) if one.computed else "")

    def days(self, number: int) -> str:
        return texts.say("attention.days", self.language, n=number)

    def level(self, one: Point) -> str:
        """The count a day; both readings where a computed one has two."""
        low, high = self.number(one.per_day or 0.0), self.number(one.per_day_high or 0.0)
        return low if low == high else texts.say("attention.between", self.language, low=low, high=high)

    # ---- grounds ----

    def count(self, one: Point, finding: Finding, spot: str) -> Ground:
        """A count: what it is to the peak, or why it decides nothing."""
        role, reason = finding.role(one), apart(one, finding, spot)
        key = f"attention.ground.apart.{reason}" if reason else f"attention.ground.{role}"
        ratio = compared(finding.peak, one) if finding.peak is not None and role == "later" else None
        text = texts.say(key, self.language, counted=self.counted(one), percent=f"{ratio.ratio_per_day * 100:.0f}" if ratio else "")
        if one.row.event:
            text += texts.say("attention.event", self.language, event=self.code("event", one.row.event))
        result: Result = RESULTS[finding.kind] if role == "later" else "met" if role in ("peak", "before") else "unknown"
        name = f"attention.{role}.{one.measure}.{one.window}.{one.last_day}" if role == "beside" else f"attention.{role}.{one.last_day}"
        told = self.told(name, result, text, one.row, reason=reason, found=one.per_day if one.per_day is None else round(one.per_day, 1))
        return told.model_copy(update={"scheme": BESIDE}) if reason else told

    def left(self, finding: Finding) -> list[Ground]:
        """What is left of the rise, as far as it is bounded."""
        if finding.share is None or finding.later is None:
            return []
        low, high = (f"{one * 100:.0f}" if isfinite(one) else "" for one in finding.share)
        key = "exact" if low and low == high else "between" if low and high else "at_least" if low else "at_most" if high else ""
        if not key:
            return []
        text = texts.say(f"attention.ground.left.{key}", self.language, low=low, high=high)
        return [undated(self.told("attention.share", RESULTS[finding.kind], text, finding.later.row, found=bounded(finding.share[0])))]

    def shown(self, one: Point, finding: Finding, spot: str) -> Compared:
        """A count as plain fields."""
        reason = apart(one, finding, spot)
        role = finding.role(one)
        ratio = compared(finding.peak, one) if finding.peak is not None and reason in (None, "interruption", "computed", "earlier", "same_year") else None
        level, high = one.per_day, one.per_day_high
        return Compared(
            spot=one.row.spot,
            measure=one.measure,
            window=one.window,
            first_day=one.first_day,
            last_day=one.last_day,
            days=one.days,
            count=round(one.count),
            unit=one.row.unit_measure,
            per_day=None if level is None else round(level, 1),
            per_day_high=None if high is None or high == level else round(high, 1),
            role=role,
            ratio_total=round(ratio.ratio_total, 2) if ratio and role != "peak" else None,
            ratio_per_day=round(ratio.ratio_per_day, 2) if ratio and role != "peak" else None,
            comparable=reason is None and finding.group is not None,
            reason=reason,
            computed=bool(one.computed),
            kind=one.row.kind,
            announced_on=one.row.announced_on,
            sources=list(one.row.sources),
        )

    def own(self, found: Fitted) -> list[Ground]:
        """The asker's own series: how long it is, how fast it halves, what stays."""
        values: dict[str, str] = {"days": self.days(found.days), "counted": self.days(found.counted)}
        grounds = [self.told("attention.series", "met" if found.fit else "unknown", texts.say("attention.ground.series", self.language, **values))]
        fit = found.fit
        if fit is None:
            return grounds
        if found.why == "no_decay":
            text = texts.say("attention.ground.no_half_life", self.language)
            return [*grounds, self.told("attention.half_life", "unknown", text)]
        low, high = fit.half_life_interval
        half_life = {"half_life": f"{fit.half_life:.1f}", "low": f"{low:.1f}", "high": f"{high:.1f}"}
        text = texts.say("attention.ground.half_life", self.language, **half_life)
        grounds.append(self.told("attention.half_life", "met", text, found=round(fit.half_life, 2)))
        if found.share is not None and found.share_interval is not None:
            key = "rise" if getattr(self.question, "before_a_day", None) is not None else "peak"
            part = [f"{one * 100:.0f}" for one in (found.share, *found.share_interval)]
            levels = {"level": self.number(fit.level), "peak": self.number(fit.level + fit.flash)}
            shares = {"share": part[0], "low": part[1], "high": part[2]}
            text = texts.say(f"attention.ground.share.{key}", self.language, **levels, **shares)
            grounds.append(self.told("attention.share", RESULTS[found.kind], text, found=round(found.share, 3)))
        return grounds

    # ---- around the verdict ----

    def headline(self, finding: Finding, name: str) -> str:
        """One sentence: what is left, by which counts; or why nothing can be said."""
        if finding.kind == "undecided":
            return texts.say(f"attention.headline.undecided.{finding.why}", self.language, spot=name, **self._facts(finding))
        key = f"attention.headline.{finding.kind}"
        if finding.kind == "lasting" and finding.before is None:  # nothing fell, but how much had risen nobody printed
            key += ".no_level_before"
        return texts.say(key, self.language, spot=name, **self._facts(finding))

    def _facts(self, finding: Finding) -> dict[str, str]:
        facts = {"as_of": texts.day(self.as_of, self.language), "asked": str(getattr(self.question, "peak", None) or "")}
        if finding.group:
            facts |= {"measure": self.code("measure", finding.group[0]), "window": self.code("window", finding.group[1])}
        if finding.peak:
            facts |= {"peak": self.level(finding.peak), "peak_year": str(finding.peak.year)}
        if finding.later and finding.ratio:
            facts |= {"later": self.level(finding.later), "later_year": str(finding.later.year), "percent": f"{finding.ratio.ratio_per_day * 100:.0f}"}
        return facts

    def headline_missing(self, missing: Sequence[str]) -> str:
        return texts.say("attention.headline.unknown", self.language, fields=[self.field_name(name) for name in missing])

    def headline_own(self, found: Fitted) -> str:
        if found.kind == "undecided":
            return texts.say(f"attention.headline.own.{found.why}", self.language, days=self.days(found.counted))
        assert found.fit is not None
        share = f"{(found.share or 0.0) * 100:.0f}"
        return texts.say(f"attention.headline.own.{found.kind}", self.language, half_life=f"{found.fit.half_life:.1f}", share=share, days=self.days(found.days))

    def assumed(self, question: AttentionQuestion, finding: Finding) -> list[Assumption]:
        """Measure, window and peak that were chosen because they were not said."""
        chosen = {"measure": finding.group[0], "window": finding.group[1]} if finding.group else {}
        told = {name: self.code(name, value) for name, value in chosen.items()}
        if finding.peak is not None:
            chosen["peak"], told["peak"] = finding.peak.first_day, self.when(finding.peak)
        return [
            Assumption(field=name, value=value, text=texts.say("attention.chosen", self.language, field=self.field_name(name), value=told[name]))
            for name, value in chosen.items()
            if getattr(question, name) is None
        ]

    def publisher(self, used: Sequence[Point]) -> str:
        """Who printed the counts that decide; nobody decides what they mean."""
        printed = [self.source(one).publisher for point in used for one in point.row.sources]
        if not printed:
            return self.decided_by("attention")
        return texts.say("decided_by.attention.printed", self.language, publishers=list(dict.fromkeys(printed)))
