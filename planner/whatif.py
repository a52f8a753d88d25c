"""Questions about a plan: why, why not, what next, and where else.

Each answer is data; `render.answers` words it. Answers come from planning again under another
assumption, so they are as exact as plans are.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from planner.choose import least_effort
from planner.explain import blocked_problems
from planner.gap import Gap, Goal, Known, find_gap
from planner.model import Catalog, Clause, CompetencyId
from planner.names import Names
from planner.order import readiness_first
from planner.pipeline import Settings, make_plan, situation
from planner.plan import Plan, Step
from planner.problems import BadUsage, NoSuchPlan, Problem
from planner.profile import Profile
from planner.steps import to_order

MAX_CHAINS = 12
"""Shortest chains that are listed; a popular skill can have hundreds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why something is in a plan, or that it is not.

    Attributes:
        status: `step`, `known`, or `absent`.
        implied_by: For something known without being stated: what implied it.
        chains: Every shortest way from a goal down to it, goal first, `asked_by` before that.
        unlocks: Steps that need it directly.
        without: Likely minutes by which the plan grows if it is left out; None if it cannot be.
        breaks: Goals that cannot be met without it.
    """

    competency: CompetencyId
    status: str
    implied_by: str | None = None
    chains: tuple[tuple[str, ...], ...] = ()
    unlocks: tuple[CompetencyId, ...] = ()
    without: int | None = None
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """What something that is not in a plan would take and give.

    Attributes:
        status: `absent`, or `step` or `known` where the question does not arise.
        extra_minutes: Likely minutes that the plan grows by with it.
        extra_steps: What it brings along.
        spared: Steps of the plan that are no longer needed with it.
        meets: Requirements of the target, at any depth, that it meets.
        unlocks: Competencies of the catalog that need it.
        instead_of: Steps it could stand in for, each with the minutes the plan grows by.
    """

    competency: CompetencyId
    status: str
    extra_minutes: int = 0
    extra_steps: tuple[CompetencyId, ...] = ()
    spared: tuple[CompetencyId, ...] = ()
    meets: tuple[str, ...] = ()
    unlocks: tuple[CompetencyId, ...] = ()
    instead_of: tuple[tuple[CompetencyId, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """A step that can be started now.

    Attributes:
        gain: Readiness per hour on the best way that begins with it.
        towards: The goal that way leads to.
        fits: Whether half of the learners finish it in the time at hand; None if none was named.
    """

    step: Step
    gain: float
    towards: CompetencyId
    fits: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A role that could come next, with the plan for it.

    Attributes:
        carried: How many of its requirements are met already.
    """

    role: str
    name: str
    plan: Plan
    carried: int


def why(
    catalog: Catalog, profile: Profile, name: str, *, today: datetime.date, settings: Settings
) -> Why:
    """Why a skill is in the plan for a profile, and what leaving it out would do."""
    id = _meant(catalog, name)
    plan = make_plan(catalog, profile, today=today, settings=settings)
    step = _step_for(plan, id)
    if step is None:
        assumed = dict(plan.assumed)
        if id in plan.known or id in assumed:
            return Why(competency=id, status="known", implied_by=assumed.get(id))
        return Why(competency=id, status="absent")
    without, breaks = _without(catalog, profile, step.competency, plan, settings)
    return Why(
        competency=step.competency,
        status="step",
        chains=tuple(_chains(plan, step.competency)),
        unlocks=step.unlocks,
        without=without,
        breaks=breaks,
    )


def _meant(catalog: Catalog, name: str) -> CompetencyId:
    meant = Names(catalog).competency(name)
    if isinstance(meant, Problem):
        raise BadUsage(meant)
    return meant


def _step_for(plan: Plan, id: CompetencyId) -> Step | None:
    """The step itself, else the highest level of the same skill in the plan."""
    skill = id.partition("@")[0]
    same = [step for step in plan.steps if step.skill == skill]
    exact = [step for step in same if step.competency == id]
    found = exact or same
    return found[-1] if found else None


def _chains(plan: Plan, id: CompetencyId) -> Iterator[tuple[str, ...]]:
    """Shortest ways from a goal to a step, walking back from the step."""
    steps = {step.competency: step for step in plan.steps}
    ways: list[tuple[CompetencyId, ...]] = [(id,)]
    count = 0
    while ways:
        ended = False
        for way in ways:
            for asker in steps[way[0]].because:
                if asker not in steps and count < MAX_CHAINS:
                    ended = True
                    count += 1
                    yield (asker, *way)
        if ended:
            return
        ways = [(owner, *way) for way in ways for owner in steps[way[0]].unlocks][: MAX_CHAINS * 50]


def _without(
    catalog: Catalog, profile: Profile, id: CompetencyId, plan: Plan, settings: Settings
) -> tuple[int | None, tuple[str, ...]]:
    request, known, _ = situation(catalog, profile, settings)
    goals = _planned_for(request.goals, known, plan)
    gap = find_gap(catalog, known, goals, request.avoided | {id})
    if isinstance(gap, Gap):
        effort = least_effort(gap, request.preferred, seconds=settings.seconds)
        return effort.minutes - plan.hours.likely, ()
    return None, tuple(" or ".join(blocked.goal.clause.options) for blocked in gap)


def _planned_for(goals: Iterable[Goal], known: Known, plan: Plan) -> tuple[Goal, ...]:
    """The goals a plan meets: all of them, unless a budget left some out."""
    met = known.all.union(step.competency for step in plan.steps)
    if plan.budget is None:
        return tuple(goals)
    return tuple(goal for goal in goals if not met.isdisjoint(goal.clause.options))


