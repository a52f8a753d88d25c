"""Maximum closures by minimum cuts, in integers.

Our own Dinic, because the libraries at hand cost more to import than a plan takes to order, and
because the smallest of all maximum closures is wanted, which the residual graph gives away.
"""

from __future__ import annotations

from collections.abc import Sequence


def best_closure(values: Sequence[int], needs: Sequence[Sequence[int]]) -> set[int]:
    """The smallest set with the largest total value that contains what its members need.

    Args:
        values: Of each node, positive or negative.
        needs: For each node, the nodes that have to be in the set with it.

    Source: Picard 1976, Maximal closure of a graph and applications to combinatorial problems.
    """
    network = _Network(len(values) + 2)
    source, sink = len(values), len(values) + 1
    unbounded = sum(value for value in values if value > 0) + 1
    for node, value in enumerate(values):
        if value > 0:
            network.connect(source, node, value)
        elif value < 0:
            network.connect(node, sink, -value)
        for other in needs[node]:
            network.connect(node, other, unbounded)
    network.saturate(source, sink)
    return network.reached(source) - {source}


class _Network:
    """Arcs in pairs: the arc `a` and its reverse `a ^ 1`, with what each can still carry."""

    def __init__(self, nodes: int) -> None:
        self.arcs: list[list[int]] = [[] for _ in range(nodes)]
        self.heads: list[int] = []
        self.room: list[int] = []

    def connect(self, tail: int, head: int, capacity: int) -> None:
        self.arcs[tail].append(len(self.heads))
        self.arcs[head].append(len(self.heads) + 1)
        self.heads += (head, tail)
        self.room += (capacity, 0)

    def saturate(self, source: int, sink: int) -> None:
        """Send as much as possible from source to sink (Dinic 1970)."""
        while (levels := self.levels(source, sink)) is not None:
            tried = [0] * len(self.arcs)
            while self.push(source, sink, levels, tried):
                pass

    def levels(self, source: int, sink: int) -> list[int] | None:
        """Distance of each node from the source in the residual graph; None if the sink has none."""
        levels = [-1] * len(self.arcs)
        levels[source] = 0
        queue = [source]
        for node in queue:
            for arc in self.arcs[node]:
                head = self.heads[arc]
                if self.room[arc] and levels[head] < 0:
                    levels[head] = levels[node] + 1
                    queue.append(head)
        return levels if levels[sink] >= 0 else None

    def push(self, source: int, sink: int, levels: list[int], tried: list[int]) -> bool:
        """One augmenting path along rising levels; `tried` counts the arcs already found useless."""
        path: list[int] = []
        node = source
        while node != sink:
            arcs = self.arcs[node]
            while tried[node] < len(arcs):
                arc = arcs[tried[node]]
                if self.room[arc] and levels[self.heads[arc]] == levels[node] + 1:
                    break
                tried[node] += 1
            else:
                if not path:
                    return False
                node = self.heads[path.pop() ^ 1]
                tried[node] += 1
                continue
            path.append(arc)
            node = self.heads[arc]
        amount = min(self.room[arc] for arc in path)
        for arc in path:
            self.room[arc] -= amount
            self.room[arc ^ 1] += amount
        return True

    def reached(self, source: int) -> set[int]:
        found = {source}
        queue = [source]
        for node in queue:
            for arc in self.arcs[node]:
                if self.room[arc] and self.heads[arc] not in found:
                    found.add(self.heads[arc])
                    queue.append(self.heads[arc])
        return found
