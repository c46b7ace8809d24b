"""How long a chart takes cold, warm and kept, how heavy it is, and what a click on "explore" loads.

.venv/bin/python bench/charts.py
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from liziba.doors.charts import Chart, Column, Rule, csv, drawing, png, svg
from liziba.doors.charts.cache import Kept

STATIC = Path(__file__).parents[1] / "src/liziba/doors/web/static"
CITIES = tuple((f"city {number}", 16000.5 - 900 * number, number == 2) for number in range(5))
BARS = Chart("bars", "Five cities", (Column("city", "City", "name"), Column("value", "Value", "value", digits=1), Column("own", "", "mark")), CITIES)
SERIES = Chart(
    "series",
    "Ten years by two releases",
    (Column("year", "Year", "when", plain=True), Column("value", "Value", "value"), Column("release", "Release", "line"), Column("status", "Status", "status")),
    tuple(
        (2015 + year, 8000 + 700 * year + 90 * release, f"release {release}", "final" if year < 8 else "preliminary")
        for release in (1, 2)
        for year in range(10)
    ),
    rules=(Rule("x", 2019.5, "census"),),
)


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        drawing.kept = lambda: kept  # type: ignore[assignment]
        kept = Kept(place)
        print(f"first chart of a process, SVG   {milliseconds(lambda: svg(BARS, 'en', bare=True)):8.0f} ms")
        for name, chart in (("bars of five", BARS), ("series of twenty", SERIES)):
            looks = [(narrow, dark) for narrow in (False, True) for dark in (False, True)]
            drawn = [milliseconds(lambda: svg(chart, "en", narrow, dark)) for narrow, dark in looks]  # noqa: B023
            print(f"{name}, SVG, drawn".ljust(32) + f"{statistics.median(drawn):8.0f} ms")
            print(f"{name}, PNG, drawn".ljust(32) + f"{milliseconds(lambda: png(chart, 'en')):8.0f} ms")  # noqa: B023
            print(f"{name}, Vega, compiled".ljust(32) + f"{milliseconds(lambda: drawing.vega(chart, 'en')):8.0f} ms")  # noqa: B023
            from_disk, from_memory = [], []
            for _ in range(50):
                kept = Kept(place)
                from_disk.append(milliseconds(lambda: svg(chart, "en")))  # noqa: B023
                from_memory.append(milliseconds(lambda: svg(chart, "en")))  # noqa: B023
            print(f"{name}, SVG, kept on disk".ljust(32) + f"{statistics.median(from_disk):8.2f} ms")
            print(f"{name}, SVG, kept in memory".ljust(32) + f"{statistics.median(from_memory):8.2f} ms")
            sizes = (len(svg(chart, "en", bare=True)), len(png(chart, "en")), len(csv(chart)), len(drawing.vega(chart, "en")))
            print(f"{name}".ljust(32) + "SVG {:,}, PNG {:,}, CSV {:,}, Vega {:,} bytes".format(*sizes))
    scripts = sorted((STATIC / "vega").glob("*.js"))
    plain, packed = (sum(path.with_name(path.name + ending).stat().st_size for path in scripts) for ending in ("", ".gz"))
    print(f"a click loads, once             {plain:,} bytes, packed {packed:,}")
    print(f"a page loads for its button     {(STATIC / 'chart.js').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
