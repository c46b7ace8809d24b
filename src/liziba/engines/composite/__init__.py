"""Composite indicators from dated values to ranks with their uncertainty. Knows no city; numpy is all it needs.

Tables have units in rows and indicators in columns. Steps have fit, transform, get_params and set_params.
"""

from liziba.engines.composite.benefit import Benefit, benefit_of_the_doubt
from liziba.engines.composite.coherence import correlations, covariances, cronbach_alpha, effective_influence, flagged
from liziba.engines.composite.compromise import topsis, vikor
from liziba.engines.composite.contribution import Contributions, contributions
from liziba.engines.composite.errors import CompositeError, FewUnitsError, GapError, NotFittedError
from liziba.engines.composite.framework import Framework, Node
from liziba.engines.composite.imputation import Impute, carried
from liziba.engines.composite.index import Index
from liziba.engines.composite.leave_out import LeftOut, left_out
from liziba.engines.composite.levers import Gain, Lever, gains, smallest_changes
from liziba.engines.composite.means import arithmetic, generalised, geometric, harmonic
from liziba.engines.composite.normalisation import DistanceToMax, DistanceToReference, DistanceToTarget, FractionOfMax, Goalposts, MinMax, ZScore
from liziba.engines.composite.optimisation import Optimised, optimised_weights
from liziba.engines.composite.outliers import TreatOutliers, box_cox, gii_log, moments, shifted_log
from liziba.engines.composite.outranking import copeland, outranking
from liziba.engines.composite.principal import principal_components, principal_weights
from liziba.engines.composite.rank_scales import BordaPoints, PercentileRank, RankScale
from liziba.engines.composite.ranking import ranks
from liziba.engines.composite.screening import Screen, denominate
from liziba.engines.composite.sobol import design, sobol_estimated, sobol_exact
from liziba.engines.composite.step import clone
from liziba.engines.composite.table import State, Table
from liziba.engines.composite.tree import aggregate
from liziba.engines.composite.uncertainty import Runs, drawn, enumerated, order_survives, share_of_first
from liziba.engines.composite.weighting import critic_weights, deviation_weights, entropy_weights, variation_weights

__all__ = [
    "Benefit",
    "BordaPoints",
    "CompositeError",
    "Contributions",
    "DistanceToMax",
    "DistanceToReference",
    "DistanceToTarget",
    "FewUnitsError",
    "FractionOfMax",
    "Framework",
    "Gain",
    "GapError",
    "Goalposts",
    "Impute",
    "Index",
    "LeftOut",
    "Lever",
    "MinMax",
    "Node",
    "NotFittedError",
    "Optimised",
    "PercentileRank",
    "RankScale",
    "Runs",
    "Screen",
    "State",
    "Table",
    "TreatOutliers",
    "ZScore",
    "aggregate",
    "arithmetic",
    "benefit_of_the_doubt",
    "box_cox",
    "carried",
    "clone",
    "contributions",
    "copeland",
    "correlations",
    "covariances",
    "critic_weights",
    "cronbach_alpha",
    "denominate",
    "design",
    "deviation_weights",
    "drawn",
    "effective_influence",
    "entropy_weights",
    "enumerated",
    "flagged",
    "gains",
    "generalised",
    "geometric",
    "gii_log",
    "harmonic",
    "left_out",
    "moments",
    "optimised_weights",
    "order_survives",
    "outranking",
    "principal_components",
    "principal_weights",
    "ranks",
    "share_of_first",
    "shifted_log",
    "smallest_changes",
    "sobol_estimated",
    "sobol_exact",
    "topsis",
    "variation_weights",
    "vikor",
]
