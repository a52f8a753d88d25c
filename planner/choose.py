"""Which competencies to learn: the set with the least likely hours that closes the gap.

The order on plans is lexicographic: minutes, then the number of steps, then alternatives listed
first, then ids. Minimum-cost closure of an and/or graph is NP-hard, and a transfer makes the cost
of one step depend on another. So the gap is reduced first - what is needed anyway, preferences,
detours that cannot pay - and only a choice that is left becomes a 0/1 program: a variable x a
competency, a variable t an arc along which one saves time on another. Circles, in which steps would
wait for each other, are cut off as they appear: in any set of steps, one must come first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush

from planner.gap import Gap, Options
from planner.graph import closure, cycles, derivable
from planner.model import GRAIN, CompetencyId
from planner.program import Program, solve

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An alternative that the plan decided.

    Attributes:
        owner: The competency, or whoever set the goal, that leaves the choice.
        options: All alternatives, as the catalog lists them.
        chosen: The one taken.
        runner_up: What the best plan without it takes instead; None if there is no such plan.
        extra_minutes: How much longer that plan is; negative where a preference costs time.
    """

    owner: str
    options: Options
    chosen: CompetencyId
    runner_up: CompetencyId | None = None
    extra_minutes: int | None = None


def least_effort(
    gap: Gap, prefer: Collection[CompetencyId] = (), *, seconds: float = 10.0
) -> Effort:
    """Close the gap with the least likely hours.

    Args:
        gap: What is open; every goal must have an option that can be learned.
        prefer: Taken wherever they are an alternative that nothing else has decided yet.
        seconds: Time for the solver; afterwards `bound` says how far off the answer may be.
    """
    reduced = _reduce(gap, frozenset(prefer))
    if not reduced.open and not reduced.optional:
        savers = _best_savings(reduced.savings)
        if not _waiting(gap, reduced.forced, savers):
            return _effort(gap, reduced.forced, savers)
    return _Solver(gap, reduced, seconds).solve()


def choices_made(
    gap: Gap, effort: Effort, prefer: Collection[CompetencyId] = (), *, seconds: float = 10.0
) -> tuple[Choice, ...]:
    """Every alternative the plan decided, with what its runner-up would have cost."""
    without: dict[CompetencyId, Effort | None] = {}
    found = []
    for owner, options in _decided(gap, effort):
        chosen = next(option for option in options if option in effort.selected)
        if chosen not in without:
            rest = _gap_without(gap, chosen)
            without[chosen] = least_effort(rest, prefer, seconds=seconds) if rest else None
        other = without[chosen]
        instead = next((id for id in options if other and id in other.selected), None)
        found.append(
            Choice(
                owner=owner,
                options=options,
                chosen=chosen,
                runner_up=instead,
                extra_minutes=other.minutes - effort.minutes if other and instead else None,
            )
        )
    return tuple(found)


def _decided(gap: Gap, effort: Effort) -> Iterator[tuple[str, Options]]:
    seen = set()
    for goal in gap.goals:
        if len(goal.clause.options) > 1 and goal.clause.options not in seen:
            seen.add(goal.clause.options)
            yield goal.asked_by, goal.clause.options
    for id in sorted(effort.selected):
        for options in gap.clauses[id]:
            if len(options) > 1 and options not in seen:
                seen.add(options)
                yield id, options


def _gap_without(gap: Gap, banned: CompetencyId) -> Gap | None:
    """The same gap where one competency cannot be learned; None where that leaves no plan."""
    clauses = {
        id: tuple(tuple(one for one in options if one != banned) for options in parts)
        for id, parts in gap.clauses.items()
        if id != banned
    }
    possible = derivable(clauses)
    if any(possible.isdisjoint(goal.clause.options) for goal in gap.goals):
        return None
    return replace(
        gap,
        clauses={
            id: tuple(tuple(one for one in options if one in possible) for options in parts)
            for id, parts in clauses.items()
            if id in possible
        },
        savings={arc: saved for arc, saved in gap.savings.items() if possible.issuperset(arc)},
    )


