"""Task items in the style of Obsidian Tasks are read by the rules of that plugin."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from planner import Plan
from planner.decode import ID
from planner.render.markdown import render
from planner.render.obsidian import task_id
from planner.ticks import ticks

PlanWith = Callable[[str], Plan]

FIELDS = {
    "due": re.compile(r"📅 *([0-9]{4}-[0-9]{2}-[0-9]{2})$"),
    "start": re.compile(r"🛫 *([0-9]{4}-[0-9]{2}-[0-9]{2})$"),
    "waits": re.compile(r"⛔ *([A-Za-z0-9_-]+(?: *, *[A-Za-z0-9_-]+)*)$"),
    "id": re.compile(r"🆔 *([A-Za-z0-9_-]+)$"),
}


def fields(line: str) -> dict[str, str]:
    """What the plugin reads: field by field from the end of the line, until none fits."""
    found: dict[str, str] = {}
    while True:
        line = line.rstrip()
        fit = [(name, one) for name, field in FIELDS.items() if (one := field.search(line))]
        if not fit:
            return found
        ((name, match),) = fit
        assert name not in found
        found[name] = match[1]
        line = line[: match.start()]


def items(plan: Plan) -> list[str]:
    return re.findall(r"^- \[ \] .*$", render(plan, style="obsidian"), re.MULTILINE)


def test_fields_are_those_of_the_steps(odd_plan: Plan) -> None:
    for line, step in zip(items(odd_plan), odd_plan.steps, strict=True):
        waits = {"waits": ",".join(map(task_id, step.builds_on))} if step.builds_on else {}
        assert fields(line) == waits | {
            "id": task_id(step.competency),
            "start": str(step.start),
            "due": str(step.end),
        }


def test_no_text_adds_a_field(plan_with: PlanWith, hostile: str) -> None:
    plan = plan_with(hostile)
    found = [fields(line) for line in items(plan_with(f"{hostile} 🆔 x ⛔ y 📅 2020-01-01"))]
    assert found == [fields(line) for line in items(plan)]
    assert [one["id"] for one in found] == [task_id(step.competency) for step in plan.steps]


def test_hidden_ids_stay(odd_plan: Plan) -> None:
    found = [one.id for one in ticks(render(odd_plan, style="obsidian"))]
    assert found == [step.competency for step in odd_plan.steps]


def test_plain_style_is_the_same_without_the_fields(odd_plan: Plan) -> None:
    text = re.sub(r" 🆔 .*$", "", render(odd_plan, style="obsidian"), flags=re.MULTILINE)
    assert text == render(odd_plan) == render(odd_plan, style="plain")


NAMES = st.from_regex(ID, fullmatch=True)


@settings(derandomize=True, deadline=None, database=None, max_examples=100)
@given(NAMES, NAMES, NAMES, NAMES)
def test_two_competencies_never_share_an_id(one: str, other: str, low: str, high: str) -> None:
    first, second = f"{one}@{low}", f"{other}@{high}"
    assert re.fullmatch(r"[A-Za-z0-9_-]+", task_id(first))
    assert (task_id(first) == task_id(second)) == (first == second)


def test_signs_that_look_alike_are_told_apart() -> None:
    ids = [f"a{one}b@c{other}d" for one in "-._+" for other in "-._+"]
    assert len({task_id(id) for id in ids}) == len(ids)
