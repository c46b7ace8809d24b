"""Every admissible choice, computed exactly: how figures are read, how they are scaled, weighed and put together.

A choice is admissible where its method may be used on these figures at all, and where no ranked city falls below the
coverage that was asked for. What is not admissible is named. Leaving a dimension out is no such choice: that is another
framework, and is told apart (`levers.left_out`).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from liziba.atlas import Atlas
from liziba.engines.composite import CompositeError, Impute, Index, MinMax, RankScale, Runs, ZScore, aggregate, entropy_weights, enumerated, sobol_exact
from liziba.services.index.cells import Cell, Reading, matrix
from liziba.services.index.frameworks import Held
from liziba.services.index.scales import SCALES_OF, by_scale, differing
from liziba.services.index.scoring import HIGH, LOW, Scored, score

# A z-score of n units lies within (n - 1) / sqrt(n) standard deviations: on this scale it stays above zero for two dozen.
MEAN, SPREAD = 50.0, 10.0
READINGS: Mapping[str, tuple[str | bool, ...]] = {
    "scale_of": SCALES_OF,
    "population": ("resident", "agglomeration"),
    "release": ("revised", "first"),
    "unconfirmed": (False, True),
}
METHODS: Mapping[str, tuple[str, ...]] = {
    "impute": ("none", "median"),
    "normalise": ("min_max", "z_score", "ranks"),
    "weights": ("in_groups", "over_indicators", "entropy"),
    "aggregate": ("arithmetic", "geometric", "copeland"),
}
CHOICES = (*READINGS, *METHODS)
IMPUTE = {"none": None, "median": Impute("median")}
SCALES = {"min_max": MinMax(LOW, HIGH), "z_score": ZScore(MEAN, SPREAD), "ranks": RankScale()}


@dataclass(frozen=True)
class Effect:
    """A choice with its admissible options. Shares of the variance of the mean shift of ranks: alone, and with all it takes part in."""

    choice: str
    options: tuple[str, ...]
    refused: tuple[str, ...]
    first: float
    total: float


@dataclass(frozen=True, eq=False)
class Spread:
    """All admissible combinations. `runs` has one axis a choice, in the order of CHOICES.

    by_scale: the scores by size, per resident or as named, where these differ and are admissible, all other choices as asked.
    """

    runs: Runs
    effects: tuple[Effect, ...]
    combinations: int
    by_scale: Mapping[str, Scored]

    def ends(self, place: str) -> tuple[int, int]:
        """Best and worst rank."""
        return self.runs.range_of(place)

    def inner(self, place: str) -> tuple[float, float]:
        """The ranks between which nine of ten combinations lie: 5 and 95 percent."""
        low, high = self.runs.quantiles_of(place, (0.05, 0.95)).tolist()
        return low, high


def spread(atlas: Atlas, scored: Scored, least_coverage: float) -> Spread:
    """Ranks of the ranked places under every admissible combination. The nominal choices are the first option of their axis or stand in it."""
    held, reading, places = scored.matrix.named, scored.matrix.reading, scored.ranked
    assert scored.index is not None, "only what is ranked can be ranked otherwise"
    open_to = _open_to(atlas, held, reading)
    found: dict[tuple[str | bool, ...], Scored | None] = {}
    seen: dict[object, tuple[Cell, ...]] = {}
    for taken in itertools.product(*open_to.values()):
        found[taken] = _read(atlas, held, places, replace(reading, **dict(zip(open_to, taken, strict=True))), least_coverage, seen)  # type: ignore[arg-type]
    kept = _admissible(open_to, found)
    computed: dict[bytes, NDArray[np.float64]] = {}
    shape = tuple(len(options) for options in kept.values())
    methods = tuple(len(options) for options in METHODS.values())
    scores = np.empty((*shape, *methods, len(places)))
    for at in np.ndindex(*shape):
        one = found[tuple(options[i] for options, i in zip(kept.values(), at, strict=True))]
        index = one.index if one is not None else None
        assert index is not None, "only admissible readings are left"
        looks = index.table_.values.tobytes() + "|".join(index.framework.columns).encode()
        if looks not in computed:
            computed[looks] = combined(index)
        scores[at] = computed[looks]
    runs = Runs(places, CHOICES, scores, scored.index.ranked(scores))
    offered = {**{name: tuple(map(_word, options)) for name, options in kept.items()}, **METHODS}
    refused = {name: tuple(_word(option) for option in open_to[name] if option not in kept[name]) for name in open_to}
    nominal = tuple(options[0] for options in kept.values())
    scales = {_word(one): found[one, *nominal[1:]] for one in kept["scale_of"]}
    told = {name: one for name, one in scales.items() if one is not None}
    return Spread(runs, _effects(runs, scored, offered, refused), int(np.prod(scores.shape[:-1])), told)


def _open_to(atlas: Atlas, held: Held, reading: Reading) -> dict[str, tuple[str | bool, ...]]:
    """The options of each reading that make a difference for this framework, the one asked for first."""
    given: dict[str, str | bool] = {name: getattr(reading, name) for name in READINGS}
    options = {name: (given[name], *(option for option in options if option != given[name])) for name, options in READINGS.items()}
    scales = differing(atlas, held, reading.scale_of)
    options["scale_of"] = scales
    if not any(leaf.denominator for one in scales for leaf in by_scale(atlas, held, one).leaves):
        options["population"] = (reading.population,)
    return options


def combined(index: Index) -> NDArray[np.float64]:
    """Scores of a fitted index under all methods, shape (impute, normalise, weights, aggregate, units)."""
    weights = [None, over_indicators(index), entropy(index)]
    return enumerated(
        index, {"impute": list(IMPUTE.values()), "normalise": list(SCALES.values()), "weights": weights, "aggregate": list(METHODS["aggregate"])}
    ).scores


def over_indicators(index: Index) -> NDArray[np.float64]:
    """Weights of nodes by which every indicator has the same weight in the end, whatever dimension it stands in."""
    tree = index.framework
    found = np.ones(len(tree.nodes))
    for place, below in tree.children.items():
        found[place] = found[below].sum()
    return found


def entropy(index: Index) -> NDArray[np.float64]:
    """Weights of nodes by entropy among siblings. They hang on the scale and need every cell: min-max from 1 to 100, gaps at the median."""
    tree = index.framework
    values, _ = index.scaled(index.filled(index.sized_, Impute("median"))[0], MinMax(LOW, HIGH))
    found = np.ones(len(tree.nodes))
    for below in tree.children.values():
        made = aggregate(values, tree, found)
        if len(below) > 1 and not np.isnan(made[:, below]).any() and (np.ptp(made[:, below], axis=0) > 0).any():
            found[below] = entropy_weights(made[:, below])
    return found


def _read(atlas: Atlas, held: Held, places: Sequence[str], reading: Reading, least: float, seen: dict[object, tuple[Cell, ...]]) -> Scored | None:
    """The same places by another reading, None where one of them would have too little."""
    try:
        found = score(matrix(atlas, held, places, reading, seen), least, places)
    except CompositeError:
        return None
    return found if found.index is not None else None


def _admissible(open_to: Mapping[str, tuple[str | bool, ...]], found: Mapping[tuple[str | bool, ...], Scored | None]) -> dict[str, tuple[str | bool, ...]]:
    """Options of each reading such that every combination of them can be computed: the nominal ones, then each that fits with all kept so far."""
    kept = {name: options[:1] for name, options in open_to.items()}
    for name, options in open_to.items():
        for option in options[1:]:
            tried = {**kept, name: (*kept[name], option)}
            if all(found[combination] is not None for combination in itertools.product(*tried.values())):
                kept = tried
    return kept


def _effects(runs: Runs, scored: Scored, options: Mapping[str, tuple[str, ...]], refused: Mapping[str, tuple[str, ...]]) -> tuple[Effect, ...]:
    assert scored.index is not None
    shift = runs.shift(scored.index.ranks_)
    if np.ptp(shift) > 0:
        exact = sobol_exact(shift)
        first, total = exact.first.tolist(), exact.total.tolist()
    else:
        first = total = [0.0] * len(CHOICES)  # the ranks are the same under every choice
    found = [Effect(name, options[name], refused.get(name, ()), first[i], total[i]) for i, name in enumerate(CHOICES)]
    return tuple(sorted(found, key=lambda one: -one.total))


def _word(option: str | bool) -> str:
    return {True: "yes", False: "no"}.get(option, str(option)) if isinstance(option, bool) else option
