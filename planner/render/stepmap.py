"""The map of the page: every step a box that leads to its card, every line leads to what needs it.

It is drawn as sparingly as it can be, because a page may hold a hundred boxes; areas and states are
left to the style, and numbers of steps stand for their names.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from planner.plan import Plan, Step
from planner.render import words
from planner.render.layout import Box, Layout, Placed, Route, layered
from planner.render.lettering import fitted, in_lines, is_plain, text_width
from planner.render.markup import Markup, element, one_line

_WIDTH, _LEFT, _RIGHT, _TOP = 156, 13, 7, 21
_NAME, _DETAIL, _LINE = 13, 11, 16
_ROOM = _WIDTH - _LEFT - _RIGHT
_GAP, _BETWEEN = 12, 40

COLOURS = 10
"""How many colours the style has for areas."""


def colours(plan: Plan) -> dict[str, str]:
    """A class for each area, in the order of their first steps; many areas share colours."""
    areas = dict.fromkeys(step.area for step in plan.steps)
    return {area: f"a{number % COLOURS}" for number, area in enumerate(areas)}


def stepmap(plan: Plan) -> Markup:
    """The map with its legend, in a frame of its own that scrolls on a small screen."""
    drawn = _laid_out(plan)
    numbers = {step.competency: number for number, step in enumerate(plan.steps, 1)}
    hues = colours(plan)
    edges = [_edge(route, numbers) for route in drawn.routes]
    nodes = [
        _node(step, placed, numbers[step.competency], hues[step.area])
        for step, placed in zip(plan.steps, drawn.boxes, strict=True)
    ]
    size = {"width": math.ceil(drawn.width) + 4, "height": math.ceil(drawn.height) + 4}
    svg = element(
        "svg",
        _defs(),
        element("g", *edges),
        *nodes,
        viewBox=f"-2 -2 {size['width']} {size['height']}",
        role="group",
        aria_label="Steps",
        **size,
    )
    frame = element(
        "div", svg, class_="map", role="region", aria_label="Map, by arrow keys", tabindex=0
    )
    return Markup(_legend(hues) + frame)


def _defs() -> Markup:
    """The boxes, by their lines, and the head of an arrow."""
    boxes = (
        f"<g id=b{lines}><rect x=-{_LEFT} y=-{_TOP} width={_WIDTH} height={_height(lines)} rx=7 />"
        f'<path class=strip d="M{3.5 - _LEFT} {8 - _TOP}v{_height(lines) - 16}"/>'
        f'<path class=tick d="M{_ROOM - 10} {_LINE * lines - 5}l4 4l8-8"/></g>'
        for lines in (1, 2)
    )
    head = (
        '<marker id=head viewBox="0 0 8 8" refX=7 refY=4 markerWidth=8 markerHeight=8 '
        'markerUnits=userSpaceOnUse orient=auto><path d="M0 0L8 4L0 8Z"/></marker>'
    )
    return Markup(f"<defs>{''.join(boxes)}{head}</defs>")


_STATES = (
    ("known", "learned"),
    ("next", "can be begun"),
    ("later", "later"),
    ("before", "pointed at: what comes before"),
    ("on", "what it leads to"),
)


def _legend(hues: dict[str, str]) -> Markup:
    areas = [element("li", area, class_=f"area {hue}") for area, hue in hues.items()]
    states = [element("li", says, class_=f"state {name}") for name, says in _STATES]
    return element("ul", *areas, *states, class_="legend", role="list", aria_label="Legend")


def _laid_out(plan: Plan) -> Layout:
    """The drawing that takes least room, of some with more and with fewer boxes to a column."""
    boxes = [
        Box(id=step.competency, width=_WIDTH, height=_height(len(_lines(step))))
        for step in plan.steps
    ]
    edges = [(before, step.competency) for step in plan.steps for before in step.builds_on]
    side = math.ceil(math.sqrt(len(boxes)))
    tries = [
        layered(boxes, edges, gap_x=_BETWEEN, gap_y=_GAP, direction="right", most=most)
        for most in (side + 3, side + 6, 2 * side)
    ]
    return min(tries, key=lambda drawn: drawn.width * drawn.height)


def _height(lines: int) -> int:
    return 28 + _LINE * lines


def _lines(step: Step) -> list[str]:
    return in_lines(one_line(step.name).strip() or "unnamed", _NAME, _ROOM)


def _node(step: Step, placed: Placed, number: int, hue: str) -> Markup:
    lines = [*_lines(step), fitted(_detail(step), _DETAIL, _ROOM)]
    return element(
        "a",
        Markup(f"<use href=#b{len(lines) - 1} />"),
        *_letters(lines),
        href=f"#s{number}",
        class_=hue if step.builds_on else f"{hue} next",
        transform=f"translate({round(placed.x) + _LEFT},{round(placed.y) + _TOP})",
    )


def _detail(step: Step) -> str:
    return f"{step.level}, {words.in_hours(step.hours.likely)} h"


def _letters(lines: list[str]) -> Iterator[Markup]:
    """The lines of a name, and the detail below them; wide letters are made to keep to their room.

    How far they stand apart is left to the style.
    """
    for number, line in enumerate(lines):
        size = _NAME if number < len(lines) - 1 else _DETAIL
        room = None if is_plain(line) else round(min(text_width(line, size), _ROOM))
        yield element(
            "text",
            line if number == len(lines) - 1 else f"{line} ",
            textLength=room,
            lengthAdjust="spacingAndGlyphs" if room else None,
        )


def _edge(route: Route, numbers: dict[str, int]) -> Markup:
    """A line that runs straight beside boxes and swings up or down between the columns."""
    points = [(round(point.x), round(point.y)) for point in route.points]
    parts = [f"M{points[0][0]} {points[0][1]}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        half = (to_x - x) // 2
        swing = f"c{half} 0 {half} {to_y - y} {to_x - x} {to_y - y}"
        parts.append(f"H{to_x}" if y == to_y else swing)
    ends = f"e{numbers[route.source]}-{numbers[route.target]}"
    drawn = "".join(parts).replace(" -", "-")
    return Markup(f'<path id={ends} d="{drawn}"/>')
