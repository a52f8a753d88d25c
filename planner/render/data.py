"""The plan as JSON, `planner.plan/1`: fields may be added, never renamed."""

from __future__ import annotations

import json
from typing import Any

from planner.choose import Choice
from planner.model import Hours
from planner.notation import week_text
from planner.plan import Bought, History, Milestone, Plan, Step, Transfer
from planner.render import words

SCHEMA = "planner.plan/1"


def render(plan: Plan, width: int = 80) -> str:
    return json.dumps(as_data(plan), indent=2, ensure_ascii=False) + "\n"


def as_data(plan: Plan) -> dict[str, Any]:
    """The plan as plain lists and mappings; hours are exact to two decimals."""
    return {
        "schema": SCHEMA,
        "catalog": {"name": plan.catalog_name, "version": plan.catalog_version},
        "made": str(plan.made),
        "target": plan.target.text,
        "depth": plan.target.depth,
        "pace": {
            "hours_per_week": plan.pace.hours_per_week,
            "start": str(plan.pace.start),
            "begin": str(plan.pace.begin),
            "away": [f"{first}..{last}" for first, last in plan.pace.away],
            "week": week_text(plan.pace.week) or None,
            "lighter": [
                {"days": f"{first}..{last}", "hours_per_week": hours}
                for first, last, hours in plan.pace.lighter
            ],
            "tracks": plan.pace.tracks,
            "timezone": plan.pace.timezone,
            "factor": {
                "median": round(plan.pace.factor.median, 4),
                "sigma": round(plan.pace.factor.sigma, 4),
                "finished_steps": plan.pace.factor.steps,
            },
        },
        "known": list(plan.known),
        "assumed": [{"competency": id, "implied_by": by} for id, by in plan.assumed],
        "known_one_of": [list(options) for options in plan.one_of],
        "carried": [
            {"any_of": list(item.options), "hours": _hours(item.minutes), "assumed": item.assumed}
            for item in plan.carried
        ],
        "finished": [
            {
                "competency": one.competency,
                "on": str(one.on),
                "hours": _hours(one.minutes),
                "hours_estimated": None if one.estimate is None else _hours(one.estimate),
            }
            for one in plan.history.finished
        ],
        "history": _history(plan.history),
        "steps": [_step(step) for step in plan.steps],
        "choices": [_choice(choice) for choice in plan.choices],
        "hours": _three_points(plan.hours)
        | {"mean": _hours(plan.mean_minutes)}
        | {name: _hours(minutes) for name, minutes in plan.quantiles._asdict().items()},
        "finish": {name: str(day) for name, day in plan.finish._asdict().items()},
        "deadline": _deadline(plan),
        "sessions": [
            {
                "day": str(one.day),
                "at": one.at and f"{one.at:%H:%M}",
                "minutes": one.minutes,
                "competency": one.competency,
            }
            for one in plan.sessions
        ],
        "budget": _budget(plan.budget),
        "readiness": {"start": _share(plan.ready_at_start), "end": _share(plan.ready_at_end)},
        "curve": [
            {
                "readiness": _share(point.share),
                "weeks": point.weeks,
                "hours": _hours(point.minutes),
                "end": point.end,
            }
            for point in words.curve(plan)
        ],
        "milestones": [_milestone(milestone) for milestone in plan.milestones],
        "gap": {"optimal": plan.optimal, "lower_bound_hours": _hours(plan.bound_minutes)},
        "order": {"by": plan.order, "gap_to_bound": plan.order_gap},
    }


def _history(past: History) -> dict[str, Any]:
    moved = past.moved
    return {
        "hours_logged": _hours(past.minutes),
        "weeks": past.weeks,
        "missed": [str(day) for day in past.missed],
        "not_in_catalog": list(past.gone),
        "notes": [
            {"competency": note.competency, "on": str(note.on), "text": note.text}
            for note in past.notes
        ],
        "moved": moved
        and {
            "earlier": list(moved.earlier),
            "later": list(moved.later),
            "gain": round(moved.gain, 4),
        },
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "competency": step.competency,
        "skill": step.skill,
        "level": step.level,
        "name": step.name,
        "area": step.area,
        "hours": _three_points(step.hours) | {"mean": _hours(step.hours.mean)},
        "hours_studied": _hours(step.studied),
        "hours_assumed": step.hours_assumed,
        "basis": step.basis.kind if step.basis else None,
        "transfer": _transfer(step.transfer),
        "because": list(step.because),
        "unlocks": list(step.unlocks),
        "reasons": [{"competency": one.owner, "reason": one.text} for one in step.reasons],
        "can": list(step.can),
        "learn": [
            {"title": one.title, "url": one.url, "kind": one.kind, "cost": one.cost}
            for one in step.learn
        ],
        "build": step.build,
        "start": str(step.start),
        "end": str(step.end),
        "readiness": _share(step.readiness),
    }


def _choice(choice: Choice) -> dict[str, Any]:
    extra = choice.extra_minutes
    return {
        "for": choice.owner,
        "any_of": list(choice.options),
        "chosen": choice.chosen,
        "runner_up": choice.runner_up,
        "runner_up_hours": None if extra is None else _hours(extra),
    }


def _milestone(milestone: Milestone) -> dict[str, Any]:
    project = milestone.project
    return {
        "readiness": _share(milestone.readiness),
        "end": str(milestone.end),
        "steps": [step.competency for step in milestone.steps],
        "project": project and {"id": project.id, "name": project.name, "uses": list(project.uses)},
    }


def _transfer(transfer: Transfer | None) -> dict[str, Any] | None:
    if transfer is None:
        return None
    saved = _hours(transfer.minutes)
    return {"from": transfer.source, "fraction": transfer.saving, "hours_saved": saved}


def _deadline(plan: Plan) -> dict[str, Any] | None:
    if plan.deadline is None:
        return None
    return {
        "day": str(plan.deadline.day),
        "probability": _share(plan.deadline.probability),
        "hours_per_week_p50": plan.deadline.for_half,
        "hours_per_week_p80": plan.deadline.for_most,
        "drop_first": plan.dropping
        and {
            "requirements": [list(options) for options in plan.dropping.requirements],
            "hours_left": _hours(plan.dropping.minutes),
            "readiness": _share(plan.dropping.readiness),
        },
    }


def _budget(bought: Bought | None) -> dict[str, Any] | None:
    if bought is None:
        return None
    return {
        "hours": _hours(bought.minutes),
        "hours_spent": _hours(bought.spent),
        "readiness_for_20_hours_more": _share(bought.more),
        "proven": bought.proven,
        "curve": [
            {
                "hours": _hours(point.minutes),
                "readiness": _share(point.best),
                "readiness_on_the_whole_plan": _share(point.whole_plan),
            }
            for point in bought.curve
        ],
    }


def _three_points(hours: Hours) -> dict[str, float]:
    return {"low": _hours(hours.low), "likely": _hours(hours.likely), "high": _hours(hours.high)}


def _hours(minutes: int) -> float:
    whole, rest = divmod(minutes, 60)
    return whole if not rest else round(minutes / 60, 2)


def _share(share: float) -> float:
    return round(share, 4)
