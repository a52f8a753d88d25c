"""Where somebody stands in the middle of a plan: done, left, and how far ahead or behind.

Ahead or behind is told as earned schedule: the day by which the plan wanted as much done as is done,
against today. What is done is what a plan from the start would still have asked for and this one
does not, or what was finished and logged of its steps, whichever is more. What was learned besides
the plan is told apart from it: it brings nobody nearer to this target.

Source: Lipke 2003, Schedule is different, The Measurable News.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from planner.gap import time_left
from planner.model import NO_HOURS, Catalog, CompetencyId, Hours
from planner.pipeline import Settings, calendar_of, make_plan
from planner.plan import Finish, Plan
from planner.profile import NO_PROGRESS, Profile

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a plan goes.

    Attributes:
        plan: What is left, from today.
        finish_at_start: The days that the plan named at the start, for the same target.
        done_minutes: Likely minutes of estimate that are done.
        all_minutes: With what is left.
        besides: Likely minutes of estimate that were learned and are no part of the way.
        days: Calendar days ahead, or behind where negative; None before the start or at the end.
        exact: Whether the days are those of sessions; else weeks are the finest that is planned.
    """

    plan: Plan
    finish_at_start: Finish
    done_minutes: int
    all_minutes: int
    besides: int
    days: int | None
    exact: bool


def status(
    catalog: Catalog, profile: Profile, *, today: datetime.date, settings: Settings
) -> Status:
    """Compare what is done with what the calendar had room for.

    Raises:
        PlannerError: As `make_plan`.
    """
    quick = replace(settings, runners_up=False, budget=None, hopeless=True)
    plan = make_plan(catalog, profile, today=today, settings=quick)
    fresh = replace(profile, progress=NO_PROGRESS, start=plan.pace.start, deadline=None)
    first = make_plan(catalog, fresh, today=plan.pace.start, settings=quick)
    put_in = list(_put_in(catalog, profile, plan, {step.competency for step in first.steps}))
    likely = sum(before.likely - left.likely for before, left in put_in)
    mean = sum(before.mean - left.mean for before, left in put_in)
    done = max(first.hours.likely - plan.hours.likely, likely)
    return Status(
        plan=plan,
        finish_at_start=first.finish,
        done_minutes=done,
        all_minutes=done + plan.hours.likely,
        besides=_besides(catalog, profile, first, max(done - likely, 0)),
        days=_days_ahead(plan, first, max(first.mean_minutes - plan.mean_minutes, mean), today),
        exact=bool(plan.pace.week),
    )


def _put_in(
    catalog: Catalog, profile: Profile, plan: Plan, way: Collection[CompetencyId]
) -> Iterator[tuple[Hours, Hours]]:
    """What was estimated, and what is left of it, for all of the way that is finished or begun."""
    for id, hours in _finished(catalog, profile):
        if id in way:
            yield hours, NO_HOURS
    for step in plan.steps:
        if step.studied:
            saving = step.transfer.saving if step.transfer else 0
            yield time_left(catalog.competencies[step.competency], saving, 0), step.hours


def _finished(catalog: Catalog, profile: Profile) -> Iterator[tuple[CompetencyId, Hours]]:
    """What was learned, with what it was estimated to take."""
    for one in profile.progress.finished:
        if id := catalog.current(one.competency):
            yield id, one.estimate or catalog.competencies[id].hours


def _besides(catalog: Catalog, profile: Profile, first: Plan, instead: int) -> int:
    """Likely minutes learned that no step of the plan from the start asked for.

    Args:
        instead: Minutes of them that took the place of such steps.
    """
    way = {*first.known, *dict(first.assumed), *(step.competency for step in first.steps)}
    learned = sum(hours.likely for id, hours in _finished(catalog, profile) if id not in way)
    return max(learned - instead, 0)


def _days_ahead(plan: Plan, first: Plan, done: int, today: datetime.date) -> int | None:
    """Days between today and the day by which these mean minutes were to be done."""
    if today <= plan.pace.start or not plan.steps or not first.mean_minutes:
        return None
    calendar = calendar_of(plan.pace).from_the_start()
    if done <= 0:
        return -(today - calendar.reached(1)).days
    reached = calendar.reached(done * first.quantiles.p50 / first.mean_minutes)
    return (reached - today + _DAY).days
