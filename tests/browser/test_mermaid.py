"""The diagrams of a plan as a browser draws them, in the major versions 10 and 11 of Mermaid."""

from __future__ import annotations

import dataclasses
import datetime
import os
import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from planner import Plan, Profile, load_catalog, make_plan
from planner.plan import Achieved, History
from planner.render import render
from planner.render.mermaid import label_text, maps
from tests.browser.conftest import Mermaid
from tests.hostile import naughty, plan_saying

MONDAY = datetime.date(2027, 1, 4)
Version = Callable[[int], Mermaid]
FENCE = re.compile(r"^```mermaid\n(.*?)\n```$", re.MULTILINE | re.DOTALL)

SHOWN = """() => {
  const svg = document.querySelector('svg');
  const texts = (chosen) => [...svg.querySelectorAll(chosen)].map((one) => one.textContent);
  return {
    boxes: texts('g.node'),
    areas: texts('.cluster-label, .cluster .label').filter((text) => text.trim()),
    arrows: svg.querySelectorAll('path.flowchart-link').length,
    tasks: texts('text[class*="taskText"]'),
    bars: svg.querySelectorAll('[class^="bar-plot"] rect').length,
    active: svg.querySelectorAll('script, a, iframe, image, img').length,
    spoiled: (svg.textContent.match(/Unsupported markdown/g) || []).length
      + svg.querySelectorAll('[d*="NaN"], [transform*="NaN"], [transform*="undefined"]').length,
  };
}"""


@cache
def catalog() -> Any:
    return load_catalog()


@cache
def planned(start: str, target: str) -> Plan:
    profile = Profile(have=(start,), target=(target,), start=MONDAY)
    return make_plan(catalog(), profile, today=MONDAY)


def pairs() -> list[tuple[str, str]]:
    """Every role from every other one if asked to, else each once from the one before it."""
    roles = sorted(load_catalog().roles)
    if os.environ.get("PLANNER_ALL"):
        return [(start, target) for start in roles for target in roles if start != target]
    named = [("beginner", "mlops-engineer"), ("devops-engineer", "mlops-engineer")]
    return [*named, *pairwise([*roles, roles[0]])]


@pytest.fixture(params=[10, 11])
def drawn(request: pytest.FixtureRequest, mermaid: Version) -> Mermaid:
    """Draws with one version of Mermaid."""
    return mermaid(request.param)


@pytest.fixture
def both(mermaid: Version) -> list[Mermaid]:
    """Draw with both versions, at the same time."""
    return [mermaid(10), mermaid(11)]


def diagrams(plan: Plan) -> list[str]:
    """The diagrams of the Markdown plan."""
    return FENCE.findall(render(plan, "markdown"))


def kind(text: str) -> str:
    """The word that a diagram begins with, after the settings."""
    return next(line for line in text.splitlines() if not line.startswith("%%")).split()[0]


def shown(draw: Mermaid, text: str) -> dict[str, Any]:
    draw.begin([text], look=SHOWN)
    found: dict[str, Any] = draw.end()[0][1]
    return found


def squeezed(texts: list[str]) -> list[str]:
    """The texts as they are compared: lines may be broken anywhere, signs stand before some."""
    return sorted(re.sub(r"^[\u2713\u25ba]|\s", "", text.replace("\u00a0", "")) for text in texts)


def check(text: str, found: dict[str, Any]) -> None:
    """Everything that a diagram says is drawn, and nothing else."""
    assert (found["active"], found["spoiled"]) == (0, 0), text
    if kind(text) == "flowchart":
        assert found["arrows"] == text.count(" --> ") + text.count(" -.- "), text
        assert len(found["areas"]) == text.count("  subgraph "), text
        assert len(found["boxes"]) == text.count("]:::"), text
    if kind(text) == "gantt":
        assert len(found["tasks"]) == len(re.findall(r" :t\d| :milestone", text)), text
    if kind(text) == "xychart-beta":
        (bars,) = re.findall(r"bar \[(.*)\]", text)
        assert found["bars"] == bars.count(",") + 1, text


def check_all(
    both: list[Mermaid], plan: Plan, meanwhile: Callable[[], object] = lambda: None
) -> None:
    """Each diagram is drawn whole, and every step is to be seen in the map and in the calendar."""
    texts = diagrams(plan)
    assert {kind(text) for text in texts} == {"xychart-beta", "flowchart", "gantt"}
    for draw in both:
        draw.begin(texts, look=SHOWN)
    meanwhile()
    for draw in both:
        found = [one for _, one in draw.end()]
        for text, one in zip(texts, found, strict=True):
            check(text, one)
        steps = [f"{label_text(step.name)} ({label_text(step.level)})" for step in plan.steps]
        assert set(squeezed(steps)) <= set(squeezed([box for one in found for box in one["boxes"]]))
        tasks = [task for one in found for task in one["tasks"]]
        assert len(tasks) == len(plan.steps) + len(plan.milestones)


