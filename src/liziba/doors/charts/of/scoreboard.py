"""The chart of the scoreboard: ranks with their ranges; where nobody is ranked, how much of the weight is known beside what is asked for.

scoreboard?framework=plan_2021&year=2024
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from liziba.atlas import texts
from liziba.doors.charts import Chart, Column, NoSuchChart, named
from liziba.services.declaration import Context
from liziba.services.index.frameworks import frameworks
from liziba.services.index.question import IndexQuestion
from liziba.services.index.respond import asked
from liziba.services.index.standing import Standing, stand
from liziba.services.index.telling import TOPIC, IndexTeller
from liziba.services.question import QuestionError

NAME = "scoreboard"
GIVEN = ("framework", "year", "as_of", "release", "population", "scale_of", "unconfirmed", "least_coverage", "cities", "city", "peer")


def _ahead(context: Context) -> Iterable[Mapping[str, str]]:
    return [{"framework": code} for code in frameworks(context.atlas)]


@named(NAME, given=GIVEN, ahead=_ahead)
def scoreboard(context: Context, given: Mapping[str, str]) -> Chart:
    """The board that a question to `index` gives. Raises NoSuchChart for what is no such question."""
    return of_standing(*answered(context, given))


def answered(context: Context, given: Mapping[str, str]) -> tuple[Standing, IndexTeller]:
    """What comes of the question that the words of an address make. Raises NoSuchChart for what is no such question."""
    try:
        question = IndexQuestion.model_validate(dict(given), context={"atlas": context.atlas})
    except (QuestionError, ValueError):
        raise NoSuchChart(NAME) from None
    known = frameworks(context.atlas)
    held = known.get(question.framework or next(iter(known), ""))
    if held is None:
        raise NoSuchChart(NAME)
    day: date = question.as_of or context.today
    return stand(context, held, asked(question, context, held, day)), IndexTeller(TOPIC, question, context, day)


def of_standing(done: Standing, teller: IndexTeller) -> Chart:
    """The chart of a board that is computed already."""
    language, year = teller.language, done.asked.reading.year
    values = {"framework": teller.framework(done.held), "year": year}
    if done.spread is None:
        return _coverage(done, teller, texts.say("city.chart.coverage", language, **values))
    scored = done.scored
    rows = []
    for place in (*scored.in_order(), *(place for place in done.asked.places if place not in scored.ranked)):
        low, high = done.spread.ends(place) if place in scored.ranked else (None, None)
        rank = scored.rank(place)
        label = str(rank) if rank else texts.say("city.not_ranked", language)
        score = round(scored.score(place) or 0, 1) if rank else None
        rows.append((teller.place(place), rank, low, high, label, score, round(scored.coverage[place] * 100), place == done.asked.city))
    columns = (
        Column("city", texts.say("city.column.city", language), "name"),
        Column("rank", texts.say("city.column.rank", language), "rank"),
        Column("best", texts.say("city.column.best", language), "low"),
        Column("worst", texts.say("city.column.worst", language), "high"),
        Column("told", texts.say("city.column.told", language), "label"),
        Column("score", texts.say("city.column.score", language), digits=1),
        Column("coverage_pct", texts.say("city.column.coverage_pct", language)),
        Column("mark", "", "mark"),
    )
    note = texts.say("city.note.ranges", language, n=done.spread.combinations)
    return Chart("ranges", texts.say("city.chart.ranges", language, **values), columns, tuple(rows), note=note)


def _coverage(done: Standing, teller: IndexTeller, title: str) -> Chart:
    """How much of the weight rests on figures, city by city."""
    language, least = teller.language, round(done.asked.least_coverage * 100)
    rows = []
    for place in sorted(done.asked.places, key=lambda place: -done.scored.coverage[place]):
        share = round(done.scored.coverage[place] * 100)
        rows.append((teller.place(place), share, teller.percent(done.scored.coverage[place]), least, place == done.asked.city))
    columns = (
        Column("city", texts.say("city.column.city", language), "name"),
        Column("coverage_pct", texts.say("city.column.coverage_pct", language), "value"),
        Column("told", texts.say("city.column.coverage", language), "label"),
        Column("least_pct", texts.say("city.column.least_pct", language)),
        Column("mark", "", "mark"),
    )
    return Chart("bars", title, columns, tuple(rows), note=texts.say("city.note.coverage", language, least=least), given=True)