# --- reduction


@dataclass(frozen=True, slots=True)
class _Reduced:
    """What has to be in every plan, and what is still open.

    `open` holds pairs of an owner (None for a goal) and a clause that nothing forced meets.
    """

    forced: frozenset[CompetencyId]
    optional: tuple[CompetencyId, ...] = ()
    open: tuple[tuple[CompetencyId | None, Options], ...] = ()
    savings: Mapping[Arc, int] = field(default_factory=dict)
    clauses: Mapping[CompetencyId, list[Options]] = field(default_factory=dict)


def _reduce(gap: Gap, prefer: frozenset[CompetencyId]) -> _Reduced:
    goals = [
        tuple(option for option in goal.clause.options if option in gap.clauses)
        for goal in gap.goals
    ]
    forced = _forced(gap, goals, prefer)
    clauses = {
        id: [_preferred(options, prefer, forced) for options in parts]
        for id, parts in gap.clauses.items()
    }
    open_goals = [
        _preferred(options, prefer, forced) for options in goals if forced.isdisjoint(options)
    ]
    if prefer and not _possible(clauses, forced, open_goals):
        return _reduce(gap, frozenset())
    optional, savings = _worth_considering(gap, forced, clauses, open_goals)
    open_clauses: list[tuple[CompetencyId | None, Options]] = [(None, goal) for goal in open_goals]
    for id in sorted(forced.union(optional)):
        open_clauses += [(id, options) for options in clauses[id] if forced.isdisjoint(options)]
    distinct = tuple(dict.fromkeys(open_clauses))
    return _Reduced(forced, tuple(sorted(optional)), distinct, savings, clauses)


def _forced(
    gap: Gap, goals: Iterable[Options], prefer: frozenset[CompetencyId]
) -> frozenset[CompetencyId]:
    """What every plan contains: singleton clauses first, then preferences that are still open."""
    forced: set[CompetencyId] = set()
    undecided: list[Options] = []
    queue = list(goals)
    while queue or undecided:
        if not queue:
            # Preferences count only now, so that none is taken where the clause is met anyway.
            queue = [
                wanted
                for options in undecided
                if forced.isdisjoint(options) and len(wanted := _preferred(options, prefer)) == 1
            ][:1]
            undecided = [options for options in undecided if forced.isdisjoint(options)]
            if not queue:
                break
        options = queue.pop()
        if len(options) > 1:
            undecided.append(options)
        elif options[0] not in forced:
            forced.add(options[0])
            queue += gap.clauses[options[0]]
    return frozenset(forced)


