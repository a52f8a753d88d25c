"""Layered drawings: nothing overlaps, nothing is crossed that need not be, the same every time."""

from __future__ import annotations

import random
from itertools import combinations, pairwise, permutations, product
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.render.crossing import crossings, untangled
from planner.render.layering import Proper, forward, proper, ranks, reduced
from planner.render.layout import Box, Direction, Layout, Placed, Point, layered

Edges = list[tuple[str, str]]
GRAPHS = settings(max_examples=60, derandomize=True, deadline=None, database=None)
SLACK = 0.2
"""Coordinates are rounded to tenths."""


@st.composite
def dags(draw: st.DrawFn, largest: int = 14) -> tuple[list[Box], Edges]:
    """Boxes of several sizes, and edges from earlier to later ones."""
    number = draw(st.integers(1, largest))
    sizes = st.sampled_from([20.0, 35.5, 60.0])
    boxes = [Box(id=f"n{one:02}", width=draw(sizes), height=draw(sizes)) for one in range(number)]
    pairs = list(combinations([box.id for box in boxes], 2))
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=30)) if pairs else []
    return boxes, edges


drawings = given(
    graph=dags(),
    direction=st.sampled_from(["down", "right"]),
    most=st.sampled_from([None, 1, 2, 4]),
)


def drawn(graph: tuple[list[Box], Edges], direction: Direction, most: int | None) -> Layout:
    return layered(*graph, gap_x=30, gap_y=12, direction=direction, most=most)


def reaches(edges: Edges, start: str) -> set[str]:
    found: set[str] = set()
    stack = [start]
    while stack:
        id = stack.pop()
        new = {b for a, b in edges if a == id} - found
        found |= new
        stack += new
    return found


@GRAPHS
@drawings
def test_boxes_keep_their_distance(
    graph: tuple[list[Box], Edges], direction: Direction, most: int | None
) -> None:
    layout = drawn(graph, direction, most)
    assert [placed.box for placed in layout.boxes] == graph[0]
    for one, other in combinations(layout.boxes, 2):
        apart_x = max(one.x, other.x) - min(one.x + one.box.width, other.x + other.box.width)
        apart_y = max(one.y, other.y) - min(one.y + one.box.height, other.y + other.box.height)
        assert apart_x >= 30 - SLACK or apart_y >= 12 - SLACK


@GRAPHS
@drawings
def test_everything_is_on_the_sheet(
    graph: tuple[list[Box], Edges], direction: Direction, most: int | None
) -> None:
    layout = drawn(graph, direction, most)
    corners = [Point(one.x, one.y) for one in layout.boxes]
    corners += [Point(one.x + one.box.width, one.y + one.box.height) for one in layout.boxes]
    for x, y in [*corners, *(point for route in layout.routes for point in route.points)]:
        assert -SLACK <= x <= layout.width + SLACK
        assert -SLACK <= y <= layout.height + SLACK


@GRAPHS
@drawings
def test_edges_lead_from_earlier_layers_to_later_ones(
    graph: tuple[list[Box], Edges], direction: Direction, most: int | None
) -> None:
    layout = drawn(graph, direction, most)
    layer = {placed.box.id: placed.layer for placed in layout.boxes}
    assert all(layer[a] < layer[b] for a, b in graph[1])
    if most is not None:
        counts = [list(layer.values()).count(one) for one in set(layer.values())]
        assert max(counts) <= most


@GRAPHS
@drawings
def test_what_is_drawn_says_as_much_as_all_edges(
    graph: tuple[list[Box], Edges], direction: Direction, most: int | None
) -> None:
    layout = drawn(graph, direction, most)
    shown = [(route.source, route.target) for route in layout.routes]
    for box in graph[0]:
        assert reaches(shown, box.id) == reaches(graph[1], box.id)
    for edge in shown:
        assert edge[1] not in reaches([one for one in shown if one != edge], edge[0])


def ends_of(route_points: tuple[Point, ...], source: Placed, target: Placed) -> bool:
    return _touches(source, route_points[0]) and _touches(target, route_points[-1])


def _touches(placed: Placed, point: Point) -> bool:
    right, bottom = placed.x + placed.box.width, placed.y + placed.box.height
    inside = (
        placed.x - SLACK <= point.x <= right + SLACK
        and placed.y - SLACK <= point.y <= bottom + SLACK
    )
    edges = (placed.x - point.x, right - point.x, placed.y - point.y, bottom - point.y)
    return inside and min(map(abs, edges)) <= SLACK


def shadow(one: Point, other: Point) -> tuple[float, float, float, float]:
    """The rectangle that holds a piece of a route however it bends from end to end."""
    (left, right), (top, bottom) = sorted((one.x, other.x)), sorted((one.y, other.y))
    return left, top, right, bottom


