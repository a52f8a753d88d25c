"""Stories of learners: each file in `tests/scenarios/` is a small catalog and the plan it must give.

A file has a `name`, a `description`, a `world` (skills, roles, projects and catalog, as the files
of a catalog), a `profile`, perhaps `options`, and what is `expected`: of a plan its steps in
order and the likely hours in all, with as much else as the story is about; or the code of an
error, the exit code and what the message says.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from planner import Plan, PlannerError, Settings, load_catalog, make_plan
from planner.problems import Problems
from planner.store import read_profile

FOLDER = Path(__file__).parent / "scenarios"
SCENARIOS = sorted(FOLDER.glob("*.yaml"))
TODAY = datetime.date(2027, 1, 4)


def read(path: Path) -> dict[str, Any]:
    scenario: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return scenario


def write(path: Path, content: object) -> None:
    """JSON is YAML: no anchors, no surprises."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, default=str), encoding="utf-8", newline="\n")


def build(world: dict[str, Any], folder: Path) -> Path:
    """The world as the folder of a catalog."""
    for id, skill in world["skills"].items():
        write(folder / f"{id}.yaml", skill)
    for kind in ("roles", "projects"):
        for id, thing in world.get(kind, {}).items():
            write(folder / kind / f"{id}.yaml", thing)
    if "catalog" in world:
        write(folder / "catalog.yaml", world["catalog"])
    return folder


def plan_of(scenario: dict[str, Any], folder: Path) -> Plan:
    catalog = load_catalog(build(scenario["world"], folder / "catalog"))
    write(folder / "profile.yaml", scenario["profile"])
    profile = read_profile(folder / "profile.yaml")
    assert not isinstance(profile, Problems), str(profile)
    return make_plan(
        catalog, profile, today=TODAY, settings=Settings(**scenario.get("options", {}))
    )


def seen(plan: Plan) -> dict[str, Any]:
    """All that a scenario may expect, in the words of the scenarios."""
    return {
        "steps": [step.competency for step in plan.steps],
        "hours": plan.hours.likely / 60,
        "step_hours": {step.competency: step.hours.likely / 60 for step in plan.steps},
        "range": [minutes / 60 for minutes in plan.hours],
        "target": plan.target.text,
        "known": list(plan.known),
        "assumed": dict(plan.assumed),
        "one_of": [list(options) for options in plan.one_of],
        "choices": [
            {
                "for": choice.owner,
                "chosen": choice.chosen,
                "runner_up": choice.runner_up,
                "hours": None if choice.extra_minutes is None else choice.extra_minutes / 60,
            }
            for choice in plan.choices
        ],
        "transfers": {
            step.competency: step.transfer.source for step in plan.steps if step.transfer
        },
        "without_estimate": [step.competency for step in plan.steps if step.hours_assumed],
        "readiness": [
            round(share, 4)
            for share in (plan.ready_at_start, *(step.readiness for step in plan.steps))
        ],
        "milestones": [[step.competency for step in one.steps] for one in plan.milestones],
        "projects": [one.project.id if one.project else None for one in plan.milestones],
    }


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_story_ends_as_told(path: Path, tmp_path: Path) -> None:
    scenario = read(path)
    expected = scenario["expected"]
    if "error" in expected:
        with pytest.raises(PlannerError) as raised:
            plan_of(scenario, tmp_path)
        assert [problem.code for problem in raised.value.problems] == expected["error"]
        assert raised.value.exit_code == expected["exit"]
        missing = [text for text in expected["says"] if text not in str(raised.value.problems)]
        assert not missing, str(raised.value.problems)
    else:
        found = seen(plan_of(scenario, tmp_path))
        assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_story_is_complete(path: Path) -> None:
    scenario = read(path)
    assert {"name", "description", "world", "profile", "expected"} <= set(scenario)
    assert set(scenario) <= {"name", "description", "world", "profile", "options", "expected"}
    wanted = {"error", "exit", "says"} if "error" in scenario["expected"] else {"steps", "hours"}
    assert wanted <= set(scenario["expected"])


def test_there_are_stories() -> None:
    assert len(SCENARIOS) >= 12
