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

Source: Sidney 1975, Decomposition algorithms for single-machine sequencing with precedence
relations, Operations Research 23(2).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from typing import Literal, TypeAlias

from planner.block import Block, best_goals
from planner.flow import best_closure
from planner.graph import closure
from planner.model import CompetencyId

Edge = tuple[CompetencyId, CompetencyId]

Ordering: TypeAlias = Literal["readiness", "area", "shortest-first"]
"""What comes first among the steps that can be started."""

MAX_STEPS = 3_000
"""Plans with more steps are put into an order that is only known to respect the prerequisites."""


@dataclass(frozen=True, slots=True)
class Order:
    """A sequence, with its weighted completion time and what no sequence goes below.

    The bound is None for a sequence too long to find one.
    """

    sequence: list[CompetencyId]
    cost: int
    bound: int | None

    @property
    def gap_to_bound(self) -> float | None:
        """By how much of the bound a better order could beat this one; 0 is proven optimal."""
        if self.bound is None:
            return None
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


def ordered(jobs: Jobs, ordering: Ordering) -> Order:
    """The steps in the order asked for; only `readiness` has a bound other than its own cost."""
    if ordering == "readiness":
        return readiness_first(jobs)
    best = readiness_first(jobs)
    if ordering == "area":
        return valued(jobs, by_area(jobs, jobs.minutes), best.bound)
    return valued(jobs, shortest_first(jobs), best.bound)


def shortest_first(jobs: Jobs) -> list[CompetencyId]:
    """Of the steps that can be started always the shortest, then by id."""
    sorter = TopologicalSorter(jobs.before)
    sorter.prepare()
    heap: list[tuple[int, CompetencyId]] = []
    found: list[CompetencyId] = []
    while sorter.is_active():
        for id in sorter.get_ready():
            heappush(heap, (jobs.minutes[id], id))
        _, id = heappop(heap)
        found.append(id)
        sorter.done(id)
    return found


def readiness_first(jobs: Jobs) -> Order:
    """The order in which the goals are met soonest, by weight."""
    ids = by_area(jobs, jobs.minutes)
    if len(ids) > MAX_STEPS:
        return valued(jobs, ids, bound=None)
    bound, done = 0, 0
    sequence: list[CompetencyId] = []
    for part in _blocks(jobs, ids):
        goals, own_bound = best_goals(_as_block(jobs, part))
        bound += own_bound + done * sum(jobs.weights.get(id, 0) for id in part)
        done += sum(jobs.minutes[id] for id in part)
        sequence += _pulled(jobs, part, goals, sequence[-1] if sequence else None)
    return valued(jobs, sequence, bound)


def _as_block(jobs: Jobs, part: list[CompetencyId]) -> Block:
    """A part of the steps by their places; goals in the order that ties prefer."""
    place = {id: number for number, id in enumerate(part)}
    goals = [place[id] for id in part if jobs.weights.get(id)]
    return Block(
        minutes=[jobs.minutes[id] for id in part],
        weights=[jobs.weights.get(id, 0) for id in part],
        before=[[place[one] for one in jobs.before[id] if one in place] for id in part],
        goals=sorted(goals, key=lambda goal: (jobs.areas[part[goal]], part[goal])),
    )


def _pulled(
    jobs: Jobs, part: list[CompetencyId], goals: Iterable[int], previous: CompetencyId | None
) -> list[CompetencyId]:
    """The steps of a part: each goal in turn with what it still needs, then the rest."""
    left = set(part)
    found: list[CompetencyId] = []
    for goal in [*goals, None]:
        pull = left if goal is None else left & closure([part[goal]], jobs.before)
        left = left - pull
        found += by_area(jobs, sorted(pull), found[-1] if found else previous)
    return found


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

    A set splits where a part of it, closed under prerequisites, is denser than the whole. What does
    not split so is equally dense throughout, and parts of it that have nothing to do with each other
    may follow in any order: each is a block. Steps that no goal needs come last.
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
            found += _unconnected(jobs, part)
    return found


def _unconnected(jobs: Jobs, part: list[CompetencyId]) -> list[list[CompetencyId]]:
    """The pieces of a block without an edge between them, in the order of their first goals."""
    linked: dict[CompetencyId, list[CompetencyId]] = {id: [] for id in part}
    for id in part:
        for other in linked.keys() & jobs.before[id]:
            linked[id].append(other)
            linked[other].append(id)
    pieces: list[list[CompetencyId]] = []
    piece_of: dict[CompetencyId, int] = {}
    for first in part:
        if first in piece_of:
            continue
        members = closure([first], linked)
        piece_of.update(dict.fromkeys(members, len(pieces)))
        pieces.append([])
    for id in part:
        pieces[piece_of[id]].append(id)
    return sorted(pieces, key=lambda piece: min(_goal_key(jobs, id) for id in piece))


def _goal_key(jobs: Jobs, id: CompetencyId) -> tuple[bool, str, CompetencyId]:
    """Ties go by area and id; what is no goal comes behind what is."""
    return not jobs.weights.get(id), jobs.areas[id], id


def valued(jobs: Jobs, sequence: list[CompetencyId], bound: int | None) -> Order:
    """A sequence with its weighted completion time, beside a bound found for any."""
    cost, minutes = 0, 0
    for id in sequence:
        minutes += jobs.minutes[id]
        cost += jobs.weights.get(id, 0) * minutes
    return Order(sequence, cost, None if bound is None else min(bound, cost))
