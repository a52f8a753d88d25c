"""Which competencies to learn: the set with the least likely hours that closes the gap.

The order on plans is lexicographic: minutes, then the number of steps, then alternatives listed
first, then ids. Minimum-cost closure of an and/or graph is NP-hard, and a transfer makes the cost
of one step depend on another. So the gap is reduced first - what is needed anyway, preferences,
detours that cannot pay - and only a choice that is left becomes a 0/1 program: a variable x a
competency, a variable t an arc along which one saves time on another. Circles, in which steps would
wait for each other, are cut off as they appear: in any set of steps, one must come first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from planner.effort import Effort, best_savings, effort_of, reduced, waiting
from planner.exact import Allowance, Search
from planner.gap import Gap, Options
from planner.graph import derivable
from planner.model import CompetencyId


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
    return _least_effort(gap, prefer, Allowance(seconds), ties=True)


def _least_effort(
    gap: Gap, prefer: Collection[CompetencyId], allowance: Allowance, *, ties: bool
) -> Effort:
    rest = reduced(gap, frozenset(prefer))
    if not rest.optional:
        savers = best_savings(rest.savings)
        if not savers or not waiting(gap, rest.forced, savers):
            return effort_of(gap, rest.forced, savers)
    return Search(gap, rest, allowance).solve(ties=ties)


def choices_made(
    gap: Gap,
    effort: Effort,
    sequence: Sequence[CompetencyId],
    prefer: Collection[CompetencyId] = (),
    *,
    seconds: float = 10.0,
) -> tuple[Choice, ...]:
    """Every alternative the plan decided, with what its runner-up would have cost.

    Args:
        sequence: The plan; of two options in it, the one that comes before the owner was taken.
        seconds: Time for the solver in all; runner-ups that it does not reach stay unknown.
    """
    allowance = Allowance(seconds)
    without: dict[CompetencyId, Effort | None] = {}
    found = []
    for owner, options, chosen in _decided(gap, sequence):
        if chosen not in without:
            rest = _gap_without(gap, chosen)
            without[chosen] = _least_effort(rest, prefer, allowance, ties=False) if rest else None
        other = without[chosen]
        instead = _support(gap, other, owner, options) if other and other.optimal else None
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


def _decided(
    gap: Gap, sequence: Sequence[CompetencyId]
) -> Iterator[tuple[str, Options, CompetencyId]]:
    """Owner, options and the one taken, of each clause with several options, once."""
    seen: set[Options] = set()
    for goal in gap.goals:
        options = goal.clause.options
        if len(options) > 1 and options not in seen:
            seen.add(options)
            yield goal.asked_by, options, next(one for one in options if one in sequence)
    earlier: set[CompetencyId] = set()
    for id in sequence:
        for options in gap.clauses[id]:
            if len(options) > 1 and options not in seen:
                seen.add(options)
                yield id, options, next(one for one in options if one in earlier)
        earlier.add(id)


def _support(gap: Gap, other: Effort, owner: str, options: Options) -> CompetencyId | None:
    """The option that serves the owner in another plan: one that does not itself wait for it."""
    reached = derivable({id: gap.clauses[id] for id in other.selected if id != owner})
    return next((id for id in options if id in reached), None)


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
        goals=tuple(
            replace(
                goal, clause=replace(goal.clause, options=_among(goal.clause.options, possible))
            )
            for goal in gap.goals
        ),
        clauses={
            id: tuple(_among(options, possible) for options in parts)
            for id, parts in clauses.items()
            if id in possible
        },
        savings={arc: saved for arc, saved in gap.savings.items() if possible.issuperset(arc)},
    )


def _among(options: Options, possible: Collection[CompetencyId]) -> Options:
    return tuple(option for option in options if option in possible)
