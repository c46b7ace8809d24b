"""Published figures as files: CSV with every column and the sources in words, and SDMX-CSV 2.0 for programs.

A line is a release. Computed figures are in neither: whoever gets the releases can compute them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date

from liziba.atlas import Atlas
from liziba.atlas.names import row_name
from liziba.atlas.periods import MONTHS_A_YEAR, Period
from liziba.atlas.periods import period as period_of
from liziba.atlas.tables.observations import Observation
from liziba.services.observations.figures import INDICATORS, OBSERVATIONS, TOPIC, figures, indicators
from liziba.services.spreadsheets import table

MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "sdmx-csv": "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"}

COLUMNS = (
    *("place", "place_en", "place_zh", "indicator", "indicator_en", "indicator_zh", "unit_measure", "period", "definition", "vintage", "status"),
    *("state", "figure", "qualifier", "announced_on", "sources", "titles", "publishers", "published", "urls", "note"),
)
STRUCTURE_ID = "LIZIBA:OBSERVATIONS(1.0.0)"
DIMENSIONS = ("FREQ", "REF_AREA", "INDICATOR", "DEFINITION", "VINTAGE", "SOURCE", "TIME_PERIOD")
ATTRIBUTES = ("OBS_STATUS", "UNIT_MEASURE", "UNIT_MULT", "DECIMALS", "QUALIFIER", "SOURCE_STATUS", "ANNOUNCED_ON")
SDMX_COLUMNS = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "OBS_VALUE", *ATTRIBUTES)

# Words of the common code lists of SDMX; what they do not know goes by our own name.
_UNITS = {"pct": "PT", "persons": "PS", "count": "PURE_NUMB"}
_OBS_STATUS = {"first": "P", "revised": "A", "": "A"}
UNSPECIFIED, OTHER_FREQUENCY = "_U", "_O"


def rows(atlas: Atlas, as_of: date, place: str | None = None, indicator: str | None = None) -> list[Observation]:
    """The releases known by `as_of`, of one place or of all, of one indicator or of all: in the order of the tables of places, then by period."""
    held = (row for row in atlas.table(OBSERVATIONS).rows if isinstance(row, Observation))
    wanted = dict.fromkeys((row.place, row.indicator) for row in held if place in (None, row.place) and indicator in (None, row.indicator))
    return [one.rows[0] for of_place, of in wanted for one in figures(atlas, of_place, of, as_of) if not one.is_derived]


def as_csv(atlas: Atlas, found: Iterable[Observation]) -> str:
    """One line a release, sources with title, publisher, day and address. Text that a spreadsheet would run is quoted by an apostrophe."""
    lines: list[Sequence[object]] = [COLUMNS]
    known = indicators(atlas)
    for row in found:
        cited = [atlas.source(one, topic=TOPIC) for one in row.sources]
        named = [row_name(atlas, f"{INDICATORS}.indicator", row.indicator, language) or "" for language in ("en", "zh")]
        places = [atlas.place_name(row.place, language) for language in ("en", "zh")]
        text = [row.place, *places, row.indicator, *named, known[row.indicator].unit_measure, row.period, row.definition, row.vintage, row.status, row.state]
        told = [";".join(row.sources), *(" | ".join(part) for part in zip(*map(_source, cited), strict=True))]
        lines.append([*text, row.figure, row.qualifier, row.announced_on, *told, row.note])
    return table(lines)


def as_sdmx_csv(atlas: Atlas, found: Iterable[Observation]) -> str:
    """SDMX-CSV 2.0 (format of the SDMX technical working group): codes only, one observation a line.

    Release and sources are dimensions: two releases of one period are two observations. Ids of SDMX know no / or ', so places
    are written with _ instead.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(SDMX_COLUMNS)
    known = indicators(atlas)
    for row in found:
        unit, power = unit_of(known[row.indicator].unit_measure)
        frequency, when = time_period(row.period)
        figure = "" if row.figure is None else f"{row.figure:f}"
        key = [frequency, sdmx_id(row.place), row.indicator, row.definition, row.vintage or UNSPECIFIED, "@".join(map(sdmx_id, row.sources)), when]
        decimals = len(figure.partition(".")[2]) if figure else ""
        about = [_status(row), unit, power, decimals, row.qualifier, row.status, row.announced_on or ""]
        writer.writerow(["dataflow", STRUCTURE_ID, "I", *key, figure, *about])
    return out.getvalue()


def time_period(text: str) -> tuple[str, str]:
    """Frequency and period as SDMX writes them: 2025, 2025-S1, 2025-Q1, 2025-M05, 2025-08-02, else the first day and the length."""
    one = period_of(text)
    first, _, last = text.partition("/")
    if not last:
        kind = "AMD"[text.count("-")]
        return kind, f"{text[:4]}-M{text[5:]}" if kind == "M" else text
    months = _months(one)
    for kind, length in (("Q", 3), ("S", 6)):
        if months == length and len(first) == len("2025-01") and (one.first.month - 1) % length == 0:
            return kind, f"{one.first.year}-{kind}{(one.first.month - 1) // length + 1}"
    if len(first) == len("2025"):
        return OTHER_FREQUENCY, f"{one.first}/P{one.years}Y"
    if months is not None:
        return OTHER_FREQUENCY, f"{one.first}/P{months}M"
    return OTHER_FREQUENCY, f"{one.first}/P{(one.last - one.first).days + 1}D"


def unit_of(code: str) -> tuple[str, int]:
    """Our unit as a unit of SDMX and the power of ten it is multiplied by: cny_100m is CNY and 8."""
    if code.endswith("_100m"):
        return code.removesuffix("_100m").upper(), 8
    plain, power = (code.removeprefix("10k_"), 4) if code.startswith("10k_") else (code, 0)
    return _UNITS.get(plain, plain.upper()), power


def sdmx_id(code: str) -> str:
    """A code with the letters that an id of SDMX may have."""
    return re.sub(r"[^A-Za-z0-9_$-]", "", code.replace("/", "_"))


def _months(one: Period) -> int | None:
    """How many whole months it has, None where it ends within one."""
    whole = one.first.day == 1 and date.fromordinal(one.last.toordinal() + 1).day == 1
    return (one.last.year - one.first.year) * MONTHS_A_YEAR + one.last.month - one.first.month + 1 if whole else None


def _status(row: Observation) -> str:
    """M: there is none. U: little to rely on. P: a first release. A: as any other."""
    if row.state == "not_covered":
        return "M"
    return "U" if row.status == "memory" else _OBS_STATUS[row.vintage]


def _source(source: object) -> Sequence[str]:
    return [str(getattr(source, name) or "") for name in ("title", "publisher", "published", "url")]
