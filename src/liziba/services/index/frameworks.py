"""Frameworks out of the tables: dimensions with their indicators, as the engine takes them.

A framework is a way of looking, not a fact: it may be laid over any year and any day of knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from liziba.atlas import Atlas
from liziba.atlas.tables.index import FrameworkRow, NodeRow
from liziba.engines.composite import CompositeError, Framework, Node
from liziba.services.observations.figures import indicators

FRAMEWORKS, NODES = "index/frameworks", "index/nodes"
TOP = "index"


@dataclass(frozen=True, eq=False)
class Held:
    """A framework: its row, its dimensions and its indicators (leaves) in the order of the table.

    A dimension without indicators is a leaf of its own: it has weight, and nobody has a figure for it.
    """

    row: FrameworkRow
    dimensions: tuple[NodeRow, ...]
    leaves: tuple[NodeRow, ...]
    directions: Mapping[str, int]

    @cached_property
    def tree(self) -> Framework:
        """All nodes, as the engine takes them."""
        return self.part([leaf.node for leaf in self.leaves])

    def part(self, leaves: Sequence[str]) -> Framework:
        """The framework with those leaves only; dimensions of which none is left fall away. Raises CompositeError when nothing is left."""
        kept = [leaf for leaf in self.leaves if leaf.node in leaves]
        if not kept:
            raise CompositeError(f"{self.row.framework}: no indicator is left")
        above = {leaf.parent for leaf in kept}
        nodes = [Node(leaf.node, leaf.parent or TOP, self.directions.get(leaf.node, 1), leaf.weight) for leaf in kept]
        nodes += [Node(one.node, one.parent or TOP, weight=one.weight) for one in self.dimensions if one.node in above]
        return Framework.from_nodes([*nodes, Node(TOP, "")], name=self.row.framework)

    @cached_property
    def by_node(self) -> Mapping[str, NodeRow]:
        return {one.node: one for one in (*self.dimensions, *self.leaves)}

    @property
    def all_dimensions(self) -> tuple[NodeRow, ...]:
        """Dimensions in the order of the table, those that nobody measures last."""
        return (*self.dimensions, *(leaf for leaf in self.leaves if not leaf.indicator))

    def dimension_of(self, leaf: str) -> str:
        """The dimension in which an indicator stands; an unmeasured dimension is its own."""
        return self.by_node[leaf].parent or leaf


def frameworks(atlas: Atlas) -> Mapping[str, Held]:
    """All frameworks by code, in the order of the tables; of a row that stands twice the later counts (an own table laid over)."""
    return atlas.keep((FRAMEWORKS, "held"), lambda: _read(atlas))


def _read(atlas: Atlas) -> Mapping[str, Held]:
    rows = {row.framework: row for row in atlas.table(FRAMEWORKS).rows if isinstance(row, FrameworkRow) and row.stands()}
    nodes = {(row.framework, row.node): row for row in atlas.table(NODES).rows if isinstance(row, NodeRow) and row.stands()}
    known = indicators(atlas)
    found = {}
    for code, row in rows.items():
        own = [node for node in nodes.values() if node.framework == code]
        parents = {node.parent for node in own}
        dimensions = tuple(node for node in own if not node.indicator and node.node in parents)
        leaves = tuple(node for node in own if node.indicator in known or (not node.indicator and node.node not in parents))
        directions = {node.node: int(known[node.indicator].direction) or 1 for node in leaves if node.indicator}
        if leaves:
            found[code] = Held(row, dimensions, leaves, directions)
    return found
