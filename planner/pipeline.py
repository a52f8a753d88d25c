"""All stages on one screen: request, known, gap, choose, order, estimate, schedule, plan."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from planner.budget import affordable, too_small, within
from planner.choose import Choice, choices_made, least_effort
from planner.deadline import meets
from planner.dropping import what_to_drop
from planner.effort import Effort
from planner.estimate import Duration, PaceFactor, duration, pace_learned
from planner.explain import blocked_problems, carried_over, needs
from planner.gap import Gap, Known, find_gap, what_is_known
from planner.milestone import milestones
from planner.model import NO_HOURS, Catalog, CompetencyId, Depth
from planner.order import Jobs, Order, Ordering, ordered
from planner.plan import (
    Bought,
    Carried,
    CurvePoint,
    Finish,
    History,
    Pace,
    Plan,
    Quantiles,
    Target,
)
from planner.problems import NoSuchPlan
from planner.profile import NO_PROGRESS, Profile
from planner.replan import history, steady, studied_this_week, today_or_start
from planner.request import Request, understood
from planner.schedule import Calendar
from planner.steps import (
    Work,
    dated,
    goals_within,
    readiness_at_start,
    readiness_within,
    steps,
    to_order,
    worked,
)

DEFAULT_HOURS_PER_WEEK = 6.0
"""What somebody who works full time is taken to have, unless they say otherwise."""

CURVE_POINTS = 6
"""Parts of the whole plan's hours at which the best curve is computed beside a budget."""

MORE = 20 * 60
"""Minutes by which a budget is raised to show what they would buy."""


Tell = Callable[[str, float | None], None]
"""Takes what is being done, and how many seconds it may take if there is a limit."""


def say_nothing(doing: str, limit: float | None) -> None:
    """What nobody waits for need not be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to plan, apart from the person.

    Attributes:
        depth: Down to which requirements of a role.
        infer: Whether knowing something implies what it builds on.
        seconds: Time for the exact choice among alternatives.
        order: What comes first among the steps that can be started.
        budget: Likely minutes to spend; the best that they buy is planned.
        runners_up: Whether to work out what the best plan without each choice would cost.
        hopeless: Whether a deadline that nobody can meet is told instead of refused, as it is once
            something was recorded.
        tell: Hears what is being done, for those who wait; the plan does not depend on it.
    """

    depth: Depth = "should"
    infer: bool = True
    seconds: float = 10.0
    order: Ordering = "readiness"
    budget: int | None = None
    runners_up: bool = True
    hopeless: bool = False
    tell: Tell = field(default=say_nothing, compare=False)


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
    request, known, gap = situation(catalog, profile, how)
    bought = None
    if how.budget is not None:
        bought, gap = _bought(catalog, gap, request, how)
    effort, jobs, order = _resolved(catalog, gap, request, how)
    pace = pace_of(profile, today)
    calendar = calendar_of(pace)
    past = history(catalog, profile.progress, request.gone, calendar)
    if profile.progress.days and how.order == "readiness":
        order, moved = steady(jobs, order, _first_order(catalog, profile, how))
        past = replace(past, moved=moved)
    work = worked(catalog, gap, order.sequence)
    total = _total(work, pace.factor)
    quantiles = Quantiles(*(total.quantile(share) for share in (0.5, 0.8, 0.95)))
    days, sessions = dated(work, calendar, quantiles.p50, before=jobs.before, tracks=pace.tracks)
    ready_at_start = readiness_at_start(gap)
    laid = steps(catalog, gap, work, days, jobs.before)
    chance = None
    if profile.deadline and laid:
        under_way = bool(profile.progress.days)
        chance = meets(profile.deadline, calendar, total, hopeless=how.hopeless or under_way)
    choices = _choices(gap, effort, order, request, how)
    return Plan(
        catalog_name=catalog.name,
        catalog_version=catalog.version,
        made=today,
        target=_target(request, how),
        pace=pace,
        known=tuple(sorted(known.stated)),
        assumed=tuple(known.assumed.items()),
        one_of=tuple(sorted(known.one_of)),
        carried=tuple(_brought(carried_over(catalog, known, request.goals, order.sequence), past)),
        steps=laid,
        choices=choices,
        names={id: catalog.competencies[id].name for one in choices for id in one.options},
        implied={id: frozenset(known.follows(catalog, id)) & work.keys() for id in work},
        needs=needs(catalog, known, gap, laid),
        milestones=milestones(laid, ready_at_start, known.all, catalog.projects.values()),
        ready_at_start=ready_at_start,
        hours=sum((step.hours for step in laid), NO_HOURS),
        mean_minutes=sum(step.hours.mean for step in laid),
        quantiles=quantiles,
        finish=Finish(*(calendar.end(minutes) for minutes in quantiles)),
        deadline=chance,
        dropping=what_to_drop(
            catalog,
            gap,
            preferred=request.preferred,
            calendar=calendar,
            total=total,
            chance=chance,
            seconds=how.seconds,
        ),
        sessions=tuple(sessions),
        history=past,
        bound_minutes=effort.bound,
        optimal=effort.optimal,
        order_gap=order.gap_to_bound,
        order=how.order,
        budget=bought,
    )


