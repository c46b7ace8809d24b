"""Charts: what is said (`data`), how it looks (`theme`, `kinds`), how it is drawn, kept and found again.

    from liziba.doors.charts import Chart, Column, Rule, csv, png, spec, svg

No Django in here: pages, the command line and notebooks draw the same charts.
"""

from liziba.doors.charts.data import Chart, Column, Rule, cells, description
from liziba.doors.charts.drawing import png, spec, svg
from liziba.doors.charts.registry import NoSuchChart, draw, named, names
from liziba.doors.charts.table import csv
from liziba.doors.charts.theme import Look

__all__ = ["Chart", "Column", "Look", "NoSuchChart", "Rule", "cells", "csv", "description", "draw", "named", "names", "png", "spec", "svg"]
