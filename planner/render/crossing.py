"""The order of the nodes within each layer, so that few edges cross.

Sweeps down and up sort each layer by the middle of its neighbours, in turn by their median (Eades
and Wormald 1994) and by their mean (Sugiyama, Tagawa and Toda 1981); then neighbours change places
wherever that saves a crossing. The best order met on the way is kept. Where that ends depends
on where it begins, so it begins several times: as given, as a walk meets the nodes, and scrambled.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Sequence
from itertools import pairwise

from planner.render.layering import Proper

Layers = list[list[int]]

_SWEEPS = 12
_PATIENCE = 4
"""Sweeps without a better order after which no more is hoped for."""
_ROUNDS = 8
"""Rounds of changing places after a sweep."""
_EFFORT, _MOST_STARTS = 800, 24
"""Nodes and bends in all starts together, and starts; a small drawing is tried more often."""


def untangled(graph: Proper) -> Layers:
    """The layers of a graph, each in an order with few crossings between them."""
    best = _as_given(graph)
    least = crossings(graph, best)
    for number in range(max(2, min(_MOST_STARTS, _EFFORT // max(1, len(graph.up))))):
        if not least:
            break
        order = _swept(graph, _start(graph, number), _mean if number % 2 else _median)
        found = crossings(graph, order)
        if found < least:
            best, least = order, found
    return best


def crossings(graph: Proper, layers: Sequence[Sequence[int]]) -> int:
    """How many pairs of edges between neighbouring layers cross.

    Source: Barth, Juenger, Mutzel 2002; the pairs are the inversions of the lower ends.
    """
    total = 0
    for above, below in pairwise(layers):
        place = {node: number for number, node in enumerate(below)}
        seen: list[int] = []
        for node in above:
            ends = sorted(place[other] for other in graph.down[node])
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


def _as_given(graph: Proper) -> Layers:
    return [list(layer) for layer in graph.layers]


def _start(graph: Proper, number: int) -> Layers:
    """The first order as a walk meets the nodes, the second as given, the others scrambled."""
    if number < 2:
        return _as_given(graph) if number else _by_walk(graph)
    # Knuth's multiplicative hash: the same scramble everywhere, which chance would not be.
    return [
        sorted(layer, key=lambda node: (node + 1) * (2 * number + 1) * 2654435761 % 2**32)
        for layer in graph.layers
    ]


def _by_walk(graph: Proper) -> Layers:
    """In the order in which a walk in depth from the first layer meets them."""
    met: dict[int, int] = {}
    for layer in graph.layers:
        for start in layer:
            stack = [start]
            while stack:
                node = stack.pop()
                if node not in met:
                    met[node] = len(met)
                    stack += [*reversed(graph.down[node]), *reversed(graph.up[node])]
    return [sorted(layer, key=met.__getitem__) for layer in graph.layers]


def _swept(graph: Proper, start: Layers, middle: Callable[[Sequence[int]], float]) -> Layers:
    """The best order met in some sweeps down and up."""
    layers = [list(layer) for layer in start]
    best, least, idle = start, crossings(graph, start), 0
    for sweep in range(_SWEEPS):
        downward = sweep % 2 == 0
        numbers = range(1, len(layers)) if downward else range(len(layers) - 2, -1, -1)
        sides = graph.up if downward else graph.down
        for number in numbers:
            fixed = layers[number - 1 if downward else number + 1]
            layers[number] = _by_middle(layers[number], fixed, sides, middle)
        _change_places(graph, layers)
        found = crossings(graph, layers)
        idle = 0 if found < least else idle + 1
        if found < least:
            best, least = [list(layer) for layer in layers], found
        if idle == _PATIENCE or not least:
            break
    return best


def _by_middle(
    layer: Sequence[int],
    fixed: Sequence[int],
    sides: Sequence[Sequence[int]],
    middle: Callable[[Sequence[int]], float],
) -> list[int]:
    """A layer sorted by the middle of its neighbours; nodes without any keep their places."""
    place = {node: number for number, node in enumerate(fixed)}
    keys: dict[int, tuple[float, int]] = {}
    for number, node in enumerate(layer):
        near = sorted(place[other] for other in sides[node])
        if near:
            keys[node] = (middle(near), number)
    moving = iter(sorted(keys, key=keys.__getitem__))
    return [next(moving) if node in keys else node for node in layer]


def _median(near: Sequence[int]) -> float:
    half = len(near) // 2
    return near[half] if len(near) % 2 else (near[half - 1] + near[half]) / 2


def _mean(near: Sequence[int]) -> float:
    return sum(near) / len(near)


def _change_places(graph: Proper, layers: Layers) -> None:
    """Let neighbours change places as long as that saves crossings."""
    for _ in range(_ROUNDS):
        better = [_changed(graph, layers, number) for number in range(len(layers))]
        if not any(better):
            return


def _changed(graph: Proper, layers: Layers, number: int) -> bool:
    layer = layers[number]
    near = _near(graph, layers, number)
    changed = False
    for left in range(len(layer) - 1):
        a, b = layer[left], layer[left + 1]
        if _inversions(near[a], near[b]) > _inversions(near[b], near[a]):
            layer[left], layer[left + 1] = b, a
            changed = True
    return changed


def _near(graph: Proper, layers: Layers, number: int) -> dict[int, tuple[list[int], list[int]]]:
    """For each node of a layer the places of its neighbours above and below, sorted."""
    around = []
    for other, sides in ((number - 1, graph.up), (number + 1, graph.down)):
        beside = layers[other] if 0 <= other < len(layers) else []
        place = {node: number for number, node in enumerate(beside)}
        around.append({node: sorted(place[one] for one in sides[node]) for node in layers[number]})
    return {node: (around[0][node], around[1][node]) for node in layers[number]}


def _inversions(left: tuple[list[int], list[int]], right: tuple[list[int], list[int]]) -> int:
    """Crossings between the edges of two nodes if one stands left of the other."""
    return sum(
        bisect_left(theirs, end)
        for mine, theirs in zip(left, right, strict=True)
        if theirs
        for end in mine
    )
