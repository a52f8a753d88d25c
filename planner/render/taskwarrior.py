"""The plan as tasks for Taskwarrior: a JSON array for `task import`, a task a line."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

from planner.plan import Achieved, Plan, Step
from planner.render.tasks import finished, lasting_id, one_word, resources, targets, title


def render(plan: Plan, width: int = 80) -> str:
    lines = [json.dumps(task, ensure_ascii=False) for task in tasks(plan)]
    return "\n".join(["[", ",\n".join(lines), "]"]) + "\n" if lines else "[]\n"


def tasks(plan: Plan) -> Iterator[dict[str, Any]]:
    """Every step, what is finished first."""
    for one in finished(plan):
        yield _task(plan, one) | {
            "status": "completed",
            "entry": _noon(plan, min(plan.made, one.on)),
            "end": _noon(plan, one.on),
        }
    for step in plan.steps:
        yield _task(plan, step) | _pending(plan, step)


def _task(plan: Plan, one: Step | Achieved) -> dict[str, Any]:
    return {
        "uuid": _uuid(plan, one.competency),
        "description": title(one),
        "project": ",".join(targets(plan)),
        "tags": list(dict.fromkeys([one_word(one.area, "_"), one_word(one.level, "_")])),
    }


def _pending(plan: Plan, step: Step) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "status": "pending",
        "entry": _noon(plan, plan.made),
        "scheduled": _noon(plan, step.start),
        "due": _noon(plan, step.end),
    }
    if step.builds_on:
        fields["depends"] = [_uuid(plan, before) for before in step.builds_on]
    notes = [
        # Taskwarrior tells the notes of a task apart by their time alone.
        {"entry": _noon(plan, plan.made, number), "description": f"{name}: {url}"}
        for number, (name, url) in enumerate(resources(step))
    ]
    return fields | {"annotations": notes} if notes else fields


def _uuid(plan: Plan, competency: str) -> str:
    return lasting_id(plan, "task", competency)


def _noon(plan: Plan, day: datetime.date, seconds: int = 0) -> str:
    """The middle of a day, which falls on that day nearly everywhere if no zone is known."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(plan.pace.timezone) if plan.pace.timezone else datetime.UTC
    noon = datetime.datetime.combine(day, datetime.time(12, 0), zone).astimezone(datetime.UTC)
    return f"{noon + datetime.timedelta(seconds=seconds):%Y%m%dT%H%M%SZ}"
