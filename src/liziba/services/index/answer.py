"""The answer of `index`: ranks with their ranges, why, what would move them, and every raw cell."""

from __future__ import annotations

from pydantic import Field, JsonValue

from liziba.services.envelope import Envelope, Part

OWN: dict[str, JsonValue] = {"in_grounds": True}  # the page has a part of its own for it


class Ranked(Part):
    """A city: its rank, and between which ranks it moves over all admissible choices. Refused cities have no rank and say why."""

    city: str
    name: str
    rank: int | None = None
    best: int | None = Field(default=None, description="best rank over all admissible choices")
    worst: int | None = Field(default=None, description="worst rank over all admissible choices")
    low: float | None = Field(default=None, description="5 percent quantile of its ranks")
    high: float | None = Field(default=None, description="95 percent quantile of its ranks")
    score: float | None = Field(default=None, description="1 to 100: 1 is last and 100 first among these cities in every indicator")
    coverage: float = Field(description="share of the weight that rests on figures, 0 to 1")
    sourced: float = Field(description="share of all cells that have a source which can be looked up, 0 to 1")
    refused: str | None = Field(default=None, description="why it has no rank")
    text: str


class Before(Part):
    """How often one city comes before another, over all admissible choices; a tie counts half."""

    city: str
    other: str
    probability: float
    text: str


class ChoiceEffect(Part):
    """A choice with its options, and how much of the movement of ranks hangs on it (exact Sobol indices)."""

    choice: str
    name: str
    options: list[str]
    not_admissible: list[str] = []
    first: float
    total: float


class DimensionScore(Part):
    """A city in a dimension."""

    dimension: str
    name: str
    city: str
    score: float | None
    coverage: float


class Contribution(Part):
    """What an indicator adds to the gap between the city and its peer, in points of the index. All of them sum to the gap."""

    indicator: str
    name: str
    points: float
    value: float | None
    peer_value: float | None
    unit: str
    text: str


class MeasureLink(Part):
    """A published target for the figure, with its state as `measures` computes it."""

    programme: str
    metric: str
    target_by: str
    verdict: str
    text: str


class IndexLever(Part):
    """What an indicator could do for the city. Values are in the unit of the indicator."""

    indicator: str
    name: str
    unit: str
    value: float
    best: float
    best_city: str
    gain: float = Field(description="points of the index at the best city's value")
    rank_then: int
    needed: float | None = Field(default=None, description="the smallest value that gains a rank, if this indicator alone can do it")
    needed_rank: int | None = None
    plausible: bool | None = Field(default=None, description="whether one year could bring it, by the bound of the framework")
    measures: list[MeasureLink] = []
    text: str


class LeftOut(Part):
    """Ranks without an indicator or a dimension."""

    left_out: str
    name: str
    is_dimension: bool
    first: list[str]
    rank: int = Field(description="rank of the city that is told about")
    shift: float = Field(description="mean change of rank of all cities")
    text: str


class RawCell(Part):
    """A cell of the matrix. Without a figure that counts, `value` is what comes nearest and `missing` says why it does not count."""

    indicator: str
    name: str
    dimension: str
    city: str
    state: str = Field(description="figure, zero, not_covered or not_found")
    missing: str | None = None
    value: float | None = None
    unit: str = ""
    period: str | None = None
    age: int | None = Field(default=None, description="years before the year asked about")
    vintage: str | None = Field(default=None, description="first, revised, or unknown")
    definition: str | None = None
    status: str | None = Field(default=None, description="official, press, dataset, digest or memory")
    qualifier: str = ""
    text: str
    sources: list[str] = []


class OtherIndex(Part):
    """What somebody else's index published about one of these cities. It enters no score here."""

    system: str
    name: str
    publisher: str
    year: int
    city: str
    measure: str
    value: str
    text: str
    sources: list[str]


class IndexAnswer(Envelope):
    """Where cities stand, how sure that is, why, and what would move it."""

    framework: str | None = None
    year: int | None = None
    least_coverage: int | None = Field(default=None, description="percent of the weight that a rank must rest on")
    coverage: int | None = Field(default=None, description="mean over the cities asked about")
    combinations: int | None = Field(default=None, description="admissible combinations of choices, all computed")
    survives_rounding: float | None = Field(default=None, description="share of draws within the rounding of the figures that keep the order")
    survives_revision: float | None = Field(default=None, description="share of draws within revisions of the size of the last one that keep the order")
    ranking: list[Ranked] = Field(default=[], description="ranked cities by rank, then the refused ones")
    probabilities: list[Before] = Field(default=[], json_schema_extra=OWN, description="each pair once, the one with the better rank first")
    choices: list[ChoiceEffect] = Field(default=[], json_schema_extra=OWN, description="what the ranks hang on, the largest effect first")
    dimensions: list[DimensionScore] = Field(default=[], json_schema_extra=OWN, description="scores by dimension")
    city: str | None = Field(default=None, json_schema_extra=OWN, description="whose why is told")
    peer: str | None = Field(default=None, json_schema_extra=OWN, description="beside whom")
    gap: float | None = Field(default=None, json_schema_extra=OWN, description="score of the city less that of the peer")
    contributions: list[Contribution] = Field(default=[], description="parts of the gap")
    levers: list[IndexLever] = Field(default=[], description="what would move the city, the largest gain first")
    left_out: list[LeftOut] = Field(default=[], json_schema_extra=OWN, description="ranks without each indicator and dimension")
    cells: list[RawCell] = Field(default=[], json_schema_extra=OWN, description="every raw cell")
    published: list[OtherIndex] = Field(default=[], json_schema_extra=OWN, description="other people's indices")
