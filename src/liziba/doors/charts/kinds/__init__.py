"""A module a kind of chart: each has `spec(chart, look)`, which gives Vega-Lite."""
