"""What any plan for a gap has to contain, and what is left to decide.

Reduction before search: what every plan needs is forced, preferences settle alternatives that
nothing else has settled, and detours that cannot pay are dropped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from planner.gap import Gap, Options
from planner.graph import closure, derivable
from planner.model import CompetencyId

Arc = tuple[CompetencyId, CompetencyId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """A set of competencies that closes a gap.

    Attributes:
        selected: What to learn.
        savers: For each competency shortened by another one of the plan: which one.
        minutes: Likely minutes of all of them, after the savings.
        bound: No plan takes less.
    """

    selected: frozenset[CompetencyId]
    savers: Mapping[CompetencyId, CompetencyId]
    minutes: int
    bound: int

    @property
    def optimal(self) -> bool:
        return self.minutes <= self.bound


@dataclass(frozen=True, slots=True)
class Reduced:
    """What has to be in every plan, and what is still open.

    `optional` may be in a best plan beside `forced`. `open` holds pairs of an owner (None for a goal)
    and a clause that nothing forced meets for sure.
    """

    forced: frozenset[CompetencyId]
    optional: tuple[CompetencyId, ...] = ()
    open: tuple[tuple[CompetencyId | None, Options], ...] = ()
    savings: Mapping[Arc, int] = field(default_factory=dict)
    clauses: Mapping[CompetencyId, list[Options]] = field(default_factory=dict)


def reduced(gap: Gap, prefer: frozenset[CompetencyId]) -> Reduced:
    """What every plan that meets all goals contains, and the rest of what may be in a best one.

    Preferences that together leave no plan are given up, the last by id first.
    """
    rest = _reduced(gap, prefer)
    kept: frozenset[CompetencyId] = frozenset()
    for one in sorted(prefer.intersection(gap.clauses)) if rest is None else ():
        wider = _reduced(gap, kept | {one})
        if wider is not None:
            kept, rest = kept | {one}, wider
    rest = rest or _reduced(gap, kept)
    assert rest is not None, "without preferences there is a plan"
    return rest


def _reduced(gap: Gap, prefer: frozenset[CompetencyId]) -> Reduced | None:
    """The same, or None if these preferences leave no plan."""
    goals = [goal.clause.options for goal in gap.goals]
    forced, plain = _forced(gap, goals, prefer)
    if plain and not gap.savings:
        return Reduced(forced)
    # What is forced decides an alternative only if nothing makes it wait: a clause that is not
    # forced, or a saving, could make it wait for whoever leaves that choice.
    shortened = {arc[1] for arc in gap.savings}
    settled = frozenset(derivable({id: gap.clauses[id] for id in forced - shortened}))
    clauses = {
        id: [_preferred(options, _without(gap, id, options, prefer), settled) for options in parts]
        for id, parts in gap.clauses.items()
    }
    open_goals = [
        _preferred(options, prefer, forced) for options in goals if forced.isdisjoint(options)
    ]
    if prefer and not _possible(clauses, forced, open_goals):
        return None
    optional, savings = _worth_considering(gap, forced, settled, clauses, open_goals)
    open_clauses: list[tuple[CompetencyId | None, Options]] = [(None, goal) for goal in open_goals]
    for id in sorted(forced.union(optional)):
        open_clauses += [(id, options) for options in clauses[id] if settled.isdisjoint(options)]
    distinct = tuple(dict.fromkeys(open_clauses))
    return Reduced(forced, tuple(sorted(optional)), distinct, savings, clauses)


def undecided(gap: Gap, prefer: frozenset[CompetencyId], whole: frozenset[CompetencyId]) -> Reduced:
    """The same where nothing has to be in a plan, because not every goal has to be met.

    Where a preference is an alternative, what the plan for all goals takes remains one too: that
    plan knows which clauses are met in any case.
    """
    allowed = {options: _allowed(options, prefer, whole) for options in _all_clauses(gap)}
    clauses = {id: [allowed[options] for options in parts] for id, parts in gap.clauses.items()}
    goals = [allowed[goal.clause.options] for goal in gap.goals]
    if prefer and not _possible(clauses, frozenset(), goals):
        return undecided(gap, frozenset(), whole)
    nothing: frozenset[CompetencyId] = frozenset()
    optional, savings = _worth_considering(gap, nothing, nothing, clauses, goals)
    open_clauses = tuple((id, options) for id in sorted(optional) for options in clauses[id])
    return Reduced(frozenset(), tuple(sorted(optional)), open_clauses, savings, clauses)


def _all_clauses(gap: Gap) -> set[Options]:
    found = {options for parts in gap.clauses.values() for options in parts}
    return found | {goal.clause.options for goal in gap.goals}


def _allowed(
    options: Options, prefer: frozenset[CompetencyId], whole: frozenset[CompetencyId]
) -> Options:
    if prefer.isdisjoint(options):
        return options
    return tuple(option for option in options if option in prefer or option in whole)


def _forced(
    gap: Gap, goals: Iterable[Options], prefer: frozenset[CompetencyId]
) -> tuple[frozenset[CompetencyId], bool]:
    """What every plan contains, and whether no alternative was met on the way.

    Clauses with one option come first, then preferences that are still open.
    """
    forced: set[CompetencyId] = set()
    undecided: list[tuple[CompetencyId | None, Options]] = []
    plain = True
    queue: list[tuple[CompetencyId | None, Options]] = [(None, options) for options in goals]
    while queue or undecided:
        if not queue:
            # Preferences count only now, so that none is taken where the clause is met anyway.
            undecided = [one for one in undecided if forced.isdisjoint(one[1])]
            wishes = (_wish(gap, owner, options, prefer) for owner, options in undecided)
            decided = next((wish for wish in wishes if len(wish) == 1), None)
            if decided is None:
                break
            queue.append((None, decided))
        owner, options = queue.pop()
        if len(options) > 1:
            plain = False
            undecided.append((owner, options))
        elif options[0] not in forced:
            forced.add(options[0])
            queue += [(options[0], parts) for parts in gap.clauses[options[0]]]
    return frozenset(forced), plain


def _wish(
    gap: Gap, owner: CompetencyId | None, options: Options, prefer: frozenset[CompetencyId]
) -> Options:
    """The preferred options of a clause that do not themselves wait for its owner, else all."""
    if owner is None:
        return _preferred(options, prefer)
    return _preferred(options, _without(gap, owner, options, prefer))


def _preferred(
    options: Options,
    prefer: frozenset[CompetencyId],
    forced: Collection[CompetencyId] = frozenset(),
) -> Options:
    """The preferred options, or all where none is or where the clause is met anyway."""
    if any(option in forced for option in options):
        return options
    return tuple(option for option in options if option in prefer) or options


def _without(
    gap: Gap, owner: CompetencyId, options: Options, prefer: frozenset[CompetencyId]
) -> frozenset[CompetencyId]:
    """The preferred options of a clause that do not themselves wait for its owner."""
    wanted = prefer.intersection(options)
    if not wanted or len(options) == 1:
        return wanted
    return wanted & derivable({id: parts for id, parts in gap.clauses.items() if id != owner})


def _possible(
    clauses: Mapping[CompetencyId, list[Options]],
    forced: frozenset[CompetencyId],
    goals: list[Options],
) -> bool:
    reached = derivable(clauses)
    return forced <= reached and all(not reached.isdisjoint(options) for options in goals)


def _worth_considering(
    gap: Gap,
    forced: frozenset[CompetencyId],
    settled: frozenset[CompetencyId],
    clauses: Mapping[CompetencyId, list[Options]],
    goals: list[Options],
) -> tuple[set[CompetencyId], dict[Arc, int]]:
    """What may be in a best plan beside what is forced, and the savings that may count.

    Something nobody needs can still be worth learning for the time it saves elsewhere; it is
    dropped as soon as all it could ever save is no more than its own least time.
    """
    needed = {
        id: [option for options in parts if settled.isdisjoint(options) for option in options]
        for id, parts in clauses.items()
    }
    start = [option for options in goals for option in options]
    start += [option for id in forced for option in needed[id]]
    required = closure(start, needed) | forced
    savers = {arc[0] for arc in gap.savings}
    detours = closure(savers, needed) - required if savers else set()
    possible_arcs = _without_backward(gap)
    while True:
        alive = required | detours
        savings = {arc: saved for arc, saved in possible_arcs.items() if alive.issuperset(arc)}
        gains: dict[CompetencyId, int] = {}
        most: dict[CompetencyId, int] = {}
        for (source, id), saved in savings.items():
            gains[source] = gains.get(source, 0) + saved
            most[id] = max(most.get(id, 0), saved)
        supports = {option for id in detours for option in needed[id] if option != id}
        idle = {
            id
            for id in detours - supports
            if gap.hours[id].likely - most.get(id, 0) >= gains.get(id, 0)
        }
        if not idle:
            return alive - forced, savings
        detours -= idle


def _without_backward(gap: Gap) -> dict[Arc, int]:
    """The savings whose source does not itself need what it would shorten."""
    singles = {
        id: [options[0] for options in parts if len(options) == 1]
        for id, parts in gap.clauses.items()
    }
    below = {source: closure([source], singles) for source in {arc[0] for arc in gap.savings}}
    return {arc: saved for arc, saved in gap.savings.items() if arc[1] not in below[arc[0]]}


def best_savings(savings: Mapping[Arc, int]) -> dict[CompetencyId, CompetencyId]:
    best: dict[CompetencyId, CompetencyId] = {}
    for source, id in sorted(savings, key=lambda arc: (arc[1], -savings[arc], arc[0])):
        best.setdefault(id, source)
    return best


def effort_of(
    gap: Gap,
    selected: frozenset[CompetencyId],
    savers: Mapping[CompetencyId, CompetencyId],
    bound: int | None = None,
) -> Effort:
    minutes = sum(gap.hours[id].likely for id in selected)
    minutes -= sum(gap.savings[source, id] for id, source in savers.items())
    return Effort(
        selected=selected,
        savers=dict(sorted(savers.items())),
        minutes=minutes,
        bound=minutes if bound is None else min(bound, minutes),
    )


def waiting(
    gap: Gap, selected: Collection[CompetencyId], savers: Mapping[CompetencyId, CompetencyId]
) -> set[CompetencyId]:
    """Those selected that can never be started, because they wait for each other."""
    clauses = {
        id: [*gap.clauses[id], (savers[id],)] if id in savers else gap.clauses[id]
        for id in selected
    }
    return clauses.keys() - derivable(clauses)


def quickest_derivation(gap: Gap, reduced: Reduced) -> frozenset[CompetencyId]:
    """A plan without circles to start from: each clause by the option that is cheapest by itself.

    Source: Knuth 1977, A generalization of Dijkstra's algorithm.
    """
    cost: dict[CompetencyId, int] = {}
    clauses = gap.clauses
    waiting: dict[CompetencyId, list[tuple[CompetencyId, int]]] = {}
    open_clauses = {id: len(parts) for id, parts in clauses.items()}
    for id, parts in clauses.items():
        for number, options in enumerate(parts):
            for option in options:
                waiting.setdefault(option, []).append((id, number))
    support: dict[tuple[CompetencyId, int], CompetencyId] = {}
    spent = {id: gap.hours[id].likely for id in clauses}
    heap = [(spent[id], id) for id, count in open_clauses.items() if not count]
    heapify(heap)
    while heap:
        minutes, id = heappop(heap)
        if id in cost:
            continue
        cost[id] = minutes
        for clause in waiting.get(id, ()):
            if clause not in support:
                support[clause] = id
                spent[clause[0]] += minutes
                open_clauses[clause[0]] -= 1
                if not open_clauses[clause[0]]:
                    heappush(heap, (spent[clause[0]], clause[0]))
    allowed = reduced.forced.union(reduced.optional)
    start = [
        min((option for option in options if option in allowed), key=lambda id: (cost[id], id))
        for owner, options in reduced.open
        if owner is None
    ]
    supports = {id: [support[id, n] for n in range(len(parts))] for id, parts in clauses.items()}
    return frozenset(closure([*start, *sorted(reduced.forced)], supports))
