"""The framework of an index out of plain text: which indicator belongs where, its direction, weight and ends.

The text is CSV with a head. `code` and `parent` are needed; one row has no parent, it is the index. Rows without children
are indicators. Optional columns: direction (1 or -1), weight (among its siblings), denominator, low and high (goalposts),
target; what else stands there is kept as a label.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from liziba.engines.composite.errors import CompositeError
from liziba.engines.composite.step import DIRECTIONS, Array

NUMBERS = ("weight", "low", "high", "target")


@dataclass(frozen=True)
class Node:
    """An indicator, or a group of indicators or of groups. Ends and target are in the indicator's own unit, NaN when not given."""

    code: str
    parent: str
    direction: int = 1
    weight: float = 1.0
    denominator: str = ""
    low: float = float("nan")
    high: float = float("nan")
    target: float = float("nan")
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Framework:
    """Nodes in order: indicators as in the text, then groups from the lowest up, the index last.

    Raises CompositeError when a code comes twice, a parent is missing, there is no single index, or the tree is a ring.
    """

    nodes: tuple[Node, ...]

    @classmethod
    def from_text(cls, text: str, *, name: str = "framework") -> Self:
        """Read CSV text. Errors name the line."""
        reader = csv.DictReader(io.StringIO(text))
        if lacking := {"code", "parent"} - set(reader.fieldnames or ()):
            raise CompositeError(f"{name}: the head lacks {' and '.join(sorted(lacking))}")
        return cls.from_nodes([_node(row, f"{name}, line {reader.line_num}") for row in reader], name=name)

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read a CSV file (UTF-8). Errors name the file and the line."""
        return cls.from_text(path.read_text("utf-8"), name=path.name)

    @classmethod
    def from_nodes(cls, nodes: list[Node], *, name: str = "framework") -> Self:
        """Order and check nodes."""
        by_code = {node.code: node for node in nodes}
        if len(by_code) < len(nodes):
            twice = next(node.code for i, node in enumerate(nodes) if node.code in {earlier.code for earlier in nodes[:i]})
            raise CompositeError(f"{name}: {twice} comes twice")
        if orphan := next((node for node in nodes if node.parent and node.parent not in by_code), None):
            raise CompositeError(f"{name}: {orphan.code} belongs to {orphan.parent}, which is not there")
        tops = [node.code for node in nodes if not node.parent]
        if len(tops) != 1:
            raise CompositeError(f"{name}: one row without a parent is the index; there are {len(tops)}: {', '.join(tops)}")
        heights: dict[str, int] = {}
        rest = list(nodes)
        while rest:
            ready = [node for node in rest if all(one.code in heights for one in nodes if one.parent == node.code)]
            if not ready:
                raise CompositeError(f"{name}: {', '.join(node.code for node in rest)} belong to each other in a ring")
            found = {node.code: 1 + max((heights[one.code] for one in nodes if one.parent == node.code), default=-1) for node in ready}
            heights |= found
            rest = [node for node in rest if node.code not in found]
        framework = cls(tuple(sorted(nodes, key=lambda node: heights[node.code])))
        if len(framework.indicators) == len(nodes):
            raise CompositeError(f"{name}: an index needs an indicator")
        return framework

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each code stands among the nodes."""
        return {node.code: i for i, node in enumerate(self.nodes)}

    @cached_property
    def children(self) -> dict[int, NDArray[np.intp]]:
        """Places of the children of each group, the lowest groups first."""
        found: dict[int, list[int]] = {}
        for i, node in enumerate(self.nodes):
            if node.parent:
                found.setdefault(self.place[node.parent], []).append(i)
        return {place: np.array(found[place], dtype=np.intp) for place in sorted(found)}

    @cached_property
    def height(self) -> tuple[int, ...]:
        """0 for indicators, one more than the highest child for groups."""
        heights = [0] * len(self.nodes)
        for place, below in self.children.items():
            heights[place] = 1 + max(heights[child] for child in below)
        return tuple(heights)

    @cached_property
    def indicators(self) -> tuple[Node, ...]:
        """The nodes without children, in the order of the text: the columns of every table."""
        groups = {node.parent for node in self.nodes}
        return tuple(node for node in self.nodes if node.code not in groups)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Codes of the indicators."""
        return tuple(node.code for node in self.indicators)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Codes of all nodes."""
        return tuple(node.code for node in self.nodes)

    @property
    def top(self) -> str:
        """Code of the index."""
        return self.nodes[-1].code

    @property
    def directions(self) -> list[int]:
        """Direction of each indicator."""
        return [node.direction for node in self.indicators]

    @cached_property
    def weights(self) -> Array:
        """The weights given, shape (nodes), each among its siblings; not scaled."""
        return np.array([node.weight for node in self.nodes])

    def numbers(self, name: str) -> Array:
        """low, high, target or weight of each indicator, shape (indicators)."""
        return np.array([getattr(node, name) for node in self.indicators], dtype=np.float64)

    def weights_by_code(self, given: Mapping[str, float]) -> Array:
        """The framework's weights with those of `given` in their place. Raises CompositeError for an unknown code."""
        if unknown := set(given) - set(self.place):
            raise CompositeError(f"{', '.join(sorted(unknown))}: no such node")
        weights = self.weights.copy()
        weights[[self.place[code] for code in given]] = list(given.values())
        return weights

    def effective(self, weights: ArrayLike | None = None) -> Array:
        """Product of the weights down the tree for each node, shape (..., nodes); those of the indicators sum to one."""
        given = self.weights if weights is None else np.asarray(weights, dtype=np.float64)
        found = np.ones(given.shape)
        for place in reversed(self.children):
            below = self.children[place]
            found[..., below] = given[..., below] / given[..., below].sum(axis=-1, keepdims=True) * found[..., [place]]
        return found


def _node(row: Mapping[str, str | None], where: str) -> Node:
    given = {key: (value or "").strip() for key, value in row.items() if key is not None}
    if not given["code"]:
        raise CompositeError(f"{where}: code is empty")
    numbers = {}
    for name in NUMBERS:
        if given.get(name):
            try:
                numbers[name] = float(given[name])
            except ValueError:
                raise CompositeError(f"{where}: {name} is {given[name]}, not a number") from None
    if numbers.get("weight", 1.0) < 0:
        raise CompositeError(f"{where}: weight is below zero: it would reward weakness")
    direction = given.get("direction") or "1"
    if direction not in DIRECTIONS:
        raise CompositeError(f"{where}: direction is {direction}; 1 or max, -1 or min are accepted")
    known = {"code", "parent", "direction", "denominator", *NUMBERS}
    labels = {key: value for key, value in given.items() if key not in known}
    return Node(given["code"], given["parent"], int(DIRECTIONS[direction]), denominator=given.get("denominator", ""), labels=labels, **numbers)
