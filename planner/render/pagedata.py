"""What the script of the page computes with: the plan's numbers, exactly as its dates were found."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from hashlib import sha256
from math import lcm
from typing import Any

from planner.model import CompetencyId
from planner.plan import Need, Plan, Step


def as_data(plan: Plan) -> dict[str, Any]:
    """The plan's numbers: minutes, days and shares, exactly as the dates were found from them."""
    place = {step.competency: number for number, step in enumerate(plan.steps)}
    gains = plan.gains
    total = _total_weight([plan.ready_at_start, *gains.values()])
    ends = [len(milestone.steps) for milestone in plan.milestones]
    spare = _spare(plan)
    return {
        "key": key(plan),
        "pace": {
            "start": str(plan.pace.start),
            "begin": str(plan.pace.begin),
            "perWeek": minutes_per_week(plan),
            "away": [[str(first), str(last)] for first, last in plan.pace.away],
            "lighter": [[str(first), str(last), hours] for first, last, hours in plan.pace.lighter],
            "week": [[session.weekday, session.minutes] for session in plan.pace.week],
            "tracks": plan.pace.tracks,
            "studied": [[str(day), minutes] for day, minutes in plan.pace.studied],
            "median": plan.pace.factor.median,
            "sigma": plan.pace.factor.sigma,
        },
        "quantiles": list(plan.quantiles),
        "total": total,
        "ready": _tidy(plan.ready_at_start * total),
        "deadline": str(plan.deadline.day) if plan.deadline else None,
        "steps": [
            [
                step.competency,
                *step.hours,
                _tidy(gains[step.competency] * total),
                sorted(place[one] for one in _implied(plan, step)),
                *([sorted(place[one] for one in step.comes_after)] if plan.pace.tracks > 1 else []),
            ]
            for step in plan.steps
        ],
        "milestones": [sum(ends[:number]) for number in range(1, len(ends) + 1)],
        "spare": [
            [
                place[id],
                [
                    [place[need.by] if need.by else -1, sorted(place[one] for one in need.met_by)]
                    for need in plan.needs[id]
                ],
            ]
            for id in place
            if id in spare
        ],
        "finished": [
            [one.competency, f"{one.name} ({one.level})"] for one in plan.history.finished
        ],
    }


def _total_weight(shares: Iterable[float]) -> int:
    """What readiness is a share of: with it, that of every step is a whole number, and short."""
    found = 1
    for share in shares:
        found = lcm(found, Fraction(share).limit_denominator(_MOST_WEIGHT).denominator)
    return found if found <= _MOST_WEIGHT else 1


_MOST_WEIGHT = 10_000


def _tidy(weight: float) -> float:
    """A weight without the error of its sum."""
    return round(weight) if abs(weight - round(weight)) < 1e-6 else round(weight, 12)


def _implied(plan: Plan, step: Step) -> set[CompetencyId]:
    """What follows at once from knowing a step, without what follows from that in turn."""
    direct = plan.implied[step.competency]
    return set(direct.difference(*(plan.implied[one] for one in direct)))


def _spare(plan: Plan) -> set[CompetencyId]:
    """Steps that may turn out not to be needed, though nothing that was learned implies them."""
    wanted = (Need(by=None) in needs for needs in plan.needs.values())
    found = {id for id, always in zip(plan.needs, wanted, strict=True) if not always}
    while settled := {
        id
        for id in found
        if any(
            need.by and need.by not in found and id in plan.implied[need.by]
            for need in plan.needs[id]
        )
    }:
        found -= settled
    return found


def key(plan: Plan) -> str:
    """Under which name a browser keeps the ticks: the same whenever the plan is made anew.

    The script adds the folder that the page lies in, which tells people apart.
    """
    told = json.dumps([plan.catalog_name, plan.target.text])
    return f"planner:{sha256(told.encode()).hexdigest()[:16]}:"


def minutes_per_week(plan: Plan) -> int:
    return round(plan.pace.hours_per_week * 60)
