"""The map and the calendar of a plan as Mermaid, in the subset that versions 10 and 11 draw.

Limits of the renderers: fewer than 500 edges, under 50,000 characters, no id that is a keyword.
Colours are set together with the colour of their text, or left to the theme, so that the diagrams
read on a light and on a dark page; what a colour says, a sign or a line says too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from textwrap import wrap
from typing import NamedTuple

from planner.choose import Choice
from planner.model import CompetencyId
from planner.plan import Achieved, Milestone, Plan, Step, weeks_between
from planner.render import words

MAX_EDGES = 450
MAX_CHARACTERS = 45_000
MAX_BOXES = 25
"""More boxes than this a phone cannot show: the map is split by milestone."""
_NAME = 60
_LINE = 15

DONE, NEXT, LATER, EARLIER, INSTEAD = "done", "next", "later", "earlier", "instead"
_SIGNS = {DONE: "#10003;#160;", NEXT: "#9658;#160;", INSTEAD: "or "}
_LOOKS = {
    DONE: "fill:#1a7f37,stroke:#1a7f37,color:#ffffff",
    NEXT: "fill:#0969da,stroke:#0969da,color:#ffffff",
    LATER: "fill:#6e7781,stroke:#6e7781,color:#ffffff",
    EARLIER: "stroke:#8c959f",
    INSTEAD: "stroke:#8c959f,stroke-dasharray:4 4",
    "area": "fill:none,stroke:#8c959f",
}
_MEANINGS = {
    NEXT: "Blue with \u25ba: you can start now.",
    LATER: "Grey: comes later.",
    DONE: "Green with \u2713: finished.",
    EARLIER: "Thin frame: from another milestone.",
    INSTEAD: "Dashed frame: would do instead of the step it is tied to.",
}
_NARROW = (
    '%%{init: {"flowchart": {"nodeSpacing": 12, "rankSpacing": 24, "padding": 6, '
    '"wrappingWidth": 150, "subGraphTitleMargin": {"top": 2, "bottom": 6}}}}%%'
)
"""Small boxes close together, so that the text stays legible where a phone shrinks the drawing."""
_SMALL = (
    '%%{init: {"gantt": {"useWidth": 600, "fontSize": 12, "sectionFontSize": 12, '
    '"leftPadding": 28, "rightPadding": 28}}}%%'
)
"""A width that a phone can still shrink to its own, whose half holds the name of a step."""
_BLUE = (
    '%%{init: {"xyChart": {"width": 600, "height": 280}, '
    '"themeVariables": {"xyChart": {"plotColorPalette": "#0969da"}}}}%%'
)
_TASK = 40  # characters of a task's name
_TICKS = 8  # dates along the calendar
_POINTS = 200  # weeks of the curve


Needs = Mapping[CompetencyId, tuple[CompetencyId, ...]]
Ids = Mapping[CompetencyId, str]


class Map(NamedTuple):
    """One flowchart, what it is of (empty where it is of the whole plan) and the kinds it shows."""

    title: str
    text: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box of the map; one without an area stands outside of all."""

    id: str
    kind: str
    name: str
    area: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Boxes, arrows from what comes before, and dotted ties between alternatives."""

    boxes: tuple[Box, ...]
    arrows: tuple[tuple[str, str], ...]
    ties: tuple[tuple[str, str], ...]


def render(plan: Plan, width: int = 80) -> str:
    """The whole map as one flowchart, for a file of its own."""
    if not plan.steps and not plan.history.finished:
        return f'flowchart LR\n  nothing["{label(words.answer(plan))}"]\n'
    return _map("", _whole(plan)).text + "\n"


def _whole(plan: Plan) -> Chart:
    return _chart(plan, direct(plan.steps), plan.steps, plan.history.finished)


def maps(plan: Plan) -> list[Map]:
    """What comes before what: one flowchart, or one a milestone if that is too large."""
    needs = direct(plan.steps)
    past = plan.history.finished
    whole = _whole(plan)
    if len(whole.boxes) <= MAX_BOXES:
        return [_map("", whole)]
    parts = [("Finished so far", _chart(plan, needs, (), past))] if past else []
    for number, milestone in enumerate(plan.milestones, 1):
        title = f"Milestone {number}, to {words.percent(milestone.readiness)} ready"
        parts.append((title, _chart(plan, needs, milestone.steps, ())))
    return [_map(title, chart) for title, chart in parts]


def legend(drawn: Iterable[Map]) -> list[str]:
    """What the colours and frames of some maps say, of those they show, a sentence each."""
    kinds = {kind for one in drawn for kind in one.kinds}
    return [meaning for kind, meaning in _MEANINGS.items() if kind in kinds]


def direct(steps: Sequence[Step]) -> Needs:
    """What each step builds on, without what another of these builds on already."""
    place = {step.competency: number for number, step in enumerate(steps)}
    behind: list[int] = []  # of each step the set of all that come before it, a bit each
    found: dict[CompetencyId, tuple[CompetencyId, ...]] = {}
    for step in steps:
        before = [place[id] for id in step.builds_on]
        reached = 0
        for one in before:
            reached |= behind[one]
        found[step.competency] = tuple(
            id for id, one in zip(step.builds_on, before, strict=True) if not reached >> one & 1
        )
        behind.append(reached | sum(1 << one for one in set(before)))
    return found


def _chart(plan: Plan, needs: Needs, steps: Sequence[Step], finished: Sequence[Achieved]) -> Chart:
    """The map of some steps, with those of others that they build on."""
    ids = {step.competency: f"s{number}" for number, step in enumerate(plan.steps, 1)}
    others = _alternatives(plan, steps, ids)
    return Chart(
        boxes=(
            *_done(finished),
            *_outside(plan, needs, steps, ids),
            *(_step(step, ids[step.competency]) for step in steps),
            *(box for box, _ in others),
        ),
        arrows=tuple(
            (ids[before], ids[step.competency])
            for step in steps
            for before in needs[step.competency]
        ),
        ties=tuple((box.id, chosen) for box, chosen in others),
    )


def _done(finished: Sequence[Achieved]) -> Iterator[Box]:
    for number, past in enumerate(finished, 1):
        name = _titled(past.name, past.level)
        yield Box(id=f"f{number}", kind=DONE, name=name, area=past.area)


def _step(step: Step, id: str) -> Box:
    kind = LATER if step.builds_on else NEXT
    return Box(id=id, kind=kind, name=_titled(step.name, step.level), area=step.area)


def _outside(plan: Plan, needs: Needs, steps: Sequence[Step], ids: Ids) -> Iterator[Box]:
    """Steps that are not among these, but that these build on."""
    inside = {step.competency for step in steps}
    wanted = {before for id in inside for before in needs[id]} - inside
    for step in plan.steps:
        if step.competency in wanted:
            name = _titled(step.name, step.level)
            yield Box(id=ids[step.competency], kind=EARLIER, name=name)


def _alternatives(plan: Plan, steps: Sequence[Step], ids: Ids) -> list[tuple[Box, str]]:
    """What was not chosen, a box a choice, each with the id of what was."""
    area_of = {step.competency: step.area for step in steps}
    made = dict.fromkeys((one.chosen, _others(plan, one, ids)) for one in plan.choices)
    return [
        (Box(id=f"o{number}", kind=INSTEAD, name=name, area=area_of[chosen]), ids[chosen])
        for number, (chosen, name) in enumerate(made, 1)
        if chosen in area_of and name
    ]


def _others(plan: Plan, made: Choice, steps: Ids) -> str:
    """The alternatives that were not taken, the level said once if it is that of all."""
    left = [id for id in made.options if id != made.chosen and id not in steps]
    levels = {id: id.partition("@")[2] for id in left}
    if set(levels.values()) == {made.chosen.partition("@")[2]}:
        return _titled(_either([plan.names[id] for id in left]), levels[left[0]])
    return _either([f"{plan.names[id]} ({levels[id]})" for id in left])


def _either(names: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or 2 more`."""
    shown = [*names[:2], f"{len(names) - 2} more"] if len(names) > 3 else list(names)
    return " or ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def _titled(name: str, level: str) -> str:
    return f"{label_text(name)} ({label_text(level)})"


