"""Figures in words, each with the page that printed it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from liziba.atlas import texts
from liziba.atlas.names import row_name
from liziba.services.envelope import Ground, Warning_
from liziba.services.observations.comparing import Reason
from liziba.services.observations.figures import INDICATORS, PLAIN, Figure, is_weak
from liziba.services.observations.judging import Finding, Published
from liziba.services.periods import when
from liziba.services.telling import Teller

SHOWN = Decimal("0.01")
MONEY = ("cny", "usd")  # units of money, which are always at current prices


def rounded(value: Decimal, step: Decimal = SHOWN) -> Decimal:
    """As it is shown: at most two decimals, none that is a nought at the end."""
    found = value.quantize(step, rounding=ROUND_HALF_UP)
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found.normalize()


def round_about(value: Decimal, digits: int = 3) -> Decimal:
    """Three digits, as numbers are said that are about."""
    return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), rounding=ROUND_HALF_UP)


class ObservationsTeller(Teller):
    """Words for one question about figures."""

    def indicator(self, code: str) -> str:
        return row_name(self.atlas, f"{INDICATORS}.indicator", code, self.language) or code.replace("_", " ")

    def place(self, code: str) -> str:
        return self.atlas.place_name(code, self.language)

    def when(self, period: str) -> str:
        return when(period, self.language)

    def number(self, value: Decimal, unit: str) -> str:
        """A number with its unit, in the steps that the language counts in."""
        if texts.has(f"observations.scale.{unit}", self.language):  # 100 million yuan is a tenth of a billion in English
            value = value * Decimal(texts.say(f"observations.scale.{unit}", self.language))
        told = f"{rounded(value):,f}"
        key = f"observations.unit.{unit}"
        return texts.say(key, self.language, value=told) if texts.has(key, self.language) else f"{told} {unit.replace('_', ' ')}"

    def amount(self, figure: Figure) -> str:
        """The figure with unit and qualifier, or that the place is not covered."""
        if figure.value is None:
            return texts.say("observations.not_covered", self.language)
        # A quotient of a round number is no more exact than the round number.
        told = self.number(round_about(figure.value) if figure.denominator and figure.qualifier else figure.value, figure.unit)
        return texts.say(f"observations.sign.{figure.qualifier}", self.language, amount=told) if figure.qualifier else told

    def release(self, figure: Figure) -> str:
        return texts.say(f"observations.release.{figure.vintage or 'unknown'}", self.language)

    def what(self, figure: Figure) -> str:
        """The indicator, with what exactly was counted where it is not what its name says."""
        name = self.indicator(figure.indicator)
        if figure.definition == PLAIN:
            return name
        return texts.say("observations.counted", self.language, indicator=name, counted=self.code("definition", figure.definition))

    # ---- grounds ----

    def deciding(self, figure: Figure, name: str) -> Ground:
        """A figure that the answer rests on."""
        text = texts.say(
            "observations.ground.derived" if figure.denominator else "observations.ground.figure",
            self.language,
            **self._told(figure),
            denominator=self.indicator(figure.denominator) if figure.denominator else "",
        )
        return self._ground(name, figure, text)

    def refusal(self, reason: Reason, finding: Finding) -> Ground:
        """Why the two figures do not compare."""
        assert finding.base is not None
        assert finding.figure is not None
        base, figure = finding.base, finding.figure
        text = texts.say(
            f"observations.reason.{reason}",
            self.language,
            base=self.amount(base),
            since=self.when(base.period),
            base_release=self.release(base),
            later=self.amount(figure),
            period=self.when(figure.period),
            release=self.release(figure),
        )
        sources = self._breaks(finding) if reason == "across_break" else ()
        return self.told(f"observations.compare.{reason}", "failed", text, sources=sources, reason=reason)

    def compared(self, finding: Finding) -> Ground:
        """The two figures compare."""
        assert finding.base is not None
        assert finding.figure is not None
        key = "terms" if finding.comparison and finding.comparison.terms else "met"
        text = texts.say(f"observations.compare.{key}", self.language, base=self.amount(finding.base), later=self.amount(finding.figure))
        return self.told("observations.compare", "met", text, found=self._change(finding))

    def implied(self, figure: Figure, published: Published) -> Ground:
        """The figure of the year before that the published growth speaks of, and the release nearest to it."""
        told = {"rate": self.amount(published.rate), "implied": self.number(published.implied, figure.unit)}
        if published.nearest is None:
            text = texts.say("observations.implied.alone", self.language, **told)
        else:
            near = published.nearest
            text = texts.say("observations.implied", self.language, nearest=self.amount(near), release=self.release(near), **told)
        sources = (*published.rate.sources, *(published.nearest.sources if published.nearest else ()))
        return self.told("observations.implied", "met", text, sources=sources, found=_plain(rounded(published.implied)))

    def nothing(self, finding: Finding) -> Ground:
        """No figure was found, which is not a zero; or nobody counts this place."""
        text = texts.say("observations.ground.not_found", self.language, **self._asked(finding), as_of=self.as_of)
        return self.told("observations.figure", "unknown", text)

    # ---- the series ----

    def line(self, figure: Figure, reason: Reason | None) -> str:
        """A figure of the series, with the reason why it does not compare and the ids of its sources."""
        told = texts.say("observations.line", self.language, **self._told(figure), sources=list(figure.sources))
        if figure.definition != PLAIN:
            told = texts.say("observations.line.counted", self.language, told=told, counted=self.code("definition", figure.definition))
        return texts.say("observations.line.apart", self.language, told=told, reason=self.code("reason", reason)) if reason else told

    def head(self, figure: Figure) -> str:
        """A figure a head, and by which count of people."""
        return texts.say("observations.head", self.language, amount=self.amount(figure), denominator=self.indicator(figure.denominator))

    # ---- around the verdict ----

    def headline(self, finding: Finding) -> str:
        """One sentence: the figure, or its growth, or why there is none."""
        asked, figure, base = finding.asked, finding.figure, finding.base
        if figure is None or (asked.since and base is None):
            return texts.say("observations.headline.not_found", self.language, **self._asked(finding))
        told = self._told(figure)
        if base is None or finding.comparison is None:
            key = "figure" if figure.state == "figure" else "not_covered"
            return texts.say(f"observations.headline.{key}", self.language, **told)
        told |= {"base": self.amount(base), "since": self.when(base.period), "base_release": self.release(base)}
        if not finding.comparison.holds:
            told["reasons"] = [self.code("reason", one) for one in finding.comparison.reasons]
            return texts.say("observations.headline.no", self.language, **told)
        key = "growth" if finding.growth is not None else "points"
        if finding.growth_between is not None:
            least, most = (self.number(one, "pct") for one in finding.growth_between)
            return texts.say("observations.headline.between", self.language, least=least, most=most, **told)
        return texts.say(f"observations.headline.{key}", self.language, change=self._signed(finding), **told)

    def missing(self, fields: Sequence[str]) -> str:
        return texts.say("observations.headline.unknown", self.language, fields=[self.field_name(one) for one in fields])

    def terms(self, finding: Finding) -> list[Warning_]:
        """What the figures leave open."""
        found = [self.warning(f"observations_{term}") for term in (finding.comparison.terms if finding.comparison else ()) if term != "disagrees"]
        figure = finding.figure
        if figure is not None and finding.growth is not None and figure.unit.startswith(MONEY):
            found.append(self.warning("observations_nominal"))
        held = [one for one in (figure, finding.base) if one is not None]
        found += [self.warning(f"observations_{status}") for status in ("digest", "dataset") if any(one.status == status for one in held)]
        if any(is_weak(self.atlas, one) for one in held):
            found.append(self.warning("observations_weak"))
        if any(len(one.sources) == 1 and one.status != "official" for one in (figure, finding.base) if one is not None):
            found.append(self.warning("one_source"))
        if finding.unconfirmed is not None:
            found.append(self.warning("observations_from_memory", amount=self.amount(finding.unconfirmed)))
        if finding.agrees is False and finding.published is not None and finding.growth is not None:
            rate = finding.published.rate
            found.append(self.warning("observations_disagrees", computed=self.number(finding.growth, "pct"), published=self.amount(rate)))
        if len(finding.heads) > 1:
            found.append(self.warning("observations_heads"))
        return found

    def publishers(self, finding: Finding) -> str:
        """Who counted and printed it: we repeat."""
        cited = [one for figure in (finding.figure, finding.base) if figure is not None for one in figure.sources]
        publishers = list(dict.fromkeys(self.source(one).publisher for one in cited))
        return texts.say("decided_by.observations.figure", self.language, publishers=publishers) if publishers else self.decided_by("observations")

    def offered(self, change: dict[str, str], finding: Finding) -> str:
        """An offered change, with what would then be said."""
        name, value = next(iter(change.items()))
        told = self.when(value) if name in ("since", "period") else self.code(name, value)
        then = self._signed(finding) if finding.comparison else self.amount(finding.figure) if finding.figure else ""
        return texts.say(f"change.observations.{name}", self.language, value=told, then=then)

    def _ground(self, name: str, figure: Figure, text: str) -> Ground:
        told = self.told(name, "met" if figure.value is not None else "unknown", text, sources=figure.sources, found=_plain(figure.value))
        return told.model_copy(update={"confirmed": figure.confirmed})

    def _told(self, figure: Figure) -> dict[str, Any]:
        return {
            "place": self.place(figure.place),
            "indicator": self.what(figure),
            "period": self.when(figure.period),
            "amount": self.amount(figure),
            "release": self.release(figure),
            "status": self.code("status", figure.status),
        }

    def _asked(self, finding: Finding) -> dict[str, str]:
        """The question; of two periods the one without a figure."""
        asked = finding.asked
        period = asked.since if finding.figure is not None and finding.base is None and asked.since else asked.period
        named = self.indicator(asked.indicator)
        if asked.definition != PLAIN:
            named = texts.say("observations.counted", self.language, indicator=named, counted=self.code("definition", asked.definition))
        return {
            "place": self.place(asked.place),
            "indicator": named,
            "period": self.when(period) if period else texts.say("observations.any_period", self.language),
        }

    def _signed(self, finding: Finding) -> str:
        """Growth or change with its sign."""
        change, unit = (finding.growth, "pct") if finding.growth is not None else (finding.points, "points")
        if change is None:
            return ""
        told = self.number(abs(change), unit)
        return texts.say(f"observations.change.{'up' if change > 0 else 'down' if change < 0 else 'none'}", self.language, change=told)

    def _change(self, finding: Finding) -> float | None:
        change = finding.growth if finding.growth is not None else finding.points
        return _plain(rounded(change)) if change is not None else None

    def _breaks(self, finding: Finding) -> Sequence[str]:
        """The sources of the breaks that lie between the two figures."""
        assert finding.base is not None
        assert finding.figure is not None
        sides = dict(finding.figure.basis)
        crossed = {name for name, side in finding.base.basis if name in sides and (side == "before") != (sides[name] == "before")}
        rows = [row for row in self.atlas.table("observations/breaks").rows if row.row_id in crossed]
        return [one for row in rows for one in row.sources]


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
