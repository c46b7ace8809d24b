"""Flash or lasting: does attention to a place stay? Knows no city; numpy is all it needs.

Two counts of one window are compared by the day; a daily series is taken apart into a flash that halves and a level that
stays. Counts of different measures or windows are never joined.
"""

from liziba.engines.attention.classes import Class, Lasting, kind_of_interval, lasting, share_bounds
from liziba.engines.attention.decay import Decay, fit_decay
from liziba.engines.attention.season import weekly_pattern
from liziba.engines.attention.windows import Comparison, NotComparableError, Window, compare

__all__ = [
    "Class",
    "Comparison",
    "Decay",
    "Lasting",
    "NotComparableError",
    "Window",
    "compare",
    "fit_decay",
    "kind_of_interval",
    "lasting",
    "share_bounds",
    "weekly_pattern",
]
