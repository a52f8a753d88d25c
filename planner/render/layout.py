"""A layered drawing of boxes and what leads from one to another, as plain numbers.

After Sugiyama, Tagawa and Toda 1981: layers (`layering`), an order in each with few crossings
(`crossing`), places that keep long edges straight (`placing`). Boxes never overlap and no route
touches a box that is not its end: beside the boxes a route runs straight along its layer, and only
in the gaps between layers does it change sides. Same input, same drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from planner.render.crossing import untangled
from planner.render.layering import Edge, forward, proper, ranks, reduced
from planner.render.placing import places

Direction: TypeAlias = Literal["down", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Something to place."""

    id: str
    width: float
    height: float


class Point(NamedTuple):
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A box with its top left corner, and the number of its layer."""

    box: Box
    x: float
    y: float
    layer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The way of an edge: from the border of one box to that of another.

    Every piece runs straight in the direction of the drawing, or lies in the gap between two layers.
    """

    source: str
    target: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A finished drawing; boxes in the order in which they were given."""

    width: float
    height: float
    boxes: tuple[Placed, ...]
    routes: tuple[Route, ...]
    direction: Direction


def layered(
    boxes: Iterable[Box],
    edges: Iterable[Edge],
    *,
    gap_x: float = 56,
    gap_y: float = 16,
    direction: Direction = "right",
    most: int | None = None,
) -> Layout:
    """Place boxes in layers, so that edges lead from earlier layers to later ones.

    Args:
        boxes: Each id once.
        edges: Pairs of ids; those that follow from others are not drawn. Where edges lead in a
            circle, one of them leads back; of two in opposite directions one is drawn.
        gap_x: Least room between boxes side by side.
        gap_y: Least room between boxes above one another.
        direction: Where edges lead.
        most: How many boxes a layer may hold.
    """
    return _Drawing(list(boxes), list(edges), direction, (gap_x, gap_y), most).layout()


class _Drawing:
    """One drawing in the making: depth counts across the layers, breadth along them.

    Attributes:
        needed: The edges that are drawn, each from an earlier layer to a later one.
        turned: Those of them that really lead back, because there is a circle.
        middle: Where the middle of each node is, in breadth.
        spans: Where each layer begins and ends, in depth.
    """

    def __init__(
        self,
        boxes: list[Box],
        edges: list[Edge],
        direction: Direction,
        gaps: tuple[float, float],
        most: int | None,
    ) -> None:
        self.boxes = boxes
        self.direction: Direction = direction
        down = direction == "down"
        self.breadth = [box.width if down else box.height for box in boxes]
        self.depth = [box.height if down else box.width for box in boxes]
        gap, between = gaps if down else gaps[::-1]
        ids = [box.id for box in boxes]
        leading, self.turned = forward(ids, edges)
        self.needed = reduced(ids, leading)
        self.rank = ranks(ids, self.needed, most)
        self.graph = proper(ids, self.needed, self.rank)
        sizes = [*self.breadth, *[0.0] * (len(self.graph.up) - len(ids))]
        found = places(self.graph, untangled(self.graph), sizes, gap)
        self.middle = [round(place, 1) for place in found]
        self.spans = list(self._spans(between))

    def _spans(self, between: float) -> Iterator[tuple[float, float]]:
        thick = [0.0] * (1 + max(self.rank.values(), default=-1))
        for box, depth in zip(self.boxes, self.depth, strict=True):
            thick[self.rank[box.id]] = max(thick[self.rank[box.id]], depth)
        start = 0.0
        for depth in thick:
            yield start, start + depth
            start += depth + between

    def layout(self) -> Layout:
        ends = [one + breadth / 2 for one, breadth in zip(self.middle, self.breadth, strict=False)]
        last = self.spans[-1][1] if self.spans else 0.0
        size = self.point(round(max([0.0, *ends, *self.middle]), 1), last)
        return Layout(
            width=size.x,
            height=size.y,
            boxes=tuple(self.placed(number) for number in range(len(self.boxes))),
            routes=tuple(map(self.route, self.needed)),
            direction=self.direction,
        )

    def point(self, breadth: float, depth: float) -> Point:
        breadth, depth = round(breadth, 2), round(depth, 2)
        return Point(breadth, depth) if self.direction == "down" else Point(depth, breadth)

    def placed(self, number: int) -> Placed:
        box = self.boxes[number]
        layer = self.rank[box.id]
        corner = self.point(self.middle[number] - self.breadth[number] / 2, self.spans[layer][0])
        return Placed(box=box, x=corner.x, y=corner.y, layer=layer)

    def route(self, edge: Edge) -> Route:
        chain = self.graph.chains[edge]
        start, *bends, end = (self.middle[node] for node in chain)
        first, last = self.rank[edge[0]], self.rank[edge[1]]
        points = [(start, self.spans[first][0] + self.depth[chain[0]])]
        points.append((start, self.spans[first][1]))
        for bend, span in zip(bends, self.spans[first + 1 : last], strict=True):
            points += [(bend, span[0]), (bend, span[1])]
        points.append((end, self.spans[last][0]))
        way = tuple(self.point(*point) for point in _without_repeats(points))
        if edge in self.turned:
            return Route(source=edge[1], target=edge[0], points=way[::-1])
        return Route(source=edge[0], target=edge[1], points=way)


def _without_repeats(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points without those that lie on the straight line between their neighbours."""
    kept: list[tuple[float, float]] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and kept[-2][0] == kept[-1][0] == point[0]:
            kept.pop()
        kept.append(point)
    return kept
