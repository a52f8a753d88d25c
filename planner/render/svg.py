"""Maps of skills as SVG that stands alone: no script, no address, light and dark.

Areas are told by colour and a legend; what is known, next, later or shared by the way a box is
drawn, so that a print in black and white says the same. Each node carries `data-id`, each edge
`data-from` and `data-to`, for a page that wants to do more with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from planner.plan import Plan
from planner.render import words
from planner.render.layout import Placed, Point, Route
from planner.render.lettering import cleaned, fitted, in_lines, is_plain, text_width
from planner.render.mapstyle import STYLE, colours
from planner.render.panels import BAR, DETAIL, LINE, NAME, PAD, UNDER, WIDTH, Label, Panel, panels
from planner.skillmap import Link, Node, SkillMap

_MARGIN = 24.0
_NOTE, _HEADING, _TITLE = 13.0, 15.0, 22.0
_BOLD = 1.12
"""How much wider bold letters are."""

STATES = {
    "next": "can be started now",
    "later": "later",
    "shared": "needed by both",
    "only": "needed by one",
}


def render(plan: Plan, width: int = 80) -> str:
    """The steps of a plan and what they build on, below what is known already."""
    return draw(of_plan(plan))


def of_plan(plan: Plan) -> SkillMap:
    """The map of a plan; what the target asks for and is known already has no links."""
    known = [
        Node(id=f"known-{number}", name=item.name, detail=item.level, area="", state="known")
        for number, item in enumerate(words.owned(plan), 1)
    ]
    steps = [
        Node(
            id=step.competency,
            name=step.name,
            detail=f"{step.level}, {words.in_hours(step.hours.likely)} h",
            area=step.area,
            state="later" if step.builds_on else "next",
        )
        for step in plan.steps
    ]
    links = [
        Link(source=before, target=step.competency)
        for step in plan.steps
        for before in step.builds_on
    ]
    return SkillMap(
        title=f"The way to {words.target_name(plan)}",
        summary=words.answer(plan),
        nodes=(*known, *steps),
        links=tuple(links),
    )


def draw(chart: SkillMap, *, styled: bool = True) -> str:
    """A map as SVG; unstyled it is for a page that holds `STYLE` itself."""
    return _Sheet(chart).text(styled)


class _Sheet:
    """A sheet that is filled from the top: heading, legend, what is known, the drawing."""

    def __init__(self, chart: SkillMap) -> None:
        self.chart = chart
        self.drawn = [node for node in chart.nodes if node.state != "known"]
        self.panels = panels(chart, self.drawn)
        widest = max(panel.layout.width for panel in self.panels)
        self.width = max(widest + (2 * PAD if chart.bands else 0), 620.0) + 2 * _MARGIN
        self.colour = colours(node.area for node in self.drawn)
        self.y = _MARGIN

    def text(self, styled: bool) -> str:
        body = [*self.heading(), *self.legend(), *self.known(), *self.drawing()]
        width, height = _n(self.width), _n(self.y + _MARGIN)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-labelledby="map-title map-about">'
        )
        title = f'<title id="map-title">{_text(self.chart.title)}</title>'
        about = f'<desc id="map-about">{_text(self.chart.summary)}</desc>'
        style = [f"<style>\n{STYLE}\n</style>"] if styled else []
        paper = _rect("paper", (0, 0, self.width, self.y + _MARGIN))
        return "\n".join([head, title, about, *style, paper, *body, "</svg>"]) + "\n"

    def heading(self) -> Iterator[str]:
        room = self.width - 2 * _MARGIN
        self.y += _TITLE
        title = fitted(cleaned(self.chart.title), _TITLE * _BOLD, room)
        yield _letters("title", _MARGIN, self.y, title, _TITLE * _BOLD)
        for line in in_lines(cleaned(self.chart.summary), _NOTE, room, 3):
            self.y += 20
            yield _letters("note", _MARGIN, self.y, line, _NOTE)
        self.y += 16

    def legend(self) -> Iterator[str]:
        """Areas by colour, states by the box they give; as many to a line as there is room for."""
        x = _MARGIN
        for classes, text in self.entries():
            label = fitted(cleaned(text), _NOTE, 260)
            width = 24 + text_width(label, _NOTE) + 22
            if x > _MARGIN and x + width > self.width - _MARGIN:
                x, self.y = _MARGIN, self.y + 22
            yield _swatch(classes, x, self.y)
            yield _letters("note", x + 24, self.y + 12, label, _NOTE)
            x += width
        self.y += 36

    def entries(self) -> Iterator[tuple[str, str]]:
        for area, slot in sorted(self.colour.items()):
            yield f"a{slot} area", area
        states = {node.state for node in self.drawn}
        for state, text in STATES.items():
            if state in states:
                yield state, text
        if any(node.optional for node in self.drawn):
            yield "optional", "one of several is enough"

    def known(self) -> Iterator[str]:
        """What is known as small boxes, as many to a line as there is room for."""
        names = [node for node in self.chart.nodes if node.state == "known"]
        if not names:
            return
        yield _letters("heading", _MARGIN, self.y + 12, "Already yours", _HEADING)
        self.y += 24
        x = _MARGIN
        for node in names:
            name = fitted(cleaned(f"{node.name}, {node.detail}"), DETAIL, 420)
            width = text_width(name, DETAIL) + 32
            if x > _MARGIN and x + width > self.width - _MARGIN:
                x, self.y = _MARGIN, self.y + 30
            yield _chip(node, name, x, self.y, width)
            x += width + 8
        self.y += 44

    def drawing(self) -> Iterator[str]:
        links = {(link.source, link.target): link for link in self.chart.links}
        for panel in self.panels:
            if panel.name:
                yield from self.strip(panel)
            left = _MARGIN + (PAD if panel.name else 0)
            yield f'<g transform="translate({_n(left)} {_n(self.y)})">'
            for route in panel.layout.routes:
                link = links[route.source, route.target]
                yield _edge(route, link.optional)
            boxes = zip(panel.nodes, panel.labels, panel.layout.boxes, strict=True)
            for node, label, placed in boxes:
                yield _box(node, label, placed, self.colour[node.area])
            yield "</g>"
            self.y += panel.layout.height + (PAD + 12 if panel.name else 0)
        self.y -= 12 if self.chart.bands else 0

    def strip(self, panel: Panel) -> Iterator[str]:
        """The ground of a band, with its name and how many boxes it holds."""
        width = self.width - 2 * _MARGIN
        ground = (_MARGIN, self.y, width, panel.layout.height + 38 + PAD)
        yield _rect("band", ground, 12)
        name = fitted(f"{cleaned(panel.name)} ({len(panel.nodes)})", _HEADING * _BOLD, width - 24)
        yield _letters("heading", _MARGIN + PAD, self.y + 25, name, _HEADING * _BOLD)
        self.y += 38


def _box(node: Node, label: Label, placed: Placed, slot: int) -> str:
    height = label.height
    area = (0.0, 0.0, WIDTH, height)
    optional = " optional" if node.optional else ""
    state = f" {node.state}" if node.state else ""
    about = ", ".join(filter(None, [node.name, node.detail, node.area]))
    top = (height - LINE * len(label.lines) - (UNDER if label.detail else 0)) / 2
    x = BAR + PAD
    lines = [
        _letters("name", x, top + LINE * number + 12.5, line, NAME)
        for number, line in enumerate(label.lines)
    ]
    if label.detail:
        lines.append(_letters("detail", x, top + LINE * len(lines) + 10.5, label.detail, DETAIL))
    return (
        f'<g class="node a{slot}{state}{optional}" data-id="{_text(node.id)}" '
        f'transform="translate({_n(placed.x)} {_n(placed.y)})"><title>{_text(about)}</title>'
        f"{_rect('under', area, 7)}{_rect('fill', area, 7)}"
        f'<path class="bar" d="M7 0H{_n(BAR + 2)}V{_n(height)}H7a7 7 0 0 1 -7 -7V7a7 7 0 0 1 7 -7z"/>'
        f"{_rect('box', area, 7)}{''.join(lines)}</g>"
    )


def _chip(node: Node, name: str, x: float, y: float, width: float) -> str:
    return (
        f'<g class="node known" transform="translate({_n(x)} {_n(y)})">'
        f"<title>{_text(f'{node.name}, {node.detail}')}</title>{_rect('box', (0, 0, width, 22), 11)}"
        f'<path class="tick" d="M9 11.5l3 3 5 -6.5"/>'
        f"{_letters('detail', 22, 15, name, DETAIL)}</g>"
    )


def _swatch(classes: str, x: float, y: float) -> str:
    if classes.endswith(" area"):
        return f'<g class="{classes}">{_rect("bar", (x, y, 16, 16), 4)}</g>'
    rects = [_rect(kind, (x, y, 16, 16), 4) for kind in ("under", "fill", "box")]
    return f'<g class="{classes} a9">{"".join(rects)}</g>'


def _edge(route: Route, optional: bool) -> str:
    """A line that bends smoothly in the gaps between layers, with an open arrowhead."""
    path = [f"M{_at(route.points[0])}"]
    for one, other in pairwise(route.points):
        half = (one.x + other.x) / 2
        bend = f"C{_at(Point(half, one.y))} {_at(Point(half, other.y))} {_at(other)}"
        path.append(f"L{_at(other)}" if one.y == other.y else bend)
    back = -6 if route.points[-1].x > route.points[-2].x else 6
    path.append(f"m{back} -4l{-back} 4l{back} 4")
    more = " optional" if optional else ""
    return (
        f'<path class="edge{more}" data-from="{_text(route.source)}" '
        f'data-to="{_text(route.target)}" d="{"".join(path)}"/>'
    )


def _letters(kind: str, x: float, y: float, text: str, size: float) -> str:
    """A line of text; one with letters of unknown width is made to keep to its room."""
    room = text_width(text, size)
    kept = "" if is_plain(text) else f' textLength="{_n(room)}" lengthAdjust="spacingAndGlyphs"'
    return f'<text class="{kind}" x="{_n(x)}" y="{_n(y)}"{kept}>{_text(text)}</text>'


def _rect(kind: str, area: tuple[float, float, float, float], round: float = 0) -> str:
    x, y, width, height = map(_n, area)
    corner = f' rx="{_n(round)}"' if round else ""
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}"{corner}/>'


def _at(point: Point) -> str:
    return f"{_n(point.x)} {_n(point.y)}"


def _n(number: float) -> str:
    """A number as short as a tenth of a pixel allows."""
    return f"{number + 0.0:.1f}".removesuffix(".0")


def _text(text: str) -> str:
    return escape(cleaned(text))
