"""Time to draw the largest maps there are, and how tangled they come out."""

from __future__ import annotations

from pytest_benchmark.fixture import BenchmarkFixture

from planner import load_catalog
from planner.render.crossing import crossings, untangled
from planner.render.layering import forward, proper, ranks, reduced
from planner.render.layout import Box, layered


def test_whole_catalog(benchmark: BenchmarkFixture) -> None:
    catalog = load_catalog()
    boxes = [Box(id=id, width=170, height=44) for id in catalog.competencies]
    edges = list(catalog.graph.edges)
    drawn = benchmark.pedantic(layered, args=(boxes, edges), kwargs={"most": 20}, rounds=3)
    assert len(drawn.boxes) == len(boxes)
    assert benchmark.stats.stats.min < 5


def test_a_hundred_boxes(benchmark: BenchmarkFixture) -> None:
    """A graph made by arithmetic: each box needs two or three of those a few places before it."""
    ids = [f"n{number:03}" for number in range(100)]
    edges = [
        (ids[number - 1 - number * step % 23 % number], ids[number])
        for number in range(1, 100)
        for step in (5, 7, 11)
    ]
    boxes = [Box(id=id, width=170, height=44) for id in ids]
    drawn = benchmark.pedantic(layered, args=(boxes, edges), kwargs={"most": 12}, rounds=5)
    assert benchmark.stats.stats.min < 1
    needed = reduced(ids, forward(ids, edges)[0])
    assert len(drawn.routes) == len(needed)
    sheet = proper(ids, needed, ranks(ids, needed, 12))
    assert crossings(sheet, untangled(sheet)) * 2 <= crossings(sheet, sheet.layers)
