"""Ranks, reasons and raw cells in words, each figure with the page that printed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from liziba.atlas import names, texts
from liziba.atlas.tables.index import NodeRow, PublishedIndex
from liziba.services.envelope import Assumption, Ground
from liziba.services.index.answer import IndexLever, MeasureLink, OtherIndex, RawCell
from liziba.services.index.cells import Cell, unit_of
from liziba.services.index.frameworks import Held
from liziba.services.index.levers import LinkedMeasure, Move, Without
from liziba.services.index.question import IndexQuestion
from liziba.services.index.standing import Standing
from liziba.services.observations.telling import ObservationsTeller
from liziba.services.periods import when

TOPIC = "index"
OBSERVED = "observations"
PUBLISHERS_NAMED = 4
_RANKS = {"statistics": 0, "government": 0, "official": 0, "ministry": 0, "regulator": 0, "dataset": 2, "guide": 2}


class IndexTeller(ObservationsTeller):
    """Words for one question about where cities stand."""

    def place(self, code: str) -> str:
        """A city by its own name: the province of a town is known to those who compare cities."""
        town = names.towns(self.atlas).get(code)
        return (town.name_zh if self.language == "zh" else town.name_en) if town else self.atlas.place_name(code, self.language)

    def places(self, codes: Sequence[str]) -> str:
        return texts.join([self.place(code) for code in codes], self.language)

    def framework(self, held: Held) -> str:
        return held.row.name_zh if self.language == "zh" else held.row.name_en

    def node(self, held: Held, code: str) -> str:
        """An indicator or a dimension by its name."""
        row = held.by_node[code]
        own = row.name_zh if self.language == "zh" else row.name_en
        if own or not row.indicator:
            return own or code.replace("_", " ")
        name = self.indicator(row.indicator)
        return texts.say("index.per_agglomeration", self.language, indicator=name) if self._by_agglomeration(row) else name

    def nodes(self, held: Held, codes: Sequence[str]) -> str:
        return texts.join([self.node(held, code) for code in codes], self.language)

    def cells(self, held: Held, cells: Sequence[Cell]) -> str:
        """Cells by their indicators and cities."""
        by_node: dict[str, list[str]] = {}
        for cell in cells:
            by_node.setdefault(cell.node, []).append(cell.place)
        parts = [texts.say("index.cells", self.language, indicator=self.node(held, node), cities=self.places(found)) for node, found in by_node.items()]
        return self.clauses(parts)

    def clauses(self, parts: Sequence[str]) -> str:
        """Parts of a sentence that have commas of their own."""
        return texts.say("index.semicolon", self.language).join(parts)

    def percent(self, share: float) -> str:
        return texts.say("index.percent", self.language, value=f"{share * 100:.0f}")

    def points(self, value: float) -> str:
        return f"{value:.1f}"

    def span(self, low: int, high: int) -> str:
        """A range of ranks: 2, or 1 to 4."""
        return str(low) if low == high else texts.say("index.span", self.language, low=low, high=high)

    def option(self, choice: str, option: str) -> str:
        return texts.say(f"index.option.{choice}.{option}", self.language)

    def amount_of(self, leaf: NodeRow, value: float) -> str:
        return self.number(Decimal(repr(value)), unit_of(self.atlas, leaf))

    def _by_agglomeration(self, row: NodeRow) -> bool:
        assert isinstance(self.question, IndexQuestion)
        return row.denominator == "population" and self.question.population == "agglomeration"

    # ---- cells, levers, what stands beside ----

    def cell(self, held: Held, one: Cell) -> RawCell:
        """A raw cell, in words and as plain fields."""
        leaf, figure = held.by_node[one.node], one.figure
        state = one.missing or one.state
        amount = self.amount(figure) if figure is not None else ""
        period = when(figure.period, self.language) if figure is not None else ""
        counted = self.code("definition", figure.definition) if figure is not None else ""
        text = texts.say(f"index.cell.{state}", self.language, amount=amount, period=period, age=one.age, counted=counted)
        return RawCell(
            indicator=one.node,
            name=self.node(held, one.node),
            dimension=held.dimension_of(one.node),
            city=one.place,
            state=one.state,
            missing=one.missing or None,
            value=float(figure.value) if figure is not None and figure.value is not None else None,
            unit=figure.unit if figure is not None else unit_of(self.atlas, leaf),
            period=figure.period if figure is not None else None,
            age=one.age if figure is not None else None,
            vintage=(figure.vintage or "unknown") if figure is not None else None,
            definition=figure.definition if figure is not None else None,
            status=figure.status if figure is not None else None,
            qualifier=figure.qualifier if figure is not None else "",
            text=text,
            sources=list(figure.sources) if figure is not None else [],
        )

    def lever(self, held: Held, move: Move) -> IndexLever:
        leaf, least = held.by_node[move.node], move.least
        best, needed = self.amount_of(leaf, move.gain.best), self.amount_of(leaf, least.needed) if least else ""
        key = "none" if least is None else "plausible" if move.plausible else "implausible"
        text = texts.say(
            f"index.lever.{key}",
            self.language,
            value=self.amount_of(leaf, move.gain.value),
            best=best,
            best_city=self.place(move.gain.peer),
            gain=self.points(move.gain.gain),
            rank=move.gain.rank,
            needed=needed,
            needed_rank=least.rank if least else "",
            bound=self._bound(held, leaf),
        )
        return IndexLever(
            indicator=move.node,
            name=self.node(held, move.node),
            unit=unit_of(self.atlas, leaf),
            value=move.gain.value,
            best=move.gain.best,
            best_city=move.gain.peer,
            gain=move.gain.gain,
            rank_then=move.gain.rank,
            needed=least.needed if least else None,
            needed_rank=least.rank if least else None,
            plausible=move.plausible,
            measures=[self.measure(one) for one in move.measures],
            text=text,
        )

    def _bound(self, held: Held, leaf: NodeRow) -> str:
        """The largest change that we call plausible within a year."""
        if leaf.kind == "growth":
            return texts.say("index.bound.points", self.language, n=held.row.plausible_points)
        return texts.say("index.bound.percent", self.language, percent=self.percent(held.row.plausible_pct / 100))

    def measure(self, one: LinkedMeasure) -> MeasureLink:
        text = texts.say(
            f"index.measure.{one.verdict}", self.language, programme=self.code("programme", one.programme), year=when(one.target_by, self.language)
        )
        return MeasureLink(programme=one.programme, metric=one.metric, target_by=one.target_by, verdict=one.verdict, text=text)

    def other(self, row: PublishedIndex) -> OtherIndex:
        """What another index published."""
        zh = self.language == "zh"
        name, publisher = (row.name_zh, row.publisher_zh) if zh else (row.name_en, row.publisher_en)
        key = "rank_of" if row.out_of and row.measure == "rank" else "derived" if row.derived else row.measure
        text = texts.say(
            f"index.published.{key}",
            self.language,
            name=name,
            publisher=publisher,
            year=row.year,
            city=self.place(row.place),
            value=row.value,
            out_of=row.out_of,
        )
        return OtherIndex(
            system=row.system,
            name=name,
            publisher=publisher,
            year=row.year,
            city=row.place,
            measure=row.measure,
            value=row.value,
            text=text,
            sources=list(row.sources),
        )

    # ---- grounds ----

    def ground_of_framework(self, held: Held) -> Ground:
        """Who named its parts, and what is ours."""
        row = held.row
        zh = self.language == "zh"
        text = texts.say(
            "index.ground.framework",
            self.language,
            name=self.framework(held),
            publisher=row.publisher_zh if zh else row.publisher_en,
            year=row.year,
            about=row.about_zh if zh else row.about_en,
        )
        told = self.told("index.framework", "met", text, row)
        return told.model_copy(update={"valid_from": None, "valid_to": None})

    def ground_of_leaf(self, standing: Standing, leaf: NodeRow) -> Ground:
        """An indicator: how many cities have a figure, whether that is enough, and the pages that printed them."""
        held, scored = standing.held, standing.scored
        column = [row[held.leaves.index(leaf)] for row in scored.matrix.cells]
        there = [cell for cell in column if cell.counts]
        used = leaf.node in scored.used
        key = "unmeasured" if not leaf.indicator else "used" if used else "few" if there else "none"
        text = texts.say(
            f"index.ground.{key}",
            self.language,
            name=self.node(held, leaf.node),
            dimension=self.node(held, held.dimension_of(leaf.node)),
            found=len(there),
            all=len(column),
            assigned=texts.say(f"index.assigned.{leaf.assigned}", self.language),
        )
        ids = list(dict.fromkeys(one for cell in there if cell.figure for one in cell.figure.sources))
        found = self.told(f"index.{leaf.node}", "met" if used else "unknown", text, sources=[*ids, *leaf.sources])
        return found.model_copy(update={"confirmed": all(cell.sourced for cell in there)})

    # ---- around the verdict ----

    def heading(self, standing: Standing) -> str:
        """One sentence: who is first, and where the city told stands."""
        scored, asked = standing.scored, standing.asked
        named = {"framework": self.framework(standing.held), "year": asked.reading.year, "least": self.percent(asked.least_coverage)}
        if standing.spread is None:
            if len(asked.places) < 2:
                return texts.say("index.headline.one_city", self.language, **named)
            best = max(asked.places, key=lambda place: scored.coverage[place])
            return texts.say("index.headline.not_established", self.language, **named, city=self.place(best), coverage=self.percent(scored.coverage[best]))
        order = scored.in_order()
        first = [place for place in order if scored.rank(place) == 1]
        ends = self.span(*standing.spread.ends(first[0]))
        told = texts.say("index.headline.first", self.language, **named, first=self.places(first), ends=ends, n=standing.spread.combinations)
        if asked.city in order and asked.city not in first:
            low, high = standing.spread.ends(asked.city)
            ends, key = self.span(low, high), "city_always" if low == high else "city"
            about = texts.say(f"index.headline.{key}", self.language, city=self.place(asked.city), rank=scored.rank(asked.city), n=len(order), ends=ends)
            told = texts.say("index.headline.both", self.language, first=told, city=about)
        refused = [place for place in asked.places if place not in order]
        if refused:
            told = texts.say("index.headline.refused", self.language, told=told, cities=self.places(refused))
        return told

    def unranked(self, standing: Standing, place: str) -> str:
        coverage = standing.scored.coverage[place]
        key = "alone" if coverage >= standing.asked.least_coverage else "coverage"
        return texts.say(f"index.refused.{key}", self.language, coverage=self.percent(coverage), least=self.percent(standing.asked.least_coverage))

    def ranked(self, standing: Standing, place: str) -> str:
        """A city with its rank, its range and what that rests on."""
        assert standing.spread is not None
        scored = standing.scored
        return texts.say(
            "index.ranked",
            self.language,
            rank=scored.rank(place),
            score=self.points(scored.score(place) or 0.0),
            ends=self.span(*standing.spread.ends(place)),
            coverage=self.percent(scored.coverage[place]),
        )

    def without(self, held: Held, one: Without, city: str) -> str:
        return texts.say("index.left_out", self.language, name=self.node(held, one.node), first=self.places(one.first), city=self.place(city), rank=one.rank)

    def ours(self, standing: Standing) -> str:
        """No authority ranks these cities; who published the figures."""
        cited = Counter(one for row in standing.scored.matrix.cells for cell in row if cell.counts and cell.figure for one in cell.figure.sources)
        kinds = {one: self.atlas.source(one, topic=OBSERVED).kind for one in cited}
        # Who counts comes before who reports, who reports before who copied.
        order = sorted(cited, key=lambda one: (_RANKS.get(kinds[one], 1), -cited[one], one))
        bodies = list(dict.fromkeys(name for name in (self.source(one).publisher for one in order) if len(name) > 1))
        if not bodies:
            return self.decided_by("index.nobody")
        named, others = bodies[:PUBLISHERS_NAMED], len(bodies[PUBLISHERS_NAMED:])
        key = "decided_by.index.unranked" if standing.spread is None else "decided_by.index.among" if others else "decided_by.index"
        return texts.say(key, self.language, publishers=texts.join(named, self.language), n=others)

    def assumed(self, standing: Standing) -> list[Assumption]:
        """Everything that was not said, with the value that was taken."""
        asked = standing.asked
        values = {
            "framework": (asked.framework, self.framework(standing.held)),
            "cities": (list(asked.places), self.places(asked.places)),
            "year": (asked.reading.year, str(asked.reading.year)),
            "release": (asked.reading.release, self.code("release", asked.reading.release)),
            "population": (asked.reading.population, self.code("population", asked.reading.population)),
            "scale_of": (asked.reading.scale_of, self.code("scale_of", asked.reading.scale_of)),
            "unconfirmed": (asked.reading.unconfirmed, self.name("truth", asked.reading.unconfirmed)),
            "least_coverage": (round(asked.least_coverage * 100), self.percent(asked.least_coverage)),
        }
        if not any(leaf.denominator for leaf in standing.held.leaves):
            del values["population"]
        return [
            Assumption(field=name, value=value, text=texts.say("envelope.assumed", self.language, field=self.field_name(name), value=told))
            for name, (value, told) in values.items()
            if getattr(self.question, name) is None
        ]
