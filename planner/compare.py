"""Two roles side by side: what they share, and what it takes to get from each to the other.

A requirement is shared if meeting it in one role meets it in the other, at the same level or a
higher one. What to begin with, and what a later change takes, comes from plans: from what somebody
has to each role, on to the other, and from each role to the other.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from planner.deadline import meets
from planner.estimate import duration
from planner.model import Catalog, CompetencyId, Depth, MarketFact, Role, Transition
from planner.names import Names
from planner.pipeline import Settings, calendar_of, make_plan, situation
from planner.plan import DAYS_A_MONTH, Plan, Transfer
from planner.problems import NoSuchPlan
from planner.profile import MAX_HOURS_PER_WEEK, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published time for a way, and the hours a week that ours needs to fit into it.

    Attributes:
        hours_per_week: So that half of the learners are done after the longest of the published
            months; None if no hours a week would do.
    """

    transition: Transition
    hours_per_week: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What it takes from one role to another.

    Attributes:
        published: What others say it takes; none beside a budget, which buys less than the role.
    """

    origin: str
    target: str
    plan: Plan
    published: tuple[Published, ...] = ()

    @property
    def shortened(self) -> tuple[tuple[CompetencyId, Transfer], ...]:
        """Steps that another skill makes shorter: one brought along, or an earlier step."""
        return tuple((one.competency, one.transfer) for one in self.plan.steps if one.transfer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A requirement of two roles, as each of them words it; `both` is what the two agree on."""

    both: str
    one: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """One of two roles as the first.

    Attributes:
        plan: From what somebody has to the role.
        minutes: Likely minutes of that and of the way on to the other role.
    """

    role: str
    plan: Plan
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleComparison:
    """Two roles side by side.

    Attributes:
        shared: Requirements of both, the higher level beside the lower.
        only: Requirements of one alone, by role; an any_of by its options.
        implied: Those of them that follow from what the other role asks for, by role.
        ways: From each role to the other.
        beginnings: Each role as the first of the two; none beside a budget, or if what is avoided
            keeps somebody from one of them.
        first: The one to begin with, or None where it makes no difference.
        suits: Whom each suits, with what it says of itself beside the other.
    """

    roles: tuple[str, str]
    names: tuple[str, str]
    depth: Depth
    shared: tuple[Shared, ...]
    only: Mapping[str, tuple[str, ...]]
    implied: Mapping[str, frozenset[str]]
    ways: tuple[Way, Way]
    beginnings: tuple[Beginning, ...]
    first: str | None
    market: Mapping[str, tuple[MarketFact, ...]]
    suits: Mapping[str, tuple[str, ...]]


def compare_roles(
    catalog: Catalog,
    one: str,
    other: str,
    profile: Profile,
    *,
    today: datetime.date,
    settings: Settings,
) -> RoleComparison:
    """What two roles share, what is in one alone, and the way from each to the other.

    Each way begins with what knowing a role means, its must and should requirements;
    `settings.depth` says down to where the roles are compared and the other one is met.
    """
    how = replace(settings, runners_up=False)
    planned = partial(make_plan, catalog, today=today, settings=how)
    learner = replace(profile, deadline=None)
    there, back = (
        _way(catalog, origin, target, learner, planned)
        for origin, target in ((one, other), (other, one))
    )
    beginnings = _beginnings(catalog, (there, back), learner, planned)
    ours, theirs = (_requirements(catalog, role, how.depth) for role in (one, other))
    pairs = list(_in_common(catalog, ours, theirs))
    only = {
        one: _alone(ours, (pair[0] for pair in pairs)),
        other: _alone(theirs, (pair[1] for pair in pairs)),
    }
    both = (catalog.roles[one], catalog.roles[other])
    return RoleComparison(
        roles=(one, other),
        names=(both[0].name, both[1].name),
        depth=how.depth,
        shared=tuple(
            sorted((_shared(catalog, *pair) for pair in pairs), key=lambda pair: pair.both)
        ),
        only=only,
        implied={
            way.target: _implied(catalog, way, learner, how).intersection(only[way.target])
            for way in (there, back)
        },
        ways=(there, back),
        beginnings=beginnings,
        first=_first(beginnings),
        market={role.id: role.market for role in both},
        suits={one: _statements(both[0], other), other: _statements(both[1], one)},
    )


Planned = Callable[[Profile], Plan]
"""Makes the plan of a profile."""

Asked = tuple[CompetencyId, ...]
"""The options of a requirement."""


def _text(options: Asked) -> str:
    return " or ".join(options)


def _alone(asked: Iterable[Asked], shared: Iterable[Asked]) -> tuple[str, ...]:
    taken = set(shared)
    return tuple(sorted(_text(options) for options in asked if options not in taken))


def _statements(role: Role, other: str) -> tuple[str, ...]:
    return role.suits + ((role.beside[other],) if other in role.beside else ())