@pytest.mark.parametrize("start", ["beginner", "devops-engineer"])
def test_whole_map_for_a_file_of_its_own_is_drawn(drawn: Mermaid, start: str) -> None:
    plan = planned(start, "mlops-engineer")
    text = render(plan, "mermaid")
    found = shown(drawn, text)
    check(text, found)
    steps = [f"{label_text(step.name)} ({label_text(step.level)})" for step in plan.steps]
    assert set(squeezed(steps)) <= set(squeezed(found["boxes"]))


PAIRS = pairs()
AFTER = dict(zip(PAIRS, PAIRS[1:] + PAIRS[:1], strict=True))


@pytest.mark.parametrize("pair", PAIRS, ids="-to-".join)
def test_way_from_role_to_role_is_drawn(both: list[Mermaid], pair: tuple[str, str]) -> None:
    plan = planned(*pair)
    if plan.steps:
        # The browser is busy: time to make the next plan.
        check_all(both, plan, meanwhile=lambda: planned(*AFTER[pair]))
    else:
        assert diagrams(plan) == []


def test_calendar_names_every_step(drawn: Mermaid) -> None:
    plan = planned("devops-engineer", "mlops-engineer")
    (text,) = (one for one in diagrams(plan) if kind(one) == "gantt")
    tasks = [re.sub(r"^\d+ ", "", task).strip() for task in shown(drawn, text)["tasks"]]
    assert {f"{step.name} ({step.level})" for step in plan.steps} <= set(tasks)


OWN = ("end", "1. first", "- item", "# a", "subgraph", "click a", "a:::b", "x" * 10_000)
"""Texts that mean something to Mermaid, besides those of the list."""
AT_ONCE = 20


def saying(texts: Sequence[str]) -> Plan:
    """A plan with each of these as the name of a step and of its area."""
    plan = plan_saying("x")
    steps = tuple(
        dataclasses.replace(
            plan.steps[0],
            competency=f"skill-{number}@working",
            name=text,
            area=text,
            builds_on=(f"skill-{number - 1}@working",) if number % 4 else (),
        )
        for number, text in enumerate(texts)
    )
    milestone = dataclasses.replace(plan.milestones[0], steps=steps)
    return dataclasses.replace(plan, steps=steps, milestones=(milestone,), choices=())


def test_hostile_names_are_drawn_as_text(both: list[Mermaid]) -> None:
    texts = [*OWN, *naughty()]
    for first in range(0, len(texts), AT_ONCE):
        check_all(both, saying(texts[first : first + AT_ONCE]))


@pytest.mark.parametrize("text", [*OWN, '"] --> s9["x', "%%{init: {}}%%", "#quot;", "`a`"])
def test_hostile_text_everywhere_is_drawn_as_text(both: list[Mermaid], text: str) -> None:
    check_all(both, plan_saying(text))


def with_past(plan: Plan) -> Plan:
    """The plan with its first steps finished."""
    done = tuple(
        Achieved(
            competency=step.competency,
            name=step.name,
            level=step.level,
            area=step.area,
            on=MONDAY,
            minutes=60,
            estimate=60,
        )
        for step in plan.steps[:3]
    )
    return dataclasses.replace(plan, history=History(finished=done))


@pytest.mark.parametrize("start", ["devops-engineer", "llmops-engineer"])
def test_finished_steps_are_drawn(drawn: Mermaid, start: str) -> None:
    plan = with_past(planned(start, "mlops-engineer"))
    boxes = [box for one in maps(plan) for box in shown(drawn, one.text)["boxes"]]
    assert len([box for box in boxes if box.startswith("\u2713")]) == 3


INK = """() => [...document.querySelectorAll('g.node')].map((node) => [
  getComputedStyle(node.querySelector('rect')).fill,
  getComputedStyle(node.querySelector('span, p, text')).color,
])"""


def luminance(colour: str) -> float:
    """Relative luminance of `rgb(r, g, b)`. Source: WCAG 2.2."""
    parts = [int(number) / 255 for number in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True])
def test_text_reads_on_its_box(drawn: Mermaid, dark: bool) -> None:
    plan = with_past(planned("devops-engineer", "mlops-engineer"))
    for one in maps(plan):
        drawn(one.text, dark=dark)
        for pair in drawn.page.evaluate(INK):
            lower, higher = sorted(map(luminance, pair))
            assert (higher + 0.05) / (lower + 0.05) >= 4.5, pair


@pytest.mark.parametrize("start", ["beginner", "devops-engineer"])
def test_maps_and_calendar_fit_a_phone(drawn: Mermaid, start: str) -> None:
    """They are no wider than three screens of 330 pixels, and no task leaves the calendar."""
    by_kind = {kind(text): text for text in diagrams(planned(start, "mlops-engineer"))}
    for one in maps(planned(start, "mlops-engineer")):
        drawn(one.text)
        assert drawn.page.evaluate("document.querySelector('svg').viewBox.baseVal.width") <= 990
    drawn(by_kind["gantt"])
    outside = drawn.page.evaluate(
        """() => [...document.querySelectorAll('text[class*="taskText"]')].filter((text) => {
          const box = text.getBBox();
          return box.x < 0 || box.x + box.width > 600;
        }).map((text) => text.textContent)"""
    )
    assert outside == []
