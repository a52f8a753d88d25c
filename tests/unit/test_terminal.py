"""The plan for a terminal fits its width, cannot steer it, and its hours add up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction

import pytest

from planner import Plan
from planner.render.terminal import fitted, render, wrapped

PlanWith = Callable[[str], Plan]
WIDTHS = (40, 50, 65, 66, 80, 120)
ROW = re.compile(r"^ *(\d+)  (.*?) +([\d.-]+) h(?:  by (\S+) +(\d+) %)?$")


def columns(text: str) -> int:
    """Cells that a line takes on a terminal, wide characters two and marks none."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)


def rows(text: str) -> list[re.Match[str]]:
    return [row for line in text.split("\n") if (row := ROW.match(line))]


def hours(text: str) -> tuple[Fraction, ...]:
    numbers = [Fraction(number) for number in text.split("-")]
    return tuple(numbers * 3 if len(numbers) == 1 else numbers)


def test_no_text_can_steer_the_terminal(plan_with: PlanWith, hostile: str) -> None:
    assert all(line.isprintable() for line in render(plan_with(hostile)).split("\n"))


@pytest.mark.parametrize("width", [40, 80])
def test_no_text_makes_a_line_too_wide(plan_with: PlanWith, hostile: str, width: int) -> None:
    lines = render(plan_with(hostile), width).split("\n")
    assert [line for line in lines if columns(line) > width] == []


def test_no_text_adds_a_row(plan_with: PlanWith, hostile: str) -> None:
    plan = plan_with(hostile)
    found = rows(render(plan))
    assert [int(row[1]) for row in found] == list(range(1, len(plan.steps) + 1))


@pytest.mark.parametrize("width", WIDTHS)
def test_hours_of_the_steps_add_up_to_the_total(odd_plan: Plan, width: int) -> None:
    text = render(odd_plan, width)
    found = [hours(row[3]) for row in rows(text)]
    total = re.search(r"^ +([\d.-]+) h in all$", text, re.MULTILINE)
    assert total is not None
    assert len(found) == len(odd_plan.steps)
    assert tuple(map(sum, zip(*found, strict=True))) == hours(total[1])


def test_head_and_total_say_the_same_hours(odd_plan: Plan) -> None:
    text = render(odd_plan, 300)
    total = re.search(r"-([\d.]+)-[\d.]+ h in all", text)
    assert total is not None
    assert f"\n{total[1]} h of study in {len(odd_plan.steps)} steps" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_columns_stand_below_one_another(odd_plan: Plan, width: int) -> None:
    found = rows(render(odd_plan, width))
    assert len({row.end(3) for row in found}) == 1
    assert len({row.start(2) for row in found}) == 1


def test_wide_terminal_shows_when_and_how_ready(odd_plan: Plan) -> None:
    found = rows(render(odd_plan, 80))
    assert [row[4] for row in found] == [str(step.end) for step in odd_plan.steps]
    assert found[-1][5] == "100"


@pytest.mark.parametrize("width", [0, 1, 10, 39, 40])
def test_narrow_terminal_still_gets_names_and_hours(odd_plan: Plan, width: int) -> None:
    found = rows(render(odd_plan, width))
    assert [row[2].startswith("skill-") for row in found] == [True] * len(odd_plan.steps)


def test_plan_ends_with_one_line_break(odd_plan: Plan) -> None:
    text = render(odd_plan)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text
    assert [line for line in text.split("\n") if line != line.rstrip()] == []


def test_fitted_takes_exactly_its_cells(hostile: str) -> None:
    widths = (0, 1, 2, 3, 4, 7, 20, 61)
    assert {width: columns(fitted(hostile, width)) for width in widths} == {n: n for n in widths}


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("Docker", 8, "Docker  "),
        ("Docker", 6, "Docker"),
        ("Docker engine", 8, "Docke..."),
        ("データ", 6, "データ"),
        ("データ基盤", 6, "デ... "),
        ("  a \n b ", 4, "a b "),
        ("", 2, "  "),
    ],
)
def test_fitted_pads_and_cuts(text: str, width: int, expected: str) -> None:
    assert fitted(text, width) == expected


@pytest.mark.parametrize("width", [10, 40])
def test_wrapped_keeps_to_its_cells_and_loses_nothing(hostile: str, width: int) -> None:
    lines = wrapped(hostile, width, "  ", "- ")
    assert [line for line in lines if columns(line) > width] == []
    if (line := " ".join(hostile.split())).isprintable():
        joined = "".join(line.removeprefix("  ").removeprefix("- ") for line in lines)
        assert joined.replace(" ", "") == line.removeprefix("- ").replace(" ", "")


@pytest.mark.parametrize("width", [1, 2, 3])
def test_wrapped_ends_even_where_there_is_no_room(width: int) -> None:
    assert wrapped("データ abc", width, "    ", "  ")
