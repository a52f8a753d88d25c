"""The diagrams hold nothing but what Mermaid draws, whatever a catalog says and however large."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from planner import Plan
from planner.render.mermaid import flowchart, gantt, label, plain

PlanWith = Callable[[str], Plan]

LABEL = r'"(?:[^\W_]|[ .,/+()-]|#[0-9]+;)+"'
"""Quoted letters, digits and plain signs; all else by its code."""
FLOWCHART = re.compile(
    rf"flowchart LR|  subgraph a\d+\[{LABEL}\]|    s\d+\[{LABEL}\]|  end|  s\d+ --> s\d+"
)
AREAS = re.compile(r'flowchart LR|  a\d+\["area \d+: \d+ steps?"\]|  a\d+ --> a\d+')
GANTT = re.compile(
    r"gantt|  dateFormat YYYY-MM-DD|  axisFormat %Y-%m-%d|  section Milestone \d+"
    r"|  \d+ (?:[^\W_]|[ ./+&()-])+ :t\d+, \d{4}-\d\d-\d\d, \d+d"
)


def odd_lines(text: str, grammar: re.Pattern[str]) -> list[str]:
    return [line for line in text.split("\n") if not grammar.fullmatch(line)]


def decoded(text: str) -> str:
    """What Mermaid shows for a label."""
    return re.sub(r"#([0-9]+);", lambda code: chr(int(code[1])), text)


def many(plan: Plan, number: int, builds_on: int) -> Plan:
    """The plan with this many steps, each built on so many before it."""
    ids = [f"skill-{place}@working" for place in range(number)]
    steps = tuple(
        replace(
            plan.steps[place % len(plan.steps)],
            competency=id,
            area=f"area {place}",
            builds_on=tuple(ids[max(place - builds_on, 0) : place]),
        )
        for place, id in enumerate(ids)
    )
    return replace(plan, steps=steps, milestones=(replace(plan.milestones[0], steps=steps),))


def test_map_holds_nothing_but_boxes_and_arrows(plan_with: PlanWith, hostile: str) -> None:
    plan = plan_with(hostile)
    steps = tuple(replace(step, area=hostile, level=hostile) for step in plan.steps)
    assert odd_lines(flowchart(plan), FLOWCHART) == []
    assert odd_lines(flowchart(replace(plan, steps=steps)), FLOWCHART) == []


def test_calendar_holds_nothing_but_tasks(plan_with: PlanWith, hostile: str) -> None:
    plan = plan_with(hostile)
    lines = gantt(plan).split("\n")
    assert odd_lines(gantt(plan), GANTT) == []
    tasks = [line for line in lines if ":" in line]
    assert len(tasks) == len(plan.steps)
    assert {line.count(":") for line in tasks} == {1}


def test_label_shows_the_text_cut_to_a_box(hostile: str) -> None:
    line = " ".join(hostile.split())
    if not line.isprintable():
        pytest.skip("characters that cannot be printed are not shown")
    shown = decoded(label(hostile))
    assert line.startswith(shown)
    assert len(shown) == min(len(line), 60)


def test_label_cannot_hide_or_turn_what_is_drawn(hostile: str) -> None:
    """A zero-width joiner is let through: it makes one emoji of several."""
    assert decoded(label(hostile)).replace("\u200d", "").isprintable()


def test_task_is_never_nameless(hostile: str) -> None:
    assert plain(hostile).strip()
    assert len(plain(hostile)) <= 60


@pytest.mark.parametrize("text", ["", " ", ":", "#;%", "\u202e"])
def test_task_without_a_letter_gets_a_name(text: str) -> None:
    assert re.search(r"\w", plain(text))


def test_map_has_a_box_for_each_step_and_an_arrow_for_each_need(odd_plan: Plan) -> None:
    text = flowchart(odd_plan)
    boxes = dict(re.findall(r'^    (s\d+)\["(\S+) ', text, re.MULTILINE))
    assert sorted(boxes.values()) == sorted(step.name for step in odd_plan.steps)
    arrows = {(boxes[a], boxes[b]) for a, b in re.findall(r"(s\d+) --> (s\d+)", text)}
    assert arrows == {
        (before.partition("@")[0], step.skill)
        for step in odd_plan.steps
        for before in step.builds_on
    }


def test_calendar_has_the_days_of_each_step(odd_plan: Plan) -> None:
    found = re.findall(r"^  \d+ (\S+) .*, (\S+), (\d+)d$", gantt(odd_plan), re.MULTILINE)
    assert [
        (name, datetime.date.fromisoformat(start) + datetime.timedelta(days=int(days) - 1))
        for name, start, days in found
    ] == [(step.name, step.end) for step in odd_plan.steps]


def test_ids_are_given_once(odd_plan: Plan) -> None:
    for ids in (
        re.findall(r"^ +([as]\d+)\[", flowchart(odd_plan), re.MULTILINE),
        re.findall(r" :(t\d+),", gantt(odd_plan)),
    ):
        assert len(ids) == len(set(ids)) >= len(odd_plan.steps)


@pytest.mark.parametrize(("number", "builds_on"), [(60, 12), (700, 1), (700, 30), (2500, 3)])
@pytest.mark.parametrize("text", ["Short", "|" * 60])
def test_large_plan_stays_within_what_mermaid_draws(
    plan_with: PlanWith, text: str, number: int, builds_on: int
) -> None:
    plan = many(plan_with(text), number, builds_on)
    diagram = flowchart(plan)
    assert odd_lines(diagram, AREAS) == []
    assert diagram.count("-->") < 500
    assert len(diagram) < 50_000
    arrows = re.findall(r"(a\d+) --> (a\d+)", diagram)
    assert {id for arrow in arrows for id in arrow} <= set(re.findall(r"(a\d+)\[", diagram))


@pytest.mark.parametrize("number", [60, 700, 2500])
def test_large_calendar_stays_within_what_mermaid_draws(plan_with: PlanWith, number: int) -> None:
    text = gantt(many(plan_with("long " * 20), number, 1))
    assert odd_lines(text, GANTT) == []
    assert len(text) < 50_000
