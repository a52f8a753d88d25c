"""Which layer each node of a drawing stands in, and the way of its long edges between them.

An edge leads from a layer to a later one. Edges that follow from others are left out, because a
reader infers them; what would lead back in a circle is turned round. A layer holds at most `most`
nodes (list scheduling by the longest way ahead, Hu 1961), so that a drawing has the shape of a page.

An edge over several layers passes each one between by a bend. Edges from one node share their
bends as long as they go the same way, like a tree: fewer lines, fewer crossings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

Edge: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proper:
    """A layered graph whose edges all lead from one layer to the next.

    Nodes are numbers: first those of the drawing, then its bends.

    Attributes:
        layers: The nodes of each layer, in some order.
        up: For each node its neighbours in the layer above.
        down: For each node its neighbours in the layer below.
        chains: For each edge the nodes from its end in the lower layer to the other.
        nodes: How many nodes are no bends.
    """

    layers: tuple[tuple[int, ...], ...]
    up: tuple[tuple[int, ...], ...]
    down: tuple[tuple[int, ...], ...]
    chains: Mapping[Edge, tuple[int, ...]]
    nodes: int


def forward(ids: Sequence[str], edges: Iterable[Edge]) -> tuple[list[Edge], set[Edge]]:
    """The edges without circles, and which of them were turned round for that."""
    after = _neighbours(ids, sorted({(a, b) for a, b in edges if a != b}))
    turned: set[Edge] = set()
    done: set[str] = set()
    for first in ids:
        turned |= _backward(first, after, done)
    kept = {(a, b) for a in ids for b in after[a] if (a, b) not in turned}
    back = {(b, a) for a, b in turned} - kept
    return sorted(kept | back), back


def _backward(first: str, after: Mapping[str, list[str]], done: set[str]) -> set[Edge]:
    """Edges found by a walk in depth that lead back to where it came from."""
    found: set[Edge] = set()
    way: dict[str, int] = {}
    stack = [] if first in done else [first]
    while stack:
        id = stack[-1]
        place = way.setdefault(id, 0)
        if place == len(after[id]):
            stack.pop()
            del way[id]
            done.add(id)
            continue
        way[id] += 1
        other = after[id][place]
        if other in way:
            found.add((id, other))
        elif other not in done:
            stack.append(other)
    return found


def reduced(ids: Sequence[str], edges: Iterable[Edge]) -> list[Edge]:
    """The edges of an acyclic graph that do not follow from others (transitive reduction)."""
    edges = list(edges)
    after = _neighbours(ids, edges)
    bit = {id: 1 << number for number, id in enumerate(ids)}
    reach: dict[str, int] = {}
    for id in reversed(_sorted(ids, edges)):
        reach[id] = 0
        for other in after[id]:
            reach[id] |= reach[other] | bit[other]
    kept = []
    for a, b in edges:
        if not any(reach[other] & bit[b] for other in after[a] if other != b):
            kept.append((a, b))
    return kept


def ranks(ids: Sequence[str], edges: Iterable[Edge], most: int | None = None) -> dict[str, int]:
    """The layer of each node, from 0; no more than `most` in one.

    What nothing leads to stands as late as it can, next to its first user; the rest as early as
    it can; what has no edge at all in an early layer that has room.
    """
    edges = list(edges)
    before, after = _neighbours(ids, ((b, a) for a, b in edges)), _neighbours(ids, edges)
    rank = _scheduled([id for id in ids if before[id] or after[id]], edges, most)
    room = _Room(rank, most)
    changed = True
    while changed:
        changed = False
        for id in sorted(rank, key=lambda id: (-rank[id], id)):
            if after[id] and not before[id]:
                wanted = range(min(rank[other] for other in after[id]) - 1, rank[id], -1)
                changed |= room.move(id, wanted)
        for id in sorted(rank, key=lambda id: (rank[id], id)):
            if before[id]:
                wanted = range(max(rank[other] for other in before[id]) + 1, rank[id])
                changed |= room.move(id, wanted)
    for id in ids:
        if id not in rank:
            room.settle(id)
    return rank


class _Room:
    """How full each layer is."""

    def __init__(self, rank: dict[str, int], most: int | None) -> None:
        self.rank = rank
        self.most = most or len(rank) + 1
        self.count = [0] * (1 + max(rank.values(), default=0))
        for layer in rank.values():
            self.count[layer] += 1

    def move(self, id: str, wanted: Iterable[int]) -> bool:
        """Move a node to the first of these layers that has room."""
        for layer in wanted:
            if self.count[layer] < self.most:
                self.count[self.rank[id]] -= 1
                self.count[layer] += 1
                self.rank[id] = layer
                return True
        return False

    def settle(self, id: str) -> None:
        """Put a node without edges in the first layer that is emptier than most."""
        level = min(self.most, -(-(sum(self.count) + 1) // len(self.count)))
        layer = next((n for n, count in enumerate(self.count) if count < level), None)
        if layer is None:
            self.count.append(0)
            layer = len(self.count) - 1
        self.count[layer] += 1
        self.rank[id] = layer


def _scheduled(ids: Sequence[str], edges: Sequence[Edge], most: int | None) -> dict[str, int]:
    """Layers filled one after the other, those with the longest way ahead first."""
    before, after = _neighbours(ids, ((b, a) for a, b in edges)), _neighbours(ids, edges)
    ahead: dict[str, int] = {}
    for id in reversed(_sorted(ids, edges)):
        ahead[id] = max((1 + ahead[other] for other in after[id]), default=0)
    rank: dict[str, int] = {}
    ready = [id for id in ids if not before[id]]
    missing = {id: len(before[id]) for id in ids}
    layer = 0
    while ready:
        ready.sort(key=lambda id: (-ahead[id], id))
        taken, ready = (ready[:most], ready[most:]) if most else (ready, [])
        for id in taken:
            rank[id] = layer
            for other in after[id]:
                missing[other] -= 1
                if not missing[other]:
                    ready.append(other)
        layer += 1
    return rank


def proper(ids: Sequence[str], edges: Iterable[Edge], rank: Mapping[str, int]) -> Proper:
    """The layered graph with a bend wherever an edge passes a layer."""
    drawn = _Proper(ids, rank)
    for a, b in edges:
        drawn.connect(a, b)
    return drawn.finished()


class _Proper:
    def __init__(self, ids: Sequence[str], rank: Mapping[str, int]) -> None:
        self.number = {id: number for number, id in enumerate(ids)}
        self.rank = rank
        self.layers: list[list[int]] = [[] for _ in range(1 + max(rank.values(), default=-1))]
        self.up: list[list[int]] = []
        self.down: list[list[int]] = []
        self.bends: dict[tuple[str, int], int] = {}
        self.chains: dict[Edge, tuple[int, ...]] = {}
        for id in ids:
            self.add(rank[id])

    def add(self, layer: int) -> int:
        number = len(self.up)
        self.layers[layer].append(number)
        self.up.append([])
        self.down.append([])
        return number

    def connect(self, a: str, b: str) -> None:
        chain = [self.number[a]]
        for layer in range(self.rank[a] + 1, self.rank[b]):
            if (a, layer) not in self.bends:
                self.bends[a, layer] = self.add(layer)
            chain.append(self.bends[a, layer])
        chain.append(self.number[b])
        for above, below in pairwise(chain):
            if below not in self.down[above]:
                self.down[above].append(below)
                self.up[below].append(above)
        self.chains[a, b] = tuple(chain)

    def finished(self) -> Proper:
        return Proper(
            layers=tuple(map(tuple, self.layers)),
            up=tuple(map(tuple, self.up)),
            down=tuple(map(tuple, self.down)),
            chains=self.chains,
            nodes=len(self.number),
        )


def _neighbours(ids: Iterable[str], edges: Iterable[Edge]) -> dict[str, list[str]]:
    after: dict[str, list[str]] = {id: [] for id in ids}
    for a, b in edges:
        after[a].append(b)
    return after


def _sorted(ids: Sequence[str], edges: Iterable[Edge]) -> list[str]:
    """The nodes so that every edge leads from an earlier to a later one."""
    edges = list(edges)
    after = _neighbours(ids, edges)
    missing = dict.fromkeys(ids, 0)
    for _, b in edges:
        missing[b] += 1
    found = [id for id in ids if not missing[id]]
    for id in found:
        for other in after[id]:
            missing[other] -= 1
            if not missing[other]:
                found.append(other)
    return found
