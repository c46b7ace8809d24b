"""Charts of one indicator: the cities side by side, the series of one city with its releases, and two ways of counting heads.

indicator-cities?indicator=retail_total&period=2024    indicator-series?indicator=retail_total&place=CN-CQ    indicator-heads?indicator=retail_per_capita
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from liziba.atlas import Atlas, texts
from liziba.atlas.periods import period as period_of
from liziba.atlas.tables.observations import Break, Indicator
from liziba.doors.charts import Chart, Column, NoSuchChart, Rule, named
from liziba.services.declaration import Context
from liziba.services.index.frameworks import frameworks
from liziba.services.index.peers import peers
from liziba.services.index.question import IndexQuestion
from liziba.services.index.telling import TOPIC, IndexTeller
from liziba.services.observations.figures import PLAIN, Figure, breaks, figures, indicators
from liziba.services.observations.side_by_side import Beside, SideBySide, side_by_side
from liziba.services.observations.telling import ObservationsTeller, rounded

Given = Mapping[str, str]


def indicator_of(context: Context, given: Given) -> Indicator:
    """The indicator that is named. Raises NoSuchChart."""
    held = indicators(context.atlas).get(given.get("indicator", ""))
    if held is None:
        raise NoSuchChart(given.get("indicator", ""))
    return held


def day_of(context: Context, given: Given) -> date:
    """The day of knowledge, today where none is named. Raises NoSuchChart."""
    try:
        return date.fromisoformat(given["as_of"]) if given.get("as_of") else context.today
    except ValueError:
        raise NoSuchChart(given["as_of"]) from None


def teller_of(context: Context, day: date) -> ObservationsTeller:
    """Words for figures; cities by their own names."""
    return IndexTeller(TOPIC, IndexQuestion(), context, day)


def unit(held: Indicator, language: str) -> str:
    """The unit that readers of the language count in."""
    key = f"observations.unit.{held.unit_measure}"
    return texts.say(key, language, value="").strip() if texts.has(key, language) else held.unit_measure.replace("_", " ")


def scaled(value: Decimal, held: Indicator, language: str) -> float:
    """A value in that unit."""
    key = f"observations.scale.{held.unit_measure}"
    return float(rounded(value * Decimal(texts.say(key, language)) if texts.has(key, language) else value))


def counted(code: str, teller: ObservationsTeller) -> str:
    """What exactly was counted; "" where it is what the indicator says."""
    return "" if code == PLAIN else teller.code("definition", code)


def _common(context: Context) -> Iterable[Given]:
    """The indicators of the frameworks are drawn ahead."""
    return [
        {"indicator": code} for code in dict.fromkeys(leaf.indicator for held in frameworks(context.atlas).values() for leaf in held.leaves if leaf.indicator)
    ]


@named("indicator-cities", given=("indicator", "period", "place", "as_of"), ahead=_common)
def cities(context: Context, given: Given) -> Chart:
    """Ranked bars of the cities that are compared, those without a figure below with the reason; `place` is the one that is spoken of."""
    held = indicator_of(context, given)
    found = side_by_side(context.atlas, held.indicator, peers(context.atlas), day_of(context, given), period=given.get("period", ""))
    if found is None:
        raise NoSuchChart(held.indicator)
    return of_cities(found, held, teller_of(context, day_of(context, given)), given.get("place") or next(iter(peers(context.atlas)), ""))


def of_cities(found: SideBySide, held: Indicator, teller: ObservationsTeller, place: str) -> Chart:
    """The chart of a comparison that is made already."""
    language = teller.language

    def row(one: Beside) -> tuple[str | float | int | bool | None, ...]:
        figure = one.figure if one.state == "figure" else None
        value = scaled(figure.value, held, language) if figure is not None and figure.value is not None else None
        label = teller.amount(figure) if figure is not None else texts.say(f"city.cell.{one.state}", language)
        dated, sources = (teller.when(figure.period), ";".join(figure.sources)) if figure else ("", "")
        return (teller.place(one.place), value, label, one.rank, dated, teller.release(figure) if figure else "", sources, one.place == place)

    columns = (
        Column("city", texts.say("city.column.city", language), "name"),
        Column("value", teller.indicator(held.indicator), "value"),
        Column("as_printed", texts.say("city.column.printed", language), "label"),
        Column("rank", texts.say("city.column.rank", language)),
        Column("period", texts.say("city.column.period", language)),
        Column("vintage", texts.say("city.column.vintage", language)),
        Column("sources", texts.say("city.column.sources", language), filed=True),
        Column("mark", "", "mark"),
    )
    title = texts.say("city.chart.cities", language, indicator=teller.indicator(held.indicator), period=teller.when(found.period))
    notes = [texts.say(key, language) for key, mixed in (("city.note.releases", found.mixes_releases), ("city.note.times", found.mixes_times)) if mixed]
    subtitle = " · ".join(part for part in (unit(held, language), counted(found.definition, teller)) if part)
    return Chart(
        "bars", title, columns, tuple(row(one) for one in found.cities), subtitle=subtitle, unit=unit(held, language), note=" ".join(notes), given=True
    )


@named("indicator-series", given=("indicator", "place", "as_of"), ahead=_common)
def series(context: Context, given: Given) -> Chart:
    """The years of one city: a line for each release, definition and statistical basis; breaks as rules. Parts of years stand in the table of the page only."""
    held, language = indicator_of(context, given), context.language
    place = given.get("place") or next(iter(peers(context.atlas)), "")
    day = day_of(context, given)
    known, teller = figures(context.atlas, place, held.indicator, day), teller_of(context, day)
    years = [one for one in known if one.value is not None and "/" not in one.period]
    if not years:
        raise NoSuchChart(f"{held.indicator} {place}")
    by_year = all(len(one.period) == len("2024") for one in years)
    rows: list[tuple[str | float | int | date | None, ...]] = []
    lines: dict[str, list[Figure]] = {}
    broken = breaks(context.atlas, held.indicator, place)
    for one in years:
        lines.setdefault(_line(one, broken, teller), []).append(one)
    for name, found in lines.items():
        there = {one.period for one in found}
        for one in found:
            when: int | date = int(one.period) if by_year else period_of(one.period).last
            value = scaled(one.value, held, language) if one.value is not None else None
            rows.append((when, value, teller.amount(one), name, teller.code("status", one.status), ";".join(one.sources)))
        if by_year:
            span = range(min(map(int, there)), max(map(int, there)))
            rows += [(year, None, texts.say("city.cell.not_found", language), name, None, "") for year in span if str(year) not in there]
    rows.sort(key=lambda row: (str(row[3]), str(row[0])))
    columns = (
        Column("year" if by_year else "date", texts.say("city.column.period", language), "when", plain=True),
        Column("value", teller.indicator(held.indicator), "value"),
        Column("as_printed", texts.say("city.column.printed", language)),
        Column("series", texts.say("city.column.vintage", language), "line"),
        Column("status", texts.say("city.column.status", language), "status"),
        Column("sources", texts.say("city.column.sources", language), filed=True),
    )
    rules = tuple(Rule("x", int(one.first_period[:4]) - 0.5, texts.say(f"city.break.{one.kind}", language)) for one in broken) if by_year else ()
    title = texts.say("city.chart.series", language, indicator=teller.indicator(held.indicator), city=teller.place(place))
    note = texts.say("city.note.breaks", language) if broken else ""
    return Chart("series", title, columns, tuple(rows), subtitle=unit(held, language), unit=unit(held, language), note=note, rules=rules)


def _line(one: Figure, broken: Sequence[Break], teller: ObservationsTeller) -> str:
    """What a line is called: release, definition where it is another one, and the basis where a break lies ahead of it."""
    parts = [texts.say("city.series.derived", teller.language, release=teller.release(one)) if one.is_derived else teller.release(one)]
    if one.definition != PLAIN:
        parts.append(counted(one.definition, teller))
    told = texts.join(parts, teller.language)
    ahead = {row_id for row_id, side in one.basis if side == "before"}
    first = next((row for row in broken if row.row_id in ahead), None)
    return texts.say("city.series.before", teller.language, told=told, period=first.first_period[:4]) if first is not None else told


@named("indicator-heads", given=("indicator", "period", "as_of"), ahead=lambda context: [{"indicator": code} for code in per_head(context)])
def heads(context: Context, given: Given) -> Chart:
    """The same figure a head by two ways of counting heads, side by side."""
    held = indicator_of(context, given)
    other = instead_of(context.atlas, held)
    if not other:
        raise NoSuchChart(held.indicator)
    day, places = day_of(context, given), peers(context.atlas)
    first = side_by_side(context.atlas, held.indicator, places, day, period=given.get("period", ""))
    second = side_by_side(context.atlas, held.indicator, places, day, period=given.get("period", "") or (first.period if first else ""), denominator=other)
    if first is None or second is None:
        raise NoSuchChart(held.indicator)
    return of_heads(first, second, held, teller_of(context, day))


def of_heads(first: SideBySide, second: SideBySide, held: Indicator, teller: ObservationsTeller) -> Chart:
    """The chart of two comparisons that are made already."""
    language = teller.language
    other = instead_of(teller.atlas, held)
    beside = {one.place: one for one in second.cities}

    def value(one: Beside) -> float | None:
        return scaled(one.figure.value, held, language) if one.figure is not None and one.figure.value is not None else None

    rows = tuple((teller.place(one.place), value(one), value(beside[one.place]), one.rank, beside[one.place].rank) for one in first.cities)
    by = [texts.say("city.heads.by", language, heads=teller.indicator(code)) for code in (held.denominator, other)]
    columns = (
        Column("city", texts.say("city.column.city", language), "name"),
        Column("first", by[0], "before"),
        Column("second", by[1], "after"),
        Column("rank_first", texts.say("city.heads.rank.first", language)),
        Column("rank_second", texts.say("city.heads.rank.second", language)),
    )
    title = texts.say("city.chart.heads", language, indicator=teller.indicator(held.indicator), period=teller.when(first.period))
    return Chart("pairs", title, columns, rows, subtitle=unit(held, language), unit=unit(held, language), note=texts.say("city.note.heads", language))


def instead_of(atlas: Atlas, held: Indicator) -> str:
    """Another way of counting what stands under this indicator; "" where there is none."""
    return next((code for code, one in indicators(atlas).items() if held.denominator and one.instead_of == held.denominator), "")


def per_head(context: Context) -> list[str]:
    """The indicators that can be shown by two ways of counting heads."""
    return [code for code, held in indicators(context.atlas).items() if instead_of(context.atlas, held)]
