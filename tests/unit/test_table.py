"""The table is read back as it was written, adds up, and holds no formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from planner import Plan
from planner.model import Resource
from planner.problems import one_line
from planner.render.table import HEAD, harmless, render

PlanWith = Callable[[str], Plan]


def rows(plan: Plan) -> list[dict[str, str]]:
    """Line ends inside a cell, which some readers cannot take, would show as more lines."""
    text = render(plan)
    assert re.findall(r"(?<!\r)\n|\r(?!\n)", text) == []
    found = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert len(text.split("\r\n")) == len(found) + 2
    return found


def test_a_row_is_a_step(begun: Callable[..., Plan]) -> None:
    python, models, serving = rows(begun())
    assert tuple(python) == HEAD
    assert python | {"start": "", "end": ""} == {
        "number": "1",
        "competency": "python@working",
        "name": "Python",
        "level": "working",
        "area": "base",
        "hours_low": "3",
        "hours_likely": "9",
        "hours_high": "21",
        "start": "",
        "end": "",
        "readiness": "0.2857",
        "because": "builder, models@working",
        "builds_on": "",
        "learn": "",
    }
    assert models["learn"] == "https://example.org/models?a=1,2;3"
    assert (models["builds_on"], serving["number"]) == ("python@working", "3")


def test_hours_and_dates_are_those_of_the_plan(odd_plan: Plan) -> None:
    found = rows(odd_plan)
    for name, minutes in zip(("low", "likely", "high"), odd_plan.hours, strict=True):
        assert sum(Decimal(row[f"hours_{name}"]) for row in found) * 60 == minutes
    days = [(row["start"], row["end"]) for row in found]
    assert days == [(str(step.start), str(step.end)) for step in odd_plan.steps]


def test_nothing_to_learn_is_a_head_alone(begun: Callable[..., Plan]) -> None:
    assert render(begun(have=("builder",))) == ",".join(HEAD) + "\r\n"


def test_no_byte_order_mark_and_no_line_end_but_one(plan_with: PlanWith, hostile: str) -> None:
    found = rows(plan_with(hostile))
    assert {row["name"] for row in found} == {harmless(hostile)}
    assert harmless(hostile).replace("'", "") == one_line(hostile).replace("'", "")
    assert not render(plan_with(hostile)).startswith("\ufeff")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
@pytest.mark.parametrize("before", ["", " ", "\t", "\r", "\n", '"', "'", "' \"", "x;", 'x; "'])
def test_no_cell_begins_like_a_formula(sign: str, before: str) -> None:
    """Not even where a program takes the semicolon for what parts cells."""
    for cell in harmless(f"{before}{sign}cmd|' /C calc'!A0").split(";"):
        assert re.match(rf"[\s\"]*{re.escape(sign)}", cell) is None
        assert "'" in cell.partition(sign)[0] or sign not in cell


@pytest.mark.parametrize("text", ["C++", "a-b", "me@home", "1+1", "x = y", "a; b", ""])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_addresses_of_other_kinds_are_left_out(begun: Callable[..., Plan]) -> None:
    plan = begun()
    learn = (
        Resource(title="T", url="=cmd()"),
        Resource(title="T", url='https://example.org/"\n,=1'),
        Resource(title="T", url="https://example.org/b"),
    )
    (row,) = rows(replace(plan, steps=(replace(plan.steps[0], learn=learn),)))
    assert row["learn"] == "https://example.org/%22%0A,=1 https://example.org/b"