def why_not(
    catalog: Catalog, profile: Profile, name: str, *, today: datetime.date, settings: Settings
) -> WhyNot:
    """What a skill outside the plan would take and give.

    Raises:
        NoSuchPlan: If it cannot be learned at all.
    """
    id = _meant(catalog, name)
    plan = make_plan(catalog, profile, today=today, settings=settings)
    steps = {step.competency for step in plan.steps}
    if id in steps:
        return WhyNot(competency=id, status="step")
    if id in plan.known or id in dict(plan.assumed):
        return WhyNot(competency=id, status="known")
    request, known, _ = situation(catalog, profile, replace(settings, depth="could"))
    wider = Goal(weight=1, clause=Clause(options=(id,)), asked_by="target")
    goals = _planned_for(situation(catalog, profile, settings).request.goals, known, plan)
    gap = find_gap(catalog, known, (*goals, wider), request.avoided)
    if not isinstance(gap, Gap):
        raise NoSuchPlan(blocked_problems(gap))
    more = least_effort(gap, request.preferred, seconds=settings.seconds)
    sequence = readiness_first(to_order(catalog, gap, more)).sequence
    return WhyNot(
        competency=id,
        status="absent",
        extra_minutes=more.minutes - plan.hours.likely,
        extra_steps=tuple(one for one in sequence if one not in steps),
        spared=tuple(one.competency for one in plan.steps if one.competency not in more.selected),
        meets=tuple(
            dict.fromkeys(goal.asked_by for goal in request.goals if id in goal.clause.options)
        ),
        unlocks=tuple(
            other.id
            for other in catalog.competencies.values()
            if any(id in clause.options for clause in other.requires)
        ),
        instead_of=tuple(_instead(catalog, profile, id, plan, settings)),
    )


def _instead(
    catalog: Catalog, profile: Profile, id: CompetencyId, plan: Plan, settings: Settings
) -> Iterator[tuple[CompetencyId, int]]:
    choices = [choice for choice in plan.choices if id in choice.options]
    if choices:
        # Preferring the others as well would leave the choice open.
        others = {option for choice in choices for option in choice.options}
        kept = tuple(word for word in profile.prefer if _meant(catalog, word) not in others)
        preferring = replace(profile, prefer=(*kept, id))
        request, _, gap = situation(catalog, preferring, settings)
        effort = least_effort(gap, request.preferred, seconds=settings.seconds)
        for choice in choices:
            yield choice.chosen, effort.minutes - plan.hours.likely


def what_next(plan: Plan, minutes: int | None = None) -> list[Next]:
    """Steps that can be started now, the ones that make ready soonest first."""
    best: dict[CompetencyId, tuple[float, CompetencyId]] = {}
    for goal, rate, needed in _ways_to_goals(plan):
        for id in needed:
            best[id] = max(best.get(id, (0.0, id)), (rate, goal))
    found = []
    for step in plan.steps:
        if step.builds_on:
            continue
        gain, towards = best.get(step.competency, (0.0, step.competency))
        fits = None if minutes is None else step.hours.mean <= minutes
        found.append(Next(step=step, gain=gain, towards=towards, fits=fits))
    place = {step.competency: number for number, step in enumerate(plan.steps)}
    return sorted(found, key=lambda one: (one.fits is False, -one.gain, place[one.step.competency]))


def _ways_to_goals(plan: Plan) -> Iterator[tuple[CompetencyId, float, Collection[CompetencyId]]]:
    """Each step that adds readiness, how much an hour of all that it needs adds, and what it needs."""
    steps = {step.competency: step for step in plan.steps}
    for goal, weight in _weights(plan).items():
        needed = _needed_for(steps, goal)
        time = sum(steps[id].hours.likely for id in needed)
        # Rounded, so that equal steps stay equal whatever came before them in the sum.
        yield goal, round(weight / max(time, 1) * 60, 9), needed


def _weights(plan: Plan) -> dict[CompetencyId, float]:
    """How much readiness each step adds, of those that add any."""
    gains = plan.gains
    return {step.competency: gain for step in plan.steps if (gain := gains[step.competency]) > 0}


def _needed_for(steps: Mapping[CompetencyId, Step], goal: CompetencyId) -> Collection[CompetencyId]:
    found: set[CompetencyId] = set()
    stack = [goal]
    while stack:
        id = stack.pop()
        if id not in found:
            found.add(id)
            stack.extend(steps[id].builds_on)
    return found


def paths(
    catalog: Catalog, profile: Profile, *, today: datetime.date, settings: Settings
) -> list[Path]:
    """Every role by what it takes from here, the nearest first; a budget or deadline is no matter."""
    how = replace(settings, runners_up=False, hopeless=True, budget=None)
    found = []
    for role in catalog.roles.values():
        if role.id in profile.have or not role.requirements(settings.depth):
            continue
        settings.tell(f"planning {role.id}", None)
        learner = replace(profile, target=(role.id,))
        try:
            plan = make_plan(catalog, learner, today=today, settings=how)
        except NoSuchPlan:
            continue
        carried = len(situation(catalog, learner, how).gap.met)
        found.append(Path(role=role.id, name=role.name, plan=plan, carried=carried))
    return sorted(found, key=lambda path: (path.plan.hours.likely, path.role))
