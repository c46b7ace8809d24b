"""Boards by what an address chooses: which framework, which year, how figures are read. The heavy part is computed once a choice and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from liziba.atlas import Atlas
from liziba.doors.web.city.choice import WrongChoice, address, as_of, one_of, year
from liziba.services.declaration import Context
from liziba.services.index.cells import Reading
from liziba.services.index.frameworks import Held, frameworks
from liziba.services.index.question import POPULATIONS, RELEASES, IndexQuestion
from liziba.services.index.scales import SCALES_OF
from liziba.services.index.standing import YEARS_BACK, Asked, Standing, newest_year, stand
from liziba.services.index.telling import TOPIC, IndexTeller

UNCONFIRMED = "true"
# How figures may be read, and the words of an address for it; the first of each is usual, but for the last.
READINGS = {"release": RELEASES, "population": POPULATIONS, "scale_of": SCALES_OF, "unconfirmed": (UNCONFIRMED,)}


@dataclass(frozen=True)
class Choice:
    """A board: "" and None are what is usual; `first` is the framework that is shown where none is named."""

    framework: str
    year: int | None
    as_of: date
    today: date
    first: str
    release: str = ""
    population: str = ""
    scale_of: str = ""
    unconfirmed: str = ""

    def fields(self, **other: object) -> dict[str, object]:
        """What an address or a chart is told, what is usual left out."""
        said: dict[str, object] = {
            "framework": self.framework if self.framework != self.first else "",
            "year": self.year or "",
            "as_of": self.as_of.isoformat() if self.as_of != self.today else "",
            "release": self.release if self.release != RELEASES[0] else "",
            "population": self.population if self.population != POPULATIONS[0] else "",
            "scale_of": self.scale_of if self.scale_of != SCALES_OF[0] else "",
            "unconfirmed": self.unconfirmed,
        }
        return {name: value for name, value in (said | other).items() if value not in ("", None)}

    def address(self, language: str, **other: object) -> str:
        return address(f"/{language}/scoreboard", **self.fields(**other))

    def file(self, language: str) -> str:
        return address(f"/{language}/scoreboard.csv", **self.fields())

    def why(self, language: str, when: int, city: str, peer: str = "") -> str:
        """The answer of `index` about a city beside a peer, by the same choices."""
        return address(f"/{language}/index", **self.fields(framework=self.framework, year=when, city=city, peer=peer))


def read(said: Mapping[str, str], context: Context) -> Choice:
    """The board that an address chooses; without a framework the first. Raises WrongChoice, KeyError where no framework is held."""
    known = frameworks(context.atlas)
    if not known:
        raise KeyError("no framework")
    day, when = as_of(said, context.today), year(said, "year")
    if when is not None and when not in years(day):
        raise WrongChoice("year", "city.error.choice", str(when))
    framework = one_of(said, "framework", known) or next(iter(known))
    reading = {name: one_of(said, name, options) for name, options in READINGS.items()}
    return Choice(framework, when, day, context.today, next(iter(known)), **reading)


def years(day: date) -> range:
    """The years that can be asked about, the newest first."""
    return range(day.year, day.year - YEARS_BACK, -1)


def plain(context: Context, framework: str = "") -> Choice:
    """The usual board of a framework."""
    first = next(iter(frameworks(context.atlas)))
    return Choice(framework or first, None, context.today, context.today, first)


def standing(context: Context, choice: Choice, city: str = "") -> Standing:
    """The board computed. `city`: whose why is told, the first where none is named."""
    held = frameworks(context.atlas)[choice.framework]
    places, least = tuple(held.row.cities), held.row.least_coverage / 100
    when = choice.year or _newest(context.atlas, choice, places, least)
    return stand(context, held, Asked(choice.framework, places, _reading(choice, when), least, city or places[0], ""))


def teller(context: Context, choice: Choice) -> IndexTeller:
    """Words for the board."""
    said = {"population": choice.population or POPULATIONS[0], "scale_of": choice.scale_of or SCALES_OF[0]}
    question = IndexQuestion.model_validate(said, context={"atlas": context.atlas})
    return IndexTeller(TOPIC, question, context, choice.as_of)


def dimensions(held: Held) -> tuple[str, ...]:
    return tuple(one.node for one in held.all_dimensions)


def _reading(choice: Choice, when: int) -> Reading:
    release, population, scale_of = choice.release or RELEASES[0], choice.population or POPULATIONS[0], choice.scale_of or SCALES_OF[0]
    return Reading(when, choice.as_of, release, population, bool(choice.unconfirmed), scale_of)  # type: ignore[arg-type]


@lru_cache(maxsize=128)
def _newest(atlas: Atlas, choice: Choice, places: tuple[str, ...], least: float) -> int:
    """The newest year in which enough cities have enough figures: looking for it computes every year, so it is kept."""
    return newest_year(atlas, frameworks(atlas)[choice.framework], places, _reading(choice, choice.as_of.year), least)
