"""The JSON plan has the fields that other programs rely on, with their types, and exact sums."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from planner import Plan
from planner.render.data import as_data, render

PlanWith = Callable[[str], Plan]
Shape = Any

NUMBER = (int, float)
OPTIONAL_TEXT = (str, type(None))
THREE_POINTS = {"low": NUMBER, "likely": NUMBER, "high": NUMBER, "mean": NUMBER}
PLAN = {
    "schema": str,
    "catalog": {"name": str, "version": str},
    "target": str,
    "pace": {"hours_per_week": NUMBER, "start": str},
    "known": [str],
    "assumed": [{"competency": str, "implied_by": str}],
    "steps": [
        {
            "competency": str,
            "skill": str,
            "level": str,
            "area": str,
            "hours": THREE_POINTS,
            "transfer": (dict, type(None)),
            "because": [str],
            "unlocks": [str],
            "start": str,
            "end": str,
            "readiness": NUMBER,
        }
    ],
    "choices": [
        {"for": str, "any_of": [str], "chosen": str, "runner_up_hours": (*NUMBER, type(None))}
    ],
    "hours": THREE_POINTS | {"p50": NUMBER, "p80": NUMBER, "p95": NUMBER},
    "finish": {"p50": str, "p80": str, "p95": str},
    "milestones": list,
    "gap": {"optimal": bool, "lower_bound_hours": NUMBER},
    "order": {"gap_to_bound": NUMBER},
}
"""Section 6 of the design: fields may be added, none renamed or left out."""


def faults(value: Any, shape: Shape, where: str = "plan") -> list[str]:
    """Where a value is not of its shape: a type, some types, a list of one shape, or fields."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [f"{where} is no object"]
        missing = [f"{where}.{name} is missing" for name in shape if name not in value]
        present = (name for name in shape if name in value)
        inside = (faults(value[name], shape[name], f"{where}.{name}") for name in present)
        return [*missing, *(fault for found in inside for fault in found)]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{where} is no list"]
        inside = (faults(one, shape[0], f"{where}[{n}]") for n, one in enumerate(value))
        return [fault for found in inside for fault in found]
    is_wrong_bool = isinstance(value, bool) and shape is not bool
    return [] if isinstance(value, shape) and not is_wrong_bool else [f"{where} is {value!r}"]


def exact(plan: Plan) -> dict[str, Any]:
    """The plan as a program reads it that does not round."""
    data: dict[str, Any] = json.loads(render(plan), parse_float=Fraction, parse_int=Fraction)
    return data


def test_plan_has_the_fields_of_the_design(plan_with: PlanWith) -> None:
    data = json.loads(render(plan_with("Harmless name")))
    assert data["schema"] == "planner.plan/1"
    assert faults(data, PLAN) == []
    assert data["steps"]
    assert data["choices"]
    assert data["assumed"] == []


def test_crooked_plan_has_the_fields_of_the_design(odd_plan: Plan) -> None:
    assert faults(json.loads(render(odd_plan)), PLAN) == []


def test_a_wrong_shape_would_be_found() -> None:
    wrong = {"schema": 1, "catalog": [], "target": "x", "known": [1], "gap": {"optimal": 1}}
    found = faults(wrong, {key: PLAN[key] for key in (*wrong, "pace")})
    assert found == [
        "plan.pace is missing",
        "plan.schema is 1",
        "plan.catalog is no object",
        "plan.known[0] is 1",
        "plan.gap.lower_bound_hours is missing",
        "plan.gap.optimal is 1",
    ]


def test_every_text_is_kept_as_it_is(plan_with: PlanWith, hostile: str) -> None:
    data = json.loads(render(plan_with(hostile)))
    text = hostile.strip()
    assert data["catalog"] == {"name": text, "version": text}
    named = [step for step in data["steps"] if step["can"]]
    assert {step["name"] for step in data["steps"]} == {text}
    assert {step["build"] for step in named} == {text}
    assert {can for step in named for can in step["can"]} == {text}
    assert {one["title"] for step in named for one in step["learn"]} == {text}
    assert any(one["reason"] == text for step in data["steps"] for one in step["reasons"])


def test_no_text_adds_or_removes_a_field(plan_with: PlanWith, hostile: str) -> None:
    def skeleton(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: skeleton(one) for name, one in value.items()}
        if isinstance(value, list):
            return [skeleton(one) for one in value]
        return type(value)

    hostile_plan = skeleton(as_data(plan_with(hostile)))
    assert hostile_plan == skeleton(as_data(plan_with("Harmless name")))


def test_output_is_valid_utf_8_json_ending_in_a_line_break(
    plan_with: PlanWith, hostile: str
) -> None:
    text = render(plan_with(hostile))
    assert text.endswith("}\n")
    assert json.loads(text.encode("utf-8")) == as_data(plan_with(hostile))


def test_hours_of_the_steps_add_up_to_the_total(odd_plan: Plan) -> None:
    data = exact(odd_plan)
    for point in ("low", "likely", "high", "mean"):
        assert sum(step["hours"][point] for step in data["steps"]) == data["hours"][point]


def test_hours_have_two_decimals_at_most(odd_plan: Plan) -> None:
    data = exact(odd_plan)
    found = [hours for step in data["steps"] for hours in step["hours"].values()]
    found += data["hours"].values()
    assert [hours for hours in found if hours * 100 % 1] == []


def test_points_of_an_estimate_are_in_order(odd_plan: Plan) -> None:
    for hours in [*(step["hours"] for step in exact(odd_plan)["steps"]), exact(odd_plan)["hours"]]:
        assert hours["low"] <= hours["likely"] <= hours["high"]
        assert hours["low"] <= hours["mean"] <= hours["high"]


def test_chances_and_days_are_in_order(odd_plan: Plan) -> None:
    data = exact(odd_plan)
    hours, finish = data["hours"], data["finish"]
    assert 0 < hours["p50"] <= hours["p80"] <= hours["p95"]
    days = [datetime.date.fromisoformat(finish[name]) for name in ("p50", "p80", "p95")]
    assert days == sorted(days)
    assert str(days[0]) == data["steps"][-1]["end"]


def test_steps_are_in_the_order_of_their_days_and_readiness(odd_plan: Plan) -> None:
    steps = exact(odd_plan)["steps"]
    assert all(step["start"] <= step["end"] for step in steps)
    for name in ("start", "end", "readiness"):
        values = [step[name] for step in steps]
        assert values == sorted(values)
    assert steps[-1]["readiness"] == 1


def test_milestones_part_the_steps(odd_plan: Plan) -> None:
    data = exact(odd_plan)
    parts = [id for milestone in data["milestones"] for id in milestone["steps"]]
    assert parts == [step["competency"] for step in data["steps"]]
    assert data["milestones"][-1]["readiness"] == 1


def test_savings_are_what_they_are_told_to_be(odd_plan: Plan) -> None:
    steps = exact(odd_plan)["steps"]
    place = {step["competency"]: number for number, step in enumerate(steps)}
    saved = [step for step in steps if step["transfer"]]
    for step in saved:
        source = step["transfer"]["from"]
        assert source in exact(odd_plan)["known"] or place[source] < place[step["competency"]]
        assert 0 < step["transfer"]["fraction"] < 1
        assert step["transfer"]["hours_saved"] >= 0


def test_hours_of_what_carries_over_are_those_of_the_markdown(plan_with: PlanWith) -> None:
    plan = plan_with("Harmless name")
    assert sum(item["hours"] for item in exact(plan)["carried"]) * 60 == plan.saved_minutes
