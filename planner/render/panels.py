"""Where the boxes of a skill map go: a panel for each band, of the shape of a screen in all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from planner.render.layering import forward, ranks, reduced
from planner.render.layout import Box, Layout, layered
from planner.render.lettering import cleaned, fitted, in_lines
from planner.skillmap import Node, SkillMap

WIDTH, BAR, PAD = 172.0, 5.0, 12.0
"""Of a box: its width, the coloured bar at its left, and the room beside its text."""
NAME, DETAIL, LINE = 13.0, 11.0, 16.0
"""Sizes of the letters of a box, and the height of a line of its name."""
UNDER = 14.0
"""Height of the line below the name."""

_SHAPE = 1.7
"""Width by height of the drawing that is wished for."""
_GAP = 14.0
"""Room between boxes above one another."""


class Label(NamedTuple):
    """A box's text, and the height it needs."""

    lines: list[str]
    detail: str
    height: float


def labelled(node: Node) -> Label:
    room = WIDTH - BAR - 2 * PAD
    lines = in_lines(cleaned(node.name), NAME, room, 4 if node.optional else 2)
    detail = fitted(cleaned(node.detail), DETAIL, room) if node.detail else ""
    height = LINE * len(lines) + (UNDER if detail else 0) + 14
    return Label(lines, detail, height)


class Panel(NamedTuple):
    """A part of a map that is drawn by itself."""

    name: str
    nodes: Sequence[Node]
    labels: Sequence[Label]
    layout: Layout


def panels(chart: SkillMap, nodes: Sequence[Node]) -> list[Panel]:
    """A panel for each band, of as many columns as give the whole the shape of a screen."""
    parts = [_Part(chart, band, nodes) for band in chart.bands or ("",)]
    columns = min(range(4, 13), key=lambda columns: _shapeless(parts, columns))
    width = max(part.size(columns)[0] for part in parts) - parts[0].gap
    return [part.panel(columns, width) for part in parts]


class _Part:
    """What is in one band; lines to other bands would hide more than they say."""

    def __init__(self, chart: SkillMap, band: str, nodes: Sequence[Node]) -> None:
        self.band = band
        self.gap = 40.0 if chart.bands else 56.0
        self.nodes = [node for node in nodes if node.band == band]
        self.labels = [labelled(node) for node in self.nodes]
        self.ids = [node.id for node in self.nodes]
        inside = set(self.ids)
        pairs = [(link.source, link.target) for link in chart.links]
        self.edges = [pair for pair in pairs if inside.issuperset(pair)]
        self.needed = reduced(self.ids, forward(self.ids, self.edges)[0])

    def most(self, columns: int) -> int | None:
        """The fewest boxes to a column that need no more columns than these, if any do."""
        least = max(1, math.ceil(len(self.ids) / columns))
        for most in range(least, 2 * least + 2):
            if len(self.heights(most)) <= columns:
                return most
        return None

    def heights(self, most: int | None) -> list[float]:
        """How high the boxes of each column are together."""
        rank = ranks(self.ids, self.needed, most)
        found = [0.0] * (1 + max(rank.values(), default=0))
        for id, label in zip(self.ids, self.labels, strict=True):
            found[rank[id]] += label.height + _GAP
        return found

    def size(self, columns: int) -> tuple[float, float]:
        """About how wide and high it will be; lines between the boxes take some room too."""
        heights = self.heights(self.most(columns))
        return len(heights) * (WIDTH + self.gap), 1.3 * max(heights) + 60

    def panel(self, columns: int, width: float) -> Panel:
        """The drawing, its columns spread over this width."""
        most = self.most(columns)
        used = len(self.heights(most))
        gap = min((width - used * WIDTH) / (used - 1), 3 * self.gap) if used > 1 else self.gap
        boxes = [
            Box(id=id, width=WIDTH, height=label.height)
            for id, label in zip(self.ids, self.labels, strict=True)
        ]
        layout = layered(boxes, self.edges, gap_x=gap, gap_y=_GAP, most=most)
        return Panel(self.band, self.nodes, self.labels, layout)


def _shapeless(parts: Sequence[_Part], columns: int) -> float:
    """How far panels above one another are from the shape of a screen, and from one width."""
    sizes = [part.size(columns) for part in parts]
    width = max(1.0, *(size[0] for size in sizes))
    height = sum(size[1] for size in sizes)
    uneven = math.log(width / max(min(size[0] for size in sizes), 1.0))
    return abs(math.log(width / height / _SHAPE)) + uneven