@GRAPHS
@drawings
def test_no_route_meets_a_box_that_is_not_its_end(
    graph: tuple[list[Box], Edges], direction: Direction, most: int | None
) -> None:
    layout = drawn(graph, direction, most)
    boxes = {placed.box.id: placed for placed in layout.boxes}
    for route in layout.routes:
        assert ends_of(route.points, boxes[route.source], boxes[route.target])
        for piece in pairwise(route.points):
            left, top, right, bottom = shadow(*piece)
            for placed in layout.boxes:
                overlap_x = min(right, placed.x + placed.box.width) - max(left, placed.x)
                overlap_y = min(bottom, placed.y + placed.box.height) - max(top, placed.y)
                assert overlap_x <= SLACK or overlap_y <= SLACK


@GRAPHS
@given(graph=dags())
def test_same_graph_gives_the_same_drawing(graph: tuple[list[Box], Edges]) -> None:
    boxes, edges = graph
    assert layered(boxes, edges) == layered(boxes, edges)
    assert layered(boxes, edges) == layered(boxes, [*reversed(edges), *edges])


def layered_graph(graph: tuple[list[Box], Edges], most: int | None = None) -> Proper:
    ids = [box.id for box in graph[0]]
    needed = reduced(ids, forward(ids, graph[1])[0])
    return proper(ids, needed, ranks(ids, needed, most))


@GRAPHS
@given(graph=dags(24), most=st.sampled_from([None, 3, 6]))
def test_order_crosses_no_more_than_no_order(
    graph: tuple[list[Box], Edges], most: int | None
) -> None:
    sheet = layered_graph(graph, most)
    found = untangled(sheet)
    assert [sorted(layer) for layer in found] == [sorted(layer) for layer in sheet.layers]
    assert crossings(sheet, found) <= crossings(sheet, sheet.layers)


def counted(sheet: Proper, layers: list[tuple[int, ...]]) -> int:
    """Crossings pair by pair."""
    total = 0
    for above, below in pairwise(layers):
        pairs = [(above.index(a), below.index(b)) for a in above for b in sheet.down[a]]
        total += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(pairs, 2))
    return total


@GRAPHS
@given(graph=dags(7))
def test_small_graphs_are_drawn_nearly_as_well_as_possible(
    graph: tuple[list[Box], Edges],
) -> None:
    sheet = layered_graph(graph)
    orders = [list(permutations(layer)) for layer in sheet.layers]
    found = untangled(sheet)
    ours = counted(sheet, [tuple(layer) for layer in found])
    assert ours == crossings(sheet, found)
    least: float = inf
    tries = 1
    for order in orders:
        tries *= len(order)
    if tries <= 3000:
        least = min(counted(sheet, list(layers)) for layers in product(*orders))
        assert ours <= 2 * least


def test_circle_is_drawn_with_one_edge_leading_back() -> None:
    boxes = [Box(id=id, width=40, height=20) for id in "abc"]
    layout = layered(boxes, [("a", "b"), ("b", "c"), ("c", "a"), ("b", "b")])
    assert [placed.layer for placed in layout.boxes] == [0, 1, 2]
    assert {(route.source, route.target) for route in layout.routes} <= {
        ("a", "b"),
        ("b", "c"),
        ("c", "a"),
    }


def test_long_edge_runs_straight_past_the_boxes_between() -> None:
    ids = ["a", *(f"m{number}" for number in range(6)), "z"]
    boxes = [Box(id=id, width=40, height=20) for id in [*ids, "other"]]
    layout = layered(boxes, [*pairwise(ids), ("a", "other"), ("other", "z")], most=2)
    (long,) = (route for route in layout.routes if (route.source, route.target) == ("other", "z"))
    assert len(long.points) <= 6
    assert len({point.y for point in long.points}) <= 3


@pytest.mark.parametrize("direction", ["down", "right"])
def test_nothing_is_drawn_of_nothing(direction: Direction) -> None:
    layout = layered([], [], direction=direction)
    assert (layout.width, layout.height, layout.boxes, layout.routes) == (0, 0, (), ())


def tangled(seed: int) -> tuple[list[Box], Edges]:
    """A graph of 30 boxes and 45 edges, drawn at random but always the same."""
    draw = random.Random(seed)
    ids = [f"n{number:02}" for number in range(30)]
    edges = draw.sample(list(combinations(ids, 2)), 45)
    return [Box(id=id, width=1, height=1) for id in ids], edges


def test_larger_graphs_are_drawn_as_well_as_they_once_were() -> None:
    """97 crossings when this was written; 119 without changing places, 110 from two starts only."""
    sheets = [layered_graph(tangled(seed), most=6) for seed in range(6)]
    assert sum(crossings(sheet, untangled(sheet)) for sheet in sheets) <= 100


def test_tree_is_drawn_without_crossings() -> None:
    ids = [f"n{(number * 37) % 64:02}" for number in range(1, 64)]
    edges = [(ids[number // 2 - 1], ids[number - 1]) for number in range(2, 64)]
    sheet = layered_graph(([Box(id=id, width=1, height=1) for id in sorted(ids)], edges))
    assert crossings(sheet, untangled(sheet)) == 0
