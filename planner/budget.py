"""How far a number of hours gets one: the reachable part with the highest readiness.

A precedence-constrained knapsack with alternatives: the same program as the whole gap, in which
every goal may be left out and the total time is bounded. The weight met is maximised first, then
the least time that meets it is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from planner.choose import least_effort
from planner.effort import Effort, undecided
from planner.exact import Allowance, Search
from planner.gap import Gap, Goal
from planner.model import CompetencyId
from planner.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Affordable:
    """What a budget buys.

    Attributes:
        budget: Likely minutes to spend.
        minutes: Likely minutes of the plan that is best for it.
        readiness: Share of the target's weights met after that plan.
        goals: The open goals it meets.
        proven: Whether nothing better exists; where the solver ran out of time it is unknown.
    """

    budget: int
    minutes: int
    readiness: float
    goals: tuple[Goal, ...]
    proven: bool


NOTHING = Effort(selected=frozenset(), savers={}, minutes=0, bound=0)


def affordable(
    gap: Gap,
    budgets: Iterable[int],
    prefer: Collection[CompetencyId] = (),
    *,
    whole: Collection[CompetencyId] = (),
    seconds: float = 10.0,
) -> list[Affordable]:
    """The best that each budget buys.

    Args:
        budgets: Likely minutes, the most important first; one program serves them all.
        whole: The plan for all goals, whose choices stay open beside what is preferred.
        seconds: Time for the solver in all.
    """
    rest = undecided(gap, frozenset(prefer), frozenset(whole))
    search = Search(gap, rest, Allowance(seconds), gap.goals)
    total = sum(goal.weight for goal in (*gap.goals, *gap.met, *gap.dropped)) or 1
    met_before = sum(goal.weight for goal in gap.met)
    found = []
    for budget in budgets:
        effort, proven = search.most_ready(budget) if gap.goals else (NOTHING, True)
        goals = tuple(
            goal for goal in gap.goals if not effort.selected.isdisjoint(goal.clause.options)
        )
        found.append(
            Affordable(
                budget=budget,
                minutes=effort.minutes,
                readiness=(met_before + sum(goal.weight for goal in goals)) / total,
                goals=goals,
                proven=proven,
            )
        )
    return found


def within(gap: Gap, goals: Collection[Goal]) -> Gap:
    """The gap for these of its goals alone; the others are dropped, and count as wanted."""
    return replace(
        gap,
        goals=tuple(goal for goal in gap.goals if goal in goals),
        dropped=gap.dropped + tuple(goal for goal in gap.goals if goal not in goals),
    )


def too_small(
    gap: Gap, budget: int, prefer: Collection[CompetencyId] = (), *, seconds: float = 10.0
) -> Problem:
    """That a budget meets no goal, and the smallest that does."""
    least = min(
        least_effort(within(gap, [goal]), prefer, seconds=seconds).minutes for goal in gap.goals
    )
    return Problem(
        code="budget-too-small",
        message=f"{budget / 60:.10g} h meet no requirement",
        hint=f"{least / 60:.10g} h are the least that does",
    )
