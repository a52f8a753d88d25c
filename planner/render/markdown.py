"""The plan as Markdown that reads well on a code host and in a text editor.

Every text from the catalog is escaped: no name can break a list, a table, a diagram or the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from planner.model import Resource
from planner.plan import Milestone, Plan, Step
from planner.render import words
from planner.render.mermaid import flowchart, gantt


def render(plan: Plan, width: int = 80) -> str:
    sections = [
        _head(plan),
        _owned(plan),
        _readiness(plan),
        _map(plan),
        _milestones(plan),
        _choices(plan),
        _assumptions(plan),
        _sources(plan),
    ]
    return "\n\n".join("\n".join(lines) for section in sections if (lines := list(section))) + "\n"


def _head(plan: Plan) -> Iterator[str]:
    yield f"# Study plan: {inline(words.target_name(plan))}"
    yield ""
    yield inline(words.answer(plan))
    for sentence in words.happened(plan):
        yield ""
        yield inline(sentence)
    if plan.deadline:
        yield ""
        yield inline(words.deadline(plan.deadline))
    if plan.dropping:
        yield ""
        yield inline(words.dropping(plan, plan.dropping))
    if plan.budget:
        yield ""
        yield inline(words.budget(plan, plan.budget))


def _owned(plan: Plan) -> Iterator[str]:
    if not plan.carried:
        return
    yield "## Already yours"
    yield ""
    yield f"{words.in_hours(plan.saved_minutes)} h that you need not spend."
    yield ""
    yield "| What carries over | Level | Hours saved |"
    yield "| --- | --- | ---: |"
    for item in words.owned(plan):
        how = " (assumed)" if item.assumed else ""
        yield f"| {inline(item.name)} | {inline(item.level)}{how} | {words.in_hours(item.minutes)} |"


def _readiness(plan: Plan) -> Iterator[str]:
    if not plan.steps:
        return
    yield "## How ready you are, when"
    yield ""
    yield "| Readiness | Weeks | Hours studied | By |"
    yield "| ---: | ---: | ---: | --- |"
    for point in words.curve(plan):
        hours = words.in_hours(point.minutes)
        yield f"| {words.percent(point.share)} | {point.weeks} | {hours} | {point.end} |"
    if plan.budget:
        yield ""
        yield "| Hours | Best readiness they buy | On the way of the whole plan |"
        yield "| ---: | ---: | ---: |"
        for bought in plan.budget.curve:
            best, whole = words.percent(bought.best), words.percent(bought.whole_plan)
            yield f"| {words.in_hours(bought.minutes)} | {best} | {whole} |"


def _map(plan: Plan) -> Iterator[str]:
    if not plan.steps:
        return
    for title, diagram in (("Map", flowchart(plan)), ("Calendar", gantt(plan))):
        yield f"## {title}"
        yield ""
        yield "```mermaid"
        yield diagram
        yield "```"
        if title == "Map":
            yield ""


def _milestones(plan: Plan) -> Iterator[str]:
    if not plan.steps:
        return
    yield "## Steps"
    for number, milestone in enumerate(plan.milestones, 1):
        yield ""
        yield from _milestone(plan, number, milestone)
    yield ""
    yield f"In all {words.hour_range(plan.hours)}."


def _milestone(plan: Plan, number: int, milestone: Milestone) -> Iterator[str]:
    ready = words.percent(milestone.readiness)
    yield f"### Milestone {number}: {ready} ready by {milestone.end}"
    yield ""
    for step in milestone.steps:
        yield from _step(plan, step)
    project = milestone.project
    if project:
        yield ""
        about = f": {inline(project.summary)}" if project.summary else ""
        ships = f" **You ship:** {inline(project.ships)}" if project.ships else ""
        yield f"**Project, {inline(project.name)}**{about}{ships}"


def _step(plan: Plan, step: Step) -> Iterator[str]:
    title = f"**{inline(step.name)}** ({inline(step.level)})"
    hours = words.hour_range(step.hours)
    yield f"- [ ] {title}, {hours}, by {step.end} <!-- planner:{step.competency} -->"
    yield f"  - Why: {inline(words.purpose(plan, step))}"
    for reason in step.reasons:
        yield f"    - for {inline(words.names(plan, [reason.owner]))}: {inline(reason.text)}"
    if step.transfer:
        yield f"  - Shorter for you: {inline(words.transfer(step.transfer))}"
    if step.unlocks:
        yield f"  - Unlocks: {inline(words.names(plan, step.unlocks))}"
    if step.can:
        yield "  - Done when you can:"
        yield from (f"    - {inline(can)}" for can in step.can)
    if step.learn:
        yield f"  - Learn from: {'; '.join(_resource(one) for one in step.learn)}"
    if step.build:
        yield f"  - Build: {inline(step.build)}"


def _resource(resource: Resource) -> str:
    about = [resource.kind] if resource.cost == "free" else [resource.kind, resource.cost]
    return f"{link(resource.title, resource.url)} ({', '.join(about)})"


def _choices(plan: Plan) -> Iterator[str]:
    if not plan.choices:
        return
    yield "## Choices made"
    yield ""
    yield "| For | One of | Taken |"
    yield "| --- | --- | --- |"
    for choice in plan.choices:
        options = inline(", ".join(choice.options))
        yield f"| {inline(choice.owner)} | {options} | {inline(words.choice(choice))} |"


def _assumptions(plan: Plan) -> Iterator[str]:
    yield "## Assumptions"
    yield ""
    for sentence in words.assumptions(plan):
        yield f"- {inline(sentence)}"
    if plan.assumed:
        yield ""
        yield "| Taken as known | Because you know |"
        yield "| --- | --- |"
        for id, by in plan.assumed:
            yield f"| {inline(id)} | {inline(by)} |"


def _sources(plan: Plan) -> Iterator[str]:
    yield "## Sources"
    yield ""
    yield inline(words.rests_on(plan))
    seen: dict[str, list[Step]] = {}
    for step in plan.steps:
        if step.basis and step.basis.source and step.basis.url:
            seen.setdefault(link(step.basis.source, step.basis.url), []).append(step)
    if seen:
        yield ""
    for source, steps in seen.items():
        yield f"- {source}: {inline(_published(steps))}"


def _published(steps: Iterable[Step]) -> str:
    texts = []
    for step in steps:
        assert step.basis is not None
        low, *high = (f"{hours:g}" for hours in step.basis.hours)
        figure = low if not high or high[0] == low else f"{low}-{high[0]}"
        texts.append(f"{step.competency} ({figure} h published, seen {step.basis.seen})")
    return ", ".join(texts)


_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$#&])")
_BULLET = re.compile(r"^[-+=]")
_NUMBER = re.compile(r"^([0-9]+)([.)])(?=\s|$)")


def inline(text: str) -> str:
    """A text as it stands, on one line: nothing in it is markup."""
    line = "".join(char if char.isprintable() else "\ufffd" for char in " ".join(text.split()))
    escaped = _SPECIAL.sub(r"\\\1", line)
    return _NUMBER.sub(r"\1\\\2", _BULLET.sub(r"\\\g<0>", escaped))


def link(title: str, url: str) -> str:
    """A link, or the title alone where the address is not one of the web."""
    if not re.match(r"https?://", url):
        return inline(title)
    safe = "".join(char if _in_address(char) else _percent_encoded(char) for char in url)
    return f"[{inline(title)}]({safe.replace('&', '&amp;')})"


def _in_address(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in "-._~:/?#@!$&'*+,;=%")


def _percent_encoded(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))
