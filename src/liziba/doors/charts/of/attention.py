"""The chart of a spot: the same window each year by the day. Other measures and windows are never joined to it.

attention?spot=hongyadong&measure=visits&window=national_day
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from liziba.atlas import Atlas, texts
from liziba.atlas.tables.attention import Count
from liziba.doors.charts import Chart, Column, NoSuchChart, named
from liziba.services.attention.judging import Finding, judge
from liziba.services.attention.question import COUNTS, AttentionQuestion
from liziba.services.attention.series import per_day_counts, points
from liziba.services.attention.telling import AttentionTeller
from liziba.services.declaration import Context

NAME = "attention"


def spots(atlas: Atlas, as_of: date) -> dict[str, Count]:
    """Every spot of which a count was known, with a row that names it, in the order of the tables."""
    rows = (row for row in atlas.table(COUNTS).rows if isinstance(row, Count) and row.known(as_of))
    found: dict[str, Count] = {}
    for row in rows:
        found.setdefault(row.spot, row)
    return found


def judged(atlas: Atlas, spot: str, as_of: date, measure: str | None = None, window: str | None = None) -> Finding:
    """What the published counts of a spot say."""
    return judge(points(atlas, spot, as_of), as_of, measure, window)


def _ahead(context: Context) -> Iterable[Mapping[str, str]]:
    return [{"spot": spot} for spot in spots(context.atlas, context.today) if judged(context.atlas, spot, context.today).later is not None]


@named(NAME, given=("spot", "measure", "window", "as_of"), ahead=_ahead)
def attention(context: Context, given: Mapping[str, str]) -> Chart:
    """The counts of the group that the spot is judged by, a column a year. Raises NoSuchChart where nothing is counted by the day."""
    try:
        day = date.fromisoformat(given["as_of"]) if given.get("as_of") else context.today
    except ValueError:
        raise NoSuchChart(given["as_of"]) from None
    row = spots(context.atlas, day).get(given.get("spot", ""))
    if row is None:
        raise NoSuchChart(given.get("spot", ""))
    finding = judged(context.atlas, row.spot, day, given.get("measure") or None, given.get("window") or None)
    return of_finding(finding, row, AttentionTeller(NAME, AttentionQuestion(), context, day))


def of_finding(finding: Finding, row: Count, teller: AttentionTeller) -> Chart:
    """The chart of a spot that is judged already. Raises NoSuchChart where nothing is counted by the day."""
    if finding.group is None:
        raise NoSuchChart(row.spot)
    language, (measure, window) = teller.language, finding.group
    found = per_day_counts(teller.atlas, row.spot, teller.as_of).get(finding.group, ())
    if not found:
        raise NoSuchChart(row.spot)
    rows = []
    for one in found:
        role = texts.say(f"city.role.{finding.role(one)}", language)
        state = [texts.say("city.attention.interrupted", language)] if one.interrupted else []
        state += [texts.say("city.attention.computed", language)] if one.computed else []
        when = texts.say("measures.year", language, year=str(one.year)) if window else str(one.year)
        rows.append(
            (
                when,
                round(one.per_day or 0.0, 1),
                teller.number(one.per_day or 0.0),
                teller.level(one),
                one.days,
                teller.when(one),
                role,
                texts.join(state, language),
                ";".join(one.row.sources),
            )
        )
    columns = (
        Column("window", texts.say("city.column.period", language), "when"),
        Column("per_day", texts.say("city.column.per_day", language), "value", digits=0),
        Column("shown", texts.say("city.column.told", language), "label"),
        Column("readings", texts.say("city.column.readings", language)),
        Column("days", texts.say("city.column.days", language)),
        Column("from_until", texts.say("city.column.from_until", language)),
        Column("role", texts.say("city.column.role", language)),
        Column("remark", texts.say("city.column.remark", language)),
        Column("sources", texts.say("city.column.sources", language), filed=True),
    )
    values = {"spot": teller.spot(row), "window": teller.code("window", window), "measure": teller.code("measure", measure)}
    computed = any(one.computed for one in found)
    note = texts.say("city.note.computed", language) if computed else ""
    return Chart("decline", texts.say("city.chart.attention", language, **values), columns, _distinct(rows), note=note)


def _distinct(rows: Sequence[tuple[str | float | int | None, ...]]) -> tuple[tuple[str | float | int | None, ...], ...]:
    """Two counts of one year stand apart by their days."""
    named_ = [row[0] for row in rows]
    return tuple(row if named_.count(row[0]) == 1 else (row[5], *row[1:]) for row in rows)