def _map(title: str, chart: Chart) -> Map:
    text = "\n".join(_flowchart(chart))
    if len(chart.arrows) + len(chart.ties) > MAX_EDGES or len(text) > MAX_CHARACTERS:
        return Map(title, "\n".join(_areas(chart)), frozenset())
    return Map(title, text, frozenset(box.kind for box in chart.boxes))


def _flowchart(chart: Chart) -> Iterator[str]:
    yield _NARROW
    yield "flowchart LR"
    areas: dict[str, list[Box]] = {}
    for box in chart.boxes:
        if box.area is None:
            yield f"  {_drawn(box)}"
        else:
            areas.setdefault(box.area, []).append(box)
    for number, (area, boxes) in enumerate(areas.items(), 1):
        yield f'  subgraph a{number}["{label(area)}"]'
        yield from (f"    {_drawn(box)}" for box in boxes)
        yield "  end"
    yield from (f"  {before} --> {after}" for before, after in chart.arrows)
    yield from (f"  {one} -.- {other}" for one, other in chart.ties)
    kinds = [kind for kind in _MEANINGS if any(box.kind == kind for box in chart.boxes)]
    yield from (f"  classDef {kind} {_LOOKS[kind]}" for kind in kinds)
    earlier = {box.id for box in chart.boxes if box.kind == EARLIER}
    faint = [str(place) for place, (before, _) in enumerate(chart.arrows) if before in earlier]
    if faint:
        yield f"  linkStyle {','.join(faint)} {_LOOKS[EARLIER]},stroke-width:1px,opacity:0.6"
    if areas:
        yield f"  classDef area {_LOOKS['area']}"
        yield f"  class {','.join(f'a{number}' for number in range(1, len(areas) + 1))} area"


