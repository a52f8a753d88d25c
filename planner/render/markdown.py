"""The plan as Markdown that reads well on a code host and in a text editor.

Every text from the catalog is escaped: no name can break a list, a table, a diagram or the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from planner.model import CompetencyId, Resource
from planner.plan import Achieved, Milestone, Plan, Step
from planner.problems import one_line
from planner.render import words
from planner.render.mermaid import curve, gantt, legend, maps
from planner.render.obsidian import fields

Style = Literal["plain", "obsidian"]


def render(plan: Plan, width: int = 80, *, style: Style = "plain") -> str:
    """The plan; in the style of Obsidian Tasks, its task items carry ids and dates for that plugin."""
    sections = [
        _head(plan),
        _owned(plan),
        _readiness(plan),
        _map(plan),
        _milestones(plan, style),
        _finished(plan),
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
    yield ""
    yield from _diagram(curve(plan))
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
    drawn = maps(plan)
    yield "## Map"
    yield ""
    yield " ".join(["From left to right: what comes before what.", *legend(drawn)])
    for one in drawn:
        if one.title:
            yield ""
            yield f"**{one.title}**"
        yield ""
        yield from _diagram(one.text)
    yield ""
    yield "## Calendar"
    yield ""
    yield from _diagram(gantt(plan))


def _diagram(text: str) -> Iterator[str]:
    yield from ("```mermaid", text, "```")


def _finished(plan: Plan) -> Iterator[str]:
    if not plan.history.finished:
        return
    yield "## Finished"
    yield ""
    for past in plan.history.finished:
        title = f"**{inline(past.name)}** ({inline(past.level)})"
        time = _time_taken(past)
        yield f"- [x] {title}, on {past.on}{time} <!-- planner:{past.competency} finished -->"
        yield from _notes(plan, past.competency)


def _time_taken(past: Achieved) -> str:
    """What was logged and what the catalog had estimated, as far as they are known."""
    estimate = words.in_hours(past.estimate) if past.estimate else ""
    if past.minutes:
        logged = f", {words.in_hours(past.minutes)} h"
        return f"{logged} of an estimated {estimate} h" if estimate else logged
    return f", an estimated {estimate} h" if estimate else ""


def _milestones(plan: Plan, style: Style) -> Iterator[str]:
    if not plan.steps:
        return
    yield "## Steps"
    for number, milestone in enumerate(plan.milestones, 1):
        yield ""
        yield from _milestone(plan, number, milestone, style)
    yield ""
    yield f"In all {words.hour_range(plan.hours)}."


def _milestone(plan: Plan, number: int, milestone: Milestone, style: Style) -> Iterator[str]:
    ready = words.percent(milestone.readiness)
    yield f"### Milestone {number}: {ready} ready by {milestone.end}"
    yield ""
    for step in milestone.steps:
        yield from _step(plan, step, style)
    project = milestone.project
    if project:
        yield ""
        about = f": {inline(project.summary)}" if project.summary else ""
        ships = f" **You ship:** {inline(project.ships)}" if project.ships else ""
        yield f"**Project, {inline(project.name)}**{about}{ships}"


def _step(plan: Plan, step: Step, style: Style) -> Iterator[str]:
    title = f"**{inline(step.name)}** ({inline(step.level)})"
    hours = words.hour_range(step.hours)
    end = f" {fields(step)}" if style == "obsidian" else ""
    yield f"- [ ] {title}, {hours}, by {step.end} <!-- planner:{step.competency} -->{end}"
    yield f"  - Why: {inline(words.purpose(plan, step))}"
    for reason in step.reasons:
        yield f"    - for {inline(words.names(plan, [reason.owner]))}: {inline(reason.text)}"
    if step.transfer:
        yield f"  - Shorter for you: {inline(words.transfer(step.transfer))}"
    if step.unlocks and not words.purpose_names_unlocked(step):
        yield f"  - Unlocks: {inline(words.names(plan, step.unlocks))}"
    if step.can:
        yield "  - Done when you can:"
        yield from (f"    - {inline(can)}" for can in step.can)
    if step.learn:
        yield f"  - Learn from: {'; '.join(_resource(one) for one in step.learn)}"
    if step.build:
        yield f"  - Build: {inline(step.build)}"
    yield from _notes(plan, step.competency)


def _notes(plan: Plan, id: CompetencyId) -> Iterator[str]:
    for note in plan.history.notes_on(id):
        yield f"  - Noted on {note.on}: {inline(note.text)}"


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
_ADDRESS = re.compile(r"(?<=[A-Za-z]):(?=//)|(?<=[Ww]{3})\.")
"""What makes code hosts turn a plain text into a link."""

_BULLET = re.compile(r"^[-+=]")
_NUMBER = re.compile(r"^([0-9]+)([.)])(?=\s|$)")


def inline(text: str) -> str:
    """A text as it stands, on one line: nothing in it is markup."""
    escaped = _ADDRESS.sub(r"\\\g<0>", _SPECIAL.sub(r"\\\1", one_line(text)))
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
