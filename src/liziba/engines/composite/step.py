"""The shape of every composing step: parameters as given, `fit` learns, `transform` applies, as in scikit-learn.

Arrays are units in rows, indicators in columns (axis -2 and -1); axes before these are a batch: many tables at once.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from liziba.engines.composite.errors import CompositeError, GapError, NotFittedError

Array = NDArray[np.float64]
Directions = Sequence[int | str] | NDArray[Any] | None

DIRECTIONS = {"max": 1.0, "min": -1.0, "1": 1.0, "-1": -1.0, "+": 1.0, "-": -1.0}


def as_table(values: ArrayLike, *, gaps: bool = True) -> Array:
    """Values as floats of shape (..., units, indicators). A gap is NaN or None.

    Raises CompositeError for fewer than two axes and for infinite values, GapError for gaps where `gaps` is False.
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim < 2:
        raise CompositeError(f"a table has units in rows and indicators in columns; {table.ndim} axis was given")
    if not np.isfinite(table).all():
        if np.isinf(table).any():
            raise CompositeError(f"column {int(np.argwhere(np.isinf(table))[0][-1])} holds an infinite value")
        if not gaps:
            raise GapError(f"column {int(np.argwhere(np.isnan(table))[0][-1])} has a gap, and this method needs every cell: impute first")
    return table


def as_directions(given: Directions, columns: int) -> Array:
    """+1 where more is better, -1 where less is; None is +1 everywhere. "max" and "min" are understood.

    Raises CompositeError when the number or a value is wrong.
    """
    if given is None:
        return np.ones(columns)
    if len(given) != columns:
        raise CompositeError(f"{len(given)} directions for {columns} columns")
    try:
        return np.array([DIRECTIONS[str(one).removesuffix(".0")] for one in given])
    except KeyError as wrong:
        raise CompositeError(f"direction {wrong} is not known; 1 or max, -1 or min are") from None


def as_weights(given: ArrayLike | None, columns: int) -> Array:
    """Weights of shape (..., columns) that sum to one; None is equal weights.

    Raises CompositeError for a weight below zero, for a gap, for a wrong number, and when all are zero.
    """
    if given is None:
        return np.full(columns, 1 / columns)
    weights = np.asarray(given, dtype=np.float64)
    if weights.shape[-1] != columns:
        raise CompositeError(f"{weights.shape[-1]} weights for {columns} columns")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise CompositeError("a weight is missing, infinite or below zero: it would reward weakness")
    total = weights.sum(axis=-1, keepdims=True)
    if (total == 0).any():
        raise CompositeError("all weights are zero")
    return np.asarray(weights / total)


AnyStep = TypeVar("AnyStep", bound="Step")


class Step:
    """Base of the steps. The constructor keeps what it is given; what `fit` learns ends in an underscore."""

    @classmethod
    def _names(cls) -> list[str]:
        return [name for name in inspect.signature(cls).parameters if name != "self"]

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The parameters by name, those of nested steps as `step__parameter`."""
        found = {name: getattr(self, name) for name in self._names()}
        if deep:
            for name, value in list(found.items()):
                if isinstance(value, Step):
                    found |= {f"{name}__{inner}": given for inner, given in value.get_params().items()}
        return found

    def set_params(self, **given: Any) -> Self:
        """Set parameters by name, those of nested steps as `step__parameter`. Raises CompositeError for an unknown one."""
        for name, value in given.items():
            outer, _, inner = name.partition("__")
            if outer not in self._names():
                raise CompositeError(f"{type(self).__name__} has no parameter {outer}; it has {', '.join(self._names())}")
            if inner:
                getattr(self, outer).set_params(**{inner: value})
            else:
                setattr(self, outer, value)
        return self

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.get_params(deep=False).items())})"

    def __sklearn_is_fitted__(self) -> bool:
        return any(name.endswith("_") and not name.startswith("_") for name in vars(self))

    def __sklearn_tags__(self) -> Any:
        """Asked for by scikit-learn alone, which is there when it asks: gaps are allowed, nothing needs a target."""
        tags = import_module("sklearn.utils")
        return tags.Tags(
            estimator_type="transformer",
            target_tags=tags.TargetTags(required=False),
            transformer_tags=tags.TransformerTags(),
            input_tags=tags.InputTags(allow_nan=True),
        )

    def _learnt(self, name: str) -> Any:
        try:
            return self.__dict__[name]
        except KeyError:
            raise NotFittedError(f"{type(self).__name__} has learnt nothing yet: call fit first") from None


def clone(step: AnyStep) -> AnyStep:
    """The same step with the same parameters that has learnt nothing."""
    return type(step)(**{name: clone(value) if isinstance(value, Step) else value for name, value in step.get_params(deep=False).items()})