def _drawn(box: Box) -> str:
    # Version 10 does not wrap, so the lines are broken here.
    lines = wrap(box.name, _LINE, break_long_words=False, break_on_hyphens=False)
    text = "<br/>".join(_coded(one) for one in lines)
    return f'{box.id}["{_SIGNS.get(box.kind, "")}{text}"]:::{box.kind}'


def _areas(chart: Chart) -> Iterator[str]:
    """The areas alone, with how many boxes each has: for a map that is too large."""
    counts: dict[str, int] = {}
    area_of = {box.id: box.area for box in chart.boxes if box.area is not None}
    for area in area_of.values():
        counts[area] = counts.get(area, 0) + 1
    ids = {area: f"a{number}" for number, area in enumerate(list(counts)[:MAX_EDGES], 1)}
    yield "flowchart LR"
    for area, id in ids.items():
        yield f'  {id}["{label(area)}: {words.plural(counts[area], "step")}"]'
    known = [(area_of.get(before, ""), area_of.get(after, "")) for before, after in chart.arrows]
    pairs = dict.fromkeys(
        (ids[before], ids[after])
        for before, after in known
        if before != after and before in ids and after in ids
    )
    for before, after in list(pairs)[:MAX_EDGES]:
        yield f"  {before} --> {after}"


def gantt(plan: Plan) -> str:
    """When each step is studied, a section a milestone."""
    text = "\n".join([*_axis(plan), *_tasks(plan)])
    return text if len(text) <= MAX_CHARACTERS else "\n".join([*_axis(plan), *_sections(plan)])


def _axis(plan: Plan) -> Iterator[str]:
    """A date every so many weeks, on Mondays."""
    yield _SMALL
    yield from ("gantt", "  dateFormat YYYY-MM-DD", "  axisFormat %Y-%m-%d")
    yield f"  tickInterval {max(-(-plan.weeks // _TICKS), 1)}week"
    # Version 10 draws today even where it is not in the calendar.
    yield from ("  weekday monday", "  todayMarker off")


def _tasks(plan: Plan) -> Iterator[str]:
    numbers = count(1)
    for place, milestone in enumerate(plan.milestones, 1):
        yield f"  section {place}"
        for step, number in zip(milestone.steps, numbers, strict=False):
            days = (step.end - step.start).days + 1
            yield f"  {number} {_task(step)} :t{number}, {step.start}, {days}d"
        yield _reached(place, milestone)


def _task(step: Step) -> str:
    level = plain(step.level)
    return f"{plain(step.name, max(_TASK - len(level), 20))} ({level})"


def _sections(plan: Plan) -> Iterator[str]:
    for place, milestone in enumerate(plan.milestones, 1):
        start = milestone.steps[0].start
        days = (milestone.end - start).days + 1
        yield f"  section {place}"
        yield f"  {words.plural(len(milestone.steps), 'step')} :t{place}, {start}, {days}d"
        yield _reached(place, milestone)


def _reached(place: int, milestone: Milestone) -> str:
    ready = words.percent(milestone.readiness)
    return f"  Milestone {place}, {ready} ready :milestone, m{place}, {milestone.end}, 0d"


def curve(plan: Plan) -> str:
    """Readiness in percent at the start and at the end of each week, for half of the learners."""
    begin = plan.pace.begin
    weeks = max([weeks_between(begin, step.end) for step in plan.steps], default=1)
    # A chart of many years has a point every so many weeks.
    stride = -(-weeks // _POINTS)
    shares = [plan.ready_at_start] * (-(-weeks // stride) + 1)
    for step in plan.steps:
        week = -(-weeks_between(begin, step.end) // stride)
        shares[week] = max(shares[week], step.readiness)
    # Bars: beside a line neither version leaves room for the last number of the axis.
    points = [round(share * 100, 1) for share in accumulate(shares, max)]
    return "\n".join(
        [
            _BLUE,
            "xychart-beta",
            '  title "Readiness at the end of each week"',
            f'  x-axis "Week" 0 --> {stride * (len(points) - 1)}',
            '  y-axis "Percent ready" 0 --> 100',
            f"  bar [{', '.join(f'{point:g}' for point in points)}]",
        ]
    )


def label(text: str) -> str:
    """A text for inside quotes: everything but letters, digits and plain signs as `#code;`."""
    return _coded(label_text(text))


def label_text(text: str) -> str:
    """What a label shows of a text: one line that can be printed, cut to what a box holds."""
    line = "".join(char for char in " ".join(text.split()) if char.isprintable())
    return (line if len(line) <= _NAME else f"{line[: _NAME - 1].rstrip()}\u2026") or "unnamed"


def _coded(line: str) -> str:
    return "".join(
        char if char.isalnum() or char in " -.,/+()" else f"#{ord(char)};" for char in line
    )


def plain(text: str, at_most: int = _NAME) -> str:
    """A text for a gantt chart, which knows no escapes: other signs become spaces."""
    line = "".join(char if char.isalnum() or char in " -./+&" else " " for char in text)
    return " ".join(line.split())[:at_most].strip() or "unnamed"
