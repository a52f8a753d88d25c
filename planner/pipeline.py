"""All stages on one screen: request, known, gap, choose, order, estimate, schedule, plan."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from planner.choose import choices_made, least_effort
from planner.estimate import duration
from planner.explain import blocked_problem, carried_over
from planner.gap import Gap, find_gap, what_is_known
from planner.milestone import milestones
from planner.model import NO_HOURS, Catalog, Depth, Profile
from planner.order import readiness_first
from planner.plan import Finish, Pace, Plan, Quantiles, Target
from planner.problems import NoSuchPlan
from planner.request import understood
from planner.schedule import Calendar, meets
from planner.steps import dated, readiness_at_start, steps, to_order, worked

DEFAULT_HOURS_PER_WEEK = 6.0
"""What somebody who works full time is taken to have, unless they say otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to plan, apart from the person.

    Attributes:
        depth: Down to which requirements of a role.
        infer: Whether knowing something implies what it builds on.
        seconds: Time for the exact choice among alternatives.
    """

    depth: Depth = "should"
    infer: bool = True
    seconds: float = 10.0


def make_plan(
    catalog: Catalog,
    profile: Profile,
    *,
    today: datetime.date,
    settings: Settings | None = None,
) -> Plan:
    """The shortest study plan from what a person knows to what they want.

    Args:
        catalog: What there is to learn.
        profile: The person; `profile.target` names a role, competencies, or both.
        today: Where the plan starts if the profile does not say.

    Raises:
        PlannerError: With every problem found: unknown names (`BadUsage`, or `BadInput` if they
            stand in a file), or that no plan can exist (`NoSuchPlan`).
    """
    how = settings or Settings()
    request = understood(catalog, profile, how.depth)
    known = what_is_known(
        catalog, request.stated, request.one_of, request.not_known, infer=how.infer
    )
    gap = find_gap(catalog, known, request.goals, request.avoided)
    if not isinstance(gap, Gap):
        raise NoSuchPlan(blocked_problem(blocked) for blocked in gap)
    effort = least_effort(gap, request.preferred, seconds=how.seconds)
    order = readiness_first(to_order(catalog, gap, effort))
    work = worked(catalog, gap, order.sequence)
    total = duration(one.hours for one in work.values())
    quantiles = Quantiles(*(total.quantile(share) for share in (0.5, 0.8, 0.95)))
    pace = _pace(profile, today)
    calendar = Calendar(pace.start, round(pace.hours_per_week * 60), pace.away)
    ready_at_start = readiness_at_start(gap)
    laid = steps(catalog, gap, work, dated(work, calendar, quantiles.p50))
    return Plan(
        catalog_name=catalog.name,
        catalog_version=catalog.version,
        target=Target(
            text=request.target_text,
            name_of=request.target_names,
            depth=how.depth,
            has_role=request.has_role,
        ),
        pace=pace,
        known=tuple(sorted(known.stated)),
        assumed=tuple(known.assumed.items()),
        one_of=tuple(sorted(known.one_of)),
        carried=carried_over(catalog, known, request.goals, order.sequence),
        steps=laid,
        choices=choices_made(gap, effort, request.preferred, seconds=how.seconds),
        milestones=milestones(laid, ready_at_start, known.all, catalog.projects.values()),
        ready_at_start=ready_at_start,
        hours=sum((step.hours for step in laid), NO_HOURS),
        mean_minutes=sum(step.hours.mean for step in laid),
        quantiles=quantiles,
        finish=Finish(*(calendar.end(minutes) for minutes in quantiles)),
        deadline=meets(profile.deadline, calendar, total) if profile.deadline else None,
        bound_minutes=effort.bound,
        optimal=effort.optimal,
        order_gap=order.gap_to_bound,
    )


def _pace(profile: Profile, today: datetime.date) -> Pace:
    return Pace(
        hours_per_week=profile.hours_per_week or DEFAULT_HOURS_PER_WEEK,
        hours_assumed=profile.hours_per_week is None,
        start=profile.start or today,
        start_assumed=profile.start is None,
        away=profile.away,
    )
