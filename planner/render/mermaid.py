"""The map and the calendar of a plan as Mermaid, in the subset that versions 10 and 11 draw.

Limits of the renderers: fewer than 500 edges, under 50,000 characters, no id that is a keyword.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.plan import Plan, Step

MAX_EDGES = 450
MAX_CHARACTERS = 45_000
_NAME = 60


def flowchart(plan: Plan) -> str:
    """What comes before what: the steps in their areas, or the areas alone if that is too large."""
    ids = {step.competency: f"s{number}" for number, step in enumerate(plan.steps, 1)}
    edges = [
        f"  {ids[before]} --> {ids[step.competency]}"
        for step in plan.steps
        for before in step.builds_on
    ]
    text = "\n".join(["flowchart LR", *_boxes(plan, ids), *edges])
    if len(edges) <= MAX_EDGES and len(text) <= MAX_CHARACTERS:
        return text
    return "\n".join(["flowchart LR", *_areas(plan)])


def gantt(plan: Plan) -> str:
    """When each step is studied, a section a milestone."""
    lines = ["gantt", "  dateFormat YYYY-MM-DD", "  axisFormat %Y-%m-%d"]
    number = 0
    for place, milestone in enumerate(plan.milestones, 1):
        lines.append(f"  section Milestone {place}")
        for step in milestone.steps:
            number += 1
            lines.append(f"  {_task(number, step)}")
    text = "\n".join(lines)
    return text if len(text) <= MAX_CHARACTERS else "\n".join(_sections(plan))


def _boxes(plan: Plan, ids: dict[str, str]) -> Iterator[str]:
    areas: dict[str, list[Step]] = {}
    for step in plan.steps:
        areas.setdefault(step.area, []).append(step)
    for number, (area, steps) in enumerate(areas.items(), 1):
        yield f'  subgraph a{number}["{label(area)}"]'
        for step in steps:
            yield f'    {ids[step.competency]}["{label(step.name)} ({label(step.level)})"]'
        yield "  end"


def _areas(plan: Plan) -> Iterator[str]:
    counts: dict[str, int] = {}
    for step in plan.steps:
        counts[step.area] = counts.get(step.area, 0) + 1
    ids = {area: f"a{number}" for number, area in enumerate(list(counts)[:MAX_EDGES], 1)}
    for area, id in ids.items():
        yield f'  {id}["{label(area)}: {counts[area]} steps"]'
    area_of = {step.competency: step.area for step in plan.steps}
    pairs = dict.fromkeys(
        (ids[area_of[before]], ids[step.area])
        for step in plan.steps
        for before in step.builds_on
        if area_of[before] != step.area and area_of[before] in ids and step.area in ids
    )
    for before, after in list(pairs)[:MAX_EDGES]:
        yield f"  {before} --> {after}"


def _task(number: int, step: Step) -> str:
    days = (step.end - step.start).days + 1
    return f"{number} {plain(step.name)} ({plain(step.level)}) :t{number}, {step.start}, {days}d"


def _sections(plan: Plan) -> Iterator[str]:
    yield from ("gantt", "  dateFormat YYYY-MM-DD", "  axisFormat %Y-%m-%d")
    for number, milestone in enumerate(plan.milestones, 1):
        start = milestone.steps[0].start
        days = (milestone.end - start).days + 1
        yield f"  section Milestone {number}"
        yield f"  {number} {len(milestone.steps)} steps :t{number}, {start}, {days}d"


def label(text: str) -> str:
    """A text for inside quotes: everything but letters, digits and plain signs as `#code;`."""
    line = "".join(char for char in " ".join(text.split()) if char.isprintable())[:_NAME]
    line = line or "unnamed"
    return "".join(
        char if char.isalnum() or char in " -.,/+()" else f"#{ord(char)};" for char in line
    )


def plain(text: str) -> str:
    """A text for a gantt chart, which knows no escapes: other signs become spaces."""
    line = "".join(char if char.isalnum() or char in " -./+&" else " " for char in text)
    return " ".join(line.split())[:_NAME] or "unnamed"
