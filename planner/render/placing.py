"""Where each node stands within its layer, once their order is known.

Four drawings are made, each as far as possible to one side: nodes are lined up with the median of
their neighbours, bends of one edge always, so that long edges are straight; then the drawings are
laid over each other and each node takes the middle of its places (Brandes and Koepf 2002). Blocks
are compacted by longest paths between them, which needs none of the classes that the erratum of
2020 mends.

Such a drawing may be twice as wide as it must be. It is pressed together until it is little wider
than its fullest layer; long edges stay straight, and every node then moves as close to the median
of its neighbours as those beside it allow (the priority method of Sugiyama, Tagawa and Toda 1981).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from planner.render.layering import Proper

Layers = Sequence[Sequence[int]]
Pairs = set[tuple[int, int]]

_ROOM = 1.1
"""How much wider than it must be a drawing becomes, so that there is room to be straight."""
_MOVES = 12


def places(graph: Proper, layers: Layers, sizes: Sequence[float], gap: float) -> list[float]:
    """The middle of each node, in the direction along the layers, from 0."""
    crossed = _crossed(graph, layers)
    drawings = []
    for upward in (False, True):
        for mirrored in (False, True):
            sheet = [layer[::-1] if mirrored else layer for layer in layers]
            sides = graph.down if upward else graph.up
            roots = _aligned(sheet[::-1] if upward else sheet, sides, crossed)
            found = _compacted(graph, sheet, roots, sizes, gap)
            drawings.append([-one for one in found] if mirrored else found)
    return _Press(graph, layers, sizes, gap).pressed(_balanced(drawings, sizes))


def _crossed(graph: Proper, layers: Layers) -> Pairs:
    """Edges that cross one between two bends: they give way (conflicts of type 1)."""
    found: Pairs = set()
    for above, below in pairwise(layers):
        place = {node: number for number, node in enumerate(above)}
        last = 0
        passed = 0
        for number, node in enumerate(below):
            inner = _inner(graph, node)
            if inner is None and number < len(below) - 1:
                continue
            right = place[inner] if inner is not None else len(above) - 1
            for other in below[passed : number + 1]:
                found |= {
                    (one, other)
                    for one in graph.up[other]
                    if not last <= place[one] <= right and not _is_inner(graph, one, other)
                }
            passed, last = number + 1, right
    return found


def _inner(graph: Proper, node: int) -> int | None:
    """The bend above a bend."""
    if node < graph.nodes:
        return None
    return next((one for one in graph.up[node] if one >= graph.nodes), None)


def _is_inner(graph: Proper, above: int, below: int) -> bool:
    return above >= graph.nodes and below >= graph.nodes


def _aligned(layers: Layers, sides: Sequence[Sequence[int]], crossed: Pairs) -> list[int]:
    """For each node the first of the nodes that stand in one line with it."""
    roots = list(range(len(sides)))
    for fixed, layer in pairwise(layers):
        place = {node: number for number, node in enumerate(fixed)}
        last = -1
        taken: set[int] = set()
        for node in layer:
            near = sorted(sides[node], key=place.__getitem__)
            half = len(near) // 2
            for one in near[(len(near) - 1) // 2 : half + 1]:
                free = (one, node) not in crossed and (node, one) not in crossed
                if free and place[one] > last and one not in taken:
                    roots[node] = roots[one]
                    taken.add(one)
                    last = place[one]
                    break
    return roots


def _compacted(
    graph: Proper, layers: Layers, roots: Sequence[int], sizes: Sequence[float], gap: float
) -> list[float]:
    """Places as far left as the distances allow, then as far right as nothing gets wider."""
    after = _apart(graph, layers, roots, sizes, gap)
    order = _in_order(after)
    place = dict.fromkeys(order, 0.0)
    for root in order:
        for other, apart in after[root].items():
            place[other] = max(place[other], place[root] + apart)
    for root in reversed(order):
        if after[root]:
            place[root] = min(place[other] - apart for other, apart in after[root].items())
    return [place[root] for root in roots]


def _apart(
    graph: Proper, layers: Layers, roots: Sequence[int], sizes: Sequence[float], gap: float
) -> dict[int, dict[int, float]]:
    """For each block those right beside it, and how far apart they must be."""
    after: dict[int, dict[int, float]] = {root: {} for root in roots}
    for layer in layers:
        for left, right in pairwise(layer):
            ways = after[roots[left]]
            apart = distance(graph, left, right, sizes, gap)
            ways[roots[right]] = max(apart, ways.get(roots[right], 0.0))
    return after


def distance(graph: Proper, left: int, right: int, sizes: Sequence[float], gap: float) -> float:
    """How far apart the middles of two neighbours must be; lines need less room than boxes."""
    bends = (left >= graph.nodes) + (right >= graph.nodes)
    return (sizes[left] + sizes[right]) / 2 + gap * (1, 0.75, 0.5)[bends]


def _in_order(after: Mapping[int, Mapping[int, float]]) -> list[int]:
    missing = dict.fromkeys(after, 0)
    for others in after.values():
        for other in others:
            missing[other] += 1
    found = [root for root in after if not missing[root]]
    for root in found:
        for other in after[root]:
            missing[other] -= 1
            if not missing[other]:
                found.append(other)
    return found


def _balanced(drawings: Sequence[Sequence[float]], sizes: Sequence[float]) -> list[float]:
    """The drawings laid over the narrowest, left on left and right on right; then the middle."""
    if not sizes:
        return []
    edges = [_extent(drawing, sizes) for drawing in drawings]
    low, high = min(edges, key=lambda edge: edge[1] - edge[0])
    shifts = [
        high - right if number % 2 else low - left for number, (left, right) in enumerate(edges)
    ]
    middles = []
    for found in zip(*drawings, strict=True):
        four = sorted(place + shift for place, shift in zip(found, shifts, strict=True))
        middles.append((four[1] + four[2]) / 2)
    first = _extent(middles, sizes)[0]
    return [middle - first for middle in middles]


def _extent(drawing: Sequence[float], sizes: Sequence[float]) -> tuple[float, float]:
    pairs = list(zip(drawing, sizes, strict=True))
    return min(one - size / 2 for one, size in pairs), max(one + size / 2 for one, size in pairs)


class _Press:
    """Makes a drawing narrower. Its blocks are single nodes, and the straight runs of bends."""

    def __init__(self, graph: Proper, layers: Layers, sizes: Sequence[float], gap: float) -> None:
        self.sizes = sizes
        self.roots = _runs(graph, layers)
        self.after = _apart(graph, layers, self.roots, sizes, gap)
        self.order = _in_order(self.after)
        self.before: dict[int, dict[int, float]] = {root: {} for root in self.order}
        for root, ways in self.after.items():
            for other, apart in ways.items():
                self.before[other][root] = apart
        self.near: dict[int, list[int]] = {root: [] for root in self.order}
        for node, sides in enumerate(graph.down):
            for other in sides:
                one, two = self.roots[node], self.roots[other]
                if one != two:
                    self.near[one].append(two)
                    self.near[two].append(one)

    def pressed(self, wide: Sequence[float]) -> list[float]:
        """Places near those of the wide drawing, on hardly more room than there must be."""
        low = {root: self.sizes[root] / 2 for root in self.order}
        for root in self.order:
            for other, apart in self.after[root].items():
                low[other] = max(low[other], low[root] + apart)
        least = max((low[root] + self.sizes[root] / 2 for root in self.order), default=0.0)
        room = _ROOM * least
        high = {root: room - self.sizes[root] / 2 for root in self.order}
        for root in reversed(self.order):
            for other, apart in self.after[root].items():
                high[root] = min(high[root], high[other] - apart)
        scale = min(1.0, room / max(1.0, *_extent(wide, self.sizes))) if wide else 1.0
        wanted = {root: wide[root] * scale for root in self.order}
        place = self._between(wanted, low, high)
        for sweep in range(_MOVES):
            self._move(place, low, high, self.order if sweep % 2 else self.order[::-1])
        return [place[root] for root in self.roots]

    def _between(
        self, wanted: Mapping[int, float], low: Mapping[int, float], high: Mapping[int, float]
    ) -> dict[int, float]:
        """The mean of two drawings that keep all distances, pushed to the right and to the left."""
        right: dict[int, float] = {}
        for root in self.order:
            ends = [right[other] + apart for other, apart in self.before[root].items()]
            right[root] = max(min(wanted[root], high[root]), low[root], *ends)
        left: dict[int, float] = {}
        for root in reversed(self.order):
            ends = [left[other] - apart for other, apart in self.after[root].items()]
            left[root] = min(max(wanted[root], low[root]), high[root], *ends)
        return {root: (right[root] + left[root]) / 2 for root in self.order}

    def _move(
        self,
        place: dict[int, float],
        low: Mapping[int, float],
        high: Mapping[int, float],
        order: Sequence[int],
    ) -> None:
        """Let each block move to the median of its neighbours, as far as there is room."""
        for root in order:
            near = sorted(place[other] for other in self.near[root])
            if not near:
                continue
            half = len(near) // 2
            first, last = near[(len(near) - 1) // 2], near[half]
            wanted = min(max(place[root], first), last)
            start = max([low[root], *(place[o] + d for o, d in self.before[root].items())])
            end = min([high[root], *(place[o] - d for o, d in self.after[root].items())])
            place[root] = max(start, min(end, wanted))


def _runs(graph: Proper, layers: Layers) -> list[int]:
    """For each node the first bend of the straight run it belongs to, or itself."""
    above = [_inner(graph, node) for node in range(len(graph.up))]
    return _aligned(layers, [[] if one is None else [one] for one in above], set())
