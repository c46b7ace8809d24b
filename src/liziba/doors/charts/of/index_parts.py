"""The chart of why a city stands before or behind another: what each indicator adds to the gap between their scores.

index-parts?framework=mission&city=CN-CQ
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from liziba.atlas import texts
from liziba.doors.charts import Chart, Column, NoSuchChart, named
from liziba.doors.charts.of.scoreboard import GIVEN, answered
from liziba.services.declaration import Context
from liziba.services.index.frameworks import frameworks

NAME = "index-parts"
MOST = 8  # parts that have a bar of their own; the rest is one


def _ahead(context: Context) -> Iterable[Mapping[str, str]]:
    return [{"framework": code} for code in frameworks(context.atlas)]


@named(NAME, given=GIVEN, ahead=_ahead)
def index_parts(context: Context, given: Mapping[str, str]) -> Chart:
    """The parts of the gap that a question to `index` gives. Raises NoSuchChart where there is no gap to explain."""
    done, teller = answered(context, given)
    if done.told is None:
        raise NoSuchChart(NAME)
    about, language = done.told, teller.language
    large, small = about.parts[:MOST], about.parts[MOST:]
    rows: list[tuple[str, float, bool]] = [(texts.say("web.index.part.whole", language), round(about.gap, 1), True)]
    rows += [(teller.node(done.held, code), round(points, 1), False) for code, points in large]
    if small:
        rows.append((texts.say("web.index.part.others", language, n=len(small)), round(sum(points for _, points in small), 1), False))
    columns = (
        Column("indicator", texts.say("web.index.indicator", language), "name"),
        Column("points", texts.say("web.index.score", language), "value", digits=1),
        Column("mark", "", "mark"),
    )
    title = texts.say("web.index.gap", language, city=teller.place(about.city), peer=teller.place(about.peer), gap=teller.points(about.gap))
    sides = (texts.say("web.index.part.behind", language), texts.say("web.index.part.ahead", language))
    return Chart("parts", title, columns, tuple(rows), sides=sides, given=True)