def _preferred(
    options: Options,
    prefer: frozenset[CompetencyId],
    forced: Collection[CompetencyId] = frozenset(),
) -> Options:
    """The preferred options, or all where none is or where the clause is met anyway."""
    if any(option in forced for option in options):
        return options
    return tuple(option for option in options if option in prefer) or options


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
    clauses: Mapping[CompetencyId, list[Options]],
    goals: list[Options],
) -> tuple[set[CompetencyId], dict[Arc, int]]:
    """What may be in a best plan beside what is forced, and the savings that may count.

    Something nobody needs can still be worth learning for the time it saves elsewhere; it is
    dropped as soon as all it could ever save is no more than its own least time.
    """
    needed = {
        id: [option for options in parts if forced.isdisjoint(options) for option in options]
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


def _best_savings(savings: Mapping[Arc, int]) -> dict[CompetencyId, CompetencyId]:
    best: dict[CompetencyId, CompetencyId] = {}
    for source, id in sorted(savings, key=lambda arc: (arc[1], -savings[arc], arc[0])):
        best.setdefault(id, source)
    return best


def _effort(
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


def _waiting(
    gap: Gap, selected: Collection[CompetencyId], savers: Mapping[CompetencyId, CompetencyId]
) -> set[CompetencyId]:
    """Those selected that can never be started, because they wait for each other."""
    clauses = {
        id: [*gap.clauses[id], (savers[id],)] if id in savers else gap.clauses[id]
        for id in selected
    }
    return clauses.keys() - derivable(clauses)


# --- the 0/1 program


class _Solver:
    """The program of a reduced gap; what is forced enters as the constant 1.

    Rows, with C a clause of v and t an arc from u to v:
        x_v <= sum of x_u over u in C;  t <= x_u;  sum of the arcs into v <= x_v
    Costs are in grains of time. Two steps that could save time on each other are kept from doing so
    both ways from the start; longer circles are cut when a solution has one.
    """

    def __init__(self, gap: Gap, reduced: _Reduced, seconds: float) -> None:
        self.gap, self.reduced, self.seconds = gap, reduced, seconds
        self.arcs = sorted(reduced.savings)
        self.x = {id: number for number, id in enumerate(reduced.optional)}
        self.t = {arc: len(self.x) + number for number, arc in enumerate(self.arcs)}
        self.program = Program([0] * (len(self.x) + len(self.t)))
        self.into: dict[CompetencyId, list[Arc]] = {}
        for arc in self.arcs:
            self.into.setdefault(arc[1], []).append(arc)
        self.add_rows()

    def solve(self) -> Effort:
        start = _quickest_derivation(self.gap, self.reduced)
        best = _effort(self.gap, start, {}, bound=0)
        values: tuple[bool, ...] = tuple(id in start for id in self.x) + (False,) * len(self.t)
        bound = 0
        for rank, costs in enumerate(self.objectives()):
            answer = self.without_circles(costs, values)
            if answer is None:
                break
            values, cost, proven_cost, proven = answer
            best = self.effort(values)
            if rank == 0:
                bound = best.minutes if proven else self.minutes_bound(proven_cost)
            if not proven:
                break
            self.program.at_most([(n, c) for n, c in enumerate(costs) if c], cost)
        return replace(best, bound=min(bound, best.minutes))

    def objectives(self) -> Iterator[list[int]]:
        """Cost vectors in falling order of importance; minutes and steps in one where it fits."""
        time = [self.gap.hours[id].likely // GRAIN for id in self.x]
        time += [-self.reduced.savings[arc] // GRAIN for arc in self.arcs]
        steps = [1] * len(self.x) + [0] * len(self.arcs)
        self.time_factor = len(self.x) + 1
        if self.time_factor * sum(map(abs, time)) < _EXACT:
            yield [self.time_factor * one + other for one, other in zip(time, steps, strict=True)]
        else:
            self.time_factor = 1
            yield time
            yield steps
        yield self.listed_first()

    def listed_first(self) -> list[int]:
        """Places of the alternatives as listed, then ranks of the ids."""
        places = dict.fromkeys(self.x, 0)
        for _, options in self.reduced.open:
            for place, id in enumerate(options):
                if id in places:
                    places[id] += place
        factor = len(self.x) * (len(self.x) + 1) // 2 + 1
        if factor * sum(places.values()) >= _EXACT:
            factor = 0
        ranks = [
            factor * places[id] + rank if factor else places[id] for rank, id in enumerate(self.x)
        ]
        return ranks + [0] * len(self.arcs)

    def minutes_bound(self, cost: int) -> int:
        forced = sum(self.gap.hours[id].likely for id in self.reduced.forced)
        return forced + -(-(cost - len(self.x)) // self.time_factor) * GRAIN

    def without_circles(
        self, costs: list[int], start: tuple[bool, ...]
    ) -> tuple[tuple[bool, ...], int, int, bool] | None:
        """Values, cost, bound and whether proven; None if no plan was found in time."""
        self.program.costs = costs
        while self.seconds > 0:
            answer = solve(self.program, self.seconds, start)
            if answer is None:
                return None
            self.seconds -= answer.seconds
            effort = self.effort(answer.values)
            stuck = _waiting(self.gap, effort.selected, effort.savers)
            if not stuck:
                return answer.values, answer.cost, answer.bound, answer.proven
            self.cut(effort, stuck)
        return None

    def effort(self, values: tuple[bool, ...]) -> Effort:
        selected = self.reduced.forced.union(id for id, number in self.x.items() if values[number])
        savers = {arc[1]: arc[0] for arc, number in self.t.items() if values[number]}
        return _effort(self.gap, selected, savers)

    def add_rows(self) -> None:
        for owner, options in self.reduced.open:
            self.at_least_one(owner, options)
        for arc, number in self.t.items():
            if arc[0] in self.x:
                self.program.at_most([(number, 1), (self.x[arc[0]], -1)], 0)
        for id, arcs in self.into.items():
            self.bounded([self.t[arc] for arc in arcs], id)
        for one, other in self.arcs:
            if (other, one) in self.t:
                self.bounded([self.t[one, other], self.t[other, one]], one)

    def at_least_one(self, owner: CompetencyId | None, options: Options) -> None:
        """Sum of the options >= x of the owner."""
        terms = [(self.x[option], 1) for option in options if option in self.x]
        if owner in self.x:
            self.program.at_least([*terms, (self.x[owner], -1)], 0)
        else:
            self.program.at_least(terms, 1)

    def bounded(self, columns: list[int], id: CompetencyId) -> None:
        """Sum of the columns <= x of the id."""
        terms = [(column, 1) for column in columns]
        if id in self.x:
            self.program.at_most([*terms, (self.x[id], -1)], 0)
        else:
            self.program.at_most(terms, 1)

    def cut(self, effort: Effort, stuck: set[CompetencyId]) -> None:
        """Forbid the circles in which these wait for each other.

        Of the members Z of a circle that are learned at all, one is first. Either it waited for its
        saver, and then takes no saving from inside Z, or it waited for a clause, and then an option
        from outside Z is learned. So for every z in Z
            sum of arcs inside Z into those waiting for a saver
                <= their x - x_z + sum of the outside options of those waiting for a clause.
        """
        blame = {id: self.blame(id, effort, stuck) for id in stuck}
        onward = {id: sorted(ids) for id, (ids, _) in blame.items()}
        for cycle in cycles(onward):
            circle = closure(cycle, onward)
            for id in sorted(circle):
                self.forbid(circle, id, blame)

    def blame(
        self, id: CompetencyId, effort: Effort, stuck: set[CompetencyId]
    ) -> tuple[set[CompetencyId], Options]:
        """What a stuck competency waits for, and the clause if it is one (else its saver)."""
        for options in self.gap.clauses[id]:
            chosen = effort.selected.intersection(options)
            if chosen <= stuck:
                return set(chosen), options
        return {effort.savers[id]}, ()

    def forbid(
        self,
        circle: set[CompetencyId],
        first: CompetencyId,
        blame: Mapping[CompetencyId, tuple[set[CompetencyId], Options]],
    ) -> None:
        terms: dict[int, int] = {}
        bound = 0

        def add(id: CompetencyId, coefficient: int) -> None:
            nonlocal bound
            if id in self.x:
                terms[self.x[id]] = terms.get(self.x[id], 0) + coefficient
            elif id in self.reduced.forced:
                bound -= coefficient

        add(first, 1)
        for id in sorted(circle):
            options = blame[id][1]
            for option in options:
                if option not in circle:
                    add(option, -1)
            if not options:
                add(id, -1)
                for arc in self.into[id]:
                    if arc[0] in circle:
                        terms[self.t[arc]] = 1
        self.program.at_most(sorted(terms.items()), bound)


_EXACT = 10**9
"""Largest sum of costs that one objective may have; the solver's doubles separate these safely."""


def _quickest_derivation(gap: Gap, reduced: _Reduced) -> frozenset[CompetencyId]:
    """A plan without circles to start from: each clause by the option that is cheapest by itself.

    Source: Knuth 1977, A generalization of Dijkstra's algorithm.
    """
    cost: dict[CompetencyId, int] = {}
    clauses = reduced.clauses
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
