"""The exact choice as a 0/1 program: a variable x a competency, a variable t an arc along which one
saves time on another.

Rows, with C a clause of v and t an arc from u to v:

    x_v <= sum of x_u over u in C;   t <= x_u;   sum of the arcs into v <= x_v

Circles, in which steps would wait for each other, are cut off as they appear: in any set of steps,
one must come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from planner.effort import Arc, Effort, Reduced, effort_of, quickest_derivation, waiting
from planner.gap import Gap, Goal, Options
from planner.graph import closure, cycles
from planner.model import GRAIN, CompetencyId
from planner.program import Program, Row, solve

_EXACT = 10**9
"""Largest sum of costs that one objective may have; the solver's doubles separate these safely."""


@dataclass(slots=True)
class Allowance:
    """Seconds that the solver may still take, shared by all searches of one answer."""

    left: float


class Search:
    """The program of a reduced gap; what is forced enters as the constant 1.

    Rows, with C a clause of v and t an arc from u to v:
        x_v <= sum of x_u over u in C;  t <= x_u;  sum of the arcs into v <= x_v
    Costs are in grains of time. Two steps that could save time on each other are kept from doing so
    both ways from the start; longer circles are cut when a solution has one.
    """

    def __init__(
        self, gap: Gap, reduced: Reduced, allowance: Allowance, wanted: Sequence[Goal] = ()
    ) -> None:
        self.gap, self.reduced, self.allowance = gap, reduced, allowance
        self.wanted = wanted
        self.arcs = sorted(reduced.savings)
        self.x = {id: number for number, id in enumerate(reduced.optional)}
        self.t = {arc: len(self.x) + number for number, arc in enumerate(self.arcs)}
        self.first_goal = len(self.x) + len(self.t)
        self.program = Program([0] * (self.first_goal + len(wanted)))
        self.into: dict[CompetencyId, list[Arc]] = {}
        for arc in self.arcs:
            self.into.setdefault(arc[1], []).append(arc)
        self.add_rows()

    def solve(self, *, ties: bool = True) -> Effort:
        """The set with the least time, then the fewest steps; `ties` asks for the canonical one."""
        start = quickest_derivation(self.gap, self.reduced)
        best = effort_of(self.gap, start, {}, bound=0)
        values: tuple[bool, ...] = tuple(id in start for id in self.x) + (False,) * len(self.t)
        bound = self.forced_minutes()
        for rank, costs in enumerate(self.objectives()):
            if rank and not ties:
                break
            answer = self.without_circles(costs, values)
            if answer is None:
                break
            values, cost, proven_cost, proven = answer
            best = self.effort(values)
            if rank == 0:
                bound = best.minutes if proven else max(bound, self.minutes_bound(proven_cost))
            if not proven:
                break
            self.program.at_most([(n, c) for n, c in enumerate(costs) if c], cost)
        return replace(best, bound=min(bound, best.minutes))

    def most_ready(self, minutes: int) -> tuple[Effort, bool]:
        """The set within these likely minutes that meets the most weight, then takes least time.

        The second is whether no set meets more; where the solver's time runs out before, the best
        one found is given.
        """
        time = [self.gap.hours[id].likely // GRAIN for id in self.x]
        time += [-self.reduced.savings[arc] // GRAIN for arc in self.arcs]
        kept = list(self.program.rows)
        own = [Row([(n, one) for n, one in enumerate(time) if one], -inf, minutes // GRAIN)]
        weights = [0] * self.first_goal + [-goal.weight for goal in self.wanted]
        values: tuple[bool, ...] = (False,) * len(self.program.costs)
        proven = False
        for costs in (weights, *self.objectives()):
            self.program.rows += own[-1:]
            answer = self.without_circles(costs, values)
            if answer is None:
                break
            values = answer[0]
            proven = proven or answer[3]
            if not answer[3]:
                break
            own.append(Row([(n, one) for n, one in enumerate(costs) if one], -inf, answer[1]))
        cuts = [row for row in self.program.rows[len(kept) :] if not any(row is one for one in own)]
        self.program.rows = kept + cuts
        return self.effort(values), proven

    def objectives(self) -> Iterator[list[int]]:
        """Cost vectors in falling order of importance, taken together as far as they fit.

        Minutes; number of steps; places of the alternatives as listed; ranks of the ids.
        """
        time = [self.gap.hours[id].likely // GRAIN for id in self.x]
        time += [-self.reduced.savings[arc] // GRAIN for arc in self.arcs]
        rest = [0] * (len(time) - len(self.x) + len(self.wanted))
        together = time + [0] * len(self.wanted)
        self.time_factor = 1
        for costs in ([1] * len(self.x), self.places(sure=True), self.places(sure=False)):
            factor = sum(costs) + 1
            if factor * sum(map(abs, together)) >= _EXACT:
                yield together
                together, self.time_factor = costs + rest, 0
                continue
            self.time_factor *= factor
            together = [
                factor * one + other for one, other in zip(together, costs + rest, strict=True)
            ]
        yield together
        yield list(range(len(self.x))) + rest

    def places(self, *, sure: bool) -> list[int]:
        """Places in the lists of alternatives; `sure` are those of what is learned in any case."""
        places = dict.fromkeys(self.x, 0)
        for owner, options in self.reduced.open:
            for place, id in enumerate(options):
                if id in places and (owner not in self.x) == sure:
                    places[id] += place
        return list(places.values())

    def forced_minutes(self) -> int:
        """What is forced, each with the largest saving there could be: a bound without a solver."""
        most = {
            id: max(self.reduced.savings[arc] for arc in arcs) for id, arcs in self.into.items()
        }
        return sum(self.gap.hours[id].likely - most.get(id, 0) for id in self.reduced.forced)

    def minutes_bound(self, cost: int) -> int:
        """Minutes that a bound on the first objective proves; the rest of it is below one factor."""
        forced = sum(self.gap.hours[id].likely for id in self.reduced.forced)
        return forced + -(-(cost - self.time_factor + 1) // self.time_factor) * GRAIN

    def without_circles(
        self, costs: list[int], start: tuple[bool, ...]
    ) -> tuple[tuple[bool, ...], int, int, bool] | None:
        """Values, cost, bound and whether proven; None if no plan was found in time."""
        self.program.costs = costs
        while self.allowance.left > 0:
            answer = solve(self.program, self.allowance.left, start)
            if answer is None:
                return None
            self.allowance.left -= answer.seconds
            effort = self.effort(answer.values)
            stuck = waiting(self.gap, effort.selected, effort.savers)
            if not stuck:
                return answer.values, answer.cost, answer.bound, answer.proven
            self.cut(effort, stuck)
        return None

    def effort(self, values: tuple[bool, ...]) -> Effort:
        selected = self.reduced.forced.union(id for id, number in self.x.items() if values[number])
        savers = {arc[1]: arc[0] for arc, number in self.t.items() if values[number]}
        return effort_of(self.gap, selected, savers)

    def add_rows(self) -> None:
        for owner, options in self.reduced.open:
            self.at_least_one(owner, options)
        for number, goal in enumerate(self.wanted, self.first_goal):
            terms = [(self.x[option], 1) for option in goal.clause.options if option in self.x]
            self.program.at_least([*terms, (number, -1)], 0)
        for arc, number in self.t.items():
            if arc[0] in self.x:
                self.program.at_most([(number, 1), (self.x[arc[0]], -1)], 0)
        for id, arcs in self.into.items():
            self.bounded([self.t[arc] for arc in arcs], id)
        for one, other in self.arcs:
            if (other, one) in self.t:
                self.bounded([self.t[one, other], self.t[other, one]], one)

    def at_least_one(self, owner: CompetencyId | None, options: Options) -> None:
        """Sum of the options >= x of the owner; what is forced among them meets it already."""
        if not self.reduced.forced.isdisjoint(options):
            return
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
