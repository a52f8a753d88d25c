"""The tasks for Taskwarrior hold together: lasting ids, no circle, nothing missing."""

from __future__ import annotations

import datetime
import json
import re
import uuid
from collections.abc import Callable
from typing import Any

from planner import Plan
from planner.problems import one_line
from planner.render.taskwarrior import render

PlanWith = Callable[[str], Plan]


def read(plan: Plan) -> list[dict[str, Any]]:
    tasks: list[dict[str, Any]] = json.loads(render(plan))
    return tasks


def test_tasks_of_a_plan_that_has_begun(begun: Callable[..., Plan]) -> None:
    shell, python, models, serving = read(begun(timezone="Pacific/Auckland"))
    assert shell | {"uuid": ""} == {
        "uuid": "",
        "description": "Shell (working)",
        "project": "builder",
        "tags": ["base", "working"],
        "status": "completed",
        "entry": "20270107T230000Z",
        "end": "20270107T230000Z",
    }
    assert (python["status"], "depends" in python) == ("pending", False)
    assert models["depends"] == [python["uuid"]]
    assert serving["depends"] == [models["uuid"]]
    assert models["annotations"] == [
        {"entry": "20270112T230000Z", "description": "Book: https://example.org/models?a=1,2;3"}
    ]


def test_days_are_those_of_the_plan(odd_plan: Plan) -> None:
    days = [
        tuple(datetime.datetime.strptime(task[name], "%Y%m%dT%H%M%S%z").date() for name in when)
        for task in read(odd_plan)
        if (when := ("scheduled", "due"))
    ]
    assert days == [(step.start, step.end) for step in odd_plan.steps]


def test_dependencies_are_all_there_and_go_one_way(odd_plan: Plan) -> None:
    before: set[str] = set()
    edges = 0
    for task in read(odd_plan):
        needs = set(task.get("depends", ()))
        assert needs <= before
        assert str(uuid.UUID(task["uuid"])) == task["uuid"]
        before.add(task["uuid"])
        edges += len(needs)
    assert len(before) == len(odd_plan.steps)
    assert edges == sum(len(step.builds_on) for step in odd_plan.steps)


def test_later_plan_has_the_same_ids(begun: Callable[..., Plan]) -> None:
    later = begun(today=datetime.date(2027, 2, 3), hours_per_week=3.0)
    assert [task["uuid"] for task in read(begun())] == [task["uuid"] for task in read(later)]


def test_what_is_studied_again_is_no_finished_task(begun: Callable[..., Plan]) -> None:
    tasks = read(begun(have_not=("shell@working",)))
    assert len({task["uuid"] for task in tasks}) == len(tasks)


def test_nothing_to_learn_is_what_is_finished(begun: Callable[..., Plan]) -> None:
    assert [task["status"] for task in read(begun(have=("builder",)))] == ["completed"]


def test_texts_are_one_line_and_tags_one_word(plan_with: PlanWith, hostile: str) -> None:
    tasks = read(plan_with(hostile))
    assert {task["description"] for task in tasks} == {f"{one_line(hostile)} (working)"}
    assert all(re.fullmatch(r"\w+", tag) for task in tasks for tag in task["tags"])
    text = render(plan_with(hostile))
    assert len(text.splitlines()) == len(tasks) + 2
    assert all(line.isprintable() for line in text.split("\n"))
