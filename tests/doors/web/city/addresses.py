"""The pages of city hall as tests open them: the usual ones, the worst ones, and addresses that cannot be followed."""

from __future__ import annotations

PAGES = {
    "hall": "city-hall",
    "scoreboard": "scoreboard",
    "scoreboard by the plan": "scoreboard?framework=plan_2021",
    "scoreboard of first releases": "scoreboard?release=first&population=agglomeration",
    "scoreboard from memory": "scoreboard?unconfirmed=true",
    "nobody ranked": "scoreboard?year=2017",
    "nothing known": "scoreboard?as_of=2005-01-01",
    "indicators": "indicators",
    "indicator": "indicators/retail_total",
    "a head": "indicators/retail_per_capita?city=CN-GD/Guangzhou",
    "older period": "indicators/gdp_total?period=2023&city=CN-TJ",
    "not covered": "indicators/michelin_listed",
    "long units": "indicators/tax_refund_forms",
    "indicator of nobody": "indicators/retail_total?as_of=2005-01-01",
    "measures": "measures/all",
    "missed": "measures/all?state=not_reached&year=2025",
    "programme": "measures/all?programme=plan21&place=CN-CQ",
    "further measures": "measures/all?page=2",
    "no measures": "measures/all?as_of=2000-01-01",
    "attention": "attention/all",
    "lasting": "attention/all?kind=lasting&place=CN-CQ",
    "a spot": "attention/all?spot=hongyadong",
    "a spot without counts": "attention/all?spot=nanbin_road",
    "no attention": "attention/all?as_of=2000-01-01",
    "Chongqing": "cities/CN-CQ",
    "Beijing": "cities/CN-BJ",
    "Shanghai": "cities/CN-SH",
    "Guangzhou": "cities/CN-GD/Guangzhou",
    "Tianjin": "cities/CN-TJ",
    "a city early": "cities/CN-CQ?as_of=2010-01-01",
}

MISSING = (
    "indicators/no_such",
    "indicators/retail_total/more",
    "cities/CN-XX",
    "cities/CN-SC",
    "cities/",
    "cities/../CN-CQ",
    "measures/all?page=99",
    "measures/all?page=0",
    "measures/all?page=x",
    "measures/all.csv?state=late",
    "measures/any",
)

# What cannot be followed: the address, and the field that is marked.
WRONG = {
    "measures/all?state=late": "state",
    "measures/all?programme=%3Cscript%3Ealert(1)%3C/script%3E": "programme",
    "measures/all?year=25": "year",
    "measures/all?as_of=soon": "as_of",
    "measures/all?as_of=2031-01-01": "as_of",
    "scoreboard?framework=worldwide": "framework",
    "scoreboard?year=1950": "year",
    "scoreboard?release=third": "release",
    "scoreboard?as_of=2031-01-01": "as_of",
    "indicators/retail_total?period=1999": "period",
    "indicators/retail_total?city=CN-SC": "city",
    "indicators/retail_total?as_of=2025-13-01": "as_of",
    "attention/all?kind=huge": "kind",
    "attention/all?spot=nowhere": "spot",
    "cities/CN-CQ?as_of=" + "9" * 3000: "as_of",
}
