"""What two plans, read back from their JSON, do not have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.problems import BadInput, Place, Problem
from planner.replan import longest_rising

SCHEMA = "planner.plan/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What of a plan is compared.

    Attributes:
        steps: Likely hours by competency, in the order of the plan.
        finish: Days by the names of the quantiles.
    """

    target: str
    made: str
    hours: float
    hours_per_week: float
    steps: Mapping[str, float]
    finished: frozenset[str]
    finish: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """From one plan to another.

    Attributes:
        finished: Steps of the old plan that are finished in the new one.
        gone: Steps of the old plan that the new one neither has nor lists as finished.
        added: Steps of the new plan alone.
        moved: Steps of both whose place among the others of both changed.
        changed: Hours of the old and of the new plan, where they differ.
    """

    old: Outline
    new: Outline
    finished: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    changed: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def difference(old: Outline, new: Outline) -> Difference:
    """Compare two plans."""
    place = {id: number for number, id in enumerate(old.steps)}
    common = [id for id in new.steps if id in place]
    staying = longest_rising([place[id] for id in common])
    left = [id for id in old.steps if id not in new.steps]
    return Difference(
        old=old,
        new=new,
        finished=tuple(id for id in left if id in new.finished),
        gone=tuple(id for id in left if id not in new.finished),
        added=tuple(id for id in new.steps if id not in place),
        moved=tuple(id for number, id in enumerate(common) if number not in staying),
        changed={
            id: (old.steps[id], new.steps[id]) for id in common if old.steps[id] != new.steps[id]
        },
    )


def outline(data: Any, path: str) -> Outline:
    """The outline of a plan that was written as JSON.

    Raises:
        BadInput: If it is no such plan.
    """
    try:
        if data["schema"] != SCHEMA:
            raise ValueError
        return Outline(
            target=_text(data["target"]),
            made=_text(data.get("made", data["pace"]["start"])),
            hours=_number(data["hours"]["likely"]),
            hours_per_week=_number(data["pace"]["hours_per_week"]),
            steps={
                _text(one["competency"]): _number(one["hours"]["likely"]) for one in data["steps"]
            },
            finished=frozenset(_text(one["competency"]) for one in data.get("finished", ())),
            finish={name: _text(data["finish"][name]) for name in ("p50", "p80", "p95")},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        message = f"this is no plan written as JSON ({SCHEMA})"
        hint = "write one with `planner plan ... -o plan.json`"
        problem = Problem(code="not-a-plan", message=message, place=Place(path), hint=hint)
        raise BadInput(problem) from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    if not 0 <= value < _MOST:
        raise ValueError
    return value


_MOST = 1e9
"""Hours; beyond it, and for `NaN`, which JSON is read with, a figure is none."""