def _total(work: Mapping[CompetencyId, Work], factor: PaceFactor) -> Duration:
    hours = (one.hours for one in work.values())
    return duration(hours, sigma=factor.sigma, median_pace=factor.median)


def _target(request: Request, how: Settings) -> Target:
    return Target(
        text=request.target_text,
        name_of=request.target_names,
        depth=how.depth,
        has_role=request.has_role,
    )


def _choices(
    gap: Gap, effort: Effort, order: Order, request: Request, how: Settings
) -> tuple[Choice, ...]:
    if not how.runners_up:
        return ()
    how.tell("comparing with what was not chosen", how.seconds)
    return choices_made(gap, effort, order.sequence, request.preferred, seconds=how.seconds)


class Situation(NamedTuple):
    """Where somebody stands: what they ask for, what they know, what is open."""

    request: Request
    known: Known
    gap: Gap


def situation(catalog: Catalog, profile: Profile, how: Settings) -> Situation:
    """The stages before anything is chosen.

    Raises:
        PlannerError: As `make_plan`.
    """
    request = understood(catalog, profile, how.depth)
    factor = pace_learned(profile.progress.finished)
    known = what_is_known(
        catalog,
        request.stated,
        request.one_of,
        request.not_known,
        infer=how.infer,
        studied={id: minutes / factor.median for id, minutes in request.studied.items()},
    )
    gap = find_gap(catalog, known, request.goals, request.avoided)
    if not isinstance(gap, Gap):
        raise NoSuchPlan(blocked_problems(gap))
    return Situation(request, known, gap)


def _resolved(
    catalog: Catalog, gap: Gap, request: Request, how: Settings
) -> tuple[Effort, Jobs, Order]:
    how.tell("choosing among alternatives", how.seconds)
    effort = least_effort(gap, request.preferred, seconds=how.seconds)
    how.tell("ordering the steps", None)
    jobs = to_order(catalog, gap, effort)
    return effort, jobs, ordered(jobs, how.order)


def _first_order(catalog: Catalog, profile: Profile, how: Settings) -> list[CompetencyId]:
    """The order of the plan as it was before anything was recorded."""
    request, _, gap = situation(catalog, replace(profile, progress=NO_PROGRESS), how)
    return _resolved(catalog, gap, request, how)[2].sequence


def _brought(carried: Iterable[Carried], past: History) -> Iterator[Carried]:
    """What carries over from before the plan; what was learned on its way is listed apart."""
    learned = {one.competency for one in past.finished}
    return (item for item in carried if learned.isdisjoint(item.options))


def _bought(catalog: Catalog, gap: Gap, request: Request, how: Settings) -> tuple[Bought, Gap]:
    """What the budget buys, beside the curve of the whole plan, and the gap that is left to plan."""
    budget = how.budget or 0
    whole, _, order = _resolved(catalog, gap, request, how)
    points = [whole.minutes * part // CURVE_POINTS for part in range(1, CURVE_POINTS + 1)]
    wanted = dict.fromkeys([budget, budget + MORE, *points])
    how.tell("choosing what the hours buy", how.seconds)
    offers = affordable(gap, wanted, request.preferred, whole=whole.selected, seconds=how.seconds)
    by_budget = {offer.budget: offer for offer in offers}
    mine = by_budget[budget]
    if not mine.goals and not mine.proven:
        mine = replace(mine, goals=goals_within(catalog, gap, order.sequence, budget))
    if gap.goals and not mine.goals and mine.proven:
        raise NoSuchPlan(too_small(gap, budget, request.preferred, seconds=how.seconds))
    offers.sort(key=lambda offer: offer.budget)
    full = readiness_within(catalog, gap, order.sequence, [offer.budget for offer in offers])
    bought = Bought(
        minutes=budget,
        spent=mine.minutes,
        more=by_budget[budget + MORE].readiness,
        curve=tuple(
            CurvePoint(minutes=offer.budget, best=offer.readiness, whole_plan=share)
            for offer, share in zip(offers, full, strict=True)
        ),
        proven=all(offer.proven for offer in offers),
    )
    return bought, within(gap, mine.goals)


def pace_of(profile: Profile, today: datetime.date) -> Pace:
    """The time a person gives, with what stands in for what they did not say."""
    week = sum(session.minutes for session in profile.week) / 60
    start = profile.start or min([today, *profile.progress.days])
    begin = today_or_start(start, today, profile.progress)
    return Pace(
        hours_per_week=week or profile.hours_per_week or DEFAULT_HOURS_PER_WEEK,
        hours_assumed=not week and profile.hours_per_week is None,
        start=start,
        start_assumed=profile.start is None,
        begin=begin,
        away=profile.away,
        week=profile.week,
        lighter=profile.lighter,
        tracks=profile.tracks or 1,
        timezone=profile.timezone,
        factor=pace_learned(profile.progress.finished),
        studied=studied_this_week(start, begin, profile.progress),
    )


def calendar_of(pace: Pace) -> Calendar:
    return Calendar(
        pace.start,
        round(pace.hours_per_week * 60),
        pace.away,
        pace.week,
        pace.lighter,
        pace.begin,
        pace.studied,
    )
