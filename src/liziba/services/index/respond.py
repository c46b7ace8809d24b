"""From a question about where cities stand to the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from liziba.atlas import texts
from liziba.services.declaration import Context
from liziba.services.envelope import Change, Verdict
from liziba.services.explain import stamp
from liziba.services.index.answer import Before, ChoiceEffect, Contribution, DimensionScore, IndexAnswer, LeftOut, Ranked
from liziba.services.index.cautions import cautions
from liziba.services.index.cells import Reading, matrix
from liziba.services.index.frameworks import Held, frameworks
from liziba.services.index.question import USUAL_FRAMEWORK, IndexQuestion
from liziba.services.index.scoring import dimension_coverage, score
from liziba.services.index.standing import Asked, Standing, newest_year, published, stand
from liziba.services.index.telling import TOPIC, IndexTeller

EVEN = 0.05  # points that are shown as none


def respond(question: IndexQuestion, context: Context) -> IndexAnswer:
    """The whole answer to one question."""
    as_of = question.as_of or context.today
    known = frameworks(context.atlas)
    named = known[question.framework or (USUAL_FRAMEWORK if USUAL_FRAMEWORK in known else next(iter(known)))]
    standing = stand(context, named, asked(question, context, named, as_of))
    held = standing.held
    teller = IndexTeller(TOPIC, question, context, as_of)
    scored = standing.scored
    return IndexAnswer(
        verdict=verdict(standing),
        headline=teller.heading(standing),
        as_of=as_of,
        atlas=stamp(context.atlas),
        assumptions=teller.assumed(standing),
        warnings=cautions(standing, teller),
        grounds=[teller.ground_of_framework(held), *(teller.ground_of_leaf(standing, leaf) for leaf in held.leaves)],
        what_would_change=_changes(question, context, named, standing, teller),
        decided_by=teller.ours(standing),
        framework=held.row.framework,
        year=standing.asked.reading.year,
        least_coverage=round(standing.asked.least_coverage * 100),
        coverage=round(100 * sum(scored.coverage.values()) / len(scored.coverage)),
        ranking=_ranking(standing, teller),
        dimensions=_dimensions(standing, teller),
        cells=[teller.cell(held, cell) for row in scored.matrix.cells for cell in row],
        published=[teller.other(row) for row in published(context.atlas, standing.asked.places, as_of)],
        **_how_sure(standing, teller),
        **_why(standing, teller),
    )


def asked(question: IndexQuestion, context: Context, held: Held, as_of: date) -> Asked:
    """The question with every assumption filled in. A city or a peer that is told about is compared too."""
    places = list(question.cities or held.row.cities)
    places += [one for one in dict.fromkeys((question.city, question.peer)) if one is not None and one not in places]
    least = (held.row.least_coverage if question.least_coverage is None else question.least_coverage) / 100
    reading = Reading(
        year=question.year or as_of.year - 1,
        as_of=as_of,
        release=question.release or "revised",
        population=question.population or "resident",
        unconfirmed=bool(question.unconfirmed),
        scale_of=question.scale_of or "named",
    )
    if question.year is None:
        reading = replace(reading, year=newest_year(context.atlas, held, places, reading, least))
    return Asked(held.row.framework, tuple(places), reading, least, question.city or places[0], question.peer or "")


def verdict(standing: Standing) -> Verdict:
    """yes: all are ranked; partly: some are refused; not_established: nobody is."""
    return _of_ranked(len(standing.scored.ranked), len(standing.asked.places))


def _of_ranked(ranked: int, places: int) -> Verdict:
    return "not_established" if not ranked else "yes" if ranked == places else "partly"


def _ranking(standing: Standing, teller: IndexTeller) -> list[Ranked]:
    scored, ranges = standing.scored, standing.spread
    found = []
    for place in (*scored.in_order(), *(place for place in standing.asked.places if place not in scored.ranked)):
        shown: dict[str, Any] = {"city": place, "name": teller.place(place), "coverage": scored.coverage[place], "sourced": scored.sourced[place]}
        if ranges is not None and place in scored.ranked:
            (best, worst), (low, high) = ranges.ends(place), ranges.inner(place)
            shown |= {"rank": scored.rank(place), "score": scored.score(place), "best": best, "worst": worst, "low": low, "high": high}
            shown["text"] = teller.ranked(standing, place)
        else:
            shown["refused"] = teller.unranked(standing, place)
            shown["text"] = texts.say("index.unranked", teller.language, refused=shown["refused"])
        found.append(Ranked(**shown))
    return found


def _dimensions(standing: Standing, teller: IndexTeller) -> list[DimensionScore]:
    held, scored = standing.held, standing.scored
    return [
        DimensionScore(
            dimension=one.node,
            name=teller.node(held, one.node),
            city=place,
            score=scored.node(place, one.node),
            coverage=dimension_coverage(scored.matrix, scored.used, place, one.node),
        )
        for one in held.all_dimensions
        for place in standing.asked.places
    ]


def _how_sure(standing: Standing, teller: IndexTeller) -> dict[str, Any]:
    """Ranges and probabilities over all admissible choices; nothing where nobody is ranked."""
    ranges, steady = standing.spread, standing.steady
    if ranges is None or steady is None:
        return {}
    order = standing.scored.in_order()
    pairs = [(one, other) for i, one in enumerate(order) for other in order[i + 1 :]]
    return {
        "combinations": ranges.combinations,
        "survives_rounding": steady.rounding,
        "survives_revision": steady.revision,
        "probabilities": [_before(one, other, ranges.runs.probability(one, other), teller) for one, other in pairs],
        "choices": [
            ChoiceEffect(
                choice=effect.choice,
                name=texts.say(f"index.choice.{effect.choice}", teller.language),
                options=list(effect.options),
                not_admissible=list(effect.refused),
                first=effect.first,
                total=effect.total,
            )
            for effect in ranges.effects
        ],
    }


def _before(one: str, other: str, probability: float, teller: IndexTeller) -> Before:
    text = texts.say("index.before", teller.language, city=teller.place(one), other=teller.place(other), share=teller.percent(probability))
    return Before(city=one, other=other, probability=probability, text=text)


def _why(standing: Standing, teller: IndexTeller) -> dict[str, Any]:
    """Contributions, levers and leave-one-out for the city told about."""
    about, held, scored = standing.told, standing.held, standing.scored
    if about is None:
        return {"city": standing.asked.city}
    parts = []
    for code, points in about.parts:
        leaf, mine, theirs = held.by_node[code], scored.matrix.of(about.city, code), scored.matrix.of(about.peer, code)
        values = [float(cell.value) if cell.counts else None for cell in (mine, theirs)]
        told = [teller.amount_of(leaf, value) if value is not None else texts.say("index.gap", teller.language) for value in values]
        key = "gap" if None in values else "even" if abs(points) < EVEN else "ahead" if points > 0 else "behind"
        name = teller.node(held, code)
        text = texts.say(f"index.part.{key}", teller.language, points=teller.points(points if key == "gap" else abs(points)), value=told[0], peer_value=told[1])
        unit = teller.cell(held, mine).unit
        parts.append(Contribution(indicator=code, name=name, points=points, value=values[0], peer_value=values[1], unit=unit, text=text))
    return {
        "city": about.city,
        "peer": about.peer,
        "gap": about.gap,
        "contributions": parts,
        "levers": [teller.lever(held, move) for move in about.moves],
        "left_out": [
            LeftOut(
                left_out=one.node,
                name=teller.node(held, one.node),
                is_dimension=one.is_dimension,
                first=list(one.first),
                rank=one.rank,
                shift=one.shift,
                text=teller.without(held, one, about.city),
            )
            for one in about.without
        ],
    }


def _changes(question: IndexQuestion, context: Context, held: Held, standing: Standing, teller: IndexTeller) -> list[Change]:
    """Other years and readings by which more cities are ranked. A lower bound for coverage is no such change: it would only hide the gap."""
    if verdict(standing) == "yes":
        return []
    offers: list[dict[str, Any]] = []
    as_of = standing.asked.reading.as_of
    if question.year is not None:
        year = newest_year(context.atlas, held, standing.asked.places, standing.asked.reading, standing.asked.least_coverage)
        offers += [{"year": year}] if year != question.year else []
    if not standing.asked.reading.unconfirmed:
        offers.append({"unconfirmed": True, "year": standing.asked.reading.year})
    found = []
    for offer in offers:
        other = asked(question.model_copy(update=offer), context, held, as_of)
        then = score(matrix(context.atlas, held, other.places, other.reading), other.least_coverage)
        if len(then.ranked) > len(standing.scored.ranked):
            told = texts.say(f"change.index.{next(iter(offer))}", teller.language, n=len(then.ranked), **offer)
            found.append(Change(set=offer, then={"verdict": _of_ranked(len(then.ranked), len(other.places))}, text=told))
    return found
