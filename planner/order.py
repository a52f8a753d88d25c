"""In which order to learn: what makes a person useful soonest comes first.

An order respects every hard prerequisite, every saving that the plan counts on, and the soft
prerequisites that do not close a circle with these. Among those orders it minimises the sum over
the goals of weight times the time at which the goal is met, which maximises the area under the
readiness curve: the scheduling problem 1|prec|sum w_j C_j, NP-hard in general.

Sidney's decomposition cuts the steps into blocks of falling density (weight per minute) that every
best order follows; it is found by maximum closures, in integers. Within a block an order is a
sequence of its goals, each pulling in what it still needs, and a dynamic program over sets of done
goals finds the best one. If a block has too many such sets, only the most promising are kept, and
the bound of the decomposition says how much could be missing.

Ties: the area of the step before goes on as long as it can; then the id decides.

Sources: Sidney 1975, Decomposition algorithms for single-machine sequencing with precedence
relations; Margot, Queyranne, Wang 2003, Operations Research 51(6), for the lower bound.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from planner.flow import best_closure
from planner.model import CompetencyId

Edge = tuple[CompetencyId, CompetencyId]

MAX_SETS = 256
"""Sets of done goals kept at each stage of a block; more are dropped, the least promising first."""

MAX_STEPS = 3_000
"""Plans with more steps are put into an order that is only known to respect the prerequisites."""


@dataclass(frozen=True, slots=True)
class Order:
    """A sequence, with its weighted completion time and what no sequence goes below."""

    sequence: list[CompetencyId]
    cost: int
    bound: int

    @property
    def gap_to_bound(self) -> float:
        """By how much of the bound a better order could beat this one; 0 is proven optimal."""
        return (self.cost - self.bound) / self.bound if self.bound else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """What to order.

    Attributes:
        minutes: Time of each step, in any order.
        weights: What the goals that a step meets add to readiness; other steps are absent.
        before: For each step, the steps that come before it.
        areas: The area of each step.
    """

    minutes: Mapping[CompetencyId, int]
    weights: Mapping[CompetencyId, int]
    before: Mapping[CompetencyId, Collection[CompetencyId]]
    areas: Mapping[CompetencyId, str]


def jobs(
    minutes: Mapping[CompetencyId, int],
    weights: Mapping[CompetencyId, int],
    edges: Iterable[Edge],
    soft: Iterable[Edge],
    areas: Mapping[CompetencyId, str],
) -> Jobs:
    """Steps with their prerequisites; soft ones that would close a circle are left out."""
    return Jobs(
        minutes=minutes, weights=weights, before=predecessors(minutes, edges, soft), areas=areas
    )


def readiness_first(jobs: Jobs) -> Order:
    """The order in which the goals are met soonest, by weight."""
    ids = by_area(jobs, jobs.minutes)
    if len(ids) > MAX_STEPS:
        return _valued(jobs, ids, bound=0)
    bound, sequence = 0, list[CompetencyId]()
    done = 0
    for block in _blocks(jobs, ids):
        best = _best_in_block(jobs, block, done, sequence)
        sequence += best.sequence
        bound += best.bound
        done += sum(jobs.minutes[id] for id in block)
    return _valued(jobs, sequence, bound)


def by_area(
    jobs: Jobs, ids: Collection[CompetencyId], previous: CompetencyId | None = None
) -> list[CompetencyId]:
    """These steps, prerequisites first, staying in an area as long as that is possible.

    Args:
        ids: Steps whose prerequisites are all among them or done.
        previous: The step before them, whose area goes on.
    """
    inside = set(ids)
    waits = {id: inside.intersection(jobs.before[id]) for id in ids}
    followers: dict[CompetencyId, list[CompetencyId]] = {}
    for id, others in waits.items():
        for other in others:
            followers.setdefault(other, []).append(id)
    open_count = {id: len(others) for id, others in waits.items()}
    ready: dict[str, list[CompetencyId]] = {}
    for id in sorted((id for id, count in open_count.items() if not count), reverse=True):
        ready.setdefault(jobs.areas[id], []).append(id)
    area = jobs.areas[previous] if previous else ""
    found: list[CompetencyId] = []
    while ready:
        if area not in ready:
            area = min(ready, key=lambda name: ready[name][-1])
        id = ready[area].pop()
        if not ready[area]:
            del ready[area]
        found.append(id)
        for other in followers.get(id, ()):
            open_count[other] -= 1
            if not open_count[other]:
                waiting = ready.setdefault(jobs.areas[other], [])
                waiting.append(other)
                waiting.sort(reverse=True)
    return found


def predecessors(
    ids: Collection[CompetencyId], edges: Iterable[Edge], soft: Iterable[Edge]
) -> dict[CompetencyId, set[CompetencyId]]:
    """What comes before each step, leaving out soft edges that would close a circle.

    Soft edges are taken in the order of their ids, so the same ones are left out every time.
    """
    before: dict[CompetencyId, set[CompetencyId]] = {id: set() for id in ids}
    for first, second in edges:
        before[second].add(first)
    wanted = sorted({edge for edge in soft if edge[0] != edge[1]})
    together = {id: set(others) for id, others in before.items()}
    for first, second in wanted:
        together[second].add(first)
    if _is_acyclic(together):
        return together
    for first, second in wanted:
        if not _needs(first, second, before):
            before[second].add(first)
    return before


def _is_acyclic(before: Mapping[CompetencyId, Collection[CompetencyId]]) -> bool:
    try:
        TopologicalSorter(before).prepare()
    except CycleError:
        return False
    return True


def _needs(
    id: CompetencyId, other: CompetencyId, before: Mapping[CompetencyId, set[CompetencyId]]
) -> bool:
    """Whether `other` has to come before `id`."""
    stack, seen = [id], {id}
    while stack:
        one = stack.pop()
        if one == other:
            return True
        new = before[one] - seen
        seen |= new
        stack.extend(new)
    return False


# --- Sidney's decomposition


def _blocks(jobs: Jobs, ids: list[CompetencyId]) -> list[list[CompetencyId]]:
    """The steps in blocks of falling density, each in the order of `ids`.

    A set splits where a part of it, closed under prerequisites, is denser than the whole. Steps
    that no goal needs come last.
    """
    found: list[list[CompetencyId]] = []
    stack = [ids]
    while stack:
        part = stack.pop()
        minutes = sum(jobs.minutes[id] for id in part)
        weight = sum(jobs.weights.get(id, 0) for id in part)
        place = {id: number for number, id in enumerate(part)}
        values = [jobs.weights.get(id, 0) * minutes - jobs.minutes[id] * weight for id in part]
        needs = [[place[one] for one in jobs.before[id] if one in place] for id in part]
        dense = best_closure(values, needs)
        if dense and len(dense) < len(part):
            stack.append([id for id in part if place[id] not in dense])
            stack.append([id for id in part if place[id] in dense])
        else:
            found.append(part)
    return found


# --- within a block


class _State(NamedTuple):
    """The cheapest known way to have done a set of steps."""

    cost: int
    minutes: int
    goals: tuple[int, ...]


class _Best(NamedTuple):
    sequence: list[CompetencyId]
    bound: int


def _best_in_block(
    jobs: Jobs, block: list[CompetencyId], done: int, before: Sequence[CompetencyId]
) -> _Best:
    """The best order of a block that starts after `done` minutes, and a bound on its cost."""
    search = _Block(jobs, block)
    goals, cost, complete = search.sequence_of_goals()
    weight = sum(search.weights)
    minutes = sum(jobs.minutes[id] for id in block)
    bound = cost
    if not complete:
        own = sum(jobs.weights.get(id, 0) * jobs.minutes[id] for id in block)
        bound = -(-(weight * minutes + own) // 2)
    sequence: list[CompetencyId] = []
    left = set(block)
    for goal in [*goals, None]:
        part = left if goal is None else left & search.pulled(goal)
        left = left - part
        last = sequence or before
        sequence += by_area(jobs, sorted(part), last[-1] if last else None)
    return _Best(sequence, weight * done + bound)


class _Block:
    """The goals of a block; sets of steps are bits of integers, bit n for the n-th step."""

    def __init__(self, jobs: Jobs, block: list[CompetencyId]) -> None:
        self.block = block
        self.minutes = [jobs.minutes[id] for id in block]
        place = {id: number for number, id in enumerate(block)}
        closures: list[int] = []
        for number, id in enumerate(block):
            bits = 1 << number
            for other in jobs.before[id]:
                if other in place:
                    bits |= closures[place[other]]
            closures.append(bits)
        # Staying in an area and then the id decide between equally good goals.
        goals = sorted(
            (id for id in block if jobs.weights.get(id)), key=lambda id: (jobs.areas[id], id)
        )
        self.goals = goals
        self.weights = [jobs.weights[id] for id in goals]
        self.closures = [closures[place[id]] for id in goals]
        self.own = [1 << place[id] for id in goals]
        self.all_goals = sum(self.own)
        self.lengths: dict[int, int] = {}

    def pulled(self, goal: int) -> set[CompetencyId]:
        """A goal with all it needs in the block."""
        bits = self.closures[goal]
        return {id for number, id in enumerate(self.block) if bits >> number & 1}

    def sequence_of_goals(self) -> tuple[tuple[int, ...], int, bool]:
        """The goals in the best order found, its cost from the block's start, and if it is exact."""
        states = {0: _State(0, 0, ())}
        complete = True
        for _ in self.goals:
            states = self.one_more(states)
            if len(states) > MAX_SETS:
                complete = False
                kept = sorted(states.items(), key=lambda item: self.promise(*item))[:MAX_SETS]
                states = dict(kept)
        best = min(states.values(), key=lambda state: (state.cost, state.goals))
        return best.goals, best.cost, complete

    def one_more(self, states: Mapping[int, _State]) -> dict[int, _State]:
        """Every state followed by every goal that no other open goal comes before."""
        found: dict[int, _State] = {}
        for bits, state in states.items():
            for goal, closure in enumerate(self.closures):
                new = closure & ~bits
                if bits & self.own[goal] or new & self.all_goals & ~self.own[goal]:
                    continue
                minutes = state.minutes + self.length(new)
                cost = state.cost + self.weights[goal] * minutes
                after = bits | closure
                known = found.get(after)
                # States come in order of their goals, so of equal costs the first stays.
                if known is None or cost < known.cost:
                    found[after] = _State(cost, minutes, (*state.goals, goal))
        return found

    def length(self, bits: int) -> int:
        """Minutes of a set of steps."""
        known = self.lengths.get(bits)
        if known is None:
            known = sum(one for number, one in enumerate(self.minutes) if bits >> number & 1)
            self.lengths[bits] = known
        return known

    def promise(self, bits: int, state: _State) -> tuple[int, tuple[int, ...]]:
        """What a state costs at least in the end, each open goal taken as if it came next."""
        rest = sum(
            self.weights[goal] * (state.minutes + self.length(closure & ~bits))
            for goal, closure in enumerate(self.closures)
            if not bits & self.own[goal]
        )
        return state.cost + rest, state.goals


def _valued(jobs: Jobs, sequence: list[CompetencyId], bound: int) -> Order:
    cost, minutes = 0, 0
    for id in sequence:
        minutes += jobs.minutes[id]
        cost += jobs.weights.get(id, 0) * minutes
    return Order(sequence, cost, min(bound, cost))
