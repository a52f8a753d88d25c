"""What to leave out first when a deadline is too near for all of it."""

from __future__ import annotations

from collections.abc import Collection

from planner.budget import affordable, within
from planner.choose import least_effort
from planner.deadline import Chance
from planner.estimate import Duration, duration
from planner.gap import Gap
from planner.model import GRAIN, Catalog, CompetencyId
from planner.order import by_area
from planner.plan import Dropping
from planner.schedule import Calendar
from planner.steps import to_order, worked

ENOUGH = 0.8
"""A deadline that this share of learners meet needs nothing left out."""

_ROUNDS = 5


def what_to_drop(
    catalog: Catalog,
    gap: Gap,
    *,
    preferred: Collection[CompetencyId],
    calendar: Calendar,
    total: Duration,
    chance: Chance | None,
    seconds: float,
) -> Dropping | None:
    """The requirements whose leaving lets 8 of 10 learners make it, at the least loss of readiness.

    None where 8 of 10 make it anyhow, or where nothing that is left would fit.
    """
    likely = sum(hours.likely for hours in gap.hours.values())
    if chance is None or chance.probability >= ENOUGH or not likely:
        return None
    free = calendar.minutes_until(chance.day)
    budget = int(total.mean * free / total.quantile(ENOUGH))
    for _ in range(_ROUNDS):
        (offer,) = affordable(gap, [budget], preferred, seconds=seconds)
        if not offer.goals:
            return None
        rest = within(gap, offer.goals)
        effort = least_effort(rest, preferred, seconds=seconds)
        jobs = to_order(catalog, rest, effort)
        sequence = by_area(jobs, jobs.minutes)
        hours = [one.hours for one in worked(catalog, rest, sequence).values()]
        needed = duration(hours, sigma=total.sigma, median_pace=total.median_pace).quantile(ENOUGH)
        if needed <= free:
            dropped = sorted(
                (goal for goal in gap.goals if goal not in offer.goals), key=lambda one: one.weight
            )
            return Dropping(
                requirements=tuple(goal.clause.options for goal in dropped),
                minutes=sum(one.likely for one in hours),
                readiness=offer.readiness,
            )
        budget = min(offer.minutes - GRAIN, offer.minutes * free // needed)
    return None
