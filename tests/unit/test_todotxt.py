"""Every line of the todo.txt file is one task with the tags that the plan gives it, and no other."""

from __future__ import annotations

import re
from collections.abc import Callable

from planner import Plan
from planner.render.todotxt import plain, render

PlanWith = Callable[[str], Plan]


def tags(line: str) -> list[str]:
    """What a reader of the format takes for projects, contexts and keys with values."""
    return re.findall(r"(?<!\S)(?:[+@]\S+|[^\s:]+:\S+)", line)


def test_lines_of_a_plan_that_has_begun(begun: Callable[..., Plan]) -> None:
    plan = begun()
    days = [f"due:{step.end} t:{step.start}" for step in plan.steps]
    assert render(plan).split("\n") == [
        "x 2027-01-08 2027-01-04 Shell (working) +builder @base id:shell@working",
        f"(A) 2027-01-13 Python (working) +builder @base {days[0]} id:python@working",
        f"(B) 2027-01-13 Models (working) +builder @ml {days[1]} id:models@working dep:python@working",
        f"(C) 2027-01-13 Serving (working) +builder @ml {days[2]} id:serving@working "
        "dep:models@working",
        "",
    ]


def test_a_step_is_a_line_in_the_order_of_the_plan(odd_plan: Plan) -> None:
    lines = render(odd_plan).splitlines()
    found = [re.findall(r" id:(\S+)", line) for line in lines]
    assert found == [[step.competency] for step in odd_plan.steps]
    letters = [line[1] for line in lines]
    assert letters == sorted(letters)
    assert len(set(letters)) == len(odd_plan.milestones)


def test_what_a_step_waits_for_stands_above_it(odd_plan: Plan) -> None:
    above: set[str] = set()
    for line in render(odd_plan).splitlines():
        for needs in re.findall(r" dep:(\S+)", line):
            assert set(needs.split(",")) <= above
        above.update(re.findall(r" id:(\S+)", line))


def test_no_text_adds_a_line_or_a_tag(plan_with: PlanWith, hostile: str) -> None:
    lines = render(plan_with(hostile)).split("\n")
    harmless = render(plan_with("Harmless name")).split("\n")
    assert [tags(line) for line in lines] == [tags(line) for line in harmless]
    assert all(line.isprintable() for line in lines)


def test_no_text_poses_as_a_tag() -> None:
    for text in (
        "+project",
        "@home",
        "++a",
        "@+b",
        "due:2020-01-01",
        "a:b:c",
        "https://x.org",
        ":x",
    ):
        assert tags(f"(A) 2027-01-04 {plain(text)}") == [], text
    assert plain("C++ and e-mail to me@example") == "C++ and e-mail to me@example"