def _requirements(catalog: Catalog, role: str, depth: Depth) -> list[Asked]:
    """What a role asks for, each once; what goes without saying beside another is left out."""
    clauses = (clause.options for _, clause in catalog.roles[role].requirements(depth))
    found = list({frozenset(options): options for options in clauses}.values())
    return [
        asked
        for asked in found
        if not any(_meets(catalog, one, asked) and not _meets(catalog, asked, one) for one in found)
    ]


def _in_common(
    catalog: Catalog, ones: Iterable[Asked], others: Iterable[Asked]
) -> Iterator[tuple[Asked, Asked]]:
    """Pairs of requirements of which one meets the other: each with its closest."""
    pairs = [
        (one, other)
        for one, other in product(ones, others)
        if _meets(catalog, one, other) or _meets(catalog, other, one)
    ]
    pairs.sort(key=lambda pair: set(pair[0]) != set(pair[1]))
    seen: set[tuple[int, Asked]] = set()
    for pair in pairs:
        sides = set(enumerate(pair))
        if sides - seen:
            yield pair
        seen |= sides


def _meets(catalog: Catalog, one: Asked, other: Asked) -> bool:
    """Whether whoever meets the one meets the other too, by the same or a higher level."""
    known = catalog.competencies
    return all(
        any(known[a].skill == known[b].skill and known[a].rank >= known[b].rank for b in other)
        for a in one
    )


def _shared(catalog: Catalog, one: Asked, other: Asked) -> Shared:
    if set(one) == set(other):
        other = one
    both = other if _meets(catalog, one, other) else one
    return Shared(both=_text(both), one=_text(one), other=_text(other))


def _way(catalog: Catalog, origin: str, target: str, profile: Profile, planned: Planned) -> Way:
    plan = planned(replace(profile, have=(*profile.have, origin), target=(target,)))
    published = (one for one in catalog.roles[target].transitions if one.origin == origin)
    return Way(
        origin=origin,
        target=target,
        plan=plan,
        published=()
        if plan.budget
        else tuple(
            Published(transition=one, hours_per_week=pace_within(plan, one.months[1]))
            for one in published
        ),
    )


def pace_within(plan: Plan, months: float) -> float | None:
    """Hours a week at which half of the learners finish a plan within some months.

    Returns:
        None if there is nothing to do, or if no hours a week would do.
    """
    if not plan.steps:
        return None
    factor = plan.pace.factor
    total = duration(
        (step.hours for step in plan.steps), sigma=factor.sigma, median_pace=factor.median
    )
    day = plan.pace.begin + datetime.timedelta(days=round(months * DAYS_A_MONTH) - 1)
    needed = meets(day, calendar_of(plan.pace), total, hopeless=True).for_half
    return needed if 0 < needed <= MAX_HOURS_PER_WEEK else None


def _implied(catalog: Catalog, way: Way, profile: Profile, how: Settings) -> frozenset[str]:
    """Requirements of the target that whoever has the origin meets."""
    traveller = replace(profile, have=(way.origin,), target=(way.target,))
    met = situation(catalog, traveller, how).gap.met
    return frozenset(_text(goal.clause.options) for goal in met)


def _beginnings(
    catalog: Catalog, ways: Sequence[Way], profile: Profile, planned: Planned
) -> tuple[Beginning, ...]:
    """Each role as the first, unless a budget or what is avoided keeps somebody from either."""
    if any(way.plan.budget for way in ways):
        return ()
    try:
        return tuple(_beginning(catalog, way, profile, planned) for way in ways)
    except NoSuchPlan:
        return ()


def _beginning(catalog: Catalog, way: Way, profile: Profile, planned: Planned) -> Beginning:
    """The plan for the origin, and after what that teaches the one for the target."""
    plan = planned(replace(profile, target=(way.origin,)))
    learned = tuple(step.competency for step in plan.steps)
    names = Names(catalog)
    later = replace(
        profile,
        have=(*profile.have, *learned),
        have_not=tuple(word for word in profile.have_not if names.competency(word) not in learned),
        target=(way.target,),
    )
    minutes = plan.hours.likely + planned(later).hours.likely
    return Beginning(role=way.origin, plan=plan, minutes=minutes)


SAME_TOTAL = 0.02
"""Two ways to both roles that differ by less than this share of their hours count as equally long."""


def _first(beginnings: Sequence[Beginning]) -> str | None:
    """The role to begin with: the shorter way to both, and where they are alike what comes sooner."""
    if not beginnings:
        return None
    shorter, longer = sorted(beginnings, key=lambda one: one.minutes)
    if longer.minutes - shorter.minutes > SAME_TOTAL * longer.minutes:
        return shorter.role
    sooner, later = sorted(beginnings, key=lambda one: one.plan.hours.likely)
    return sooner.role if sooner.plan.hours.likely < later.plan.hours.likely else None
